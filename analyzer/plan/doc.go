// Package plan reads what Terraform says in JSON: plans, states and raw states.
//
// It answers, for each resource instance, which attributes are known, unknown,
// computed, null or sensitive, before and after apply; which resource a
// reference in the configuration means; and which account and region a provider
// configuration leads to. It does not know what any resource type means, nor
// IAM, nor HCL: what a plan's JSON has lost, package source recovers.
//
// Reading scans the input once. An attribute is decoded when it is asked for,
// so that a plan costs what its reader looks at. A Plan holds its whole input in
// memory, never changes after Read, and may be shared between goroutines.
package plan
