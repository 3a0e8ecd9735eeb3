// Package fix finds the smallest change that lets an access through a layer
// that denies it, and proves it: the engine evaluates the access again with
// the change in place, and only if the layer then allows every request is the
// fix called verified.
//
// It knows policies and settings, not files: where an edit goes in HCL and how
// a value is written there, its caller tells (Place). It must not weaken more
// than the access needs: a missing grant gets one statement for this principal
// and these actions, a Deny gets one exemption.
//
// Suggest is read-only and may run in many goroutines. It is as expensive as
// evaluating the access's requests again.
package fix
