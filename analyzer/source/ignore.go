package source

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/plan"
)

// Ignore is a suppression comment in the HCL:
//
//	# tfaccess:ignore TFA004,TFA006 until=2026-12-31 reason="moved in May"
type Ignore struct {
	Rules    []string
	Until    string // "2026-12-31" or empty
	Reason   string
	Location finding.Location
}

// Ignores are the suppression comments above or inside the resource's block
// and the module calls that lead to it.
func (s *Resolver) Ignores(r *plan.Resource) []Ignore {
	b := s.blockAt(r)
	if b == nil {
		return nil
	}
	list := s.where.ignoresOf(b)
	for m := b.mod; m != nil && m.call != nil; m = m.parent {
		list = append(list, s.where.ignoresOf(m.call)...)
	}
	return list
}

// ignoresOf are the comments inside a block or in the lines right above it.
func (c *Config) ignoresOf(b *block) []Ignore {
	if b.json {
		return nil // JSON has no comments
	}
	var list []Ignore
	above := b.rng.Start.Line
	comments := c.commentsOf(b.rng.Filename)
	for _, cm := range slices.Backward(comments) {
		switch {
		case cm.line > b.rng.End.Line:
		case cm.line >= b.rng.Start.Line:
			list = append(list, cm.ignores...)
		case cm.alone && cm.line == above-1:
			above = cm.line
			list = append(list, cm.ignores...)
		}
	}
	slices.Reverse(list)
	return list
}

// comment is one line of comment.
type comment struct {
	line    int
	alone   bool // nothing else stands on the line
	ignores []Ignore
}

// commentsOf are the comments of a file, in order; read once.
func (c *Config) commentsOf(name string) []comment {
	c.mu.Lock()
	defer c.mu.Unlock()
	if list, ok := c.comments[name]; ok {
		return list
	}
	text, err := c.files.read(name)
	if err != nil {
		return nil
	}
	list := comments(text, name, c.root)
	c.comments[name] = list
	return list
}

func comments(text []byte, name, root string) []comment {
	if !strings.Contains(string(text), "tfaccess:") {
		return nil
	}
	tokens, _ := hclsyntax.LexConfig(text, name, hcl.InitialPos)
	var list []comment
	last := 0 // line of the last token that was no comment
	for _, t := range tokens {
		if t.Type != hclsyntax.TokenComment {
			if t.Type != hclsyntax.TokenNewline {
				last = t.Range.End.Line
			}
			continue
		}
		for i, line := range strings.Split(strings.TrimRight(string(t.Bytes), "\r\n"), "\n") {
			at := t.Range.Start.Line + i
			cm := comment{line: at, alone: at != last}
			if ig, ok := parseIgnore(line); ok {
				rng := hcl.Range{Filename: name, Start: hcl.Pos{Line: at, Column: 1}, End: hcl.Pos{Line: at}}
				if i == 0 {
					rng.Start.Column = t.Range.Start.Column
				}
				ig.Location = place(root, rng)
				cm.ignores = []Ignore{ig}
			}
			list = append(list, cm)
		}
	}
	return list
}

var (
	ignoreComment = regexp.MustCompile(`tfaccess:ignore\b(.*)`)
	ignoreField   = regexp.MustCompile(`(until|reason)\s*=\s*("([^"]*)"|\S+)`)
)

// parseIgnore reads one line of comment. Without rules it means all.
func parseIgnore(line string) (Ignore, bool) {
	m := ignoreComment.FindStringSubmatch(line)
	if m == nil {
		return Ignore{}, false
	}
	rest := strings.TrimSuffix(strings.TrimSpace(m[1]), "*/")
	var ig Ignore
	for _, f := range ignoreField.FindAllStringSubmatch(rest, -1) {
		value := f[2]
		if strings.HasPrefix(value, `"`) {
			value = f[3]
		}
		if f[1] == "until" {
			ig.Until = value
		} else {
			ig.Reason = value
		}
	}
	rest = ignoreField.ReplaceAllString(rest, "")
	ig.Rules = strings.FieldsFunc(rest, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
	return ig, true
}
