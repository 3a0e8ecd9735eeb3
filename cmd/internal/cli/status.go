package cli

import (
	"errors"
	"fmt"
)

// Exit statuses. They are a contract with scripts and do not depend on the
// output format.
const (
	StatusOK       = 0 // nothing at or above --fail-on
	StatusFindings = 1 // findings at or above --fail-on
	StatusUsage    = 2 // wrong flags, configuration or rules
	StatusInput    = 3 // the input could not be analysed
)

// statusError is an error with the exit status that it means and, if there is
// one, the next thing to try.
type statusError struct {
	status int
	err    error
	hint   string
}

func (e *statusError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("status %d", e.status)
	}
	return e.err.Error()
}

func (e *statusError) Unwrap() error { return e.err }

// usagef is an error of whoever typed the command.
func usagef(format string, args ...any) error {
	return &statusError{StatusUsage, fmt.Errorf(format, args...), ""}
}

// inputf is an input that cannot be analysed.
func inputf(format string, args ...any) error {
	return &statusError{StatusInput, fmt.Errorf(format, args...), ""}
}

// withHint adds the next thing to try.
func withHint(err error, hint string) error {
	var s *statusError
	if errors.As(err, &s) {
		return &statusError{s.status, err, hint}
	}
	return &statusError{StatusUsage, err, hint}
}

// errFindings says that the command worked and found something.
var errFindings = &statusError{StatusFindings, errors.New("findings"), ""}
