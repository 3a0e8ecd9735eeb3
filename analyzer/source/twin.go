package source

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
)

// Finder is a Predictor that knows by which arguments a data source finds the
// one thing that a resource of its type may make in the same plan.
type Finder interface {
	// FoundBy maps the data source's arguments to the resource's:
	// {"user_name": "name"} of aws_iam_user. Nil: it may find something else.
	FoundBy(r *plan.Resource) map[string]string
}

// twin is the resource of the same plan and account that a data source will
// find when it is read during apply: a module that depends on another defers
// all its data sources, also those that look up what the plan itself makes.
// Nil if there is none for certain.
//
// https://developer.hashicorp.com/terraform/language/data-sources#dependencies (2026-11)
func (s *Resolver) twin(r *plan.Resource) *plan.Resource {
	finder, ok := s.predict.(Finder)
	if !ok || !r.Data {
		return nil
	}
	by := finder.FoundBy(r)
	if len(by) == 0 {
		return nil
	}
	at := s.Provider(r)
	if at == nil || at.Account == "" || at.Account.IsOpaque() {
		return nil
	}
	for _, m := range s.managed()[r.Type] {
		p := s.Provider(m)
		if p == nil || p.Account != at.Account || p.Region != at.Region && !strings.HasPrefix(r.Type, "aws_iam_") {
			continue // IAM knows no Regions
		}
		if s.same(r, m, by) {
			return m
		}
	}
	return nil
}

// same reports whether a data source looks for just what a resource is called.
func (s *Resolver) same(r, m *plan.Resource, by map[string]string) bool {
	for argument, attr := range by {
		asked := s.text(r, argument)
		if asked == "" || !asked.IsWhollyKnown() || asked != s.text(m, attr) {
			return false
		}
	}
	return true
}

// managed are the resources that the plan leaves in place, by type.
func (s *Resolver) managed() map[string][]*plan.Resource {
	if s.byType == nil {
		s.byType = map[string][]*plan.Resource{}
		for _, r := range s.plan.Resources {
			if !r.Data && r.Change != "delete" {
				s.byType[r.Type] = append(s.byType[r.Type], r)
			}
		}
	}
	return s.byType
}

// found is an attribute of what a data source will find.
func (s *Resolver) found(r *plan.Resource, name string) (Result, bool) {
	m := s.twin(r)
	if m == nil || !slices.Contains(m.Attributes(s.world), name) {
		return Result{}, false
	}
	return s.Attr(m, name), true
}
