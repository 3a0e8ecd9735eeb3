package eval

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// claim answers for a key of another service than those that the engine knows:
// of an identity provider, whose address stands before the claim's name. A
// request that shows a token has the claims of the token's issuer, and of no
// other. Which claims there are beside sub and aud, the provider decides.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif (2026-11)
// https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html (2026-11)
func (c *requestContext) claim(key string) policy.Value {
	w := c.request.Wiring
	if w == nil || w.Token == nil || w.Token.Issuer.IsUnset() {
		return fromRequest
	}
	i := strings.LastIndex(key, ":")
	if i < 0 {
		return fromRequest
	}
	issuer := policy.Text(strings.ToLower(string(w.Token.Issuer)))
	switch policy.Equal(policy.Text(key[:i]), issuer) {
	case policy.No:
		return absent
	case policy.Yes:
		switch key[i+1:] {
		case "sub":
			return policy.Single(w.Token.Subject)
		case "aud":
			return policy.Single(w.Token.Audience)
		}
	}
	return fromRequest
}
