package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// startup is how long the provider takes to start, and the size of its program in bytes.
type startup struct {
	handshake, schema time.Duration
	size              int64
}

// startupRuns is odd, so that the median is one of the measurements.
const startupRuns = 15

// measureStartup returns the medians of several starts.
func (b *bench) measureStartup(ctx context.Context) (startup, error) {
	info, err := os.Stat(b.provider)
	if err != nil {
		return startup{}, err
	}
	var handshakes, schemas []time.Duration
	for range startupRuns {
		handshake, schema, err := b.measureStartupOnce(ctx)
		if err != nil {
			return startup{}, err
		}
		handshakes, schemas = append(handshakes, handshake), append(schemas, schema)
	}
	return startup{median(handshakes), median(schemas), info.Size()}, nil
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

// measureStartupOnce starts the provider as Terraform does and requests its schema. Given
// the client's certificate, the provider generates a key and a certificate before it prints
// its address.
func (b *bench) measureStartupOnce(ctx context.Context) (handshake, schema time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	client, certificate, err := newClient()
	if err != nil {
		return 0, 0, err
	}
	command := exec.CommandContext(ctx, b.provider) //nolint:gosec // the caller says which program to measure
	command.Env = append(environment(),
		// Without these the provider assumes that a person started it.
		"TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2", "PLUGIN_PROTOCOL_VERSIONS=6",
		"PLUGIN_CLIENT_CERT="+certificate)
	output, err := command.StdoutPipe()
	if err != nil {
		return 0, 0, err
	}
	begin := time.Now()
	if err := command.Start(); err != nil {
		return 0, 0, err
	}
	defer func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	}()
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		return 0, 0, fmt.Errorf("it says nothing: %w", err)
	}
	handshake = time.Since(begin)
	parts := strings.Split(strings.TrimSpace(line), "|") // version, protocol, network, address, protocol of RPC, certificate, …
	if len(parts) < 6 {
		return 0, 0, fmt.Errorf("it says %q, which is no handshake with a certificate", line)
	}
	if err := trustOnly(client, parts[5]); err != nil {
		return 0, 0, fmt.Errorf("its certificate: %w", err)
	}
	err = requestSchema(ctx, parts[2], parts[3], client)
	return handshake, time.Since(begin), err
}

// requestSchema makes the gRPC call for the schema: a POST over HTTP/2 with an empty
// message after its five-byte header.
func requestSchema(ctx context.Context, network, address string, client *tls.Config) error {
	transport := &http.Transport{
		Protocols:       new(http.Protocols),
		TLSClientConfig: client,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	}
	transport.Protocols.SetHTTP2(true)
	defer transport.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://localhost/tfplugin6.Provider/GetProviderSchema", bytes.NewReader(make([]byte, 5)))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/grpc")
	request.Header.Set("Te", "trailers")
	response, err := transport.RoundTrip(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	size, err := io.Copy(io.Discard, response.Body)
	if status := response.Trailer.Get("Grpc-Status"); err == nil && (status != "0" || size == 0) {
		err = fmt.Errorf("no schema: status %q, %d bytes", status, size)
	}
	return err
}
