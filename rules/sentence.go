package rules

import (
	"fmt"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Sentence says what a layer answers, as the chain of a finding does. actions
// are those that it is asked; none: the layer's own, or the request's.
func Sentence(r eval.Request, l eval.Layer, actions ...string) string {
	action := strings.Join(actions, ", ")
	switch {
	case action != "":
	case l.Action != "":
		action = l.Action
	default:
		action = r.Action
	}
	by := ""
	if d, ok := decisive(l); ok {
		by = " (" + refText(d) + ")"
	}
	if words := reasonTexts[l.Reason][l.Verdict]; words != "" {
		return strings.ReplaceAll(words, "ACTION", action)
	}
	switch l.Verdict {
	case eval.Allowed:
		return "allows " + action + by
	case eval.Denied:
		if l.Explicit {
			return "explicitly denies " + action + by
		}
		return "no statement allows " + action
	case eval.Conditional:
		return "allows or denies " + action + " depending on the request" + by
	case eval.NotApplicable:
		return "has no say in this request"
	}
	return "cannot be told for " + action + by
}

// reasonTexts are the sentences of layers that no statement decides.
var reasonTexts = map[eval.Reason]map[eval.Verdict]string{
	eval.PublicPolicy:      {eval.Denied: "RestrictPublicBuckets keeps other accounts out, because the bucket policy has a public statement"},
	eval.PublicACLBlocked:  {eval.Denied: "BlockPublicAcls refuses a request that sets a public ACL"},
	eval.NotPublic:         {eval.Allowed: "lets ACTION pass: the policy is not public, or nothing restricts it"},
	eval.WrongNetwork:      {eval.Denied: "the access point takes requests of its own VPC only, and ACTION comes from elsewhere"},
	eval.ForeignObjects:    {eval.Denied: "the account that wrote the objects owns them, and the bucket's policy does not reach them"},
	eval.OwnerEnforced:     {eval.Allowed: "ACLs are off: the bucket's account owns every object"},
	eval.OwnObjects:        {eval.Allowed: "nobody but the bucket's account, or the reader's, writes there"},
	eval.ACLDecides:        {eval.Conditional: "the writer owns the objects and may, but need not, give the bucket's account control"},
	eval.HeaderMissing:     {eval.Denied: "a requester of another account must send x-amz-request-payer", eval.Conditional: "a requester of another account must send x-amz-request-payer"},
	eval.HeaderSent:        {eval.Allowed: "x-amz-request-payer is sent"},
	eval.OwnerPays:         {eval.Allowed: "the bucket's owner pays"},
	eval.ManagedKeyForeign: {eval.Denied: "the AWS managed key serves only its own account"},
	eval.ManagedKeyOwn:     {eval.Allowed: "the AWS managed key serves its own account"},
	eval.UnsignedKMS:       {eval.Denied: "KMS answers no unsigned request"},
	eval.KeyDisabled:       {eval.Allowed: "allows ACTION, but the key is disabled or scheduled for deletion"},
	eval.NotNeeded:         {eval.Allowed: "does not allow ACTION and need not: the other side does"},
	eval.Bypassed:          {eval.Allowed: "does not limit ACTION: the resource's policy names the caller itself"},
	eval.DefaultPolicy:     {eval.Allowed: "AWS's default policy leaves ACTION to the account's identity policies"},
	eval.GrantAllows:       {eval.Allowed: "a grant or ACL allows ACTION"},
	eval.DeliveryResource:  {eval.Denied: "the bucket policy admits the service for other keys than those that it writes"},
	eval.DeliveryCondition: {eval.Denied: "the bucket policy admits the service for another source, ACL or header"},
	eval.DeliveryEncryption: {
		eval.Denied: "the service cannot use the bucket's default encryption",
	},
	eval.DeliveryACL:   {eval.Denied: "the service delivers by the bucket's ACL, and Object Ownership disables ACLs"},
	eval.DeliveryOwner: {eval.Denied: "the request expects another account to own the bucket"},
	eval.DeliveryFits:  {eval.Allowed: "source, ACL and encryption fit the service"},
}

// decisive is the statement to show for a layer: a Deny that applies, or else
// the first that says what the layer says.
func decisive(l eval.Layer) (eval.StatementRef, bool) {
	for _, d := range l.Deciding {
		if d.Effect == "Deny" && d.Applies != policy.No && l.Verdict != eval.Allowed {
			return d, true
		}
	}
	for _, d := range l.Deciding {
		if d.Effect == "Allow" || l.Verdict != eval.Allowed {
			return d, true
		}
	}
	return eval.StatementRef{}, false
}

// StatementName is how people find a statement: its Sid, or "#2".
func StatementName(s eval.StatementRef) string { return statementName(s.Sid, s.Index) }

func statementName(sid string, index int) string {
	if sid != "" {
		return sid
	}
	return fmt.Sprintf("#%d", index+1)
}

// refText is how a sentence names a statement. Of a policy that no input holds,
// such as one that AWS wrote, the policy's name says more.
func refText(s eval.StatementRef) string {
	switch {
	case s.Policy != nil && s.Policy.Origin.Address == "" && s.Policy.Name != "":
		return s.Policy.Name
	case s.Sid == "":
		return "statement " + StatementName(s)
	}
	return fmt.Sprintf("statement %q", s.Sid)
}

// evidenceLabel names the statement that is evidence; empty if none is.
func evidenceLabel(e access.Evidence) string {
	p := e.Policy
	if p == nil || p.Document == nil || e.Statement < 0 || e.Statement >= len(p.Document.Statements) {
		return ""
	}
	return statementName(p.Document.Statements[e.Statement].Sid, e.Statement)
}

// Evidence says why an access is believed to be meant.
func Evidence(e access.Evidence) string {
	switch e.Kind {
	case access.Expected:
		return fmt.Sprintf("the expectation %q wants it", e.Text)
	case access.WorkedBefore:
		return "it worked before this plan"
	case access.Observed:
		return "it was seen in a log"
	case access.ResourceGrant:
		return "a statement of the resource's policy names this principal"
	case access.IdentityGrant:
		return "a statement of the principal's policy names this resource"
	case access.KeyGrant:
		return "the key policy names this principal"
	case access.EndpointGrant:
		return "the endpoint policy names principal and bucket"
	case access.WiredService:
		if e.Text == graph.ServiceRole {
			return "it runs as the role"
		}
		if e.Text == graph.WebIdentity {
			return "the role is given to pods, which use the bucket"
		}
		return fmt.Sprintf("the service is set up to use the bucket (%s)", strings.ReplaceAll(e.Text, "_", " "))
	case access.OtherWriter:
		return "Terraform reads or writes the object with this identity"
	case access.TrustGrant:
		return "the role's trust policy names this principal"
	case access.AccountGrant:
		return "the account is let in, and its policies name the resource"
	case access.Administers:
		return "Terraform manages it with this identity"
	}
	return ""
}
