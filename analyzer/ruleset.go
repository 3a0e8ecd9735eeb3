package analyzer

import (
	"io/fs"
	"os"

	"github.com/tfaccess/tfaccess/analyzer/report"
	"github.com/tfaccess/tfaccess/rules"
)

// Rule is one rule with its documentation.
type Rule struct {
	report.Rule
	Page   string // Markdown
	Custom bool   // from a user's directory
}

// Rules are all rules, ours and those of the user's directories, by ID.
func Rules(dirs []string) ([]Rule, error) {
	set, err := loadRules(dirs)
	if err != nil {
		return nil, err
	}
	out := make([]Rule, 0, len(set.Rules))
	for _, r := range set.Rules {
		out = append(out, Rule{Rule: reportRule(r), Page: string(r.Page()), Custom: r.Custom})
	}
	return out, nil
}

// loadRules compiles the embedded rules and the user's. A mistake in a user's
// rule is a mistake of usage.
func loadRules(dirs []string) (*rules.Set, error) {
	var folders []fs.FS
	for _, d := range dirs {
		folders = append(folders, os.DirFS(d))
	}
	set, err := rules.Load(folders...)
	if err != nil && len(dirs) > 0 {
		return nil, &UsageError{Err: err, Hint: "tfaccess rules test runs a directory's rules with their tests"}
	}
	return set, err
}

// docsURL is where the pages of our rules are read.
const docsURL = "https://github.com/tfaccess/tfaccess/blob/main/rules/docs/"

func reportRule(r *rules.Rule) report.Rule {
	out := report.Rule{ID: r.ID, Name: r.Name, Title: r.Title, Description: r.Description, Severity: r.Severity, Help: r.Fix}
	if !r.Custom {
		out.HelpURI = docsURL + r.Name + ".md"
	}
	return out
}
