package rules

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/facts"
)

//go:generate go run ./internal/generate

// Generated are the files that are made from the rules and the facts, by path
// from the repository's root.
func Generated() (map[string][]byte, error) {
	capabilities, err := CapabilitiesFile()
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{
		"rego/capabilities.json":  capabilities,
		"rego/schemas/facts.json": facts.Schema(),
	}
	_, all, err := parseBundle(false, nil)
	if err != nil {
		return nil, err
	}
	if files["rules/index.json"], err = index(all); err != nil {
		return nil, err
	}
	var contents bytes.Buffer
	contents.WriteString("# Rules\n\nGenerated from the METADATA of rego/rules; run `go generate ./rules`.\n\n| rule | severity | what it finds |\n|---|---|---|\n")
	for _, r := range all {
		fmt.Fprintf(&contents, "| [%s %s](%[2]s.md) | %s | %s |\n", r.ID, r.Name, r.Severity, r.Title)
		files["rules/docs/"+r.Name+".md"] = r.Page()
	}
	files["rules/docs/README.md"] = contents.Bytes()
	return files, nil
}

// Page is the rule's documentation in Markdown.
func (r *Rule) Page() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s: %s\n\n`%s` · %s", r.ID, r.Title, r.Name, r.Severity)
	if len(r.Layers) > 0 {
		fmt.Fprintf(&b, " · layer %s", strings.Join(quote(r.Layers), ", "))
	}
	fmt.Fprintf(&b, "\n\n%s\n", r.Description)
	if r.Error != "" {
		fmt.Fprintf(&b, "\n## What AWS says\n\n```\n%s\n```\n", r.Error)
	}
	fmt.Fprintf(&b, "\n## How to fix it\n\n%s\n", r.Fix)
	if len(r.Traps) > 0 {
		b.WriteString("\n## What looks the same and works\n\n")
		for _, t := range r.Traps {
			fmt.Fprintf(&b, "- %s\n", t)
		}
	}
	if len(r.Refines) > 0 {
		fmt.Fprintf(&b, "\n## Instead of\n\nWhere this rule applies, it takes the place of %s.\n", strings.Join(quote(r.Refines), ", "))
	}
	if len(r.Links) > 0 {
		b.WriteString("\n## Read more\n\n")
		for _, l := range r.Links {
			fmt.Fprintf(&b, "- [%s](%s)\n", l.Text, l.URL)
		}
	}
	b.WriteString(r.examples())
	return b.Bytes()
}

// examples points at the fixtures that the tests run.
func (r *Rule) examples() string {
	return fmt.Sprintf("\n## Examples\n\nThe failing configuration, the repaired one and what must stay silent are in [fixtures/%s](../../fixtures/%[1]s); the tests run them.\n", r.Name)
}

func quote(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = "`" + w + "`"
	}
	return out
}
