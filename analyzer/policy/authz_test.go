package policy

import (
	"regexp"
	"slices"
	"testing"
)

func TestAuthorizationTable(t *testing.T) {
	table := AuthorizationTable()
	if table.Source == "" || !regexp.MustCompile(`^\d{4}-\d\d-\d\d$`).MatchString(table.Date) || table.Version == "" {
		t.Errorf("source %q, version %q, date %q", table.Source, table.Version, table.Date)
	}
	count := map[string]int{}
	for _, a := range table.Actions {
		count[a.Service]++
		if a.AccessLevel == "" {
			t.Errorf("%s has no access level", a.FullName())
		}
	}
	for service, least := range map[string]int{"s3": 150, "kms": 50, "sts": 10, "s3express": 20, "s3-object-lambda": 20} {
		if count[service] < least {
			t.Errorf("%d actions of %s: the table is not whole", count[service], service)
		}
	}
	for _, tt := range []struct {
		action, key string
		want        bool
		why         string
	}{
		{"s3:ListBucket", "s3:prefix", true, "listing has a prefix"},
		{"s3:GetObject", "s3:prefix", false, "reading has none"},
		{"s3:GetObject", "s3:existingobjecttag/team", true, "a family of keys"},
		{"s3:ListBucket", "s3:existingobjecttag/team", false, "a bucket has no object tags"},
		{"s3:GetObject", "s3:dataaccesspointarn", true, "a key of the resource, through an access point"},
		{"s3:PutObject", "s3:x-amz-acl", true, "a header of writing"},
		{"s3:GetObject", "s3:x-amz-acl", false, "reading sends no ACL"},
		{"kms:Decrypt", "kms:encryptioncontext:aws:s3:arn", true, "a family of keys"},
		{"kms:Decrypt", "kms:viaservice", true, "set by S3"},
		{"kms:Decrypt", "s3:prefix", false, "a key of another service"},
		{"s3:GetObject", "kms:viaservice", false, "a key of another service"},
		{"s3:GetObject", "aws:sourceip", true, "global keys may always be there"},
		{"s3:GetObject", "token.actions.githubusercontent.com:sub", true, "keys of identity providers are not in the table"},
		{"s3:NoSuchAction", "s3:prefix", true, "nothing is known of the action"},
		{"s3:*", "s3:prefix", true, "some of the actions have it"},
	} {
		if got := CompileAction(Text(tt.action)).hasKey(tt.key); got != tt.want {
			t.Errorf("%s and %s: %v, want %v: %s", tt.action, tt.key, got, tt.want, tt.why)
		}
	}
	for action, want := range map[string]Tri{"s3:getobject": Yes, "s3:HeadObject": No, "s3:ListObjects": No, "ec2:RunInstances": Maybe, "GetObject": No} {
		if got := table.Exists(action); got != want {
			t.Errorf("%s exists: %v, want %v", action, got, want)
		}
	}
	if f := table.Action("S3:GETOBJECT"); !f.On("object") || f.On("bucket") || f.AccessLevel != "Read" {
		t.Errorf("s3:GetObject is %+v", f)
	}
	var names []string
	for _, f := range table.Matching(CompileAction("s3:GetObjectT*")) {
		names = append(names, f.FullName())
	}
	if !slices.Equal(names, []string{"s3:GetObjectTagging", "s3:GetObjectTorrent"}) {
		t.Errorf("s3:GetObjectT* covers %v", names)
	}
	if !table.BoundByRCPs("S3") || table.BoundByRCPs("ec2") {
		t.Error("RCPs bind S3 and not EC2")
	}
}
