package report

// Trace is the answer to one request with every layer's own verdict: what
// `tfaccess trace` prints. Its JSON is a published contract.
type Trace struct {
	Verdict string `json:"verdict"` // "allowed", "denied", "conditional", "unresolved"
	// DeniedBy lists every layer that denies by itself: the request would get
	// 403 with every other layer satisfied.
	DeniedBy []Denial     `json:"denied_by"`
	Layers   []TraceLayer `json:"layers"`
	Request  TraceRequest `json:"request"`
	// Needs is what would settle an open verdict, one sentence each.
	Needs []string `json:"needs,omitempty"`
	// SeveralInputs: an address needs its input's label to be found.
	SeveralInputs bool `json:"-"`
}

// Denial is one layer that denies by itself.
type Denial struct {
	Layer     string  `json:"layer"`
	Explicit  bool    `json:"explicit"`
	Address   string  `json:"address"` // resource to change; empty if none is known
	Input     string  `json:"input,omitempty"`
	Statement *string `json:"statement"` // Sid or "#2"; null for a missing Allow
	Why       string  `json:"why"`
	Action    string  `json:"action,omitempty"` // the action denied, where it is not the request's: "kms:Decrypt"
}

// TraceLayer is the verdict of one layer.
type TraceLayer struct {
	Layer      string           `json:"layer"`
	Verdict    string           `json:"verdict"` // as Trace.Verdict, or "not_applicable"
	Explicit   bool             `json:"explicit"`
	Action     string           `json:"action,omitempty"`
	Address    string           `json:"address,omitempty"`
	Input      string           `json:"input,omitempty"`
	Statements []TraceStatement `json:"statements"`
	Why        string           `json:"why"`
	Needs      []string         `json:"needs,omitempty"`
}

// TraceStatement is one statement that decided a layer.
type TraceStatement struct {
	Address string `json:"address,omitempty"` // resource that holds the policy
	Input   string `json:"input,omitempty"`
	Policy  string `json:"policy,omitempty"` // its name or ARN where no resource has it
	Sid     string `json:"sid,omitempty"`
	Index   int    `json:"index"` // position in the document, from 0
	Effect  string `json:"effect"`
	Applies string `json:"applies"` // "yes" or "maybe"
	// Conditions are what its conditions ask for, in words.
	Conditions []string `json:"conditions,omitempty"`
	File       string   `json:"file,omitempty"` // relative to the working directory
	Line       int      `json:"line,omitempty"`
	NearMiss   string   `json:"near_miss,omitempty"` // why it only looks as if it applied
}

// TraceRequest is what was asked, as it was understood.
type TraceRequest struct {
	Principal        string              `json:"principal"`
	PrincipalAddress string              `json:"principal_address,omitempty"`
	PrincipalAccount string              `json:"principal_account,omitempty"`
	Action           string              `json:"action"`
	Resource         string              `json:"resource"`
	ResourceAddress  string              `json:"resource_address,omitempty"`
	ResourceAccount  string              `json:"resource_account,omitempty"`
	Path             string              `json:"path"` // "unknown", "public", "endpoint", "internal"
	Via              *string             `json:"via"`
	Context          map[string][]string `json:"context"`
}
