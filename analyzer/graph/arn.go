package graph

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// arn is an ARN in parts; each may hold symbols.
type arn struct {
	partition, service, region, account, resource policy.Text
}

// parseARN splits an ARN. A colon inside a symbol's name separates nothing.
func parseARN(t policy.Text) (arn, bool) {
	if !strings.HasPrefix(string(t), "arn:") {
		return arn{}, false
	}
	var parts [6]policy.Text
	rest := string(t)
	for i := range 5 {
		end := colon(rest)
		if end < 0 {
			return arn{}, false
		}
		parts[i], rest = policy.Text(rest[:end]), rest[end+1:]
	}
	return arn{partition: parts[1], service: parts[2], region: parts[3], account: parts[4], resource: policy.Text(rest)}, true
}

// colon is the index of the first colon outside symbols, or -1.
func colon(s string) int { return outside(s, ':') }

// outside is the index of the first c that is in no symbol, or -1.
func outside(s string, c byte) int {
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

// lastOutside is the index of the last c that is in no symbol, or -1.
func lastOutside(s string, c byte) int {
	last, offset := -1, 0
	for {
		i := outside(s[offset:], c)
		if i < 0 {
			return last
		}
		last = offset + i
		offset = last + 1
	}
}

// isAccountID reports whether s is an account number.
func isAccountID(s string) bool {
	if len(s) != 12 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// iamName splits an IAM ARN's resource "role/path/name" in kind, path and name.
func iamName(resource policy.Text) (kind string, path, name policy.Text) {
	k, rest, ok := strings.Cut(string(resource), "/")
	if !ok {
		return k, "", ""
	}
	if i := lastOutside(rest, '/'); i >= 0 {
		return k, policy.Text("/" + rest[:i+1]), policy.Text(rest[i+1:])
	}
	return k, "/", policy.Text(rest)
}

// isKeyARN reports whether t is a KMS key's ARN (not an alias's).
func isKeyARN(t policy.Text) bool {
	a, ok := parseARN(t)
	return ok && a.service == "kms" && strings.HasPrefix(string(a.resource), "key/")
}

// keyID is the id in a key's ARN.
func keyID(t policy.Text) policy.Text {
	a, _ := parseARN(t)
	return policy.Text(strings.TrimPrefix(string(a.resource), "key/"))
}
