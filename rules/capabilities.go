package rules

import (
	"bytes"
	"encoding/json"
	"slices"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// withheld are OPA's builtins that a rule may not call: they reach the network
// or tell one run from another, and a report must be the same for the same
// input.
var withheld = []string{
	"http.send", "net.lookup_ip_addr", "opa.runtime", "rego.metadata.chain", "rego.metadata.rule", "rego.parse_module",
	"trace", "time.now_ns", "rand.intn", "uuid.rfc4122", "io.jwt.decode_verify", "io.jwt.verify_rs256",
	"io.jwt.encode_sign", "io.jwt.encode_sign_raw",
}

// The builtins of tfaccess itself, for hypotheticals that the facts do not
// hold. They are pure.
var (
	evaluateDecl = &ast.Builtin{
		Name:        "tfaccess.evaluate",
		Description: "The verdict of a request: {\"verdict\": …, \"denied_by\": […]}.",
		Decl: types.NewFunction(types.Args(types.NewObject([]*types.StaticProperty{
			types.NewStaticProperty("principal", types.S),
			types.NewStaticProperty("action", types.S),
			types.NewStaticProperty("resource", types.S),
		}, nil)), types.NewObject([]*types.StaticProperty{
			types.NewStaticProperty("verdict", types.S),
			types.NewStaticProperty("denied_by", types.NewArray(nil, types.S)),
		}, nil)),
	}
	arnMatchDecl = &ast.Builtin{
		Name:        "tfaccess.arn_match",
		Description: "Whether an ARN pattern matches an ARN: \"yes\", \"no\" or \"maybe\".",
		Decl:        types.NewFunction(types.Args(types.S, types.S), types.S),
	}
	actionMatchDecl = &ast.Builtin{
		Name:        "tfaccess.action_match",
		Description: "Whether an action pattern matches an action: \"yes\", \"no\" or \"maybe\".",
		Decl:        types.NewFunction(types.Args(types.S, types.S), types.S),
	}
	own = []*ast.Builtin{evaluateDecl, arnMatchDecl, actionMatchDecl}
)

// Capabilities are what a rule may use: OPA's language without the withheld
// builtins, and ours.
func Capabilities() *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	c.Builtins = slices.DeleteFunc(c.Builtins, func(b *ast.Builtin) bool { return slices.Contains(withheld, b.Name) })
	c.Builtins = append(c.Builtins, own...)
	slices.SortFunc(c.Builtins, func(a, b *ast.Builtin) int { return bytes.Compare([]byte(a.Name), []byte(b.Name)) })
	c.AllowNet = []string{}
	return c
}

// capabilities are read only: making them takes milliseconds.
var capabilities = sync.OnceValue(Capabilities)

// CapabilitiesFile is rego/capabilities.json, which lets `opa check` and `opa
// test` read our rules.
func CapabilitiesFile() ([]byte, error) {
	out, err := json.MarshalIndent(Capabilities(), "", "  ")
	return append(out, '\n'), err
}
