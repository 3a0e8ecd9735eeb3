# References of every kind that a plan's configuration lists. The plan beside it
# was made by Terraform 1.11; see TestFollow.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "us-east-1"
}

variable "no_policy" {
  type    = string
  default = null
}

variable "token" {
  type      = string
  default   = "hush"
  sensitive = true
}

resource "aws_s3_bucket" "keyed" {
  for_each = toset(["a", "b"])
  bucket   = "keyed-${each.key}"
}

resource "aws_s3_bucket" "counted" {
  count  = 12
  bucket = "counted-${count.index}"
}

resource "aws_s3_bucket" "single" {
  bucket = "single"
  tags   = { token = var.token }
}

# A whole resource as for_each: instance to instance, by key.
resource "aws_s3_bucket_policy" "chained" {
  for_each = aws_s3_bucket.keyed
  bucket   = each.value.id
  policy   = jsonencode({ Resource = each.value.arn })
}

resource "aws_s3_bucket_policy" "by_key" {
  for_each = toset(["a", "b"])
  bucket   = aws_s3_bucket.keyed[each.key].id
  policy   = "{}"
}

resource "aws_s3_bucket_policy" "by_value" {
  for_each = { a = "b", b = "a" }
  bucket   = aws_s3_bucket.keyed[each.value].id
  policy   = "{}"
}

resource "aws_s3_bucket_policy" "by_index" {
  count  = 12
  bucket = aws_s3_bucket.counted[count.index].id
  policy = "{}"
}

# Wraps around: the index of the bucket is not that of the policy.
resource "aws_s3_bucket_policy" "wrapped" {
  count  = 3
  bucket = element(aws_s3_bucket.counted, count.index + 5).id
  policy = "{}"
}

resource "aws_s3_bucket_policy" "fixed" {
  bucket = aws_s3_bucket.counted[10].id
  policy = jsonencode(aws_s3_bucket.counted[*].arn)
}

module "store" {
  source = "./store"
  for_each = {
    "x"          = aws_s3_bucket.keyed["a"].id
    "y.z/[\"q:${"$"}{" = aws_s3_bucket.single.id
  }
  bucket = each.value
  info   = { arn = aws_s3_bucket.single.arn }
  whole  = aws_s3_bucket.keyed["b"]
}

resource "aws_s3_bucket_policy" "of_module" {
  bucket = module.store["x"].bucket
  policy = module.store["x"].key_arn
}

resource "aws_s3_bucket_policy" "of_modules" {
  for_each = toset(["x", "y.z/[\"q:${"$"}{"])
  bucket   = aws_s3_bucket.single.bucket
  policy   = module.store[each.key].key_arn
}

data "aws_iam_policy_document" "late" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::known/*", "${aws_s3_bucket.single.arn}/*"]
  }
}

resource "aws_s3_bucket_policy" "document" {
  bucket = aws_s3_bucket.single.id
  policy = data.aws_iam_policy_document.late.json
}

# Four ways to have no policy, all of them unknown in the plan.
resource "aws_kms_key" "unset" {}

resource "aws_kms_key" "constant_null" {
  policy = null
}

resource "aws_kms_key" "variable_null" {
  policy = var.no_policy
}

resource "aws_kms_key" "late_policy" {
  policy = jsonencode({ bucket = aws_s3_bucket.single.arn })
}

locals {
  mirrored = aws_s3_bucket.single.id
}

resource "aws_s3_bucket_versioning" "local" {
  bucket = local.mirrored
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_cloudtrail" "list" {
  name           = "trail"
  s3_bucket_name = "elsewhere"
  tags           = { bucket = aws_s3_bucket.single.id, fixed = "x" }
}
