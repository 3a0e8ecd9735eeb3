package graph

import (
	"cmp"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

func (j *joiner) collectManaged() {
	j.managed = map[policy.Text]*ManagedPolicyRec{}
	for _, f := range j.fragments {
		for i := range f.Managed {
			rec := &f.Managed[i]
			if rec.ARN == "" || rec.ARN.IsOpaque() {
				continue
			}
			old := j.managed[rec.ARN]
			if old == nil || supersedes(rec.Origin, old.Origin) || old.Doc.Presence == Opaque && rec.Doc.Presence == Present && !planned(old.Origin) {
				j.managed[rec.ARN] = rec
			}
		}
	}
}

// collectPolicies hands every policy, attachment and membership to the
// identity that it names.
func (j *joiner) collectPolicies() {
	j.sole = map[attachedPolicy]Origin{}
	var unplaced []Who
	for _, f := range j.fragments {
		for i := range f.InlinePolicies {
			r := &f.InlinePolicies[i]
			id := j.named(r.On, r.Origin)
			if id == nil {
				unplaced = append(unplaced, r.On)
				continue
			}
			if id.inline[r.Name] == nil {
				id.order.inline = append(id.order.inline, r.Name)
			}
			addChoice(id.inline, r.Name, candidate[InlinePolicyRec]{standing{r.Origin, r.Deleted, r.Observed}, r})
			id.manages = id.manages || !r.Observed
		}
		for i := range f.Attachments {
			r := &f.Attachments[i]
			if r.Exclusive && !r.Deleted {
				setIfNew(j.sole, attachedPolicy{r.On.Account, r.Policy}, r.Origin)
			}
			id := j.named(r.On, r.Origin)
			if id == nil {
				unplaced = append(unplaced, r.On)
				continue
			}
			if id.attached[r.Policy] == nil {
				id.order.attached = append(id.order.attached, r.Policy)
			}
			addChoice(id.attached, r.Policy, candidate[AttachmentRec]{standing{r.Origin, r.Deleted, r.Observed}, r})
			id.manages = id.manages || !r.Observed
		}
		for i := range f.Memberships {
			r := &f.Memberships[i]
			id := j.named(Who{User, r.User, r.Account}, r.Origin)
			if id == nil {
				unplaced = append(unplaced, Who{User, r.User, r.Account})
				continue
			}
			if id.groups[r.Group] == nil {
				id.order.groups = append(id.order.groups, r.Group)
			}
			addChoice(id.groups, r.Group, candidate[MembershipRec]{standing{r.Origin, r.Deleted, false}, r})
			id.manages = true
		}
		for i := range f.Exclusives {
			r := &f.Exclusives[i]
			if id := j.named(r.On, r.Origin); id != nil {
				if old := id.exclusive[r.What]; old == nil || supersedes(r.Origin, old.Origin) {
					id.exclusive[r.What] = r
				}
				id.manages = true
			}
		}
	}
	j.openUnplaced(unplaced)
}

// named finds the identity that a record is about, or makes one that is known
// by name alone. It is nil if the name is not known well enough to be one name.
func (j *joiner) named(on Who, o Origin) *identity {
	if on.Name == "" {
		return nil
	}
	account, name := on.Account, on.Name
	if parts, ok := parseARN(on.Name); ok {
		if id := j.byARN[on.Name]; id != nil {
			return id
		}
		_, _, name = iamName(parts.resource)
		account = parts.account
	}
	key := keyFor(on.Kind, account, name)
	if id := j.people[key]; id != nil {
		return id
	}
	if strings.Contains(string(name), "⟨~") {
		return nil // it may be any text: no name to make an identity of
	}
	rec := &IdentityRec{
		Origin: Origin{Input: o.Input, Context: o.Context}, Kind: on.Kind, Name: name, Account: account,
		BoundaryState: Unknown, Reference: true,
	}
	id := newIdentity(rec)
	id.account = j.placed(account)
	if on.Kind != Group {
		rec.ARN = "arn:" + policy.Text(partitionOf(id.account)) + ":iam::" + account + ":" + policy.Text(on.Kind) + "/" + name
		id.principal = j.newPrincipal(id)
		id.principal.Path = "" // not known
	}
	j.people[key] = id
	return id
}

func partitionOf(a *Account) string {
	if a == nil {
		return "aws"
	}
	return cmp.Or(a.Partition, "aws")
}

// maxPatterns bounds the work for names that are known in part.
const maxPatterns = 32

// openUnplaced opens every identity that a record with an unknown name may be about.
func (j *joiner) openUnplaced(unplaced []Who) {
	if len(unplaced) == 0 {
		return
	}
	for _, id := range j.people {
		for i, on := range unplaced {
			same := id.rec.Kind == on.Kind || id.rec.Kind == ServiceLinked && on.Kind == Role
			if !same || policy.Equal(id.rec.Account, on.Account) == policy.No {
				continue
			}
			if i < maxPatterns && !on.Name.IsOpaque() && policy.Equal(id.rec.Name, on.Name) == policy.No {
				continue
			}
			id.open = appendNew(id.open, "a policy is attached to an identity whose name is not known: "+string(on.Name))
			break
		}
	}
}
