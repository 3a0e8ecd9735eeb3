package report_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

func sarif(t *testing.T, r *report.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteSARIF(&b, r, report.Options{Label: "data"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestSARIFIsValid against the schema of OASIS, as of 2026-11.
func TestSARIFIsValid(t *testing.T) {
	data, err := os.ReadFile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	schema := compile(t, "https://docs.oasis-open.org/sarif/sarif-schema-2.1.0.json", data)
	for name, r := range cases() {
		t.Run(name, func(t *testing.T) { validate(t, schema, sarif(t, r)) })
	}
}

type sarifResults struct {
	Runs []struct {
		AutomationDetails struct{ ID string }
		Results           []struct {
			RuleID              string
			PartialFingerprints map[string]string
			Locations           []struct {
				PhysicalLocation *struct {
					ArtifactLocation struct{ URI string }
					Region           struct{ StartLine int }
				}
				LogicalLocations []struct{ FullyQualifiedName string }
			}
		}
	}
}

func results(t *testing.T, r *report.Report) sarifResults {
	t.Helper()
	var out sarifResults
	if err := json.Unmarshal(sarif(t, r), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestSARIFFingerprintsSurviveMoves: ten lines above, and another file.
func TestSARIFFingerprintsSurviveMoves(t *testing.T) {
	one := base()
	one.Findings = []finding.Finding{kmsFinding(), denyFinding()}
	moved := base()
	f, g := kmsFinding(), denyFinding()
	f.Location.Line, f.Location.EndLine = f.Location.Line+10, f.Location.EndLine+10
	g.Location.File = "elsewhere.tf"
	moved.Findings = []finding.Finding{f, g}
	one.Sort()
	moved.Sort()

	before, after := results(t, one).Runs[0].Results, results(t, moved).Runs[0].Results
	for i := range before {
		if got, want := after[i].PartialFingerprints["tfaccess/v1"], before[i].PartialFingerprints["tfaccess/v1"]; got != want || want == "" {
			t.Errorf("%s: fingerprint %q became %q", before[i].RuleID, want, got)
		}
		if _, ok := before[i].PartialFingerprints["primaryLocationLineHash"]; ok {
			t.Error("primaryLocationLineHash is GitHub's to compute")
		}
	}
	if before[0].PartialFingerprints["tfaccess/v1"] == before[1].PartialFingerprints["tfaccess/v1"] {
		t.Error("different causes have one fingerprint")
	}
}

// TestSARIFPlaces: HCL in the repository, else the module call, else no file.
func TestSARIFPlaces(t *testing.T) {
	tests := []struct {
		name, report, uri string
		line              int
	}{
		{"a module of our own", "one", "modules/bucket/kms.tf", 12},
		{"a downloaded module is no part of the checkout: its call stands for it", "downloaded-module", "main.tf", 40},
		{"no HCL: no file, and never line 1", "nowhere", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := results(t, cases()[tt.report]).Runs[0].Results[0].Locations[0]
			if tt.uri == "" {
				if l.PhysicalLocation != nil {
					t.Errorf("a file was invented: %+v", l.PhysicalLocation)
				}
				if len(l.LogicalLocations) != 1 || l.LogicalLocations[0].FullyQualifiedName != "module.data.aws_kms_key.data" {
					t.Errorf("logical locations %+v", l.LogicalLocations)
				}
				return
			}
			if l.PhysicalLocation == nil || l.PhysicalLocation.ArtifactLocation.URI != tt.uri || l.PhysicalLocation.Region.StartLine != tt.line {
				t.Errorf("place %+v, want %s:%d", l.PhysicalLocation, tt.uri, tt.line)
			}
		})
	}
}

// TestSARIFOneResultAPlace: two findings of one rule at one block are one
// result, whose fingerprint is that of the pair.
func TestSARIFOneResultAPlace(t *testing.T) {
	f, g := kmsFinding(), kmsFinding()
	g.Principal.ARN, g.Fingerprint = "arn:aws:iam::111111111111:role/writer", "1111aaaa2222bbbb3333cccc4444dddd"
	r, swapped := base(), base()
	r.Findings = []finding.Finding{f, g}
	swapped.Findings = []finding.Finding{g, f}
	got := results(t, r).Runs[0].Results
	if len(got) != 1 {
		t.Fatalf("%d results, want 1", len(got))
	}
	if a, b := got[0].PartialFingerprints["tfaccess/v1"], results(t, swapped).Runs[0].Results[0].PartialFingerprints["tfaccess/v1"]; a != b || a == f.Fingerprint || a == g.Fingerprint {
		t.Errorf("fingerprints %q and %q", a, b)
	}
	if id := results(t, r).Runs[0].AutomationDetails.ID; id != "tfaccess/data/" {
		t.Errorf("category %q", id)
	}
}
