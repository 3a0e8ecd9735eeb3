// Package access finds which accesses somebody evidently means to work.
//
// Default deny makes every unmentioned pair of a principal and a bucket a 403,
// so an access needs evidence: a statement that names the other side, a service
// wired to a bucket, an expectation, an access that worked before. It is never
// a principal × bucket cross product: Find walks statements, wirings and
// expectations once and looks the other side up by name.
//
// It does not know whether an access is allowed (that is analyzer/eval), nor
// what a finding is. Find only reads the graph.
package access
