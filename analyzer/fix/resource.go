package fix

import (
	"fmt"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
)

// resourceWithPolicy is a new resource that gives another one a policy. It
// stands in the same module as what it is for, so that it can refer to it.
func (a *attempt) resourceWithPolicy(of graph.Origin, kind, argument, attr string, statements ...*statement) finding.Edit {
	var body, raw []string
	for _, s := range statements {
		body = append(body, indent(s.HCL(a.Place, of, false), 6))
		raw = append(raw, string(s.JSON()))
	}
	text := fmt.Sprintf("resource %q %q {\n  %s = %s\n  policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [\n%s    ]\n  })\n}\n",
		kind, lastName(of.Address), argument, reference(of, attr), strings.Join(commas(body), ""))
	return finding.Edit{
		Address: of.Address, Input: of.Input, Location: of.Location, Action: "add_resource",
		Statement: strings.Join(raw, ","), Text: text,
	}
}

// multiRegionPolicy is a new resource that gives a multi-Region access point a
// policy: it takes the name, in a block.
func (a *attempt) multiRegionPolicy(p *graph.AccessPoint, s *statement) finding.Edit {
	e := a.resourceWithPolicy(p.Origin, "aws_s3control_multi_region_access_point_policy", "name", "details[0].name", s)
	head, rest, _ := strings.Cut(e.Text, "\n")
	e.Text = head + "\n  details {\n" + indent(strings.TrimSuffix(rest, "}\n"), 2) + "  }\n}\n"
	return e
}

// commas separates the objects of a list.
func commas(objects []string) []string {
	for i := range objects {
		if i < len(objects)-1 {
			objects[i] = strings.TrimSuffix(objects[i], "\n") + ",\n"
		}
	}
	return objects
}

// reference writes an attribute of a resource as its own module does.
func reference(o graph.Origin, attr string) string { return local(o.Address) + "." + attr }

// local is an address without its module path.
func local(address string) string {
	depth, quoted, start := 0, false, 0
	fields := 0
	module := false
	for i := 0; i < len(address); i++ {
		switch c := address[i]; {
		case quoted && c == '\\':
			i++
		case c == '"' && depth > 0:
			quoted = !quoted
		case quoted:
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == '.' && depth == 0:
			if fields == 0 {
				module = address[start:i] == "module"
			}
			fields++
			if module && fields == 2 {
				start, fields, module = i+1, 0, false
			} else if !module && fields == 1 {
				return address[start:]
			}
		}
	}
	return address[start:]
}

// lastName is a resource's own name: "reports" of aws_s3_bucket.reports["x"].
func lastName(address string) string {
	_, name, _ := strings.Cut(local(address), ".")
	name, _, _ = strings.Cut(name, "[")
	return name
}

func indent(text string, by int) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		out.WriteString(strings.Repeat(" ", by) + line)
	}
	return out.String()
}
