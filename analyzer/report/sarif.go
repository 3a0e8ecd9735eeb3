package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// A field guide to SARIF 2.1.0 as its readers use it.
//
// The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
// What GitHub reads of it: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
// (both 2026-11)
//
//   - tool.driver.rules lists all rules, whether or not they fired: viewers show
//     "0 results" for a rule only if it is there. GitHub shows help.markdown on
//     the alert's page, shortDescription in lists, and filters by
//     properties.tags; properties.precision and problem.severity order the list.
//     security-severity is left out: it would turn every finding into a
//     vulnerability, and a 403 is an outage.
//   - results[].ruleIndex must agree with ruleId; viewers trust either.
//   - partialFingerprints: GitHub tells alerts apart by primaryLocationLineHash,
//     which its upload action computes from the source lines if it is absent.
//     We add a key of our own and never that one: it would be wrong for every
//     other reader, and ours survives moved code.
//   - artifactLocation.uri is relative to %SRCROOT%, percent-encoded, with
//     forward slashes. originalUriBaseIds names the base without giving its
//     place: a path of the build machine is of no use and would differ by run.
//   - A result needs no physical location by the standard; GitHub drops one that
//     has none from the pull request. We still never invent line 1 of a file:
//     without HCL a result has logicalLocations only.
//   - message.text may hold "[text](target)" links (§3.11.6); plan data must
//     not, see sarifText.
//   - relatedLocations and codeFlows are the chain: GitHub shows the first as
//     links and the second as "Show paths". A flow of one step is noise.
//   - automationDetails.id is the category; two uploads of one commit with the
//     same category replace each other. It ends in a slash, see §3.17.3.
//   - columnKind is unicodeCodePoints: our columns count characters.
//   - suppressions: GitHub closes such an alert. inSource for comments, external
//     for the configuration file and the baseline.
//
// The types are our own: the format is a tree of plain structs, and what a
// library would add (builders, validation that loads the schema by URL) is not
// what is hard about it. The test validates against the published schema.
const (
	sarifVersion     = "2.1.0"
	sarifSchema      = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	sarifFingerprint = "tfaccess/v1"
)

// WriteSARIF prints a SARIF 2.1.0 log with one run.
func WriteSARIF(w io.Writer, r *Report, o Options) error {
	run := sarifRun{
		Tool:        sarifTool{sarifDriverOf(r)},
		Invocations: []sarifInvocation{{ExecutionSuccessful: true, Notifications: r.sarifNotifications()}},
		OriginalURIBaseIDs: map[string]sarifArtifact{
			"%SRCROOT%": {Description: &sarifMessage{Text: "The root of the checked-out repository."}},
		},
		ColumnKind: "unicodeCodePoints",
		Results:    []sarifResult{},
	}
	run.AutomationDetails = &sarifAutomation{ID: "tfaccess/"}
	if o.Label != "" {
		run.AutomationDetails.ID = "tfaccess/" + sarifText(o.Label) + "/"
	}
	index := map[string]int{}
	for i, rule := range run.Tool.Driver.Rules {
		index[rule.ID] = i
	}
	for _, group := range r.sarifGroups() {
		run.Results = append(run.Results, r.sarifResult(group, index))
	}
	for i := range r.Suppressed {
		s := &r.Suppressed[i]
		res := r.sarifResult([]*finding.Finding{&s.Finding}, index)
		kind := "external"
		if s.By == "inline" {
			kind = "inSource"
		}
		res.Suppressions = []sarifSuppression{{kind, sarifText(s.Reason)}}
		run.Results = append(run.Results, res)
	}
	return encodeJSON(w, sarifLog{sarifSchema, sarifVersion, []sarifRun{run}})
}

func sarifDriverOf(r *Report) sarifDriver {
	d := sarifDriver{Name: r.Tool.Name, Version: r.Tool.Version, InformationURI: r.Tool.URL, Rules: []sarifRule{}}
	if v := strings.TrimPrefix(r.Tool.Version, "v"); v != "" && v[0] >= '0' && v[0] <= '9' {
		d.SemanticVersion = v
	}
	for _, rule := range r.Rules {
		out := sarifRule{
			ID: rule.ID, Name: rule.Name, HelpURI: rule.HelpURI,
			DefaultConfiguration: sarifConfig{sarifLevel(rule.Severity)},
			Properties: sarifRuleDetails{
				Tags: []string{"access", "aws", "s3", "terraform"}, Precision: "very-high", Problem: sarifProblem(rule.Severity),
			},
		}
		if rule.Title != "" {
			out.ShortDescription = &sarifMessage{Text: rule.Title}
		}
		if rule.Description != "" {
			out.FullDescription = &sarifMessage{Text: rule.Description}
		}
		if rule.Help != "" {
			out.Help = &sarifMessage{Text: rule.Help, Markdown: rule.Help}
		}
		d.Rules = append(d.Rules, out)
	}
	return d
}

func sarifLevel(s finding.Severity) string {
	switch s {
	case finding.Error:
		return "error"
	case finding.Warning:
		return "warning"
	}
	return "note"
}

func sarifProblem(s finding.Severity) string {
	if s == finding.Note {
		return "recommendation"
	}
	return string(s)
}

// sarifGroups puts findings of one rule at one range together: readers show one
// alert a place. Findings without HCL stay alone. The order is that of the first.
func (r *Report) sarifGroups() [][]*finding.Finding {
	type key struct {
		rule     string
		severity finding.Severity
		file     string
		line     int
		end      int
	}
	at := map[key]int{}
	var groups [][]*finding.Finding
	for i := range r.Findings {
		f := &r.Findings[i]
		l := inRepository(r.locate(f.Input, f.Location))
		k := key{f.Rule, f.Severity, l.File, l.Line, l.EndLine}
		if n, ok := at[k]; ok && l.File != "" {
			groups[n] = append(groups[n], f)
			continue
		}
		at[k] = len(groups)
		groups = append(groups, []*finding.Finding{f})
	}
	return groups
}

func (r *Report) sarifResult(group []*finding.Finding, index map[string]int) sarifResult {
	f := group[0]
	res := sarifResult{
		RuleID: f.Rule, Level: sarifLevel(f.Severity),
		PartialFingerprints: map[string]string{sarifFingerprint: groupFingerprint(group)},
	}
	if i, ok := index[f.Rule]; ok {
		res.RuleIndex = &i
	}
	var texts []string
	for _, g := range group {
		texts = append(texts, sarifMessageText(g))
		res.Properties.Certainty = append(res.Properties.Certainty, string(g.Certainty))
		res.Properties.Change = append(res.Properties.Change, string(g.Change))
		res.Properties.Fingerprints = append(res.Properties.Fingerprints, g.Fingerprint)
	}
	res.Message.Text = strings.Join(slices.Compact(texts), "\n\n")
	res.Locations = []sarifLocation{r.sarifPlace(f.Input, f.Address, f.Location)}
	if len(res.Locations[0].Logical) == 0 && res.Locations[0].Physical == nil {
		res.Locations = nil
	}
	for _, g := range group {
		r.sarifChain(&res, g)
	}
	return res
}

// sarifChain adds a finding's chain as related locations and as a flow.
func (r *Report) sarifChain(res *sarifResult, f *finding.Finding) {
	var flow []sarifFlowStep
	add := func(input, address string, l finding.Location, text string) {
		place := r.sarifPlace(input, address, l)
		if place.Physical == nil && len(place.Logical) == 0 {
			return
		}
		place.Message = &sarifMessage{Text: sarifText(text)}
		flow = append(flow, sarifFlowStep{place})
		if place.Physical == nil {
			return
		}
		id := len(res.RelatedLocations) + 1
		place.ID = &id
		res.RelatedLocations = append(res.RelatedLocations, place)
	}
	add(f.Principal.Input, f.Principal.Address, f.Principal.Location, "who: "+partyText(f.Principal))
	for _, s := range f.Because {
		if s.Verdict != "not_applicable" {
			add(s.Input, s.Address, s.Location, layerName(s.Layer)+", "+s.Verdict+": "+s.Text)
		}
	}
	if len(flow) > 1 {
		res.CodeFlows = append(res.CodeFlows, sarifCodeFlow{[]sarifThreadFlow{{flow}}})
	}
}

func sarifMessageText(f *finding.Finding) string {
	text := sarifText(titleOf(f))
	if c := certaintyText(f.Certainty); c != "" {
		text += " (" + c + ")"
	}
	text += ": " + sarifText(f.Message)
	if e, ok := evidence(f); ok {
		text += "\nWanted: " + sarifText(partyText(f.Principal)+" "+strings.Join(f.Actions, ", ")+" "+partyText(f.Resource)) + ", because " + sarifText(e.Text)
	}
	if f.Fix != nil {
		text += "\nFix: " + sarifText(f.Fix.Summary)
		if f.Fix.Verified {
			text += " (verified)"
		}
	}
	return text
}

// sarifPlace is a place in the reader's repository where there is one, and the
// address in any case.
func (r *Report) sarifPlace(input, address string, l finding.Location) sarifLocation {
	var out sarifLocation
	if address != "" {
		out.Logical = []sarifLogical{{sarifText(r.qualified(input, address)), "resource"}}
	}
	if l = inRepository(r.locate(input, l)); l.File != "" {
		out.Physical = &sarifPhysical{Artifact: sarifArtifact{URI: fileURI(l.File), URIBaseID: "%SRCROOT%"}}
		if l.Line > 0 {
			out.Physical.Region = &sarifRegion{StartLine: l.Line, StartColumn: l.Column, EndLine: max(l.EndLine, l.Line)}
		}
	}
	return out
}

func (r *Report) sarifNotifications() []sarifNotification {
	var all []sarifNotification
	for _, n := range r.Notices {
		text := n.Text
		if n.Hint != "" {
			text += " (" + n.Hint + ")"
		}
		all = append(all, sarifNotification{Level: "note", Message: sarifMessage{Text: sarifText(text)}, Descriptor: sarifDescriptor{n.Code}})
	}
	for _, d := range r.Diagnostics {
		n := sarifNotification{Level: sarifLevel(d.Severity), Message: sarifMessage{Text: sarifText(d.Summary + ": " + d.Detail)}, Descriptor: sarifDescriptor{d.Code}}
		if p := r.sarifPlace(d.Input, d.Address, d.Location); p.Physical != nil || len(p.Logical) > 0 {
			n.Locations = []sarifLocation{p}
		}
		all = append(all, n)
	}
	return all
}

// sarifText keeps plan data from being a link: "[text](target)" needs its "](".
func sarifText(s string) string {
	return strings.ReplaceAll(inert(s), "](", "] (")
}

func fileURI(file string) string { return (&url.URL{Path: file}).String() }

// groupFingerprint is the finding's own, or one that holds for exactly this set.
func groupFingerprint(group []*finding.Finding) string {
	if len(group) == 1 {
		return group[0].Fingerprint
	}
	var all []string
	for _, f := range group {
		all = append(all, f.Fingerprint)
	}
	slices.Sort(all)
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", slices.Compact(all)))
	return hex.EncodeToString(sum[:16])
}
