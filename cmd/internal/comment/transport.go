package comment

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"

	"golang.org/x/net/http/httpproxy"
)

// longestWait is the longest Retry-After that a pipeline is kept waiting for.
const longestWait = 2 * time.Minute

// HTTPOptions are how to reach a forge.
type HTTPOptions struct {
	Getenv func(string) string
	CAFile string // further certificate authorities, PEM
	Sleep  func(context.Context, time.Duration) error
	Now    func() time.Time
}

// NewHTTPClient makes a client that goes through the environment's proxy, trusts
// a custom CA, and repeats what may be repeated.
func NewHTTPClient(o HTTPOptions) (*http.Client, error) {
	base := http.DefaultTransport.(*http.Transport).Clone()
	proxy := (&httpproxy.Config{
		HTTPProxy:  firstOf(o.Getenv("HTTP_PROXY"), o.Getenv("http_proxy")),
		HTTPSProxy: firstOf(o.Getenv("HTTPS_PROXY"), o.Getenv("https_proxy")),
		NoProxy:    firstOf(o.Getenv("NO_PROXY"), o.Getenv("no_proxy")),
		CGI:        o.Getenv("REQUEST_METHOD") != "",
	}).ProxyFunc()
	base.Proxy = func(r *http.Request) (*url.URL, error) { return proxy(r.URL) }
	if o.CAFile != "" {
		pem, err := os.ReadFile(o.CAFile)
		if err != nil {
			return nil, err
		}
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s: no certificate in it", o.CAFile)
		}
		base.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &http.Client{Transport: &retrying{base, o.Sleep, o.Now}, Timeout: 5 * time.Minute}, nil
}

func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

// retrying repeats requests that can be repeated: all but POST, on a broken
// connection, 5xx, 429, and the 403 by which GitHub says "slow down". A POST
// that failed may have been carried out: Publish looks again first.
// https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately (2026-11)
type retrying struct {
	base  http.RoundTripper
	sleep func(context.Context, time.Duration) error
	now   func() time.Time
}

func (t *retrying) RoundTrip(req *http.Request) (*http.Response, error) {
	for try := 0; ; try++ {
		if try > 0 && req.GetBody != nil {
			body, err := req.GetBody()
			if err != nil {
				return nil, err
			}
			req = req.Clone(req.Context())
			req.Body = body
		}
		resp, err := t.base.RoundTrip(req)
		wait, again := t.again(resp, err, try)
		if !again || try+1 == tries || req.Method == http.MethodPost {
			return resp, err
		}
		if resp != nil {
			io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20))
			resp.Body.Close()
		}
		if err := t.sleep(req.Context(), wait); err != nil {
			return nil, err
		}
	}
}

// again says whether and after how long a request is worth another try.
func (t *retrying) again(resp *http.Response, err error, try int) (time.Duration, bool) {
	backoff := time.Second << try
	if err != nil {
		return backoff, !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
	}
	if !temporary(resp) {
		return 0, false
	}
	wait, said := retryAfter(resp, t.now())
	if !said {
		return backoff, true
	}
	return wait, wait <= longestWait
}

// temporary reports whether a later try may get another answer.
func temporary(resp *http.Response) bool {
	switch {
	case resp.StatusCode >= 500, resp.StatusCode == http.StatusTooManyRequests:
		return true
	case resp.StatusCode == http.StatusForbidden:
		return resp.Header.Get("Retry-After") != "" || resp.Header.Get("X-RateLimit-Remaining") == "0"
	}
	return false
}

// retryAfter is how long the forge asks to wait.
func retryAfter(resp *http.Response, now time.Time) (time.Duration, bool) {
	if s := resp.Header.Get("Retry-After"); s != "" {
		if n, err := strconv.Atoi(s); err == nil && n >= 0 {
			return time.Duration(n) * time.Second, true
		}
		if at, err := http.ParseTime(s); err == nil {
			return max(0, at.Sub(now)), true
		}
	}
	if resp.Header.Get("X-RateLimit-Remaining") == "0" {
		if n, err := strconv.ParseInt(resp.Header.Get("X-RateLimit-Reset"), 10, 64); err == nil {
			return max(0, time.Unix(n, 0).Sub(now)), true
		}
	}
	return 0, false
}

// classify turns an answer into one of the errors that Publish acts on.
func classify(resp *http.Response, err error) error {
	if err == nil {
		return nil
	}
	if resp == nil {
		return fmt.Errorf("%w: %w", ErrTemporary, err)
	}
	switch {
	case temporary(resp):
		return fmt.Errorf("%w: %w", ErrTemporary, err)
	case resp.StatusCode == http.StatusForbidden, resp.StatusCode == http.StatusNotFound, resp.StatusCode == http.StatusUnauthorized:
		return fmt.Errorf("%w: %w", ErrForbidden, err)
	case resp.StatusCode == http.StatusUnprocessableEntity, resp.StatusCode == http.StatusRequestEntityTooLarge:
		return fmt.Errorf("%w: %w", ErrTooLong, err)
	}
	return err
}
