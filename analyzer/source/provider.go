package source

import (
	"strings"

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
	if r.Provider == nil || s.config == nil {
		return r.Provider
	}
	use := providerUse{r.Provider, ""}
	if p, ok := s.providers[use]; ok {
		return p
	}
	s.providers[use] = r.Provider // while its own arguments are worked out
	s.providers[use] = s.refine(r.Provider)
	return s.providers[use]
}

// refine evaluates the arguments of a provider block that the plan does not know.
func (s *Resolver) refine(p *plan.Provider) *plan.Provider {
	b, in := s.providerBlock(p)
	if b == nil {
		return p
	}
	refined := *p
	sc := &scope{mod: in, unit: s.unit("provider." + p.Key)}
	if roles, ok, err := s.ev.argument(b, "assume_role", sc); ok && err == nil {
		if list, known := elements(roles); known && len(list) > 0 {
			if arn, ok := word(field(list[len(list)-1], "role_arn")); ok && arn != "" {
				refined.RoleARN = policy.Text(arn)
				if parts := strings.Split(arn, ":"); len(parts) >= 6 && isAccount(parts[4]) && !p.Account.IsWhollyKnown() {
					refined.Account, refined.AccountFrom = policy.Text(parts[4]), "assume_role"
					refined.Partition = policy.Text(parts[1])
				}
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
