package access

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// level is the kind of resource that an S3 action works on.
type level int8

const (
	onAccount level = iota + 1
	onBucket
	onObject
)

// levelOf tells it as the service authorization table does: of an action that
// works on neither buckets nor objects (a batch job, an access grant, the
// settings of an access point) no bucket's ARN in the same statement says
// anything. Of an action that the table does not have, the name has to tell.
//
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html (2026-11)
func levelOf(action string) level {
	if f := policy.AuthorizationTable().Action(action); f != nil && f.Service == "s3" {
		switch {
		case f.Name == "CreateBucket":
			return onAccount // of the bucket that an input has there is nothing left to create
		case f.On("object"):
			return onObject
		case f.On("bucket"):
			return onBucket
		}
		return onAccount
	}
	if strings.Contains(strings.ToLower(action), "object") {
		return onObject
	}
	return onBucket
}

// core are the requests that stand for a pattern of actions ("s3:Get*"): what
// applications do all day. Somebody who writes a pattern means these; whether
// he also means PutObjectLegalHold, nobody can say.
var core = []string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"}

// Core reports whether an action is one of those that reads, writes, deletes
// or lists, as opposed to the companions (tags, versions, ACLs, location).
func Core(action string) bool {
	same := func(c string) bool { return strings.EqualFold(c, action) }
	return slices.ContainsFunc(core, same) || slices.ContainsFunc(coreObjectLambda, same) || slices.ContainsFunc(coreExpress, same)
}

// asked is an action that a statement asks for; loose if it came out of a pattern.
type asked struct {
	action string
	loose  bool
}

// expand lists what a statement's S3 actions ask for.
func expand(patterns []string) []asked { return expandOf("s3", core, patterns) }

// coreObjectLambda is core for requests to Object Lambda access points.
var coreObjectLambda = []string{"s3-object-lambda:GetObject", "s3-object-lambda:ListBucket"}

// expandObjectLambda lists what a statement's actions ask of an Object Lambda
// access point. What a function answers there is no request of a client.
func expandObjectLambda(patterns []string) []asked {
	return slices.DeleteFunc(expandOf(objectLambda, coreObjectLambda, patterns), func(a asked) bool { return strings.EqualFold(a.action, writeResponse) })
}

const (
	objectLambda  = "s3-object-lambda"
	writeResponse = objectLambda + ":WriteGetObjectResponse"
)

// expandOf lists what the actions of one service ask for; a pattern stands for
// those of usual that it matches.
func expandOf(service string, usual, patterns []string) []asked {
	var out []asked
	for _, p := range patterns {
		of, name, found := strings.Cut(p, ":")
		switch {
		case p == "*":
			p = service + ":*"
		case !found || !strings.EqualFold(of, service):
			continue
		}
		if !strings.ContainsAny(p, "*?") {
			if !strings.Contains(p, "⟨") {
				out = append(out, asked{action: service + ":" + name})
			}
			continue
		}
		for _, c := range usual {
			if like(strings.ToLower(p), strings.ToLower(c)) {
				out = append(out, asked{c, true})
			}
		}
	}
	return out
}

// like matches a pattern with * and ? to a text without.
func like(pattern, text string) bool {
	for i := 0; i < len(pattern); i++ {
		switch {
		case pattern[i] == '*':
			for j := 0; j <= len(text); j++ {
				if like(pattern[i+1:], text[j:]) {
					return true
				}
			}
			return false
		case text == "" || pattern[i] != '?' && pattern[i] != text[0]:
			return false
		}
		text = text[1:]
	}
	return text == ""
}
