package source

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// TestDocumentOfProvider renders the arguments of documents that the provider
// itself wrote: the result must be the same to the byte.
func TestDocumentOfProvider(t *testing.T) {
	data, err := os.ReadFile(shared(t, "planlab", "testdata", "policy_documents.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases map[string]json.RawMessage
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) == 0 {
		t.Fatal("no documents")
	}
	for name, src := range cases {
		t.Run(name, func(t *testing.T) {
			ty, err := ctyjson.ImpliedType(src)
			if err != nil {
				t.Fatal(err)
			}
			v, err := ctyjson.Unmarshal(src, ty)
			if err != nil {
				t.Fatal(err)
			}
			got, err := argumentsOf(v).render()
			if err != nil {
				t.Fatal(err)
			}
			if want := v.GetAttr("json").AsString(); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// argumentsOf are the arguments of a data source in state.
func argumentsOf(v cty.Value) docArguments {
	return docArguments{
		version: field(v, "version"), id: field(v, "policy_id"), statements: field(v, "statement"),
		sources: field(v, "source_policy_documents"), overrides: field(v, "override_policy_documents"),
		sourceJSON: field(v, "source_json"), overJSON: field(v, "override_json"), name: "t:data.x.json",
	}
}

// TestDocumentsOfScenarios renders every document that was read while planning
// again: prediction and value must agree.
func TestDocumentsOfScenarios(t *testing.T) {
	seen := 0
	for _, name := range scenarioInputs(t) {
		for _, r := range readPlan(t, name).Resources {
			if !r.Data || r.Type != "aws_iam_policy_document" {
				continue
			}
			for _, w := range []plan.World{plan.Planned, plan.Prior} {
				if _, state := r.Attr(w, "json"); state != plan.Known {
					continue
				}
				v := r.Value(w)
				got, err := argumentsOf(v).render()
				if err != nil {
					t.Errorf("%s: %s: %v", name, r.Address, err)
					continue
				}
				seen++
				if want := v.GetAttr("json").AsString(); got != want {
					t.Errorf("%s: %s: got\n%s\nwant\n%s", name, r.Address, got, want)
				}
			}
		}
	}
	if seen == 0 {
		t.Fatal("no scenario has a known document")
	}
}
