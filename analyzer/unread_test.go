package analyzer_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer"
)

// TestUnreadConfigurationIsSaidOnce: whoever has nothing but the plan learns
// once why answers are open and what to do, and nobody else does.
func TestUnreadConfigurationIsSaidOnce(t *testing.T) {
	dir := filepath.Join("..", "fixtures", "kms-key-policy-missing-allow")
	file := filepath.Join(dir, "plan.json")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name     string
		noSource bool
		want     int
	}{
		{"the plan alone, policies open", true, 1},
		{"the configuration is read", false, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := analyzer.Load(context.Background(), analyzer.Options{Inputs: []analyzer.Input{{File: file, Data: data}}, Dir: dir, NoSource: tt.noSource})
			if err != nil {
				t.Fatal(err)
			}
			r, err := a.Check(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			got := 0
			for _, n := range r.Notices {
				switch n.Code {
				case "no-configuration":
					got++
				case "opaque-policies":
					t.Errorf("the same is said twice: %s", n.Text)
				}
			}
			if got != tt.want {
				t.Errorf("%d notices of the configuration, want %d", got, tt.want)
			}
		})
	}
}
