# METADATA
# title: What rules share
# description: How a rule claims a denial and how it names things in a message.
package tfaccess.lib

# METADATA
# description: The finding that a rule makes of a denial (or of a violation).
# scope: document
claim(denial, message) := {"id": denial.id, "message": message}

# METADATA
# description: As claim, with a severity other than the rule's own.
# scope: document
claim_as(denial, severity, message) := {"id": denial.id, "message": message, "severity": severity}

# METADATA
# description: "What a denial is about: \"s3:GetObject and s3:ListBucket\"."
# scope: document
actions(denial) := list(denial.actions)

# METADATA
# description: "Words in a row: \"a\", \"a and b\", \"a, b and c\"."
# scope: document
list(words) := concat(", ", words) if count(words) < 2

list(words) := sprintf("%s and %s", [concat(", ", array.slice(words, 0, last)), words[last]]) if {
	last := count(words) - 1
	last > 0
}

# METADATA
# description: The address of a place, or where there is none, the other text.
# scope: document
at(place, _) := place.address if place.address != ""

at(place, otherwise) := otherwise if place.address == ""

# METADATA
# description: "The principal in a message: its resource address, or its ARN."
# scope: document
who(denial) := at(denial.principal.place, denial.principal.arn)

# METADATA
# description: "The bucket, access point or role in a message."
# scope: document
what(denial) := denial.resource.name

# METADATA
# description: The statement that decides a denial, as a person finds it.
# scope: document
statement(denial) := sprintf("statement %q of %s", [s.label, at(s.place, s.policy)]) if some s in first(denial.statements)

statement(denial) := "a Deny statement" if count(denial.statements) == 0

# METADATA
# description: The first element of a list, as a list of one or none.
# scope: document
first(list) := array.slice(list, 0, 1)

# METADATA
# description: The values that a denial's conditions compare with, for the keys of a family.
# scope: document
condition_values(denial, family) := [value |
	some s in denial.statements
	some c in s.conditions
	c.family == family
	some value in c.values
]

# METADATA
# description: The condition keys of a family in a denial's deciding statements.
# scope: document
condition_keys(denial, family) := {c.key |
	some s in denial.statements
	some c in s.conditions
	c.family == family
}

# METADATA
# description: The near misses of a denial in one element.
# scope: document
near(denial, element) := [n | some n in denial.near; n.element == element]

# METADATA
# description: A statement's label in a message.
# scope: document
label(statement) := sprintf("statement %q", [statement.label])

# METADATA
# description: The actions that the denying layer judged - those of the KMS leg, where it has one.
# scope: document
judged(denial) := denial.kms_actions if count(denial.kms_actions) > 0

judged(denial) := denial.actions if count(denial.kms_actions) == 0

# METADATA
# description: "What a layer that lacks a grant lacks it for: \"s3:GetObject on bucket acme\", or the requests behind it."
# scope: document
wanted(denial) := sprintf("%s on %s", [actions(denial), what(denial)]) if count(denial.legs) == 0

wanted(denial) := list([sprintf("%s on %s", [leg.action, leg.resource]) | some leg in denial.legs]) if count(denial.legs) > 0

# METADATA
# description: The KMS key in a message.
# scope: document
key(denial) := at(denial.key.place, denial.key.arn)

key(denial) := "a KMS key" if not denial.key

# METADATA
# description: Ways in which a principal, written down, misses the one that is meant.
# scope: document
misnamed := {"other_case", "other_path", "other_account", "other_form", "similar_name"}

# METADATA
# description: The first statement that allows the actions to a principal that is nearly the one of the denial.
# scope: document
names_another(denial) := found[0] if {
	found := [near |
		some near in denial.near
		near.why in misnamed
		names_principal(near)
	]
	count(found) > 0
}

names_principal(near) if near.element == "Principal"

names_principal(near) if lower(near.key) == "aws:principalarn"

# METADATA
# description: Whether inputs tell about both sides of an access.
# scope: document
described(denial) if {
	denial.principal.described
	denial.resource.bucket.described
}

described(denial) if {
	denial.principal.described
	denial.resource.kind == "role"
}

# METADATA
# description: Whether a denial holds - of every object, or of those that are written once the plan is applied.
# scope: document
from_now_on(denial) if denial.certainty == "definite"

from_now_on(denial) if {
	denial.certainty == "conditional"
	denial.reason == "encryption_changes"
}

# METADATA
# description: Says of a denial that holds from now on which objects it is about.
# scope: document
since(denial) := "" if denial.certainty == "definite"

since(denial) := " what is written from now on" if denial.certainty == "conditional"

# METADATA
# description: The same as the end of a sentence.
# scope: document
later(denial) := "" if denial.certainty == "definite"

later(denial) := ", for what is written from now on" if denial.certainty == "conditional"
