package acctest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"sync"
	"testing"
	"time"
)

// NewCertificate returns a certificate in PEM format, and its private key. The first of the
// names is its common name. All of them have the same key.
func NewCertificate(t *testing.T, until time.Time, names ...string) (certificate, key string) {
	t.Helper()
	return certificateWith(t, rsaKey(), until, names), encodedKey(t, rsaKey())
}

// NewOtherCertificate is NewCertificate with another key.
func NewOtherCertificate(t *testing.T, until time.Time, names ...string) (certificate, key string) {
	t.Helper()
	return certificateWith(t, otherKey(), until, names), encodedKey(t, otherKey())
}

var rsaKey, otherKey = sync.OnceValue(makeKey), sync.OnceValue(makeKey)

func makeKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

func certificateWith(t *testing.T, key *rsa.PrivateKey, until time.Time, names []string) string {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names, NotBefore: until.AddDate(-1, 0, 0), NotAfter: until,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func encodedKey(t *testing.T, key *rsa.PrivateKey) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}
