// Package snapshot writes and reads what other workspaces may know of one:
// principals, policies, buckets, keys, endpoints and the organization, each
// with where it came from.
//
// A snapshot is fragments of the graph as JSON, versioned and deterministic. It
// holds no value of a plan but addresses, ARNs, names, accounts, policy
// statements, settings that decide an access, and the tags that a condition
// asks for; nothing that is marked sensitive. Whoever adds a field to a record
// of analyzer/graph decides what becomes public.
//
// It also reads the JSON of `aws iam get-account-authorization-details` into a
// fragment: all identities of an account.
//
// It does no I/O beyond the reader and writer that it is given.
package snapshot
