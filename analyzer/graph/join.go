package graph

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Join makes one graph of all fragments. Records link by equal text: names,
// ARNs and ids, symbols included. A link to something that is not known is no
// link; it opens whatever it may mean (see identities and buckets).
//
// Where several inputs have the same thing, the view of a plan holds over that
// of a state, and what manages it over what merely reads it. What two inputs
// of the same rank contradict each other about is not known, and gets a
// diagnostic.
//
// The fragments are not changed, and the graph does not depend on their order
// but for that of its slices.
func Join(fragments []*Fragment) *Graph {
	g := &Graph{index: newGraphIndex()}
	for _, f := range fragments {
		if f.Time.After(g.Since) {
			g.Since = f.Time
		}
	}
	j := &joiner{g: g, fragments: fragments, parsed: map[policy.Text]parsed{}}
	j.permissionSets()
	j.accounts()
	j.organizations()
	j.identities()
	j.keys()
	j.buckets()
	j.accessPoints()
	j.objects()
	j.administratorSessions()
	j.paths(j.endpoints())
	for _, e := range g.Endpoints {
		g.index.locate(e.Origin, e)
	}
	j.wirings()
	j.orderAssumptions()
	j.namedIdentities()
	j.finish()
	return g
}

type joiner struct {
	g         *Graph
	fragments []*Fragment
	parsed    map[policy.Text]parsed
	people    map[identityKey]*identity
	byARN     map[policy.Text]*identity
	managed   map[policy.Text]*ManagedPolicyRec
	// sole are the resources that want a policy attached by them alone.
	sole map[attachedPolicy]Origin
}

// attachedPolicy is a managed policy in the account of its identities.
type attachedPolicy struct{ account, arn policy.Text }

// parsed is a policy document, compiled once however often its text is attached.
type parsed struct {
	document *policy.Document
	err      error
}

// policy puts a record's document in its place.
func (j *joiner) policy(o Origin, d *Doc) *Policy {
	if d == nil {
		return &Policy{Origin: o}
	}
	p := &Policy{Origin: o, Presence: d.Presence, How: d.How, Missing: d.Missing}
	if d.Presence != Present {
		return p
	}
	doc, ok := j.parsed[d.Text]
	if !ok {
		doc.document, doc.err = policy.Parse(d.Text)
		j.parsed[d.Text] = doc
	}
	if doc.err != nil {
		p.Presence = Invalid
		p.Missing = []string{"the document is no policy: " + doc.err.Error()}
		j.diagnose(o, "Not a policy document", doc.err.Error()+
			"; AWS refuses it with MalformedPolicy, and the access that depends on it cannot be judged")
		return p
	}
	p.Document = doc.document
	return p
}

func (j *joiner) diagnose(o Origin, summary, detail string) {
	j.g.Diagnostics = append(j.g.Diagnostics, Diagnostic{Origin: o, Summary: summary, Detail: detail})
}

// accounts makes a node of every account that a record mentions, so that
// Account has no need to make one while the graph is joined.
func (j *joiner) accounts() {
	for _, f := range j.fragments {
		for i := range f.Accounts {
			rec := &f.Accounts[i]
			a := j.account(rec.ID)
			if a == nil {
				continue
			}
			if a.Origin.Address == "" {
				a.Origin = rec.Origin
			}
			a.Name = cmp.Or(a.Name, rec.Name)
			a.Partition = cmp.Or(rec.Partition, a.Partition)
			a.Canonical = cmp.Or(a.Canonical, rec.Canonical)
			a.Closed = a.Closed || rec.Closed
		}
		for i := range f.Organizations {
			for _, id := range f.Organizations[i].Accounts {
				j.account(id)
			}
		}
	}
	j.accountBlocks()
	for _, f := range j.fragments {
		for i := range f.Administrators {
			rec := &f.Administrators[i]
			if a := j.account(rec.Account); a != nil {
				admin := Administrator{ARN: rec.ARN, Provider: rec.Origin}
				if !slices.ContainsFunc(a.Administrators, func(b Administrator) bool { return b.ARN == admin.ARN }) {
					a.Administrators = append(a.Administrators, admin)
				}
			}
		}
	}
}

// accountBlocks joins the account-level public access blocks.
func (j *joiner) accountBlocks() {
	byAccount := map[policy.Text]*choice[PublicAccessBlock]{}
	for _, f := range j.fragments {
		for i := range f.Accounts {
			if rec := &f.Accounts[i]; rec.PublicAccessBlock != nil && rec.ID != "" {
				addChoice(byAccount, rec.ID, candidate[PublicAccessBlock]{standing{rec.Origin, false, false}, rec.PublicAccessBlock})
			}
		}
	}
	for id, c := range byAccount {
		block, _, _ := c.pick(samePublicAccessBlock)
		j.account(id).PublicAccessBlock = block
	}
}

// account finds or makes an account's node while the graph is joined.
func (j *joiner) account(id policy.Text) *Account {
	if id == "" {
		return nil
	}
	x := j.g.index
	a := x.accounts[id]
	if a == nil {
		a = &Account{ID: id, Partition: "aws"}
		x.accounts[id] = a
		j.g.Accounts = append(j.g.Accounts, a)
	}
	return a
}

// placed is account, after the organization was joined: an account that no
// record places is judged as a stranger.
func (j *joiner) placed(id policy.Text) *Account {
	if id == "" {
		return nil
	}
	if a := j.g.index.accounts[id]; a != nil {
		return a
	}
	a := j.account(id)
	j.g.index.judge(a)
	return a
}

// finish puts the graph's slices in an order that does not depend on maps.
func (j *joiner) finish() {
	g := j.g
	slices.SortFunc(g.Accounts, func(a, b *Account) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(g.Principals, func(a, b *Principal) int {
		return cmp.Or(cmp.Compare(a.ARN, b.ARN), compareOrigins(a.Origin, b.Origin))
	})
	slices.SortStableFunc(g.Buckets, func(a, b *Bucket) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortStableFunc(g.Keys, func(a, b *Key) int { return cmp.Compare(a.ARN, b.ARN) })
	slices.SortStableFunc(g.AccessPoints, func(a, b *AccessPoint) int {
		return cmp.Or(cmp.Compare(a.ARN, b.ARN), cmp.Compare(a.Bucket, b.Bucket))
	})
	for _, f := range j.fragments {
		g.Diagnostics = append(g.Diagnostics, f.Diagnostics...)
	}
	slices.SortStableFunc(g.Diagnostics, func(a, b Diagnostic) int {
		return cmp.Or(compareOrigins(a.Origin, b.Origin), cmp.Compare(a.Summary, b.Summary), cmp.Compare(a.Detail, b.Detail))
	})
	g.Diagnostics = slices.CompactFunc(g.Diagnostics, func(a, b Diagnostic) bool {
		return a.Origin.Input == b.Origin.Input && a.Origin.Address == b.Origin.Address && a.Summary == b.Summary && a.Detail == b.Detail
	})
}

func compareOrigins(a, b Origin) int {
	return cmp.Or(cmp.Compare(a.Input, b.Input), cmp.Compare(a.Address, b.Address))
}

// contradiction reports two writers of one setting. Two resources of one input
// overwrite each other at every apply; two inputs disagree about what is there.
func (j *joiner) contradiction(what string, won Origin, against []Origin) []string {
	other := against[0]
	detail := fmt.Sprintf("%s is set by %s and differently by %s", what, where(won), where(other))
	j.diagnose(won, "Two writers of one setting", detail+"; which one holds after apply is not known")
	return []string{detail}
}

func where(o Origin) string {
	if o.Input == "" {
		return o.Address
	}
	return o.Input + ":" + o.Address
}
