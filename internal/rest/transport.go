package rest

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

// dialTimeout bounds one attempt to connect.
const dialTimeout = 5 * time.Second

// NewTransport returns a transport that keeps a connection for every request Terraform may
// have in flight. It uses HTTP/2 where the server does, and takes proxies and certificate
// authorities from the environment.
func NewTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:     true,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:   dialTimeout,
		MaxIdleConns:          256,
		MaxIdleConnsPerHost:   256, // Go's default of 2 would close all others
		IdleConnTimeout:       30 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}
