package katapult

import (
	"context"
	"fmt"
	"strings"

	"terraform-provider-katapult/internal/rest"
)

// SSHKeys is access to the SSH keys of an organization, which new virtual machines accept.
// Its calls need no scope.
type SSHKeys struct{ client *Client }

// SSHKey is a public key of an organization. The API keeps its text to itself.
type SSHKey struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Fingerprint is in a form that is not documented; see PublicKey.Compare.
	Fingerprint string `json:"fingerprint"`
}

// SSHKeyArguments are the arguments of a new SSH key. No endpoint changes one.
type SSHKeyArguments struct {
	Name string `json:"name"`
	// Key is the public key as in a file .pub.
	Key string `json:"key"`
}

func (k SSHKey) identity() string { return k.ID }

var sshKeys = object[SSHKey]{
	key: "ssh_key", noun: "SSH key", path: "/ssh_keys/ssh_key",
	list:     list[SSHKey]{path: "/organizations/organization/ssh_keys", key: "ssh_keys", paged: true},
	listOnly: true,
}

// List returns all SSH keys of the client's organization.
//
// GET /organizations/organization/ssh_keys, all pages
func (s SSHKeys) List(ctx context.Context) ([]SSHKey, error) { return sshKeys.all(ctx, s.client) }

// Get returns an SSH key, or ErrNotFound.
//
// GET /organizations/organization/ssh_keys, all pages
func (s SSHKeys) Get(ctx context.Context, keyID string) (SSHKey, error) {
	return sshKeys.get(ctx, s.client, keyID)
}

// Create adds an SSH key to the client's organization. If the response is lost, it searches
// by fingerprint among the keys that were not there before. It returns an error for a text
// that is no public key, ValidationFailed, or a rest.UnresolvedCreateError.
//
// GET and POST /organizations/organization/ssh_keys
func (s SSHKeys) Create(ctx context.Context, a SSHKeyArguments) (SSHKey, error) {
	public, err := ParsePublicKey(a.Key)
	if err != nil {
		return SSHKey{}, err
	}
	organization := s.client.organization.lookup("organization")
	matches := func(k SSHKey) (bool, error) {
		return k.Name == a.Name && public.Compare(k.Fingerprint) != Differs, nil
	}
	key, _, err := sshKeys.create(ctx, s.client, creation[SSHKey]{
		path:        sshKeys.list.path,
		arguments:   arguments{lookups: []lookup{organization}, fields: map[string]any{"ssh_key": a}},
		conflictKey: "SSH key " + a.Name,
		recovery:    notThereBefore(s.client, sshKeys.list, nil, matches, organization),
	})
	return key, err
}

// Delete deletes an SSH key. Machines that have it keep it, unless Katapult manages their
// keys. It returns ErrNotFound, or DeletionRestricted with the API's reasons.
//
// DELETE /ssh_keys/ssh_key
func (s SSHKeys) Delete(ctx context.Context, keyID string) error {
	return sshKeys.delete(ctx, s.client, keyID)
}

// GetByFingerprint returns the only SSH key with a fingerprint, in the form in which the API
// writes it, or ErrNotFound.
//
// GET /organizations/organization/ssh_keys, all pages
func (s SSHKeys) GetByFingerprint(ctx context.Context, fingerprint string) (SSHKey, error) {
	return s.one(ctx, func(k SSHKey) bool { return sameFingerprint(k.Fingerprint, fingerprint) })
}

// GetByPublicKey returns the only SSH key with the text of a public key, or ErrNotFound.
//
// GET /organizations/organization/ssh_keys, all pages
func (s SSHKeys) GetByPublicKey(ctx context.Context, text string) (SSHKey, error) {
	public, err := ParsePublicKey(text)
	if err != nil {
		return SSHKey{}, err
	}
	return s.one(ctx, func(k SSHKey) bool { return public.Compare(k.Fingerprint) == Equals })
}

// one returns the only SSH key that a condition holds for.
func (s SSHKeys) one(ctx context.Context, is func(SSHKey) bool) (SSHKey, error) {
	var (
		found SSHKey
		ids   []string
	)
	all, err := s.List(ctx)
	if err != nil {
		return found, err
	}
	for _, k := range all {
		if is(k) {
			found, ids = k, append(ids, rest.Quote(k.ID))
		}
	}
	switch len(ids) {
	case 0:
		return found, fmt.Errorf("none of the organization's %d SSH keys is this one: %w", len(all), ErrNotFound)
	case 1:
		return found, nil
	}
	return SSHKey{}, fmt.Errorf("%d SSH keys are the same: %s; set id to choose one of them", len(ids), strings.Join(ids, ", "))
}
