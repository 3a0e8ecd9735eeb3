package policy

import (
	"net/netip"
	"strings"
)

// Public says whether S3 counts the document as a public bucket policy: some
// Allow statement is for everybody, or for an external identity provider, and
// no condition holds it to fixed values of a key that S3 lists for this. Deny
// statements do not count, nor do negated operators.
//
// Where a key is like a listed one but is not listed, or a value is not known,
// the answer is Maybe.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status (2026-11)
func (d *Document) Public() Tri {
	public := Of(len(d.Open) > 0).And(Maybe)
	for _, s := range d.Statements {
		if public = public.Or(s.public()); public == Yes {
			break
		}
	}
	return public
}

func (s *Statement) public() Tri {
	if s.Effect == Deny || !s.HasPrincipal {
		return No
	}
	wide := Of(s.NotPrincipal)
	for i := range s.Principals {
		switch s.Principals[i].Kind {
		case PrincipalAny, PrincipalFederated:
			wide = Yes
		case PrincipalUnknown:
			wide = wide.Or(Maybe)
		}
	}
	fixed := Of(len(s.OpenCondition) > 0).And(Maybe)
	for i := range s.Conditions {
		fixed = fixed.Or(s.Conditions[i].fixes())
	}
	public := wide.And(fixed.Not())
	if s.Effect == 0 || s.Ambiguous {
		return public.And(Maybe)
	}
	return public
}

// fixes says whether the condition holds requests to fixed values of a key
// that keeps a policy from being public.
func (c *Condition) fixes() Tri {
	if c.op.negated || c.op.kind == 0 || c.op.kind == nullOperator {
		return No
	}
	fixed := c.fixedKey()
	if fixed == No {
		return No
	}
	for i := range c.operands {
		fixed = fixed.And(c.fixedValue(&c.operands[i]))
	}
	if len(c.operands) == 0 || c.ifExists || c.set == forAll || c.open {
		return fixed.And(Maybe) // true of requests without the key
	}
	return fixed
}

// fixedKey is Yes for the keys that S3 lists and those that name the caller's
// organization, account or identity, Maybe for keys that are like them.
func (c *Condition) fixedKey() Tri {
	switch c.key {
	case "aws:sourceip", "aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceaccount", "aws:sourceowner",
		"aws:userid", "s3:x-amz-server-side-encryption-aws-kms-key-id", "s3:dataaccesspointarn", "s3:dataaccesspointaccount",
		"aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount", "aws:principalarn", "aws:principalisawsservice",
		"aws:vpceorgid":
		return Yes
	case "aws:sourceorgid", "aws:sourceorgpaths", "aws:vpceorgpaths", "aws:vpceaccount", "aws:sourcevpcarn", "aws:vpcsourceip",
		"aws:principalservicename", "aws:principalservicenameslist", "aws:username", "aws:federatedprovider":
		return Maybe
	}
	if strings.HasPrefix(c.key, "aws:principaltag/") || c.open {
		return Maybe
	}
	return No
}

// fixedValue says whether one value is fixed, in the way that the key asks for.
func (c *Condition) fixedValue(o *operand) Tri {
	switch {
	case o.open && o.pattern.tokens == nil:
		return Maybe
	case c.key == "aws:sourceip":
		return Of(c.op.kind == ipOperator && o.valid && narrow(o.prefix))
	case c.key == "aws:principalisawsservice":
		return Of(o.truth == Yes || strings.EqualFold(string(o.pattern.Text), "true"))
	}
	return o.pattern.fixed(c.key)
}

// narrow reports whether a range is narrow enough not to be public: no wider
// than /8, or /32 of IPv6. The private ranges are all narrow.
func narrow(p netip.Prefix) bool {
	if p.Addr().Is4() {
		return p.Bits() >= 8
	}
	return p.Bits() >= 32
}

// fixed reports whether the pattern has no wildcard and no policy variable. An
// access point's name, and what follows the organization in a path, may be
// wildcards; whether a role's name may be one if its account is fixed is
// unverified.
func (p *Pattern) fixed(key string) Tri {
	upTo := len(p.tokens)
	switch key {
	case "s3:dataaccesspointarn":
		upTo = p.tokensUntil(":accesspoint/")
	case "aws:principalorgpaths":
		upTo = p.tokensUntil("/")
	}
	fixed := Yes
	for i, t := range p.tokens[:upTo] {
		switch {
		case t.kind == tokenStar, t.kind == tokenOne, t.kind == tokenVariable:
			return Of(key == "aws:principalarn" && i > 0 && strings.Count(p.tokens[0].text, ":") >= 5).And(Maybe)
		case t.kind == tokenSymbol && t.symbol.Kind == OpaqueSymbol:
			fixed = Maybe
		case strings.ContainsAny(t.text, "*?"):
			fixed = Maybe // literal in this operator, though it looks like a wildcard
		}
	}
	return fixed
}

// tokensUntil counts the tokens up to the one in which text occurs.
func (p *Pattern) tokensUntil(text string) int {
	for i, t := range p.tokens {
		if t.kind == tokenLiteral && strings.Contains(t.text, text) {
			return i + 1
		}
	}
	return len(p.tokens)
}
