package graph

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Assumption is a use of a role by a service, or by pods with a token of their
// cluster: the role is assumed before anything runs as it, and what runs so has
// no credentials where the trust policy does not allow that. Other uses of the
// role have no part in it.
type Assumption struct {
	Role *Principal
	// Actions that the trust policy has to allow.
	Actions []string
	// By says who assumes the role: Service or one of its Alternatives, for
	// Account, first of all for Origin; or whoever shows Token, for which the
	// identity provider Service speaks.
	By *Wiring
	// Workloads are all for which the service assumes the role.
	Workloads []Origin
	// Session are the policies that it passes, for the one workload that they
	// are of; none if it passes none.
	Session []*Policy
}

// ServiceRole is the Kind of the Wiring in an Assumption.
const ServiceRole = "service_role"

// assumer is a service that assumes roles by its own name.
type assumer struct {
	service policy.Text
	// also are other names under which pages have it trusted.
	also []policy.Text
	with []string // what it does beside sts:AssumeRole, for which the policy has to let it
	page string   // that tells what to write in the trust policy (2026-11)
}

// assumers are the services whose names have been looked up; an adapter says
// by which one the role of its resource is assumed (Adapter.Assumer).
//
// One that refuses to work with a role which it cannot assume says so when the
// resource is made (Lambda: "The role defined for the function cannot be
// assumed by Lambda", status 400) or when it is used (EC2, ECS); either way no
// request is ever sent as the role.
var assumers = []assumer{
	{service: appRunnerTasks, page: "https://docs.aws.amazon.com/apprunner/latest/dg/security_iam_service-with-iam.html#security_iam_service-with-iam-roles-service.instance"},
	{service: airflowService, also: []policy.Text{"airflow.amazonaws.com"}, page: "https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html"},
	{service: backupService, page: "https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html"},
	{service: codeBuildService, page: "https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html"},
	{service: pipelineService, page: "https://docs.aws.amazon.com/codepipeline/latest/userguide/update-change-detection.html"},
	{service: dataSyncService, page: "https://docs.aws.amazon.com/datasync/latest/userguide/create-s3-location.html"},
	{service: dmsService, page: "https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.S3.html#CHAP_Target.S3.Prerequisites"},
	{service: ec2Service, also: []policy.Text{ec2China}, page: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html"},
	{service: ecsTasks, page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html"},
	{service: eksPods, with: []string{"sts:TagSession"}, page: "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html"},
	{service: firehoseService, page: "https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html"},
	{service: glueService, page: "https://docs.aws.amazon.com/glue/latest/dg/create-an-iam-role.html"},
	{service: lambdaService, page: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html"},
	{service: rdsExport, page: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ExportSnapshot.Setup.html"},
	{service: redshiftService, page: "https://docs.aws.amazon.com/redshift/latest/mgmt/authorizing-redshift-service.html"},
	{service: rolesAnywhere, with: []string{"sts:SetSourceIdentity", "sts:TagSession"}, page: "https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html"},
	{service: s3Service, page: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html"},
	{service: sageMakerService, page: "https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html"},
	{service: statesService, page: "https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html"},
	{service: transferService, page: "https://docs.aws.amazon.com/transfer/latest/userguide/requirements-roles.html"},
}

// Names of services that assume roles.
const (
	appRunnerTasks   policy.Text = "tasks.apprunner.amazonaws.com"
	airflowService   policy.Text = "airflow-env.amazonaws.com"
	backupService    policy.Text = "backup.amazonaws.com"
	codeBuildService policy.Text = "codebuild.amazonaws.com"
	pipelineService  policy.Text = "codepipeline.amazonaws.com"
	dataSyncService  policy.Text = "datasync.amazonaws.com"
	dmsService       policy.Text = "dms.amazonaws.com"
	ec2Service       policy.Text = "ec2.amazonaws.com"
	ec2China         policy.Text = "ec2.amazonaws.com.cn"
	ecsTasks         policy.Text = "ecs-tasks.amazonaws.com"
	eksPods          policy.Text = "pods.eks.amazonaws.com"
	firehoseService  policy.Text = "firehose.amazonaws.com"
	glueService      policy.Text = "glue.amazonaws.com"
	lambdaService    policy.Text = "lambda.amazonaws.com"
	rdsExport        policy.Text = "export.rds.amazonaws.com"
	redshiftService  policy.Text = "redshift.amazonaws.com"
	rolesAnywhere    policy.Text = "rolesanywhere.amazonaws.com"
	sageMakerService policy.Text = "sagemaker.amazonaws.com"
	statesService    policy.Text = "states.amazonaws.com"
	transferService  policy.Text = "transfer.amazonaws.com"
)

func assumerOf(service policy.Text) *assumer {
	for i := range assumers {
		if assumers[i].service == service {
			return &assumers[i]
		}
	}
	return nil
}

// names are those under which a trust policy may know the service, the usual
// one first. A name with a region in it is the same service's there. Outside
// the commercial regions EC2 is the one whose name is known, and in China only.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services (2026-11)
func (s *assumer) names(partition string, region policy.Text) []policy.Text {
	switch {
	case partition == "aws-cn" && s.service == ec2Service:
		return []policy.Text{ec2China, ec2Service}
	case partition != "aws":
		return nil
	}
	names := append([]policy.Text{s.service}, s.also...)
	if name, ok := strings.CutSuffix(string(s.service), ".amazonaws.com"); ok && !region.IsUnset() {
		names = append(names, policy.Text(name)+"."+region+".amazonaws.com")
	}
	return names
}

// use is a workload for which a service assumes a role.
type use struct {
	service         policy.Text
	workload        Origin
	account, region policy.Text
	session         *SessionRec
}

// assume records that a service assumes a role for a workload.
func (j *joiner) assume(role *Principal, u use) {
	s := assumerOf(u.service)
	if role == nil || role.Deleted || role.Kind != Role || s == nil {
		return
	}
	by := &Wiring{Origin: u.workload, Kind: ServiceRole, Account: j.placed(u.account)}
	partition := "aws"
	if by.Account != nil {
		partition = by.Account.Partition
	}
	names := s.names(partition, u.region)
	if len(names) == 0 {
		return
	}
	by.Service, by.Alternatives = names[0], names[1:]
	for _, a := range j.g.Assumptions {
		if a.Role == role && a.By.Service == by.Service && a.By.Account == by.Account && u.session == nil && a.Session == nil {
			a.Workloads = append(a.Workloads, u.workload)
			return
		}
	}
	j.g.Assumptions = append(j.g.Assumptions, &Assumption{
		Role: role, By: by, Workloads: []Origin{u.workload}, Session: j.session(u.session),
		Actions: append([]string{"sts:AssumeRole"}, s.with...),
	})
}

// orderAssumptions puts assumptions and their workloads in order, each once.
func (j *joiner) orderAssumptions() {
	for _, a := range j.g.Assumptions {
		slices.SortFunc(a.Workloads, compareOrigins)
		a.Workloads = slices.CompactFunc(a.Workloads, func(x, y Origin) bool { return compareOrigins(x, y) == 0 })
		a.By.Origin = a.Workloads[0]
	}
	slices.SortStableFunc(j.g.Assumptions, func(a, b *Assumption) int {
		return cmp.Or(cmp.Compare(a.Role.ARN, b.Role.ARN), cmp.Compare(a.By.Service, b.By.Service), compareOrigins(a.By.Origin, b.By.Origin))
	})
}
