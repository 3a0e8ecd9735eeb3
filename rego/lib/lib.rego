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
statement(denial) := of(s) if some s in first(denial.statements)

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
label(statement) := sprintf("statement %q", [statement.label]) if not startswith(statement.label, "#")

label(statement) := sprintf("statement %s", [statement.label]) if startswith(statement.label, "#")

# METADATA
# description: A statement with its policy.
# scope: document
of(statement) := sprintf("%s of %s", [label(statement), at(statement.place, statement.policy)])

# METADATA
# description: "The conditions of the statement that decides: \" where aws:SourceVpce is not \"vpce-1\"\"."
# scope: document
where(denial) := sprintf(" where %s", [list(asked)]) if {
	asked := [c.asks | some s in first(denial.statements); some c in s.conditions]
	count(asked) > 0
} else := ""

# METADATA
# description: What the conditions of a family ask for in the statements that decide.
# scope: document
asks(denial, family) := list([c.asks |
	some s in denial.statements
	some c in s.conditions
	c.family == family
])

# METADATA
# description: What a condition asks for that is not met, and what the request has.
# scope: document
unmet(near) := sprintf("%s, and %s", [near.asks, near.has])

# METADATA
# description: "The end of a sentence that says of the nearest statement why it does not apply."
# scope: document
miss(denial) := sprintf(": %s applies only where %s", [of(found.statement), unmet(found)]) if {
	found := near(denial, "Condition")[0]
} else := sprintf(": %s names %s, not %s", [of(found.statement), found.want, found.got]) if {
	found := near(denial, "Resource")[0]
} else := sprintf(": %s names %s, not %s: %s", [of(found.statement), found.want, found.got, slip[found.why]]) if {
	found := names_another(denial)
} else := ""

# METADATA
# description: "The workloads of a principal whose requests take a denial's path: \" from aws_instance.a in aws_subnet.b\"."
# scope: document
workloads(denial) := sprintf(" from %s", [list(some_of(sort(from)))]) if {
	from := {sprintf("%s%s", [address, inside(address, denial.workloads)]) |
		some w in denial.workloads
		address := w.place.address
		address != ""
	}
	count(from) > 0
} else := ""

inside(address, workloads) := sprintf(" in %s", [list(some_of(sort(subnets)))]) if {
	subnets := {w.subnet.address | some w in workloads; w.place.address == address; w.subnet.address != ""}
	count(subnets) > 0
} else := ""

some_of(names) := names if count(names) <= 3

some_of(names) := array.concat(array.slice(names, 0, 3), [sprintf("%d more", [count(names) - 3])]) if count(names) > 3

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
# description: The same in words.
# scope: document
slip := {
	"other_case": "upper and lower case differ",
	"other_path": "the path differs",
	"other_account": "the account differs",
	"other_form": "this form matches no such principal",
	"similar_name": "the names differ by a letter or two",
}

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
# description: Whether a layer denies for certain - on every path, or on that of one of the principal's workloads.
# scope: document
denied(denial) if denial.certainty == "definite"

denied(denial) if denial.elsewhere

# METADATA
# description: Whether a denial holds - of every object, or of those that are written once the plan is applied.
# scope: document
from_now_on(denial) if denied(denial)

from_now_on(denial) if {
	denial.certainty == "conditional"
	denial.reason == "encryption_changes"
}

# METADATA
# description: Says at the end of a sentence of which objects a denial holds that holds from now on.
# scope: document
later(denial) := "" if denied(denial)

later(denial) := ", for what is written from now on" if not denied(denial)
