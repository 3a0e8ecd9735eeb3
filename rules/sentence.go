package rules

import (
	"fmt"

	"github.com/tfaccess/tfaccess/analyzer/eval"
)

// Sentence says what a layer answers, as the chain of a finding does.
func Sentence(r eval.Request, l eval.Layer) string {
	return layerText(r, l, decidingLabel(l))
}

// decidingLabel names the statement that decided a layer: its Sid, or "#2".
func decidingLabel(l eval.Layer) string {
	if len(l.Deciding) == 0 {
		return ""
	}
	if l.Deciding[0].Sid != "" {
		return l.Deciding[0].Sid
	}
	return fmt.Sprintf("#%d", l.Deciding[0].Index+1)
}
