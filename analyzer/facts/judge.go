package facts

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// World is a graph and the engine that decides requests in it. Evaluate is
// called from many goroutines.
type World struct {
	Graph    *graph.Graph
	Evaluate func(eval.Request) eval.Trace
}

// Judged is an access with the trace of each of its requests: one for every
// action on every network path.
type Judged struct {
	Access *access.Access
	Traces []eval.Trace
}

// Judge evaluates every access, in parallel; the answer has the order of accesses.
func Judge(w World, accesses []*access.Access) []Judged {
	out := make([]Judged, len(accesses))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(accesses)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(accesses); i = int(next.Add(1)) - 1 {
				out[i] = judge(w, accesses[i])
			}
		})
	}
	wg.Wait()
	return out
}

func judge(w World, a *access.Access) Judged {
	j := Judged{Access: a}
	for _, r := range paths(a) {
		for _, action := range a.Actions {
			r.Action = action
			j.Traces = append(j.Traces, w.Evaluate(r))
		}
	}
	return j
}

// Working are the accesses whose requests are allowed, with the actions that
// are: of the prior world, they are access.Options.Before.
func Working(judged []Judged) []*access.Access {
	var out []*access.Access
	for _, j := range judged {
		if j.Access.Guessed {
			continue
		}
		allowed := make(map[string]bool, len(j.Access.Actions))
		for _, t := range j.Traces {
			was, seen := allowed[t.Request.Action]
			allowed[t.Request.Action] = t.Verdict == eval.Allowed && (was || !seen)
		}
		a := *j.Access
		a.Actions = nil
		for _, action := range j.Access.Actions {
			if allowed[action] {
				a.Actions = append(a.Actions, action)
			}
		}
		if len(a.Actions) > 0 {
			out = append(out, &a)
		}
	}
	return out
}

// paths are the requests of an access, still without action: one for each
// network path that its principal's requests to the bucket are proved to take,
// and one on a path that is not known if there is no proof.
func paths(a *access.Access) []eval.Request {
	r := eval.Request{Principal: a.Principal, Resource: a.Resource, Context: a.Context, Wiring: a.Wiring, Passed: a.Session}
	switch {
	case a.Wiring != nil && a.Wiring.Vended:
		return []eval.Request{r}
	case a.Wiring != nil:
		r.Path = eval.Internal
		return []eval.Request{r}
	case a.Via != nil:
		r.Path, r.Via = eval.ThroughEndpoint, a.Via
		return []eval.Request{r}
	case a.Bucket == nil || len(a.Principal.Paths) == 0:
		return []eval.Request{r}
	}
	var out []eval.Request
	seen := map[*graph.Endpoint]bool{}
	unproved, public := false, false
	for _, p := range a.Principal.Paths {
		via, proved := through(p, a.Bucket)
		switch {
		case proved != policy.Yes:
			unproved = true
		case via == nil:
			public = true
		default:
			if !seen[via] {
				seen[via] = true
				q := r
				q.Path, q.Via = eval.ThroughEndpoint, via
				out = append(out, q)
			}
		}
	}
	if public {
		q := r
		q.Path = eval.Public
		out = append(out, q)
	}
	if unproved {
		out = append(out, r)
	}
	return out
}

// through is the endpoint that requests to a bucket pass on a path: one serves
// the buckets of its own region only.
// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html (2026-11)
func through(p graph.Path, b *graph.Bucket) (*graph.Endpoint, policy.Tri) {
	switch {
	case b.Region == p.Region && !b.Region.IsUnset():
		return p.S3, p.Proved
	case p.FarEndpoint(b.Region) != nil:
		return p.S3, policy.Maybe
	case p.S3 == nil:
		return nil, p.Proved
	case b.Region.IsUnset() || !b.Region.IsWhollyKnown() || !p.Region.IsWhollyKnown() || p.Region.IsUnset():
		return p.S3, policy.Maybe
	}
	return nil, p.Proved
}

// workloads are those of an access's principal that send their requests on the
// path of a request.
func workloads(a *access.Access, r eval.Request) []Workload {
	if a.Bucket == nil || r.Path != eval.Public && r.Path != eval.ThroughEndpoint {
		return nil
	}
	var out []Workload
	for _, p := range a.Principal.Paths {
		via, proved := through(p, a.Bucket)
		if proved != policy.Yes || via != r.Via {
			continue
		}
		out = append(out, Workload{Place: place(p.Workload), Subnet: place(p.SubnetOrigin)})
	}
	return out
}
