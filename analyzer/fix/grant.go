package fix

import (
	"fmt"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// grant is the change for a layer that lacks an Allow, or whose setting refuses.
func (a *attempt) grant() *change {
	switch a.Layer {
	case eval.IdentityPolicy, eval.KMSIdentityPolicy:
		return a.identity()
	case eval.PermissionsBoundary:
		return a.boundary()
	case eval.SessionPolicy:
		return a.session()
	case eval.BucketPolicy:
		return a.bucketPolicy()
	case eval.ServiceDelivery:
		if a.layer.Reason == eval.DeliveryACL {
			return a.enableACLs()
		}
		if a.layer.Reason == eval.DeliveryOwner {
			return a.expectedOwner()
		}
		return a.bucketPolicy()
	case eval.AccessPointPolicy:
		return a.accessPoint()
	case eval.KMSKeyPolicy:
		return a.keyPolicy()
	case eval.TrustPolicy:
		return a.trust()
	case eval.VPCEndpointPolicy:
		return a.endpoint()
	case eval.SCP:
		return a.allowList()
	case eval.ObjectOwnership:
		return a.ownership()
	case eval.RequesterPays:
		return a.payer()
	case eval.PublicAccessBlock:
		return a.narrowPublic()
	case eval.KMSManagedKey:
		return a.customerKey()
	}
	return nil
}

// allow is the statement that grants the denied actions on their resources.
func (a *attempt) allow(d *policy.Document, purpose string) *statement {
	s := &statement{Sid: sid(d, purpose), Effect: "Allow", Actions: a.actions(), Resources: a.resources()}
	if len(s.Actions) == 0 || len(s.Resources) == 0 {
		return nil
	}
	return s
}

// purpose names what a statement is for: "ReportingEtlReports".
func (a *attempt) purpose() string {
	name := string(a.Access.Principal.Name)
	if a.Access.Principal.Kind == graph.Service {
		name, _, _ = strings.Cut(string(a.Access.Principal.ARN), ".")
	}
	if !policy.Text(name).IsWhollyKnown() || name == "" {
		name = "access"
	}
	if a.kms() {
		return words(name, "key")
	}
	return words(name)
}

func document(p *graph.Policy) *policy.Document {
	if p == nil || p.Presence != graph.Present {
		return nil
	}
	return p.Document
}

// identity adds a statement to the policy that the layer blames, or gives the
// principal an inline policy of its own.
func (a *attempt) identity() *change {
	p := a.Access.Principal
	target := p.Origin
	if target.Address == "" || p.Kind != graph.User && p.Kind != graph.Role {
		return nil
	}
	kind := "role"
	if p.Kind == graph.User {
		kind = "user"
	}
	n := *p
	n.Policies = append([]*graph.Policy(nil), p.Policies...)
	for i, have := range p.Policies {
		if have.Origin.Address == "" || have.Origin.Address != a.layer.Subject.Address || have.Origin.Input != a.layer.Subject.Input || have.Presence != graph.Present {
			continue
		}
		s := a.allow(have.Document, words("Allow", a.purpose()))
		if s == nil {
			return nil
		}
		if n.Policies[i] = with(have, s); n.Policies[i] == nil {
			return nil
		}
		return &change{principal: &n, fix: finding.Fix{
			Summary: fmt.Sprintf("allow %s to %s", list(s.Actions), target.Address), Edits: []finding.Edit{a.edit(have, s)},
		}}
	}
	s := a.allow(nil, words("Allow", a.purpose()))
	if s == nil || p.PermissionSet != "" { // its role takes no policy but the set's
		return nil
	}
	added := with(&graph.Policy{Origin: target, Name: "access"}, s)
	n.Policies = append(n.Policies, added)
	name := "access"
	text := fmt.Sprintf("resource \"aws_iam_%[1]s_policy\" %[2]q {\n  name   = %[2]q\n  %-6[1]s = %[3]s\n  policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [\n%[4]s    ]\n  })\n}\n",
		kind, name, reference(target, "name"), indent(s.HCL(a.Place, target, false), 6))
	return &change{principal: &n, fix: finding.Fix{
		Summary: fmt.Sprintf("give %s a policy that allows %s", target.Address, list(s.Actions)),
		Edits:   []finding.Edit{{Address: target.Address, Input: target.Input, Location: target.Location, Action: "add_resource", Statement: string(s.JSON()), Text: text}},
	}}
}

// boundary adds what the boundary leaves out; it grants nothing by itself.
func (a *attempt) boundary() *change {
	p := a.Access.Principal
	if p.Boundary == nil || p.Boundary.Presence != graph.Present || p.Boundary.Origin.Address == "" {
		return nil
	}
	s := a.allow(p.Boundary.Document, words("Allow", a.purpose()))
	if s == nil {
		return nil
	}
	n := *p
	if n.Boundary = with(p.Boundary, s); n.Boundary == nil {
		return nil
	}
	return &change{principal: &n, fix: finding.Fix{
		Summary: fmt.Sprintf("let the boundary pass %s", list(s.Actions)), Edits: []finding.Edit{a.edit(p.Boundary, s)},
	}}
}

// named is allow for a resource's policy, naming the principal. A service is
// admitted for its own source only, against the confused deputy.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html (2026-11)
func (a *attempt) named(d *policy.Document) *statement {
	s := a.allow(d, words("Allow", a.purpose()))
	if s == nil {
		return nil
	}
	p := a.Access.Principal
	switch p.Kind {
	case graph.User, graph.Role, graph.Root:
		a.admit(s)
	case graph.Service:
		s.PrincipalType, s.Principals = "Service", []value{{text: p.ARN}}
		if w := a.Access.Wiring; w != nil {
			if !w.SourceARN.IsUnset() {
				s.Conditions = append(s.Conditions, condition{"ArnLike", "aws:SourceArn", []value{{text: w.SourceARN, of: sourceOrigin(w), attr: "arn"}}})
			}
			// CloudTrail's page on key policies asks for the source's ARN alone.
			if !w.SourceAccount.IsUnset() && w.SourceAccount.IsWhollyKnown() && !(a.kms() && w.Kind == "cloudtrail") {
				s.Conditions = append(s.Conditions, condition{"StringEquals", "aws:SourceAccount", []value{{text: w.SourceAccount}}})
			}
		}
	default:
		return nil
	}
	return s
}

// sourceOrigin is the resource whose ARN a wiring's aws:SourceArn is: only if
// the ARN holds a symbol of that resource, for then no literal can be written.
func sourceOrigin(w *graph.Wiring) graph.Origin {
	for s := range w.SourceARN.Symbols() {
		if strings.Contains(s.Name, ":"+w.Origin.Address+".") {
			return w.Origin
		}
	}
	return graph.Origin{}
}

func (a *attempt) bucketPolicy() *change {
	b := a.Access.Bucket
	if b == nil || b.Origin.Address == "" || a.layer.Reason == eval.DeliveryEncryption {
		return nil
	}
	s := a.named(document(b.Policy))
	if a.Access.AccessPoint != nil {
		s = a.delegation(b)
	}
	if s == nil || b.Policy != nil && b.Policy.Presence != graph.Present && b.Policy.Presence != graph.Absent {
		return nil
	}
	n := *b
	if n.Policy = with(b.Policy, s); n.Policy == nil {
		return nil
	}
	c := &change{overlay: eval.Overlay{Buckets: []*graph.Bucket{&n}}}
	c.fix.Summary = fmt.Sprintf("allow %s to %s in the bucket policy", list(s.Actions), a.subjectName())
	if a.Access.AccessPoint != nil {
		c.fix.Summary = fmt.Sprintf("delegate %s to the access points of account %s in the bucket policy", list(s.Actions), a.Access.AccessPoint.Account.ID)
	}
	if document(b.Policy) != nil {
		c.fix.Edits = []finding.Edit{a.edit(b.Policy, s)}
		return c
	}
	c.fix.Summary = fmt.Sprintf("give the bucket a policy that allows %s to %s", list(s.Actions), a.subjectName())
	c.fix.Edits = []finding.Edit{a.resourceWithPolicy(b.Origin, "aws_s3_bucket_policy", "bucket", "id", s)}
	return c
}

// delegation leaves the bucket's access control to the access points of the
// account that owns this one.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html#access-points-delegating-control (2026-11)
func (a *attempt) delegation(b *graph.Bucket) *statement {
	p := a.Access.AccessPoint
	if p.Account == nil || !p.Account.ID.IsWhollyKnown() || p.Account.ID.IsUnset() {
		return nil
	}
	arn := value{text: b.ARN, of: b.Origin, attr: "arn"}
	objects := arn
	objects.text, objects.suffix = b.ARN+"/*", "/*"
	return &statement{
		Sid: sid(document(b.Policy), "DelegateToAccessPoints"), Effect: "Allow", PrincipalType: "*", Actions: a.actions(), Resources: []value{arn, objects},
		Conditions: []condition{{"StringEquals", "s3:DataAccessPointAccount", []value{{text: p.Account.ID}}}},
	}
}

// deniedPoint is the access point whose policy denies: the one behind an
// Object Lambda access point may be it. Nil if a function's denies.
func (a *attempt) deniedPoint() *graph.AccessPoint {
	if a.layer.On.IsUnset() {
		return a.Access.AccessPoint
	}
	arn, _, _ := strings.Cut(string(a.layer.On), "/object/")
	for _, p := range a.Engine.Graph().AccessPoints {
		if string(p.ARN) == arn {
			return p
		}
	}
	return nil
}

func (a *attempt) accessPoint() *change {
	p := a.deniedPoint()
	if p == nil || p.Origin.Address == "" || !p.VPC.IsUnset() && a.layer.Reason == eval.WrongNetwork {
		return nil
	}
	s := a.named(document(p.Policy))
	if s == nil {
		return nil
	}
	n := *p
	if n.Policy = with(p.Policy, s); n.Policy == nil {
		return nil
	}
	c := &change{overlay: eval.Overlay{AccessPoints: []*graph.AccessPoint{&n}}}
	c.fix.Summary = fmt.Sprintf("allow %s to %s in the access point policy", list(s.Actions), a.subjectName())
	if document(p.Policy) != nil {
		c.fix.Edits = []finding.Edit{a.edit(p.Policy, s)}
		return c
	}
	switch {
	case p.ObjectLambda:
		c.fix.Edits = []finding.Edit{a.resourceWithPolicy(p.Origin, "aws_s3control_object_lambda_access_point_policy", "name", "name", s)}
	case p.MultiRegion:
		c.fix.Edits = []finding.Edit{a.multiRegionPolicy(p, s)}
	default:
		c.fix.Edits = []finding.Edit{a.resourceWithPolicy(p.Origin, "aws_s3control_access_point_policy", "access_point_arn", "arn", s)}
	}
	return c
}

func (a *attempt) trust() *change {
	role := a.Access.Role
	if role == nil || document(role.Trust) == nil || role.Trust.Origin.Address == "" {
		return nil
	}
	s := a.named(role.Trust.Document)
	if s == nil {
		return nil
	}
	n := *role
	raw := strings.Replace(string(s.JSON()), `,"Resource":`+listJSON(texts(s.Resources)), "", 1)
	text, ok := splice(role.Trust.Document, -1, []byte(raw))
	if !ok {
		return nil
	}
	if n.Trust = parsed(role.Trust, text); n.Trust == nil {
		return nil
	}
	e := a.edit(role.Trust, s)
	e.Statement, e.Text = raw, withoutResource(e.Text)
	return &change{overlay: eval.Overlay{Roles: []*graph.Principal{&n}}, fix: finding.Fix{
		Summary: fmt.Sprintf("let %s assume the role in its trust policy", a.subjectName()), Edits: []finding.Edit{e},
	}}
}

// withoutResource removes the argument that a trust policy cannot have.
func withoutResource(hcl string) string {
	var out strings.Builder
	for line := range strings.Lines(hcl) {
		if t := strings.ToLower(strings.TrimSpace(line)); !strings.HasPrefix(t, "resource ") && !strings.HasPrefix(t, "resources ") {
			out.WriteString(line)
		}
	}
	return out.String()
}

// endpoint admits the principal: a gateway endpoint's policy cannot name it as
// Principal, so a condition does.
// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html (2026-11)
func (a *attempt) endpoint() *change {
	via := a.Traces[0].Request.Via
	if via == nil || document(via.Policy) == nil || via.Policy.Origin.Address == "" {
		return nil
	}
	s := a.allow(via.Policy.Document, words("Allow", a.purpose()))
	if s == nil {
		return nil
	}
	s.PrincipalType = "*"
	s.Conditions = []condition{{"ArnEquals", "aws:PrincipalArn", []value{a.who()}}}
	n := *via
	if n.Policy = with(via.Policy, s); n.Policy == nil {
		return nil
	}
	return &change{via: &n, fix: finding.Fix{
		Summary: fmt.Sprintf("allow %s to %s in the endpoint policy", list(s.Actions), a.subjectName()), Edits: []finding.Edit{a.edit(via.Policy, s)},
	}}
}

// allowList adds the actions to the policies that replaced FullAWSAccess.
func (a *attempt) allowList() *change {
	p := a.Access.Principal
	if p.Account == nil {
		return nil
	}
	for i, level := range p.Account.Levels {
		for j, scp := range level.SCPs {
			if scp.Origin.Address == "" || scp.Origin.Address != a.layer.Subject.Address || document(scp) == nil {
				continue
			}
			s := &statement{Sid: sid(scp.Document, words("Allow", a.purpose())), Effect: "Allow", Actions: a.actions(), Resources: []value{{text: "*"}}}
			return a.levelChange(i, j, with(scp, s), finding.Fix{
				Summary: fmt.Sprintf("add %s to the allow list", list(s.Actions)), Edits: []finding.Edit{a.edit(scp, s)},
			})
		}
	}
	return nil
}

// levelChange puts a service control policy in the place of another.
func (a *attempt) levelChange(level, index int, scp *graph.Policy, fix finding.Fix) *change {
	if scp == nil {
		return nil
	}
	p := *a.Access.Principal
	account := *p.Account
	account.Levels = append([]graph.Level(nil), account.Levels...)
	account.Levels[level].SCPs = append([]*graph.Policy(nil), account.Levels[level].SCPs...)
	account.Levels[level].SCPs[index] = scp
	p.Account = &account
	return &change{principal: &p, overlay: eval.Overlay{Accounts: []*graph.Account{&account}}, fix: fix}
}

func (a *attempt) subjectName() string {
	if o := a.Access.Principal.Origin; o.Address != "" {
		return o.Address
	}
	return string(a.Access.Principal.ARN)
}

func partition(x *graph.Account) string {
	if x.Partition == "" {
		return "aws"
	}
	return x.Partition
}

func list(items []string) string { return strings.Join(items, ", ") }
