package report

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// WriteTraceText prints a trace for the person on call: the verdict, then every
// layer with the statements that decided it.
func WriteTraceText(w io.Writer, tr *Trace, o Options) error {
	bw := bufio.NewWriter(w)
	t := textWriter{w: bw, r: &Report{}, pen: pen{o}, o: o}
	q := tr.Request
	t.item("", "who", inert(q.Principal)+aside(q.PrincipalAddress, q.Principal))
	t.item("", "wants", inert(q.Action)+"  "+inert(q.Resource)+aside(q.ResourceAddress, q.Resource))
	if q.Via != nil {
		t.item("", "via", inert(*q.Via))
	}
	if q.Path == "public" {
		t.item("", "via", "no VPC endpoint")
	}
	for _, k := range slices.Sorted(maps.Keys(q.Context)) {
		t.item("", "with", inert(k)+" = "+inert(strings.Join(q.Context[k], ", ")))
	}
	t.line("")
	width := 0
	for _, l := range tr.Layers {
		width = max(width, displayWidth(layerName(l.Layer)))
	}
	for _, l := range tr.Layers {
		if l.Verdict == "not_applicable" && !o.Verbose {
			continue
		}
		t.traceLayer(tr, l, width)
	}
	t.line("")
	t.verdict(tr)
	return bw.Flush()
}

func (t *textWriter) traceLayer(tr *Trace, l TraceLayer, width int) {
	name := inert(layerName(l.Layer))
	name += strings.Repeat(" ", max(0, width-displayWidth(name)))
	why := inert(l.Why)
	if l.Action != "" {
		why = inert(l.Action) + ": " + why
	}
	t.paragraph(t.pen.verdict(l.Verdict)+" "+name+"  ", why, "    ")
	for _, s := range l.Statements {
		sid := fmt.Sprintf("statement #%d", s.Index+1)
		if s.Sid != "" {
			sid = `Sid "` + inert(s.Sid) + `"`
		}
		at := tr.qualified(s.Input, s.Address)
		if at == "" {
			at = inert(s.Policy)
		}
		if s.File != "" {
			at += fmt.Sprintf(" (%s:%d)", inert(s.File), s.Line)
		}
		text := inert(s.Effect) + " " + sid + "  " + at
		if len(s.Conditions) > 0 && s.NearMiss == "" {
			text += "  where " + inert(strings.Join(s.Conditions, " and "))
		}
		switch {
		case s.NearMiss != "":
			text += "  does not apply: " + inert(s.NearMiss)
		case s.Applies == "maybe":
			text += "  may apply"
		}
		t.paragraph("    ", t.pen.style(dim, text), "      ")
	}
	if len(l.Needs) > 0 {
		t.paragraph("    needs ", inert(strings.Join(l.Needs, "; ")), "      ")
	}
}

func (t *textWriter) verdict(tr *Trace) {
	code := map[string]string{"allowed": green, "denied": red}[tr.Verdict]
	if code == "" {
		code = yellow
	}
	head := t.pen.bold(code, inert(tr.Verdict))
	var by []string
	for _, d := range tr.DeniedBy {
		text := inert(layerName(d.Layer))
		if d.Explicit {
			text += ", explicitly"
		}
		if d.Address != "" {
			text += " (" + tr.qualified(d.Input, d.Address) + ")"
		}
		by = append(by, text)
	}
	switch {
	case len(by) > 0:
		t.paragraph(head+" by ", strings.Join(by, "; "), "    ")
	case len(tr.Needs) > 0:
		t.paragraph(head+": needs ", inert(strings.Join(tr.Needs, "; ")), "    ")
	default:
		t.line(head)
	}
}

// qualified is an address, with its input's label where there are several inputs.
func (tr *Trace) qualified(input, address string) string {
	if address == "" || input == "" || !tr.SeveralInputs {
		return inert(address)
	}
	return inert(input + ":" + address)
}

// aside is an address in brackets, where it says more than the ARN.
func aside(address, arn string) string {
	if address == "" || address == arn {
		return ""
	}
	return "  (" + inert(address) + ")"
}
