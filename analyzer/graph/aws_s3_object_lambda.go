package graph

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// An Object Lambda Access Point answers some operations with a function's
// output and passes the others on to its supporting access point.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-policies.html (2026-11)
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_TransformationConfiguration.html (2026-11)
var awsS3ObjectLambdaAccessPoint = Adapter{
	Type:   "aws_s3control_object_lambda_access_point",
	Blocks: []string{"configuration"},
	Refs: map[string]string{
		"configuration.supporting_access_point":                                                     "aws_s3_access_point.arn",
		"configuration.transformation_configuration.content_transformation.aws_lambda.function_arn": "aws_lambda_function.arn",
	},
	Predict: map[string]string{
		"account_id": "{account}",
		"id":         "{account_id}:{name}",
		"arn":        "arn:{partition}:s3-object-lambda:{region}:{account_id}:accesspoint/{name}",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		rec := b.accessPoint(r)
		rec.ObjectLambda, rec.Alias = true, b.Text(r, "alias")
		if block, has := b.Block(r, "configuration"); has == policy.Yes {
			rec.Supporting = identifier(block.Text("supporting_access_point"))
			rec.Transforms, rec.TransformsOpen = transforms(block)
		}
		b.Fragment.AccessPoints = append(b.Fragment.AccessPoints, rec)
	},
}

// transforms reads which function answers which operations; open is set if
// some may be missing.
func transforms(configuration Nested) (list []Transform, open bool) {
	blocks, complete := configuration.Blocks("transformation_configuration")
	open = !complete
	for _, t := range blocks {
		content, _ := t.Block("content_transformation")
		function, _ := content.Block("aws_lambda")
		one := Transform{Function: identifier(function.Text("function_arn"))}
		actions, all := t.Texts("actions")
		for _, a := range actions {
			all = all && a.IsWhollyKnown()
			one.Actions = append(one.Actions, string(a))
		}
		open = open || !all
		list = append(list, one)
	}
	return list, open
}

var awsS3ObjectLambdaAccessPointPolicy = Adapter{
	Type: "aws_s3control_object_lambda_access_point_policy",
	Predict: map[string]string{
		"account_id": "{account}",
		"id":         "{account_id}:{name}",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		rec, doc := b.accessPoint(r), b.Doc(r, "policy")
		rec.ARN = policy.Text("arn:"+b.Partition(r)+":s3-object-lambda:") + rec.Region + ":" + rec.Account + ":accesspoint/" + rec.Name
		rec.Policy, rec.PolicyOnly, rec.ObjectLambda = &doc, true, true
		b.Fragment.AccessPoints = append(b.Fragment.AccessPoints, rec)
	},
}

// function appends what Object Lambda asks of a function: whose it is and the
// role that it runs as.
func (b *Builder) function(r *plan.Resource) {
	rec := FunctionRec{
		Origin: b.Origin(r), ARN: b.Text(r, "arn"), Name: b.Text(r, "function_name"), Account: b.Account(r),
		Role: identifier(known(b.Text(r, "role"))), Created: b.Created(r),
	}
	if !rec.ARN.IsUnset() && !rec.ARN.IsOpaque() {
		b.Fragment.Functions = append(b.Fragment.Functions, rec)
	}
}

// awsLambdaPermission is one statement of a function's resource policy.
//
// https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html (2026-11)
var awsLambdaPermission = Adapter{
	Type: "aws_lambda_permission",
	Refs: map[string]string{"function_name": "aws_lambda_function.arn or aws_lambda_function.function_name"},
	Adapt: func(b *Builder, r *plan.Resource) {
		if b.Configured(r, "event_source_token") || b.Configured(r, "function_url_auth_type") {
			return // for Alexa, or for the function's URL
		}
		function := identifier(b.Text(r, "function_name"))
		if !strings.HasPrefix(string(function), "arn:") && !function.IsOpaque() {
			function = policy.Text("arn:"+b.Partition(r)+":lambda:") + b.Region(r) + ":" + b.Account(r) + ":function:" + function
		}
		b.Fragment.FunctionPermissions = append(b.Fragment.FunctionPermissions, FunctionPermissionRec{
			Origin: b.Origin(r), Function: function, Statement: b.permission(r, function),
		})
	},
}

// permission is the statement that Lambda makes of a permission; empty if its
// principal or action is not known.
func (b *Builder) permission(r *plan.Resource, function policy.Text) policy.Text {
	principal, action := b.Text(r, "principal"), b.Text(r, "action")
	if principal.IsOpaque() || action.IsOpaque() || principal.IsUnset() {
		return ""
	}
	who := any("*")
	switch {
	case strings.HasSuffix(string(principal), ".amazonaws.com"):
		who = map[string]string{"Service": string(principal)}
	case principal != "*":
		who = map[string]string{"AWS": string(principal)}
	}
	// Without a qualifier it is for the unpublished version, however it is called.
	resources := []string{string(function), string(function + ":$LATEST")}
	if q := b.Text(r, "qualifier"); !q.IsUnset() {
		resources = []string{string(function + ":" + q)}
	}
	statement := map[string]any{"Effect": "Allow", "Principal": who, "Action": string(action), "Resource": resources}
	conditions := map[string]any{}
	for _, c := range []struct{ attr, operator, key string }{
		{"source_arn", "ArnLike", "aws:SourceArn"},
		{"source_account", "StringEquals", "aws:SourceAccount"},
		{"principal_org_id", "StringEquals", "aws:PrincipalOrgID"},
	} {
		if v := b.Text(r, c.attr); !v.IsUnset() {
			operator, _ := cmp.Or(conditions[c.operator], any(map[string]string{})).(map[string]string)
			operator[c.key] = string(v)
			conditions[c.operator] = operator
		}
	}
	if len(conditions) > 0 {
		statement["Condition"] = conditions
	}
	text, err := json.Marshal(statement)
	if err != nil {
		return ""
	}
	return policy.Text(text)
}
