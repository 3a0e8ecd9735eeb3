package rules

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
)

// TestResult is the result of one test rule.
type TestResult struct {
	Package, Name string
	Location      string // "acme/acme_test.rego:12"
	Pass          bool
	Error         string // what went wrong, if it is no plain failure
	Duration      time.Duration
}

// Test runs the tests (test_… in NAME_test.rego) of the embedded rules and of
// the folders given, with the real builtins and with facts checked by type.
func Test(ctx context.Context, folders ...fs.FS) ([]TestResult, error) {
	modules, rules, err := parseBundle(true, folders)
	if err != nil {
		return nil, err
	}
	if err := checkSet(rules); err != nil {
		return nil, err
	}
	if _, err := compile(modules, true); err != nil {
		return nil, err
	}
	store := inmem.New()
	var out []TestResult
	err = storage.Txn(ctx, store, storage.TransactionParams{}, func(txn storage.Transaction) error {
		runner := tester.NewRunner().SetStore(store).SetModules(modules).RaiseBuiltinErrors(true).
			SetTimeout(10 * time.Second).AddCustomBuiltins(testBuiltins())
		results, err := runner.RunTests(withWorld(ctx, nil), txn)
		if err != nil {
			return err
		}
		for r := range results {
			t := TestResult{Package: r.Package, Name: r.Name, Pass: r.Pass(), Duration: r.Duration}
			if r.Location != nil {
				t.Location = fmt.Sprintf("%s:%d", r.Location.File, r.Location.Row)
			}
			if r.Error != nil {
				t.Error = r.Error.Error()
			}
			out = append(out, t)
		}
		return nil
	})
	return out, err
}

func testBuiltins() []*tester.Builtin {
	var out []*tester.Builtin
	for i, b := range own {
		out = append(out, &tester.Builtin{Decl: b, Func: builtins()[i]})
	}
	return out
}
