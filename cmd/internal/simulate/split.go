package simulate

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// splitter cuts the input into the texts of single cases, without decoding
// them: objects one after another, or the elements of one array.
type splitter struct {
	in    *bufio.Reader
	line  int // of the next byte, from 1
	array bool
	begun bool
	ended bool
}

// maxCase bounds the memory that one unfinished case can take.
const maxCase = 64 << 20

var errSyntax = errors.New("not a JSON array or sequence of objects")

func newSplitter(in io.Reader) *splitter {
	return &splitter{in: bufio.NewReaderSize(in, 1<<20), line: 1}
}

// next returns the text of the next case and the line where it begins; the
// error is io.EOF after the last.
func (s *splitter) next() ([]byte, int, error) {
	for {
		c, err := s.in.ReadByte()
		if errors.Is(err, io.EOF) {
			if s.array && !s.ended {
				return nil, s.line, fmt.Errorf("line %d: the array has no end", s.line)
			}
			return nil, s.line, io.EOF
		}
		if err != nil {
			return nil, s.line, err
		}
		switch {
		case c == '\n':
			s.line++
		case c == ' ' || c == '\t' || c == '\r' || c == ',' && s.array:
		case c == 0xEF && !s.begun: // byte order mark
			if rest, err := s.in.Peek(2); err != nil || !bytes.Equal(rest, []byte{0xBB, 0xBF}) {
				return nil, s.line, fmt.Errorf("line %d: %w", s.line, errSyntax)
			}
			s.in.Discard(2)
		case c == '[' && !s.begun:
			s.begun, s.array = true, true
		case c == ']' && s.array && !s.ended:
			s.ended = true
		case c == '{' && !s.ended:
			s.begun = true
			line := s.line
			text, err := s.object()
			return text, line, err
		default:
			return nil, s.line, fmt.Errorf("line %d: %w", s.line, errSyntax)
		}
	}
}

// object reads on after '{' to the matching '}'.
func (s *splitter) object() ([]byte, error) {
	begin := s.line
	text := []byte{'{'}
	depth, quoted := 1, false
	for depth > 0 {
		chunk, err := s.in.Peek(max(1, s.in.Buffered()))
		if len(chunk) == 0 {
			if errors.Is(err, io.EOF) {
				return nil, fmt.Errorf("line %d: the case has no end", begin)
			}
			return nil, err
		}
		n := 0
		for n < len(chunk) && depth > 0 {
			c := chunk[n]
			n++
			switch {
			case c == '\n':
				s.line++
			case quoted && c == '\\':
				if n == len(chunk) { // the escaped character is in the next chunk
					text = append(text, chunk[:n]...)
					s.in.Discard(n)
					c, err := s.in.ReadByte()
					if err != nil {
						return nil, fmt.Errorf("line %d: the case has no end", begin)
					}
					text, chunk, n = append(text, c), nil, 0
				} else {
					n++
				}
			case c == '"':
				quoted = !quoted
			case quoted:
			case c == '{' || c == '[':
				depth++
			case c == '}' || c == ']':
				depth--
			}
		}
		text = append(text, chunk[:n]...)
		s.in.Discard(n)
		if len(text) > maxCase {
			return nil, fmt.Errorf("line %d: the case is longer than %d bytes", begin, maxCase)
		}
	}
	return text, nil
}
