package eval

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// deliveredFolders are the folders, under AWSLogs/ACCOUNT/, of what a service
// writes under the key that its delivery names. A trail's digest files lie
// elsewhere and do not use the trail's key. All of a pipeline's folder is its
// artifacts.
//
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html (2026-11)
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html (2026-11): digest files
// https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html (2026-11)
// https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html (2026-11)
var deliveredFolders = map[string]string{"cloudtrail": "CloudTrail/", "config": "Config/", "codepipeline": ""}

// delivery is where one service's files lie, all of them under one key.
type delivery struct {
	wiring *graph.Wiring
	files  policy.Pattern
}

// indexDeliveries finds the deliveries that name a key, by bucket.
func indexDeliveries(g *graph.Graph) map[policy.Text][]delivery {
	index := map[policy.Text][]delivery{}
	for _, w := range g.Wirings {
		folder, ok := deliveredFolders[w.Kind]
		if !ok || w.KeyID.IsUnset() {
			continue
		}
		for _, a := range w.Actions {
			below, found := strings.CutSuffix(string(a.Resource), "*")
			if a.Action != "s3:PutObject" || !found {
				continue
			}
			if !strings.HasSuffix(below, "/"+folder) {
				below += folder
			}
			index[w.Bucket] = append(index[w.Bucket], delivery{w, policy.CompileResource(policy.Text(below + "*"))})
		}
	}
	return index
}

// deliveredKeys are the keys of the files that are read, where services wrote
// all of them under keys of their own: one key, unless several services write
// to the same place.
func (q *question) deliveredKeys() []keyUse {
	all := q.engine.deliveries[q.target.bucket.Name]
	if len(all) == 0 {
		return nil
	}
	asked := policy.CompileResource(q.target.bucketARN)
	var uses []keyUse
	for i := range all {
		w := all[i].wiring
		if all[i].files.Match(asked) == policy.Yes && !slices.ContainsFunc(uses, func(u keyUse) bool { return u.wiring.KeyID == w.KeyID }) {
			uses = append(uses, q.keyOf(w))
		}
	}
	return uses
}

// keyOf is the key that a wiring names. Only an ARN names a key of another
// account than that of whoever set the wiring up.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html (2026-11): KmsKeyId
func (q *question) keyOf(w *graph.Wiring) keyUse {
	home := w.Account
	if home == nil || w.Kind == "replication" {
		home = q.target.account
	}
	use := q.useOf(w.KeyID, nil, home)
	use.origin, use.wiring = w.Origin, w
	return use
}
