package graph

import "testing"

func TestWhoAwaits404(t *testing.T) {
	page := func(code int) obj { return obj{"error_code": code, "response_page_path": "/x.html"} }
	behavior := func(more obj) []obj {
		b := obj{"target_origin_id": "site"}
		for k, v := range more {
			b[k] = v
		}
		return []obj{b}
	}
	group := func(codes ...int) []obj {
		return []obj{{"origin_id": "both", "failover_criteria": []obj{{"status_codes": codes}}, "member": []obj{{"origin_id": "site"}, {"origin_id": "api"}}}}
	}
	function := func(event string) obj { return obj{"lambda_function_association": []obj{{"event_type": event}}} }
	tests := []struct {
		name         string
		distribution obj
		want, why    string
	}{
		{"a page for 404", obj{"default_cache_behavior": behavior(nil), "custom_error_response": []obj{page(404)}}, "custom_error_response", "403 has none"},
		{"pages for 403 and 404", obj{"default_cache_behavior": behavior(nil), "custom_error_response": []obj{page(403), page(404)}}, "", "either status shows a page"},
		{"a caching time for 404", obj{"default_cache_behavior": behavior(nil), "custom_error_response": []obj{{"error_code": 404, "error_caching_min_ttl": 0}}}, "", "the viewer gets what the origin answers"},
		{"a caching time for 403", obj{"default_cache_behavior": behavior(nil), "custom_error_response": []obj{page(404), {"error_code": 403, "error_caching_min_ttl": 0}}}, "", "somebody has thought of 403"},
		{"the default behavior asks another origin", obj{"default_cache_behavior": []obj{{"target_origin_id": "api"}}, "custom_error_response": []obj{page(404)}}, "", "the page is for that one's 404"},
		{"a function after the origin", obj{"default_cache_behavior": behavior(function("origin-response")), "custom_error_response": []obj{page(404)}}, "", "it may make a 404 of the 403"},
		{"a function before the cache", obj{"default_cache_behavior": behavior(function("viewer-request")), "custom_error_response": []obj{page(404)}}, "custom_error_response", "it never sees the origin's answer"},
		{"a group that fails over at 404", obj{"default_cache_behavior": []obj{{"target_origin_id": "both"}}, "origin_group": group(404, 500)}, "origin_group", "at 403 the second origin is not asked"},
		{"a group that fails over at both", obj{"default_cache_behavior": []obj{{"target_origin_id": "both"}}, "origin_group": group(403, 404), "custom_error_response": []obj{page(404)}}, "", "the second origin's answer is shown"},
		{"no pages", obj{"default_cache_behavior": behavior(nil)}, "", "nobody waits"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := obj{"enabled": true, "arn": "arn:aws:cloudfront::111111111111:distribution/E1", "origin": []obj{
				{"origin_id": "site", "domain_name": "site.s3.us-east-1.amazonaws.com", "origin_access_control_id": "oac"},
				{"origin_id": "api", "domain_name": "api.example.com"},
			}}
			for k, v := range tt.distribution {
				d[k] = v
			}
			g := graphOf(t, input{label: "app", blocks: []block{there("aws_cloudfront_distribution.x", d)}})
			if len(g.Wirings) != 1 || g.Wirings[0].On404 != tt.want {
				t.Errorf("got %+v, want %q (%s)", g.Wirings, tt.want, tt.why)
			}
		})
	}
}
