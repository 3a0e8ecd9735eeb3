package graph

// Types that decide no access themselves, but whose ARNs and ids stand in
// policies: of a queue as aws:SourceArn, of a provider as Principal. Formats:
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html (2026-11)

var awsSQSQueue = Adapter{
	Type: "aws_sqs_queue",
	Predict: map[string]string{
		"name": "{name_prefix}{fresh:name} or terraform-{fresh:name}",
		"arn":  "arn:{partition}:sqs:{region}:{account}:{name}",
	},
}

var awsSNSTopic = Adapter{
	Type: "aws_sns_topic",
	Predict: map[string]string{
		"name": "{name_prefix}{fresh:name} or terraform-{fresh:name}",
		"arn":  "arn:{partition}:sns:{region}:{account}:{name}",
		"id":   "{arn}",
	},
}

// The ARN of a log group is not predicted: it ended in ":*" before version 3
// of the provider.
var awsCloudWatchLogGroup = Adapter{
	Type: "aws_cloudwatch_log_group",
	Predict: map[string]string{
		"name": "{name_prefix}{fresh:name} or terraform-{fresh:name}",
		"id":   "{name}",
	},
}

var awsDynamoDBTable = Adapter{
	Type:    "aws_dynamodb_table",
	Predict: map[string]string{"arn": "arn:{partition}:dynamodb:{region}:{account}:table/{name}", "id": "{name}"},
}

var awsKinesisStream = Adapter{
	Type:    "aws_kinesis_stream",
	Predict: map[string]string{"arn": "arn:{partition}:kinesis:{region}:{account}:stream/{name}", "id": "{arn}"},
}

var awsECRRepository = Adapter{
	Type:    "aws_ecr_repository",
	Predict: map[string]string{"arn": "arn:{partition}:ecr:{region}:{account}:repository/{name}", "id": "{name}"},
}

var awsECSCluster = Adapter{
	Type:    "aws_ecs_cluster",
	Predict: map[string]string{"arn": "arn:{partition}:ecs:{region}:{account}:cluster/{name}", "id": "{arn}"},
}

var awsCloudWatchEventRule = Adapter{
	Type: "aws_cloudwatch_event_rule",
	Predict: map[string]string{
		"name": "{name_prefix}{fresh:name} or terraform-{fresh:name}",
	},
}

var awsSSMParameter = Adapter{
	Type:    "aws_ssm_parameter",
	Predict: map[string]string{"id": "{name}"},
}

// A secret's ARN ends in six characters of AWS's choice.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html (2026-11)
var awsSecret = Adapter{
	Type: "aws_secretsmanager_secret",
	Predict: map[string]string{
		"name": "{name_prefix}{fresh:name} or terraform-{fresh:name}",
		"arn":  "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{fresh:arn}",
		"id":   "{arn}",
	},
}

var awsGlueDatabase = Adapter{
	Type:    "aws_glue_catalog_database",
	Predict: map[string]string{"arn": "arn:{partition}:glue:{region}:{account}:database/{name}"},
}
