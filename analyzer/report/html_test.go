package report_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tfaccess/tfaccess/analyzer/report"
)

func html(t *testing.T, r *report.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteHTML(&b, r, options()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestHTMLStandsAlone: the page loads nothing, links only to itself and to the
// pages of rules, and every link to itself has a target.
func TestHTMLStandsAlone(t *testing.T) {
	for name, r := range cases() {
		page := html(t, r)
		ids := map[string]bool{}
		for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			if ids[m[1]] {
				t.Errorf("%s: two elements are #%s", name, m[1])
			}
			ids[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`<[^>]* href="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			at, own := strings.CutPrefix(m[1], "#")
			if own && !ids[at] || !own && !strings.HasPrefix(m[1], "https://example.com/") {
				t.Errorf("%s: a link to %q", name, m[1])
			}
		}
		if m := regexp.MustCompile(`(?i)<[^>]*\ssrc=|<(link|iframe|object|embed|img|form)\b|\bon[a-z]+="|@import|url\(`).FindString(page); m != "" {
			t.Errorf("%s: the page has %q", name, m)
		}
		if n := strings.Count(page, "<script"); n != 1 {
			t.Errorf("%s: %d scripts", name, n)
		}
	}
}

// TestHTMLGraphIsBounded: the worst pairs are drawn, the others counted.
func TestHTMLGraphIsBounded(t *testing.T) {
	r := base()
	for i := range 1_000 {
		f, verdict := kmsFinding(), "allowed"
		f.Principal.ARN = fmt.Sprintf("arn:aws:iam::111111111111:role/r%04d", i)
		if i == 999 {
			verdict = "denied"
		}
		r.Accesses = append(r.Accesses, access(f, verdict))
	}
	page := html(t, r)
	if got := strings.Count(page, `class="edge `); got != 400 {
		t.Errorf("%d edges", got)
	}
	if !strings.Contains(page, `class="edge denied"`) || !strings.Contains(page, "600 more") {
		t.Error("the denied pair is not drawn, or nobody says that others are not")
	}
}

// TestHTMLInABrowser: the page's own policy lets its script run, and nothing
// that a plan holds.
func TestHTMLInABrowser(t *testing.T) {
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		t.Skip("no Chromium on PATH")
	}
	for _, name := range []string{"many", "hostile"} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "report.html")
			if err := os.WriteFile(file, []byte(html(t, cases()[name])), 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
			defer cancel()
			var dom, log bytes.Buffer
			cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--user-data-dir="+t.TempDir(), "--dump-dom", "file://"+file)
			cmd.Stdout, cmd.Stderr = &dom, &log
			if err := cmd.Run(); err != nil {
				t.Skipf("%s does not run here: %v", browser, err)
			}
			n := len(cases()[name].Findings)
			if want := fmt.Sprintf("%d of %d shown", n, n); !strings.Contains(dom.String(), want) {
				t.Errorf("the script did not run: no %q", want)
			}
			if strings.Contains(log.String(), "CONSOLE") || strings.Count(dom.String(), "<script") != 1 {
				t.Errorf("the page complains or has more scripts: %s", log.String())
			}
		})
	}
}
