package plan

import (
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// Block is the configuration of a resource, data source or module call: what
// `terraform show -json` keeps of the HCL.
// https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation (2026-11)
type Block struct {
	Module      string // static module path: "module.a.module.b"
	Data        bool
	Type, Name  string // of a resource or data source
	Arguments   map[string]Expression
	Count       *Expression
	ForEach     *Expression
	DependsOn   []string
	ProviderKey string
}

// Expression is an argument or nested block in configuration. Its zero value
// is an expression without references whose value the plan does not keep
// ("jsonencode({…})" of literals).
type Expression struct {
	Constant   cty.Value               // cty.NilVal unless it is a constant
	References []string                // as Terraform lists them, in order
	Blocks     []map[string]Expression // nested blocks, in order
}

// ModuleConfig is the configuration of one module.
type ModuleConfig struct {
	Path      string            // static path, empty for the root
	Blocks    map[string]*Block // by "TYPE.NAME" or "data.TYPE.NAME"
	Calls     map[string]*Call
	Outputs   map[string]Expression
	Variables map[string]cty.Value // defaults; cty.NilVal for a required one
}

// Call is a module call.
type Call struct {
	Block
	Source string
}

// module is a ModuleConfig in its tree.
type module struct {
	ModuleConfig
	parent   *module
	name     string // of the call
	children map[string]*module
}

// providerConfig is one entry of configuration.provider_config.
type providerConfig struct {
	name, fullName, alias, module string
	arguments                     map[string]Expression
}

// configuration reads the member of that name.
func (rd *reader) configuration(s *scanner) error {
	if s.space() != '{' {
		return s.skip()
	}
	return s.object(func(name string) error {
		switch name {
		case "provider_config":
			return rd.eachObject(s, func(key string) error {
				pc, err := readProviderConfig(s)
				rd.providerConfigs[key] = pc
				return err
			})
		case "root_module":
			root, err := rd.module(s, nil, "")
			rd.plan.root = root
			return err
		}
		return s.skip()
	})
}

func readProviderConfig(s *scanner) (pc *providerConfig, err error) {
	pc = &providerConfig{}
	if s.space() != '{' {
		return pc, s.skip()
	}
	err = s.object(func(name string) (err error) {
		switch name {
		case "name":
			pc.name, err = s.optionalText()
		case "full_name":
			pc.fullName, err = s.optionalText()
		case "alias":
			pc.alias, err = s.optionalText()
		case "module_address":
			pc.module, err = s.optionalText()
		case "expressions":
			pc.arguments, err = readArguments(s)
		default:
			err = s.skip()
		}
		return err
	})
	return pc, err
}

// module reads one module's configuration and, through its calls, its children's.
func (rd *reader) module(s *scanner, parent *module, call string) (*module, error) {
	m := &module{parent: parent, name: call, children: map[string]*module{}}
	m.Blocks = map[string]*Block{}
	m.Calls = map[string]*Call{}
	m.Outputs = map[string]Expression{}
	m.Variables = map[string]cty.Value{}
	if parent != nil {
		m.Path = joinModule(parent.Path, "module."+call)
	}
	rd.plan.staticModules[m.Path] = m
	if s.space() != '{' {
		return m, s.skip()
	}
	err := s.object(func(name string) error {
		switch name {
		case "resources":
			return rd.eachElement(s, func() error { return m.readBlock(s) })
		case "outputs":
			return rd.eachObject(s, func(name string) error { return m.readOutput(s, name) })
		case "variables":
			return rd.eachObject(s, func(name string) error { return m.readVariable(s, name) })
		case "module_calls":
			return rd.calls(s, m)
		}
		return s.skip()
	})
	return m, err
}

func (m *module) readBlock(s *scanner) error {
	if s.space() != '{' {
		return s.skip()
	}
	b := &Block{Module: m.Path}
	var mode string
	err := s.object(func(member string) (err error) {
		switch member {
		case "mode":
			mode, err = s.optionalText()
		case "type":
			b.Type, err = s.optionalText()
		case "name":
			b.Name, err = s.optionalText()
		case "provider_config_key":
			b.ProviderKey, err = s.optionalText()
		default:
			err = b.readMember(s, member)
		}
		return err
	})
	switch mode {
	case "data":
		b.Data = true
		m.Blocks["data."+b.Type+"."+b.Name] = b
	case "managed", "":
		m.Blocks[b.Type+"."+b.Name] = b
	}
	return err
}

// readMember reads what resources and module calls have in common.
func (b *Block) readMember(s *scanner, name string) (err error) {
	switch name {
	case "expressions":
		b.Arguments, err = readArguments(s)
	case "count_expression":
		b.Count, err = readMeta(s)
	case "for_each_expression":
		b.ForEach, err = readMeta(s)
	case "depends_on":
		b.DependsOn, err = readTexts(s)
	default:
		err = s.skip()
	}
	return err
}

func readMeta(s *scanner) (*Expression, error) {
	e, err := readExpression(s)
	return &e, err
}

func (m *module) readOutput(s *scanner, name string) error {
	if s.space() != '{' {
		return s.skip()
	}
	return s.object(func(member string) (err error) {
		if member == "expression" {
			m.Outputs[name], err = readExpression(s)
			return err
		}
		return s.skip()
	})
}

func (m *module) readVariable(s *scanner, name string) error {
	m.Variables[name] = cty.NilVal
	if s.space() != '{' {
		return s.skip()
	}
	return s.object(func(member string) error {
		value, err := s.raw()
		if member == "default" && err == nil {
			m.Variables[name] = decode(value, "")
		}
		return err
	})
}

// calls reads module_calls: an object, or a list in the betas of Terraform 0.12.
func (rd *reader) calls(s *scanner, m *module) error {
	if s.space() == '[' {
		return rd.eachElement(s, func() error { return rd.call(s, m, "") })
	}
	return rd.eachObject(s, func(name string) error { return rd.call(s, m, name) })
}

func (rd *reader) call(s *scanner, m *module, name string) error {
	if s.space() != '{' {
		return s.skip()
	}
	if name == "" { // the element of a list says its name anywhere
		text, err := s.raw()
		if err != nil {
			return err
		}
		if name = text.get("name").text(); name == "" {
			return nil
		}
		s = &scanner{src: string(text)}
	}
	call := &Call{Block: Block{Module: m.Path}}
	m.Calls[name] = call
	return s.object(func(member string) (err error) {
		switch member {
		case "source":
			call.Source, err = s.optionalText()
		case "module":
			m.children[name], err = rd.module(s, m, name)
		default:
			err = call.readMember(s, member)
		}
		return err
	})
}

func readArguments(s *scanner) (map[string]Expression, error) {
	if s.space() != '{' {
		return nil, s.skip()
	}
	arguments := map[string]Expression{}
	err := s.object(func(name string) (err error) {
		arguments[name], err = readExpression(s)
		return err
	})
	return arguments, err
}

// readExpression reads an argument ({"constant_value"}, {"references"} or {}),
// a list of blocks, or a bare block.
func readExpression(s *scanner) (e Expression, err error) {
	switch s.space() {
	case '[':
		err = s.array(func() error {
			if s.space() != '{' {
				return s.skip()
			}
			block, err := readArguments(s)
			e.Blocks = append(e.Blocks, block)
			return err
		})
		return e, err
	case '{':
	default:
		return e, s.skip()
	}
	var block map[string]Expression
	err = s.object(func(name string) (err error) {
		switch name {
		case "constant_value":
			var value raw
			if value, err = s.raw(); err == nil {
				e.Constant = decode(value, "")
			}
		case "references":
			e.References, err = readTexts(s)
		default:
			if block == nil {
				block = map[string]Expression{}
			}
			block[name], err = readExpression(s)
		}
		return err
	})
	if block != nil {
		e.Blocks = append(e.Blocks, block)
	}
	if len(e.References) > 0 {
		// Of JSON syntax Terraform writes the text of a template as a constant,
		// "${aws_s3_bucket.b.id}", beside what it refers to.
		e.Constant = cty.NilVal
	}
	return e, err
}

func readTexts(s *scanner) ([]string, error) {
	if s.space() != '[' {
		return nil, s.skip()
	}
	var texts []string
	err := s.array(func() error {
		text, err := s.optionalText()
		if text != "" {
			texts = append(texts, text)
		}
		return err
	})
	return texts, err
}

// joinModule appends a step to a module path.
func joinModule(parent, step string) string {
	if parent == "" {
		return step
	}
	return parent + "." + step
}

// splitReference takes the first names of a reference apart: "module.m" from
// "module.m.out[0].x", with what follows.
func splitReference(reference string) ([]Step, bool) {
	steps, err := parseTraversal(strings.TrimSpace(reference))
	return steps, err == nil
}
