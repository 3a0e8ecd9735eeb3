package analyzer

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// genericNames are file names that say nothing about which workspace a file is
// of: then its folder's name is the label.
var genericNames = []string{"plan", "tfplan", "state", "terraform", "show", "current", "snapshot", "output", "out", "terraform-plan", "terraform_plan"}

// Labels gives each input a label of its own: its folder's name, or its file's
// where that says more; where two would be the same, as much of the path as
// tells them apart. Given labels (by --label) stay as they are.
func Labels(paths, given []string) []string {
	labels := make([]string, len(paths))
	for depth := 0; ; depth++ {
		count := map[string]int{}
		for i, p := range paths {
			if labels[i] == "" {
				labels[i] = given[i]
			}
			if labels[i] == "" || depth > 0 && strings.HasPrefix(labels[i], "\x00") {
				labels[i] = "\x00" + label(p, depth)
			}
			count[strings.TrimPrefix(labels[i], "\x00")]++
		}
		settled := true
		for i := range labels {
			bare := strings.TrimPrefix(labels[i], "\x00")
			if bare != labels[i] && count[bare] == 1 {
				labels[i] = bare
			}
			settled = settled && bare == labels[i]
		}
		if settled || depth > 8 {
			return unique(labels)
		}
	}
}

// unique numbers what no path tells apart: the same file given twice.
func unique(labels []string) []string {
	seen := map[string]int{}
	for i, l := range labels {
		l = strings.TrimPrefix(l, "\x00")
		if n := seen[l]; n > 0 {
			labels[i] = l + "#" + strconv.Itoa(n+1)
		} else {
			labels[i] = l
		}
		seen[l]++
	}
	return labels
}

// label is a path's label with so many more elements than the shortest.
func label(path string, depth int) string {
	if path == "-" {
		return "stdin"
	}
	path = filepath.ToSlash(filepath.Clean(path))
	parts := strings.Split(path, "/")
	file := parts[len(parts)-1]
	for ext := filepath.Ext(file); ext != "" && ext != file; ext = filepath.Ext(file) {
		file = strings.TrimSuffix(file, ext)
	}
	folders := slices.DeleteFunc(parts[:len(parts)-1], func(s string) bool { return s == "" || s == "." || s == ".." })
	generic := slices.Contains(genericNames, strings.ToLower(file))
	switch {
	case !generic && depth == 0, len(folders) == 0:
		return file
	case depth == 0:
		return folders[len(folders)-1]
	}
	// With more depth: folder/file, then one folder more each time.
	n := min(depth, len(folders))
	return strings.Join(append(slices.Clone(folders[len(folders)-n:]), file), "/")
}
