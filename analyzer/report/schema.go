package report

import _ "embed"

// JSONSchemaFile is the published JSON Schema of the JSON report.
//
//go:embed schema/report-v1.json
var JSONSchemaFile []byte
