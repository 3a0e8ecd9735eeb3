// Package facts is the JSON view of accesses, traces and graph that rules see,
// and that `tfaccess facts` prints.
//
// Everything with AWS semantics is a fact here, so that a rule only says: given
// these facts, is this a finding, about what, because of what. A rule that had
// to take an ARN apart would show that a fact is missing.
//
// The document is versioned; its JSON Schema is generated from the types in
// this package and lies in rego/schemas, where rules are checked against it.
// Build evaluates every access once; it is the expensive part. A Document is
// not changed afterwards.
package facts
