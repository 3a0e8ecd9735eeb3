package analyzer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// object and list are what encoding/json makes of a document.
type (
	object = map[string]any
	list   = []any
)

// rewriting is a change of a policy document that leaves its meaning alone.
type rewriting struct {
	name, why string
	// statements rewrites a document's statements.
	statements func(all []object) []object
	// ignore says of a line of differences that it is about what was written
	// into the document, not about its meaning.
	ignore func(line string) bool
}

// each applies a change to every statement.
func each(change func(s object)) func([]object) []object {
	return func(all []object) []object {
		for _, s := range all {
			change(s)
		}
		return all
	}
}

// strings of an element: a string or a list.
func elements(v any) (list, bool) {
	switch v := v.(type) {
	case string:
		return list{v}, true
	case list:
		return v, true
	}
	return nil, false
}

// split makes one statement of each item of an element.
func split(name string) func([]object) []object {
	return func(all []object) []object {
		var out []object
		for _, s := range all {
			items, ok := elements(s[name])
			if !ok || len(items) < 2 {
				out = append(out, s)
				continue
			}
			for i, item := range items {
				part := maps.Clone(s)
				part[name] = list{item}
				resid(part, i)
				out = append(out, part)
			}
		}
		return out
	}
}

// resid keeps the Sids of parts of one statement different.
func resid(s object, i int) {
	if sid, ok := s["Sid"].(string); ok && sid != "" {
		s["Sid"] = fmt.Sprintf("%sPart%d", sid, i)
	}
}

// splitPrincipals makes one statement of each principal.
func splitPrincipals(all []object) []object {
	var out []object
	for _, s := range all {
		kinds, ok := s["Principal"].(object)
		if !ok {
			out = append(out, s)
			continue
		}
		n := 0
		for _, kind := range slices.Sorted(maps.Keys(kinds)) {
			who, _ := elements(kinds[kind])
			for _, one := range who {
				part := maps.Clone(s)
				part["Principal"] = object{kind: one}
				if n > 0 {
					resid(part, n)
				}
				n++
				out = append(out, part)
			}
		}
	}
	return out
}

// merge joins statements that differ in one element only.
func merge(name string) func([]object) []object {
	return func(all []object) []object {
		var out []object
		for _, s := range all {
			items, ok := elements(s[name])
			i := slices.IndexFunc(out, func(o object) bool {
				_, has := elements(o[name])
				a, b := maps.Clone(o), maps.Clone(s)
				delete(a, name)
				delete(b, name)
				delete(a, "Sid")
				delete(b, "Sid")
				return ok && has && reflect.DeepEqual(a, b)
			})
			if i < 0 {
				out = append(out, s)
				continue
			}
			old, _ := elements(out[i][name])
			out[i][name] = append(slices.Clone(old), items...)
		}
		return out
	}
}

// items changes each string of the elements of these names.
func items(change func(string) string, names ...string) func([]object) []object {
	return each(func(s object) {
		for _, name := range names {
			all, ok := elements(s[name])
			if !ok {
				continue
			}
			out := make(list, len(all))
			for i, one := range all {
				if text, ok := one.(string); ok {
					out[i] = change(text)
				} else {
					out[i] = one
				}
			}
			s[name] = out
		}
	})
}

// conditions changes each operator of each condition: it returns the new name
// and keys.
func conditions(change func(operator string, keys object) (string, object)) func([]object) []object {
	return each(func(s object) {
		all, ok := s["Condition"].(object)
		if !ok {
			return
		}
		out := object{}
		for _, operator := range slices.Sorted(maps.Keys(all)) {
			keys, ok := all[operator].(object)
			if !ok {
				out[operator] = all[operator]
				continue
			}
			name, changed := change(operator, keys)
			if _, taken := out[name]; taken {
				name, changed = operator, keys
			}
			out[name] = changed
		}
		if len(out) == len(all) {
			s["Condition"] = out
		}
	})
}

func upperService(action string) string {
	service, name, ok := strings.Cut(action, ":")
	if !ok || strings.Contains(action, "@") {
		return action
	}
	return strings.ToUpper(service) + ":" + strings.ToLower(name)
}

const unrelated = "zz-unrelated-metamorphic"

var rewritings = []rewriting{
	{name: "layout", why: "JSON without its line breaks, its keys sorted", statements: func(all []object) []object { return all }},
	{name: "reversed statements", why: "the order of statements does not matter to AWS", statements: func(all []object) []object {
		slices.Reverse(all)
		return all
	}},
	{name: "one-element lists", why: "a string stands for a list of one", statements: each(func(s object) {
		for _, name := range []string{"Action", "NotAction", "Resource", "NotResource"} {
			if v, ok := s[name].(string); ok {
				s[name] = list{v}
			}
		}
		for _, name := range []string{"Principal", "NotPrincipal"} {
			if kinds, ok := s[name].(object); ok {
				out := object{}
				for k, v := range kinds {
					if _, ok := v.(string); ok {
						v = list{v}
					}
					out[k] = v
				}
				s[name] = out
			}
		}
	})},
	{name: "strings for lists of one", why: "a string stands for a list of one", statements: each(func(s object) {
		for name, v := range s {
			if all, ok := v.(list); ok && len(all) == 1 {
				s[name] = all[0]
			}
		}
	})},
	{name: "reversed lists", why: "the elements of a statement are sets", statements: each(func(s object) {
		for name, v := range s {
			if all, ok := v.(list); ok {
				all = slices.Clone(all)
				slices.Reverse(all)
				s[name] = all
			}
			if kinds, ok := v.(object); ok && strings.HasSuffix(name, "Principal") {
				out := object{}
				for k, v := range kinds {
					if all, ok := v.(list); ok {
						all = slices.Clone(all)
						slices.Reverse(all)
						v = all
					}
					out[k] = v
				}
				s[name] = out
			}
		}
	})},
	{name: "a statement an action", why: "statements of one effect add up", statements: split("Action")},
	{name: "a statement a resource", why: "statements of one effect add up", statements: split("Resource")},
	{name: "a statement a principal", why: "statements of one effect add up", statements: splitPrincipals},
	{name: "merged actions", why: "the reverse of splitting", statements: merge("Action")},
	{name: "merged resources", why: "the reverse of splitting", statements: merge("Resource")},
	{name: "every statement twice", why: "saying it again changes nothing", statements: func(all []object) []object {
		var out []object
		for _, s := range all {
			again := maps.Clone(s)
			resid(again, 2)
			out = append(out, s, again)
		}
		return out
	}},
	{name: "no Sids", why: "a Sid is a name", statements: each(func(s object) { delete(s, "Sid") })},
	{name: "other Sids", why: "a Sid is a name", statements: func(all []object) []object {
		for i, s := range all {
			s["Sid"] = fmt.Sprintf("Renamed%d", i)
		}
		return all
	}},
	{name: "letter case of actions", why: "IAM compares actions without regard to case", statements: items(upperService, "Action", "NotAction")},
	{name: "doubled wildcards in actions", why: "** matches what * matches", statements: items(func(a string) string {
		if a == "*" {
			return a
		}
		return strings.ReplaceAll(a, "*", "**")
	}, "Action", "NotAction")},
	{name: "every service by name", why: "*:* matches every action, as * does", statements: items(func(a string) string {
		if a == "*" {
			return "*:*"
		}
		return a
	}, "Action", "NotAction")},
	{name: "doubled wildcards in resources", why: "** matches what * matches", statements: items(func(a string) string {
		if a == "*" || !strings.HasPrefix(a, "arn:") {
			return a
		}
		return strings.ReplaceAll(a, "*", "**")
	}, "Resource", "NotResource")},
	{name: "account principals in the other form", why: "an account id and the ARN of its root are one principal", statements: each(func(s object) {
		for _, name := range []string{"Principal", "NotPrincipal"} {
			kinds, ok := s[name].(object)
			if !ok {
				continue
			}
			who, ok := elements(kinds["AWS"])
			if !ok {
				continue
			}
			out := make(list, len(who))
			for i, one := range who {
				text, _ := one.(string)
				id := strings.TrimSuffix(strings.TrimPrefix(text, "arn:aws:iam::"), ":root")
				switch {
				case text != id && strings.HasPrefix(text, "arn:aws:iam::") && strings.HasSuffix(text, ":root") && isAccountID(id):
					out[i] = id
				case isAccountID(text):
					out[i] = "arn:aws:iam::" + text + ":root"
				default:
					out[i] = one
				}
			}
			kinds = maps.Clone(kinds)
			kinds["AWS"] = out
			s[name] = kinds
		}
	})},
	{name: "everybody in the other form", why: `"*" and {"AWS": "*"} are one principal in resource policies`, statements: each(func(s object) {
		if s["Principal"] == "*" {
			s["Principal"] = object{"AWS": "*"}
		} else if kinds, ok := s["Principal"].(object); ok && len(kinds) == 1 && kinds["AWS"] == "*" {
			s["Principal"] = "*"
		}
	})},
	{name: "condition values as lists", why: "a string stands for a list of one, and their order does not matter", statements: conditions(func(operator string, keys object) (string, object) {
		out := object{}
		for k, v := range keys {
			all, _ := elements(v)
			if all == nil {
				all = list{v}
			}
			all = slices.Clone(all)
			slices.Reverse(all)
			out[k] = all
		}
		return operator, out
	})},
	{name: "letter case of condition keys", why: "condition keys have no case", statements: conditions(func(operator string, keys object) (string, object) {
		out := object{}
		for k, v := range keys {
			prefix, name, ok := strings.Cut(k, ":")
			if ok && !strings.Contains(name, "/") && !strings.Contains(k, "@") {
				k = strings.ToUpper(prefix) + ":" + strings.ToLower(name)
			}
			out[k] = v
		}
		return operator, out
	})},
	{name: "the twin operator", why: "ArnEquals is ArnLike, and StringLike without wildcards is StringEquals", statements: conditions(func(operator string, keys object) (string, object) {
		prefix, base := "", operator
		if i := strings.Index(operator, ":"); i >= 0 {
			prefix, base = operator[:i+1], operator[i+1:]
		}
		core := strings.TrimSuffix(base, "IfExists")
		suffix := base[len(core):]
		twins := map[string]string{"ArnEquals": "ArnLike", "ArnLike": "ArnEquals", "ArnNotEquals": "ArnNotLike", "ArnNotLike": "ArnNotEquals"}
		if plainValues(keys) {
			twins["StringEquals"], twins["StringLike"] = "StringLike", "StringEquals"
			twins["StringNotEquals"], twins["StringNotLike"] = "StringNotLike", "StringNotEquals"
		}
		if twin, ok := twins[core]; ok {
			return prefix + twin + suffix, keys
		}
		return operator, keys
	})},
	{name: "a Deny that never holds", why: "every request is made after the year 2000", statements: func(all []object) []object {
		if len(all) == 0 {
			return all
		}
		s := object{"Sid": "NeverDenies", "Effect": "Deny", "Action": all[0]["Action"], "Resource": all[0]["Resource"], "Condition": object{"DateLessThan": object{"aws:CurrentTime": "2000-01-01T00:00:00Z"}}}
		if s["Action"] == nil || s["Resource"] == nil {
			return all
		}
		if all[0]["Principal"] != nil || all[0]["NotPrincipal"] != nil {
			s["Principal"] = "*"
		}
		return append(all, s)
	}},
	{name: "an Allow that never holds", why: "no request is made before the year 2000", statements: func(all []object) []object {
		i := slices.IndexFunc(all, func(s object) bool {
			return s["Effect"] == "Allow" && s["Principal"] != nil && s["Principal"] != "*" && s["Condition"] == nil
		})
		if i < 0 {
			return all
		}
		s := maps.Clone(all[i])
		s["Sid"] = "NeverAllows"
		s["Condition"] = object{"DateLessThan": object{"aws:CurrentTime": "2000-01-01T00:00:00Z"}}
		return append(all, s)
	}},
	{name: "an Allow on an unrelated bucket", why: "it is about another bucket", statements: func(all []object) []object {
		for _, s := range all {
			if s["Principal"] != nil || s["NotPrincipal"] != nil {
				return all
			}
		}
		return append(all, object{"Sid": "Unrelated", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::" + unrelated + "/*"})
	}, ignore: func(line string) bool { return strings.Contains(line, unrelated) }},
}

// plainValues reports whether no value has a wildcard, variable or symbol.
func plainValues(keys object) bool {
	for _, v := range keys {
		all, ok := elements(v)
		if !ok {
			return false
		}
		for _, one := range all {
			if text, ok := one.(string); !ok || strings.ContainsAny(text, "*?$@") {
				return false
			}
		}
	}
	return true
}

func isAccountID(s string) bool { return len(s) == 12 && strings.Trim(s, "0123456789") == "" }

// masked is a document whose symbols are plain words, so that any JSON library
// reads it.
type masked struct {
	text    string
	symbols []string
}

func mask(text policy.Text) masked {
	var m masked
	var b strings.Builder
	quoted := false
	for rest := string(text); rest != ""; {
		if at := symbols.FindStringIndex(rest); at != nil && at[0] == 0 {
			word := fmt.Sprintf("@%d@", len(m.symbols))
			if !quoted {
				word = fmt.Sprintf(`"@bare%d@"`, len(m.symbols))
			}
			b.WriteString(word)
			m.symbols = append(m.symbols, rest[:at[1]])
			rest = rest[at[1]:]
			continue
		}
		n := 1
		switch {
		case rest[0] == '\\' && quoted:
			n = 2
		case rest[0] == '"':
			quoted = !quoted
		}
		b.WriteString(rest[:n])
		rest = rest[n:]
	}
	m.text = b.String()
	return m
}

func (m masked) unmask(text string) policy.Text {
	for i, s := range m.symbols {
		text = strings.ReplaceAll(text, fmt.Sprintf(`"@bare%d@"`, i), s)
		text = strings.ReplaceAll(text, fmt.Sprintf("@%d@", i), s)
	}
	return policy.Text(text)
}

// rewrite applies a rewriting to a document; it stays as it is if it is not a
// policy that AWS would take, or has parts that nobody knows.
func (w rewriting) rewrite(t testing.TB, text policy.Text) policy.Text {
	t.Helper()
	parsed, err := policy.Parse(text)
	if err != nil || len(parsed.Open) > 0 || len(parsed.Problems) > 0 {
		return text
	}
	m := mask(text)
	var doc object
	if err := json.Unmarshal([]byte(m.text), &doc); err != nil {
		t.Fatalf("%v: %s", err, m.text)
	}
	var all []object
	switch v := doc["Statement"].(type) {
	case object:
		all = append(all, v)
	case list:
		for _, one := range v {
			s, ok := one.(object)
			if !ok {
				return text
			}
			all = append(all, s)
		}
	default:
		return text
	}
	doc["Statement"] = w.statements(all)
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(doc); err != nil {
		t.Fatal(err)
	}
	return m.unmask(b.String())
}

// documents calls do for every document in a fragment.
func documents(f *graph.Fragment, do func(*graph.Doc)) {
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			if d, ok := v.Addr().Interface().(*graph.Doc); ok {
				do(d)
				return
			}
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					walk(v.Field(i))
				}
			}
		}
	}
	walk(reflect.ValueOf(f))
}

// rejoin makes the worlds anew after a change of the fragments.
func (a *Analysis) rejoin(t testing.TB, change func(*graph.Fragment)) {
	t.Helper()
	done := map[*graph.Fragment]bool{}
	for _, l := range a.inputs {
		for _, f := range slices.Concat(l.planned, l.prior) {
			if !done[f] {
				done[f] = true
				change(f)
			}
		}
	}
	if err := a.join(); err != nil {
		t.Fatal(err)
	}
}

// TestRewrittenDocuments: policies that say the same in other words decide the
// same.
func TestRewrittenDocuments(t *testing.T) {
	for _, s := range seeds(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			var before answers
			for _, w := range rewritings {
				if !chosen(40, "document", s.name, w.name) {
					continue
				}
				if before.traces == nil {
					before = s.ask(t, s.load(t, true))
				}
				a := s.load(t, true)
				a.rejoin(t, func(f *graph.Fragment) {
					documents(f, func(d *graph.Doc) {
						if d.Presence == graph.Present {
							d.Text = w.rewrite(t, d.Text)
						}
					})
				})
				for _, line := range same(before, s.ask(t, a)) {
					if w.ignore == nil || !w.ignore(line) {
						t.Errorf("%s (%s): %s", w.name, w.why, line)
					}
				}
			}
		})
	}
}
