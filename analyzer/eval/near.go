package eval

import (
	"strings"
	"time"

	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Why a statement misses a request by one element.
const (
	OtherCase      Reason = "other_case"      // equal but for upper and lower case
	OtherPath      Reason = "other_path"      // the role or user has another path
	OtherAccount   Reason = "other_account"   // the same name in another account
	OtherForm      Reason = "other_form"      // a form that never matches: a group, an instance profile, a wildcard
	SimilarName    Reason = "similar_name"    // a name that differs in a letter or two
	BucketForm     Reason = "bucket_form"     // the bucket's ARN, where the action is on objects
	ObjectForm     Reason = "object_form"     // objects' ARN, where the action is on the bucket
	AliasForm      Reason = "alias_form"      // an alias ARN, where only the key's ARN counts
	OtherRegion    Reason = "other_region"    // the key's ARN with another region
	OtherResource  Reason = "other_resource"  // another resource altogether
	OtherCondition Reason = "other_condition" // a condition that is not met
	OtherPrincipal Reason = "other_principal" // somebody else altogether
)

// nearMisses are the Allow statements of a layer that miss the request by just
// one element: what somebody probably meant for it.
func (l *leg) nearMisses(d decision.Layer) []NearMiss {
	switch d {
	case decision.Identity, decision.Resource, decision.AccessPoint, decision.Boundary, decision.Endpoint:
	default:
		return nil
	}
	var near []NearMiss
	request := l.policyRequest()
	for _, p := range gates[d].policies(l, 0) {
		if p == nil || p.Presence != graph.Present {
			continue
		}
		for _, s := range p.Document.Statements {
			if s.Effect != policy.Allow {
				continue
			}
			if miss, ok := l.nearMiss(s, request); ok {
				miss.Statement = StatementRef{Policy: p, Index: s.Index, Sid: s.Sid, Effect: "Allow", Applies: policy.No}
				near = append(near, miss)
			}
		}
	}
	return near
}

// nearMiss says by which element a statement misses the request, if by one.
func (l *leg) nearMiss(s *policy.Statement, r *policy.Request) (NearMiss, bool) {
	e := s.Elements(r)
	principal := e.Principal.Any()
	if e.Action == policy.No {
		return NearMiss{}, false
	}
	switch {
	case principal == policy.No && e.Resource != policy.No && e.Condition != policy.No:
		return l.nearPrincipal(s)
	case principal != policy.No && e.Resource == policy.No && e.Condition != policy.No:
		return l.nearResource(s)
	case principal != policy.No && e.Resource != policy.No && e.Condition == policy.No:
		return l.nearCondition(s, r)
	}
	return NearMiss{}, false
}

func (l *leg) nearPrincipal(s *policy.Statement) (NearMiss, bool) {
	got := l.question.caller.principal.ARN
	best := NearMiss{Element: "Principal", Got: got, Why: OtherPrincipal}
	for _, p := range s.Principals {
		why := compareARNs(p.Text, got)
		if why == OtherAccount && l.owner != nil && p.Account == l.owner.ID {
			why = OtherPrincipal // the owner lets itself in: no slip of the pen
		}
		if best.Want == "" || best.Why == OtherPrincipal && why != OtherPrincipal {
			best.Want, best.Why = p.Text, why
		}
	}
	return best, best.Want != "" && !s.NotPrincipal
}

// compareARNs says how an ARN that was written differs from the one meant.
func compareARNs(want, got policy.Text) Reason {
	w, ok1 := parseARN(want)
	g, ok2 := parseARN(got)
	if !ok1 || !ok2 {
		if isAccount(string(want)) && ok2 {
			return OtherAccount
		}
		return OtherPrincipal
	}
	wantKind, wantName := kindAndName(w.resource)
	gotKind, gotName := kindAndName(g.resource)
	sameAccount := w.account == g.account
	switch {
	case strings.EqualFold(string(want), string(got)):
		return OtherCase
	case sameAccount && wantKind == gotKind && wantName == gotName:
		return OtherPath
	case !sameAccount && (w.resource == g.resource || w.resource == "root"):
		return OtherAccount
	case sameAccount && (wantKind == "group" || wantKind == "instance-profile" || wantKind == "assumed-role" || hasWildcard(want)):
		return OtherForm
	case sameAccount && wantKind == gotKind && closeNames(wantName, gotName):
		return SimilarName
	}
	return OtherPrincipal
}

func kindAndName(resource string) (kind, name string) {
	kind, rest, _ := strings.Cut(resource, "/")
	return kind, rest[strings.LastIndexByte(rest, '/')+1:]
}

func isAccount(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}

func (l *leg) nearResource(s *policy.Statement) (NearMiss, bool) {
	got := l.request.Resource.Text
	best := NearMiss{Element: "Resource", Got: got, Why: OtherResource}
	for _, p := range s.Resources {
		if why := compareResources(p.Text, got); best.Want == "" || best.Why == OtherResource && why != OtherResource {
			best.Want, best.Why = p.Text, why
		}
	}
	return best, best.Want != "" && !s.NotResource
}

// compareResources says how a resource that was written differs from the one
// asked for.
func compareResources(want, got policy.Text) Reason {
	want = want.Squeezed()
	if strings.EqualFold(string(want), string(got)) {
		return OtherCase
	}
	w, ok1 := parseARN(want)
	g, ok2 := parseARN(got)
	if !ok1 || !ok2 || w.service != g.service {
		return OtherResource
	}
	if w.service == "kms" {
		switch {
		case strings.HasPrefix(w.resource, "alias/"):
			return AliasForm
		case w.region != g.region && w.account == g.account:
			return OtherRegion
		case w.account != g.account:
			return OtherAccount
		}
		return OtherResource
	}
	wantName, wantKey, wantObjects := cutOutside(w.resource, '/')
	gotName, gotKey, gotObjects := cutOutside(g.resource, '/')
	switch {
	case wantName == gotName && !wantObjects && gotObjects:
		return BucketForm
	case wantName == gotName && wantObjects && !gotObjects:
		return ObjectForm
	case wantName == gotName && strings.EqualFold(wantKey, gotKey):
		return OtherCase
	case wantName != gotName && closeNames(wantName, gotName):
		return SimilarName
	}
	return OtherResource
}

// nearCondition is the first condition that is certainly not met.
func (l *leg) nearCondition(s *policy.Statement, r *policy.Request) (NearMiss, bool) {
	for i := range s.Conditions {
		c := &s.Conditions[i]
		if s.ConditionHolds(i, r) != policy.No {
			continue
		}
		miss := NearMiss{Element: "Condition " + c.Key, Why: OtherCondition, Condition: c}
		switch v := r.Context.Get(strings.ToLower(c.Key)); {
		case v.State == policy.Known && len(v.Texts) > 0:
			miss.Got = v.Texts[0]
		case !v.Since.IsZero():
			miss.Got = policy.Text(v.Since.UTC().Format(time.RFC3339) + " or later")
		}
		for i, want := range c.Values {
			why := OtherCondition
			if strings.EqualFold(c.Key, "aws:PrincipalArn") {
				if w := compareARNs(want, miss.Got); w != OtherPrincipal {
					why = w
				}
			}
			if i == 0 || miss.Why == OtherCondition && why != OtherCondition {
				miss.Want, miss.Why = want, why
			}
		}
		return miss, true
	}
	return NearMiss{}, false
}

// closeNames reports whether two names differ by at most two edits, and by no
// more than a quarter of their length.
func closeNames(a, b string) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	limit := min(2, max(len(a), len(b))/4)
	if limit == 0 || len(a)-len(b) > limit || len(b)-len(a) > limit {
		return false
	}
	return editDistance(a, b) <= limit
}

// editDistance is Levenshtein's, over bytes.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
