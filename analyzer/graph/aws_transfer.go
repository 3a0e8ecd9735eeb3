package graph

import (
	"regexp"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Transfer Family assumes the user's role for each connection and passes the
// user's session policy, so that users who share a role reach their own
// folders only.
//
// https://docs.aws.amazon.com/transfer/latest/userguide/users-policies-session.html (2026-11)
var awsTransferUser = Adapter{
	Type:    "aws_transfer_user",
	Assumer: transferService,
	Blocks:  []string{"home_directory_mappings"},
	Refs:    map[string]string{"role": roleARNs},
	Adapt: func(b *Builder, r *plan.Resource) {
		b.transfer(r, known(b.Text(r, "user_name")))
	},
}

// The members of a directory's group share one access: whose name is that of
// the person who logs in.
var awsTransferAccess = Adapter{
	Type:    "aws_transfer_access",
	Assumer: transferService,
	Blocks:  []string{"home_directory_mappings"},
	Refs:    map[string]string{"role": roleARNs},
	Adapt:   func(b *Builder, r *plan.Resource) { b.transfer(r, "") },
}

// transfer wires each directory of a user; a bucket's name is its first
// element, and of an EFS path the first is a file system's id.
//
// https://docs.aws.amazon.com/transfer/latest/APIReference/API_CreateUser.html (2026-11): HomeDirectory, HomeDirectoryMappings, Policy
func (b *Builder) transfer(r *plan.Resource, user policy.Text) {
	home, logical := b.Text(r, "home_directory"), b.Text(r, "home_directory_type") == "LOGICAL"
	paths := []policy.Text{home}
	if logical {
		paths = nil
		mappings, _ := b.Blocks(r, "home_directory_mappings")
		for _, m := range mappings {
			paths = append(paths, m.Text("target"))
		}
		home = "" // what the variables hold for a logical directory, no page tells
	}
	variables := transferVariables(user, home)
	for _, path := range paths {
		bucket, keys, _ := strings.Cut(strings.TrimPrefix(string(variables.fill(path)), "/"), "/")
		if path.IsOpaque() || bucket == "" || strings.HasPrefix(bucket, "fs-") || strings.Contains(bucket, "⟨~") {
			continue
		}
		name := policy.Text(bucket)
		w := roleWiring("transfer", b.Text(r, "role"), name, append(
			b.onKeys(r, name, folder(policy.Text(keys)), "s3:GetObject", "s3:PutObject", "s3:DeleteObject"),
			b.onBucket(r, name, "s3:ListBucket")...))
		w.ByPolicy = true
		if doc := b.Doc(r, "policy"); doc.Presence != Absent {
			doc.Text = variables.fill(doc.Text)
			w.SessionDoc = &doc
		}
		b.wire(r, w)
	}
}

// transferWords are the values of Transfer Family's own policy variables, by
// name in lower case.
type transferWords map[string]policy.Text

// transferVariables are the variables of a user whose home directory is given
// as "/bucket/folder": in a policy HomeDirectory stands behind "arn:aws:s3:::",
// hence without the slash in front.
//
// https://docs.aws.amazon.com/transfer/latest/userguide/session-policy.html (2026-11)
func transferVariables(user, home policy.Text) transferWords {
	words := transferWords{}
	if !user.IsUnset() {
		words["username"] = user
	}
	path := strings.TrimPrefix(string(words.fill(home)), "/")
	if path == "" || home.IsOpaque() {
		return words
	}
	bucket, keys, _ := strings.Cut(path, "/")
	words["homedirectory"] = policy.Text(path)
	words["homebucket"] = policy.Text(bucket)
	words["homefolder"] = policy.Text(keys)
	return words
}

var transferVariable = regexp.MustCompile(`(?i)\$\{transfer:(homedirectory|homebucket|homefolder|username)\}`)

// fill puts the values in place of the variables; one whose value is not known
// becomes a symbol.
func (words transferWords) fill(t policy.Text) policy.Text {
	return policy.Text(transferVariable.ReplaceAllStringFunc(string(t), func(v string) string {
		name := strings.ToLower(strings.TrimSuffix(v[len("${transfer:"):], "}"))
		if value, ok := words[name]; ok {
			return string(value)
		}
		return string(policy.Opaque("${transfer:" + name + "}"))
	}))
}
