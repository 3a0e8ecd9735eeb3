package suppress

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// baselineSchema is the version of the file; another one is refused.
const baselineSchema = "tfaccess.baseline/v1"

// Entry is one known finding of a baseline. Only the fingerprint decides; the
// rest tells a reviewer what is being waved through.
type Entry struct {
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	Principal   string `json:"principal,omitempty"`
	Resource    string `json:"resource,omitempty"`
	Layer       string `json:"layer,omitempty"`
	Address     string `json:"address,omitempty"`
}

type baselineFile struct {
	Schema   string  `json:"schema"`
	Findings []Entry `json:"findings"`
}

// Known is the content of a baseline file.
type Known struct{ Entries []Entry }

// NewBaseline makes a baseline of all findings.
func NewBaseline(findings []finding.Finding) *Known {
	k := &Known{}
	for i := range findings {
		k.Entries = append(k.Entries, entry(&findings[i]))
	}
	k.sort()
	return k
}

// ParseBaseline reads a baseline file.
func ParseBaseline(data []byte) (*Known, error) {
	var f baselineFile
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, fmt.Errorf("not a baseline file: %v", err)
	}
	if f.Schema != baselineSchema {
		return nil, fmt.Errorf("not a baseline file: schema is %q, not %q", f.Schema, baselineSchema)
	}
	for i, e := range f.Findings {
		if e.Fingerprint == "" {
			return nil, fmt.Errorf("findings[%d] has no fingerprint", i)
		}
	}
	k := &Known{Entries: f.Findings}
	k.sort()
	return k, nil
}

// Encode is the file's content: sorted, one entry a line, so that a diff shows
// which finding was accepted.
func (k *Known) Encode() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\n  \"schema\": %q,\n  \"findings\": [", baselineSchema)
	for i, e := range k.Entries {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n    ")
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		enc.Encode(e) // a struct of strings: cannot fail
		b.Truncate(b.Len() - 1)
	}
	if len(k.Entries) > 0 {
		b.WriteString("\n  ")
	}
	b.WriteString("]\n}\n")
	return b.Bytes()
}

// Split parts findings into new and known ones, and says which entries of the
// baseline occur no more.
func (k *Known) Split(findings []finding.Finding) (fresh, known []finding.Finding, gone []Entry) {
	seen := map[string]bool{}
	entries := map[string]bool{}
	for _, e := range k.Entries {
		entries[e.Fingerprint] = true
	}
	for _, f := range findings {
		if entries[f.Fingerprint] {
			seen[f.Fingerprint] = true
			known = append(known, f)
			continue
		}
		fresh = append(fresh, f)
	}
	for _, e := range k.Entries {
		if !seen[e.Fingerprint] {
			gone = append(gone, e)
		}
	}
	return fresh, known, gone
}

// Prune drops the entries that occur no more; it never adds one.
func (k *Known) Prune(findings []finding.Finding) (pruned *Known, removed []Entry) {
	_, _, gone := k.Split(findings)
	pruned = &Known{Entries: slices.DeleteFunc(slices.Clone(k.Entries), func(e Entry) bool { return slices.Contains(gone, e) })}
	return pruned, gone
}

func (k *Known) sort() {
	slices.SortFunc(k.Entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Address, b.Address), cmp.Compare(a.Fingerprint, b.Fingerprint))
	})
	k.Entries = slices.CompactFunc(k.Entries, func(a, b Entry) bool { return a.Fingerprint == b.Fingerprint })
}

func entry(f *finding.Finding) Entry {
	return Entry{
		Fingerprint: f.Fingerprint,
		Rule:        f.Rule,
		Principal:   f.Principal.ARN,
		Resource:    f.Resource.ARN,
		Layer:       f.Layer,
		Address:     Block(f.Address),
	}
}
