package plan

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/zclconf/go-cty/cty"
)

// locateProvider finds the account, region and partition of a provider
// configuration. What AWS itself said (the caller's identity) comes first, then
// what the configuration asks for, then the ARNs of what was made with it. What
// nobody tells is a symbol with the given name.
func (rd *reader) locateProvider(pr *Provider, name string, made []*Resource) {
	rd.configure(pr)
	if id := callerIdentity(made); id != "" {
		pr.Account, pr.AccountFrom = policy.Text(id), "caller_identity"
	}
	if pr.Account.IsUnset() {
		if accounts := accountsOf(made); len(accounts) == 1 {
			pr.Account, pr.AccountFrom = policy.Text(accounts[0]), "arn"
		}
	}
	if pr.Region.IsUnset() {
		pr.Region = policy.Text(regionOf(made))
	}
	pr.Partition = policy.Text(rd.partition(pr, made))
	name = SymbolName(rd.plan.Label, name)
	if pr.Account.IsUnset() {
		pr.Account = policy.Word(name + ".account")
	}
	if pr.Region.IsUnset() {
		pr.Region = policy.Word(name + ".region")
	}
	if pr.Partition.IsUnset() {
		pr.Partition = policy.Word(name + ".partition")
	}
}

// configure reads what the provider block says.
func (rd *reader) configure(pr *Provider) {
	if len(pr.Config.Blocks) == 0 {
		return
	}
	arguments := pr.Config.Blocks[0]
	sc := scope{module: pr.module, config: rd.plan.staticModules[pr.module]}
	if region := rd.plan.constantText(sc, arguments["region"]); isRegion(region) {
		pr.Region = policy.Text(region)
	}
	for _, name := range []string{"assume_role_with_web_identity", "assume_role"} {
		// Of several assume_role blocks each assumes the next role.
		for _, block := range arguments[name].Blocks {
			rd.assumeRole(pr, sc, block)
		}
	}
	if pr.Account.IsUnset() {
		if ids, ok := rd.plan.constant(sc, arguments["allowed_account_ids"]); ok {
			if list := texts(ids); len(list) == 1 && isAccountID(list[0]) {
				pr.Account, pr.AccountFrom = policy.Text(list[0]), "allowed_account_ids"
			}
		}
	}
	for _, block := range arguments["default_tags"].Blocks {
		rd.defaultTags(pr, sc, block["tags"])
	}
	if e := arguments["default_tags"]; len(e.References) > 0 {
		pr.DefaultTagsOpen = true
	}
}

func (rd *reader) assumeRole(pr *Provider, sc scope, block map[string]Expression) {
	e, ok := block["role_arn"]
	if !ok {
		return
	}
	pr.RoleARN, pr.Account, pr.AccountFrom = "", "", ""
	pr.Session = passed(block)
	pr.ExternalID = policy.Text(rd.plan.constantText(sc, block["external_id"]))
	if role := rd.plan.constantText(sc, e); hasKey(e.Constant) {
		pr.RoleARN = policy.Text(role)
		if id := accountInARN(role); id != "" {
			pr.Account, pr.AccountFrom = policy.Text(id), "assume_role"
		}
		return
	}
	// "arn:aws:iam::${var.account}:role/x" and var.role_arn look the same: the
	// one account that the variables name is the role's, the rest is lost.
	var ids []string
	for _, reference := range essential(e.References) {
		v, ok := rd.plan.constantReference(sc, reference)
		if !ok || v.IsNull() || v.Type() != cty.String {
			return
		}
		value := v.AsString()
		id := value
		if !isAccountID(id) {
			id = accountInARN(value)
		}
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
		if strings.HasPrefix(value, "arn:") && len(essential(e.References)) == 1 {
			pr.RoleARN = policy.Text(value)
		}
	}
	if len(ids) == 1 {
		pr.Account, pr.AccountFrom = policy.Text(ids[0]), "assume_role"
	}
}

// passed is the session policy of an assume_role block. Only constants count: a
// reference to a variable may be all of a document or a part of it.
func passed(block map[string]Expression) *Session {
	s := &Session{}
	if e, set := block["policy"]; set {
		switch {
		case !hasKey(e.Constant):
			s.Open = true
		case !e.Constant.IsNull() && e.Constant.Type() == cty.String:
			s.Policy = literal(e.Constant.AsString())
		}
	}
	if e, set := block["policy_arns"]; set {
		if !hasKey(e.Constant) {
			s.Open = true
		} else {
			for _, arn := range texts(e.Constant) {
				s.ARNs = append(s.ARNs, literal(arn))
			}
		}
	}
	if s.Policy.IsUnset() && len(s.ARNs) == 0 && !s.Open {
		return nil
	}
	return s
}

func (rd *reader) defaultTags(pr *Provider, sc scope, e Expression) {
	tags, ok := rd.plan.constant(sc, e)
	if !ok {
		pr.DefaultTagsOpen = true
		return
	}
	if !tags.Type().IsObjectType() {
		return
	}
	for key, value := range tags.AsValueMap() {
		if !value.IsNull() && value.Type() == cty.String {
			if pr.DefaultTags == nil {
				pr.DefaultTags = map[string]policy.Text{}
			}
			pr.DefaultTags[key] = literal(value.AsString())
		}
	}
}

// literal writes a text of the input as policy.Text.
func literal(s string) policy.Text {
	return policy.Text(strings.ReplaceAll(s, "⟨", "⟨⟩"))
}

// texts are the strings of a list; [var.x] is known by the one string in it.
func texts(v cty.Value) []string {
	if v.IsNull() || !v.IsWhollyKnown() {
		return nil
	}
	if v.Type() == cty.String {
		return []string{v.AsString()}
	}
	if !v.Type().IsTupleType() {
		return nil
	}
	var list []string
	for _, e := range v.AsValueSlice() {
		if e.IsNull() || e.Type() != cty.String {
			return nil
		}
		list = append(list, e.AsString())
	}
	return list
}

// callerIdentity is the account that data.aws_caller_identity told.
func callerIdentity(made []*Resource) string {
	for _, r := range made {
		if r.Data && r.Type == "aws_caller_identity" {
			if id := r.knownText("account_id"); isAccountID(id) {
				return id
			}
		}
	}
	return ""
}

// knownText is a string attribute that is known after apply or, failing that, before.
func (r *Resource) knownText(name string) string {
	for w := range r.worlds {
		m := &r.worlds[w]
		if m.exists && m.unknown.member(name) != "true" {
			if text := m.value.member(name).text(); text != "" {
				return text
			}
		}
	}
	return ""
}

// sureTypes have an ARN that names the account of the credentials that made
// them, always.
var sureTypes = map[string]bool{
	"aws_iam_role": true, "aws_iam_user": true, "aws_iam_group": true,
	"aws_iam_policy": true, "aws_iam_instance_profile": true,
	"aws_kms_key": true, "aws_cloudtrail": true, "aws_sqs_queue": true,
	"aws_sns_topic": true, "aws_lambda_function": true, "aws_dynamodb_table": true,
}

// accountsOf are the accounts that the resources' own ARNs name, at most one
// unless they disagree. ARNs that a resource merely mentions do not count, nor
// do types whose ARN may name another account than that of the credentials
// (organizations, resource shares).
func accountsOf(made []*Resource) []string {
	if sure := accountsWhere(made, func(typ string) bool { return sureTypes[typ] }); len(sure) > 0 {
		return sure
	}
	return accountsWhere(made, func(typ string) bool {
		// A delegated administrator may manage policies; the organization itself
		// and its accounts belong to the management account, whose number their ARNs have.
		// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html (2026-11)
		if typ == "aws_organizations_organization" || typ == "aws_organizations_account" {
			return true
		}
		return !strings.HasPrefix(typ, "aws_organizations_") && !strings.HasPrefix(typ, "aws_ram_") &&
			!strings.HasSuffix(typ, "_accepter")
	})
}

func accountsWhere(made []*Resource, take func(typ string) bool) []string {
	var ids []string
	for _, r := range made {
		// An identity is always found in the account of who looks for it; other
		// data sources look into other accounts, too.
		if !take(r.Type) || r.Data && !strings.HasPrefix(r.Type, "aws_iam_") {
			continue
		}
		if id := accountInARN(r.knownText("arn")); id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// regionOf is the region that data.aws_region or the resources' own ARNs tell,
// empty if they disagree. A resource's own region argument (provider 6) says
// nothing of the provider.
func regionOf(made []*Resource) string {
	region := ""
	for _, r := range made {
		if r.Data && r.Type == "aws_region" {
			for _, name := range []string{"region", "name", "id"} {
				if text := r.knownText(name); text != "" {
					return text
				}
			}
		}
		if r.Data {
			continue
		}
		own := arnField(r.knownText("arn"), 3)
		if e, ok := r.argument("region"); ok && !e.unset() {
			continue
		}
		switch {
		case own == "" || r.Type == "aws_kms_replica_key":
		case region == "":
			region = own
		case region != own:
			return ""
		}
	}
	return region
}

func (r *Resource) argument(name string) (Expression, bool) {
	if r.Config == nil {
		return Expression{}, false
	}
	e, ok := r.Config.Arguments[name]
	return e, ok
}

func (e Expression) unset() bool {
	return hasKey(e.Constant) && e.Constant.IsNull()
}

// partition follows from the region, or from an ARN. Where neither is known,
// it is the one that all ARNs of the input agree on, and AWS's own where the
// input mentions none, so that no text of it could contradict.
func (rd *reader) partition(pr *Provider, made []*Resource) string {
	if !pr.Region.IsUnset() && pr.Region.IsWhollyKnown() {
		return PartitionOf(string(pr.Region))
	}
	for _, r := range made {
		if r.Data && r.Type == "aws_partition" {
			if text := r.knownText("partition"); text != "" {
				return text
			}
		}
	}
	if name := arnField(string(pr.RoleARN), 1); name != "" {
		return name
	}
	for _, r := range made {
		if name := arnField(r.knownText("arn"), 1); name != "" {
			return name
		}
	}
	return rd.mentionedPartition()
}

func (rd *reader) mentionedPartition() string {
	found := ""
	for _, name := range partitions {
		if strings.Contains(rd.src, "arn:"+name+":") {
			if found != "" {
				return ""
			}
			found = name
		}
	}
	if found == "" {
		return "aws"
	}
	return found
}

// partitions as of 2026-11.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
var partitions = []string{"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"}

// PartitionOf is the partition of a region.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html (2026-11)
func PartitionOf(region string) string {
	for _, p := range []struct{ prefix, name string }{
		{"cn-", "aws-cn"},
		{"us-gov-", "aws-us-gov"},
		{"us-iso-", "aws-iso"},
		{"us-isob-", "aws-iso-b"},
		{"eu-isoe-", "aws-iso-e"},
		{"us-isof-", "aws-iso-f"},
		{"eusc-", "aws-eusc"},
	} {
		if strings.HasPrefix(region, p.prefix) {
			return p.name
		}
	}
	return "aws"
}

// arnField is one of the six fields of an ARN, counted from 0; empty if the
// text is no ARN.
func arnField(arn string, n int) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" {
		return ""
	}
	return parts[n]
}

// accountInARN is the account field of an ARN if it is an account id.
func accountInARN(arn string) string {
	if id := arnField(arn, 4); isAccountID(id) {
		return id
	}
	return ""
}

// isRegion reports whether a text has the form of a region's name: "us-gov-west-1".
func isRegion(s string) bool {
	parts := strings.Split(s, "-")
	last := parts[len(parts)-1]
	return len(parts) >= 3 && last != "" && digits(last) == last &&
		strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

func isAccountID(s string) bool {
	return len(s) == 12 && digits(s) == s
}
