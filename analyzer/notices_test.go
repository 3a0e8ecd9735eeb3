package analyzer_test

import (
	"context"
	"os"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer"
)

// TestNoticesCountWhatConcernsAnInput: an access between parties of --with
// alone is its own workspace's affair, and nothing that would help there is
// worth a reader's time here.
func TestNoticesCountWhatConcernsAnInput(t *testing.T) {
	const main, other = "../fixtures/service-not-admitted/plan.json", "../fixtures/cannot-tell/near/principal-in-no-input/plan.json"
	tests := []struct {
		name, why string
		context   bool // of the second plan, whose bucket admits a role that no input has
		accesses  int
		told      bool
	}{
		{"both are inputs", "the role that nobody describes is asked for", false, 3, true},
		{"the second is context", "its access touches no input", true, 2, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var inputs []analyzer.Input
			for _, file := range []string{main, other} {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				inputs = append(inputs, analyzer.Input{File: file, Data: data, Context: tt.context && file == other})
			}
			a, err := analyzer.Load(context.Background(), analyzer.Options{Inputs: inputs, Dir: "."})
			if err != nil {
				t.Fatal(err)
			}
			r, err := a.Check(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			told := false
			for _, n := range r.Notices {
				told = told || n.Code == "not-described"
			}
			if told != tt.told || r.Stats.Accesses != tt.accesses {
				t.Errorf("%d accesses, notice %v; want %d, %v (%s)", r.Stats.Accesses, told, tt.accesses, tt.told, tt.why)
			}
		})
	}
}
