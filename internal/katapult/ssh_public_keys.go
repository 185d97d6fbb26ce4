package katapult

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"

	"golang.org/x/crypto/ssh"
)

// PublicKey is the text of an SSH key, without its comment.
type PublicKey struct{ key ssh.PublicKey }

// ErrPrivateKey means that a text is a private key, which belongs to nobody else. A message
// must not quote it.
var ErrPrivateKey = errors.New("this is a private key; Katapult takes the public one, which is in the file that ends in .pub")

// ParsePublicKey reads one public key as it is in a file .pub: its type, the key and perhaps
// a comment.
func ParsePublicKey(text string) (PublicKey, error) {
	if strings.Contains(text, "PRIVATE KEY") {
		return PublicKey{}, ErrPrivateKey
	}
	key, _, options, more, err := ssh.ParseAuthorizedKey([]byte(strings.TrimSpace(text)))
	switch {
	case err != nil:
		return PublicKey{}, errors.New(`this is no public SSH key, which is like "ssh-ed25519 AAAA…" on one line`)
	case len(options) > 0:
		return PublicKey{}, errors.New("options before the key do not belong to it: leave them out")
	case len(bytes.TrimSpace(more)) > 0:
		return PublicKey{}, errors.New("there is more than one line: each key needs a resource of its own")
	}
	return PublicKey{key}, nil
}

// Equal reports whether both are the same key.
func (k PublicKey) Equal(other PublicKey) bool {
	return bytes.Equal(k.key.Marshal(), other.key.Marshal())
}

// Comparison is the result of comparing a key with a fingerprint.
type Comparison int

// Results of a comparison.
const (
	// Incomparable is a fingerprint of an unknown form, which proves nothing.
	Incomparable Comparison = iota
	Equals
	Differs
)

// Compare compares a key with a fingerprint in any of the forms that SSH has: MD5 or
// SHA-256, with or without its name.
func (k PublicKey) Compare(fingerprint string) Comparison {
	switch strippedFingerprint(fingerprint) {
	case strippedFingerprint(ssh.FingerprintLegacyMD5(k.key)), strippedFingerprint(ssh.FingerprintSHA256(k.key)):
		return Equals
	case "":
		return Incomparable
	}
	return Differs
}

// sameFingerprint reports whether two fingerprints are written in forms of the same hash,
// and equal.
func sameFingerprint(one, other string) bool {
	stripped := strippedFingerprint(one)
	return strings.TrimSpace(one) == strings.TrimSpace(other) || stripped != "" && stripped == strippedFingerprint(other)
}

// Sizes of hashes in bytes.
const (
	md5Size    = 16
	sha256Size = 32
)

// strippedFingerprint is the hash of a fingerprint in hexadecimal, or "" if its form is
// unknown.
func strippedFingerprint(fingerprint string) string {
	text := strings.TrimSpace(fingerprint)
	for _, name := range []string{"MD5:", "SHA256:"} {
		if len(text) > len(name) && strings.EqualFold(text[:len(name)], name) {
			text = text[len(name):]
		}
	}
	if hash, err := hex.DecodeString(strings.ReplaceAll(text, ":", "")); err == nil && (len(hash) == md5Size || len(hash) == sha256Size) {
		return hex.EncodeToString(hash)
	}
	if hash, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "=")); err == nil && len(hash) == sha256Size {
		return hex.EncodeToString(hash)
	}
	return ""
}
