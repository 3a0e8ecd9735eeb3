package plan

import (
	"os"
	"path/filepath"
	"testing"
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
