package access

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// place is what an S3, IAM or access point ARN points at.
type place struct {
	partition string
	service   string
	region    string
	account   string
	resource  string // all after the fifth colon
}

// parse splits an ARN; colons inside symbols separate nothing.
func parse(t policy.Text) (place, bool) {
	s := string(t)
	if !strings.HasPrefix(s, "arn:") {
		return place{}, false
	}
	var parts [5]string
	for i := range parts {
		end := outside(s, ':')
		if end < 0 {
			return place{}, false
		}
		parts[i], s = s[:end], s[end+1:]
	}
	return place{parts[1], parts[2], parts[3], parts[4], s}, true
}

// bucketKey splits the resource of an S3 ARN in bucket name and object key; an
// ARN of a bucket has no key.
func (p place) bucketKey() (bucket, key string, object bool) {
	if i := outside(p.resource, '/'); i >= 0 {
		return p.resource[:i], p.resource[i+1:], true
	}
	return p.resource, "", false
}

// accessPoint is the ARN of the access point that an ARN is, or is an object
// of; false if it is none.
func (p place) accessPoint() (policy.Text, bool) {
	name, found := strings.CutPrefix(p.resource, "accesspoint/")
	if !found {
		return "", false
	}
	if i := outside(name, '/'); i >= 0 {
		name = name[:i]
	}
	if specific(name) {
		return policy.Text("arn:" + p.partition + ":" + p.service + ":" + p.region + ":" + p.account + ":accesspoint/" + name), true
	}
	return "", false
}

// specific reports whether a name names one thing: no wildcard, no symbol of
// which nothing is known.
func specific(name string) bool {
	return name != "" && !strings.ContainsAny(name, "*?") && !strings.Contains(name, "⟨~") && !strings.Contains(name, "${")
}

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
