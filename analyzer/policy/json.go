package policy

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Error says where a document is not a policy, and why.
type Error struct {
	Line, Column int    // from 1; the column counts characters
	Path         string // "Statement[2].Condition", empty for the document itself
	Message      string
}

func (e *Error) Error() string {
	if e.Path == "" {
		return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Message)
	}
	return fmt.Sprintf("line %d, column %d: %s: %s", e.Line, e.Column, e.Path, e.Message)
}

// nodeKind is the JSON type of a node.
type nodeKind uint8

const (
	nodeString nodeKind = iota + 1
	nodeScalar          // a number or boolean, as written
	nodeNull
	nodeList
	nodeObject
)

// node is one JSON value, and where it stands.
type node struct {
	kind    nodeKind
	text    Text
	items   []node
	members []member
	offset  int
}

// member is one key of an object, with its value. An object may repeat a key.
type member struct {
	name  Text
	value node
}

// maxDepth bounds recursion on hostile input; a policy is six levels deep.
const maxDepth = 32

// reader reads JSON in which symbols stand: inside strings, where quotes in
// their names may be escaped or not, and bare, where a template inserted a
// whole value that is not known.
type reader struct {
	src string
	at  int
}

func (r *reader) fail(offset int, path, format string, args ...any) *Error {
	before := r.src[:min(offset, len(r.src))]
	line := 1 + strings.Count(before, "\n")
	column := 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
	return &Error{Line: line, Column: column, Path: path, Message: fmt.Sprintf(format, args...)}
}

// document reads the whole text as one value.
func (r *reader) document() (node, *Error) {
	if strings.HasPrefix(r.src, "\ufeff") {
		r.at = len("\ufeff")
	}
	n, err := r.value(0)
	if err != nil {
		return node{}, err
	}
	r.space()
	if r.at < len(r.src) {
		return node{}, r.fail(r.at, "", "text after the end of the document")
	}
	return n, nil
}

func (r *reader) space() {
	for r.at < len(r.src) && strings.IndexByte(" \t\r\n", r.src[r.at]) >= 0 {
		r.at++
	}
}

func (r *reader) value(depth int) (node, *Error) {
	r.space()
	if depth > maxDepth {
		return node{}, r.fail(r.at, "", "nested too deeply")
	}
	if r.at == len(r.src) {
		return node{}, r.fail(r.at, "", "the document ends too early")
	}
	start := r.at
	switch c := r.src[r.at]; {
	case c == '{':
		return r.object(depth)
	case c == '[':
		return r.list(depth)
	case c == '"':
		t, err := r.str()
		return node{kind: nodeString, text: t, offset: start}, err
	case strings.HasPrefix(r.src[r.at:], symbolOpen):
		t, err := r.bare()
		return node{kind: nodeString, text: t, offset: start}, err
	}
	return r.scalar()
}

func (r *reader) object(depth int) (node, *Error) {
	n := node{kind: nodeObject, offset: r.at}
	r.at++
	r.space()
	if r.take('}') {
		return n, nil
	}
	for {
		r.space()
		if r.at == len(r.src) || r.src[r.at] != '"' {
			return node{}, r.fail(r.at, "", "expected a quoted name")
		}
		name, err := r.str()
		if err != nil {
			return node{}, err
		}
		r.space()
		if !r.take(':') {
			return node{}, r.fail(r.at, "", "expected ':' after a name")
		}
		v, err := r.value(depth + 1)
		if err != nil {
			return node{}, err
		}
		n.members = append(n.members, member{name, v})
		r.space()
		if r.take('}') {
			return n, nil
		}
		if !r.take(',') {
			return node{}, r.fail(r.at, "", "expected ',' or '}' in an object")
		}
	}
}

func (r *reader) list(depth int) (node, *Error) {
	n := node{kind: nodeList, offset: r.at}
	r.at++
	r.space()
	if r.take(']') {
		return n, nil
	}
	for {
		v, err := r.value(depth + 1)
		if err != nil {
			return node{}, err
		}
		n.items = append(n.items, v)
		r.space()
		if r.take(']') {
			return n, nil
		}
		if !r.take(',') {
			return node{}, r.fail(r.at, "", "expected ',' or ']' in a list")
		}
	}
}

func (r *reader) take(c byte) bool {
	if r.at < len(r.src) && r.src[r.at] == c {
		r.at++
		return true
	}
	return false
}

// scalar reads a number, true, false or null.
func (r *reader) scalar() (node, *Error) {
	start := r.at
	for r.at < len(r.src) && strings.IndexByte(" \t\r\n,]}:", r.src[r.at]) < 0 {
		r.at++
	}
	word := r.src[start:r.at]
	switch {
	case word == "null":
		return node{kind: nodeNull, offset: start}, nil
	case word == "true", word == "false", isNumber(word):
		return node{kind: nodeScalar, text: Text(word), offset: start}, nil
	}
	return node{}, r.fail(start, "", "%.20q is not a JSON value", word)
}

// isNumber reports whether s is a JSON number.
func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole := strings.TrimLeft(s, "0123456789")
	digits := s[:len(s)-len(whole)]
	if digits == "" || len(digits) > 1 && digits[0] == '0' {
		return false
	}
	if frac, ok := strings.CutPrefix(whole, "."); ok {
		rest := strings.TrimLeft(frac, "0123456789")
		if rest == frac {
			return false
		}
		whole = rest
	}
	if whole == "" {
		return true
	}
	exp := strings.TrimLeft(whole[1:], "+-")
	return (whole[0] == 'e' || whole[0] == 'E') && len(whole)-len(exp) <= 2 && exp != "" && strings.Trim(exp, "0123456789") == ""
}

// bare reads text that stands outside of strings and begins with a symbol:
// a value of which nothing is known.
func (r *reader) bare() (Text, *Error) {
	var b strings.Builder
	for r.at < len(r.src) && strings.IndexByte(" \t\r\n,]}:\"", r.src[r.at]) < 0 {
		if strings.HasPrefix(r.src[r.at:], symbolOpen) {
			if !r.symbol(&b) {
				return "", r.fail(r.at, "", "'⟨' without '⟩'")
			}
			continue
		}
		b.WriteByte(r.src[r.at])
		r.at++
	}
	t := Text(b.String())
	for s := range t.Symbols() {
		return Opaque(s.Name), nil // whatever its kind, the value's JSON type is not known
	}
	return "", r.fail(r.at, "", "%.20q is not a JSON value", string(t))
}

// unescapeName undoes what an encoder does to a symbol's name in a string.
var unescapeName = strings.NewReplacer(`\"`, `"`, `\\`, `\`)

// symbol copies one symbol, or "⟨⟩", as it stands.
func (r *reader) symbol(b *strings.Builder) bool {
	end := strings.Index(r.src[r.at:], symbolClose)
	if end < 0 {
		return false
	}
	end += len(symbolClose)
	name := r.src[r.at : r.at+end]
	if strings.Contains(name, `\`) {
		name = unescapeName.Replace(name)
	}
	b.WriteString(name)
	r.at += end
	return true
}

// str reads a quoted string.
func (r *reader) str() (Text, *Error) {
	start := r.at
	r.at++
	plain := strings.IndexAny(r.src[r.at:], "\"\\⟨\n\t\r")
	if plain >= 0 && r.src[r.at+plain] == '"' {
		t := Text(r.src[r.at : r.at+plain])
		r.at += plain + 1
		return t, nil
	}
	var b strings.Builder
	for r.at < len(r.src) {
		switch c := r.src[r.at]; {
		case c == '"':
			r.at++
			return Text(b.String()), nil
		case c == '\\':
			if err := r.escape(&b); err != nil {
				return "", err
			}
		case c < ' ':
			return "", r.fail(r.at, "", "control character in a string")
		case strings.HasPrefix(r.src[r.at:], symbolOpen) && r.symbol(&b):
		default:
			b.WriteByte(c)
			r.at++
		}
	}
	return "", r.fail(start, "", "string without end")
}

func (r *reader) escape(b *strings.Builder) *Error {
	if r.at+1 >= len(r.src) {
		return r.fail(r.at, "", "the document ends too early")
	}
	c := r.src[r.at+1]
	if i := strings.IndexByte(`"\/bfnrt`, c); i >= 0 {
		b.WriteByte("\"\\/\b\f\n\r\t"[i])
		r.at += 2
		return nil
	}
	char, ok := r.hex(r.at)
	if !ok {
		return r.fail(r.at, "", `\%c is no JSON escape`, c)
	}
	r.at += 6
	if utf16.IsSurrogate(char) {
		if low, ok := r.hex(r.at); ok && utf16.DecodeRune(char, low) != utf8.RuneError {
			char = utf16.DecodeRune(char, low)
			r.at += 6
		}
	}
	if string(char) == symbolOpen { // an escaped character never begins a symbol
		b.WriteString(symbolOpen + symbolClose)
		return nil
	}
	b.WriteRune(char)
	return nil
}

// hex reads \uXXXX at an offset.
func (r *reader) hex(at int) (rune, bool) {
	if at+6 > len(r.src) || r.src[at] != '\\' || r.src[at+1] != 'u' {
		return 0, false
	}
	var v rune
	for _, c := range []byte(r.src[at+2 : at+6]) {
		switch {
		case '0' <= c && c <= '9':
			v = v<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			v = v<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return v, true
}
