// Command generate writes adapters_gen.go and the README's table of types; see
// package adapterlist.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tfaccess/tfaccess/analyzer/graph/internal/adapterlist"
)

func main() {
	dir := flag.String("dir", ".", "directory of the adapters")
	readme := flag.String("readme", "", "README whose table to write")
	flag.Parse()
	if err := run(*dir, *readme); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(dir, readme string) error {
	entries, err := adapterlist.Find(dir)
	if err != nil {
		return err
	}
	source, err := adapterlist.Source(entries)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "adapters_gen.go"), source, 0o644); err != nil {
		return err
	}
	old, err := os.ReadFile(readme)
	if os.IsNotExist(err) {
		return nil
	} else if err != nil {
		return err
	}
	if text := adapterlist.Readme(old, entries); !bytes.Equal(text, old) {
		return os.WriteFile(readme, text, 0o644)
	}
	return nil
}
