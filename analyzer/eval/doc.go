// Package eval answers what AWS would say to one request: a Trace with the
// verdict of every layer, the statements that decided it and, where the answer
// is open, what would settle it.
//
// It gathers from the graph what analyzer/decision combines, and adds what is
// S3's own: KMS keys of objects, Object Ownership, Requester Pays, access
// points' networks, deliveries of services. One file layer_<kind>.go a layer,
// with the AWS pages that force it. It knows neither Terraform nor which
// accesses anybody wants, and it makes no sentences: layers carry codes.
//
// An Engine is compiled once from a Graph and never changes afterwards: any
// number of goroutines may ask it. New is the expensive part. Evaluate
// explains; Verdict only answers and costs about a microsecond.
package eval
