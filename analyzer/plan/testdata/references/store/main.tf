variable "bucket" {}
variable "info" {}
variable "whole" {}

variable "policy" {
  default = null
}

resource "aws_kms_key" "this" {
  policy = var.policy
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = var.bucket
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "whole" {
  bucket = var.whole.id
}

resource "aws_s3_bucket_public_access_block" "member" {
  bucket = var.info.arn
}

output "bucket" {
  value = var.bucket
}

output "key_arn" {
  value = aws_kms_key.this.arn
}
