package policy

import "testing"

func TestPrincipalsWithSymbols(t *testing.T) {
	role := Caller{Kind: CallerRole, Account: "111111111111", ARN: "arn:aws:iam::111111111111:role/team/app"}
	created := Caller{Kind: CallerRole, Account: "⟨in:data.me.account_id⟩", ARN: "arn:aws:iam::⟨in:data.me.account_id⟩:role/⟨in:aws_iam_role.a.name⟩", UniqueID: "⟨!in:aws_iam_role.a.unique_id⟩"}
	user := Caller{Kind: CallerUser, Account: "111111111111", ARN: "arn:aws:iam::111111111111:user/jane"}
	service := Caller{Kind: CallerService, ARN: "delivery.logs.amazonaws.com", Alternatives: []Text{"logs.amazonaws.com"}}
	balancer := Caller{Kind: CallerService, ARN: "logdelivery.elasticloadbalancing.amazonaws.com", Alternatives: []Text{"arn:aws:iam::127311923021:root"}}
	recorder := Caller{Kind: CallerService, ARN: "config.amazonaws.com", Alternatives: []Text{"arn:aws:iam::111111111111:role/config"}}
	for _, tt := range []struct {
		name, why string
		kind      PrincipalKind
		text      Text
		caller    Caller
		want      Named
	}{
		{"a role with its path", "the ARN has the path", PrincipalAWS, "arn:aws:iam::111111111111:role/team/app", role, Named{No, Yes, No}},
		{"a role without its path", "another ARN", PrincipalAWS, "arn:aws:iam::111111111111:role/app", role, namedNobody},
		{"a session of the role whose name is not known", "the caller may have named it so", PrincipalAWS, "arn:aws:sts::111111111111:assumed-role/app/job", role, Named{Maybe, No, No}},
		{"a session of another role", "whatever the session's name is", PrincipalAWS, "arn:aws:sts::111111111111:assumed-role/other/job", role, namedNobody},
		{"a session of another account", "whatever the session's name is", PrincipalAWS, "arn:aws:sts::222222222222:assumed-role/app/job", role, namedNobody},
		{"a symbol in place of the account", "it may be this account, or the role's unique id", PrincipalAWS, "⟨in:var.account⟩", role, Named{No, Maybe, Maybe}},
		{"the caller's own account as a symbol", "equal names are equal values", PrincipalAWS, "⟨in:data.me.account_id⟩", created, Named{No, No, Yes}},
		{"the root of the caller's own account as a symbol", "equal names are equal values", PrincipalAWS, "arn:aws:iam::⟨in:data.me.account_id⟩:root", created, Named{No, No, Yes}},
		{"the root of another symbol", "they may be one account", PrincipalAWS, "arn:aws:iam::⟨in:other⟩:root", created, Named{No, No, Maybe}},
		{"the created role by its symbols", "equal names are equal values", PrincipalAWS, "arn:aws:iam::⟨in:data.me.account_id⟩:role/⟨in:aws_iam_role.a.name⟩", created, Named{No, Yes, No}},
		{"the created role by its unique id", "equal names are equal values", PrincipalAWS, "⟨!in:aws_iam_role.a.unique_id⟩", created, Named{No, Yes, Maybe}},
		{"the unique id of another created role", "AWS invents them apart", PrincipalAWS, "⟨!in:aws_iam_role.b.unique_id⟩", created, Named{No, No, Maybe}},
		{"a written unique id of an identity whose id is not known", "it may be its id", PrincipalAWS, "AROAEXAMPLEEXAMPLE123", role, Named{No, Maybe, No}},
		{"an ARN with a symbol in the name", "it may be this role", PrincipalAWS, "arn:aws:iam::111111111111:role/⟨~in:x⟩", role, Named{No, Maybe, No}},
		{"a role's ARN with a symbol and a user", "a user is no role", PrincipalAWS, "arn:aws:iam::111111111111:role/⟨in:x⟩", user, namedNobody},
		{"anything at all", "it may be everybody", PrincipalAWS, "⟨~in:x⟩", user, namedMaybe},
		{"a service under another of its names", "one that is let in suffices", PrincipalService, "logs.amazonaws.com", service, Named{Yes, No, No}},
		{"a load balancer under its region's account", "it writes as that account's root user", PrincipalAWS, "arn:aws:iam::127311923021:root", balancer, Named{Yes, No, No}},
		{"a load balancer under the number of its region's account", "the number is short for the root user", PrincipalAWS, "127311923021", balancer, Named{Yes, No, No}},
		{"a load balancer under another region's account", "every region has its own", PrincipalAWS, "arn:aws:iam::033677994240:root", balancer, namedNobody},
		{"a service under the role that it delivers as", "one that is let in suffices", PrincipalAWS, "arn:aws:iam::111111111111:role/config", recorder, Named{Yes, No, No}},
		{"a service under the account of the role that it delivers as", "the account only delegates to its identity policies", PrincipalAWS, "arn:aws:iam::111111111111:root", recorder, namedNobody},
		{"a service that is a symbol", "it may be this service", PrincipalService, "⟨in:x⟩", service, Named{Maybe, No, No}},
		{"a service that is a symbol, and a role", "a role is no service", PrincipalService, "⟨in:x⟩", role, namedNobody},
		{"a canonical user id of an account whose id is not known", "it may be the account's", PrincipalCanonical, "79a59df900b949e5", user, Named{No, No, Maybe}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := compilePrincipal(tt.kind, "AWS", tt.text)
			if got := p.Names(&tt.caller); got != tt.want {
				t.Errorf("%v, want %v: %s", got, tt.want, tt.why)
			}
		})
	}
}
