package policy

// CallerKind is the kind of a caller. The zero value is invalid.
type CallerKind int8

// Kinds of caller.
const (
	CallerUser          CallerKind = iota + 1 // an IAM user with long-term keys
	CallerRole                                // a session of a role
	CallerRoot                                // an account's root user
	CallerFederatedUser                       // a GetFederationToken session of a user
	CallerFederated                           // an external identity: OIDC or SAML, before it has a role
	CallerService                             // an AWS service principal
	CallerServiceLinked                       // a session of a service-linked role
	CallerOriginAccess                        // a CloudFront origin access identity
	CallerAnonymous                           // an unsigned request
)

// Caller is who sends a request, with what Principal elements can name of it.
type Caller struct {
	Kind CallerKind
	// Account is the caller's account id; unset for services, external
	// identities and anonymous callers.
	Account Text
	// ARN is the ARN of the user, of the role (with its path) or of the root
	// user; the name of a service ("cloudtrail.amazonaws.com"); the provider of
	// an external identity; the ARN of an origin access identity. For a
	// federated user it is the ARN of the parent user. Unset if not known.
	ARN Text
	// Session is the ARN of the session ("arn:aws:sts::A:assumed-role/R/S",
	// "…:federated-user/N"); unset if the session's name is not known.
	Session Text
	// NoSession is set if there certainly is no session with a name.
	NoSession bool
	// UniqueID is AROA… or AIDA…; CanonicalID the account's canonical user id,
	// or that of an origin access identity. Unset if not known.
	UniqueID, CanonicalID Text
	// Alternatives are other names under which a service may call; a Principal
	// that names one of them names the caller.
	Alternatives []Text
	// Bounded says whether the user or role has a permissions boundary: Deny
	// with NotPrincipal then always matches.
	Bounded Tri
}
