package graph

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/source"
)

func TestDump(t *testing.T) {
	dir := os.Getenv("DUMP")
	if dir == "" {
		t.Skip()
	}
	var frags []*Fragment
	filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if filepath.Ext(path) != ".json" || filepath.Base(path) == "expect.json" {
			return nil
		}
		data, _ := os.ReadFile(path)
		p, err := plan.Read(filepath.Base(filepath.Dir(path)), path, data)
		if err != nil {
			t.Fatal(err)
		}
		var cfg *source.Config
		if os.Getenv("NOSRC") == "" {
			cfg, err = source.Open(p, filepath.Dir(path))
			if err != nil {
				fmt.Println("OPEN", err)
			}
		}
		frags = append(frags, FromPlan(source.NewResolver(p, plan.Planned, cfg, Predictor), p, plan.Planned))
		return nil
	})
	g := Join(frags)
	for _, a := range g.Accounts {
		fmt.Printf("ACCOUNT %s %s admins=%v member=%v levels=%d\n", a.ID, a.Name, a.Administrators, a.Membership, len(a.Levels))
	}
	for _, p := range g.Principals {
		fmt.Printf("PRINCIPAL %s %s complete=%v %v boundary=%d del=%v repl=%v (%s) paths=%d\n", p.Kind, p.ARN, p.Complete, p.Incomplete, p.Boundary.Presence, p.Deleted, p.Replaced, p.Origin.Address, len(p.Paths))
		for _, pol := range p.Policies {
			fmt.Printf("   policy %q %s presence=%d how=%s from %s missing=%v %s\n", pol.Name, pol.ARN, pol.Presence, pol.How, pol.Origin.Address, pol.Missing, text(pol))
		}
		if p.Trust != nil {
			fmt.Printf("   trust presence=%d how=%s\n", p.Trust.Presence, p.Trust.How)
		}
	}
	for _, b := range g.Buckets {
		acct := ""
		if b.Account != nil {
			acct = string(b.Account.ID)
		}
		fmt.Printf("BUCKET %s acct=%s %s managed=%v own=%q bpa=%v rp=%v vers=%v created=%v (%s)\n", b.Name, acct, b.Region, b.Managed, b.Ownership, b.PublicAccessBlock != nil, b.RequesterPays, b.Versioning, b.Created, b.Origin.Address)
		fmt.Printf("   policy presence=%d how=%s from %s %v %s\n", b.Policy.Presence, b.Policy.How, b.Policy.Origin.Address, b.Policy.Missing, text(b.Policy))
		fmt.Printf("   enc %+v key=%v prev=%v\n", b.Encryption.Algorithm, b.Encryption.Key != nil, b.Encryption.Previous != nil)
		if b.Encryption.KeyID != "" {
			fmt.Printf("       keyid %s managed=%v\n", b.Encryption.KeyID, b.Encryption.Managed)
		}
		for _, o := range b.Objects {
			fmt.Printf("   object %s writer=%s read=%v\n", o.Key, o.WriterARN, o.ExistingRead)
		}
		for _, a := range b.AccessPoints {
			fmt.Printf("   ap %s policy=%d vpc=%s\n", a.ARN, a.Policy.Presence, a.VPC)
		}
	}
	for _, k := range g.Keys {
		fmt.Printf("KEY %s policy=%d how=%s from %s aliases=%v grants=%d %s\n", k.ARN, k.Policy.Presence, k.Policy.How, k.Policy.Origin.Address, k.Aliases, len(k.Grants), text(k.Policy))
	}
	for _, e := range g.Endpoints {
		fmt.Printf("ENDPOINT %s %s policy=%d\n", e.ID, e.Service, e.Policy.Presence)
	}
	for _, w := range g.Wirings {
		fmt.Printf("WIRING %s %s -> %s\n", w.Kind, w.Service, w.Bucket)
	}
	for _, d := range g.Diagnostics {
		fmt.Printf("DIAG %s: %s: %s\n", d.Origin.Address, d.Summary, d.Detail)
	}
}

func text(p *Policy) string {
	if p.Document == nil || os.Getenv("V") == "" {
		return ""
	}
	return string(p.Document.Source)
}
