package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"time"
)

// newClient creates the key and certificate that Terraform presents to a provider. The key
// is on the curve that Terraform uses. The provider receives the certificate in PEM.
func newClient() (client *tls.Config, certificate string, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		return nil, "", err
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "localhost"},
		DNSNames:              []string{"localhost"},
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment | x509.KeyUsageKeyAgreement | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
		NotBefore:             time.Now().Add(-time.Minute),
		NotAfter:              time.Now().Add(time.Hour),
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	content, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, "", err
	}
	client = &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{content}, PrivateKey: key}},
		MinVersion:   tls.VersionTLS12,
		ServerName:   "localhost",
	}
	return client, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: content})), nil
}

// trustOnly makes the client accept the provider's certificate and no other.
func trustOnly(client *tls.Config, encoded string) error {
	content, err := base64.RawStdEncoding.DecodeString(encoded)
	if err != nil {
		return err
	}
	certificate, err := x509.ParseCertificate(content)
	if err != nil {
		return err
	}
	client.RootCAs = x509.NewCertPool()
	client.RootCAs.AddCert(certificate)
	return nil
}
