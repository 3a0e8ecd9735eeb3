package policy

import (
	"encoding/json"
	"strings"
)

// String is the document as JSON, in one line and with its elements in AWS's
// usual order. Parsing it gives an equal document.
func (d *Document) String() string {
	var p printer
	p.object(func() {
		if d.Version != "" {
			p.member("Version", func() { p.text(Text(d.Version)) })
		}
		if d.ID != "" {
			p.member("Id", func() { p.text(Text(d.ID)) })
		}
		p.member("Statement", func() { p.statements(d) })
	})
	return p.String()
}

// MarshalJSON is String, for encoders.
func (d *Document) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }

// MarshalJSON is the statement as it stands in its document.
func (s *Statement) MarshalJSON() ([]byte, error) {
	var p printer
	p.statement(s)
	return []byte(p.String()), nil
}

// printer writes JSON in which symbols stand as they do in a Text.
type printer struct {
	strings.Builder
	comma bool
}

func (p *printer) separate() {
	if p.comma {
		p.WriteByte(',')
	}
	p.comma = true
}

func (p *printer) object(members func()) {
	p.WriteByte('{')
	p.comma = false
	members()
	p.WriteByte('}')
	p.comma = true
}

func (p *printer) list(items func()) {
	p.WriteByte('[')
	p.comma = false
	items()
	p.WriteByte(']')
	p.comma = true
}

func (p *printer) member(name string, value func()) {
	p.separate()
	p.text(Text(name))
	p.WriteByte(':')
	value()
	p.comma = true
}

// text writes a string. Quotes in symbols' names are escaped as an encoder
// would do it, which the parser undoes.
func (p *printer) text(t Text) {
	b, err := json.Marshal(string(t))
	if err != nil { // strings always encode
		panic(err)
	}
	p.WriteString(unescapeHTML.Replace(string(b)))
}

var unescapeHTML = strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\\`, `\\`)

// texts writes one string, or a list of several.
func (p *printer) texts(ts []Text) {
	if len(ts) == 1 {
		p.text(ts[0])
		return
	}
	p.list(func() {
		for _, t := range ts {
			p.separate()
			p.text(t)
		}
	})
}

// statements writes the list, with symbols where they stood: at the positions
// that no statement has.
func (p *printer) statements(d *Document) {
	p.list(func() {
		open, at := d.Open, 0
		for _, s := range d.Statements {
			for ; at < s.Index && len(open) > 0; at++ {
				p.separate()
				p.text(Opaque(open[0]))
				open = open[1:]
			}
			p.separate()
			p.statement(s)
			at = s.Index + 1
		}
		for _, name := range open {
			p.separate()
			p.text(Opaque(name))
		}
	})
}

func (p *printer) statement(s *Statement) {
	p.object(func() {
		if s.Sid != "" || s.Ambiguous {
			p.member("Sid", func() { p.text(Text(s.Sid)) })
		}
		if s.Ambiguous {
			p.member("Sid", func() { p.text(Text(s.Sid)) })
		}
		p.member("Effect", func() {
			if s.Effect == 0 {
				p.text(s.effectText)
			} else {
				p.text(Text(s.Effect.String()))
			}
		})
		if s.HasPrincipal {
			p.member(negate("Principal", s.NotPrincipal), func() { p.principals(s.Principals) })
		}
		p.member(negate("Action", s.NotAction), func() { p.texts(actionTexts(s.Actions)) })
		if s.HasResource {
			p.member(negate("Resource", s.NotResource), func() { p.texts(patternTexts(s.Resources)) })
		}
		if len(s.Conditions)+len(s.OpenCondition) > 0 {
			p.member("Condition", func() { p.conditions(s) })
		}
	})
}

func negate(element string, not bool) string {
	if not {
		return "Not" + element
	}
	return element
}

func actionTexts(as []ActionPattern) []Text {
	ts := make([]Text, len(as))
	for i, a := range as {
		ts[i] = Text(a.Text)
	}
	return ts
}

func patternTexts(ps []Pattern) []Text {
	ts := make([]Text, len(ps))
	for i, q := range ps {
		ts[i] = q.Text
	}
	return ts
}

// principals writes the elements, those under one key together.
func (p *printer) principals(ps []PrincipalPattern) {
	if len(ps) == 1 && ps[0].key == "" {
		p.text(ps[0].Text)
		return
	}
	p.object(func() {
		for i := 0; i < len(ps); {
			var ts []Text
			key := ps[i].key
			for ; i < len(ps) && ps[i].key == key; i++ {
				ts = append(ts, ps[i].Text)
			}
			p.member(key, func() { p.texts(ts) })
		}
	})
}

// conditions writes the block, conditions of one operator together.
func (p *printer) conditions(s *Statement) {
	p.object(func() {
		for i := 0; i < len(s.Conditions); {
			operator := s.Conditions[i].Operator
			p.member(operator, func() {
				p.object(func() {
					for ; i < len(s.Conditions) && s.Conditions[i].Operator == operator; i++ {
						p.member(s.Conditions[i].Key, func() { p.texts(s.Conditions[i].Values) })
					}
				})
			})
		}
		for _, name := range s.OpenCondition {
			p.member(string(Opaque(name)), func() { p.text(Opaque(name)) })
		}
	})
}
