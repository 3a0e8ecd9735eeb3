package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Graph is everything that the inputs say, joined. It is read-only once Join
// returns: the methods that make what they do not find keep it apart, so that
// a Graph may be shared between goroutines.
type Graph struct {
	Accounts      []*Account
	Organizations []*Organization
	Principals    []*Principal // users and roles, by ARN
	Buckets       []*Bucket
	Keys          []*Key
	Endpoints     []*Endpoint
	AccessPoints  []*AccessPoint
	Wirings       []*Wiring
	Assumptions   []*Assumption
	Diagnostics   []Diagnostic
	// SCPsKnown and RCPsKnown say whether any input tells about service control
	// policies and resource control policies at all.
	SCPsKnown, RCPsKnown bool
	// Since is when the last of the plans was made; zero if none says.
	Since time.Time

	once  sync.Once
	index *graphIndex
}

// identityKey is an identity's name within its account: unique whatever the
// path and the case.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names (2026-11)
type identityKey struct {
	kind    Kind
	account policy.Text
	name    string
}

func keyFor(kind Kind, account, name policy.Text) identityKey {
	if kind == ServiceLinked {
		kind = Role
	}
	return identityKey{kind, account, strings.ToLower(string(name))}
}

// graphIndex finds nodes without scanning. The maps are written while the
// graph is joined; made alone is written later, under its lock.
type graphIndex struct {
	accounts     map[policy.Text]*Account
	arns         map[policy.Text]*Principal
	names        map[identityKey]*Principal
	unique       map[policy.Text]*Principal
	buckets      map[policy.Text]*Bucket
	keys         map[policy.Text]*Key // by ARN and alias ARN
	keyIDs       map[policy.Text][]*Key
	accessPoints map[policy.Text]*AccessPoint // by ARN and alias
	addresses    map[string][]located

	// stranger is the organization against which an account that no record
	// places is judged.
	stranger   *Organization
	membership policy.Tri

	mu   sync.Mutex
	made struct {
		accounts   map[policy.Text]*Account
		principals map[policy.Text]*Principal
		buckets    map[policy.Text]*Bucket
	}
}

// located is a node by one of its addresses.
type located struct {
	input string
	node  any
}

func newGraphIndex() *graphIndex {
	x := &graphIndex{
		accounts:     map[policy.Text]*Account{},
		arns:         map[policy.Text]*Principal{},
		names:        map[identityKey]*Principal{},
		unique:       map[policy.Text]*Principal{},
		buckets:      map[policy.Text]*Bucket{},
		keys:         map[policy.Text]*Key{},
		keyIDs:       map[policy.Text][]*Key{},
		accessPoints: map[policy.Text]*AccessPoint{},
		addresses:    map[string][]located{},
	}
	x.made.accounts = map[policy.Text]*Account{}
	x.made.principals = map[policy.Text]*Principal{}
	x.made.buckets = map[policy.Text]*Bucket{}
	return x
}

// find is the index; that of a graph put together by hand is made from its nodes.
func (g *Graph) find() *graphIndex {
	g.once.Do(func() {
		if g.index == nil {
			g.index = newGraphIndex()
			g.reindex()
		}
	})
	return g.index
}

func (g *Graph) reindex() {
	x := g.index
	for _, a := range g.Accounts {
		x.accounts[a.ID] = a
	}
	for _, p := range g.Principals {
		x.addPrincipal(p)
		x.locate(p.Origin, p)
	}
	for _, b := range g.Buckets {
		x.buckets[b.Name] = b
		x.locate(b.Origin, b)
	}
	for _, k := range g.Keys {
		x.addKey(k)
		x.locate(k.Origin, k)
	}
	for _, a := range g.AccessPoints {
		x.addAccessPoint(a)
		x.locate(a.Origin, a)
	}
	for _, e := range g.Endpoints {
		x.locate(e.Origin, e)
	}
}

func (x *graphIndex) addPrincipal(p *Principal) {
	setIfNew(x.arns, p.ARN, p)
	if p.Account != nil && p.Name != "" {
		setIfNew(x.names, keyFor(p.Kind, p.Account.ID, p.Name), p)
		if p.PermissionSet != "" && !p.Name.IsWhollyKnown() {
			setIfNew(x.names, keyFor(p.Kind, p.Account.ID, reservedName+p.PermissionSet+"_"), p)
		}
	}
	if p.UniqueID != "" {
		setIfNew(x.unique, p.UniqueID, p)
	}
}

func (x *graphIndex) addKey(k *Key) {
	setIfNew(x.keys, k.ARN, k)
	if k.ID != "" {
		x.keyIDs[k.ID] = append(x.keyIDs[k.ID], k)
	}
	parts, ok := parseARN(k.ARN)
	for _, alias := range k.Aliases {
		if ok {
			setIfNew(x.keys, aliasARN(parts.partition, k.Region, parts.account, alias), k)
		}
	}
}

func (x *graphIndex) addAccessPoint(a *AccessPoint) {
	setIfNew(x.accessPoints, a.ARN, a)
	if a.Alias != "" {
		setIfNew(x.accessPoints, a.Alias, a)
	}
}

func setIfNew[K comparable, V any](m map[K]V, k K, v V) {
	if _, ok := m[k]; !ok {
		m[k] = v
	}
}

func aliasARN(partition, region, account, name policy.Text) policy.Text {
	return "arn:" + partition + ":kms:" + region + ":" + account + ":" + name
}

// locate makes a node findable by an address. A node may be told more than
// once: looking for that here would cost inputs × inputs where all have the
// same addresses.
func (x *graphIndex) locate(o Origin, node any) {
	if o.Address != "" {
		x.addresses[o.Address] = append(x.addresses[o.Address], located{o.Input, node})
	}
}

// Account finds or makes an account. One that no input mentions may be in the
// organization, unless the organization's list of accounts is complete.
func (g *Graph) Account(id policy.Text) *Account {
	x := g.find()
	if a := x.accounts[id]; a != nil {
		return a
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if a := x.made.accounts[id]; a != nil {
		return a
	}
	a := &Account{ID: id, Partition: "aws"}
	x.judge(a)
	x.made.accounts[id] = a
	return a
}

// Bucket finds the bucket with a name; nil if no input has it.
func (g *Graph) Bucket(name policy.Text) *Bucket { return g.find().buckets[name] }

// BucketOrUnknown is Bucket, or a bucket of which nothing is known.
func (g *Graph) BucketOrUnknown(name policy.Text) *Bucket {
	x := g.find()
	if b := x.buckets[name]; b != nil {
		return b
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if b := x.made.buckets[name]; b != nil {
		return b
	}
	b := unknownBucket(name)
	x.made.buckets[name] = b
	return b
}

func unknownBucket(name policy.Text) *Bucket {
	return &Bucket{
		Name: name, ARN: "arn:aws:s3:::" + name, Partition: "aws",
		Policy: &Policy{}, Encryption: &Encryption{}, ACL: &ACL{},
	}
}

// AccessPoint finds an access point by its ARN or alias; nil if no input has
// it. A multi-Region access point has several nodes, one a bucket: this is the
// first of them.
func (g *Graph) AccessPoint(ref policy.Text) *AccessPoint { return g.find().accessPoints[ref] }

// Key finds a key by ARN, id, alias name or alias ARN, as seen from an account
// and region: an alias name or an id without ARN is resolved there. It is nil
// if no input has it.
// https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id (2026-11)
func (g *Graph) Key(ref, account, region policy.Text) *Key {
	x := g.find()
	if ref == "" {
		return nil
	}
	if k := x.keys[ref]; k != nil {
		return k
	}
	if strings.HasPrefix(string(ref), "alias/") {
		for _, partition := range []policy.Text{"aws", "aws-us-gov", "aws-cn"} {
			if k := x.keys[aliasARN(partition, region, account, ref)]; k != nil {
				return k
			}
		}
		return nil
	}
	var found *Key
	for _, k := range x.keyIDs[ref] {
		if k.Account != nil && k.Account.ID == account && k.Region == region {
			return k
		}
		found = k
	}
	if len(x.keyIDs[ref]) == 1 && account == "" {
		return found
	}
	return nil
}

// Principal finds or makes the principal with an ARN (of a user, a role or a
// role's session), an account root or account id, a unique id, a service
// principal's name or "anonymous". One that no input describes has Complete ==
// Maybe and no policies.
func (g *Graph) Principal(arn policy.Text) *Principal {
	x := g.find()
	if p := x.arns[arn]; p != nil {
		return p
	}
	if p := x.unique[arn]; p != nil {
		return p
	}
	parts, isARN := parseARN(arn)
	if isARN {
		if p := g.byName(parts); p != nil {
			return p
		}
	}
	x.mu.Lock()
	p := x.made.principals[arn]
	x.mu.Unlock()
	if p != nil {
		return p
	}
	p = g.stranger(arn, parts, isARN)
	x.mu.Lock()
	defer x.mu.Unlock()
	if other := x.made.principals[arn]; other != nil {
		return other
	}
	x.made.principals[arn] = p
	return p
}

// byName finds the role of a session, and the identity that is known by its
// name alone. An ARN with another path than the identity's is no ARN of it.
func (g *Graph) byName(parts arn) *Principal {
	x := g.find()
	kind, path, name := iamName(parts.resource)
	switch {
	case parts.service == "sts" && kind == "assumed-role":
		role, _, _ := strings.Cut(strings.TrimPrefix(string(parts.resource), "assumed-role/"), "/")
		return x.names[keyFor(Role, parts.account, policy.Text(role))]
	case parts.service == "iam" && (kind == "role" || kind == "user"):
		p := x.names[keyFor(Kind(kind), parts.account, name)]
		if p != nil && (p.Path == "" || p.Path == path && p.Name == name) {
			return p
		}
		if set := permissionSet(path, name); p == nil && set != "" && kind == string(Role) {
			// Its suffix is not known: this may be the ARN that it will have.
			if p = x.names[keyFor(Role, parts.account, reservedName+set+"_")]; p != nil && p.Path == path {
				return p
			}
		}
	}
	return nil
}

// stranger makes a principal that no input describes.
func (g *Graph) stranger(ref policy.Text, parts arn, isARN bool) *Principal {
	nobody := &Policy{Presence: Absent}
	switch {
	case ref == "anonymous":
		return &Principal{Kind: Anonymous, ARN: ref, Complete: policy.Yes, Boundary: nobody, TagsComplete: policy.Yes}
	case isAccountID(string(ref)):
		return g.root(g.Account(ref), "arn:aws:iam::"+ref+":root")
	case !isARN && strings.Contains(string(ref), ".amazonaws.com"):
		return &Principal{Kind: Service, ARN: ref, Name: ref, Complete: policy.Yes, Boundary: nobody, TagsComplete: policy.Yes}
	case isARN && parts.account == "cloudfront":
		return &Principal{Kind: OriginAccess, ARN: ref, Complete: policy.Yes, Boundary: nobody, TagsComplete: policy.Yes}
	case isARN && strings.HasPrefix(string(parts.resource), "oidc-provider/"):
		return &Principal{Kind: Federated, ARN: ref, Name: policy.Text(strings.TrimPrefix(string(parts.resource), "oidc-provider/")), Complete: policy.Yes, Boundary: nobody, TagsComplete: policy.Yes}
	case isARN && parts.resource == "root":
		return g.root(g.Account(parts.account), ref)
	}
	p := &Principal{
		Kind: Role, ARN: ref, Boundary: &Policy{}, Trust: &Policy{},
		Incomplete: []string{"no input describes " + string(ref)},
	}
	if !isARN {
		return p
	}
	p.Account = g.Account(parts.account)
	kind, path, name := iamName(parts.resource)
	p.Path, p.Name = path, name
	switch kind {
	case "user", "federated-user":
		p.Kind, p.Trust = User, nil
	case "assumed-role":
		role, _, _ := strings.Cut(strings.TrimPrefix(string(parts.resource), "assumed-role/"), "/")
		p.Path, p.Name = "", policy.Text(role)
	}
	if strings.HasPrefix(string(path), "/aws-service-role/") {
		p.Kind, p.Boundary = ServiceLinked, nobody
	}
	if p.Account.Closed {
		p.Incomplete = append(p.Incomplete, "account "+string(p.Account.ID)+" has no such identity")
	}
	return p
}

func (g *Graph) root(a *Account, ref policy.Text) *Principal {
	return &Principal{
		Kind: Root, ARN: ref, Account: a, Complete: policy.Yes,
		Boundary: &Policy{Presence: Absent}, TagsComplete: policy.Yes,
	}
}

// Lookup finds what a resource address means, "aws_iam_role.x" or
// "LABEL:aws_iam_role.x": a *Principal, *Bucket, *Key, *AccessPoint or
// *Endpoint. The error names the candidates if several fit.
func (g *Graph) Lookup(address string) (any, error) {
	x := g.find()
	found := x.addresses[address]
	if len(found) == 0 {
		if label, rest, ok := strings.Cut(address, ":"); ok {
			for _, at := range x.addresses[rest] {
				if at.input == label {
					found = append(found, at)
				}
			}
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: no input has a principal, bucket, key or endpoint at this address", address)
	}
	for _, at := range found[1:] {
		if at.node != found[0].node {
			return nil, fmt.Errorf("%s: several inputs have this address: %s", address, candidates(address, found))
		}
	}
	return found[0].node, nil
}

func candidates(address string, found []located) string {
	var names []string
	for _, at := range found {
		names = append(names, at.input+":"+address)
	}
	slices.SortFunc(names, cmp.Compare)
	return strings.Join(slices.Compact(names), ", ")
}
