package config

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	actionForm = regexp.MustCompile(`^([a-z0-9-]+:[A-Za-z0-9*?]+|\*)$`)
	ageForm    = regexp.MustCompile(`^[1-9][0-9]*[dh]$`)
)

func (d *decoder) expect(p *parsedBlock) {
	e := Expect{
		Name: p.label, Principal: p.text("principal"), Actions: p.texts("actions"), Resources: p.texts("resources"),
		Via: p.text("via"), Allow: p.flag("allow", true), Location: location(p.full),
	}
	if strings.HasPrefix(e.Principal, "arn:") {
		d.expectPrincipal(p, e.Principal)
	}
	for _, a := range e.Actions {
		if !actionForm.MatchString(a) {
			d.errorf(p.at("actions"), "Not an action", "%q has not the form s3:GetObject.", a)
		}
	}
	if p.has("actions") && len(e.Actions) == 0 {
		d.errorf(p.at("actions"), "Nothing expected", "%s names no action.", title(p.hcl))
	}
	if p.has("resources") && len(e.Resources) == 0 {
		d.errorf(p.at("resources"), "Nothing expected", "%s names no resource.", title(p.hcl))
	}
	for _, r := range e.Resources {
		if strings.HasPrefix(r, "arn:") && strings.Count(r, ":") < 5 {
			d.errorf(p.at("resources"), "Not an ARN", "%q has too few parts; a bucket is arn:aws:s3:::NAME, its objects arn:aws:s3:::NAME/*.", r)
		}
		if strings.HasPrefix(r, "s3://") {
			d.errorf(p.at("resources"), "Not an ARN", "%q is a URI; write arn:aws:s3:::%s.", r, strings.TrimPrefix(r, "s3://"))
		}
	}
	d.config.Expects = append(d.config.Expects, e)
}

// expectPrincipal checks the ARN of who an expectation is about.
func (d *decoder) expectPrincipal(p *parsedBlock, arn string) {
	if strings.ContainsAny(arn, "*?") || strings.HasSuffix(arn, ":root") {
		return
	}
	if _, _, _, _, ok := iamARN(arn); !ok {
		d.errorf(p.at("principal"), "Not an ARN of a user or role",
			"%q has not the form arn:aws:iam::111111111111:role/NAME (or user/NAME).%s", arn, sessionHint(arn))
	}
}

func (d *decoder) ignore(p *parsedBlock) {
	i := Ignore{Rule: p.text("rule"), Resource: p.text("resource"), Until: p.text("until"), Reason: strings.TrimSpace(p.text("reason")), Location: location(p.full)}
	switch strings.ToLower(i.Rule) {
	case "all", "*":
		d.errorf(p.at("rule"), "Too wide an ignore", "An ignore is of one rule, %q is refused: it would hide what nobody has seen yet. Write one block a rule.", i.Rule)
	}
	if p.has("reason") && i.Reason == "" {
		d.errorf(p.at("reason"), "Missing reason", "Say why the finding does not matter, and who is to look at it again.")
	}
	if i.Until != "" {
		day, err := time.Parse(time.DateOnly, i.Until)
		switch {
		case err != nil:
			d.errorf(p.at("until"), "Not a date", "%q has not the form 2027-03-01.", i.Until)
		case d.now.After(day.AddDate(0, 0, 1)):
			d.warnf(p.at("until"), "Expired ignore", "The ignore of %s held until %s: its findings are reported again. Mend them, or set a new date.", i.Rule, i.Until)
		}
	}
	d.config.Ignores = append(d.config.Ignores, i)
}

func (d *decoder) severity(p *parsedBlock) {
	var rules []string
	for rule := range p.values {
		rules = append(rules, rule)
	}
	slices.Sort(rules)
	for _, rule := range rules {
		if level := p.text(rule); level != "" && d.choice(p, rule, level, "error", "warning", "note", "off") {
			d.config.Severity = append(d.config.Severity, Severity{Rule: rule, Level: level, Location: location(p.at(rule))})
		}
	}
}

func (d *decoder) settings(p *parsedBlock) {
	for _, a := range p.schema.args {
		if !p.has(a.name) {
			continue
		}
		s := Setting{Flag: strings.ReplaceAll(a.name, "_", "-"), Location: location(p.at(a.name))}
		switch a.kind {
		case texts:
			s.Values = p.texts(a.name)
		case yesNo:
			s.Values = []string{show(p.values[a.name])}
		default:
			s.Values = []string{p.text(a.name)}
		}
		switch {
		case a.name == "fail_on" && !d.choice(p, a.name, s.Values[0], "error", "warning", "never"):
		case a.name == "snapshot_age" && !ageForm.MatchString(s.Values[0]):
			d.errorf(p.at(a.name), "Not an age", "%q has not the form 30d (days) or 12h (hours).", s.Values[0])
		}
		d.config.Settings = append(d.config.Settings, s)
	}
}
