// Package rules runs the Rego rules over the facts of a plan.
//
// Load compiles the embedded bundle, and the rules of a user beside it, once;
// Run then evaluates one query over one document. A rule's identity, severity,
// title, texts and links are its METADATA; nothing is registered by hand.
//
// Rules of a user come from a pull request and are untrusted: they can call
// only the builtins in rego/capabilities.json (no network, no environment, no
// clock), and evaluation ends at a time limit.
//
// A Set is read-only and may be shared between goroutines. Loading is the
// expensive part.
package rules
