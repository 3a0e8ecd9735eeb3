// Package report prints what a check or a trace found, in every format that
// people and CI systems read.
//
// It answers one question: how does a finished Report look as text, JSON,
// SARIF, JUnit, GitHub workflow commands, Markdown or GitLab Code Quality. It
// knows findings and nothing else of ours: no plan, graph, policy or rule. It
// decides nothing, sorts nothing but by Report.Sort, and reads no clock, file
// or environment: colour, width and links are Options.
//
// A Report is read-only once it is finished; formats may write it from several
// goroutines. Whatever a format prints may come from a hostile pull request
// (instance keys, Sids, bucket names, tags), so every format escapes
// everything, and only what a reader needs is in a Report: no plan values.
package report
