package config

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// organization reads the one organization block.
func (d *decoder) organization(p *parsedBlock) {
	rec := graph.OrgRec{
		Origin: d.origin(p), ID: policy.Literal(p.text("id")), Root: policy.Literal(p.text("root")),
		Management: policy.Literal(p.text("management_account")), Complete: p.flag("complete", false), Managed: true,
	}
	if id := p.text("id"); id != "" && !strings.HasPrefix(id, "o-") {
		d.errorf(p.at("id"), "Not an organization id", "%q does not begin with o-.", id)
	}
	if root := p.text("root"); root != "" && !strings.HasPrefix(root, "r-") {
		d.errorf(p.at("root"), "Not a root id", "%q does not begin with r-.", root)
	}
	if id := p.text("management_account"); id != "" {
		rec.Management = d.accountID(id, p.at("management_account"))
	}
	d.config.Fragment.Organizations = append(d.config.Fragment.Organizations, rec)
	d.fullAccess(p, "root")
}

// fullAccess notes where FullAWSAccess is said to be detached.
func (d *decoder) fullAccess(p *parsedBlock, target policy.Text) {
	if !p.flag("full_aws_access", true) {
		o := d.origin(p)
		o.Location = location(p.at("full_aws_access"))
		d.config.Fragment.OrgTargets = append(d.config.Fragment.OrgTargets, graph.OrgTargetRec{
			Origin: o, Policy: "p-FullAWSAccess", Target: target, Deleted: true,
		})
	}
}

// unitID is how records call the unit of a name.
func unitID(name string) policy.Text {
	if name == "root" || strings.HasPrefix(name, "ou-") || strings.HasPrefix(name, "r-") {
		return policy.Literal(name)
	}
	return "ou:" + policy.Literal(name)
}

func (d *decoder) ou(p *parsedBlock) {
	rec := graph.UnitRec{Origin: d.origin(p), ID: unitID(p.label), Name: p.label, Parent: "root"}
	if parent := p.text("parent"); parent != "" {
		if d.cyclic(p.label) {
			d.errorf(p.at("parent"), "Units in a circle", "%q is below itself; the parent of the topmost unit is root.", p.label)
			return
		}
		rec.Parent = unitID(parent)
	}
	if id := p.text("id"); id != "" {
		if !strings.HasPrefix(id, "ou-") {
			d.errorf(p.at("id"), "Not an id of a unit", "%q does not begin with ou-.", id)
		}
		// The name goes on meaning the unit: it resolves by the record's name.
		rec.ID = policy.Literal(id)
	}
	d.config.Fragment.Units = append(d.config.Fragment.Units, rec)
	d.fullAccess(p, unitID(p.label))
}

// cyclic reports whether a unit's parents lead back to it.
func (d *decoder) cyclic(name string) bool {
	seen := map[string]bool{}
	for at := name; ; {
		if seen[at] {
			return true
		}
		seen[at] = true
		u := d.units[at]
		if u == nil || u.text("parent") == "" {
			return false
		}
		at = u.text("parent")
	}
}

// registerAccount notes an account's name and id before other blocks mention them.
func (d *decoder) registerAccount(p *parsedBlock) {
	id := p.text("id")
	if id == "" {
		d.accounts[p.label] = p
		return
	}
	d.accountID(id, p.at("id"))
	if other, again := d.ids[id]; again {
		d.errorf(p.at("id"), "Duplicate account", "%s is account %q already; an account has one block.", id, other)
	} else {
		d.ids[id] = p.label
	}
	d.accounts[p.label] = p
}

// accountID checks that an id is one.
func (d *decoder) accountID(id string, at hcl.Range) policy.Text {
	if len(id) != 12 || strings.Trim(id, "0123456789") != "" {
		d.errorf(at, "Not an account id", "%q is not 12 digits; put the number in quotes, so that a leading zero stays.", id)
	}
	return policy.Literal(id)
}

func (d *decoder) account(p *parsedBlock) {
	a := Account{
		Name: p.label, ID: policy.Literal(p.text("id")), Providers: p.texts("providers"), Inputs: p.texts("inputs"),
		Location: location(p.full),
	}
	for _, provider := range a.Providers {
		for _, other := range d.config.Accounts {
			if slices.Contains(other.Providers, provider) {
				d.errorf(p.at("providers"), "Provider in two accounts",
					"%q works in account %q already; a provider configuration has one account. To tell inputs apart, write %q.", provider, other.Name, "LABEL:"+provider)
			}
		}
	}
	d.config.Accounts = append(d.config.Accounts, a)
	rec := graph.AccountRec{Origin: d.origin(p), ID: a.ID, Name: p.label, Canonical: policy.Literal(p.text("canonical_user_id"))}
	if unit := p.text("ou"); unit != "" {
		rec.Parent = unitID(unit)
	}
	d.config.Fragment.Accounts = append(d.config.Fragment.Accounts, rec)
	d.fullAccess(p, a.ID)
}

// orgPolicy reads an scp or rcp block.
func (d *decoder) orgPolicy(p *parsedBlock) {
	kind, id := "SERVICE_CONTROL_POLICY", policy.Text("scp:")+policy.Literal(p.label)
	if p.schema.name == "rcp" {
		kind, id = "RESOURCE_CONTROL_POLICY", policy.Text("rcp:")+policy.Literal(p.label)
	}
	d.config.Fragment.OrgPolicies = append(d.config.Fragment.OrgPolicies, graph.OrgPolicyRec{
		Origin: d.origin(p), ID: id, Name: p.label, Type: kind, Doc: d.document(p, "policy"),
	})
	for _, t := range p.texts("targets") {
		if target := d.target(t, p.at("targets")); target != "" {
			d.config.Fragment.OrgTargets = append(d.config.Fragment.OrgTargets, graph.OrgTargetRec{
				Origin: d.origin(p), Policy: id, Target: target,
			})
		}
	}
}

// target is what a policy is attached to: "root", "ou:NAME", "account:NAME" or
// an id.
func (d *decoder) target(t string, at hcl.Range) policy.Text {
	kind, name, named := strings.Cut(t, ":")
	switch {
	case t == "root" || strings.HasPrefix(t, "r-") || strings.HasPrefix(t, "ou-"):
		return policy.Literal(t)
	case named && kind == "ou":
		return unitID(name)
	case named && kind == "account":
		return d.accountRef(name, at)
	case len(t) == 12 && strings.Trim(t, "0123456789") == "":
		return policy.Literal(t)
	}
	var hint string
	if d.accounts[t] != nil {
		hint = " Write \"account:" + t + "\"."
	} else if d.units[t] != nil {
		hint = " Write \"ou:" + t + "\"."
	}
	d.errorf(at, "Unknown target", "%q is no target; those are \"root\", \"ou:NAME\", \"account:NAME\" and ids.%s", t, hint)
	return ""
}

// accountRef is the id of an account given by the name of its block or by id.
func (d *decoder) accountRef(ref string, at hcl.Range) policy.Text {
	if p := d.accounts[ref]; p != nil {
		return policy.Literal(p.text("id"))
	}
	if len(ref) == 12 && strings.Trim(ref, "0123456789") == "" {
		return policy.Literal(ref)
	}
	names := slices.Sorted(maps.Keys(d.accounts))
	d.errorf(at, "Unknown account", "There is no block account %q.%s Add the block, or write the account's 12 digits.", ref, didYouMean(ref, names))
	return ""
}

// mentionedUnits adds the units that other blocks name and that have no block:
// they are under the root. A near name of a block that exists is more likely a
// slip of the pen.
func (d *decoder) mentionedUnits() {
	names := slices.Sorted(maps.Keys(d.units))
	added := map[string]bool{}
	mention := func(name string, at hcl.Range) {
		if name == "" || name == "root" || d.units[name] != nil || strings.HasPrefix(name, "ou-") || strings.HasPrefix(name, "r-") {
			return
		}
		if hint := didYouMean(name, names); hint != "" {
			d.warnf(at, "Unit without a block", "There is no block ou %q, so it is taken to be under the root.%s", name, hint)
		}
		if !added[name] {
			added[name] = true
			d.config.Fragment.Units = append(d.config.Fragment.Units, graph.UnitRec{
				Origin: graph.Origin{Input: d.config.Fragment.Label, Location: location(at)}, ID: unitID(name), Name: name, Parent: "root",
			})
		}
	}
	for _, name := range names {
		mention(d.units[name].text("parent"), d.units[name].at("parent"))
	}
	for _, name := range slices.Sorted(maps.Keys(d.accounts)) {
		mention(d.accounts[name].text("ou"), d.accounts[name].at("ou"))
	}
}
