package config

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Load reads a configuration. name is how messages call the file; files is the
// directory it lies in, below which alone files are read; now is the day
// against which ignores expire. The Config is nil if any diagnostic is an error.
func Load(name string, src []byte, files fs.FS, now time.Time) (*Config, Diagnostics) {
	d := &decoder{
		name: name, src: src, now: now,
		scope:    &hcl.EvalContext{Functions: functions(files)},
		config:   &Config{Name: name, Fragment: &graph.Fragment{Label: filepath.Base(name)}, now: now},
		accounts: map[string]*parsedBlock{},
		ids:      map[string]string{},
		units:    map[string]*parsedBlock{},
		labels:   map[string]hcl.Range{},
	}
	file, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	d.fromHCL(diags)
	if diags.HasErrors() {
		return nil, d.sorted()
	}
	d.body(file.Body.(*hclsyntax.Body))
	if out := d.sorted(); out.HasErrors() {
		return nil, out
	}
	return d.config, d.sorted()
}

type decoder struct {
	name   string
	src    []byte
	now    time.Time
	scope  *hcl.EvalContext
	config *Config
	diags  Diagnostics

	accounts map[string]*parsedBlock // account blocks by name
	ids      map[string]string       // account ids to names
	units    map[string]*parsedBlock
	labels   map[string]hcl.Range // title of a block to where it stands
}

// parsedBlock is a block whose arguments have their right types.
type parsedBlock struct {
	schema *block
	hcl    *hcl.Block
	label  string
	values map[string]cty.Value
	ranges map[string]hcl.Range // of the values
	full   hcl.Range
}

// body reads every block, then fills in the configuration: accounts and units
// first, which the others mention.
func (d *decoder) body(body *hclsyntax.Body) {
	for _, a := range sortedAttributes(body.Attributes) {
		d.errorf(a.NameRange, "Unexpected argument", "Arguments stand inside blocks: %s.", oneOf(blockNames()))
	}
	var all []*parsedBlock
	for _, b := range body.Blocks {
		if p := d.block(b); p != nil {
			all = append(all, p)
		}
	}
	for _, p := range all {
		switch p.schema.name {
		case "account":
			d.registerAccount(p)
		case "ou":
			d.units[p.label] = p
		}
	}
	fill := map[string]func(*parsedBlock){
		"organization": d.organization, "ou": d.ou, "account": d.account, "scp": d.orgPolicy, "rcp": d.orgPolicy,
		"principal": d.principal, "bucket": d.bucket, "key": d.key, "expect": d.expect, "ignore": d.ignore,
		"severity": d.severity, "settings": d.settings,
	}
	for _, p := range all {
		fill[p.schema.name](p)
	}
	d.mentionedUnits()
}

func blockNames() []string {
	var names []string
	for _, b := range blocks {
		names = append(names, b.name)
	}
	return names
}

func sortedAttributes(attrs hclsyntax.Attributes) []*hclsyntax.Attribute {
	var out []*hclsyntax.Attribute
	for _, a := range attrs {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b *hclsyntax.Attribute) int { return a.SrcRange.Start.Byte - b.SrcRange.Start.Byte })
	return out
}

// block checks one block against the schema and evaluates its arguments.
func (d *decoder) block(b *hclsyntax.Block) *parsedBlock {
	schema := blockNamed(b.Type)
	if schema == nil {
		d.errorf(b.TypeRange, "Unknown block", "There is no block %q.%s The blocks are %s.", b.Type, didYouMean(b.Type, blockNames()), oneOf(blockNames()))
		return nil
	}
	p := &parsedBlock{schema: schema, hcl: b.AsHCLBlock(), values: map[string]cty.Value{}, ranges: map[string]hcl.Range{}, full: b.DefRange()}
	switch {
	case schema.label == "" && len(b.Labels) > 0:
		d.errorf(b.LabelRanges[0], "Unexpected label", "A block %q has no label.", b.Type)
	case schema.label != "" && len(b.Labels) != 1:
		d.errorf(b.DefRange(), "Missing label", "A block %q has one label, its %s: %s \"…\" { … }.", b.Type, strings.ToLower(schema.label), b.Type)
		return nil
	case schema.label != "":
		p.label = b.Labels[0]
	}
	if at, again := d.labels[title(p.hcl)]; again && (schema.once || schema.label != "") {
		d.errorf(b.DefRange(), "Duplicate block", "%s is there already, on line %d.", title(p.hcl), at.Start.Line)
		return nil
	}
	d.labels[title(p.hcl)] = b.DefRange()
	for _, nested := range b.Body.Blocks {
		d.errorf(nested.TypeRange, "Unexpected block", "A block %q holds arguments only.%s", b.Type, asArgument(schema, nested.Type))
	}
	for _, a := range sortedAttributes(b.Body.Attributes) {
		d.argument(p, a)
	}
	for _, a := range schema.args {
		if _, set := b.Body.Attributes[a.name]; a.required && !set {
			d.errorf(b.DefRange(), "Missing argument", "%s needs %q: %s.", title(p.hcl), a.name, a.doc)
			p.values[a.name] = cty.NullVal(cty.DynamicPseudoType)
		}
	}
	return p
}

func asArgument(schema *block, name string) string {
	if schema.arg(name) == nil {
		return ""
	}
	return fmt.Sprintf(" Write %s = … .", name)
}

// argument evaluates one argument and converts it to its type.
func (d *decoder) argument(p *parsedBlock, a *hclsyntax.Attribute) {
	spec := p.schema.arg(a.Name)
	if p.schema.free {
		spec = &argument{name: a.Name, kind: text}
	}
	if spec == nil {
		d.errorf(a.NameRange, "Unknown argument", "A block %q has no argument %q.%s It has %s.",
			p.schema.name, a.Name, didYouMean(a.Name, p.schema.argNames()), oneOf(p.schema.argNames()))
		return
	}
	v, diags := a.Expr.Value(d.scope)
	if diags.HasErrors() {
		d.fromHCL(diags)
		p.values[a.Name] = cty.NullVal(cty.DynamicPseudoType)
		return
	}
	p.ranges[a.Name] = a.Expr.Range()
	converted, ok := spec.convert(v)
	if !ok {
		d.errorf(a.Expr.Range(), "Wrong type", "%s of %s is a %s, not %s.", a.Name, title(p.hcl), spec.kind, describe(v))
		converted = cty.NullVal(cty.DynamicPseudoType)
	}
	p.values[a.Name] = converted
	if ok {
		d.config.values = append(d.config.values, Value{Path: title(p.hcl) + "." + a.Name, Text: show(converted), Location: location(a.SrcRange)})
	}
}

// convert brings a value to an argument's type.
func (a *argument) convert(v cty.Value) (cty.Value, bool) {
	if v.IsNull() {
		return v, true
	}
	var want cty.Type
	switch a.kind {
	case text:
		if t := v.Type(); t != cty.String && t != cty.Number {
			return v, false
		}
		want = cty.String
	case yesNo:
		if v.Type() != cty.Bool {
			return v, false
		}
		return v, true
	case texts:
		if t := v.Type(); !t.IsTupleType() && !t.IsListType() && !t.IsSetType() {
			return v, false
		}
		want = cty.List(cty.String)
	case textMap:
		if t := v.Type(); !t.IsObjectType() && !t.IsMapType() {
			return v, false
		}
		want = cty.Map(cty.String)
	case document:
		if t := v.Type(); t.IsObjectType() || t.IsMapType() {
			return encode(v)
		}
		if v.Type() != cty.String {
			return v, false
		}
		return v, true
	}
	out, err := convert.Convert(v, want)
	return out, err == nil && out.IsWhollyKnown()
}

// describe says what a value is, in a sentence.
func describe(v cty.Value) string {
	switch t := v.Type(); {
	case t == cty.String:
		return "a string"
	case t == cty.Bool:
		return "a bool"
	case t == cty.Number:
		return "a number"
	case t.IsTupleType() || t.IsListType() || t.IsSetType():
		return "a list"
	case t.IsObjectType() || t.IsMapType():
		return "an object"
	}
	return v.Type().FriendlyName()
}

// The accessors below give an argument's value, and its zero where the argument
// is not set or was found wrong.

func (p *parsedBlock) has(name string) bool {
	v, ok := p.values[name]
	return ok && !v.IsNull()
}

func (p *parsedBlock) text(name string) string {
	if !p.has(name) {
		return ""
	}
	return p.values[name].AsString()
}

func (p *parsedBlock) texts(name string) []string {
	if !p.has(name) {
		return nil
	}
	var out []string
	for it := p.values[name].ElementIterator(); it.Next(); {
		if _, v := it.Element(); !v.IsNull() {
			out = append(out, v.AsString())
		}
	}
	return out
}

func (p *parsedBlock) flag(name string, def bool) bool {
	if !p.has(name) {
		return def
	}
	return p.values[name].True()
}

func (p *parsedBlock) tags() map[string]policy.Text {
	if !p.has("tags") {
		return nil
	}
	out := map[string]policy.Text{}
	for it := p.values["tags"].ElementIterator(); it.Next(); {
		if k, v := it.Element(); !v.IsNull() {
			out[k.AsString()] = policy.Literal(v.AsString())
		}
	}
	return out
}

// at is the range of an argument's value, or of the block where it is not set.
func (p *parsedBlock) at(name string) hcl.Range {
	if r, ok := p.ranges[name]; ok {
		return r
	}
	return p.full
}

func (d *decoder) origin(p *parsedBlock) graph.Origin {
	return graph.Origin{Input: d.config.Fragment.Label, Address: title(p.hcl), Location: location(p.full)}
}
