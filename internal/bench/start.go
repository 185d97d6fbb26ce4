package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"
)

// start is how soon the provider is of use, and how large it is.
type start struct {
	handshake, schema time.Duration
	size              int64
}

// starts is how often the provider is started to find that out.
const starts = 15

// start measures the start of the provider; the fastest counts.
func (b *bench) start(ctx context.Context) (start, error) {
	info, err := os.Stat(b.provider)
	if err != nil {
		return start{}, err
	}
	fastest := start{size: info.Size()}
	for range starts {
		handshake, schema, err := b.startOnce(ctx)
		if err != nil {
			return start{}, err
		}
		if fastest.schema == 0 || schema < fastest.schema {
			fastest.handshake, fastest.schema = handshake, schema
		}
	}
	return fastest, nil
}

// startOnce starts the provider as Terraform does, and asks it for its schema.
func (b *bench) startOnce(ctx context.Context) (handshake, schema time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	command := exec.CommandContext(ctx, b.provider) //nolint:gosec // the caller says which program to measure
	command.Env = append(environment(),
		// Without these the provider takes itself for started by hand.
		"TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2", "PLUGIN_PROTOCOL_VERSIONS=6")
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
	parts := strings.Split(strings.TrimSpace(line), "|") // version, protocol, network, address, …
	if len(parts) < 4 {
		return 0, 0, fmt.Errorf("it says %q, which is no handshake", line)
	}
	err = askForSchema(ctx, parts[2], parts[3])
	return handshake, time.Since(begin), err
}

// askForSchema makes the call of gRPC that gets the schema: a POST over HTTP/2,
// of an empty message behind its five bytes of header.
func askForSchema(ctx context.Context, network, address string) error {
	transport := &http.Transport{
		Protocols: new(http.Protocols),
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	}
	transport.Protocols.SetUnencryptedHTTP2(true)
	defer transport.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://provider/tfplugin6.Provider/GetProviderSchema", bytes.NewReader(make([]byte, 5)))
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
