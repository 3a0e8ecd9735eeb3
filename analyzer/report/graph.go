package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Graph is the graph of accounts, principals, buckets, keys and endpoints as
// `tfaccess graph` prints it.
type Graph struct {
	Nodes []GraphNode `json:"nodes"`
	Edges []GraphEdge `json:"edges"`
}

// GraphNode is one thing.
type GraphNode struct {
	ID      string `json:"id"`   // unique: an ARN, or LABEL:ADDRESS
	Kind    string `json:"kind"` // "role", "user", "bucket", "key", "endpoint", "access_point", "service", …
	Label   string `json:"label"`
	Account string `json:"account,omitempty"` // cluster; empty if not known
	Address string `json:"address,omitempty"`
	Input   string `json:"input,omitempty"`
}

// GraphEdge is a relation or an access.
type GraphEdge struct {
	From  string `json:"from"` // node IDs
	To    string `json:"to"`
	Label string `json:"label"` // "s3:GetObject", "encrypts", …
	// Verdict is an access's verdict; empty for a mere relation.
	Verdict string `json:"verdict,omitempty"`
	// Layers name what denies.
	Layers []string `json:"layers,omitempty"`
	// Fingerprints are those of the findings about this edge.
	Fingerprints []string `json:"fingerprints,omitempty"`
}

// WriteGraphJSON prints the graph as nodes and edges.
func WriteGraphJSON(w io.Writer, g *Graph) error {
	return encodeJSON(w, Graph{orEmpty(g.Nodes), orEmpty(g.Edges)})
}

// accounts are the clusters of a graph, sorted, the unknown one last.
func (g *Graph) accounts() []string {
	var all []string
	for _, n := range g.Nodes {
		if !slices.Contains(all, n.Account) {
			all = append(all, n.Account)
		}
	}
	slices.Sort(all)
	if len(all) > 0 && all[0] == "" {
		all = append(all[1:], "")
	}
	return all
}

// names give each node an identifier that no plan data can break out of.
func (g *Graph) names() map[string]string {
	names := make(map[string]string, len(g.Nodes))
	for i, n := range g.Nodes {
		names[n.ID] = fmt.Sprintf("n%d", i)
	}
	return names
}

// WriteGraphDOT prints the graph for Graphviz.
// https://graphviz.org/doc/info/lang.html (2026-11)
func WriteGraphDOT(w io.Writer, g *Graph) error {
	bw := bufio.NewWriter(w)
	names := g.names()
	fmt.Fprint(bw, "digraph tfaccess {\n  rankdir=LR;\n  node [fontname=\"Helvetica\"];\n  edge [fontname=\"Helvetica\"];\n")
	for i, account := range g.accounts() {
		title := "account " + account
		if account == "" {
			title = "account not known"
		}
		fmt.Fprintf(bw, "  subgraph cluster_%d {\n    label=%s;\n", i, dotQuote(title))
		for _, n := range g.Nodes {
			if n.Account == account {
				fmt.Fprintf(bw, "    %s [label=%s, shape=%s];\n", names[n.ID], dotQuote(n.Label+"\n"+n.Kind), dotShape(n.Kind))
			}
		}
		fmt.Fprint(bw, "  }\n")
	}
	for _, e := range g.Edges {
		if names[e.From] == "" || names[e.To] == "" {
			continue
		}
		color, style := edgeLook(e.Verdict)
		label := e.Label
		if len(e.Layers) > 0 {
			label += "\n✗ " + strings.Join(layerNamesOf(e.Layers), ", ")
		}
		fmt.Fprintf(bw, "  %s -> %s [label=%s, color=%s, style=%s];\n", names[e.From], names[e.To], dotQuote(label), color, style)
	}
	fmt.Fprint(bw, "}\n")
	return bw.Flush()
}

// dotQuote is a quoted string. Backslashes are doubled, for "\l" and "\N" mean
// something in a label.
func dotQuote(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(inert(l))
	}
	return `"` + strings.Join(lines, `\n`) + `"`
}

func dotShape(kind string) string {
	switch kind {
	case "bucket", "access_point":
		return "cylinder"
	case "key":
		return "diamond"
	case "endpoint":
		return "cds"
	case "service":
		return "component"
	}
	return "box"
}

func edgeLook(verdict string) (color, style string) {
	switch verdict {
	case "allowed":
		return "darkgreen", "solid"
	case "denied":
		return "red", "bold"
	case "conditional", "unresolved":
		return "orange", "dashed"
	}
	return "gray", "dotted"
}

func layerNamesOf(layers []string) []string {
	var all []string
	for _, l := range layers {
		all = append(all, layerName(l))
	}
	return all
}

// WriteGraphMermaid prints the graph for Mermaid, which GitHub and GitLab draw
// in Markdown.
// https://mermaid.js.org/syntax/flowchart.html (2026-11)
func WriteGraphMermaid(w io.Writer, g *Graph) error {
	bw := bufio.NewWriter(w)
	names := g.names()
	fmt.Fprint(bw, "flowchart LR\n")
	for i, account := range g.accounts() {
		title := "account " + account
		if account == "" {
			title = "account not known"
		}
		fmt.Fprintf(bw, "  subgraph a%d[%s]\n", i, mermaidQuote(title))
		for _, n := range g.Nodes {
			if n.Account == account {
				open, closing := mermaidShape(n.Kind)
				fmt.Fprintf(bw, "    %s%s%s%s\n", names[n.ID], open, mermaidQuote(n.Label), closing)
			}
		}
		fmt.Fprint(bw, "  end\n")
	}
	var denied, open []string
	drawn := 0
	for _, e := range g.Edges {
		if names[e.From] == "" || names[e.To] == "" {
			continue
		}
		label := e.Label
		if len(e.Layers) > 0 {
			label += " ✗ " + strings.Join(layerNamesOf(e.Layers), ", ")
		}
		arrow := "-->"
		switch e.Verdict {
		case "denied":
			denied = append(denied, fmt.Sprint(drawn))
		case "conditional", "unresolved":
			open = append(open, fmt.Sprint(drawn))
			arrow = "-.->"
		}
		fmt.Fprintf(bw, "  %s %s|%s| %s\n", names[e.From], arrow, mermaidQuote(label), names[e.To])
		drawn++
	}
	if len(denied) > 0 {
		fmt.Fprintf(bw, "  linkStyle %s stroke:red,stroke-width:3px\n", strings.Join(denied, ","))
	}
	if len(open) > 0 {
		fmt.Fprintf(bw, "  linkStyle %s stroke:orange\n", strings.Join(open, ","))
	}
	return bw.Flush()
}

// mermaidQuote is a quoted text in which only letters, digits and harmless
// punctuation stay themselves; the rest are Mermaid's entity codes.
func mermaidQuote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range inert(s) {
		if c > 127 || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || strings.ContainsRune(" :/-_.,*", c) {
			b.WriteRune(c)
			continue
		}
		fmt.Fprintf(&b, "#%d;", c)
	}
	b.WriteByte('"')
	return b.String()
}

func mermaidShape(kind string) (open, closing string) {
	switch kind {
	case "bucket", "access_point":
		return "[(", ")]"
	case "key":
		return "{{", "}}"
	case "endpoint":
		return "([", "])"
	case "service":
		return "[[", "]]"
	}
	return "[", "]"
}
