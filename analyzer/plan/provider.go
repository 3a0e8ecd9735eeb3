package plan

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Provider is one provider configuration of hashicorp/aws.
type Provider struct {
	Key   string // "aws", "aws.data", "module.x:aws.data"
	Alias string
	// Account, Region and Partition are symbols where they are not known: an
	// unknown account is equal to itself only. analyzer/source may make them
	// known when the block uses locals.
	Account, Region, Partition policy.Text
	// AccountFrom says how the account was found: "assume_role",
	// "allowed_account_ids", "caller_identity", "arn", "configuration", "label" or "".
	AccountFrom string
	RoleARN     policy.Text // the role that the provider assumes; unset if none
	ExternalID  policy.Text
	// Session bounds what the provider may do as RoleARN; nil if it passes nothing.
	Session *Session
	// DefaultTags are the tags of default_tags; DefaultTagsOpen is set if there
	// may be others, because the plan does not keep their values.
	DefaultTags     map[string]policy.Text
	DefaultTagsOpen bool
	Config          Expression // the block's arguments, as its only nested block

	module string // static path of the module that declares it
}

// Session is what is passed when a role is assumed: the session may do no more
// than its policies together allow.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session (2026-11)
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs#assume_role-configuration-block (2026-11): policy, policy_arns
type Session struct {
	Policy policy.Text   // the inline document; unset if there is none
	ARNs   []policy.Text // of managed policies
	// Open is set if there is more of it than the input tells.
	Open bool
}

// linkProviders gives each AWS resource its provider configuration, and each
// configuration its account, region and partition.
func (rd *reader) linkProviders() {
	byKey := map[string]*Provider{}
	get := func(key string) *Provider {
		if pr := byKey[key]; pr != nil {
			return pr
		}
		pr := rd.newProvider(key)
		byKey[key] = pr
		rd.plan.Providers = append(rd.plan.Providers, pr)
		return pr
	}
	for key, pc := range rd.providerConfigs {
		if pc.isAWS(key) && (pc.arguments != nil || pc.module == "") && !rd.repeated(key) {
			get(key)
		}
	}
	members := map[*Provider][]*Resource{}
	var orphans []*Resource
	for _, r := range rd.plan.Resources {
		if !r.isAWS() {
			continue
		}
		key := rd.providerKey(r)
		switch {
		case key == "":
			orphans = append(orphans, r)
		case rd.repeated(key):
			r.Provider = rd.newProvider(key)
			rd.locateProvider(r.Provider, r.Address+".provider", []*Resource{r})
		default:
			r.Provider = get(key)
			members[r.Provider] = append(members[r.Provider], r)
		}
	}
	rd.linkOrphans(orphans, get, members)
	slices.SortFunc(rd.plan.Providers, func(a, b *Provider) int { return strings.Compare(a.Key, b.Key) })
	for _, pr := range rd.plan.Providers {
		rd.locateProvider(pr, "provider."+pr.Key, members[pr])
	}
}

// isAWS reports whether the resource belongs to the AWS provider. Forks and
// mirrors of it have other addresses but the same types.
func (r *Resource) isAWS() bool { return strings.HasPrefix(r.Type, "aws_") }

func (pc *providerConfig) isAWS(key string) bool {
	if pc.fullName != "" {
		return strings.HasSuffix(pc.fullName, "/aws")
	}
	if pc.name != "" {
		return pc.name == "aws"
	}
	local := key[strings.LastIndexByte(key, ':')+1:]
	return local == "aws" || strings.HasPrefix(local, "aws.")
}

// newProvider makes a provider of which only the configuration is known.
func (rd *reader) newProvider(key string) *Provider {
	pr := &Provider{Key: key}
	local := key
	if i := strings.LastIndexByte(key, ':'); i >= 0 {
		pr.module, local = key[:i], key[i+1:]
	}
	if i := strings.IndexByte(local, '.'); i >= 0 {
		pr.Alias = local[i+1:]
	}
	if pc := rd.providerConfigs[key]; pc != nil && pc.arguments != nil {
		pr.Config.Blocks = []map[string]Expression{pc.arguments}
	}
	return pr
}

// providerKey is the key of a resource's provider configuration; empty if the
// input does not tell.
func (rd *reader) providerKey(r *Resource) string {
	if rd.plan.IsState {
		return stateProviderKey(r.providerName)
	}
	local := r.providerName[strings.LastIndexByte(r.providerName, '/')+1:]
	if r.Config == nil || r.Config.ProviderKey == "" {
		if strings.Contains(local, ".") { // Terraform 0.12 says the alias
			return local
		}
		return ""
	}
	key := r.Config.ProviderKey
	if _, ok := rd.providerConfigs[key]; ok && r.Config.Module == "" {
		return key
	}
	return rd.nestedProviderKey(r, key, local)
}

// nestedProviderKey resolves the key of a block in a module.
//
// Since Terraform 1.1 the key is that of the configuration in effect, after
// all inheritance. Before, it was "CALL:aws", which says neither which of
// several calls of that name nor what the providers argument passes: then the
// default configuration is meant only if the root has no other.
// https://github.com/hashicorp/terraform/blob/v1.1.0/CHANGELOG.md (2026-11)
func (rd *reader) nestedProviderKey(r *Resource, key, local string) string {
	name := key[strings.LastIndexByte(key, ':')+1:]
	if !strings.Contains(key, ":") {
		return key
	}
	if strings.Contains(local, ".") {
		return local // 0.12: what providers passed, by its name in the root
	}
	own := key
	if !strings.HasPrefix(key, "module.") {
		own = r.Config.Module + ":" + name
	}
	if pc := rd.providerConfigs[own]; pc != nil && pc.arguments != nil {
		return own
	}
	if strings.Contains(name, ".") {
		return own
	}
	inherits := rd.onlyDefaultProvider()
	if strings.HasPrefix(key, "module.") { // 1.1 or later, and not resolved: there is nothing at the root
		inherits = rd.providerConfigs[name] == nil
	}
	if inherits {
		return name
	}
	return own
}

// repeated reports whether a configuration has for_each (OpenTofu 1.9), so that
// resources with the same key may be in different accounts. Its arguments then
// mention each.
func (rd *reader) repeated(key string) bool {
	pc := rd.providerConfigs[key]
	if pc == nil {
		return false
	}
	found := false
	walkArguments(pc.arguments, func(e Expression) {
		for _, reference := range e.References {
			found = found || extends(reference, "each.key") || extends(reference, "each.value")
		}
	})
	return found
}

// onlyDefaultProvider reports whether no aliased configuration exists that a
// module could have been given instead of the default one.
func (rd *reader) onlyDefaultProvider() bool {
	for key, pc := range rd.providerConfigs {
		if pc.isAWS(key) && pc.module == "" && key != "aws" {
			return false
		}
	}
	return true
}

// stateProviderKey turns a raw state's provider into a key:
// `module.x.provider["registry.terraform.io/hashicorp/aws"].data` is
// "module.x:aws.data". Terraform 0.12 wrote "provider.aws.data". The provider
// name of `terraform show -json` says nothing of the configuration.
func stateProviderKey(text string) string {
	steps, err := parseTraversal(text)
	if err != nil {
		return ""
	}
	var module []Step
	for len(steps) >= 2 && steps[0].Name == "module" {
		module = append(module, steps[1])
		steps = steps[2:]
	}
	if len(steps) == 0 || steps[0].Name != "provider" {
		return ""
	}
	key := "aws"
	if !hasKey(steps[0].Key) {
		if len(steps) < 2 {
			return ""
		}
		steps = steps[1:]
	}
	for _, s := range steps[1:] {
		key += "." + s.Name + keyText(s.Key)
	}
	if len(module) > 0 {
		key = Address{Module: module}.ModuleString() + ":" + key
	}
	return key
}

// linkOrphans deals with resources of which no input says which configuration
// made them: those of `terraform show -json` states, and those that a plan
// removes together with their block. If one configuration is all there is, it
// is that one, as long as their own ARNs agree; otherwise each is on its own.
func (rd *reader) linkOrphans(orphans []*Resource, get func(string) *Provider, members map[*Provider][]*Resource) {
	if len(orphans) == 0 {
		return
	}
	var only *Provider
	switch {
	case len(rd.plan.Providers) == 1:
		only = rd.plan.Providers[0]
	case len(rd.plan.Providers) == 0 && len(accountsOf(orphans)) <= 1:
		only = get("aws")
		rd.plan.assumed = orphans
	}
	for _, r := range orphans {
		if only != nil {
			r.Provider = only
			members[only] = append(members[only], r)
			continue
		}
		r.Provider = &Provider{}
		rd.locateProvider(r.Provider, r.Address+".provider", []*Resource{r})
	}
}

// OneProvider reports whether the input does not say which configuration made
// its resources, and Read took them all for one's because their ARNs agree.
func (p *Plan) OneProvider() bool { return len(p.assumed) > 0 }

// SeparateProviders takes that back: that the roles of a state are all in one
// account does not tell whose its buckets are, whose ARNs name no account.
// Whoever has the configuration knows whether there is more than one.
func (p *Plan) SeparateProviders() {
	rd := &reader{plan: p}
	for _, r := range p.assumed {
		partition := r.Provider.Partition
		r.Provider = &Provider{}
		rd.locateProvider(r.Provider, r.Address+".provider", []*Resource{r})
		r.Provider.Partition = partition
	}
	if len(p.assumed) > 0 {
		p.Providers, p.assumed = nil, nil
	}
}
