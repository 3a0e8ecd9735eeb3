package graph

import "testing"

// TestFunctionsOfObjectLambda: the functions of an access point are joined with
// their roles and resource policies.
func TestFunctionsOfObjectLambda(t *testing.T) {
	const arn = "arn:aws:lambda:us-east-1:111111111111:function:f"
	point := there("aws_s3control_object_lambda_access_point.x", obj{
		"name": "ol", "account_id": "111111111111", "arn": "arn:aws:s3-object-lambda:us-east-1:111111111111:accesspoint/ol",
		"configuration": []obj{{
			"supporting_access_point": "arn:aws:s3:us-east-1:111111111111:accesspoint/sup",
			"transformation_configuration": []obj{{
				"actions":                []string{"GetObject"},
				"content_transformation": []obj{{"aws_lambda": []obj{{"function_arn": arn + ":live"}}}},
			}},
		}},
	})
	role := block{address: "aws_iam_role.fn", after: obj{"name": "fn", "path": "/", "assume_role_policy": "{}"}, unknown: []string{"arn", "unique_id"}}
	function := block{address: "aws_lambda_function.f", after: obj{"function_name": "f", "role": "arn:aws:iam::111111111111:role/fn"}, unknown: []string{"arn"}}
	admits := func(who obj) block {
		after := obj{"function_name": "f", "action": "lambda:InvokeFunction", "principal": "111111111111"}
		for k, v := range who {
			after[k] = v
		}
		return block{address: "aws_lambda_permission.p", after: after}
	}
	existing := function
	existing.action, existing.before = "no-op", obj{"function_name": "f", "arn": arn, "role": "arn:aws:iam::111111111111:role/fn"}
	tests := []struct {
		name     string
		blocks   []block
		presence Presence
		why      string
	}{
		{"a new function without permissions", []block{point, role, function}, Absent, "nobody else can have made any"},
		{"a new function with one", []block{point, role, function, admits(nil)}, Present, "a statement each"},
		{"a permission for the function's URL", []block{point, role, function, admits(obj{"function_url_auth_type": "NONE"})}, Absent, "S3 does not come by the URL"},
		{"a function that was there before", []block{point, role, existing}, Unknown, "it may have permissions that no input shows"},
		{"a function of another workspace", []block{point}, Unknown, "no input tells"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := graphOf(t, input{label: "app", blocks: tt.blocks})
			fs := g.AccessPoints[0].Functions
			if len(fs) != 1 || fs[0].ARN != arn+":live" || len(fs[0].Actions) != 1 {
				t.Fatalf("functions %+v", fs)
			}
			if got := fs[0].Policy.Presence; got != tt.presence {
				t.Errorf("policy %v, want %v (%s)", got, tt.presence, tt.why)
			}
			if has := fs[0].Role != nil; has != (len(tt.blocks) > 1) {
				t.Errorf("role %+v", fs[0].Role)
			}
		})
	}
}
