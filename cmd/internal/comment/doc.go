// Package comment keeps one comment on a pull request up to date.
//
// It answers what to do with the comments that a pull request has, given a new
// body: create, update, leave, or remove duplicates. The forge is behind Forge,
// four methods, with GitHub and GitLab as implementations. It knows reports
// only as finished Markdown and decides nothing about findings.
//
// Whoever can comment can paste our marker, and the report may come from a
// fork: only comments whose author is ourselves are touched, and a body is
// escaped before it gets here.
package comment
