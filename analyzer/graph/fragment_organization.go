package graph

import "github.com/tfaccess/tfaccess/analyzer/policy"

// AccountRec is an account that an input mentions.
type AccountRec struct {
	Origin     Origin      `json:"origin,omitzero"`
	ID         policy.Text `json:"id"`
	Name       string      `json:"name,omitempty"`
	Partition  string      `json:"partition,omitempty"`
	Parent     policy.Text `json:"parent,omitempty"` // OU id or root id or unit name ("ou:NAME")
	Closed     bool        `json:"closed,omitempty"`
	Management bool        `json:"management,omitempty"`
	// Canonical is the canonical user id by which ACLs call the account.
	Canonical policy.Text `json:"canonical_user_id,omitempty"`
	// PublicAccessBlock is the account-level setting.
	PublicAccessBlock *PublicAccessBlock `json:"public_access_block,omitempty"`
}

// OrgRec is an organization.
type OrgRec struct {
	Origin     Origin        `json:"origin,omitzero"`
	ID         policy.Text   `json:"id"`
	Root       policy.Text   `json:"root,omitempty"` // r-…
	Management policy.Text   `json:"management,omitempty"`
	Complete   bool          `json:"complete,omitempty"`
	SCPs       policy.Tri    `json:"scps,omitzero"` // policy type enabled
	RCPs       policy.Tri    `json:"rcps,omitzero"`
	Accounts   []policy.Text `json:"accounts,omitempty"`
	// Managed: this input is the organization's own workspace, which shows
	// what is attached where.
	Managed bool `json:"managed,omitempty"`
}

// UnitRec is an organizational unit.
type UnitRec struct {
	Origin Origin      `json:"origin,omitzero"`
	ID     policy.Text `json:"id"` // ou-…, or "ou:NAME" from configuration
	Name   string      `json:"name,omitempty"`
	Parent policy.Text `json:"parent,omitempty"`
}

// OrgPolicyRec is an SCP or RCP.
type OrgPolicyRec struct {
	Origin Origin      `json:"origin,omitzero"`
	ID     policy.Text `json:"id"` // p-…
	Name   string      `json:"name,omitempty"`
	Type   string      `json:"type"` // "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
	Doc    Doc         `json:"document"`
}

// OrgTargetRec attaches an organization policy to a root, unit or account.
type OrgTargetRec struct {
	Origin Origin      `json:"origin,omitzero"`
	Policy policy.Text `json:"policy"`
	Target policy.Text `json:"target"`
	// Deleted: the policy is known not to be attached here (any more): the plan
	// removes the attachment, or the configuration says full_aws_access = false.
	Deleted bool `json:"deleted,omitempty"`
}

// OrgListRec is the complete list of one type's policies attached to a target.
type OrgListRec struct {
	Origin   Origin        `json:"origin,omitzero"`
	Target   policy.Text   `json:"target"`
	Type     string        `json:"type"`
	Policies []policy.Text `json:"policies"`
}
