package finding

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Readable puts words in place of the symbols in a text for people: for
// "⟨app:aws_kms_key.data.key_id⟩", which tells equal values from others,
// "⟨key_id of aws_kms_key.data⟩". Of a text that a plan keeps no more than the
// reference in it of, the lost ends are an ellipsis: "arn:aws:s3:::acme-data…".
// A symbol that is a text by itself loses its brackets.
func Readable(s string) string {
	if !strings.Contains(s, "⟨") {
		return s
	}
	var b strings.Builder
	rest, last := s, rune(0)
	for {
		before, after, found := strings.Cut(rest, "⟨")
		b.WriteString(before)
		if before != "" {
			last, _ = utf8.DecodeLastRuneInString(before)
		}
		name, tail, closed := strings.Cut(after, "⟩")
		switch {
		case !found:
			return b.String()
		case !closed:
			b.WriteString("⟨" + after)
			return b.String()
		case name == "": // an escaped bracket
			b.WriteString("⟨⟩")
			rest, last = tail, '⟩'
			continue
		}
		next, _ := utf8.DecodeRuneInString(tail)
		within := joins(last) || joins(next)
		switch words := symbolWords(name); {
		case !within:
			b.WriteString(words)
		case strings.Contains(name, "#"):
			b.WriteString("…")
		default:
			b.WriteString("⟨" + words + "⟩")
		}
		rest, last = tail, '⟩'
	}
}

// joins reports whether a character beside a symbol makes it part of a longer text.
func joins(c rune) bool {
	return unicode.IsLetter(c) || unicode.IsDigit(c) || c != 0 && strings.ContainsRune(":/-_.*?⟨⟩", c)
}

// symbolWords says what a symbol stands for: INPUT:ADDRESS.ATTRIBUTE as
// "ATTRIBUTE of ADDRESS".
func symbolWords(name string) string {
	name = strings.TrimLeft(name, "!~")
	if rest, found := strings.CutPrefix(name, "key of "); found {
		return symbolWords(rest) // the argument that names the key
	}
	for _, of := range []string{"region of ", "account of "} {
		if rest, found := strings.CutPrefix(name, of); found {
			return of + symbolWords(rest)
		}
	}
	_, path, labelled := strings.Cut(name, ":")
	if !labelled {
		return name
	}
	path, _, _ = strings.Cut(path, "#")
	path = quoted(path)
	if provider, found := strings.CutPrefix(path, "provider."); found {
		key, attr, _ := cutLast(provider)
		if attr == "account" || attr == "region" || attr == "partition" {
			return attr + " of provider " + key
		}
		return "provider " + provider
	}
	steps := steps(path)
	n := 0
	for n+1 < len(steps) && steps[n] == "module" {
		n += 2
	}
	if n < len(steps) && steps[n] == "data" {
		n++
	}
	n += 2
	if n > len(steps) || !strings.Contains(steps[n-2], "_") {
		return name
	}
	address := strings.Join(steps[:n], ".")
	if n == len(steps) {
		return address
	}
	attr, _, _ := strings.Cut(steps[len(steps)-1], "[")
	switch {
	case attr == "json":
		return address
	case strings.Contains(address, "aws_iam_policy_document."):
		if attr == "values" {
			attr = "condition values"
		}
		return attr + " in " + address
	}
	return attr + " of " + address
}

// quoted gives instance keys the quotes back that a symbol's name cannot hold.
func quoted(path string) string {
	return strings.NewReplacer("%27", `"`, "'", `"`).Replace(path)
}

// steps splits a path at the dots that stand in no instance key.
func steps(path string) []string {
	var out []string
	start, inKey := 0, false
	for i, c := range path {
		switch {
		case c == '"':
			inKey = !inKey
		case c == '.' && !inKey:
			out = append(out, path[start:i])
			start = i + 1
		}
	}
	return append(out, path[start:])
}

func cutLast(s string) (before, after string, found bool) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}
