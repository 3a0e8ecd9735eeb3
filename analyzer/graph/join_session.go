package graph

import (
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

func (r *SessionRec) origin(do func(*Origin)) {
	if r != nil {
		do(&r.Origin)
	}
}

// session are the policies that are passed. What the
// input does not tell of it is one more policy that may allow anything.
func (j *joiner) session(r *SessionRec) []*Policy {
	if r == nil {
		return nil
	}
	var out []*Policy
	if r.Doc != nil {
		out = append(out, j.policy(r.Origin, r.Doc))
	}
	for _, arn := range r.ARNs {
		out = append(out, j.managedPolicy(arn, &r.Origin))
	}
	if r.Open {
		out = append(out, &Policy{Origin: r.Origin, Presence: Opaque, How: HowOpaque, Missing: []string{"the session policy of " + r.Origin.Address + " is not known"}})
	}
	return out
}

// administratorSessions gives administrators what their providers pass. Where
// providers assume one role with different session policies, which of them
// manages a thing is not told, and none is taken.
func (j *joiner) administratorSessions() {
	for _, f := range j.fragments {
		first := map[string]*AdministratorRec{}
		for i := range f.Administrators {
			r := &f.Administrators[i]
			key := string(r.Account + " " + r.ARN)
			switch other := first[key]; {
			case other == nil:
				first[key] = r
				j.administrate(r, j.session(r.Session))
			case !sameSession(r.Session, other.Session):
				j.administrate(r, nil)
			}
		}
	}
}

func sameSession(a, b *SessionRec) bool {
	if a == nil || b == nil {
		return a == b
	}
	text := func(r *SessionRec) policy.Text {
		if r.Doc == nil {
			return ""
		}
		return r.Doc.Text
	}
	return text(a) == text(b) && slices.Equal(a.ARNs, b.ARNs) && !a.Open && !b.Open
}

func (j *joiner) administrate(r *AdministratorRec, session []*Policy) {
	a := j.account(r.Account)
	if a == nil {
		return
	}
	for i := range a.Administrators {
		if x := &a.Administrators[i]; x.ARN == r.ARN && x.Provider.Input == r.Origin.Input {
			x.Session = session
		}
	}
}
