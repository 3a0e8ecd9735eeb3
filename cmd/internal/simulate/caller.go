package simulate

import (
	"fmt"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// caller reads a principal: an ARN, the name of a service, the URL of an
// identity provider, or "anonymous".
func caller(principal, account string, bounded bool) (policy.Caller, error) {
	c := policy.Caller{Account: policy.Literal(account), Bounded: policy.Of(bounded)}
	arn := policy.Literal(principal)
	if !strings.HasPrefix(principal, "arn:") {
		c.Account = ""
		switch {
		case principal == "anonymous":
			c.Kind = policy.CallerAnonymous
		case strings.HasSuffix(principal, ".amazonaws.com") || strings.HasSuffix(principal, ".amazonaws.com.cn"):
			c.Kind, c.ARN = policy.CallerService, arn
		case strings.Contains(principal, "."):
			c.Kind, c.ARN = policy.CallerFederated, arn
		default:
			return c, fmt.Errorf("principal %q is no ARN, service, identity provider or \"anonymous\"", principal)
		}
		return c, nil
	}
	parts := strings.SplitN(principal, ":", 6)
	if len(parts) < 6 || parts[2] != "iam" && parts[2] != "sts" {
		return c, fmt.Errorf("principal %q is not the ARN of a principal", principal)
	}
	if account == "" {
		c.Account = policy.Literal(parts[4])
	}
	kind, rest, _ := strings.Cut(parts[5], "/")
	switch kind {
	case "root":
		c.Kind, c.ARN = policy.CallerRoot, arn
	case "user":
		c.Kind, c.ARN, c.NoSession = policy.CallerUser, arn, true
		if parts[4] == "cloudfront" {
			c.Kind, c.Account = policy.CallerOriginAccess, ""
		}
	case "role":
		c.Kind, c.ARN, c.NoSession = policy.CallerRole, arn, true
		if strings.HasPrefix(rest, "aws-service-role/") {
			c.Kind = policy.CallerServiceLinked
		}
	case "assumed-role":
		c.Kind, c.Session = policy.CallerRole, arn
		if strings.HasPrefix(rest, "AWSServiceRoleFor") {
			c.Kind = policy.CallerServiceLinked
		}
	case "federated-user":
		c.Kind, c.Session = policy.CallerFederatedUser, arn
	case "oidc-provider", "saml-provider":
		c.Kind, c.ARN, c.Account = policy.CallerFederated, arn, ""
	default:
		return c, fmt.Errorf("principal %q is not a user, role, session or root user", principal)
	}
	return c, nil
}
