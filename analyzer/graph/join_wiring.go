package graph

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// wirings fills Graph.Wirings. Organizations and buckets have to be joined
// before: an organization's trail writes under its id, and AWS adds statements
// by itself where bucket and service are of one account.
func (j *joiner) wirings() {
	g, fragments := j.g, j.fragments
	type place struct{ account, region policy.Text }
	recorders := map[place]policy.Text{}
	canonical := map[policy.Text]policy.Text{}
	seen := map[string]int{}
	chosen, ends, grants := chooseWirings(fragments), logEnds(fragments), newAccessGrantsJoin(fragments)
	for _, f := range fragments {
		for i := range f.Wirings {
			if r := &f.Wirings[i]; r.Recorder {
				recorders[place{r.AccountID, r.Region}] = r.Role
			}
		}
		for i := range f.OriginIdentities {
			canonical[f.OriginIdentities[i].ID] = f.OriginIdentities[i].Canonical
		}
	}
	for _, f := range fragments {
		for i := range f.Wirings {
			r := &f.Wirings[i]
			if r.Recorder || supersedes(chosen[placeOf(r)], r.Origin) {
				continue
			}
			w := r.Wiring
			w.Alternatives = append([]policy.Text(nil), r.Alternatives...)
			w.Uncertain = append([]string(nil), r.Uncertain...)
			w.Actions = append([]WiredAction(nil), r.Actions...)
			w.Account = j.placed(r.AccountID)
			if !r.Destination.IsUnset() && !completeDelivery(&w, ends[r.Destination], ends[w.SourceARN]) {
				continue
			}
			if !grants.complete(&w, r.Location) {
				continue
			}
			if r.SessionDoc != nil {
				w.Session = j.policy(r.Origin, r.SessionDoc)
			}
			switch w.Kind {
			case "config":
				role, ok := recorders[place{r.AccountID, r.Region}]
				if !ok {
					w.Uncertain = append(w.Uncertain, "the recorder, hence the role that delivers, is in no input")
				} else if !role.IsUnset() {
					w.Alternatives = append(w.Alternatives, role)
				}
			case "cloudfront_oai":
				_, id, _ := strings.Cut(string(w.Service), "Identity ")
				if c := canonical[policy.Text(id)]; !c.IsUnset() {
					w.Alternatives = append(w.Alternatives, c)
				}
			}
			if r.OrgTrail {
				orgTrail(g, &w)
			}
			if w.OwnerOverride {
				ownerOverride(g, &w)
			}
			if b := g.Bucket(w.Bucket); r.SelfService && (b == nil || b.Account == w.Account) {
				w.Uncertain = append(w.Uncertain, "in its own account AWS adds the statement to the bucket policy when the delivery is set up")
			}
			j.assume(j.roleByRef(w.Role, r.AccountID), use{r.Assumer, w.Origin, r.AccountID, r.Region, nil})
			// A bucket's own block mirrors the satellite resource.
			key := wiringKey(r)
			if at, again := seen[key]; again {
				if supersedes(w.Origin, g.Wirings[at].Origin) {
					g.Wirings[at] = &w
				}
				continue
			}
			seen[key] = len(g.Wirings)
			if !r.CallersOf.IsUnset() {
				g.Wirings = append(g.Wirings, callers(g, &w, r)...)
				continue
			}
			g.Wirings = append(g.Wirings, &w)
		}
	}
}

// wiringPlace is where wirings of one kind stand: a state and the plan made
// from it both show them, and the plan may send them elsewhere. Another
// workspace of the account may use the same address for another source.
type wiringPlace struct {
	address, kind              string
	account, source, sourceARN policy.Text
}

func placeOf(r *WiringRec) wiringPlace {
	return wiringPlace{r.Origin.Address, r.Kind, r.AccountID, r.Source, r.SourceARN}
}

// chooseWirings finds the record whose view of each place holds.
func chooseWirings(fragments []*Fragment) map[wiringPlace]Origin {
	chosen := map[wiringPlace]Origin{}
	for _, f := range fragments {
		for i := range f.Wirings {
			r := &f.Wirings[i]
			if old, ok := chosen[placeOf(r)]; !ok || supersedes(r.Origin, old) {
				chosen[placeOf(r)] = r.Origin
			}
		}
	}
	return chosen
}

// wiringKey is what tells a wiring from others: who does what, for which source.
func wiringKey(r *WiringRec) string {
	parts := []policy.Text{policy.Text(r.Kind), r.Service, r.Role, r.Bucket, r.CallersOf, r.Destination, r.Location, r.Source, r.SourceARN, r.AccountID}
	if r.SessionDoc != nil {
		parts = append(parts, policy.Text(r.SessionDoc.Presence.String()), r.SessionDoc.Text)
	}
	for _, a := range r.Actions {
		parts = append(parts, policy.Text(a.Action), a.Resource)
	}
	var key strings.Builder
	for _, p := range parts {
		key.WriteString(string(p))
		key.WriteByte(0)
	}
	return key.String()
}

// callers are the wirings of those users and roles whose identity policies name
// what the record's requests are sent by. One that may use everything is
// nobody's caller in particular.
func callers(g *Graph, w *Wiring, r *WiringRec) []*Wiring {
	send := policy.CompileAction(policy.Text(r.CallersSend))
	names := func(p *Policy) bool {
		return p.Presence == Present && slices.ContainsFunc(p.Document.Statements, func(s *policy.Statement) bool {
			return s.Effect == policy.Allow && !s.NotResource && !s.NotAction && s.Covers(send) == policy.Yes &&
				slices.ContainsFunc(s.Resources, func(p policy.Pattern) bool { return p.Text == r.CallersOf })
		})
	}
	var out []*Wiring
	for _, p := range g.Principals {
		if p.Deleted || p.Kind != User && p.Kind != Role || !slices.ContainsFunc(p.Policies, names) {
			continue
		}
		one := *w
		one.Role = p.ARN
		out = append(out, &one)
	}
	return out
}

// ownerOverride says whether the destination makes the role need
// s3:ObjectOwnerOverrideToBucketOwner: a bucket without ACLs owns its replicas
// anyway.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-change-owner.html (2026-11)
func ownerOverride(g *Graph, w *Wiring) {
	ownership := OwnershipUnknown
	if b := g.Bucket(w.Bucket); b != nil {
		ownership = b.Ownership
	}
	for i := range w.Actions {
		if a := &w.Actions[i]; a.Action == "s3:ObjectOwnerOverrideToBucketOwner" {
			a.Sometimes = ownership == OwnershipUnknown || ownership == BucketOwnerEnforced
		}
	}
}

// orgTrail adds the organization's folder, to which the trail writes what
// member accounts do.
//
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html#org-trail-bucket-policy (2026-11)
func orgTrail(g *Graph, w *Wiring) {
	var org *Organization
	switch {
	case w.Account != nil && w.Account.Membership == policy.Yes:
		org = w.Account.Organization
	case len(g.Organizations) == 1:
		org = g.Organizations[0]
	}
	if org == nil || org.ID.IsUnset() {
		w.Uncertain = append(w.Uncertain, "the id of the trail's organization is in no input")
		return
	}
	for _, a := range w.Actions {
		if a.Action != "s3:PutObject" {
			continue
		}
		if head, _, ok := strings.Cut(string(a.Resource), "AWSLogs/"); ok {
			w.Actions = append(w.Actions, WiredAction{Action: a.Action, Resource: policy.Text(head) + "AWSLogs/" + org.ID + "/*"})
		}
		return
	}
}
