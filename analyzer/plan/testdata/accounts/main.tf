# Provider configurations and what a plan tells of them. The plan beside it was
# made by Terraform 1.11; see TestProviders.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "data_account" {
  default = "222222222222"
}

variable "roles" {
  default = { logs = "arn:aws:iam::333333333333:role/deploy" }
}

variable "region" {
  default = "eu-west-1"
}

locals {
  hidden = "555555555555"
}

provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "data"
  region = var.region
  assume_role {
    role_arn    = "arn:aws:iam::${var.data_account}:role/deploy"
    external_id = "tf"
  }
  default_tags {
    tags = { owner = "data" }
  }
}

provider "aws" {
  alias  = "logs"
  region = "cn-north-1"
  assume_role {
    role_arn = var.roles["logs"]
  }
}

provider "aws" {
  alias               = "allowed"
  region              = "us-east-1"
  allowed_account_ids = ["444444444444"]
}

provider "aws" {
  alias  = "hidden"
  region = "us-east-1"
  assume_role {
    role_arn = "arn:aws:iam::${local.hidden}:role/deploy"
  }
}

data "aws_caller_identity" "hidden" {
  provider = aws.hidden
}

resource "aws_s3_bucket" "root" {
  bucket = "root"
}

resource "aws_s3_bucket" "allowed" {
  provider = aws.allowed
  bucket   = "allowed"
}

resource "aws_s3_bucket" "hidden" {
  provider = aws.hidden
  bucket   = "hidden"
}

module "team" {
  source = "./team"
  providers = {
    aws      = aws.data
    aws.logs = aws.logs
  }
}
