package plan

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// raw is the text of one JSON value that the scanner has accepted, without
// surrounding white space; empty where there is none.
type raw string

// isNull reports whether there is no value, or null.
func (r raw) isNull() bool { return r == "" || r == "null" }

// isObject reports whether the value is an object.
func (r raw) isObject() bool { return r != "" && r[0] == '{' }

// isArray reports whether the value is an array.
func (r raw) isArray() bool { return r != "" && r[0] == '[' }

// text is the value as a string; empty if it is something else.
func (r raw) text() string {
	if r == "" || r[0] != '"' {
		return ""
	}
	return unquote(string(r[1 : len(r)-1]))
}

// field is one member of an object, unordered and undecoded.
type field struct {
	name  string
	value raw
}

// fields lists the members of an object; nil if it is something else.
func (r raw) fields() []field {
	if !r.isObject() {
		return nil
	}
	const usual = 16
	list := make([]field, 0, usual)
	s := scanner{src: string(r)}
	_ = s.object(func(name string) error {
		value, err := s.raw()
		list = append(list, field{name, value})
		return err
	})
	return list
}

// get is one member of an object; of members with the same name the last one,
// as in every JSON decoder that Terraform's consumers use.
func (r raw) get(name string) raw {
	var found raw
	for _, f := range r.fields() {
		if f.name == name {
			found = f.value
		}
	}
	return found
}

// elements lists the elements of an array; nil if it is something else.
func (r raw) elements() []raw {
	if !r.isArray() {
		return nil
	}
	var list []raw
	s := scanner{src: string(r)}
	_ = s.array(func() error {
		value, err := s.raw()
		list = append(list, value)
		return err
	})
	return list
}

// syntaxError says where the input stops being JSON.
type syntaxError struct {
	offset    int
	truncated bool // the input ends inside a value
	what      string
}

func (e *syntaxError) Error() string { return fmt.Sprintf("%s at byte %d", e.what, e.offset) }

// maxDepth is how deep values may nest: far beyond any configuration, and far
// from the end of the stack.
const maxDepth = 1000

// scanner walks over JSON text. It checks structure as it goes and copies
// nothing: what it returns are pieces of src.
type scanner struct {
	src   string
	pos   int
	depth int
}

func (s *scanner) fail(what string) error {
	if s.pos >= len(s.src) {
		return &syntaxError{offset: len(s.src), truncated: true, what: "unexpected end"}
	}
	return &syntaxError{offset: s.pos, what: what}
}

// space skips white space and returns the next byte, 0 at the end.
func (s *scanner) space() byte {
	for s.pos < len(s.src) {
		c := s.src[s.pos]
		if c > ' ' {
			return c
		}
		if c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c
		}
		s.pos++
	}
	return 0
}

// raw skips one value and returns its text.
func (s *scanner) raw() (raw, error) {
	s.space()
	start := s.pos
	if err := s.skip(); err != nil {
		return "", err
	}
	return raw(s.src[start:s.pos]), nil
}

// skip moves behind one value.
func (s *scanner) skip() error {
	switch c := s.space(); c {
	case '{':
		return s.object(nil)
	case '[':
		return s.array(nil)
	case '"':
		return s.skipString()
	case 't':
		return s.literal("true")
	case 'f':
		return s.literal("false")
	case 'n':
		return s.literal("null")
	default:
		return s.number(c)
	}
}

func (s *scanner) literal(word string) error {
	if strings.HasPrefix(s.src[s.pos:], word) {
		s.pos += len(word)
		return nil
	}
	if strings.HasPrefix(word, s.src[s.pos:]) {
		s.pos = len(s.src)
	}
	return s.fail("invalid value")
}

func (s *scanner) number(c byte) error {
	if c != '-' && (c < '0' || c > '9') {
		return s.fail("invalid value")
	}
	start := s.pos
	for s.pos++; s.pos < len(s.src); s.pos++ {
		c = s.src[s.pos]
		if (c < '0' || c > '9') && c != '.' && c != 'e' && c != 'E' && c != '+' && c != '-' {
			break
		}
	}
	if c := s.src[s.pos-1]; c < '0' || c > '9' {
		if s.pos < len(s.src) {
			s.pos = start
		}
		return s.fail("invalid number")
	}
	return nil
}

// skipString moves behind a string. Whether its escapes are good is seen when
// it is decoded.
func (s *scanner) skipString() error {
	for i := s.pos + 1; ; {
		n := strings.IndexByte(s.src[i:], '"')
		if n < 0 {
			s.pos = len(s.src)
			return s.fail("")
		}
		i += n
		slashes := i
		for s.src[slashes-1] == '\\' {
			slashes--
		}
		i++
		if (i-1-slashes)%2 == 0 {
			s.pos = i
			return nil
		}
	}
}

// str reads a string.
func (s *scanner) str() (string, error) {
	if s.space() != '"' {
		return "", s.fail("expected a string")
	}
	start := s.pos + 1
	if err := s.skipString(); err != nil {
		return "", err
	}
	return unquote(s.src[start : s.pos-1]), nil
}

// object calls f at the value of each member, which f must read; a nil f skips
// them all.
func (s *scanner) object(f func(name string) error) error {
	if s.space() != '{' {
		return s.fail("expected an object")
	}
	if s.depth++; s.depth > maxDepth {
		return s.fail("values nested too deep")
	}
	s.pos++
	if s.space() == '}' {
		s.pos++
		s.depth--
		return nil
	}
	for {
		if s.space() != '"' {
			return s.fail("expected a name")
		}
		start := s.pos + 1
		if err := s.skipString(); err != nil {
			return err
		}
		end := s.pos - 1
		if s.space() != ':' {
			return s.fail("expected a colon")
		}
		s.pos++
		if f == nil {
			if err := s.skip(); err != nil {
				return err
			}
		} else if err := f(unquote(s.src[start:end])); err != nil {
			return err
		}
		switch s.space() {
		case ',':
			s.pos++
		case '}':
			s.pos++
			s.depth--
			return nil
		default:
			return s.fail("expected a comma or the end of an object")
		}
	}
}

// array calls f at each element, which f must read; a nil f skips them all.
func (s *scanner) array(f func() error) error {
	if s.space() != '[' {
		return s.fail("expected an array")
	}
	if s.depth++; s.depth > maxDepth {
		return s.fail("values nested too deep")
	}
	s.pos++
	if s.space() == ']' {
		s.pos++
		s.depth--
		return nil
	}
	if f == nil {
		f = s.skip
	}
	for {
		if err := f(); err != nil {
			return err
		}
		switch s.space() {
		case ',':
			s.pos++
		case ']':
			s.pos++
			s.depth--
			return nil
		default:
			return s.fail("expected a comma or the end of an array")
		}
	}
}

// unquote resolves the escapes between the quotes of a string. It keeps what
// is no valid escape as it is: a policy with a typing error is still worth reading.
func unquote(s string) string {
	i := strings.IndexByte(s, '\\')
	if i < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i >= 0 && i+1 < len(s) {
		b = append(b, s[:i]...)
		c := s[i+1]
		s = s[i+2:]
		switch c {
		case 'n':
			b = append(b, '\n')
		case 't':
			b = append(b, '\t')
		case 'r':
			b = append(b, '\r')
		case 'b':
			b = append(b, '\b')
		case 'f':
			b = append(b, '\f')
		case '"', '\\', '/':
			b = append(b, c)
		case 'u':
			var r rune
			r, s = unquoteRune(s)
			b = utf8.AppendRune(b, r)
		default:
			b = append(b, '\\', c)
		}
		i = strings.IndexByte(s, '\\')
	}
	return string(append(b, s...))
}

// unquoteRune reads the four digits after \u, and the second half of a
// surrogate pair.
func unquoteRune(s string) (rune, string) {
	r, ok := hex4(s)
	if !ok {
		return utf8.RuneError, s
	}
	s = s[4:]
	if !utf16.IsSurrogate(r) {
		return r, s
	}
	if strings.HasPrefix(s, `\u`) {
		if low, ok := hex4(s[2:]); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, s[6:]
			}
		}
	}
	return utf8.RuneError, s
}

func hex4(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(s[:4], 16, 16)
	return rune(n), err == nil
}
