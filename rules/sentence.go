package rules

import (
	"github.com/tfaccess/tfaccess/analyzer/eval"
)

// Sentence says what a layer answers, as the chain of a finding does.
func Sentence(r eval.Request, l eval.Layer) string {
	text := ""
	if d, ok := decisive(l); ok {
		text = refText(d)
	}
	return layerText(r, l, text)
}
