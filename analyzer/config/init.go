package config

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Init writes a commented start from what the inputs tell: the accounts that
// they mention, the provider configurations whose account they do not tell, and
// the organization.
func Init(fragments ...*graph.Fragment) []byte {
	var out bytes.Buffer
	out.WriteString("# What the inputs of tfaccess do not tell. Every block is optional;\n# tfaccess config validate checks the file.\n")
	initOrganization(&out, fragments)
	initAccounts(&out, fragments)
	initPolicies(&out, fragments)
	out.WriteString(`
# What has to work, or must not. The strongest evidence there is.
# expect "reporting reads the reports" {
#   principal = "arn:aws:iam::111111111111:role/reporting"
#   actions   = ["s3:GetObject"]
#   resources = ["arn:aws:s3:::acme-reports/*"]
# }

# Findings that are known and accepted, each with a reason and an end.
# ignore {
#   rule     = "TFA004"
#   resource = "module.legacy.*"
#   until    = "2027-03-01"
#   reason   = "…"
# }
`)
	return out.Bytes()
}

func initOrganization(out *bytes.Buffer, fragments []*graph.Fragment) {
	for _, f := range fragments {
		for _, o := range f.Organizations {
			if !o.ID.IsWhollyKnown() {
				continue
			}
			fmt.Fprintf(out, "\norganization {\n  id = %q\n", o.ID)
			if o.Management != "" && o.Management.IsWhollyKnown() {
				fmt.Fprintf(out, "  management_account = %q\n", o.Management)
			}
			fmt.Fprintf(out, "  # complete = true   # accounts that are listed nowhere are outside\n}\n")
			return
		}
	}
	out.WriteString(`
# organization {
#   id                 = "o-exampleorgid"
#   management_account = "999999999999"
# }
`)
}

// initAccounts lists the accounts that are known, and the provider
// configurations that are not.
func initAccounts(out *bytes.Buffer, fragments []*graph.Fragment) {
	names := map[policy.Text]string{}
	providers := map[policy.Text][]string{}
	for _, f := range fragments {
		for _, a := range f.Accounts {
			if a.ID == "" {
				continue
			}
			names[a.ID] = cmp.Or(names[a.ID], a.Name)
			if _, provider, ok := strings.Cut(a.Origin.Address, "provider."); ok {
				if key := f.Label + ":" + provider; !slices.Contains(providers[a.ID], key) {
					providers[a.ID] = append(providers[a.ID], key)
				}
			}
		}
	}
	ids := make([]policy.Text, 0, len(names))
	for id := range names {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		if id.IsWhollyKnown() {
			fmt.Fprintf(out, "\naccount %q {\n  id = %q\n%s  # ou = \"workloads\"\n}\n", cmp.Or(names[id], string(id)), id, initProviders(providers[id], "  # providers = "))
		}
	}
	for _, id := range ids {
		if !id.IsWhollyKnown() && len(providers[id]) > 0 {
			fmt.Fprintf(out, "\n# The account of this provider configuration is not known:\n# account \"…\" {\n#   id        = \"…\"\n%s# }\n", initProviders(providers[id], "#   providers = "))
		}
	}
}

func initProviders(names []string, lead string) string {
	if len(names) == 0 {
		return ""
	}
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = fmt.Sprintf("%q", n)
	}
	return lead + "[" + strings.Join(quoted, ", ") + "]\n"
}

func initPolicies(out *bytes.Buffer, fragments []*graph.Fragment) {
	if slices.ContainsFunc(fragments, func(f *graph.Fragment) bool { return len(f.OrgPolicies) > 0 }) {
		return
	}
	out.WriteString(`
# No input has service or resource control policies: those layers are not examined.
# scp "deny-regions" {
#   targets = ["root"]
#   policy  = file("scps/deny-regions.json")
# }
`)
}
