package plan

import (
	"errors"
	"fmt"
	"strings"
)

// Error says why an input cannot be analysed.
type Error struct {
	Path string
	Kind Kind
	What string // one sentence about the input: "this is Terraform's text output, not JSON"
	Hint string // what to run or pass instead; empty if nothing is known to help
}

// Error is the path and what the input is.
func (e *Error) Error() string {
	if e.Path == "" {
		return e.What
	}
	return e.Path + ": " + e.What
}

func fail(err error, path string) error {
	var e *Error
	if errors.As(err, &e) {
		e.Path = path
		return e
	}
	return &Error{Path: path, Kind: KindUnknown, What: err.Error()}
}

const showPlan = "terraform plan -out tfplan && terraform show -json tfplan > plan.json"

// notAPlan is the error for a kind that Read does not read.
func notAPlan(kind Kind) error {
	what, hint := "this is neither a plan nor a state", showPlan
	switch kind {
	case KindSnapshot:
		what, hint = "this is a tfaccess snapshot, not a plan or state", ""
	case KindAuthorizationDetails:
		what, hint = "these are the authorization details of an AWS account, not a plan or state", ""
	case KindEmpty:
		what = "this input is empty"
		hint = "the command that wrote it failed, or is still running; then: " + showPlan
	case KindPlanFile:
		what, hint = "this is a binary plan, not JSON", "terraform show -json tfplan > plan.json"
	case KindZip:
		what = "this is a zip archive, and not of a plan"
	case KindGzip:
		what, hint = "this is compressed with gzip", "gunzip it first"
	case KindTextPlan:
		what, hint = "this is Terraform's text output, not JSON", "terraform show -json tfplan > plan.json"
	case KindHCL:
		what = "this is Terraform configuration, not a plan"
	case KindErrorText:
		what, hint = "this is an error message of Terraform, not a plan", "solve the error, then: "+showPlan
	case KindPlanLog:
		what = "this is the log that terraform plan -json prints, not the plan"
	case KindBare:
		what = "this is what terraform show -json prints where there is neither plan nor state"
		hint = "name the plan file: " + showPlan
	case KindSchemas:
		what = "these are provider schemas (terraform providers schema -json), not a plan"
	case KindValidation:
		what = "this is the result of terraform validate -json, not a plan"
	case KindFunctions:
		what = "these are function signatures (terraform metadata functions -json), not a plan"
	case KindVersion:
		what = "this is the output of terraform version -json, not a plan"
	case KindOutputs:
		what = "these are output values (terraform output -json), not a plan"
	case KindOldState:
		what = "this is a state file of Terraform 0.11 or older"
		hint = "run terraform init and terraform apply -refresh-only with a current version, then: terraform show -json > state.json"
	case KindEncrypted:
		what, hint = "this is encrypted by OpenTofu", "tofu show -json, where the key is configured"
	case KindPolicy:
		what, hint = "this is an IAM policy document, not a plan", "policies without a plan are evaluated by: tfaccess simulate"
	case KindTemplate:
		what, hint = "this is a CloudFormation template; only Terraform and OpenTofu are supported", ""
	case KindReport:
		what, hint = "this is a document that tfaccess itself wrote, not a plan", ""
	case KindList:
		what, hint = "this is a JSON list, not a plan", "pass each plan as an input of its own"
	case KindOtherJSON:
		what = "this JSON is neither a plan nor a state"
	}
	return &Error{Kind: kind, What: what, Hint: hint}
}

// broken is the error for JSON that ends or errs in the middle.
func broken(text located, err *syntaxError) error {
	if err.truncated {
		return &Error{
			Kind: KindBroken,
			What: fmt.Sprintf("the JSON is cut off after %d bytes", len(text.src)),
			Hint: "write it again: the command was interrupted, or the disk is full",
		}
	}
	before := text.src[:err.offset]
	return &Error{
		Kind: KindBroken,
		What: fmt.Sprintf("not valid JSON: %s in line %d, column %d",
			err.what, strings.Count(before, "\n")+1, err.offset-strings.LastIndexByte(before, '\n')),
		Hint: "use what terraform show -json prints as it is",
	}
}
