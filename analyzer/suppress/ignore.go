package suppress

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// Ignore is one suppression, from a comment or from the configuration file.
type Ignore struct {
	By    By
	Rules []string // IDs or names: "TFA004", "kms-key-policy-missing-allow"
	// Resource is a pattern of addresses, with "*" for any text and "LABEL:" in
	// front where one input is meant; empty for a comment.
	Resource string
	// Addresses are the resources that a comment stands in or above; a comment
	// on a module call names every resource in the module.
	Addresses []string
	Input     string // label of the input that holds the comment; empty for the configuration
	Until     string // last day on which it holds, "2026-12-31"; empty: for good
	Reason    string
	Location  finding.Location
}

// By says where a suppression comes from.
type By string

// Sources of a suppression.
const (
	Inline   By = "inline"
	Config   By = "config"
	Baseline By = "baseline"
)

// Suppressed is a finding that is not to be shown, and why.
type Suppressed struct {
	Finding finding.Finding
	Ignore  Ignore
}

// Code says what is wrong with an ignore.
type Code string

// What may be wrong with an ignore.
const (
	Unused      Code = "unused-ignore"
	Expired     Code = "expired-ignore"
	NoReason    Code = "ignore-without-reason"
	IgnoresAll  Code = "ignore-all"
	UnknownRule Code = "ignore-unknown-rule"
	BadDate     Code = "ignore-bad-date"
)

// Problem is something wrong with an ignore.
type Problem struct {
	Code   Code
	Ignore Ignore
	Detail string // full sentences
}

// Result is what Apply makes of the findings.
type Result struct {
	Kept       []finding.Finding
	Suppressed []Suppressed
	Problems   []Problem
}

// Apply takes the findings that a valid ignore hides out of the list. known
// reports whether a rule ID or name exists; it may be nil. An ignore that is
// refused (no reason, all rules, no such rule, bad date) or expired hides
// nothing; one that matches only what another hides already counts as used.
func Apply(findings []finding.Finding, ignores []Ignore, now time.Time, known func(rule string) bool) Result {
	var res Result
	var valid []int
	used := make([]bool, len(ignores))
	for i := range ignores {
		if p, ok := check(&ignores[i], now, known); !ok {
			res.Problems = append(res.Problems, p)
			continue
		}
		valid = append(valid, i)
	}
	for _, f := range findings {
		by := -1
		for _, i := range valid {
			if ignores[i].matches(&f) {
				used[i] = true
				if by < 0 {
					by = i
				}
			}
		}
		if by < 0 {
			res.Kept = append(res.Kept, f)
			continue
		}
		res.Suppressed = append(res.Suppressed, Suppressed{f, ignores[by]})
	}
	for _, i := range valid {
		if !used[i] {
			res.Problems = append(res.Problems, Problem{Unused, ignores[i],
				fmt.Sprintf("No finding of %s concerns %s: the ignore can be removed.", rulesText(ignores[i].Rules), ignores[i].subject())})
		}
	}
	return res
}

// check refuses an ignore that may not hide anything.
func check(ig *Ignore, now time.Time, known func(string) bool) (Problem, bool) {
	bad := func(c Code, format string, args ...any) (Problem, bool) {
		return Problem{c, *ig, fmt.Sprintf(format, args...)}, false
	}
	if len(ig.Rules) == 0 || slices.ContainsFunc(ig.Rules, isAll) {
		return bad(IgnoresAll, "An ignore names the rules that it hides; all of them at once would hide the next mistake too.")
	}
	if known != nil {
		for _, r := range ig.Rules {
			if !known(r) {
				return bad(UnknownRule, "There is no rule %q.", r)
			}
		}
	}
	if strings.TrimSpace(ig.Reason) == "" {
		return bad(NoReason, "An ignore needs a reason, so that the next reader knows whether it still holds: reason=\"…\".")
	}
	if ig.Until == "" {
		return Problem{}, true
	}
	last, err := time.Parse(time.DateOnly, ig.Until)
	if err != nil {
		return bad(BadDate, "%q is not a date; write it as 2026-12-31.", ig.Until)
	}
	// The last day counts wherever its clock is: no time zone ends it early.
	if !now.Before(last.Add(36 * time.Hour)) {
		return bad(Expired, "It held until %s (%s); the finding is shown again.", ig.Until, ig.Reason)
	}
	return Problem{}, true
}

// isAll recognises the words that people try for "every rule".
func isAll(rule string) bool {
	return rule == "*" || strings.EqualFold(rule, "all") || strings.ContainsAny(rule, "*?")
}

func (ig *Ignore) matches(f *finding.Finding) bool {
	if !slices.ContainsFunc(ig.Rules, func(r string) bool { return strings.EqualFold(r, f.Rule) || r == f.Name }) {
		return false
	}
	for _, s := range chain(f) {
		if ig.Resource != "" {
			if matchAddress(ig.Resource, s.input, s.address) {
				return true
			}
			continue
		}
		if ig.Input != "" && s.input != ig.Input {
			continue
		}
		if slices.ContainsFunc(ig.Addresses, func(a string) bool { return Block(a) == Block(s.address) }) {
			return true
		}
	}
	return false
}

func (ig *Ignore) subject() string {
	if ig.Resource != "" {
		return ig.Resource
	}
	if len(ig.Addresses) == 0 {
		return "the resource below it"
	}
	return ig.Addresses[0]
}

type subject struct{ input, address string }

// chain is every resource that has a part in the finding. A comment beside any
// of them counts: the one who knows why the access may fail often owns the
// other side.
func chain(f *finding.Finding) []subject {
	all := []subject{
		{f.Input, f.Address},
		{f.Principal.Input, f.Principal.Address},
		{f.Resource.Input, f.Resource.Address},
	}
	if f.Via != nil {
		all = append(all, subject{f.Via.Input, f.Via.Address})
	}
	for _, s := range f.Because {
		all = append(all, subject{s.Input, s.Address})
	}
	for _, a := range f.Instances {
		all = append(all, subject{f.Input, a})
	}
	return slices.DeleteFunc(all, func(s subject) bool { return s.address == "" })
}

// matchAddress matches a pattern with "*" against an address, its resource
// block, and the same with the input's label in front.
func matchAddress(pattern, input, address string) bool {
	for _, a := range []string{address, Block(address)} {
		if glob(pattern, a) || input != "" && glob(pattern, input+":"+a) {
			return true
		}
	}
	return false
}

// glob matches "*" against any text; nothing else is special, for addresses
// hold brackets and quotes.
func glob(pattern, s string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == s
	}
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	last := parts[len(parts)-1]
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(s, p)
		if i < 0 {
			return false
		}
		s = s[i+len(p):]
	}
	return len(s) >= len(last) && strings.HasSuffix(s, last)
}

// Block is an address without instance keys: the block that a person wrote.
// A key may hold anything, dots, brackets and quotes included.
// https://developer.hashicorp.com/terraform/cli/state/resource-addressing (2026-11)
func Block(address string) string {
	if !strings.Contains(address, "[") {
		return address
	}
	var b strings.Builder
	for i := 0; i < len(address); i++ {
		if address[i] != '[' {
			b.WriteByte(address[i])
			continue
		}
		i = endOfKey(address, i)
	}
	return b.String()
}

// endOfKey is the index of the bracket that closes the key opened at i.
func endOfKey(s string, i int) int {
	quoted := false
	for i++; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ']' && !quoted:
			return i
		}
	}
	return len(s)
}

func rulesText(rules []string) string { return strings.Join(rules, ", ") }
