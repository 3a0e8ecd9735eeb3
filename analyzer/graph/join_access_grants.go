package graph

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// accessGrantsJoin is what the grants of all inputs are joined with.
type accessGrantsJoin struct {
	locations map[grantsPlace]*GrantsLocationRec
	policies  map[policy.Text]bool // instances that have one
}

// grantsPlace is a location in an instance.
type grantsPlace struct{ instance, id policy.Text }

func newAccessGrantsJoin(fragments []*Fragment) accessGrantsJoin {
	x := accessGrantsJoin{map[grantsPlace]*GrantsLocationRec{}, map[policy.Text]bool{}}
	for _, f := range fragments {
		for i := range f.GrantsPolicies {
			x.policies[f.GrantsPolicies[i].Instance] = true
		}
		for i := range f.GrantsLocations {
			r := &f.GrantsLocations[i]
			ids := []policy.Text{r.ID}
			if r.Scope == "s3://" {
				ids = append(ids, "default") // what S3 calls this one
			}
			for _, id := range ids {
				at := grantsPlace{r.Instance, id}
				if old := x.locations[at]; old == nil || supersedes(r.Origin, old.Origin) {
					x.locations[at] = r
				}
			}
		}
	}
	return x
}

// complete adds what a grant's location tells: the role, and of what scope the
// grant's own is a part. It is false where no input has the location, or where
// the bucket is not to be told.
func (x accessGrantsJoin) complete(w *Wiring, location policy.Text) bool {
	if w.Kind == "access_grant_request" && x.policies[w.SourceARN] {
		w.Uncertain = append(w.Uncertain, "the instance of S3 Access Grants has a resource policy, which may let its own account in as well")
	}
	if location.IsUnset() {
		return true
	}
	at := x.locations[grantsPlace{w.SourceARN, location}]
	if at == nil {
		return false
	}
	w.Role = at.Role
	partition, _, _ := strings.Cut(strings.TrimPrefix(string(w.SourceARN), "arn:"), ":")
	for i := range w.Actions {
		bucket, keys, ok := splitBucket(grantScope(at.Scope, w.Actions[i].Resource))
		if !ok || bucket.IsOpaque() || strings.Contains(string(bucket), "*") {
			return false
		}
		w.Bucket = bucket
		w.Actions[i].Resource = policy.Text("arn:"+partition+":s3:::") + bucket + "/" + keys
	}
	return true
}

// grantScope is a location's scope with a grant's sub-prefix behind it. A
// location that is a bucket ends before its keys, with or without a slash.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-grants-grant-create.html (2026-11): grant scope
func grantScope(scope, keys policy.Text) policy.Text {
	whole := strings.TrimSuffix(string(scope), "*")
	if name, ok := strings.CutPrefix(whole, "s3://"); ok && name != "" && outside(name, '/') < 0 && !strings.HasSuffix(string(scope), "*") {
		whole += "/"
	}
	return policy.Text(whole) + policy.Text(strings.TrimPrefix(string(keys), "/"))
}
