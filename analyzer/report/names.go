package report

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// layerNames are the layers as people call them.
var layerNames = map[string]string{
	"identity_policy":      "identity policy",
	"permissions_boundary": "permissions boundary",
	"session_policy":       "session policy",
	"scp":                  "service control policy",
	"rcp":                  "resource control policy",
	"vpc_endpoint_policy":  "VPC endpoint policy",
	"bucket_policy":        "bucket policy",
	"access_point_policy":  "access point policy",
	"public_access_block":  "Block Public Access",
	"object_ownership":     "object ownership",
	"requester_pays":       "Requester Pays",
	"kms_key_policy":       "KMS key policy",
	"kms_identity_policy":  "KMS identity policy",
	"kms_managed_key":      "AWS managed key",
	"trust_policy":         "trust policy",
	"service_delivery":     "service delivery",
	"evidence":             "evidence",
	"change":               "change",
}

// layerName is a layer for people; an unknown one keeps its words.
func layerName(layer string) string {
	if n, ok := layerNames[layer]; ok {
		return n
	}
	return strings.ReplaceAll(layer, "_", " ")
}

// verdictMark is one column that says a layer's verdict.
func verdictMark(verdict string) string {
	switch verdict {
	case "allowed":
		return "✓"
	case "denied":
		return "✗"
	case "not_applicable":
		return "·"
	case "create", "update", "delete", "replace":
		return "~"
	}
	return "?"
}

// certaintyText says what a certainty below definite means; definite says nothing.
func certaintyText(c finding.Certainty) string {
	switch c {
	case finding.Conditional:
		return "depends on the request"
	case finding.Unresolved:
		return "cannot tell"
	}
	return ""
}

// partyText is how people recognise a principal or resource: its ARN, or its
// address where AWS gives the whole name only at apply.
func partyText(p finding.Party) string {
	if p.ARN == "" || p.Address != "" && (strings.HasPrefix(p.ARN, "⟨") || strings.HasSuffix(p.ARN, "⟩")) {
		return p.Address // the ARN's last word is known only after apply
	}
	return p.ARN
}

// shortName is the last part of an ARN that tells things apart:
// "role/reader", "acme-data/*".
func shortName(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) == 6 && parts[5] != "" {
		return parts[5]
	}
	return arn
}

// statementText is how a person finds a statement in a policy.
func statementText(statement string) string {
	if statement == "" {
		return ""
	}
	if strings.HasPrefix(statement, "#") {
		return "statement " + statement
	}
	return `Sid "` + statement + `"`
}

// evidence is the sentence that says why the access is meant to work.
func evidence(f *finding.Finding) (finding.Step, bool) {
	for _, s := range f.Because {
		if s.Layer == "evidence" {
			return s, true
		}
	}
	return finding.Step{}, false
}

// changeStep is what the plan does that breaks the access.
func changeStep(f *finding.Finding) (finding.Step, bool) {
	for _, s := range f.Because {
		if s.Layer == "change" {
			return s, true
		}
	}
	return finding.Step{}, false
}

// layers are the steps of the chain that are gates.
func layers(f *finding.Finding) []finding.Step {
	var all []finding.Step
	for _, s := range f.Because {
		if s.Layer != "evidence" && s.Layer != "change" {
			all = append(all, s)
		}
	}
	return all
}

// ShortID is the part of a fingerprint that people type.
func ShortID(fingerprint string) string {
	if len(fingerprint) > 8 {
		return fingerprint[:8]
	}
	return fingerprint
}
