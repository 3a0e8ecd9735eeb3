package main

import (
	"archive/zip"
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// writePlanFile makes a binary plan as far as tfaccess reads one: a zip archive
// with the configuration's files under tfconfig.
// https://github.com/hashicorp/terraform/blob/main/internal/plans/planfile/config_snapshot.go (2026-11)
func writePlanFile(t *testing.T, name, project string) {
	t.Helper()
	out, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	w := zip.NewWriter(out)
	add := func(name string, data []byte) {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	type module struct {
		Key    string
		Source string `json:"Source,omitempty"`
		Dir    string
	}
	modules := []module{{Key: "", Dir: "."}, {Key: "data", Source: "./modules/bucket", Dir: "modules/bucket"}}
	manifest, err := json.Marshal(modules)
	if err != nil {
		t.Fatal(err)
	}
	add("tfconfig/modules.json", manifest)
	for _, m := range modules {
		files, err := fs.Glob(os.DirFS(project), path.Join(m.Dir, "*.tf"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", m.Dir, files, err)
		}
		for _, f := range files {
			data, err := os.ReadFile(filepath.Join(project, filepath.FromSlash(f)))
			if err != nil {
				t.Fatal(err)
			}
			add("tfconfig/m-"+m.Key+"/"+strings.TrimPrefix(f, m.Dir+"/"), data)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}
