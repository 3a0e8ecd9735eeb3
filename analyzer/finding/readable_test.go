package finding_test

import (
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

func TestReadable(t *testing.T) {
	tests := []struct{ name, text, want, why string }{
		{"no symbol", "arn:aws:s3:::acme", "arn:aws:s3:::acme", "nothing to say"},
		{"a text that is a symbol", "⟨app:aws_kms_key.data.key_id⟩", "key_id of aws_kms_key.data", "it needs no brackets"},
		{"a part of an ARN", "arn:aws:kms:us-east-1:1:key/⟨!app:aws_kms_key.data.key_id⟩", "arn:aws:kms:us-east-1:1:key/⟨key_id of aws_kms_key.data⟩", "the brackets show what is not literal"},
		{"the lost end of a text", "arn:aws:s3:::acme⟨~app:data.aws_iam_policy_document.d.statement[0].resources#0⟩", "arn:aws:s3:::acme…", "the plan says nothing of it"},
		{"both ends lost", `"⟨~app:data.aws_iam_policy_document.d.statement[0].resources#0.before⟩acme⟨~app:data.aws_iam_policy_document.d.statement[0].resources#0⟩"`, `"…acme…"`, "the plan says nothing of them"},
		{"a field of a document", "⟨app:data.aws_iam_policy_document.d['eu'].statement.resources⟩", `resources in data.aws_iam_policy_document.d["eu"]`, "documents are what a person looks up"},
		{"a key with a dot, in a module", "⟨~app:module.m['a.b'].aws_iam_role.r['c.d'].arn⟩", `arn of module.m["a.b"].aws_iam_role.r["c.d"]`, "dots in keys separate nothing"},
		{"the key that an argument names", "key/⟨key of ~app:aws_s3_bucket_replication_configuration.r.rule[0].replica_kms_key_id⟩", "key/⟨replica_kms_key_id of aws_s3_bucket_replication_configuration.r⟩", "a symbol in a symbol"},
		{"the account of a provider", "arn:aws:iam::⟨app:provider.aws.data.account⟩:role/r", "arn:aws:iam::⟨account of provider aws.data⟩:role/r", "providers have no address"},
		{"two in a list", "⟨app:aws_kms_key.a.arn⟩ and ⟨app:aws_kms_key.b.arn⟩", "arn of aws_kms_key.a and arn of aws_kms_key.b", "each is a text by itself"},
		{"a resource as a whole", "account of ⟨data:aws_s3_bucket.prices⟩", "account of aws_s3_bucket.prices", "no attribute, no \"of\""},
		{"a policy variable", "home/⟨~${aws:username}⟩", "home/⟨${aws:username}⟩", "it is no address"},
		{"a bracket in the input", "a ⟨⟩ b", "a ⟨⟩ b", "an escaped one is no symbol"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := finding.Readable(tt.text); got != tt.want {
				t.Errorf("got %s, want %s (%s)", got, tt.want, tt.why)
			}
		})
	}
}
