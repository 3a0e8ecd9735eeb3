# METADATA
# title: A missing object answers 403, where 404 is waited for
# description: |
#   S3 tells that an object does not exist (404) only to who may list the
#   bucket; everybody else gets 403, as if the object were there and refused. A
#   CloudFront distribution that has a page for 404 and none for 403, or that
#   asks the next origin of a group at 404 and not at 403, shows its viewers
#   Access Denied then. Objects that exist are read all the same: a note only.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
#     description: GetObject, permissions
#   - ref: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GeneratingCustomErrorResponses.html
#     description: Custom error responses
#   - ref: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DefaultRootObject.html
#     description: Default root object
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA056
#   severity: note
#   layers: [bucket_policy, service_delivery]
#   error: "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
#   fix: >-
#     Treat 403 as 404 (a second custom_error_response, a second status code of
#     the origin group), or allow s3:ListBucket on the bucket; then set a
#     default_root_object, or the root of the distribution shows the list.
#   traps:
#     - >-
#       Who reads only objects that exist needs no s3:ListBucket, and is often
#       kept from listing on purpose.
#     - >-
#       A bucket's website endpoint is asked without a signature, and is another
#       matter.
package tfaccess.rules.missing_object_looks_refused

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in array.concat(input.denials.bucket_policy, input.denials.service_delivery)
	denial.reason == "missing_object"
	message := sprintf("%s waits for status 404 (%s), but an object that is missing from %s answers 403: the distribution may not call s3:ListBucket", [
		lib.at(denial.wiring.place, "a distribution"),
		denial.wiring.on_404,
		lib.what(denial),
	])
}
