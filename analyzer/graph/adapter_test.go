package graph

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph/internal/adapterlist"
)

func TestAdaptersAreValid(t *testing.T) {
	if err := Validate(adapters); err != nil {
		t.Error(err)
	}
}

func TestValidateReportsEveryMistake(t *testing.T) {
	err := Validate([]*Adapter{
		{Type: "google_storage_bucket", Predict: map[string]string{"id": "{name}"}},
		{Type: "aws_twice", Predict: map[string]string{"id": "{name"}},
		{Type: "aws_twice"},
		{Type: "aws_ref", Refs: map[string]string{"bucket": "aws_s3_bucket"}, Predict: map[string]string{"id": "x"}},
	})
	if err == nil {
		t.Fatal("no error for four mistakes")
	}
	for _, want := range []string{
		`"google_storage_bucket": no type of hashicorp/aws or hashicorp/kubernetes`, "aws_twice: listed twice",
		"aws_twice: neither Adapt nor Predict", "brace without name or end", "is not TYPE.ATTRIBUTE",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %q: %v", want, err)
		}
	}
}

// TestGeneratedListIsFresh compares what is generated from the files with the
// files: an adapter that is not in the list is never called.
func TestGeneratedListIsFresh(t *testing.T) {
	entries, err := adapterlist.Find(".")
	if err != nil {
		t.Fatal(err)
	}
	want, err := adapterlist.Source(entries)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("adapters_gen.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("adapters_gen.go is stale; run: go generate ./analyzer/graph")
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Skip("no README.md beside the module")
	}
	if !bytes.Equal(readme, adapterlist.Readme(readme, entries)) {
		t.Error("the table of types in README.md is stale; run: go generate ./analyzer/graph")
	}
}

// TestAdaptersHaveTheirTypes keeps the generator and the values together.
func TestAdaptersHaveTheirTypes(t *testing.T) {
	entries, err := adapterlist.Find(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		a := byType[e.Type]
		if a == nil {
			t.Errorf("%s in aws_%s.go: no adapter of type %q is listed", e.Var, e.Family, e.Type)
		} else if e.Names != (a.Adapt == nil) {
			t.Errorf("%s: names only = %v, but Adapt is set = %v", e.Var, e.Names, a.Adapt != nil)
		}
	}
}
