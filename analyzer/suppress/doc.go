// Package suppress decides which findings a user has chosen not to see: by an
// ignore comment, by an ignore block of the configuration file, or because a
// baseline has them already.
//
// It knows findings only: it does not read HCL, files or a clock. Every ignore
// needs a reason, may expire, and is reported when it expired, matched nothing
// or says nothing useful, so that suppressions cannot rot silently.
//
// All functions are pure and cheap: one pass over findings × ignores.
package suppress
