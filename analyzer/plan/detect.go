package plan

import (
	"bytes"
	"fmt"
	"strings"
)

// Kind is what an input is, told by its content.
type Kind int8

// Kinds of input. Only the first five can be analysed.
const (
	KindUnknown              Kind = iota
	KindPlan                      // terraform show -json of a plan
	KindState                     // terraform show -json of a state
	KindRawState                  // terraform state pull, version 4
	KindSnapshot                  // tfaccess snapshot
	KindAuthorizationDetails      // aws iam get-account-authorization-details

	KindEmpty
	KindPlanFile   // binary plan: a zip
	KindZip        // some other zip
	KindGzip       //
	KindTextPlan   // what terraform plan or terraform show prints for people
	KindHCL        // configuration
	KindErrorText  // Terraform's error message
	KindPlanLog    // terraform plan -json: one JSON object a line
	KindBare       // terraform show -json without plan or state
	KindSchemas    // terraform providers schema -json
	KindValidation // terraform validate -json
	KindFunctions  // terraform metadata functions -json
	KindVersion    // terraform version -json
	KindOutputs    // terraform output -json
	KindOldState   // state file before version 4
	KindEncrypted  // plan or state encrypted by OpenTofu
	KindPolicy     // an IAM policy document
	KindTemplate   // CloudFormation
	KindReport     // tfaccess check --format json
	KindList       // a JSON array
	KindOtherJSON  // any other JSON
	KindBroken     // looks like JSON, is not
)

// Detect says what an input is. A plan is told by its first members, so that
// detecting costs little beside reading.
func Detect(data []byte) Kind {
	const head = 64 << 10
	if len(data) > head {
		switch kind := locate(data[:head:head]).kind; kind {
		case KindUnknown, KindBroken, KindOtherJSON, KindBare, KindEmpty:
		default:
			return kind
		}
	}
	return locate(data).kind
}

// located is an input in UTF-8, with the place where its JSON begins.
type located struct {
	src   string
	start int
	kind  Kind
}

// locate decodes the input and finds the JSON value in it that is worth
// reading: continuous integration wrappers print lines before it.
func locate(data []byte) located {
	if kind := kindOfBinary(data); kind != KindUnknown {
		return located{kind: kind}
	}
	src := decodeText(data)
	trimmed := strings.TrimLeft(src, " \t\r\n\uFEFF\x00")
	start := len(src) - len(trimmed)
	text := located{src: src, start: start}
	if trimmed == "" {
		text.kind = KindEmpty
		return text
	}
	switch trimmed[0] {
	case '{':
		text.kind = kindOfObject(src, start)
		if text.kind.usable() || text.kind != KindBroken && text.kind != KindOtherJSON {
			return text
		}
	case '[':
		s := scanner{src: src, pos: start}
		if s.skip() == nil {
			text.kind = KindList
			return text
		}
	}
	first := text.kind
	const candidates = 50
	for i, n := start, 0; n < candidates; n++ {
		next := strings.Index(src[i:], "\n{")
		if next < 0 {
			break
		}
		i += next + 1
		if kind := kindOfObject(src, i); kind.usable() || kind == KindPlanLog {
			return located{src, i, kind}
		}
	}
	if first == KindUnknown || first == KindBroken {
		if kind := kindOfText(trimmed); kind != KindUnknown {
			first = kind
		} else if trimmed[0] == '[' || trimmed[0] == '{' {
			first = KindBroken
		}
	}
	text.kind = first
	return text
}

// usable reports whether the kind can be analysed.
func (k Kind) usable() bool { return k >= KindPlan && k <= KindAuthorizationDetails }

// kindOfObject tells what an object is from the names of its members, and
// reads no further than it needs.
func kindOfObject(src string, start int) Kind {
	s := scanner{src: src, pos: start}
	seen := map[string]raw{}
	kind := KindUnknown
	err := s.object(func(name string) error {
		if kind = decisive(name, seen); kind != KindUnknown {
			return errDecided
		}
		at := s.pos
		if err := s.skip(); err != nil {
			return err
		}
		seen[name] = raw(strings.TrimSpace(s.src[at:s.pos]))
		if name == "schema" {
			kind = schemaKind(seen[name].text())
		}
		if kind != KindUnknown {
			return errDecided
		}
		return nil
	})
	switch {
	case kind != KindUnknown:
		return kind
	case err != nil:
		return KindBroken
	}
	return kindOfMembers(seen)
}

var errDecided = fmt.Errorf("decided")

// schemaKind tells our own documents.
func schemaKind(schema string) Kind {
	switch {
	case strings.HasPrefix(schema, "tfaccess.snapshot/"):
		return KindSnapshot
	case strings.HasPrefix(schema, "tfaccess."):
		return KindReport
	}
	return KindUnknown
}

// decisive tells the kind when a member's name settles it.
func decisive(name string, seen map[string]raw) Kind {
	has := func(name string) bool { _, ok := seen[name]; return ok }
	switch name {
	case "planned_values", "resource_changes", "prior_state", "resource_drift":
		if has("schema") {
			return KindUnknown
		}
		return KindPlan
	case "values":
		if has("format_version") {
			return KindState
		}
	case "lineage", "serial":
		if seen["version"] == "4" && !has("encrypted_data") && !has("meta") {
			return KindRawState
		}
	case "UserDetailList", "RoleDetailList", "GroupDetailList":
		return KindAuthorizationDetails
	case "encrypted_data":
		return KindEncrypted
	case "@level", "@message":
		return KindPlanLog
	}
	return KindUnknown
}

// kindOfMembers tells the kind of an object by all its names.
func kindOfMembers(seen map[string]raw) Kind {
	has := func(names ...string) bool {
		for _, name := range names {
			if _, ok := seen[name]; !ok {
				return false
			}
		}
		return true
	}
	switch {
	case has("format_version", "configuration"), has("terraform_version", "configuration"):
		return KindPlan
	case has("format_version", "provider_schemas"):
		return KindSchemas
	case has("valid", "diagnostics"):
		return KindValidation
	case has("function_signatures"):
		return KindFunctions
	case has("terraform_version", "provider_selections"):
		return KindVersion
	case has("version", "resources") && seen["version"] == "4":
		return KindRawState
	case has("version", "modules"), has("version", "serial"):
		return KindOldState
	case has("Policies") && (len(seen) == 1 || has("IsTruncated")) && seen["Policies"].isArray():
		return KindAuthorizationDetails
	case has("format_version"):
		if len(seen) <= 4 && !has("resources") {
			return KindBare
		}
	case has("Statement"):
		return KindPolicy
	case has("Resources") || has("AWSTemplateFormatVersion"):
		return KindTemplate
	case outputs(seen):
		return KindOutputs
	}
	return KindOtherJSON
}

// outputs reports whether every member is an output of terraform output -json.
func outputs(seen map[string]raw) bool {
	for _, value := range seen {
		if value.get("sensitive") == "" || value.get("value") == "" {
			return false
		}
	}
	return len(seen) > 0
}

// kindOfBinary tells archives. A binary plan is a zip that holds "tfplan".
func kindOfBinary(data []byte) Kind {
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		if bytes.Contains(data, []byte("tfplan")) {
			return KindPlanFile
		}
		return KindZip
	case bytes.HasPrefix(data, []byte("\x1f\x8b")):
		return KindGzip
	}
	return KindUnknown
}

// kindOfText tells what an input that is no JSON is.
func kindOfText(text string) Kind {
	plain := stripColour(text[:min(len(text), 256<<10)])
	for _, phrase := range textPlanPhrases {
		if strings.Contains(plain, phrase) {
			return KindTextPlan
		}
	}
	for line := range strings.Lines(plain) {
		line = strings.TrimLeft(line, "│╷ ")
		if strings.HasPrefix(line, "Error: ") {
			return KindErrorText
		}
		word, rest, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		switch word {
		case "resource", "data", "module", "variable", "output", "provider", "ephemeral":
			if strings.HasPrefix(rest, `"`) && strings.Contains(rest, "{") {
				return KindHCL
			}
		case "terraform", "locals", "moved", "import", "removed":
			if strings.HasPrefix(rest, "{") {
				return KindHCL
			}
		}
	}
	return KindUnknown
}

// textPlanPhrases are what Terraform and OpenTofu print for people.
var textPlanPhrases = []string{
	"Terraform will perform the following actions",
	"OpenTofu will perform the following actions",
	"Terraform used the selected providers",
	"OpenTofu used the selected providers",
	"Resource actions are indicated with the following symbols",
	"An execution plan has been generated",
	"No changes. Your infrastructure matches the configuration",
	"No changes. Infrastructure is up-to-date",
	"Changes to Outputs:",
	"will be created\n",
	"must be replaced\n",
	"will be updated in-place\n",
	"will be destroyed\n",
}

// stripColour removes the terminal's colour codes.
func stripColour(s string) string {
	if !strings.Contains(s, "\x1b[") {
		return s
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		s = strings.TrimLeft(after, "0123456789;")
		if s != "" {
			s = s[1:]
		}
	}
}
