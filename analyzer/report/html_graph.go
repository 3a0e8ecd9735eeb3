package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// htmlPolicy lets the page run its own script and style, told by their hashes,
// and load nothing.
// https://www.w3.org/TR/CSP3/#grammardef-hash-source (2026-11)
var htmlPolicy = fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'", sourceHash(htmlStyle), sourceHash(htmlScript))

func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// htmlGraph is who may what as a drawing: principals left, what they use right,
// by account, with an edge for each pair.
type htmlGraph struct {
	Width, Height         int
	NodeWidth, NodeHeight int
	Nodes                 []htmlNode
	Edges                 []htmlEdge
	Left                  int // pairs that are not drawn
}

type htmlNode struct {
	X, Y, TextX, TextY int
	Head               bool // an account's heading
	Short, Whole       string
}

type htmlEdge struct {
	Path, Verdict, Text, Target string
}

// The drawing's measures, in pixels at first sight.
const (
	nodeWidth, nodeHeight = 330, 26
	rowHeight             = 34
	columnLeft            = 10
	columnRight           = 640
	maxEdges              = 400
	nameLength            = 44
)

// pairEdge is all that one principal wants of one resource.
type pairEdge struct {
	from, to node
	verdict  string
	actions  []string
	target   string // of a finding, else of the access in the table
}

type node struct{ account, name string }

// graph draws the worst pairs: a page of thousands of edges shows nothing.
func (p *page) graph() *htmlGraph {
	edges := p.pairs()
	if len(edges) == 0 {
		return nil
	}
	g := &htmlGraph{NodeWidth: nodeWidth, NodeHeight: nodeHeight, Left: max(0, len(edges)-maxEdges)}
	edges = edges[:min(len(edges), maxEdges)]
	from, to := column{x: columnLeft}, column{x: columnRight}
	for _, e := range edges {
		from.add(e.from)
		to.add(e.to)
	}
	g.Nodes = append(from.place(), to.place()...)
	g.Width, g.Height = columnRight+nodeWidth+columnLeft, max(from.height, to.height)+nodeHeight
	// What is denied is drawn last, above the rest.
	for i := len(edges) - 1; i >= 0; i-- {
		e := edges[i]
		x1, y1, x2, y2 := columnLeft+nodeWidth, from.middle[e.from], columnRight, to.middle[e.to]
		g.Edges = append(g.Edges, htmlEdge{
			Path:    fmt.Sprintf("M%d %d C%d %d %d %d %d %d", x1, y1, x1+120, y1, x2-120, y2, x2, y2),
			Verdict: inert(e.verdict), Target: e.target,
			Text: inert(fmt.Sprintf("%s: %s on %s, %s", e.from.name, strings.Join(e.actions, ", "), e.to.name, e.verdict)),
		})
	}
	return g
}

// pairs puts the accesses of one principal to one resource together, worst first.
func (p *page) pairs() []*pairEdge {
	severity := []string{"denied", "unresolved", "conditional", "allowed"}
	rank := func(verdict string) int {
		if i := slices.Index(severity, verdict); i >= 0 {
			return i
		}
		return len(severity)
	}
	byPair := map[[2]node]*pairEdge{}
	var all []*pairEdge
	for i := range p.r.Accesses {
		a := &p.r.Accesses[i]
		from, to := nodeOf(a.Principal), nodeOf(a.Resource)
		if at := strings.Index(to.name, "/"); at > 0 && strings.HasPrefix(to.name, "arn:") && strings.Contains(to.name, ":s3:::") {
			to.name = to.name[:at] // a bucket, whatever its keys
		}
		e := byPair[[2]node{from, to}]
		if e == nil {
			e = &pairEdge{from: from, to: to}
			byPair[[2]node{from, to}] = e
			all = append(all, e)
		}
		if e.verdict == "" || rank(a.Verdict) < rank(e.verdict) {
			e.verdict, e.target = a.Verdict, p.Accesses[i].ID
			if f := p.Accesses[i].Findings; len(f) > 0 {
				e.target = f[0].Head
			}
		}
		for _, action := range a.Actions {
			if !slices.Contains(e.actions, action) {
				e.actions = append(e.actions, action)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *pairEdge) int {
		return cmp.Or(cmp.Compare(rank(a.verdict), rank(b.verdict)), cmp.Compare(a.from.account, b.from.account),
			cmp.Compare(a.from.name, b.from.name), cmp.Compare(a.to.account, b.to.account), cmp.Compare(a.to.name, b.to.name))
	})
	return all
}

func nodeOf(x finding.Party) node {
	return node{cmp.Or(x.Account, "account not known"), partyText(x)}
}

// column is one side of the drawing.
type column struct {
	x, height int
	nodes     []node
	middle    map[node]int
}

func (c *column) add(n node) {
	if !slices.Contains(c.nodes, n) {
		c.nodes = append(c.nodes, n)
	}
}

// place puts the nodes one below the other under their accounts.
func (c *column) place() []htmlNode {
	slices.SortFunc(c.nodes, func(a, b node) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.name, b.name))
	})
	c.middle = map[node]int{}
	var out []htmlNode
	y, account := 10, ""
	for i, n := range c.nodes {
		if i == 0 || n.account != account {
			account = n.account
			out = append(out, htmlNode{X: c.x, TextX: c.x, TextY: y + 16, Head: true, Short: inert(account)})
			y += nodeHeight
		}
		out = append(out, htmlNode{X: c.x, Y: y, TextX: c.x + 8, TextY: y + 17, Short: shorten(inert(shortName(n.name)), nameLength), Whole: inert(n.name)})
		c.middle[n] = y + nodeHeight/2
		y += rowHeight
	}
	c.height = y
	return out
}
