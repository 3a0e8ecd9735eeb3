// Package source reads the HCL behind a plan and answers what the plan itself
// leaves "known after apply".
//
// A Resolver answers for one plan in one world. Of an attribute it asks, in
// order: is it known in the plan; does AWS derive it from known inputs (a
// Predictor says); does the configuration give it (recovered, by evaluating
// its expression); do the plan's own constants and references give it
// (rebuilt). What is still unknown stands in the text as a symbol, and a
// Result remembers which step it came from.
//
// # Symbols in expressions
//
// A symbol (policy.Text) inside a string would be a known string to cty:
// arn == "x" would be false, and a conditional would pick a branch that AWS
// may not. So the package walks expressions itself instead of calling hcl's
// Value, and a symbol is its own mark: '⟨' in any other text is escaped where
// the text enters, so that a string holds a symbol exactly if it says so.
// Only what puts strings together or takes collections apart keeps symbols
// (templates, join, format, jsonencode, concat, merge, indexing by known
// keys …). Whatever would look inside one (another function, a comparison, a
// condition, an index) gives unknown, as does every error that a symbol may
// have caused.
//
// # What it does not know
//
// It knows no AWS policy semantics, no graph and no network, and reads no file
// outside the configuration's root. Evaluation is bounded in steps, depth and
// size; what exceeds a bound is unknown, with a message.
//
// A Config may be shared between goroutines once opened; a Resolver remembers
// what it has worked out and may not. Opening parses every file of the
// configuration and is the slow part.
package source
