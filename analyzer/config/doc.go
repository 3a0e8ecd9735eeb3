// Package config reads .tfaccess.hcl: what no Terraform input says about the
// organization, accounts and things that live in no input, what must and must
// not work, and what to be silent about.
//
// A file becomes a fragment of the graph, like any other input, and lists of
// expectations, ignores, severities and settings. Reading reports every mistake
// at once, each with its place and, where a name is misspelt, the nearest right
// one.
//
// It must not know what is a finding, and it reads no file outside the
// configuration's own directory. A Config is read-only after Load.
package config
