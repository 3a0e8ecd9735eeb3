package eval

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestWordsRoundTrip: each word is read back as what it was, and nothing else
// is read at all.
func TestWordsRoundTrip(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range LayerKinds() {
		text, err := k.MarshalText()
		var back LayerKind
		if err != nil || back.UnmarshalText(text) != nil || back != k || seen[string(text)] || string(text) != k.String() {
			t.Errorf("layer %d: %q %v", k, text, err)
		}
		seen[string(text)] = true
	}
	for v := Allowed; v <= NotApplicable; v++ {
		text, err := v.MarshalText()
		var back Verdict
		if err != nil || back.UnmarshalText(text) != nil || back != v {
			t.Errorf("verdict %d: %q %v", v, text, err)
		}
	}
	for k := NeedRequest; k <= NeedDocument; k++ {
		text, err := k.MarshalText()
		var back NeedKind
		if err != nil || back.UnmarshalText(text) != nil || back != k {
			t.Errorf("need %d: %q %v", k, text, err)
		}
	}
	for k := PathUnknown; k <= Internal; k++ {
		text, err := k.MarshalText()
		var back PathKind
		if err != nil || back.UnmarshalText(text) != nil || back != k {
			t.Errorf("path %d: %q %v", k, text, err)
		}
	}
	for _, r := range Reasons() {
		var back Reason
		if text, err := r.MarshalText(); err != nil || back.UnmarshalText(text) != nil || back != r {
			t.Errorf("reason %s: %v", r, err)
		}
	}
}

// TestUnknownWordsAreRefused: a misspelt word in a rule or snapshot is an error.
func TestUnknownWordsAreRefused(t *testing.T) {
	for _, text := range []string{`"allow"`, `""`, `"invalid"`} {
		var v Verdict
		var k LayerKind
		var n NeedKind
		if json.Unmarshal([]byte(text), &v) == nil || json.Unmarshal([]byte(text), &k) == nil || json.Unmarshal([]byte(text), &n) == nil {
			t.Errorf("%s is taken for a word", text)
		}
	}
	var r Reason
	if r.UnmarshalText([]byte("because")) == nil {
		t.Error("an unknown reason is taken")
	}
	if _, err := Verdict(0).MarshalText(); err == nil {
		t.Error("the zero verdict has a word")
	}
	if _, err := LayerKind(0).MarshalText(); err == nil {
		t.Error("the zero layer has a word")
	}
	if _, err := Reason("because").MarshalText(); err == nil {
		t.Error("an unknown reason is written")
	}
}

var (
	awsPage  = regexp.MustCompile(`// https://docs\.aws\.amazon\.com/\S+ \(20\d\d-\d\d\)`)
	anyPage  = regexp.MustCompile(`https://docs\.aws\.amazon\.com/\S+`)
	readDate = regexp.MustCompile(`\(20\d\d-\d\d\)`)
)

// TestLayersNameTheirPages: every layer has its file, and every file names the
// AWS pages that force it, with the month in which they were read.
func TestLayersNameTheirPages(t *testing.T) {
	for _, k := range LayerKinds() {
		file := "layer_" + k.String() + ".go"
		source, err := os.ReadFile(file)
		if err != nil {
			t.Errorf("%s has no file: %v", k, err)
			continue
		}
		if !awsPage.Match(source) {
			t.Errorf("%s names no AWS page", file)
		}
	}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		if name, ok := strings.CutPrefix(f.Name(), "layer_"); ok {
			var k LayerKind
			if k.UnmarshalText([]byte(strings.TrimSuffix(name, ".go"))) != nil {
				t.Errorf("%s is the file of no layer", f.Name())
			}
		}
		source, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(source), "\n") {
			if anyPage.MatchString(line) && !readDate.MatchString(line) {
				t.Errorf("%s:%d: a page without the month in which it was read", f.Name(), i+1)
			}
		}
	}
}
