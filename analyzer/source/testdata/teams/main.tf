terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111111111111"]
}

locals {
  teams = toset([for i in range(1) : "team${i}"])
}

module "team" {
  source   = "./team"
  for_each = local.teams
  name     = each.key
}
