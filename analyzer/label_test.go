package analyzer

import (
	"slices"
	"testing"
)

func TestLabels(t *testing.T) {
	tests := []struct {
		name         string
		paths, given []string
		want         []string
	}{
		{"a plan is called after its folder", []string{"consumer/plan.json", "data/plan.json"}, nil, []string{"consumer", "data"}},
		{"a file's own name says more than the folder", []string{"plans/network.json", "plans/data.json"}, nil, []string{"network", "data"}},
		{"the plan and the state of one folder are told apart", []string{"data/plan.json", "data/current.json"}, nil, []string{"data/plan", "data/current"}},
		{"folders of the same name are told apart by their parents", []string{"eu/data/plan.json", "us/data/plan.json"}, nil, []string{"eu/data/plan", "us/data/plan"}},
		{"a plan in the working directory", []string{"plan.json"}, nil, []string{"plan"}},
		{"standard input", []string{"-"}, nil, []string{"stdin"}},
		{"a given label wins, and another input does not take it", []string{"x/plan.json", "data/plan.json"}, []string{"data", ""}, []string{"data", "data/plan"}},
		{"the same file twice", []string{"a/plan.json", "a/plan.json"}, nil, []string{"a/plan", "a/plan#2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			given := tt.given
			if given == nil {
				given = make([]string, len(tt.paths))
			}
			if got := Labels(tt.paths, given); !slices.Equal(got, tt.want) {
				t.Errorf("Labels(%q) = %q, want %q", tt.paths, got, tt.want)
			}
		})
	}
}
