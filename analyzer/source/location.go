package source

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/plan"
)

// Location is the resource's block in the HCL; the zero value without HCL.
func (s *Resolver) Location(r *plan.Resource) finding.Location {
	b := s.blockAt(r)
	if b == nil {
		return finding.Location{}
	}
	return s.locate(b, b.rng)
}

// AttrLocation is the range of one argument, or of the first nested block of
// that name, of the resource's block; the block itself if it has neither.
func (s *Resolver) AttrLocation(r *plan.Resource, name string) finding.Location {
	b := s.blockAt(r)
	switch {
	case b == nil:
		return finding.Location{}
	case b.args[name] != nil:
		return s.locate(b, b.args[name].rng)
	}
	for _, n := range b.blocks {
		if n.makes() == name {
			return s.locate(b, n.rng)
		}
	}
	return s.locate(b, b.rng)
}

// StatementLocation is where the n-th statement (from 0) of a policy document
// stands: the element of Statement in jsonencode, or the statement block of
// the data source that the argument names. Where that cannot be told, it is
// AttrLocation.
func (s *Resolver) StatementLocation(r *plan.Resource, attr string, n int) finding.Location {
	b := s.blockAt(r)
	if b == nil {
		return finding.Location{}
	}
	if r.Data && r.Type == "aws_iam_policy_document" {
		if loc, ok := s.documentStatement(r, n); ok {
			return loc
		}
		return s.Location(r)
	}
	x := b.arg(attr)
	if x == nil {
		return s.AttrLocation(r, attr)
	}
	if rng, ok := statementElement(x, n); ok {
		return s.locate(b, rng)
	}
	if doc := s.documentNamed(r, x); doc != nil {
		if loc, ok := s.documentStatement(doc, n); ok {
			return loc
		}
		return s.Location(doc)
	}
	return s.AttrLocation(r, attr)
}

// documentStatement finds the n-th statement block of a data source that
// merges no other documents.
func (s *Resolver) documentStatement(r *plan.Resource, n int) (finding.Location, bool) {
	b := s.blockAt(r)
	if b == nil {
		return finding.Location{}, false
	}
	for _, name := range []string{"source_policy_documents", "override_policy_documents", "source_json", "override_json"} {
		if b.args[name] != nil {
			return finding.Location{}, false
		}
	}
	for i, st := range b.blocks {
		if st.makes() != "statement" {
			continue
		}
		if st.typ == "dynamic" || i == n {
			return s.locate(b, st.rng), true
		}
	}
	return finding.Location{}, false
}

// documentNamed is the data source whose JSON an argument is: the policy of
// most resources is a reference to one.
func (s *Resolver) documentNamed(r *plan.Resource, x hclsyntax.Expression) *plan.Resource {
	for _, t := range x.Variables() {
		if t.RootName() != "data" || len(t) < 3 {
			continue
		}
		typ, _ := attrName(t, 1)
		name, _ := attrName(t, 2)
		if typ != "aws_iam_policy_document" {
			continue
		}
		list := s.plan.Instances(r.Module, true, typ, name)
		for _, d := range list {
			if plan.CompareKeys(d.Key, r.Key) == 0 {
				return d
			}
		}
		if len(list) > 0 {
			return list[0]
		}
	}
	return nil
}

// statementElement finds the n-th element of Statement in jsonencode({…}).
func statementElement(x hclsyntax.Expression, n int) (hcl.Range, bool) {
	call, ok := x.(*hclsyntax.FunctionCallExpr)
	if !ok || call.Name != "jsonencode" || len(call.Args) != 1 {
		return hcl.Range{}, false
	}
	obj, ok := call.Args[0].(*hclsyntax.ObjectConsExpr)
	if !ok {
		return hcl.Range{}, false
	}
	for _, item := range obj.Items {
		if key := hcl.ExprAsKeyword(item.KeyExpr); key != "Statement" && keyText(item.KeyExpr) != "Statement" {
			continue
		}
		switch v := item.ValueExpr.(type) {
		case *hclsyntax.TupleConsExpr:
			if n < len(v.Exprs) {
				return v.Exprs[n].Range(), true
			}
		case *hclsyntax.ObjectConsExpr:
			if n == 0 {
				return v.Range(), true
			}
		}
		return item.ValueExpr.Range(), true
	}
	return hcl.Range{}, false
}

func (s *Resolver) blockAt(r *plan.Resource) *block {
	if s.where == nil {
		return nil
	}
	return s.where.block(r)
}

func (s *Resolver) locate(b *block, rng hcl.Range) finding.Location {
	loc := place(s.where.root, rng)
	for m := b.mod; m != nil && m.call != nil; m = m.parent {
		at := place(s.where.root, m.call.rng)
		loc.Calls = append(loc.Calls, finding.Call{Module: m.path, File: at.File, Line: at.Line})
	}
	slices.Reverse(loc.Calls)
	return loc
}
