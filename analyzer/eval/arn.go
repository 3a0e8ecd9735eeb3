package eval

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// arn is an ARN in its six parts; each may hold symbols.
type arn struct {
	partition, service, region, account, resource string
}

// parseARN splits an ARN. A colon inside a symbol's name separates nothing.
func parseARN(t policy.Text) (arn, bool) {
	rest, ok := strings.CutPrefix(string(t), "arn:")
	if !ok {
		return arn{}, false
	}
	var parts [4]string
	for i := range parts {
		end := outside(rest, ':')
		if end < 0 {
			return arn{}, false
		}
		parts[i], rest = rest[:end], rest[end+1:]
	}
	return arn{parts[0], parts[1], parts[2], parts[3], rest}, true
}

// cutOutside is strings.Cut that leaves symbols whole.
func cutOutside(s string, c byte) (before, after string, found bool) {
	i := outside(s, c)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// outside is the index of the first c that stands in no symbol, or -1.
func outside(s string, c byte) int {
	i := strings.IndexByte(s, c)
	if open := strings.Index(s, "⟨"); i < 0 || open < 0 || i < open {
		return i
	}
	depth := 0
	for i := 0; i < len(s); i++ {
		switch {
		case strings.HasPrefix(s[i:], "⟨"):
			depth++
			i += len("⟨") - 1
		case strings.HasPrefix(s[i:], "⟩"):
			depth--
			i += len("⟩") - 1
		case s[i] == c && depth <= 0:
			return i
		}
	}
	return -1
}

// hasWildcard reports whether the text stands for more than one value because
// of '*' or '?' outside symbols.
func hasWildcard(t policy.Text) bool {
	return outside(string(t), '*') >= 0 || outside(string(t), '?') >= 0
}
