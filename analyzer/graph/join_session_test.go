package graph

import "testing"

// TestSessionsOfAdministrators: one role may be assumed by several provider
// configurations, for other regions or with other session policies.
func TestSessionsOfAdministrators(t *testing.T) {
	const arn, account = "arn:aws:iam::111111111111:role/terraform", "111111111111"
	reading := &SessionRec{Origin: Origin{Input: "t", Address: "provider.aws"}, Doc: &Doc{Presence: Present, Text: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}`}}
	again := *reading
	again.Origin.Address = "provider.aws.west"
	tests := []struct {
		name   string
		second *SessionRec
		want   int // policies of the administrator's session
		why    string
	}{
		{"the same for another region", &again, 1, "whichever is meant, its session is bound so"},
		{"none for another region", nil, 0, "which of the two manages a thing is not told"},
		{"not known for another region", &SessionRec{Open: true}, 0, "which of the two manages a thing is not told"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := Join([]*Fragment{{Label: "t", Administrators: []AdministratorRec{
				{Origin: Origin{Input: "t", Address: "provider.aws"}, ARN: arn, Account: account, Session: reading},
				{Origin: Origin{Input: "t", Address: "provider.aws.west"}, ARN: arn, Account: account, Session: tt.second},
			}}})
			if got := g.Account(account).Administrators; len(got) != 1 || len(got[0].Session) != tt.want {
				t.Errorf("got %+v, want %d policies (%s)", got, tt.want, tt.why)
			}
		})
	}
}
