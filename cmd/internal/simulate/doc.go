// Package simulate decides standalone requests: each case brings its request
// and all policies that have a say in it. It is the policy engine without
// Terraform, a policy simulator that works offline.
//
// Cases are read as a JSON array or as one object after another, decided in
// parallel and answered in their order, so a file of any size needs little
// memory. A case that cannot be read is reported by its id and does not keep
// the others from being decided.
package simulate
