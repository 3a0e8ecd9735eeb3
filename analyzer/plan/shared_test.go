package plan

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// sharedDir holds plans found in public projects; it lies beside the checkout.
const sharedDir = "../../../shared"

// sharedFiles lists files there and skips the test where there are none.
func sharedFiles(t testing.TB, pattern string) []string {
	t.Helper()
	if _, err := os.Stat(sharedDir); err != nil {
		t.Skip("no ../shared beside the checkout")
	}
	files, err := filepath.Glob(filepath.Join(sharedDir, pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no files, %v", pattern, err)
	}
	return files
}

func TestReadPublicPlans(t *testing.T) {
	for _, pattern := range []string{"plans/real/*", "plans/state/*", "scenarios/*/*.json", "scenarios/*/*/*.json"} {
		for _, file := range sharedFiles(t, pattern) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if k := Detect(data); !k.usable() {
				if filepath.Base(file) == "plan.json" || filepath.Base(file) == "state.json" || pattern[:5] == "plans" {
					t.Errorf("%s: detected as %d", file, k)
				}
				continue
			}
			start := time.Now()
			p, err := Read("x", file, data)
			if err != nil {
				t.Errorf("%s: %v", file, err)
				continue
			}
			if took := time.Since(start); took > time.Second {
				t.Errorf("%s: took %v", file, took)
			}
			for _, o := range p.Oddities {
				t.Logf("%s: %v", file, o)
			}
			for _, pr := range p.Providers {
				t.Logf("%s: %s %s %s %s", filepath.Base(file), pr.Key, pr.Account, pr.AccountFrom, pr.Region)
			}
			for _, b := range p.Banners {
				t.Logf("%s: %s", filepath.Base(file), b)
			}
		}
	}
}
