package rules

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/facts"
)

// TestNoTwoRulesClaimAMadeUpDenial asks all rules about denials of every layer
// that no fixture has, such as one with two near misses of different kinds. Of
// two rules that claim the same, one has to refine the other.
func TestNoTwoRulesClaimAMadeUpDenial(t *testing.T) {
	set, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	const seed, each = 3, 2000
	random := rand.New(rand.NewPCG(seed, seed))
	told := map[string]bool{}
	claimed := 0
	for layer := eval.IdentityPolicy; layer <= eval.ServiceDelivery; layer++ {
		doc := &facts.Document{Schema: facts.Version}
		denials := make([]facts.Denial, each)
		for i := range denials {
			denials[i] = madeUp(random, layer)
			denials[i].ID = i
		}
		*listOf(&doc.Denials, layer) = denials
		claims, err := set.ask(context.Background(), doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range set.settle(claims) {
			claimed++
			for _, rival := range c.rivals {
				if pair := layer.String() + c.rule.Name + rival.Name; !told[pair] {
					told[pair] = true
					t.Errorf("%s and %s claim the same denial of %s, seed %d: %s", c.rule.Name, rival.Name, layer, seed, summary(&denials[c.id]))
				}
			}
		}
	}
	if claimed < each {
		t.Errorf("only %d denials are claimed: the made-up ones are unlike real ones", claimed)
	}
}

func summary(d *facts.Denial) string {
	return fmt.Sprintf("%s, explicit %t, reason %s, wiring %+v, evidence %+v, statements %+v, near %+v, needs %+v", d.Certainty, d.Explicit, d.Reason, d.Wiring, d.Evidence, d.Statements, d.Near, d.Needs)
}

func listOf(d *facts.Denials, k eval.LayerKind) *[]facts.Denial {
	return []*[]facts.Denial{
		nil, &d.IdentityPolicy, &d.PermissionsBoundary, &d.SessionPolicy, &d.SCP, &d.RCP, &d.VPCEndpointPolicy,
		&d.BucketPolicy, &d.AccessPointPolicy, &d.PublicAccessBlock, &d.ObjectOwnership, &d.RequesterPays,
		&d.KMSKeyPolicy, &d.KMSIdentityPolicy, &d.KMSManagedKey, &d.TrustPolicy, &d.ServiceDelivery,
	}[k]
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// Families of condition keys, the most usual several times.
var someFamilies = []string{"network", "organization", "resource_tag", "principal_tag", "encryption", "acl", "source", "principal", "kms", "transport", "trust", "other"}

// madeUp is a denial as the engine makes them: what an explicit Deny, a missing
// Allow and an open layer carry with them.
func madeUp(r *rand.Rand, layer eval.LayerKind) facts.Denial {
	d := facts.Denial{
		Layer: layer.String(), Certainty: pick(r, "definite", "definite", "conditional", "unresolved"), Explicit: r.IntN(2) == 0,
		Actions: []string{"s3:GetObject"}, Reads: true, Core: true, KMSActions: []string{}, Legs: []facts.Leg{}, Others: []string{},
		Needs: []facts.Need{}, NeedFamilies: []string{}, Families: []string{}, Near: []facts.NearMiss{}, Statements: []facts.Statement{},
		Foreign: pick(r, "yes", "no"), Path: "unknown", Weight: pick(r, "both", "one_sided"), Change: "introduced", WithoutHeaders: "open",
		Principal: facts.Principal{ARN: "arn:aws:iam::111111111111:role/r", Kind: "role", Account: "111111111111", Described: true, Complete: true, Boundary: true, Replaced: r.IntN(5) == 0},
		Subject:   facts.Place{Address: "aws_subject.x"},
	}
	bucket := &facts.Bucket{Name: "b", ARN: "arn:aws:s3:::b", Described: true, Policy: pick(r, "present", "absent"), ManagedKey: "no", RequesterPays: "no"}
	d.Resource = facts.Resource{ARN: "arn:aws:s3:::b/*", All: []string{"arn:aws:s3:::b/*"}, Kind: "bucket", Name: "b", Bucket: bucket}
	switch layer {
	case eval.KMSKeyPolicy, eval.KMSIdentityPolicy:
		d.KMSActions = []string{"kms:Decrypt"}
	case eval.AccessPointPolicy:
		d.Resource.Kind = "access_point"
	case eval.TrustPolicy:
		d.Resource = facts.Resource{ARN: "arn:aws:iam::222222222222:role/r", Kind: "role", Name: "r"}
		d.Actions, d.Reads = []string{"sts:AssumeRole"}, false
	}
	if r.IntN(3) == 0 { // an upload
		d.Actions, d.Reads, d.Writes, d.WithoutHeaders = []string{"s3:PutObject"}, false, true, pick(r, "open", "denied", "allowed")
	}
	d.Evidence = []facts.Evidence{{Kind: pick(r, "resource_grant", "identity_grant", "administers", "other_writer"), Place: facts.Place{Address: pick(r, "aws_subject.x", "aws_other.x")}, Text: pick(r, "", "copy source")}}
	switch kind := pick(r, "", "", "", "replication", "cloudfront_oac", "cloudtrail"); kind {
	case "":
	case "replication": // with a role
		d.Wiring = &facts.Wiring{Kind: kind, Role: d.Principal.ARN}
	default:
		d.Wiring = &facts.Wiring{Kind: kind, Service: "s.amazonaws.com"}
		d.Principal = facts.Principal{ARN: "s.amazonaws.com", Kind: "service", Described: true, Complete: true}
	}
	if d.Wiring != nil {
		d.Evidence = []facts.Evidence{{Kind: "wired_service", Place: facts.Place{Address: "aws_wired.x"}, Text: d.Wiring.Kind}}
	} else if layer == eval.ServiceDelivery {
		return facts.Denial{Certainty: "none"}
	}
	decide(r, layer, &d)
	return d
}

// decide makes up why the layer denies, or may deny.
func decide(r *rand.Rand, layer eval.LayerKind, d *facts.Denial) {
	family := pick(r, someFamilies...)
	condition := facts.Condition{Operator: "StringEquals", Key: family, Values: []string{"v"}, Family: family}
	switch {
	case d.Explicit:
		d.Reason = string(eval.ExplicitDeny)
		if d.Certainty != "definite" {
			d.Reason = string(eval.MayDeny)
		}
		s := facts.Statement{Label: "S", Effect: "Deny", Applies: "yes", Inverted: []string{}}
		if r.IntN(3) > 0 {
			s.Conditions, d.Families = []facts.Condition{condition}, []string{family}
		}
		if r.IntN(4) == 0 {
			s.Inverted = []string{"NotPrincipal"}
		}
		d.Statements = []facts.Statement{s}
	default:
		d.Reason = string(eval.NoStatementAllows)
		for range r.IntN(3) {
			d.Near = append(d.Near, nearMiss(r))
		}
		switch {
		case layer == eval.ServiceDelivery || layer == eval.BucketPolicy && d.Wiring != nil && d.Wiring.Service != "":
			d.Reason = string(pick(r, eval.NoStatementAllows, eval.DeliveryCondition, eval.DeliveryResource))
		case layer == eval.KMSKeyPolicy && r.IntN(8) == 0:
			d.Reason, d.Near = string(pick(r, eval.KeyDisabled, eval.UnsignedKMS)), nil
		case layer == eval.AccessPointPolicy && r.IntN(3) == 0:
			d.Reason, d.Near = string(eval.WrongNetwork), nil
		case layer == eval.PublicAccessBlock:
			d.Reason = string(pick(r, eval.PublicPolicy, eval.PublicACLBlocked))
		}
	}
	if d.Certainty != "definite" {
		kind := map[string]string{"conditional": "request", "unresolved": pick(r, "apply", "document")}[d.Certainty]
		d.Needs, d.NeedFamilies = []facts.Need{{Kind: kind, What: family, Family: family}}, []string{family}
	}
}

func nearMiss(r *rand.Rand) facts.NearMiss {
	n := facts.NearMiss{Statement: facts.Statement{Label: "N", Effect: "Allow", Inverted: []string{}}, Want: "w", Got: "g"}
	switch n.Element = pick(r, "Principal", "Resource", "Condition"); n.Element {
	case "Principal":
		n.Why = string(pick(r, eval.OtherCase, eval.OtherPath, eval.OtherAccount, eval.OtherForm, eval.SimilarName, eval.OtherPrincipal))
	case "Resource":
		n.Why = string(pick(r, eval.BucketForm, eval.ObjectForm, eval.AliasForm, eval.OtherRegion, eval.SimilarName, eval.OtherCase, eval.OtherResource))
	case "Condition":
		n.Why, n.Family = string(eval.OtherCondition), pick(r, someFamilies...)
		n.Key = map[string]string{"principal": "aws:PrincipalArn"}[n.Family]
		if n.Key != "" {
			n.Why = string(pick(r, eval.OtherCase, eval.OtherCondition))
		}
	}
	return n
}
