package policy

// hasKey reports whether a request for the action may have a condition key,
// given in lower case.
func (a ActionPattern) hasKey(string) bool { return true }
