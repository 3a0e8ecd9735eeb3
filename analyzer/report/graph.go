package report

// Graph is the graph of accounts, principals, buckets, keys and endpoints as
// `tfaccess graph` prints it.
type Graph struct {
	Nodes []GraphNode
	Edges []GraphEdge
}

// GraphNode is one thing.
type GraphNode struct {
	ID      string // unique: an ARN, or LABEL:ADDRESS
	Kind    string // "role", "user", "bucket", "key", "endpoint", "access_point", "service", …
	Label   string // what to print: a name
	Account string // cluster; empty if not known
	Address string
	Input   string
}

// GraphEdge is a relation or an access.
type GraphEdge struct {
	From, To string // node IDs
	Label    string // "s3:GetObject", "encrypts", …
	// Verdict is an access's verdict; empty for a mere relation.
	Verdict string
	// Layers name what denies.
	Layers []string
	// Fingerprints are those of the findings about this edge.
	Fingerprints []string
}
