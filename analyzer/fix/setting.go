package fix

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// ownership disables ACLs, which makes the bucket's owner the owner of every
// object, those already there included.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html (2026-11)
func (a *attempt) ownership() *change {
	b := a.Access.Bucket
	if b == nil || b.Origin.Address == "" {
		return nil
	}
	n := *b
	n.Ownership, n.ACL = graph.BucketOwnerEnforced, nil
	o := a.layer.Subject
	if o.Address == "" {
		o = b.Origin
	}
	return &change{overlay: eval.Overlay{Buckets: []*graph.Bucket{&n}}, fix: finding.Fix{
		Summary: "disable ACLs, so that the bucket's account owns every object",
		Edits: []finding.Edit{{
			Address: o.Address, Input: o.Input, Location: o.Location, Action: "set_argument",
			Text: "rule {\n  object_ownership = \"BucketOwnerEnforced\"\n}\n",
		}},
	}}
}

// enableACLs lets a service in that delivers by the bucket's ACL; what is
// uploaded with bucket-owner-full-control stays the bucket's owner's.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html (2026-11)
func (a *attempt) enableACLs() *change {
	b := a.Access.Bucket
	if b == nil || b.Origin.Address == "" {
		return nil
	}
	n := *b
	n.Ownership = graph.BucketOwnerPreferred
	rule := "rule {\n  object_ownership = \"BucketOwnerPreferred\"\n}\n"
	o := b.OwnershipOrigin
	edit := finding.Edit{Address: o.Address, Input: o.Input, Location: o.Location, Action: "set_argument", Text: rule}
	if o.Address == "" || o.Address == b.Origin.Address {
		o = b.Origin
		text := fmt.Sprintf("resource \"aws_s3_bucket_ownership_controls\" %q {\n  bucket = %s\n%s}\n", lastName(o.Address), reference(o, "id"), indent(rule, 2))
		edit = finding.Edit{Address: o.Address, Input: o.Input, Location: o.Location, Action: "add_resource", Text: text}
	}
	return &change{overlay: eval.Overlay{Buckets: []*graph.Bucket{&n}}, fix: finding.Fix{
		Summary: "enable ACLs on the bucket, by which the service delivers", Edits: []finding.Edit{edit},
	}}
}

// expectedOwner names the account that owns the bucket where another one is.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html (2026-11)
func (a *attempt) expectedOwner() *change {
	b, w := a.Access.Bucket, a.Access.Wiring
	if b == nil || b.Account == nil || w == nil || w.Origin.Address == "" || !b.Account.ID.IsWhollyKnown() {
		return nil
	}
	n := *w
	n.ExpectedOwner = b.Account.ID
	return &change{wiring: &n, fix: finding.Fix{
		Summary: fmt.Sprintf("expect account %s, which owns the bucket", b.Account.ID),
		Edits: []finding.Edit{{
			Address: w.Origin.Address, Input: w.Origin.Input, Location: w.Origin.Location, Action: "set_argument",
			Text: fmt.Sprintf("expected_bucket_owner = %q\n", b.Account.ID),
		}},
	}}
}

// payer makes the owner pay; otherwise each client has to send the header.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html (2026-11)
func (a *attempt) payer() *change {
	b := a.Access.Bucket
	if b == nil || b.RequesterOrigin.Address == "" {
		return nil
	}
	n := *b
	n.RequesterPays = policy.No
	o := b.RequesterOrigin
	return &change{overlay: eval.Overlay{Buckets: []*graph.Bucket{&n}}, fix: finding.Fix{
		Summary: "send x-amz-request-payer: requester (aws s3 --request-payer requester), or let the owner pay",
		Edits: []finding.Edit{{
			Address: o.Address, Input: o.Input, Location: o.Location, Action: "set_argument", Text: "payer = \"BucketOwner\"\n",
		}},
	}}
}

// narrowPublic fixes the principals of the statements that make the policy
// public: to the organization where it is known, else to the reader's account.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status (2026-11)
func (a *attempt) narrowPublic() *change {
	b := a.Access.Bucket
	if b == nil || document(b.Policy) == nil || b.Policy.Origin.Address == "" || a.Access.Principal.Account == nil {
		return nil
	}
	key, want := "aws:PrincipalAccount", a.Access.Principal.Account.ID
	if o := a.Access.Principal.Account.Organization; o != nil && a.Access.Principal.Account.Membership == policy.Yes && o.ID.IsWhollyKnown() && !o.ID.IsUnset() {
		key, want = "aws:PrincipalOrgID", o.ID
	}
	all, _, ok := statements(b.Policy.Document)
	if !ok || !want.IsWhollyKnown() {
		return nil
	}
	n, current := *b, b.Policy
	holder, blocks := a.Place.Document(b.Policy.Origin)
	var edits []finding.Edit
	for i, s := range b.Policy.Document.Statements {
		one := policy.Document{Version: b.Policy.Document.Version, Statements: []*policy.Statement{s}}
		if s.Effect != policy.Allow || one.Public() != policy.Yes {
			continue
		}
		raw, ok := addCondition(all[i], "StringEquals", key, string(want))
		if !ok {
			return nil
		}
		if current = replaced(current, i, raw); current == nil {
			return nil
		}
		edits = append(edits, finding.Edit{
			Address: holder.Address, Input: holder.Input, Location: holder.Location, Action: "replace_statement", Statement: string(raw),
			Text: fmt.Sprintf("# only for %s\n", want) + conditionText(s, blocks, "StringEquals", key, fmt.Sprintf("%q", string(want))),
		})
	}
	if len(edits) == 0 {
		return nil
	}
	n.Policy = current
	return &change{overlay: eval.Overlay{Buckets: []*graph.Bucket{&n}}, fix: finding.Fix{
		Summary: fmt.Sprintf("limit the public statement to %s %s", key, want), Edits: edits,
	}}
}

// customerKey encrypts with a key whose policy can be written: the AWS managed
// key serves its own account only. Objects that are there stay under the old
// key until they are copied over themselves.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#aws-managed-customer-managed-keys (2026-11)
func (a *attempt) customerKey() *change {
	b, p := a.Access.Bucket, a.Access.Principal
	if b == nil || b.Encryption == nil || b.Account == nil || b.Encryption.Origin.Address == "" {
		return nil
	}
	name := lastName(b.Origin.Address)
	id := policy.Fresh(b.Origin.Input + ":aws_kms_key." + name + ".key_id")
	arn := policy.Text("arn:"+partition(b.Account)+":kms:") + b.Region + ":" + b.Account.ID + ":key/" + id
	origin := graph.Origin{Input: b.Origin.Input, Address: modulePrefix(b.Origin.Address) + "aws_kms_key." + name, Change: "create"}
	account := delegating(b.Account)
	reader := &statement{Sid: words(a.purpose()), Effect: "Allow",
		Actions: []string{"kms:Decrypt", "kms:GenerateDataKey"}, Resources: []value{{text: "*"}}}
	a.admit(reader)
	doc := with(with(&graph.Policy{Origin: origin}, account), reader)
	if doc == nil {
		return nil
	}
	key := &graph.Key{Origin: origin, ARN: arn, ID: id, Account: b.Account, Region: b.Region, Policy: doc, Enabled: policy.Yes, Deleting: policy.No, Symmetric: policy.Yes, Managed: true, Created: true}
	use := &statement{Sid: "UseKey", Effect: "Allow", Actions: []string{"kms:Decrypt", "kms:GenerateDataKey"}, Resources: []value{{text: arn, of: origin, attr: "arn"}}}
	n, enc, who := *b, *b.Encryption, *p
	enc.KeyID, enc.Key, enc.Managed, enc.Presence, enc.Previous = arn, key, policy.No, graph.Present, nil
	n.Encryption = &enc
	who.Policies = append(append([]*graph.Policy(nil), p.Policies...), with(&graph.Policy{Origin: p.Origin, Name: "key"}, use))
	var text strings.Builder
	fmt.Fprintf(&text, "resource \"aws_kms_key\" %q {\n  policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [\n%s%s    ]\n  })\n}\n",
		name, indent(strings.TrimSuffix(account.HCL(a.Place, b.Origin, false), "\n")+",\n", 6), indent(reader.HCL(a.Place, b.Origin, false), 6))
	o := b.Encryption.Origin
	return &change{
		principal: &who, overlay: eval.Overlay{Buckets: []*graph.Bucket{&n}, Keys: []*graph.Key{key}},
		fix: finding.Fix{
			Summary: "encrypt with a customer managed key that admits the reader, and copy the objects that are there over themselves",
			Edits: []finding.Edit{
				{Address: b.Origin.Address, Input: b.Origin.Input, Location: b.Origin.Location, Action: "add_resource", Text: text.String()},
				{Address: o.Address, Input: o.Input, Location: o.Location, Action: "set_argument", Text: fmt.Sprintf("kms_master_key_id = aws_kms_key.%s.arn\n", name)},
				{Address: p.Origin.Address, Input: p.Origin.Input, Location: p.Origin.Location, Action: "add_statement", Statement: string(use.JSON()), Text: use.HCL(a.Place, p.Origin, true)},
			},
		},
	}
}

// modulePrefix is the module path of an address with its dot, or empty.
func modulePrefix(address string) string { return strings.TrimSuffix(address, local(address)) }

func statementName(s *policy.Statement) string {
	if s.Sid != "" {
		return fmt.Sprintf("%q", s.Sid)
	}
	return fmt.Sprintf("#%d", s.Index+1)
}

// addCondition puts one more condition into a statement; where the operator
// has the key already, the value joins those that it excludes or admits.
func addCondition(raw json.RawMessage, operator, key, want string) (json.RawMessage, bool) {
	var s map[string]json.RawMessage
	if json.Unmarshal(raw, &s) != nil {
		return nil, false
	}
	conditions := map[string]map[string]json.RawMessage{}
	if c := s["Condition"]; c != nil && json.Unmarshal(c, &conditions) != nil {
		return nil, false
	}
	if conditions[operator] == nil {
		conditions[operator] = map[string]json.RawMessage{}
	}
	values := []string{}
	for k, v := range conditions[operator] {
		if !strings.EqualFold(k, key) {
			continue
		}
		key = k
		var one string
		if json.Unmarshal(v, &values) != nil {
			if json.Unmarshal(v, &one) != nil {
				return nil, false
			}
			values = []string{one}
		}
	}
	conditions[operator][key] = json.RawMessage(listJSON(append(values, want)))
	c, err := json.Marshal(conditions)
	if err != nil {
		return nil, false
	}
	s["Condition"] = c
	return ordered(s), true
}

// ordered prints a statement in the order in which people write one.
func ordered(s map[string]json.RawMessage) json.RawMessage {
	var parts []string
	for _, name := range []string{"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"} {
		if v, ok := s[name]; ok {
			parts = append(parts, quoteJSON(name)+":"+string(v))
		}
	}
	return json.RawMessage("{" + strings.Join(parts, ",") + "}")
}
