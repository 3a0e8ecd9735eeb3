package facts

import "github.com/tfaccess/tfaccess/analyzer/graph"

// Version names the shape of the document; a field may be added without a new
// version, none is removed or changed in meaning.
const Version = "tfaccess.facts/v1"

// Document is everything that rules see.
type Document struct {
	Schema string `json:"schema"`
	// Denials are what stands in the way of accesses, by the layer that does.
	Denials Denials `json:"denials"`
	// Violations are accesses that an expectation says must not work, and that may.
	Violations []Violation `json:"violations"`
	// Accesses are all accesses that somebody means to work, with every layer's verdict.
	Accesses []Access `json:"accesses"`

	Accounts   []Account   `json:"accounts"`
	Principals []Principal `json:"principals"`
	Buckets    []Bucket    `json:"buckets"`
	Keys       []Key       `json:"keys"`
	Endpoints  []Endpoint  `json:"endpoints"`

	refs     []Ref
	world    *graph.Graph
	judged   []Judged
	complete bool
}

// Denials are all denials by layer, so that a rule looks only at its own.
type Denials struct {
	IdentityPolicy      []Denial `json:"identity_policy"`
	PermissionsBoundary []Denial `json:"permissions_boundary"`
	SessionPolicy       []Denial `json:"session_policy"`
	SCP                 []Denial `json:"scp"`
	RCP                 []Denial `json:"rcp"`
	VPCEndpointPolicy   []Denial `json:"vpc_endpoint_policy"`
	BucketPolicy        []Denial `json:"bucket_policy"`
	AccessPointPolicy   []Denial `json:"access_point_policy"`
	PublicAccessBlock   []Denial `json:"public_access_block"`
	ObjectOwnership     []Denial `json:"object_ownership"`
	RequesterPays       []Denial `json:"requester_pays"`
	KMSKeyPolicy        []Denial `json:"kms_key_policy"`
	KMSIdentityPolicy   []Denial `json:"kms_identity_policy"`
	KMSManagedKey       []Denial `json:"kms_managed_key"`
	TrustPolicy         []Denial `json:"trust_policy"`
	ServiceDelivery     []Denial `json:"service_delivery"`
}

// Denial is one layer that denies, or may deny, some actions of a principal on
// one bucket, access point or role over one network path.
type Denial struct {
	// ID is the denial's number in this document; a finding names it.
	ID    int    `json:"id"`
	Layer string `json:"layer" enum:"layer"`
	// Certainty is definite if the layer denies for every value of what is
	// unknown, conditional if it depends on what the caller sends, unresolved
	// if on a value or document that no input holds.
	Certainty string `json:"certainty" enum:"definite,conditional,unresolved"`
	// Elsewhere: the layer denies for certain on this network path, while the
	// same requests of another workload of the principal take a path on which
	// they are, or may be, allowed. Certainty is then conditional: which of the
	// workloads is meant, nobody says.
	Elsewhere bool `json:"elsewhere"`
	// Explicit: a Deny statement, not a missing Allow.
	Explicit bool `json:"explicit"`
	// Reason is the layer's code for its verdict.
	Reason  string   `json:"reason"`
	Actions []string `json:"actions"`
	// Reads, Writes, Lists and Core say what the actions are: of objects, and
	// whether any is what applications do all day (GetObject, PutObject,
	// DeleteObject, ListBucket).
	Reads  bool `json:"reads"`
	Writes bool `json:"writes"`
	Lists  bool `json:"lists"`
	Core   bool `json:"core"`
	// KMSActions are the actions of the KMS leg that the layer denies.
	KMSActions []string `json:"kms_actions"`
	// Legs are what the layer denies of the requests behind this one, where a
	// service sends it on: the function of an Object Lambda access point.
	Legs      []Leg      `json:"legs"`
	Principal Principal  `json:"principal"`
	Resource  Resource   `json:"resource"`
	Foreign   string     `json:"foreign" enum:"yes,no,maybe"`
	Key       *Key       `json:"key,omitempty"`
	Via       *Endpoint  `json:"via,omitempty"`
	Path      string     `json:"path" enum:"unknown,public,endpoint,internal"`
	Evidence  []Evidence `json:"evidence"`
	// Weight is both if both sides ask for the access, one_sided if only one
	// does, partial if the other side asks for less.
	Weight string  `json:"weight" enum:"both,one_sided,partial"`
	Expect string  `json:"expect"`
	Wiring *Wiring `json:"wiring,omitempty"`
	// Subject is the policy or setting to change.
	Subject    Place       `json:"subject"`
	Statements []Statement `json:"statements"`
	Near       []NearMiss  `json:"near"`
	Needs      []Need      `json:"needs"`
	// NeedFamilies are the families of the condition keys that the verdict
	// depends on, Families those of the deciding statements' conditions.
	NeedFamilies []string `json:"need_families"`
	Families     []string `json:"families"`
	// WithoutHeaders is what the layer says of a conditional request that sends
	// none of the optional headers (ACL, encryption), as clients do by default.
	WithoutHeaders string `json:"without_headers" enum:"allowed,denied,open"`
	Change         string `json:"change" enum:"introduced,existing"`
	// Workloads are those of the principal whose requests take this path, each
	// with the subnet that it sends them from; none for a path that is not proved.
	Workloads []Workload `json:"workloads"`
	// Echo: a layer before this one is open for want of the same thing.
	Echo bool `json:"echo"`
	// Others are the other layers that deny the same access by themselves.
	Others []string `json:"others"`
}

// Leg is an action of a request behind another, and what it is on.
type Leg struct {
	Action   string `json:"action"`
	Resource string `json:"resource"`
}

// Violation is an access that an expectation forbids and that is not denied.
type Violation struct {
	ID        int       `json:"id"`
	Expect    string    `json:"expect"`
	Certainty string    `json:"certainty" enum:"definite,conditional,unresolved"`
	Change    string    `json:"change" enum:"introduced,existing"`
	Actions   []string  `json:"actions"`
	Principal Principal `json:"principal"`
	Resource  Resource  `json:"resource"`
	Subject   Place     `json:"subject"` // the expectation
	Needs     []Need    `json:"needs"`
}

// Workload is what runs as a principal: a function, an instance, a service.
type Workload struct {
	Place  Place `json:"place"`
	Subnet Place `json:"subnet"`
}

// Access is what somebody means to work.
type Access struct {
	Principal Principal  `json:"principal"`
	Resource  Resource   `json:"resource"`
	Actions   []string   `json:"actions"`
	Foreign   string     `json:"foreign" enum:"yes,no,maybe"`
	Evidence  []Evidence `json:"evidence"`
	Weight    string     `json:"weight" enum:"both,one_sided,partial"`
	Wanted    bool       `json:"wanted"`
	Expect    string     `json:"expect"`
	Wiring    *Wiring    `json:"wiring,omitempty"`
	Requests  []Request  `json:"requests"`
}

// Request is one request of an access, with every layer's verdict.
type Request struct {
	Action  string    `json:"action"`
	Path    string    `json:"path" enum:"unknown,public,endpoint,internal"`
	Via     *Endpoint `json:"via,omitempty"`
	Verdict string    `json:"verdict" enum:"allowed,denied,conditional,unresolved"`
	Layers  []Layer   `json:"layers"`
}

// Layer is the verdict of one gate of a request.
type Layer struct {
	Layer      string      `json:"layer" enum:"layer"`
	Verdict    string      `json:"verdict" enum:"allowed,denied,conditional,unresolved,not_applicable"`
	Explicit   bool        `json:"explicit"`
	Alone      bool        `json:"alone"`
	Action     string      `json:"action"`
	Reason     string      `json:"reason"`
	Subject    Place       `json:"subject"`
	Statements []Statement `json:"statements"`
	Near       []NearMiss  `json:"near"`
	Needs      []Need      `json:"needs"`
}

// Place is where something is written.
type Place struct {
	Address string `json:"address"`
	Input   string `json:"input"`
	Change  string `json:"change"` // what the plan does to it: "create", "update" …, or empty
}

// Principal is who sends requests.
type Principal struct {
	ARN     string `json:"arn"`
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Account string `json:"account"`
	Place   Place  `json:"place"`
	// Described: some input tells about the identity; Complete: all its
	// policies are known.
	Described bool `json:"described"`
	Complete  bool `json:"complete"`
	Boundary  bool `json:"boundary"`
	Replaced  bool `json:"replaced"`
}

// Resource is what a request is to.
type Resource struct {
	ARN string `json:"arn"`
	// All are the ARNs of all resources that were put together under this one.
	All     []string `json:"all"`
	Kind    string   `json:"kind" enum:"bucket,access_point,role,key,other"`
	Name    string   `json:"name"` // of the bucket, access point or role
	Account string   `json:"account"`
	Place   Place    `json:"place"`
	Bucket  *Bucket  `json:"bucket,omitempty"`
}

// Bucket is a bucket with the settings that decide accesses.
type Bucket struct {
	Name      string `json:"name"`
	ARN       string `json:"arn"`
	Account   string `json:"account"`
	Region    string `json:"region"`
	Place     Place  `json:"place"`
	Described bool   `json:"described"`
	Created   bool   `json:"created"`
	// Policy tells about the bucket policy: unknown, absent, present, opaque, invalid.
	Policy        string `json:"policy" enum:"unknown,absent,present,opaque,invalid"`
	PolicyPlace   Place  `json:"policy_place"`
	Encryption    string `json:"encryption"` // "AES256", "aws:kms" …, or empty
	KeyRef        string `json:"key_ref"`    // as the encryption configuration writes it
	ManagedKey    string `json:"managed_key" enum:"yes,no,maybe"`
	Ownership     string `json:"ownership"`
	RequesterPays string `json:"requester_pays" enum:"yes,no,maybe"`
}

// Key is a KMS key.
type Key struct {
	ARN         string `json:"arn"`
	Account     string `json:"account"`
	Region      string `json:"region"`
	Place       Place  `json:"place"`
	PolicyPlace Place  `json:"policy_place"`
	Policy      string `json:"policy" enum:"unknown,absent,present,opaque,invalid"`
	Enabled     string `json:"enabled" enum:"yes,no,maybe"`
	Deleting    string `json:"deleting" enum:"yes,no,maybe"`
}

// Endpoint is a VPC endpoint.
type Endpoint struct {
	ID      string `json:"id"`
	Service string `json:"service"`
	Type    string `json:"type"`
	VPC     string `json:"vpc"`
	Account string `json:"account"`
	Place   Place  `json:"place"`
}

// Account is an AWS account.
type Account struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Organization string `json:"organization"`
	Member       string `json:"member" enum:"yes,no,maybe"`
	Management   bool   `json:"management"`
	Closed       bool   `json:"closed"`
}

// Evidence is one reason to believe that an access is meant.
type Evidence struct {
	Kind      string `json:"kind" enum:"evidence"`
	Place     Place  `json:"place"`
	Sid       string `json:"sid"`
	Statement int    `json:"statement"` // position from 0; -1 if it is no statement
	Text      string `json:"text"`
}

// Wiring is a service that reads or writes a bucket on its own behalf.
type Wiring struct {
	Kind      string `json:"kind"`
	Service   string `json:"service"`
	Role      string `json:"role"`
	SourceARN string `json:"source_arn"`
	Account   string `json:"account"`
	Place     Place  `json:"place"`
	// On404 names the block that does something with the 404 of an object that
	// is not there, and nothing with a 403: custom_error_response, origin_group.
	On404 string `json:"on_404"`
}

// Statement is one statement of a policy that decided a layer, or nearly did.
type Statement struct {
	Place      Place       `json:"place"`
	Policy     string      `json:"policy"` // name or ARN of a managed or inline policy
	Sid        string      `json:"sid"`
	Index      int         `json:"index"`
	Label      string      `json:"label"` // the Sid, or "#2" for the second statement
	Effect     string      `json:"effect" enum:"Allow,Deny"`
	Applies    string      `json:"applies" enum:"yes,no,maybe"`
	Principals []string    `json:"principals"`
	Actions    []string    `json:"actions"`
	Resources  []string    `json:"resources"`
	Inverted   []string    `json:"inverted"` // elements written as NotPrincipal, NotAction, NotResource
	Conditions []Condition `json:"conditions"`
}

// Condition is one operator on one key.
type Condition struct {
	Operator string   `json:"operator"`
	Key      string   `json:"key"`
	Values   []string `json:"values"`
	Family   string   `json:"family" enum:"family"`
	// Asks says it in words: `aws:SourceVpce is not "vpce-1"`.
	Asks string `json:"asks"`
}

// NearMiss is a statement that looks meant for the request and is not for it.
type NearMiss struct {
	Statement Statement `json:"statement"`
	Element   string    `json:"element" enum:"Principal,Resource,Action,Condition"`
	Key       string    `json:"key"` // condition key, where Element is Condition
	Want      string    `json:"want"`
	Got       string    `json:"got"`
	Why       string    `json:"why"`
	// Family is that of the condition key, where Element is Condition.
	Family string `json:"family"`
	// Asks says in words what the condition asks for, Has what the request has:
	// `aws:SourceVpce is "vpce-1" or "vpce-2"`, `the request has none`.
	Asks string `json:"asks"`
	Has  string `json:"has"`
}

// Need is one thing that would settle an open verdict.
type Need struct {
	Kind   string `json:"kind" enum:"request,apply,document"`
	What   string `json:"what"`
	Family string `json:"family"`
	Place  Place  `json:"place"`
}
