package config

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// kind is the type of an argument.
type kind string

const (
	text     kind = "string"
	yesNo    kind = "bool"
	texts    kind = "list of strings"
	textMap  kind = "map of strings"
	document kind = "policy document" // text or object, a policy
)

// argument is one argument of a block.
type argument struct {
	name     string
	kind     kind
	required bool
	doc      string
}

// block is one type of block; its label, if it has one, is named.
type block struct {
	name  string
	label string
	args  []argument
	// free: the arguments are names of something else (rules).
	free bool
	once bool
	doc  string
}

// blocks is the schema of the file. Reading, suggestions and the documentation
// all come from it.
var blocks = []*block{
	{
		name: "organization", once: true,
		doc: "The organization that the accounts are in.",
		args: []argument{
			{"id", text, false, "`o-…`; conditions on aws:PrincipalOrgID are compared with it"},
			{"root", text, false, "`r-…`; needed for conditions on aws:PrincipalOrgPaths"},
			{"management_account", text, false, "12 digits; SCPs and RCPs do not apply to this account"},
			{"complete", yesNo, false, "true: accounts that neither this file nor Terraform lists are outside (default: not known)"},
			{"full_aws_access", yesNo, false, "false: FullAWSAccess is detached from the root"},
		},
	},
	{
		name: "ou", label: "NAME",
		doc: "An organizational unit. One that is only mentioned is under the root.",
		args: []argument{
			{"parent", text, false, "name of another unit, or `root` (the default)"},
			{"id", text, false, "`ou-…`; without it the unit of that name which Terraform manages is meant, if there is just one"},
			{"full_aws_access", yesNo, false, "false: FullAWSAccess is detached from the unit"},
		},
	},
	{
		name: "account", label: "NAME",
		doc: "An account, and what of the inputs is in it.",
		args: []argument{
			{"id", text, true, "12 digits"},
			{"providers", texts, false, "provider configurations that work in it, `aws.data`; of one input: `LABEL:aws`"},
			{"inputs", texts, false, "labels of inputs that are the account's, with `*` for any text"},
			{"ou", text, false, "name of its unit, or `root`; without it the account is not known to be in the organization"},
			{"full_aws_access", yesNo, false, "false: FullAWSAccess is detached from the account"},
			{"canonical_user_id", text, false, "64 characters; what ACLs call the account"},
		},
	},
	orgPolicyBlock("scp", "A service control policy and where it is attached."),
	orgPolicyBlock("rcp", "A resource control policy and where it is attached."),
	{
		name: "principal", label: "ARN",
		doc: "A user or role that lives in no input.",
		args: []argument{
			{"policies", texts, false, "policy documents, or ARNs of managed policies: all that it has, unless complete = false"},
			{"boundary", text, false, "permissions boundary: a policy document, or the ARN of a managed policy"},
			{"trust", document, false, "trust policy of a role"},
			{"tags", textMap, false, "tags, for conditions on aws:PrincipalTag"},
			{"complete", yesNo, false, "false: it may have further policies (default: true)"},
		},
	},
	{
		name: "bucket", label: "NAME",
		doc: "A bucket that lives in no input. What is left out is as AWS makes a new bucket.",
		args: []argument{
			{"account", text, true, "name of an account block, or 12 digits"},
			{"region", text, false, "region, for keys and endpoints"},
			{"policy", document, false, "bucket policy"},
			{"kms_key", text, false, "ARN, id or alias of the key of its default encryption; `aws/s3` for the AWS managed key"},
			{"object_ownership", text, false, "`BucketOwnerEnforced` (the default), `BucketOwnerPreferred` or `ObjectWriter`"},
			{"requester_pays", yesNo, false, "true: requesters pay"},
			{"block_public_access", yesNo, false, "false: all four settings are off (default: on)"},
			{"tags", textMap, false, "tags, for attribute-based access control"},
			{"complete", yesNo, false, "false: what is left out is not known"},
		},
	},
	{
		name: "key", label: "ARN",
		doc: "A KMS key that lives in no input.",
		args: []argument{
			{"policy", document, false, "key policy (default: the one that AWS makes, which delegates to the account)"},
			{"aliases", texts, false, "aliases, `alias/…`"},
			{"enabled", yesNo, false, "false: the key is disabled"},
		},
	},
	{
		name: "expect", label: "NAME",
		doc: "An access that must work, or must not.",
		args: []argument{
			{"principal", text, true, "ARN of a user or role, with wildcards, or its address in an input"},
			{"actions", texts, true, "actions, `s3:GetObject`"},
			{"resources", texts, true, "ARNs, objects as patterns, or addresses"},
			{"via", text, false, "address or id of the VPC endpoint that the requests pass"},
			{"allow", yesNo, false, "false: a guard rail; a finding if the access becomes possible (default: true)"},
		},
	},
	{
		name: "ignore",
		doc:  "Findings that are not to be reported.",
		args: []argument{
			{"rule", text, true, "id or name of a rule; `all` is refused"},
			{"resource", text, false, "addresses, with `*` for any text, and `LABEL:` in front where one input is meant"},
			{"until", text, false, "last day on which it holds, `2027-03-01`"},
			{"reason", text, true, "why; shown with what is suppressed"},
		},
	},
	{
		name: "severity", free: true, once: true,
		doc: "Severity by rule: `error`, `warning`, `note` or `off`.",
	},
	{
		name: "settings", once: true,
		doc: "What the flags of `tfaccess check` say otherwise. A flag wins over TFACCESS_*, that over this file.",
		args: []argument{
			{"fail_on", text, false, "`error`, `warning` or `never`"},
			{"with", texts, false, "further inputs as context"},
			{"source", texts, false, "directories with configurations"},
			{"rules", texts, false, "directories with rules of your own"},
			{"format", texts, false, "formats, `sarif=out.sarif`"},
			{"baseline", text, false, "baseline file"},
			{"snapshot_age", text, false, "age from which a snapshot is named in the report, `30d`"},
			{"changed_only", yesNo, false, "true: only findings whose chain touches a change"},
		},
	},
}

func orgPolicyBlock(name, doc string) *block {
	return &block{name: name, label: "NAME", doc: doc, args: []argument{
		{"targets", texts, true, "`root`, `ou:NAME`, `account:NAME`, or the ids that AWS gives"},
		{"policy", document, true, "the policy"},
	}}
}

func blockNamed(name string) *block {
	for _, b := range blocks {
		if b.name == name {
			return b
		}
	}
	return nil
}

func (b *block) arg(name string) *argument {
	for i := range b.args {
		if b.args[i].name == name {
			return &b.args[i]
		}
	}
	return nil
}

func (b *block) argNames() []string {
	var names []string
	for _, a := range b.args {
		names = append(names, a.name)
	}
	return names
}

// title is how messages call one block of the file.
func title(b *hcl.Block) string {
	out := b.Type
	for _, l := range b.Labels {
		out += fmt.Sprintf(" %q", l)
	}
	return out
}

// Markdown is the documentation of every block and argument.
func Markdown() string {
	var out strings.Builder
	out.WriteString("# .tfaccess.hcl\n\nPaths are relative to the file. Functions: `file`, `templatefile`, `jsonencode`, `jsondecode`, `format`, `join`, `concat`, `merge`, `replace`, `lower`, `upper`. Files outside the file's directory are not read.\n")
	for _, b := range blocks {
		fmt.Fprintf(&out, "\n## %s\n\n%s\n", strings.TrimSpace(b.name+" "+b.label), b.doc)
		if b.free {
			out.WriteString("\nEach argument is the id or name of a rule.\n")
			continue
		}
		out.WriteString("\n| argument | type | |\n|---|---|---|\n")
		for _, a := range b.args {
			kind := string(a.kind)
			if a.required {
				kind += ", required"
			}
			fmt.Fprintf(&out, "| `%s` | %s | %s |\n", a.name, kind, a.doc)
		}
	}
	return out.String()
}
