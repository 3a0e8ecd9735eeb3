// Package policy is the IAM policy language: documents, patterns, principals,
// conditions and the symbols that stand for values known only after apply.
//
// It answers whether a statement applies to a request: yes, no or maybe (Tri).
// It does not know Terraform, accounts' organizations or layers, nor which
// effect wins (that is analyzer/decision).
//
// A Document never changes after Parse and may be shared between goroutines.
// Parsing and compiling are the slow part: keep the Document.
package policy
