package policy

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:generate go run ./internal/authzgen -out authz.tsv

//go:embed authz.tsv
var authzTable string

// ActionFacts is what AWS's Service Authorization Reference says of an action.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html (2026-11)
type ActionFacts struct {
	Service     string   // "s3"
	Name        string   // "GetObject"
	AccessLevel string   // "Read", "Write", "List", "Permissions management, Write", "Tagging, Write"
	Resources   []string // resource types, "object"; none: the action takes only "*"
	Keys        []string // condition keys of the service, "s3:ExistingObjectTag/<key>"

	keys     map[string]bool // lower case, without families
	families []string        // "s3:existingobjecttag/"
}

// FullName is "s3:GetObject".
func (f *ActionFacts) FullName() string { return f.Service + ":" + f.Name }

// On reports whether the action works on a resource type.
func (f *ActionFacts) On(resource string) bool { return slices.Contains(f.Resources, resource) }

// HasKey reports whether requests for the action can have a condition key of
// the service's own, given in lower case.
func (f *ActionFacts) HasKey(key string) bool {
	return f.keys[key] || slices.ContainsFunc(f.families, func(p string) bool { return strings.HasPrefix(key, p) })
}

// Authorization is the service authorization table for s3, s3express,
// s3-object-lambda, kms and sts. It knows nothing of other services.
type Authorization struct {
	Source, Version, Date string
	Actions               []*ActionFacts // by service and name
	byName                map[string]*ActionFacts
	services              map[string]bool
	rcp                   map[string]bool
}

// AuthorizationTable returns the embedded table; internal/authzgen makes it.
var AuthorizationTable = sync.OnceValue(func() *Authorization { return parseAuthorization(authzTable) })

func parseAuthorization(table string) *Authorization {
	t := &Authorization{byName: map[string]*ActionFacts{}, services: map[string]bool{}, rcp: map[string]bool{}}
	var keys []string
	for line := range strings.Lines(table) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		switch f[0] {
		case "source":
			t.Source, t.Version, t.Date = f[1], f[2], f[3]
		case "rcp":
			for _, s := range strings.Split(f[1], ",") {
				t.rcp[s] = true
			}
		case "key":
			keys = append(keys, f[1])
		case "action":
			a := &ActionFacts{Service: f[1], Name: f[2], AccessLevel: f[3], keys: map[string]bool{}}
			if f[4] != "" {
				a.Resources = strings.Split(f[4], ",")
			}
			for id := range strings.SplitSeq(f[5], ",") {
				if n, err := strconv.Atoi(id); err == nil {
					a.addKey(keys[n])
				}
			}
			t.Actions = append(t.Actions, a)
			t.byName[strings.ToLower(a.FullName())] = a
			t.services[a.Service] = true
		}
	}
	return t
}

func (f *ActionFacts) addKey(key string) {
	f.Keys = append(f.Keys, key)
	lower := strings.ToLower(key)
	if i := strings.IndexAny(lower, "<$"); i >= 0 {
		f.families = append(f.families, lower[:i])
		return
	}
	f.keys[lower] = true
}

// Action returns the facts of an action, in any case, or nil if the table has
// none of that name: it does not exist if Covers tells of its service.
func (t *Authorization) Action(name string) *ActionFacts { return t.byName[strings.ToLower(name)] }

// Covers reports whether the table has all actions of a service ("s3").
func (t *Authorization) Covers(service string) bool { return t.services[strings.ToLower(service)] }

// Exists says whether there is an action of this name; Maybe for services that
// the table does not cover.
func (t *Authorization) Exists(action string) Tri {
	service, _, ok := strings.Cut(action, ":")
	if !ok {
		return No
	}
	if !t.Covers(service) {
		return Maybe
	}
	return Of(t.Action(action) != nil)
}

// Matching returns the actions that a pattern ("s3:Get*") covers, in order.
func (t *Authorization) Matching(a ActionPattern) []*ActionFacts {
	if a.IsExact() {
		if f := t.byName[a.Lower()]; f != nil {
			return []*ActionFacts{f}
		}
		return nil
	}
	var found []*ActionFacts
	for _, f := range t.Actions {
		if a.pattern.MatchText(Text(strings.ToLower(f.FullName()))) == Yes {
			found = append(found, f)
		}
	}
	return found
}

// BoundByRCPs reports whether resource control policies apply to a service.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services (2026-11)
func (t *Authorization) BoundByRCPs(service string) bool { return t.rcp[strings.ToLower(service)] }

// ownKeys are the prefixes of condition keys that only the table's services
// set, each for its own actions.
var ownKeys = []string{"s3:", "s3express:", "s3-object-lambda:", "kms:"}

// hasKey reports whether a request for the action may have a condition key,
// given in lower case. It is false only if the action is in the table and the
// key belongs to one of its services and is not listed for the action.
func (a ActionPattern) hasKey(key string) bool {
	if a.facts == nil {
		return true
	}
	own := slices.ContainsFunc(ownKeys, func(p string) bool { return strings.HasPrefix(key, p) })
	return !own || a.facts.HasKey(key)
}
