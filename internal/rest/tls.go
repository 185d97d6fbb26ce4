package rest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"strings"
)

// isInsecure reports whether no secure connection could be made. A retry does not change
// that.
func isInsecure(err error) bool { return isUntrusted(err) || isTLSTooOld(err) }

// isUntrusted reports whether the server's certificate was not accepted.
func isUntrusted(err error) bool {
	var (
		verification *tls.CertificateVerificationError
		authority    x509.UnknownAuthorityError
		hostname     x509.HostnameError
	)
	return errors.As(err, &verification) || errors.As(err, &authority) || errors.As(err, &hostname)
}

// isTLSTooOld reports whether client and server share no TLS version. There is no error
// type for that: either side may notice, and both use these words.
func isTLSTooOld(err error) bool { return strings.Contains(err.Error(), "protocol version") }

// Hint says what to do, if the cause alone decides that.
func (e *UnreachableError) Hint() string {
	var (
		hostname x509.HostnameError
		invalid  x509.CertificateInvalidError
	)
	switch {
	case isTLSTooOld(e.Cause):
		return "The provider speaks TLS 1.2 and newer. The server, or a proxy in front of it, offers only older versions: enable TLS 1.2 there."
	case errors.As(e.Cause, &hostname):
		return "The certificate belongs to another address: check the configured address, and whether a proxy responds instead of the API."
	case errors.As(e.Cause, &invalid) && invalid.Reason == x509.Expired:
		return "The certificate is not valid at the time on this machine's clock: check the clock, or have the certificate renewed."
	case isUntrusted(e.Cause):
		return "This machine does not know the authority that signed the certificate. If it is a private one, or that of a proxy, put its certificate in PEM form into a file, " +
			"and name the file in SSL_CERT_FILE in Terraform's environment. On macOS and Windows, add it to the certificates that the system trusts instead."
	}
	return ""
}
