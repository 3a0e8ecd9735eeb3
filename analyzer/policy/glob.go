package policy

import (
	"strings"
	"unicode/utf8"
)

// glob matches literal text against tokens that are literals and wildcards. It
// does not allocate and takes time in proportion to len(tokens) × len(s).
//
// It goes back to the last '*' only; where that one is narrow and stands before
// a colon, to the last one that is not. Both choose the earliest place where
// the rest fits, which loses nothing.
func glob(tokens []token, s string) bool {
	type resume struct{ token, at int }
	last, wide := resume{-1, 0}, resume{-1, 0}
	i, at := 0, 0
	for {
		if i < len(tokens) {
			t := &tokens[i]
			if t.kind == tokenStar {
				last = resume{i, at}
				if !t.narrow {
					wide = last
				}
				i++
				continue
			}
			if n := fits(t, s[at:]); n >= 0 {
				i, at = i+1, at+n
				continue
			}
		} else if at == len(s) {
			return true
		}
		if last.token >= 0 && tokens[last.token].narrow && (last.at >= len(s) || s[last.at] == ':') {
			last = wide
		}
		if last.token < 0 || last.at >= len(s) {
			return false
		}
		_, n := utf8.DecodeRuneInString(s[last.at:])
		last.at += n
		if !tokens[last.token].narrow {
			wide = last
		}
		i, at = last.token+1, last.at
	}
}

// fits says how many bytes a literal or '?' takes at the start of s, or -1.
func fits(t *token, s string) int {
	if t.kind == tokenOne {
		if s == "" || t.narrow && s[0] == ':' {
			return -1
		}
		_, n := utf8.DecodeRuneInString(s)
		return n
	}
	if strings.HasPrefix(s, t.text) {
		return len(t.text)
	}
	return -1
}
