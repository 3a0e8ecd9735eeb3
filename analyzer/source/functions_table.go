package source

import (
	"github.com/hashicorp/go-cty-funcs/cidr"
	"github.com/hashicorp/go-cty-funcs/crypto"
	"github.com/hashicorp/go-cty-funcs/encoding"
	"github.com/hashicorp/go-cty-funcs/uuid"
	ctyyaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// builtins are Terraform's functions. What depends on the clock, on chance or
// on the machine (timestamp, uuid, bcrypt, abspath …) is left out: its result
// is known only to the run that made the plan.
// https://developer.hashicorp.com/terraform/language/functions (2026-11)
var builtins map[string]builtin

// The table is filled in late because templatefile evaluates expressions,
// which call functions.
func init() { builtins = makeBuiltins() }

func makeBuiltins() map[string]builtin {
	plain := func(f function.Function) builtin { return builtin{f: f} }
	moves := func(f function.Function, inspects ...int) builtin {
		return builtin{f: f, moves: true, inspects: inspects}
	}
	compares := func(f function.Function) builtin { return builtin{f: f, compares: true} }
	own := func(f func(*evaluator, []cty.Value, *scope) (cty.Value, error)) builtin { return builtin{own: f} }
	return map[string]builtin{
		// numbers
		"abs": plain(stdlib.AbsoluteFunc), "ceil": plain(stdlib.CeilFunc), "floor": plain(stdlib.FloorFunc),
		"log": plain(stdlib.LogFunc), "max": plain(stdlib.MaxFunc), "min": plain(stdlib.MinFunc),
		"parseint": plain(stdlib.ParseIntFunc), "pow": plain(powFunc), "signum": plain(stdlib.SignumFunc),
		"sum": plain(sumFunc),

		// text
		"chomp": plain(stdlib.ChompFunc), "indent": plain(stdlib.IndentFunc), "lower": plain(stdlib.LowerFunc),
		"upper": plain(stdlib.UpperFunc), "title": plain(stdlib.TitleFunc), "strrev": plain(stdlib.ReverseFunc),
		"substr": plain(stdlib.SubstrFunc), "trim": plain(stdlib.TrimFunc), "trimspace": plain(stdlib.TrimSpaceFunc),
		"regex": plain(stdlib.RegexFunc), "regexall": plain(stdlib.RegexAllFunc), "replace": own(replaceText),
		"strcontains": plain(containsTextFunc), "sort": compares(stdlib.SortFunc),
		"formatdate": plain(stdlib.FormatDateFunc), "timeadd": plain(stdlib.TimeAddFunc),
		"format": own(formatText), "formatlist": own(formatList), "join": own(joinText), "split": own(split),
		"startswith": own(startsWith), "endswith": own(endsWith),
		"trimprefix": own(trimPrefix), "trimsuffix": own(trimSuffix),

		// encodings
		"jsonencode": own(jsonEncode), "jsondecode": own(jsonDecode),
		"yamlencode": plain(ctyyaml.YAMLEncodeFunc), "yamldecode": own(yamlDecode),
		"csvdecode": plain(stdlib.CSVDecodeFunc), "urlencode": plain(encoding.URLEncodeFunc),
		"base64encode": plain(encoding.Base64EncodeFunc), "base64decode": plain(encoding.Base64DecodeFunc),
		"md5": plain(crypto.Md5Func), "sha1": plain(crypto.Sha1Func), "sha256": plain(crypto.Sha256Func),
		"sha512": plain(crypto.Sha512Func), "base64sha256": plain(base64sha256Func),
		"base64sha512": plain(base64sha512Func), "uuidv5": plain(uuid.V5Func),

		// networks
		"cidrhost": plain(cidr.HostFunc), "cidrnetmask": plain(cidr.NetmaskFunc),
		"cidrsubnet": plain(cidr.SubnetFunc), "cidrsubnets": plain(cidr.SubnetsFunc),

		// collections
		"concat": moves(stdlib.ConcatFunc), "flatten": moves(stdlib.FlattenFunc), "merge": moves(stdlib.MergeFunc),
		"keys": moves(stdlib.KeysFunc), "values": moves(stdlib.ValuesFunc), "reverse": moves(stdlib.ReverseListFunc),
		"distinct": moves(stdlib.DistinctFunc), "setunion": moves(stdlib.SetUnionFunc),
		"slice": moves(stdlib.SliceFunc, 1, 2), "chunklist": moves(stdlib.ChunklistFunc, 1),
		"element": moves(stdlib.ElementFunc, 1), "lookup": own(lookup), "zipmap": moves(stdlib.ZipmapFunc, 0),
		"setproduct": own(setProduct), "range": plain(stdlib.RangeFunc), "index": compares(indexFunc),
		"setintersection": compares(stdlib.SetIntersectionFunc), "setsubtract": compares(stdlib.SetSubtractFunc),
		"matchkeys": compares(matchkeysFunc), "transpose": plain(transposeFunc),
		"alltrue": plain(alltrueFunc), "anytrue": plain(anytrueFunc),
		"length": own(length), "one": own(one), "compact": own(compact), "contains": own(contains),
		"coalesce": own(coalesce), "coalescelist": own(coalesceList),

		// types
		"tostring": own(toType(cty.String)), "tonumber": own(toType(cty.Number)), "tobool": own(toType(cty.Bool)),
		"tolist": own(toType(cty.List(cty.DynamicPseudoType))), "toset": own(toType(cty.Set(cty.DynamicPseudoType))),
		"tomap":     own(toType(cty.Map(cty.DynamicPseudoType))),
		"sensitive": own(hideArgument), "nonsensitive": own(sameArgument),

		// files
		"file": own(fileContent), "fileexists": own(fileExists), "fileset": own(fileSet),
		"filebase64": own(fileHash(encoding.Base64EncodeFunc)), "filemd5": own(fileHash(crypto.Md5Func)),
		"filesha1": own(fileHash(crypto.Sha1Func)), "filesha256": own(fileHash(crypto.Sha256Func)),
		"filesha512": own(fileHash(crypto.Sha512Func)), "filebase64sha256": own(fileHash(base64sha256Func)),
		"filebase64sha512": own(fileHash(base64sha512Func)),
		"templatefile":     own(templateFile), "templatestring": own(templateString),
		"basename": plain(basenameFunc), "dirname": plain(dirnameFunc),

		// functions of the AWS provider
		"provider::aws::arn_parse":          own(arnParse),
		"provider::aws::arn_build":          own(arnBuild),
		"provider::aws::trim_iam_role_path": own(trimRolePath),
	}
}
