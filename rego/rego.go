// Package rego holds the rules of tfaccess as they are embedded in the
// program: lib (functions shared by rules), rules/<name> (one folder a rule),
// schemas (what the input looks like) and capabilities.json (which builtins a
// rule may call). It is data; package rules runs it.
package rego

import "embed"

// Bundle is the whole bundle, tests included.
//
//go:embed capabilities.json lib rules schemas
var Bundle embed.FS
