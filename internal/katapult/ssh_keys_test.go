package katapult

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

const (
	laptopKey    = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINmDRHx83WdAY4MIm1hKxAdWI7KGCTAWWY9hxRH11XKT laptop"
	laptopMD5    = "f5:94:38:3a:72:eb:e6:09:fb:a1:36:a0:86:76:99:f0"
	laptopSHA256 = "7pmBzp1mt+g19UwzQ0RReZ0zF7gw48xuefycGcxVt8s"
	deployKey    = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILoqo3PORZCrsyM4l760QcG9weZPrBCLYe9ElmlgEM5b deploy"
	deployMD5    = "31:11:82:26:16:f6:98:f6:41:2a:f8:21:0e:de:81:56"
)

const listOfKeys = "GET /organizations/organization/ssh_keys"

// The fingerprints are those that ssh-keygen prints.
func TestKeyIsComparedWithFingerprintsOfEveryForm(t *testing.T) {
	t.Parallel()
	key := must[PublicKey](t)(ParsePublicKey("\n  " + laptopKey + "\r\n"))
	for fingerprint, want := range map[string]Comparison{
		laptopMD5:                                 Equals,
		"MD5:" + laptopMD5:                        Equals,
		strings.ToUpper(laptopMD5):                Equals,
		strings.ReplaceAll(laptopMD5, ":", ""):    Equals,
		"SHA256:" + laptopSHA256:                  Equals,
		laptopSHA256 + "=":                        Equals,
		deployMD5:                                 Differs,
		"SHA256:" + strings.ToLower(laptopSHA256): Differs,
		"":                      Incomparable,
		"f5:94:38":              Incomparable,
		"SHA1:bQ3TmPQ5Q0jvYw==": Incomparable,
	} {
		if got := key.Compare(fingerprint); got != want {
			t.Errorf("%q: %d, want %d", fingerprint, got, want)
		}
	}
	if other := must[PublicKey](t)(ParsePublicKey(strings.TrimSuffix(laptopKey, " laptop"))); !key.Equal(other) {
		t.Error("the comment belongs to the key")
	}
}

func TestWhatIsNoPublicKeyIsRefusedWithoutQuotingIt(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"":                                       "no public SSH key",
		"ssh-ed25519":                            "no public SSH key",
		"ssh-ed25519 c2VjcmV0":                   "no public SSH key",
		`from="10.0.0.1" ` + laptopKey:           "options before the key",
		laptopKey + "\n" + deployKey:             "more than one line",
		"-----BEGIN OPENSSH PRIVATE KEY-----\nx": "private key",
	} {
		_, err := ParsePublicKey(text)
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "c2VjcmV0") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func keysPage(number, of int, rows ...string) string {
	return fmt.Sprintf(`{"pagination":{"current_page":%d,"total_pages":%d},"ssh_keys":[%s]}`, number, of, strings.Join(rows, ","))
}

// While others delete, rows move to a page that was read before.
func TestKeyCountsAsDeletedOnlyWhenTwoWholeListsLackIt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		again string // the second page of the second list
		gone  bool
	}{
		"moved between the pages": {keysPage(2, 2, `{"id":"key_9","name":"web"}`), false},
		"deleted":                 {keysPage(2, 2, `{"id":"key_8","name":"web"}`), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{respond: func(s *script, _ string) (int, string) {
				switch len(s.sent) {
				case 1, 3:
					return http.StatusOK, keysPage(1, 2, `{"id":"key_1","name":"web"}`)
				case 2:
					return http.StatusOK, keysPage(2, 2, `{"id":"key_2","name":"web"}`)
				}
				return http.StatusOK, test.again
			}}
			_, err := s.client().SSHKeys.Get(refresh(t), "key_9")
			if errors.Is(err, ErrNotFound) != test.gone || !test.gone && err != nil || len(s.sent) != 4 {
				t.Errorf("%v after %q", err, s.sent)
			}
		})
	}
}

func TestKeyIsNotGoneBecauseTheListFails(t *testing.T) {
	t.Parallel()
	for name, respond := range map[string]func(s *script, request string) (int, string){
		"no such organization": func(*script, string) (int, string) {
			return http.StatusNotFound, `{"error":{"code":"organization_not_found"}}`
		},
		"second page": func(s *script, _ string) (int, string) {
			if len(s.sent) == 1 {
				return http.StatusOK, keysPage(1, 2, `{"id":"key_1","name":"web"}`)
			}
			return http.StatusForbidden, `{"error":{"code":"permission_denied"}}`
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{respond: respond}
			if _, err := s.client().SSHKeys.Get(refresh(t), "key_9"); err == nil || errors.Is(err, ErrNotFound) {
				t.Error(err)
			}
		})
	}
}

func TestRefreshOfManyKeysIsOneListAndOneMoreForAllThatAreGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{respond: func(*script, string) (int, string) {
			time.Sleep(time.Second)
			return http.StatusOK, keysPage(1, 1, `{"id":"key_1","name":"web"}`)
		}}
		c := s.client()
		for _, id := range []string{"key_1", "key_2"} {
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() { _, _ = c.SSHKeys.Get(refresh(t), id) })
			}
			all.Wait()
		}
		if n := s.count(listOfKeys); n != 2 {
			t.Errorf("%d lists", n)
		}
	})
}

// The rows have neither a time nor the key: its fingerprint tells it from others of its name.
func TestLostKeyIsFoundByItsFingerprint(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, after, want, says string }{
		"it":                  {"", row("key_2", deployMD5) + "," + row("key_3", laptopMD5), "key_3", ""},
		"it, by SHA-256":      {"", row("key_3", "SHA256:"+laptopSHA256), "key_3", ""},
		"one of another form": {"", row("key_3", "f5:94"), "key_3", ""},
		"there before":        {row("key_1", laptopMD5), row("key_1", laptopMD5) + "," + row("key_3", laptopMD5), "key_3", ""},
		"another key":         {"", row("key_2", deployMD5), "", "was not found after the response was lost"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{respond: func(s *script, request string) (int, string) {
					rows := test.before
					switch {
					case request != listOfKeys:
						return http.StatusBadGateway, "<html>"
					case s.count(listOfKeys) > 1:
						rows = test.after
					}
					return http.StatusOK, keysPage(1, 1, rows)
				}}
				key, err := s.client().SSHKeys.Create(t.Context(), SSHKeyArguments{Name: "web", Key: laptopKey})
				if key.ID != test.want || test.want != "" && err != nil || test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)) {
					t.Errorf("%+v, %v", key, err)
				}
			})
		})
	}
}

func row(id, fingerprint string) string {
	return fmt.Sprintf(`{"id":%q,"name":"web","fingerprint":%q}`, id, fingerprint)
}
