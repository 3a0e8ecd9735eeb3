package simulate

import (
	"fmt"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// result is one line of output.
type result struct {
	ID       string  `json:"id"`
	Decision string  `json:"decision"`
	Layers   []layer `json:"layers"`
}

// layer is one layer's part, with the statements that decided it.
type layer struct {
	Layer      string      `json:"layer"`
	Verdict    string      `json:"verdict"`
	Explicit   bool        `json:"explicit,omitempty"`
	Alone      bool        `json:"denies_alone,omitempty"`
	Statements []statement `json:"statements,omitempty"`
	Needs      []string    `json:"needs,omitempty"`
}

// statement points at a statement of a policy.
type statement struct {
	Policy string `json:"policy,omitempty"`
	Level  int    `json:"level,omitempty"`
	Index  int    `json:"index"`
	Sid    string `json:"sid,omitempty"`
	Effect string `json:"effect"`
}

// Decisions, as they are printed. The last is for requests that AWS
// documents no answer for, and for resources that stand for several.
const (
	allowed          = "Allowed"
	implicitlyDenied = "ImplicitlyDenied"
	explicitlyDenied = "ExplicitlyDenied"
	undetermined     = "Undetermined"
)

func decisionName(res *decision.Result) string {
	switch {
	case res.Explicit:
		return explicitlyDenied
	case res.Verdict == policy.Yes:
		return allowed
	case res.Verdict == policy.No:
		return implicitlyDenied
	}
	return undetermined
}

// layerName names a layer as reports do; the resource's own policy has the
// name of its kind.
func layerName(l decision.Layer, f decision.Flavor, action string) string {
	switch l {
	case decision.Identity:
		return "identity_policy"
	case decision.Boundary:
		return "permissions_boundary"
	case decision.Session:
		return "session_policy"
	case decision.SCP:
		return "scp"
	case decision.RCP:
		return "rcp"
	case decision.Endpoint:
		return "vpc_endpoint_policy"
	case decision.AccessPoint:
		return "access_point_policy"
	case decision.PublicAccessBlock:
		return "public_access_block"
	}
	switch {
	case f == decision.Key:
		return "kms_key_policy"
	case f == decision.Trust:
		return "trust_policy"
	case strings.HasPrefix(strings.ToLower(action), "s3:"):
		return "bucket_policy"
	}
	return "resource_policy"
}

// decide answers one case.
func decide(c *compiler, tc *testCase) (*result, error) {
	r, p, err := c.compile(tc)
	if err != nil {
		return nil, err
	}
	res := decision.Decide(r, p)
	out := &result{ID: tc.ID, Decision: decisionName(&res), Layers: []layer{}}
	for l := range decision.NumLayers {
		lr := &res.Layers[l]
		if !lr.Applies || l == decision.PublicAccessBlock && lr.Verdict == policy.Yes {
			continue
		}
		out.Layers = append(out.Layers, describe(r, p, l, lr, tc.Request.Action))
	}
	return out, nil
}

// describe names the statements behind a layer's verdict: its Denies if it
// denies by them, its Allows if it allows, all that are open if it is open.
func describe(r *decision.Request, p *decision.Policies, l decision.Layer, lr *decision.LayerResult, action string) layer {
	out := layer{Layer: layerName(l, r.Flavor, action), Explicit: lr.Explicit, Alone: lr.Alone}
	switch lr.Verdict {
	case policy.Yes:
		out.Verdict = "allowed"
	case policy.No:
		out.Verdict = "denied"
	default:
		out.Verdict = "undetermined"
	}
	if l == decision.PublicAccessBlock {
		return out
	}
	e := decision.Explain(r, p, l)
	for _, d := range e.Statements {
		deny := d.Statement.Effect == policy.Deny
		if lr.Verdict != policy.Maybe && (deny != lr.Explicit || d.Applies != policy.Yes) {
			continue
		}
		out.Statements = append(out.Statements, statement{
			Policy: policyName(p, l, d), Level: d.Level, Index: d.Statement.Index, Sid: d.Statement.Sid, Effect: d.Statement.Effect.String(),
		})
	}
	if lr.Verdict == policy.Maybe {
		for _, n := range e.Needs {
			out.Needs = append(out.Needs, n.What)
		}
	}
	return out
}

func policyName(p *decision.Policies, l decision.Layer, d decision.Decided) string {
	return p.Sets(l)[d.Level].Policies()[d.Policy].Name
}

// text is the result for people.
func (r *result) text(b *strings.Builder) {
	fmt.Fprintf(b, "%s: %s\n", r.ID, map[string]string{
		allowed: "allowed", implicitlyDenied: "denied, nothing allows it", explicitlyDenied: "denied explicitly", undetermined: "cannot tell",
	}[r.Decision])
	for _, l := range r.Layers {
		fmt.Fprintf(b, "  %-20s %s", l.Layer, l.Verdict)
		if l.Verdict == "denied" && !l.Explicit {
			b.WriteString(": no statement allows it")
		}
		for i, s := range l.Statements {
			b.WriteString([]string{" by ", ", "}[min(i, 1)])
			s.text(b)
		}
		if len(l.Needs) > 0 {
			fmt.Fprintf(b, "; depends on %s", strings.Join(l.Needs, ", "))
		}
		b.WriteByte('\n')
	}
}

func (s statement) text(b *strings.Builder) {
	fmt.Fprintf(b, "%s statement %d", s.Effect, s.Index)
	if s.Sid != "" {
		fmt.Fprintf(b, " (%s)", s.Sid)
	}
	if s.Policy != "" {
		fmt.Fprintf(b, " of %s", s.Policy)
	}
}
