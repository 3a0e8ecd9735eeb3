package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tfaccess/tfaccess/cmd/internal/cli"
	"github.com/tfaccess/tfaccess/rules"
)

const readme = "../../README.md"

// TestReadmeExamples runs every command of the README's console blocks in the
// repository's root and compares what it prints; TFACCESS_UPDATE_README=1
// writes it.
func TestReadmeExamples(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```console\n\\$ tfaccess ([^\n]*)\n(.*?)```")
	if n := len(block.FindAll(text, -1)); n < 3 {
		t.Fatalf("the README has %d examples; at least 3 are expected", n)
	}
	got := block.ReplaceAllFunc(text, func(b []byte) []byte {
		line := string(block.FindSubmatch(b)[1])
		return []byte("```console\n$ tfaccess " + line + "\n" + output(t, strings.Fields(line)) + "```")
	})
	if os.Getenv("TFACCESS_UPDATE_README") != "" {
		if err := os.WriteFile(readme, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(text), string(got)); diff != "" {
		t.Errorf("the README's examples are stale; TFACCESS_UPDATE_README=1 go test ./cmd/tfaccess -run Readme writes them (-README +now):\n%s", diff)
	}
}

func output(t *testing.T, args []string) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	c := cli.Command{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Dir: root, Getenv: func(string) string { return "" },
		Now: func() time.Time { return time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC) },
	}
	if status := c.Main(args); status > cli.StatusFindings {
		t.Errorf("tfaccess %s: exit status %d\n%s", strings.Join(args, " "), status, errs.String())
	}
	return out.String()
}

// TestReadmeNamesWhatIsThere checks the paths and rules that the README names.
func TestReadmeNamesWhatIsThere(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`\]\(([\w./-]+)\)`).FindAllSubmatch(text, -1) {
		if _, err := os.Stat(filepath.Join("../..", string(m[1]))); err != nil {
			t.Errorf("the README links to %s, which is not there", m[1])
		}
	}
	set, err := rules.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`TFA\d{3}`).FindAll(text, -1) {
		if !slices.ContainsFunc(set.Rules, func(r *rules.Rule) bool { return r.ID == string(m) }) {
			t.Errorf("the README names %s, which is no rule", m)
		}
	}
	for _, m := range regexp.MustCompile("`((?:analyzer|cmd|rules|rego|fixtures)/[\\w/.-]+)`").FindAllSubmatch(text, -1) {
		if _, err := os.Stat(filepath.Join("../..", string(m[1]))); err != nil {
			t.Errorf("the README names %s, which is not there", m[1])
		}
	}
}
