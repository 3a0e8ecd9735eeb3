package eval

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Accounts of the tests' world: A calls, B has the bucket, C is a stranger to
// the organization, M manages it.
const (
	accountA = "111111111111"
	accountB = "222222222222"
	accountC = "333333333333"
	accountM = "999999999999"
)

// world builds a graph by hand. Everything in it is known and managed unless a
// test says otherwise.
type world struct {
	t   testing.TB
	g   *graph.Graph
	org *graph.Organization
}

// newWorld is organization o-1 of A, B and M, with FullAWSAccess everywhere,
// and C outside of it.
func newWorld(t testing.TB) *world {
	w := &world{t: t, g: &graph.Graph{SCPsKnown: true, RCPsKnown: true}}
	w.org = &graph.Organization{ID: "o-1", Root: "r-1", Management: accountM, Complete: true, Accounts: map[policy.Text]*graph.Account{},
		SCPsEnabled: policy.Yes, RCPsEnabled: policy.Yes}
	w.g.Organizations = append(w.g.Organizations, w.org)
	for _, id := range []policy.Text{accountA, accountB, accountM} {
		a := &graph.Account{ID: id, Partition: "aws", Organization: w.org, Membership: policy.Yes, Management: id == accountM,
			OrgPath: "o-1/r-1/ou-" + id + "/", Origin: graph.Origin{Address: "account." + string(id)}}
		for _, name := range []string{"root", "ou-" + string(id), string(id)} {
			a.Levels = append(a.Levels, graph.Level{Name: name, ID: policy.Text(name), SCPsComplete: policy.Yes, RCPsComplete: policy.Yes,
				SCPs: []*graph.Policy{w.awsPolicy("FullAWSAccess", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`)},
				RCPs: []*graph.Policy{w.awsPolicy("RCPFullAWSAccess", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`)}})
		}
		w.org.Accounts[id] = a
		w.g.Accounts = append(w.g.Accounts, a)
	}
	w.g.Accounts = append(w.g.Accounts, &graph.Account{ID: accountC, Partition: "aws", Organization: w.org, Membership: policy.No})
	return w
}

// baseWorld is the world of SEMANTICS G: role rA of A, bucket b of B, both
// sides granting s3:GetObject and s3:ListBucket; rB and uB of B have nothing.
func baseWorld(t testing.TB) *world {
	w := newWorld(t)
	w.role(accountA, "rA", allowDoc("s3:GetObject", "arn:aws:s3:::b/*"), allowDoc("s3:ListBucket", "arn:aws:s3:::b"))
	w.role(accountB, "rB")
	w.user(accountB, "uB")
	w.bucket(accountB, "b").Policy = w.resourcePolicy("bp.b",
		allowTo(`{"AWS":"arn:aws:iam::111111111111:role/rA"}`, "s3:GetObject", "arn:aws:s3:::b/*"),
		allowTo(`{"AWS":"arn:aws:iam::111111111111:role/rA"}`, "s3:ListBucket", "arn:aws:s3:::b"))
	return w
}

// engine compiles what was built.
func (w *world) engine() *Engine { return New(w.g) }

func (w *world) account(id policy.Text) *graph.Account {
	for _, a := range w.g.Accounts {
		if a.ID == id {
			return a
		}
	}
	a := &graph.Account{ID: id, Partition: "aws", Organization: w.org, Membership: policy.No}
	w.g.Accounts = append(w.g.Accounts, a)
	return a
}

// parse is a document of statements, or a whole document as it stands.
func (w *world) parse(statements ...string) *policy.Document {
	text := `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
	if len(statements) == 1 && strings.Contains(statements[0], `"Statement"`) {
		text = statements[0]
	}
	d, err := policy.Parse(policy.Text(text))
	if err != nil {
		w.t.Fatalf("%v in %s", err, text)
	}
	return d
}

func (w *world) awsPolicy(name, document string) *graph.Policy {
	return &graph.Policy{Name: name, Presence: graph.Present, Document: w.parse(document), How: graph.HowKnown}
}

func (w *world) policy(address string, statements ...string) *graph.Policy {
	return &graph.Policy{Name: address, Origin: graph.Origin{Address: address}, Presence: graph.Present, Document: w.parse(statements...), How: graph.HowKnown}
}

func (w *world) resourcePolicy(address string, statements ...string) *graph.Policy {
	p := w.policy(address, statements...)
	p.Name = ""
	return p
}

func (w *world) role(account policy.Text, name string, statements ...string) *graph.Principal {
	return w.principal(graph.Role, account, name, statements)
}

func (w *world) user(account policy.Text, name string, statements ...string) *graph.Principal {
	return w.principal(graph.User, account, name, statements)
}

func (w *world) principal(kind graph.Kind, account policy.Text, name string, statements []string) *graph.Principal {
	path, short := "/", name
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		path, short = "/"+name[:i+1], name[i+1:]
	}
	p := &graph.Principal{
		Kind: kind, Account: w.account(account), Name: policy.Text(short), Path: policy.Text(path),
		ARN:      policy.Text(fmt.Sprintf("arn:aws:iam::%s:%s%s%s", account, kind, path, short)),
		Complete: policy.Yes, TagsComplete: policy.Yes, Boundary: &graph.Policy{Presence: graph.Absent},
		Origin: graph.Origin{Address: string(kind) + "." + short},
	}
	if len(statements) > 0 {
		p.Policies = []*graph.Policy{w.policy("idp."+short, statements...)}
	}
	w.g.Principals = append(w.g.Principals, p)
	return p
}

// get finds a principal by name.
func (w *world) get(name string) *graph.Principal {
	for _, p := range w.g.Principals {
		if string(p.Name) == name {
			return p
		}
	}
	w.t.Fatalf("no principal %s", name)
	return nil
}

// bucket is one as it is made today: ACLs disabled, public access blocked,
// SSE-S3, no policy.
func (w *world) bucket(account policy.Text, name policy.Text) *graph.Bucket {
	address := "bucket." + string(name)
	b := &graph.Bucket{
		Origin: graph.Origin{Address: address}, Name: name, ARN: "arn:aws:s3:::" + name, Account: w.account(account), Region: "us-east-1", Partition: "aws",
		Managed: true, Created: true, Policy: &graph.Policy{Presence: graph.Absent, Origin: graph.Origin{Address: address}},
		Encryption: &graph.Encryption{Presence: graph.Absent}, Ownership: graph.BucketOwnerEnforced,
		PublicAccessBlock: publicAccess(policy.Yes), RequesterPays: policy.No, ACL: &graph.ACL{Presence: graph.Absent},
		Versioning: policy.No, ObjectLock: policy.No, ABAC: policy.No,
		OwnershipOrigin: graph.Origin{Address: "ownership." + string(name)},
		RequesterOrigin: graph.Origin{Address: "payer." + string(name)},
	}
	w.g.Buckets = append(w.g.Buckets, b)
	return b
}

func publicAccess(on policy.Tri) *graph.PublicAccessBlock {
	return &graph.PublicAccessBlock{BlockPublicACLs: on, IgnorePublicACLs: on, BlockPublicPolicy: on, RestrictPublicBuckets: on,
		Origin: graph.Origin{Address: "pab"}}
}

func (w *world) theBucket(name policy.Text) *graph.Bucket {
	for _, b := range w.g.Buckets {
		if b.Name == name {
			return b
		}
	}
	w.t.Fatalf("no bucket %s", name)
	return nil
}

// key is a customer managed key; without statements it has the default policy.
func (w *world) key(account policy.Text, id policy.Text, statements ...string) *graph.Key {
	k := &graph.Key{
		Origin: graph.Origin{Address: "key." + string(id)}, ID: id, Account: w.account(account), Region: "us-east-1",
		ARN:    "arn:aws:kms:us-east-1:" + account + ":key/" + id,
		Policy: &graph.Policy{Presence: graph.Absent}, Enabled: policy.Yes, Deleting: policy.No, MultiRegion: policy.No,
		Managed: true, Symmetric: policy.Yes,
	}
	if len(statements) > 0 {
		k.Policy = w.resourcePolicy("kp."+string(id), statements...)
	}
	w.g.Keys = append(w.g.Keys, k)
	return k
}

// encrypt makes a key the bucket's default.
func (w *world) encrypt(b *graph.Bucket, k *graph.Key, bucketKey policy.Tri) {
	b.Encryption = &graph.Encryption{Presence: graph.Present, Algorithm: "aws:kms", KeyID: k.ARN, Key: k, Managed: policy.No, BucketKey: bucketKey,
		Origin: graph.Origin{Address: "sse." + string(b.Name)}}
}

// managedKey makes aws/s3 the bucket's default.
func (w *world) managedKey(b *graph.Bucket) {
	b.Encryption = &graph.Encryption{Presence: graph.Present, Algorithm: "aws:kms", Managed: policy.Yes, BucketKey: policy.No,
		Origin: graph.Origin{Address: "sse." + string(b.Name)}}
}

// endpoint is an S3 endpoint of account A; without statements it has the
// default policy.
func (w *world) endpoint(id policy.Text, kind string, statements ...string) *graph.Endpoint {
	v := &graph.Endpoint{
		Origin: graph.Origin{Address: "vpce." + string(id)}, ID: id, Service: "com.amazonaws.us-east-1.s3", Type: kind, VPC: "vpc-1",
		Account: w.account(accountA), Region: "us-east-1", Policy: &graph.Policy{Presence: graph.Absent}, PrivateDNS: policy.Yes,
	}
	if len(statements) > 0 {
		v.Policy = w.resourcePolicy("vpce."+string(id), statements...)
	}
	w.g.Endpoints = append(w.g.Endpoints, v)
	return v
}

// scp attaches a service control policy at one of an account's levels.
func (w *world) scp(account policy.Text, level int, statements ...string) {
	l := &w.account(account).Levels[level]
	l.SCPs = append(l.SCPs, w.policy("scp."+string(account), statements...))
}

func (w *world) rcp(account policy.Text, level int, statements ...string) {
	l := &w.account(account).Levels[level]
	l.RCPs = append(l.RCPs, w.policy("rcp."+string(account), statements...))
}

// boundary sets a permissions boundary.
func (w *world) boundary(p *graph.Principal, statements ...string) {
	p.Boundary = w.policy("pb."+string(p.Name), statements...)
}

// allowDoc and denyDoc are statements of identity policies, SCPs and caps.
func allowDoc(action, resource string) string { return statement("Allow", "", action, resource, "") }

func denyDoc(action, resource, condition string) string {
	return statement("Deny", "", action, resource, condition)
}

func allowIf(action, resource, condition string) string {
	return statement("Allow", "", action, resource, condition)
}

// allowTo and denyTo are statements with a principal.
func allowTo(principal, action, resource string) string {
	return statement("Allow", principal, action, resource, "")
}

func allowToIf(principal, action, resource, condition string) string {
	return statement("Allow", principal, action, resource, condition)
}

func denyTo(principal, action, resource, condition string) string {
	return statement("Deny", principal, action, resource, condition)
}

// statement puts one together; actions and resources may be lists with commas.
func statement(effect, principal, action, resource, condition string) string {
	s := `{"Effect":"` + effect + `"`
	if principal != "" {
		s += `,"Principal":` + principal
	}
	s += `,"Action":["` + strings.ReplaceAll(action, ",", `","`) + `"]`
	if resource != "" {
		s += `,"Resource":["` + strings.ReplaceAll(resource, ",", `","`) + `"]`
	}
	if condition != "" {
		s += `,"Condition":` + condition
	}
	return s + "}"
}
