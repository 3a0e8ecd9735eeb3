package simulate

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// compiler keeps compiled policies by their text: the cases of one file mostly
// share them. It may be used by several goroutines.
type compiler struct {
	documents, sets cache[any]
}

// cache is a map that starts again when it holds a lot.
type cache[V any] struct {
	held  sync.Map
	bytes atomic.Int64
}

// cacheBytes bounds the texts that a cache holds.
const cacheBytes = 256 << 20

func (c *cache[V]) get(key string, make func() (V, error)) (V, error) {
	if v, ok := c.held.Load(key); ok {
		return v.(V), nil
	}
	v, err := make()
	if err != nil {
		return v, err
	}
	if c.bytes.Add(int64(len(key))) > cacheBytes {
		c.held.Clear()
		c.bytes.Store(int64(len(key)))
	}
	c.held.Store(key, v)
	return v, nil
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

// document parses a policy. A string holds the policy as text, as many AWS
// commands print it.
func (c *compiler) document(raw json.RawMessage) (*policy.Document, error) {
	d, err := c.documents.get(string(raw), func() (any, error) {
		text := string(raw)
		if raw[0] == '"' {
			if err := json.Unmarshal(raw, &text); err != nil {
				return nil, err
			}
		}
		return policy.Parse(policy.Literal(text))
	})
	if err != nil {
		return nil, err
	}
	return d.(*policy.Document), nil
}

// set compiles the policies of a layer, or of one level of it.
func (c *compiler) set(layer string, docs []document) (*decision.Set, error) {
	key := setKey(docs)
	s, err := c.sets.get(key, func() (any, error) {
		policies := make([]decision.Policy, len(docs))
		for i, d := range docs {
			if isNull(d.Document) {
				return nil, fmt.Errorf("%s policy %q has no document", layer, d.Name)
			}
			doc, err := c.document(d.Document)
			if err != nil {
				return nil, fmt.Errorf("%s policy %q: %w", layer, d.Name, err)
			}
			policies[i] = decision.Policy{Document: doc, Name: d.Name}
		}
		return decision.Compile(policies, false), nil
	})
	if err != nil {
		return nil, err
	}
	return s.(*decision.Set), nil
}

func setKey(docs []document) string {
	if len(docs) == 1 && docs[0].Name == "" {
		return string(docs[0].Document)
	}
	var b strings.Builder
	for _, d := range docs {
		b.WriteString(d.Name)
		b.WriteByte(0)
		b.Write(d.Document)
		b.WriteByte(0)
	}
	return b.String()
}

// one compiles the single policy of a layer; nil if there is none.
func (c *compiler) one(layer string, raw json.RawMessage) (*decision.Set, error) {
	if isNull(raw) {
		return nil, nil
	}
	return c.set(layer, []document{{Document: raw}})
}

// some compiles the policies of a layer that is out of play without any.
func (c *compiler) some(layer string, docs []document) (*decision.Set, error) {
	if len(docs) == 0 {
		return nil, nil
	}
	return c.set(layer, docs)
}

func (c *compiler) levels(layer string, levels [][]document) ([]*decision.Set, error) {
	var sets []*decision.Set
	for _, docs := range levels {
		s, err := c.set(layer, docs)
		if err != nil {
			return nil, err
		}
		sets = append(sets, s)
	}
	return sets, nil
}

// compile makes a case ready to be decided.
func (c *compiler) compile(tc *testCase) (*decision.Request, *decision.Policies, error) {
	p := &decision.Policies{Granted: policy.Of(tc.Settings.Granted), RestrictPublicBuckets: policy.Of(tc.Settings.RestrictPublicBuckets)}
	var errs [8]error
	p.Identity, errs[0] = c.some("identity", tc.Policies.Identity)
	p.Resource, errs[1] = c.one("resource", tc.Policies.Resource)
	p.Boundary, errs[2] = c.some("boundary", tc.Policies.Boundary)
	p.Session, errs[3] = c.one("session", tc.Policies.Session)
	p.SCPs, errs[4] = c.levels("scp", tc.Policies.SCPs)
	p.RCPs, errs[5] = c.levels("rcp", tc.Policies.RCPs)
	p.Endpoint, errs[6] = c.some("vpc_endpoint", tc.Policies.Endpoint)
	if tc.Request.Bucket != "" {
		if isNull(tc.Policies.AccessPoint) {
			p.AccessPoint, errs[7] = c.set("access_point", nil)
		} else {
			p.AccessPoint, errs[7] = c.one("access_point", tc.Policies.AccessPoint)
		}
	}
	for _, err := range errs {
		if err != nil {
			return nil, nil, err
		}
	}
	who, err := caller(tc.Request.Principal, tc.Request.PrincipalAccount, p.Boundary != nil)
	if err != nil {
		return nil, nil, err
	}
	keys := make(map[string]policy.Value, len(tc.Request.Context))
	for k, v := range tc.Request.Context {
		keys[strings.ToLower(k)] = policy.Value{State: policy.Known, Texts: v.texts, Multi: v.multi}
	}
	action := policy.CompileAction(policy.Literal(tc.Request.Action))
	return &decision.Request{
		Action:          action,
		Resource:        resource(action, tc.Request.Resource),
		ResourceAccount: policy.Literal(tc.Request.ResourceAccount),
		Caller:          who,
		Context:         &policy.Context{Values: keys},
		Flavor:          flavor(tc.Request.Action, tc.Request.Resource),

		Bucket:             policy.CompileResource(policy.Literal(tc.Request.Bucket)),
		AccessPointAccount: policy.Literal(tc.Request.AccessPointAccount),
	}, p, nil
}

// resource reads the resource: "*" is every resource for an action that is
// known to have some, and otherwise the resource of actions that have none.
func resource(action policy.ActionPattern, text string) policy.Pattern {
	if f := action.Facts(); text == "*" && f != nil && len(f.Resources) > 0 {
		return policy.Compile("*")
	}
	return policy.CompileResource(policy.Literal(text))
}

// flavor says by which rules a resource's policy counts.
func flavor(action, resource string) decision.Flavor {
	action = strings.ToLower(action)
	switch {
	case strings.HasPrefix(action, "kms:") && strings.Contains(resource, ":key/"):
		return decision.Key
	case strings.HasPrefix(action, "sts:") && strings.Contains(resource, ":role/"):
		return decision.Trust
	}
	return decision.Ordinary
}
