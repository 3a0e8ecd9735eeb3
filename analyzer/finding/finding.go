// Package finding is what a rule says of an access: a leaf that rules, fixes
// and reports share. It knows no Terraform, graph or policy, and does no I/O.
package finding

// Severity says how much a finding matters to the exit status.
type Severity string

// Severities, worst first.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Certainty says whether AWS would answer 403 whatever is unknown.
type Certainty string

// Certainties, strongest first.
const (
	Definite    Certainty = "definite"    // denied for every value of what is unknown
	Conditional Certainty = "conditional" // depends on what the caller sends
	Unresolved  Certainty = "unresolved"  // depends on a value or document that no input holds
)

// Change says what the plan has to do with the denial.
type Change string

// Changes.
const (
	Introduced Change = "introduced" // worked before, or concerns what the plan creates
	Existing   Change = "existing"   // denied before and after
)

// Location is a range in a configuration file; lines and columns are 1-based.
// The zero value means that no HCL is at hand.
type Location struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	EndLine int    `json:"end_line"`
	// Calls are the module calls that lead to the file, outermost first.
	Calls []Call `json:"calls,omitempty"`
}

// Call is the place of one module block.
type Call struct {
	Module string `json:"module"` // "module.data"
	File   string `json:"file"`
	Line   int    `json:"line"`
}

// Party is one side of an access.
type Party struct {
	ARN      string   `json:"arn"`               // or a service principal's name
	Address  string   `json:"address,omitempty"` // resource address, if Terraform manages it
	Input    string   `json:"input,omitempty"`   // label of the input that has the address
	Account  string   `json:"account,omitempty"` // 12 digits, or empty if not known
	Location Location `json:"-"`
}

// Step is one line of the chain that leads to the finding: who, the statement
// that allows, the layer that denies.
type Step struct {
	Layer     string   `json:"layer"`             // eval.LayerKind's text, "evidence", or "change"
	Verdict   string   `json:"verdict"`           // eval.Verdict's text; of a change, "create", "update", "delete" or "replace"
	Address   string   `json:"address,omitempty"` // resource that holds the policy
	Input     string   `json:"input,omitempty"`
	Statement string   `json:"statement,omitempty"` // Sid, or "#2" for the second statement
	Text      string   `json:"text"`                // one sentence
	Location  Location `json:"location,omitzero"`
}

// Edit is one textual change of a fix.
type Edit struct {
	Address  string   `json:"address"` // resource to change
	Input    string   `json:"input,omitempty"`
	Location Location `json:"location,omitzero"`
	// Action says what to do with Text: "add_statement", "replace_statement",
	// "set_argument", "add_resource", "remove_resource".
	Action string `json:"action"`
	// Statement is the policy statement to add or put in place, as JSON.
	Statement string `json:"statement,omitempty"`
	// Text is the same in HCL, ready to paste.
	Text string `json:"text"`
}

// Fix is the smallest change found for a finding.
type Fix struct {
	Summary string `json:"summary"`
	Edits   []Edit `json:"edits"`
	// Verified says that the engine evaluated the access again with the edits
	// applied and that this layer no longer denies it.
	Verified bool `json:"verified"`
}

// Finding is one mistake of the user: a rule, who, what, which layer, where to
// change it. One finding stands for all actions and instances of one
// (rule, principal, resource, layer).
type Finding struct {
	Rule      string // "TFA004"
	Name      string // "kms-key-policy-missing-allow"
	Title     string // the rule's title, without variables
	Severity  Severity
	Certainty Certainty
	Change    Change
	Layer     string // eval.LayerKind's text; empty for an expectation that must not hold
	Explicit  bool   // an explicit Deny, not a missing Allow
	Principal Party
	Actions   []string
	Resource  Party
	Via       *Party // VPC endpoint, if the path goes through one
	Address   string // resource to change
	Input     string // label of the input that holds Address
	Location  Location
	Message   string // one sentence with the particulars
	Because   []Step
	Needs     []string // what is unknown or missing, for certainties below definite
	Instances []string // further addresses of the same resource block, folded into this finding
	Fix       *Fix
	// Fingerprint identifies the finding across runs: rule, subject without
	// instance key, cause; never lines or paths.
	Fingerprint string
}
