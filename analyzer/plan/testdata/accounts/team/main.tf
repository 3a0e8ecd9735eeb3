terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.logs]
    }
  }
}

resource "aws_s3_bucket" "inherited" {
  bucket = "inherited"
}

module "bucket" {
  source    = "./bucket"
  providers = { aws = aws.logs }
}
