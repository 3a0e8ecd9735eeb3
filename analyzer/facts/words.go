package facts

import (
	"fmt"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// shownValues is how many values of a condition a sentence lists.
const shownValues = 3

// compares are the words between a condition's key and its values, by operator.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html (2026-11)
var compares = map[string]string{
	"stringequals": "is", "stringequalsignorecase": "is, whatever the case,", "stringlike": "is like",
	"stringnotequals": "is not", "stringnotequalsignorecase": "is not, whatever the case,", "stringnotlike": "is not like",
	"arnequals": "is", "arnlike": "is like", "arnnotequals": "is not", "arnnotlike": "is not like",
	"bool": "is", "binaryequals": "is", "ipaddress": "is in", "notipaddress": "is not in",
	"numericequals": "is", "numericnotequals": "is not", "numericlessthan": "is below", "numericlessthanequals": "is at most",
	"numericgreaterthan": "is above", "numericgreaterthanequals": "is at least",
	"dateequals": "is", "datenotequals": "is not", "datelessthan": "is before", "datelessthanequals": "is not after",
	"dategreaterthan": "is after", "dategreaterthanequals": "is not before",
}

// Asks says in words what a condition asks for: `aws:SourceVpce is "vpce-1" or
// "vpce-2"`. It names a wildcard that the operator takes as the character.
func Asks(c *policy.Condition) string {
	set, operator, qualified := strings.Cut(strings.ToLower(c.Operator), ":")
	if !qualified {
		set, operator = "", set
	}
	operator = strings.TrimSuffix(operator, "ifexists")
	if operator == "null" {
		if len(c.Values) == 1 && strings.EqualFold(string(c.Values[0]), "true") {
			return c.Key + " is absent"
		}
		return c.Key + " is present"
	}
	key := c.Key
	switch set {
	case "forallvalues":
		key = "every value of " + key
	case "foranyvalue":
		key = "some value of " + key
	}
	words := compares[operator]
	if words == "" {
		words = c.Operator
	}
	text := key + " " + words + " " + values(c.Values)
	if strings.HasPrefix(operator, "string") && !strings.HasSuffix(operator, "like") && wild(c.Values) {
		text += fmt.Sprintf(" (%s takes * and ? as written; StringLike has wildcards)", c.Operator)
	}
	return text
}

// Has says in words what a request has for the key of a condition.
func Has(got policy.Text) string {
	if got.IsUnset() {
		return "the request has none"
	}
	return fmt.Sprintf("it is %q", string(got))
}

func wild(values []policy.Text) bool {
	for _, v := range values {
		if strings.ContainsAny(string(v), "*?") && !strings.Contains(string(v), "${") {
			return true
		}
	}
	return false
}

// values are quoted and in a row.
func values(list []policy.Text) string {
	var quoted []string
	for i, v := range list {
		if i == shownValues && len(list) > shownValues+1 {
			quoted = append(quoted, fmt.Sprintf("%d more", len(list)-i))
			break
		}
		quoted = append(quoted, fmt.Sprintf("%q", string(v)))
	}
	switch n := len(quoted); n {
	case 0:
		return "nothing"
	case 1:
		return quoted[0]
	default:
		return strings.Join(quoted[:n-1], ", ") + " or " + quoted[n-1]
	}
}
