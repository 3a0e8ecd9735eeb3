package config

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// encode is an object as JSON, for policies that are written as HCL.
func encode(v cty.Value) (cty.Value, bool) {
	out, err := stdlib.JSONEncode(v)
	return out, err == nil && out.IsKnown()
}

// document reads an argument that is a policy.
func (d *decoder) document(p *parsedBlock, name string) graph.Doc {
	if !p.has(name) {
		return graph.Doc{Presence: graph.Absent}
	}
	return d.policy(p.text(name), p.at(name), name+" of "+title(p.hcl))
}

// policy checks that a text is a policy document.
func (d *decoder) policy(src string, at hcl.Range, what string) graph.Doc {
	t := policy.Literal(strings.TrimPrefix(src, "\ufeff"))
	if _, err := policy.Parse(t); err != nil {
		detail := fmt.Sprintf("%s is no policy document: %v.", what, err)
		if trimmed := strings.TrimSpace(src); strings.HasSuffix(trimmed, ".json") && !strings.ContainsAny(trimmed, "{\n") {
			detail = fmt.Sprintf("%s is the name of a file, not its content. Write file(%q).", what, trimmed)
		}
		d.errorf(at, "Not a policy document", "%s", detail)
		return graph.Doc{Presence: graph.Invalid}
	}
	return graph.Doc{Presence: graph.Present, Text: t, How: graph.HowKnown}
}

// iamARN takes a user's or role's ARN apart.
func iamARN(arn string) (kind graph.Kind, account, path, name string, ok bool) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "iam" || parts[3] != "" {
		return "", "", "", "", false
	}
	what, rest, found := strings.Cut(parts[5], "/")
	if !found || what != "role" && what != "user" || len(parts[4]) != 12 || strings.Trim(parts[4], "0123456789") != "" {
		return "", "", "", "", false
	}
	i := strings.LastIndexByte(rest, '/')
	return graph.Kind(what), parts[4], "/" + rest[:i+1], rest[i+1:], rest[i+1:] != ""
}

func (d *decoder) principal(p *parsedBlock) {
	arn := p.label
	kind, account, path, name, ok := iamARN(arn)
	if !ok || strings.ContainsAny(arn, "*?") {
		d.errorf(p.hcl.LabelRanges[0], "Not an ARN of a user or role",
			"%q has not the form arn:aws:iam::111111111111:role/NAME (or user/NAME).%s", arn, sessionHint(arn))
		return
	}
	rec := graph.IdentityRec{
		Origin: d.origin(p), Kind: kind, Name: policy.Literal(name), Path: policy.Literal(path), ARN: policy.Literal(arn),
		Account: policy.Literal(account), BoundaryState: graph.Absent, Tags: p.tags(),
		Complete: policy.Yes, TagsComplete: policy.Yes,
	}
	if !p.flag("complete", true) {
		rec.Complete, rec.TagsComplete = policy.Maybe, policy.Maybe
		rec.Incomplete = []string{title(p.hcl) + " says complete = false"}
		rec.BoundaryState = graph.Unknown
	}
	who := graph.Who{Kind: kind, Name: rec.Name, Account: rec.Account}
	if b := p.text("boundary"); b != "" {
		rec.BoundaryState, rec.Boundary = graph.Present, d.managed(p, "boundary", b, rec.Account)
	}
	if p.has("trust") {
		doc := d.document(p, "trust")
		rec.Trust = &doc
	}
	for i, text := range p.texts("policies") {
		if strings.HasPrefix(text, "arn:") {
			d.config.Fragment.Attachments = append(d.config.Fragment.Attachments, graph.AttachmentRec{
				Origin: d.origin(p), On: who, Policy: policy.Literal(text),
			})
			continue
		}
		d.config.Fragment.InlinePolicies = append(d.config.Fragment.InlinePolicies, graph.InlinePolicyRec{
			Origin: d.origin(p), On: who, Name: policy.Text(fmt.Sprintf("policies[%d]", i)),
			Doc: d.policy(text, p.at("policies"), fmt.Sprintf("policies[%d] of %s", i, title(p.hcl))),
		})
	}
	d.config.Fragment.Identities = append(d.config.Fragment.Identities, rec)
	d.config.Fragment.Accounts = append(d.config.Fragment.Accounts, graph.AccountRec{Origin: d.origin(p), ID: rec.Account})
}

// sessionHint tells what to write instead of a session's ARN.
func sessionHint(arn string) string {
	_, rest, ok := strings.Cut(arn, ":assumed-role/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return fmt.Sprintf(" This is a session: write the role it comes from, …:role/%s.", name)
}

// managed is the ARN of a policy that is given by ARN, or by its text under an
// ARN that no real policy has.
func (d *decoder) managed(p *parsedBlock, name, text string, account policy.Text) policy.Text {
	if strings.HasPrefix(text, "arn:") {
		return policy.Literal(text)
	}
	arn := "arn:aws:iam::" + account + ":policy/.tfaccess/" + policy.Literal(name+" of "+p.label)
	d.config.Fragment.Managed = append(d.config.Fragment.Managed, graph.ManagedPolicyRec{
		Origin: d.origin(p), ARN: arn, Name: policy.Text(name), Doc: d.policy(text, p.at(name), name+" of "+title(p.hcl)),
	})
	return arn
}

func (d *decoder) bucket(p *parsedBlock) {
	if strings.HasPrefix(p.label, "arn:") || strings.ContainsAny(p.label, "/*? ") {
		d.errorf(p.hcl.LabelRanges[0], "Not a bucket name", "%q is not the name of one bucket.", p.label)
		return
	}
	name, complete := policy.Literal(p.label), p.flag("complete", true)
	account := policy.Text("")
	if ref := p.text("account"); ref != "" {
		account = d.accountRef(ref, p.at("account"))
	}
	d.config.Fragment.Buckets = append(d.config.Fragment.Buckets, graph.BucketRec{
		Origin: d.origin(p), Name: name, ARN: "arn:aws:s3:::" + name, Account: account, Region: policy.Literal(p.text("region")),
		Partition: "aws", Tags: p.tags(), Described: complete,
	})
	set := func(arg string, s graph.BucketSetting) {
		s.Origin, s.Bucket, s.Account = d.origin(p), name, account
		s.Origin.Location = location(p.at(arg))
		d.config.Fragment.Settings = append(d.config.Fragment.Settings, s)
	}
	if p.has("policy") {
		doc := d.document(p, "policy")
		set("policy", graph.BucketSetting{Policy: &doc})
	}
	if key := p.text("kms_key"); key != "" {
		rec := graph.EncryptionRec{Presence: graph.Present, Algorithm: "aws:kms", KeyIDKnown: true}
		if key != "aws/s3" && key != "alias/aws/s3" {
			rec.KeyID = policy.Literal(key)
		}
		set("kms_key", graph.BucketSetting{Encryption: &rec})
	}
	if o := p.text("object_ownership"); o != "" {
		d.choice(p, "object_ownership", o, "BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter")
		ownership := graph.Ownership(o)
		set("object_ownership", graph.BucketSetting{Ownership: &ownership})
	} else if complete {
		ownership := graph.BucketOwnerEnforced
		set("object_ownership", graph.BucketSetting{Ownership: &ownership})
	}
	if p.has("requester_pays") {
		pays := policy.Of(p.flag("requester_pays", false))
		set("requester_pays", graph.BucketSetting{RequesterPays: &pays})
	}
	if p.has("block_public_access") || complete {
		on := policy.Of(p.flag("block_public_access", true))
		set("block_public_access", graph.BucketSetting{PublicAccessBlock: &graph.PublicAccessBlock{
			Origin: d.origin(p), BlockPublicACLs: on, IgnorePublicACLs: on, BlockPublicPolicy: on, RestrictPublicBuckets: on,
		}})
	}
}

func (d *decoder) key(p *parsedBlock) {
	parts := strings.SplitN(p.label, ":", 6)
	if len(parts) != 6 || parts[2] != "kms" || !strings.HasPrefix(parts[5], "key/") {
		d.errorf(p.hcl.LabelRanges[0], "Not an ARN of a key", "%q has not the form arn:aws:kms:us-east-1:222222222222:key/….", p.label)
		return
	}
	arn, account, region := policy.Literal(p.label), policy.Literal(parts[4]), policy.Literal(parts[3])
	d.config.Fragment.Keys = append(d.config.Fragment.Keys, graph.KeyRec{
		Origin: d.origin(p), ARN: arn, ID: policy.Literal(strings.TrimPrefix(parts[5], "key/")), Account: account, Region: region,
		Enabled: policy.Of(p.flag("enabled", true)), Deleting: policy.No, Symmetric: policy.Yes, Described: true,
		MultiRegion: policy.Of(strings.HasPrefix(parts[5], "key/mrk-")),
	})
	if p.has("policy") {
		d.config.Fragment.KeyPolicies = append(d.config.Fragment.KeyPolicies, graph.KeyPolicyRec{
			Origin: d.origin(p), Key: arn, Doc: d.document(p, "policy"),
		})
	}
	for _, a := range p.texts("aliases") {
		if !strings.HasPrefix(a, "alias/") {
			d.errorf(p.at("aliases"), "Not an alias", "%q does not begin with alias/.", a)
			continue
		}
		name := policy.Literal(a)
		d.config.Fragment.Aliases = append(d.config.Fragment.Aliases, graph.AliasRec{
			Origin: d.origin(p), Name: name, ARN: "arn:" + policy.Literal(parts[1]) + ":kms:" + region + ":" + account + ":" + name,
			Target: arn, Account: account, Region: region,
		})
	}
}

// choice checks that a value is one of a few.
func (d *decoder) choice(p *parsedBlock, name, value string, allowed ...string) bool {
	for _, a := range allowed {
		if a == value {
			return true
		}
	}
	d.errorf(p.at(name), "Unknown value", "%s is %s, not %q.%s", name, oneOf(allowed), value, didYouMean(value, allowed))
	return false
}
