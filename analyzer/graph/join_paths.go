package graph

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// paths fills Principal.Paths: one path for each subnet of each workload that
// runs as the principal.
func (j *joiner) paths(n *network) {
	fragments := j.fragments
	w := &workloads{network: n, parts: map[policy.Text][]*WorkloadRec{}, profiles: profileIndex(fragments), role: j.roleByRef, assume: j.assume}
	for _, f := range fragments {
		for i := range f.Workloads {
			if r := &f.Workloads[i]; !r.ID.IsUnset() && !r.ID.IsOpaque() {
				w.parts[r.ID] = append(w.parts[r.ID], r)
			}
		}
	}
	best := map[workloadKey]Origin{} // a plan's view of a workload holds over a state's
	for _, f := range fragments {
		for i := range f.Workloads {
			r := &f.Workloads[i]
			if old, ok := best[keyOf(r)]; !ok || supersedes(r.Origin, old) {
				best[keyOf(r)] = r.Origin
			}
		}
	}
	seen := map[workloadKey]bool{}
	for _, f := range fragments {
		for i := range f.Workloads {
			r := &f.Workloads[i]
			if r.Part || seen[keyOf(r)] || supersedes(best[keyOf(r)], r.Origin) {
				continue
			}
			seen[keyOf(r)] = true
			w.add(r)
		}
	}
	x := j.issuers()
	w.pods(x, j.g.Principals)
	j.serviceAccounts(x)
}

// workloadKey tells workloads apart that several inputs (a state and its plan) show.
type workloadKey struct {
	address       string
	role, profile policy.Text
	account       policy.Text
}

func keyOf(r *WorkloadRec) workloadKey {
	return workloadKey{r.Origin.Address, r.Role, r.Profile, r.Account}
}

type workloads struct {
	network  *network
	parts    map[policy.Text][]*WorkloadRec // several under one ID: the node groups of a cluster
	profiles map[policy.Text]*ProfileRec    // by ARN, and by "account/name"
	// role finds the principal of a role given by ARN, or by name in an
	// account; nil if nobody mentions it.
	role   func(ref, account policy.Text) *Principal
	assume func(role *Principal, u use)
}

// whole is a workload with what its parts tell.
type whole struct {
	WorkloadRec
	links []Origin
}

// complete fills in role, profile and subnets from the parts that a record uses.
func (w *workloads) complete(r *WorkloadRec) whole {
	out := whole{WorkloadRec: *r}
	out.Uncertain = slices.Clone(r.Uncertain)
	queue, seen := slices.Clone(r.Uses), map[policy.Text]bool{}
	for len(queue) > 0 {
		id := queue[0]
		queue = queue[1:]
		if seen[id] {
			continue
		}
		seen[id] = true
		if len(w.parts[id]) == 0 {
			out.Uncertain = append(out.Uncertain, string(id)+" is in no input")
		}
		placed := len(out.Subnets) > 0
		for _, part := range w.parts[id] {
			out.links = append(out.links, part.Origin)
			if out.Role.IsUnset() && out.Profile.IsUnset() {
				out.Role, out.Profile = part.Role, part.Profile
			}
			for _, s := range part.Subnets {
				if !placed && !slices.Contains(out.Subnets, s) {
					out.Subnets = append(out.Subnets, s)
				}
			}
			out.Outside = out.Outside || part.Outside
			for _, why := range part.Uncertain {
				out.Uncertain = appendNew(out.Uncertain, why)
			}
			queue = append(queue, part.Uses...)
		}
	}
	if len(out.Subnets) > 0 {
		out.Outside = false
	}
	return out
}

// add gives the workload's principal one path a subnet.
func (w *workloads) add(r *WorkloadRec) {
	full := w.complete(r)
	p := w.principal(&full)
	if p == nil {
		return
	}
	w.assume(p, use{r.Assumer, r.Origin, r.Account, r.Region, r.Session})
	base := Path{Workload: r.Origin, Region: r.Region, Proved: policy.Yes, Origin: append([]Origin{r.Origin}, full.links...)}
	if len(full.Uncertain) > 0 {
		base.Proved, base.Why = policy.Maybe, strings.Join(full.Uncertain, "; ")
	}
	if full.Outside {
		p.Paths = append(p.Paths, base)
		return
	}
	if len(full.Subnets) == 0 {
		if base.Proved == policy.Yes {
			base.Proved, base.Why = policy.Maybe, "no input shows the subnet of "+nameOf(r.Origin, r.ID)
		}
		p.Paths = append(p.Paths, base)
		return
	}
	for _, id := range full.Subnets {
		p.Paths = append(p.Paths, w.path(base, id))
	}
}

// principal finds who the workload runs as.
func (w *workloads) principal(full *whole) *Principal {
	role := full.Role
	if role.IsUnset() && !full.Profile.IsUnset() {
		profile := w.profiles[full.Profile]
		if profile == nil {
			profile = w.profiles[full.Account+"/"+full.Profile]
		}
		if profile == nil {
			return nil
		}
		full.links = append(full.links, profile.Origin)
		role = profile.Role
	}
	if role.IsUnset() || role.IsOpaque() {
		return nil
	}
	return w.role(role, full.Account)
}

// path completes a path from the subnet on.
func (w *workloads) path(base Path, id policy.Text) Path {
	p := base
	p.Origin = slices.Clone(base.Origin)
	p.Subnet = id
	subnet := w.network.subnets[id]
	if subnet == nil {
		if p.Proved == policy.Yes {
			p.Proved, p.Why = policy.Maybe, "subnet "+string(id)+" is in no input"
		}
		return p
	}
	p.VPC, p.SubnetOrigin = subnet.VPC, subnet.Origin
	if v := w.network.vpcs[subnet.VPC]; v != nil && p.Region.IsUnset() {
		p.Region = v.Region
	}
	s3 := w.network.route(subnet, "s3", p.Region)
	kms := w.network.route(subnet, "kms", p.Region)
	p.S3, p.KMS, p.Far = s3.endpoint, kms.endpoint, w.network.far(subnet, p.Region)
	p.Origin = append(p.Origin, s3.links...)
	if p.Proved == policy.Yes {
		p.Proved, p.Why = s3.proved, s3.why
	}
	return p
}

// profileIndex finds instance profiles by ARN and by "account/name".
func profileIndex(fragments []*Fragment) map[policy.Text]*ProfileRec {
	index := map[policy.Text]*ProfileRec{}
	for _, f := range fragments {
		for i := range f.Profiles {
			r := &f.Profiles[i]
			for _, key := range []policy.Text{r.ARN, r.Account + "/" + r.Name} {
				if old := index[key]; !key.IsUnset() && (old == nil || supersedes(r.Origin, old.Origin)) {
					index[key] = r
				}
			}
		}
	}
	return index
}
