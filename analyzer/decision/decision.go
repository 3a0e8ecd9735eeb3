// Package decision is the IAM decision itself, with unknowns: one request,
// the policies of every layer, and the rules by which AWS combines them.
//
// It knows neither Terraform nor the graph: analyzer/eval gathers the policies
// and adds what is S3's own (ownership, Requester Pays, KMS legs), and
// `tfaccess simulate` calls it directly. Everything is read-only after it is
// compiled; Decide may run in many goroutines and does not allocate for
// verdicts, only for explanations.
//
// The usual way: Compile each layer's policies once, keep the Sets, fill
// Policies and a Request, Decide; and Explain the layers that are printed.
package decision
