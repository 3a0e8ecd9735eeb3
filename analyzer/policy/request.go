package policy

// Request is one request as statements see it. It must not change while it is
// in use; several goroutines may read it.
type Request struct {
	// Action is concrete ("s3:GetObject"), or a pattern that stands for every
	// action it covers ("s3:Get*").
	Action ActionPattern
	// Resource is an ARN; wildcards in it make it stand for every resource that
	// they cover. "*" alone is the resource of actions that have none.
	Resource Pattern
	Caller   *Caller
	Context  *Context
}

// NeedKind says what a Maybe depends on. The zero value is invalid.
type NeedKind int8

// Kinds of need.
const (
	NeedKey      NeedKind = iota + 1 // a condition key; Source says who could tell it
	NeedSymbol                       // a value that exists after apply
	NeedResource                     // the request's resource is a set, of which a part matches
	NeedAction                       // the request's action is a set, of which a part matches
	NeedSession                      // the name of the role session
	NeedDocument                     // a whole document or element whose text is not known
	NeedFact                         // AWS documents no answer
)

// Need is one thing that would settle a Maybe.
type Need struct {
	Kind   NeedKind
	What   string // condition key as written, symbol's name, "principal", …
	Source Source // of NeedKey
}

// Named tells how far a Principal element names the caller, as three separate
// answers: permissions boundaries and session policies are bypassed by some of
// them only.
type Named struct {
	// Direct: "*", the user's own ARN, the session's ARN, the service.
	Direct Tri
	// Role: the ARN of the role behind a session, or the parent user of a
	// federated session.
	Role Tri
	// Account: the account id or its root ARN.
	Account Tri
}

// Any is the widest of the three.
func (n Named) Any() Tri { return n.Direct.Or(n.Role).Or(n.Account) }
