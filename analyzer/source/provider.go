package source

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/zclconf/go-cty/cty"
)

// providerUse is a provider configuration as one module instance sees it.
type providerUse struct {
	provider *plan.Provider
	module   string
}

// Provider resolves a resource's provider configuration, whose account, region
// and role may be made known by the HCL.
func (s *Resolver) Provider(r *plan.Resource) *plan.Provider {
	return s.Refined(r.Provider)
}

// Refined is a provider configuration with what the HCL tells of it.
func (s *Resolver) Refined(p *plan.Provider) *plan.Provider {
	if p == nil || s.config == nil {
		return p
	}
	use := providerUse{p, ""}
	if refined, ok := s.providers[use]; ok {
		return refined
	}
	s.providers[use] = p // while its own arguments are worked out
	s.providers[use] = s.refine(p)
	return s.providers[use]
}

// ProviderLocation is the range of a provider's block; zero if there is none.
func (s *Resolver) ProviderLocation(p *plan.Provider) finding.Location {
	if s.config == nil || p == nil {
		return finding.Location{}
	}
	b, _ := s.providerBlock(p)
	if b == nil {
		return finding.Location{}
	}
	return s.locate(b, b.rng)
}

// refine evaluates the arguments of a provider block that the plan does not know.
func (s *Resolver) refine(p *plan.Provider) *plan.Provider {
	b, in := s.providerBlock(p)
	if b == nil {
		return p
	}
	refined := *p
	sc := &scope{mod: in, unit: s.unit("provider." + p.Key)}
	if role, ok := s.assumed(b, sc); ok {
		refined.Session = passed(role)
		if arn, ok := word(field(role, "role_arn")); ok && arn != "" {
			refined.RoleARN = policy.Text(arn)
			if parts := strings.Split(arn, ":"); len(parts) >= 6 && isAccount(parts[4]) && !p.Account.IsWhollyKnown() {
				refined.Account, refined.AccountFrom = policy.Text(parts[4]), "assume_role"
				refined.Partition = policy.Text(parts[1])
			}
		}
	}
	if !refined.Account.IsWhollyKnown() {
		if v, ok, err := s.ev.argument(b, "allowed_account_ids", sc); ok && err == nil {
			if list, known := elements(v); known && len(list) == 1 {
				if id, ok := word(list[0]); ok && isAccount(id) {
					refined.Account, refined.AccountFrom = policy.Text(id), "allowed_account_ids"
				}
			}
		}
	}
	if !refined.Region.IsWhollyKnown() {
		if v, ok, err := s.ev.argument(b, "region", sc); ok && err == nil {
			if region, ok := word(v); ok && region != "" {
				refined.Region = policy.Text(region)
			}
		}
	}
	return &refined
}

// assumed is the block of the role that a provider ends up with: the last of
// assume_role, which assumes it as the role of a web identity where there is
// one of those too.
func (s *Resolver) assumed(b *block, sc *scope) (role cty.Value, ok bool) {
	for _, name := range []string{"assume_role", "assume_role_with_web_identity"} {
		blocks, ok, err := s.ev.argument(b, name, sc)
		if !ok {
			continue
		}
		list, known := elements(blocks)
		if err != nil || !known {
			return cty.NilVal, false
		}
		if len(list) > 0 {
			return list[len(list)-1], true
		}
	}
	return cty.NilVal, false
}

// passed is the session policy of an assume_role block; nil if there is none.
func passed(role cty.Value) *plan.Session {
	document, known := text(field(role, "policy"))
	arns, all := elements(field(role, "policy_arns"))
	s := &plan.Session{Policy: policy.Text(document), Open: !known || !all}
	for _, v := range arns {
		arn, known := text(v)
		if s.Open = s.Open || !known; known {
			s.ARNs = append(s.ARNs, policy.Text(arn))
		}
	}
	if s.Policy.IsUnset() && len(s.ARNs) == 0 && !s.Open {
		return nil
	}
	return s
}

// providerBlock is the provider block of a configuration key ("aws.data",
// "module.x:aws"), and the module instance that it stands in.
func (s *Resolver) providerBlock(p *plan.Provider) (*block, *instance) {
	module, name := "", p.Key
	if i := strings.LastIndex(p.Key, ":"); i >= 0 {
		module, name = p.Key[:i], p.Key[i+1:]
	}
	m := s.config.modules[module]
	if m == nil || m.providers[name] == nil {
		return nil, nil
	}
	return m.providers[name], s.instance(module)
}

func isAccount(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}

// workspace is terraform.workspace. A plan does not tell it; where nothing else
// does, it is a word that is equal to itself only.
func (s *Resolver) workspace() cty.Value {
	if s.config.workspace != "" {
		return cty.StringVal(escape(s.config.workspace))
	}
	return cty.StringVal(string(policy.Word(symbolName(s.plan.Label, "terraform.workspace"))))
}
