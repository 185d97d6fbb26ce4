package rest_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/rest"
)

// tls11Server starts an HTTPS server that offers at most TLS 1.1.
func tls11Server(t *testing.T) string {
	t.Helper()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

// forcedTLS11Server starts a server that chooses TLS 1.1 whatever it is offered, as old
// servers do.
func forcedTLS11Server(t *testing.T) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	hello := append([]byte{3, 2}, make([]byte, 33)...) // TLS 1.1, no entropy, no session
	hello = append(hello, 0, 0x2f, 0)                  // AES-128, no compression
	hello = append([]byte{2, 0, 0, byte(len(hello))}, hello...)
	record := append([]byte{22, 3, 2, 0, byte(len(hello))}, hello...)
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = connection.Read(make([]byte, 4096))
			_, _ = connection.Write(record)
			_, _ = io.Copy(io.Discard, connection)
			_ = connection.Close()
		}
	}()
	return "https://" + listener.Addr().String()
}

func TestServerWithoutTLS12IsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	for name, serve := range map[string]func(*testing.T) string{"that refuses": tls11Server, "that insists": forcedTLS11Server} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			attempts := 0
			c := rest.New(rest.Options{
				BaseURL: serve(t), DecodeError: decodeError, MaxRetries: 3,
				Log: func(context.Context, string, map[string]any) { attempts++ },
			})
			err := c.Do(t.Context(), rest.Call{Method: "POST", Path: "/things"})
			var unreachable *rest.UnreachableError
			if !errors.As(err, &unreachable) || !strings.Contains(err.Error(), "protocol version") || attempts != 1 {
				t.Fatalf("%d attempts: %v", attempts, err)
			}
			if hint := unreachable.Hint(); !strings.Contains(hint, "TLS 1.2") {
				t.Error(hint)
			}
		})
	}
}

func TestHintMatchesTheCertificateProblem(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	certificate := server.Certificate()
	for hint, err := range map[string]error{
		"another address":      x509.HostnameError{Certificate: certificate, Host: "api.example"},
		"clock":                x509.CertificateInvalidError{Cert: certificate, Reason: x509.Expired},
		"SSL_CERT_FILE":        x509.UnknownAuthorityError{Cert: certificate},
		"On macOS and Windows": errors.New("certificate is not trusted"), // the wording of their system libraries
	} {
		t.Run(hint, func(t *testing.T) {
			t.Parallel()
			unreachable := &rest.UnreachableError{Cause: &tls.CertificateVerificationError{Err: err}}
			if got := unreachable.Hint(); !strings.Contains(got, hint) {
				t.Error(got)
			}
		})
	}
	if hint := (&rest.UnreachableError{Cause: errRefused}).Hint(); hint != "" {
		t.Errorf("of a refused connection: %s", hint)
	}
}
