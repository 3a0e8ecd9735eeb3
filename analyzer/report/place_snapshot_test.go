package report

import "testing"

// TestFileOfASnapshot: a neighbour's main.tf is not the one that is reviewed.
func TestFileOfASnapshot(t *testing.T) {
	r := &Report{Inputs: []Input{{Label: "security", Kind: "snapshot"}, {Label: "app", Kind: "plan", Dir: "app"}}}
	for input, want := range map[string]string{"security": "security:main.tf", "app": "app/main.tf"} {
		if got := r.File(input, "main.tf"); got != want {
			t.Errorf("file of %s is %q, want %q", input, got, want)
		}
	}
	if ours(r.File("security", "main.tf")) {
		t.Error("an annotation would be put on a file of this repository")
	}
}
