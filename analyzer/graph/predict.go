package graph

import (
	"fmt"
	"strings"
	"sync"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/tfaccess/tfaccess/analyzer/source"
)

// Predictor says what AWS will assign, from the Predict templates of the
// adapters. It is stateless and may be shared.
var Predictor source.Predictor = predictor{}

type predictor struct{}

// Predict fills in the template of an attribute that nobody configured. get
// answers other attributes of the same resource: unset if they are not set, a
// symbol if they are not known.
func (predictor) Predict(r *plan.Resource, provider *plan.Provider, attr string, get func(attr string) policy.Text) (policy.Text, bool) {
	a := byType.of(r)
	if a == nil {
		return "", false
	}
	text, ok := a.Predict[attr]
	if !ok {
		return "", false
	}
	if _, state := r.Attr(plan.Planned, attr); state == plan.Unknown {
		return "", false // configured as something unknown: not AWS's choice
	}
	alternatives, err := templates(text)
	if err != nil {
		return "", false
	}
	for _, t := range alternatives {
		if v, ok := t.fill(r, provider, attr, get); ok {
			return v, true
		}
	}
	return "", false
}

// Nested are the attributes that AWS assigns within a block, as paths that
// begin with the block's name.
func (predictor) Nested(r *plan.Resource, block string) []string {
	a := byType.of(r)
	if a == nil {
		return nil
	}
	var paths []string
	for path := range a.Predict {
		if strings.HasPrefix(path, block+".") {
			paths = append(paths, path)
		}
	}
	return paths
}

// Links are the attributes of other resources that an attribute may hold.
func (predictor) Links(r *plan.Resource, attr string) []string {
	a := byType.of(r)
	if a == nil || a.Refs[attr] == "" {
		return nil
	}
	return strings.Split(a.Refs[attr], " or ")
}

// FoundBy are the arguments by which a data source finds what the plan makes.
func (predictor) FoundBy(r *plan.Resource) map[string]string {
	if a := byType.of(r); a != nil {
		return a.FoundBy
	}
	return nil
}

// A template is text with names in braces:
//
//	{name}          another attribute of the resource; the template fails if it is unset
//	{name|/}        the same, with what stands for unset
//	{block.name}    an attribute of the resource's one block of that kind
//	{partition}, {account}, {region}   of the resource's provider; {region} is
//	                the resource's own region argument if it has one
//	{base name}     what follows the last slash of attribute name
//	{host name}     attribute name without "https://"
//	{suffix}        the partition's domain, "amazonaws.com"
//	{fresh}         a word that AWS invents; fails for what the plan does not create
//	{fresh:key_id}  the same word as attribute key_id's
//	{when name}     nothing; the template fails unless attribute name is true
//
// Templates separated by " or " are tried in order.
type template []piece

type piece struct {
	literal  string
	name     string
	fallback string
	optional bool
}

var parsedTemplates sync.Map // text to []template

func templates(text string) ([]template, error) {
	if ts, ok := parsedTemplates.Load(text); ok {
		return ts.([]template), nil
	}
	ts, err := parseTemplate(text)
	if err == nil {
		parsedTemplates.Store(text, ts)
	}
	return ts, err
}

func parseTemplate(text string) ([]template, error) {
	var all []template
	for alternative := range strings.SplitSeq(text, " or ") {
		var t template
		for alternative != "" {
			literal, rest, found := strings.Cut(alternative, "{")
			if literal != "" {
				t = append(t, piece{literal: literal})
			}
			if !found {
				break
			}
			name, tail, closed := strings.Cut(rest, "}")
			if !closed || name == "" {
				return nil, fmt.Errorf("%q: brace without name or end", text)
			}
			p := piece{}
			p.name, p.fallback, p.optional = strings.Cut(name, "|")
			t = append(t, p)
			alternative = tail
		}
		if len(t) == 0 {
			return nil, fmt.Errorf("%q: empty alternative", text)
		}
		all = append(all, t)
	}
	return all, nil
}

func (t template) fill(r *plan.Resource, provider *plan.Provider, attr string, get func(string) policy.Text) (policy.Text, bool) {
	var out strings.Builder
	for _, p := range t {
		if p.name == "" {
			out.WriteString(p.literal)
			continue
		}
		v, ok := p.value(r, provider, attr, get)
		if !ok {
			return "", false
		}
		out.WriteString(string(v))
	}
	return policy.Text(out.String()), true
}

func (p piece) value(r *plan.Resource, provider *plan.Provider, attr string, get func(string) policy.Text) (policy.Text, bool) {
	switch p.name {
	case "partition":
		if provider == nil || provider.Partition == "" {
			return "aws", true
		}
		return provider.Partition, true
	case "account":
		if provider == nil || provider.Account == "" {
			return "", false
		}
		return provider.Account, true
	case "region":
		if own := ownRegion(attr, get); own != "" && !own.IsOpaque() {
			return own, true
		}
		if provider == nil || provider.Region == "" {
			return "", false
		}
		return provider.Region, true
	case "suffix":
		if provider != nil && provider.Partition == "aws-cn" {
			return "amazonaws.com.cn", true
		}
		return "amazonaws.com", true
	case "fresh":
		return fresh(r, attr)
	}
	if of, ok := strings.CutPrefix(p.name, "fresh:"); ok {
		return fresh(r, of)
	}
	if of, ok := strings.CutPrefix(p.name, "base "); ok {
		v := get(of)
		i := lastOutside(string(v), '/')
		return v[i+1:], v != "" && i >= 0
	}
	if of, ok := strings.CutPrefix(p.name, "when "); ok {
		return "", get(of) == "true"
	}
	if of, ok := strings.CutPrefix(p.name, "host "); ok {
		v := policy.Text(strings.TrimPrefix(string(get(of)), "https://"))
		return v, v != ""
	}
	v := get(p.name)
	if v != "" {
		return v, true
	}
	return policy.Text(p.fallback), p.optional
}

// fresh is the symbol of an id that AWS invents while the plan is applied:
// only what the plan creates has one, and no text written before equals it.
func fresh(r *plan.Resource, attr string) (policy.Text, bool) {
	if r.Change != "create" && r.Change != "replace" {
		return "", false
	}
	return policy.Fresh(symbolName(r, attr)), true
}

// ownRegion is the region argument that resources have from AWS provider 6 on.
// Where the region itself is asked for, there is no own one.
func ownRegion(attr string, get func(string) policy.Text) policy.Text {
	if attr == "region" {
		return ""
	}
	return get("region")
}
