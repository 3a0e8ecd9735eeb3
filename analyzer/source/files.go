package source

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
)

// Bounds on what is read. Real configurations stay far below them.
const (
	maxFileSize  = 4 << 20
	maxTotalSize = 128 << 20
	maxFiles     = 20_000
)

// files is a configuration's file system: paths are slash-separated, relative
// and never leave it, not even through links.
type files struct {
	fsys  fs.FS
	mu    sync.Mutex // guards what follows
	total int
	count int
	cache map[string]fileText
}

type fileText struct {
	text []byte
	err  error
}

func newFiles(fsys fs.FS) *files { return &files{fsys: fsys, cache: map[string]fileText{}} }

var errOutside = errors.New("is outside of the configuration's directory")

// read returns the text of a regular file.
func (f *files) read(name string) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	name = path.Clean(name)
	if got, ok := f.cache[name]; ok {
		return got.text, got.err
	}
	text, err := f.load(name)
	f.cache[name] = fileText{text, err}
	return text, err
}

func (f *files) load(name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, fmt.Errorf("%s %w", name, errOutside)
	}
	info, err := fs.Stat(f.fsys, name)
	switch {
	case err != nil:
		return nil, plainError(name, err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", name)
	case info.Size() > maxFileSize:
		return nil, fmt.Errorf("%s is larger than %d bytes", name, maxFileSize)
	}
	file, err := f.fsys.Open(name)
	if err != nil {
		return nil, plainError(name, err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxFileSize+1))
	if err != nil {
		return nil, plainError(name, err)
	}
	if len(text) > maxFileSize {
		return nil, fmt.Errorf("%s is larger than %d bytes", name, maxFileSize)
	}
	f.total, f.count = f.total+len(text), f.count+1
	if f.total > maxTotalSize || f.count > maxFiles {
		return nil, fmt.Errorf("%s: the configuration is larger than %d bytes or %d files", name, maxTotalSize, maxFiles)
	}
	return text, nil
}

// plainError says what is wrong with a file without the machine's own paths.
func plainError(name string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s does not exist: %w", name, fs.ErrNotExist)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s may not be read", name)
	}
	// os.Root answers a path that leaves it with an error of its own.
	return fmt.Errorf("%s %w or cannot be read", name, errOutside)
}

// list names the configuration files of a directory, in order.
func (f *files) list(dir string) ([]string, error) {
	if !fs.ValidPath(dir) {
		return nil, fmt.Errorf("%s %w", dir, errOutside)
	}
	entries, err := fs.ReadDir(f.fsys, dir)
	if err != nil {
		return nil, plainError(dir, err)
	}
	var names []string
	for _, e := range entries {
		name := e.Name()
		if !e.IsDir() && isConfigFile(name) {
			names = append(names, path.Join(dir, name))
		}
	}
	return names, nil
}

// isConfigFile reports whether Terraform reads a file of this name: editors'
// backup files are left out.
func isConfigFile(name string) bool {
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "#") || strings.HasSuffix(name, "~") {
		return false
	}
	for _, ext := range []string{".tf", ".tf.json", ".tofu", ".tofu.json"} {
		if strings.HasSuffix(name, ext) {
			return true
		}
	}
	return false
}

// isOverride reports whether a file's blocks are laid over those of the others.
// https://developer.hashicorp.com/terraform/language/files/override (2026-11)
func isOverride(name string) bool {
	base := path.Base(name)
	base, _, _ = strings.Cut(base, ".")
	return base == "override" || strings.HasSuffix(base, "_override")
}

// openDir opens a directory and the boundary of what may be read for it: the
// repository that holds it, so that "../../modules/x" works, or else the
// directory itself. dir is its path inside the boundary.
func openDir(name string) (f *files, dir string, err error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil, "", err
	}
	boundary := abs
	for at := abs; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			boundary = at
			break
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	root, err := os.OpenRoot(boundary)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", name, errors.Unwrap(err))
	}
	dir, err = filepath.Rel(boundary, abs)
	if err != nil {
		return nil, "", err
	}
	return newFiles(root.FS()), filepath.ToSlash(dir), nil
}

// zipEntry is what tfconfig/modules.json tells of one module.
type zipEntry struct {
	Key string `json:"Key"`
	Dir string `json:"Dir"`
}

// openZip reads the configuration snapshot of a binary plan. modules maps each
// module's key ("a.b", empty for the root) to its directory.
func openZip(data []byte) (f *files, modules map[string]string, err error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, errors.New("this is not a binary plan: terraform plan -out=FILE writes one")
	}
	f = newFiles(archive)
	manifest, err := f.read("tfconfig/modules.json")
	if err != nil {
		return nil, nil, errors.New("the plan file holds no configuration (tfconfig/modules.json)")
	}
	var entries []zipEntry
	if err := json.Unmarshal(manifest, &entries); err != nil {
		return nil, nil, fmt.Errorf("tfconfig/modules.json: %w", err)
	}
	modules = map[string]string{}
	for _, e := range entries {
		// The directory of each module is "m-" and its key, whatever Dir says.
		modules[e.Key] = "tfconfig/m-" + e.Key
	}
	return f, modules, nil
}
