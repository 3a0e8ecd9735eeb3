# METADATA
# title: The one query
# description: Findings of all rules, ours and the user's, each with the rule that claims it.
package tfaccess

findings contains {"rule": rule, "finding": finding} if {
	some rule
	some finding in data.tfaccess.rules[rule].findings
}
