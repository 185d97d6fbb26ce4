package provider_test

import (
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
)

// private starts an HTTPS server with a certificate that no machine trusts. It
// returns the server and the certificate's file.
func private(t *testing.T, handler http.Handler, change ...func(*tls.Config)) (server *httptest.Server, certificate string) {
	t.Helper()
	server = httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{}
	for _, c := range change {
		c(server.TLS)
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	certificate = filepath.Join(t.TempDir(), "authority.pem")
	content := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(certificate, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return server, certificate
}

// requireCertificateVariables skips the test if Go leaves certificates to the
// system.
func requireCertificateVariables(t *testing.T) {
	t.Helper()
	if slices.Contains([]string{"darwin", "ios", "windows", "plan9"}, runtime.GOOS) {
		t.Skip("not run: SSL_CERT_FILE has no effect on " + runtime.GOOS)
	}
}

// accepts applies and destroys the configuration of a shell.
func accepts(t *testing.T, shell *acctest.Shell) {
	t.Helper()
	for _, command := range []string{"apply", "destroy"} {
		if output, err := shell.Run(command, "-auto-approve", "-no-color"); err != nil {
			t.Errorf("%s: %v\n%s", command, err, output)
		}
	}
}

// refuses applies the configuration of a shell, and expects an error.
func refuses(t *testing.T, shell *acctest.Shell, says ...string) {
	t.Helper()
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err == nil || !acctest.Matches(says...).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestCertificateAuthorityComesFromTheEnvironment(t *testing.T) {
	t.Parallel()
	requireCertificateVariables(t)
	for _, variable := range []string{"SSL_CERT_FILE", "SSL_CERT_DIR"} {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, registry.All()...)
			server, certificate := private(t, w.Simulator)
			shell := w.ProgramShell(group)
			shell.Set("KATAPULT_API_URL=" + server.URL)
			refuses(t, shell, `Cannot reach the Katapult API`, `certificate signed by unknown authority`, `SSL_CERT_FILE in Terraform's environment`)
			if variable == "SSL_CERT_DIR" {
				certificate = filepath.Dir(certificate)
			}
			shell.Set(variable + "=" + certificate)
			accepts(t, shell)
		})
	}
	t.Run("SailPoint", func(t *testing.T) {
		t.Parallel()
		w := acctest.NewSailPoint(t, registry.All()...)
		server, certificate := private(t, w.Simulator)
		shell := w.ProgramShell("resource \"katapult_sailpoint_governance_group\" \"x\" {\n  name = \"x\"\n  owner_id = \"" + person + "\"\n}\n")
		shell.Set("SAIL_BASE_URL=" + server.URL)
		refuses(t, shell, `certificate signed by unknown authority`, `SSL_CERT_FILE in Terraform's environment`)
		shell.Set("SSL_CERT_FILE=" + certificate)
		accepts(t, shell)
	})
}

func TestServerWithoutTLS12IsRefusedWithWhatToDo(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, registry.All()...)
	server, _ := private(t, w.Simulator, func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 })
	shell := w.ProgramShell(group)
	shell.Set("KATAPULT_API_URL=" + server.URL)
	refuses(t, shell, `Cannot reach the Katapult API`, `protocol version not supported`, `TLS 1\.2 and newer`, `enable TLS 1\.2`)
}

// proxy connects every request to one server, and records what was requested.
type proxy struct {
	server string

	mu    sync.Mutex
	asked []string
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, r.Method+" "+r.Host+" "+r.Header.Get("Proxy-Authorization"))
	p.mu.Unlock()
	there, err := new(net.Dialer).DialContext(r.Context(), "tcp", p.server)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer there.Close()
	w.WriteHeader(http.StatusOK)
	here, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer here.Close()
	go func() { _, _ = io.Copy(there, here) }()
	_, _ = io.Copy(here, there)
}

// TestProxyComesFromTheEnvironment: the proxy sees only the destination.
func TestProxyComesFromTheEnvironment(t *testing.T) {
	t.Parallel()
	requireCertificateVariables(t)
	w := acctest.New(t, registry.All()...)
	server, certificate := private(t, w.Simulator)
	p := &proxy{server: server.Listener.Addr().String()}
	between := httptest.NewServer(p)
	t.Cleanup(between.Close)
	const secret = "pr0xy-s3cr3t"
	shell := w.ProgramShell(group)
	for _, v := range []string{
		"KATAPULT_API_URL=https://example.com", "SSL_CERT_FILE=" + certificate, "NO_PROXY=", "no_proxy=", "TF_LOG_PROVIDER=TRACE",
		"HTTPS_PROXY=" + strings.Replace(between.URL, "http://", "http://me:"+secret+"@", 1),
	} {
		shell.Set(v)
	}
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err != nil || strings.Contains(output, secret) {
		t.Errorf("%v\n%s", err, output)
	}
	want := "CONNECT example.com:443 Basic bWU6cHIweHktczNjcjN0"
	if asked := slices.Compact(p.asked); !slices.Equal(asked, []string{want}) {
		t.Errorf("asked for %q, want %q", asked, want)
	}
	between.Close()
	output, err = shell.Run("plan", "-no-color")
	if err == nil || strings.Contains(output, secret) || !acctest.Matches(`Cannot reach the Katapult API`, `proxyconnect`, `a proxy in HTTPS_PROXY`).MatchString(output) {
		t.Errorf("without the proxy: %v\n%s", err, output)
	}
}

// A redirect that keeps method and body would forward credentials.
func TestCredentialsAreNotSentToWhereSailPointRedirects(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/oauth/token", "/workgroups/v1"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			w := acctest.NewSailPoint(t, registry.All()...)
			elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				t.Errorf("%s %s was sent elsewhere, authorized by %q", r.Method, r.URL.Path, r.Header.Get("Authorization"))
			}))
			t.Cleanup(elsewhere.Close)
			here := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
				if r.URL.Path == path {
					http.Redirect(answer, r, elsewhere.URL+path, http.StatusTemporaryRedirect)
					return
				}
				w.ServeHTTP(answer, r)
			}))
			t.Cleanup(here.Close)
			shell := w.ProgramShell(fmt.Sprintf("resource \"katapult_sailpoint_governance_group\" \"x\" {\n  name = \"x\"\n  owner_id = %q\n}\n", person))
			shell.Set("SAIL_BASE_URL=" + here.URL)
			refuses(t, shell, `redirect to `+elsewhere.URL, `which is not followed`)
		})
	}
}
