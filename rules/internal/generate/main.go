// Command generate writes what is generated from the rules and the facts: run
// `go generate ./rules` from the root of the repository.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/tfaccess/tfaccess/rules"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// run writes beside its working directory, which is rules/.
func run() error {
	// Docs of rules that no longer exist must go.
	old, err := filepath.Glob("docs/*.md")
	if err != nil {
		return err
	}
	for _, f := range old {
		if err := os.Remove(f); err != nil {
			return err
		}
	}
	files, err := rules.Generated()
	if err != nil {
		return err
	}
	for name, text := range files {
		to := filepath.Join("..", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
