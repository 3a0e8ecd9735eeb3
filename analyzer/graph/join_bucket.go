package graph

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// settings are the candidates for each setting of one bucket.
type settings struct {
	account                                     policy.Text
	policy, encryption, ownership, acl, block   *choice[BucketSetting]
	requesterPays, versioning, abac, objectLock *choice[BucketSetting]
}

// parts are the choices beside the part of a record that they are about.
func (s *settings) add(r *BucketSetting) {
	c := candidate[BucketSetting]{standing{r.Origin, r.Deleted, r.Observed}, r}
	for _, part := range []struct {
		set bool
		to  **choice[BucketSetting]
	}{
		{r.Policy != nil, &s.policy},
		{r.Encryption != nil, &s.encryption},
		{r.Ownership != nil, &s.ownership},
		{r.ACL != nil, &s.acl},
		{r.PublicAccessBlock != nil, &s.block},
		{r.RequesterPays != nil, &s.requesterPays},
		{r.Versioning != nil, &s.versioning},
		{r.ABAC != nil, &s.abac},
		{r.ObjectLock != nil, &s.objectLock},
	} {
		if !part.set {
			continue
		}
		if *part.to == nil {
			*part.to = &choice[BucketSetting]{}
		}
		(*part.to).all = append((*part.to).all, c)
	}
	if s.account == "" {
		s.account = r.Account
	}
}

// bucketJoin is a bucket while its records are collected.
type bucketJoin struct {
	rec  *BucketRec // nil if only settings name it
	more []Origin   // of other records of the same bucket
	settings
	open bool // in an incomplete plan
}

// buckets joins buckets with their settings, whoever makes them.
func (j *joiner) buckets() {
	all, names := map[policy.Text]*bucketJoin{}, []policy.Text(nil)
	at := func(name policy.Text) *bucketJoin {
		if all[name] == nil {
			all[name] = &bucketJoin{}
			names = append(names, name)
		}
		return all[name]
	}
	var adrift settings
	for _, f := range j.fragments {
		for i := range f.Buckets {
			if rec := &f.Buckets[i]; rec.Name != "" {
				j.addBucketRec(at(rec.Name), rec, f.Incomplete != "")
			}
		}
	}
	for _, f := range j.fragments {
		for i := range f.Settings {
			switch r := &f.Settings[i]; {
			case r.Bucket == "":
			case strings.Contains(string(r.Bucket), "⟨~") && all[r.Bucket] == nil:
				adrift.add(r)
			default:
				at(r.Bucket).add(r)
			}
		}
	}
	slices.Sort(names)
	for _, name := range names {
		j.bucket(name, all[name], &adrift)
	}
}

func (j *joiner) addBucketRec(b *bucketJoin, rec *BucketRec, incomplete bool) {
	b.open = b.open || incomplete && !rec.Reference
	old := b.rec
	switch {
	case old == nil:
		b.rec = rec
		return
	case old.Reference != rec.Reference:
		if old.Reference {
			b.rec = rec
		}
	case old.Deleted != rec.Deleted:
		if old.Deleted {
			b.rec = rec
		}
	case supersedes(rec.Origin, old.Origin):
		b.rec = rec
	case !rec.Reference && old.Account != rec.Account && !planned(rec.Origin) && !planned(old.Origin) &&
		policy.Equal(old.Account, rec.Account) == policy.No:
		j.diagnose(rec.Origin, "One bucket in two accounts",
			string(rec.Name)+" is in account "+string(old.Account)+" according to "+where(old.Origin)+
				", in "+string(rec.Account)+" according to "+where(rec.Origin)+"; bucket names are unique, so one of them is out of date")
	}
	if b.rec == rec {
		b.more = append(b.more, old.Origin)
	} else {
		b.more = append(b.more, rec.Origin)
	}
}

// bucket makes one bucket's node.
func (j *joiner) bucket(name policy.Text, b *bucketJoin, adrift *settings) {
	node := unknownBucket(name)
	described := false
	if rec := b.rec; rec != nil {
		node.Origin, node.ARN, node.Region = rec.Origin, rec.ARN, rec.Region
		node.Partition, node.Tags = rec.Partition, rec.Tags
		node.Created, node.Deleted = rec.Created, rec.Deleted
		node.Account = j.placed(rec.Account)
		described = rec.Described && !b.open
		node.Managed = rec.Described
		node.ObjectLock = rec.ObjectLock
	}
	if node.Account == nil {
		// Only the owner can put a bucket's settings (405 for everybody else), so
		// that a satellite tells the bucket's account.
		// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html (2026-11)
		node.Account = j.placed(b.account)
	}
	s := settingJoin{j: j, node: node, described: described}
	s.policy(b.policy, adrift.policy)
	s.encryption(b.encryption, adrift.encryption)
	s.ownership(b.ownership, adrift.ownership)
	s.acl(b.acl, adrift.acl)
	s.block(b.block, adrift.block)
	node.RequesterPays = s.tri("Requester Pays", b.requesterPays, adrift.requesterPays, func(r *BucketSetting) *policy.Tri { return r.RequesterPays })
	if b.requesterPays != nil {
		_, won, _ := b.requesterPays.pick(func(a, b *BucketSetting) bool { return true })
		node.RequesterOrigin = won.origin
	}
	node.Versioning = s.tri("versioning", b.versioning, adrift.versioning, func(r *BucketSetting) *policy.Tri { return r.Versioning })
	node.ABAC = s.tri("ABAC", b.abac, adrift.abac, func(r *BucketSetting) *policy.Tri { return r.ABAC })
	if b.objectLock != nil {
		node.ObjectLock = s.tri("Object Lock", b.objectLock, nil, func(r *BucketSetting) *policy.Tri { return r.ObjectLock })
	}
	j.g.Buckets = append(j.g.Buckets, node)
	j.g.index.buckets[name] = node
	j.g.index.locate(node.Origin, node)
	for _, o := range b.more {
		j.g.index.locate(o, node)
	}
}

// settingJoin fills in one bucket's settings. A setting that no record makes
// has AWS's default if the bucket is described, and is unknown otherwise or if
// a record with an unknown bucket may make it.
type settingJoin struct {
	j         *joiner
	node      *Bucket
	described bool
}

// pick is the record that holds, with the reasons why it may not.
func (s *settingJoin) pick(what string, c *choice[BucketSetting], same func(a, b *BucketSetting) bool) (*BucketSetting, []string) {
	if c == nil {
		return nil, nil
	}
	r, won, against := c.pick(same)
	if len(against) > 0 {
		return r, s.j.contradiction(what+" of bucket "+string(s.node.Name), won.origin, against)
	}
	return r, nil
}

// defaults reports whether AWS's default holds where no record speaks.
func (s *settingJoin) defaults(adrift *choice[BucketSetting]) bool {
	if !s.described || adrift == nil {
		return s.described
	}
	for _, c := range adrift.all {
		if policy.Equal(c.value.Bucket, s.node.Name) == policy.No {
			continue
		}
		if s.node.Account == nil || c.value.Account == "" || policy.Equal(c.value.Account, s.node.Account.ID) != policy.No {
			return false
		}
	}
	return true
}

func (s *settingJoin) policy(c, adrift *choice[BucketSetting]) {
	same := func(a, b *BucketSetting) bool { return sameDoc(a.Policy, b.Policy) }
	r, doubt := s.pick("the policy", c, same)
	switch {
	case r == nil && s.defaults(adrift):
		s.node.Policy = &Policy{Origin: s.node.Origin, Presence: Absent}
	case r == nil:
		s.node.Policy = &Policy{Origin: s.node.Origin}
	case doubt != nil:
		s.node.Policy = &Policy{Origin: r.Origin, Presence: Opaque, How: HowOpaque, Missing: doubt}
	default:
		s.node.Policy = s.j.policy(r.Origin, r.Policy)
	}
}

func (s *settingJoin) encryption(c, adrift *choice[BucketSetting]) {
	r, doubt := s.pick("default encryption", c, func(a, b *BucketSetting) bool { return sameEncryption(a.Encryption, b.Encryption) })
	switch {
	case r == nil && s.defaults(adrift):
		s.node.Encryption = &Encryption{Origin: s.node.Origin, Presence: Absent}
	case r == nil:
		s.node.Encryption = &Encryption{Origin: s.node.Origin}
	case doubt != nil:
		s.node.Encryption = &Encryption{Origin: r.Origin, Presence: Opaque}
	default:
		s.node.Encryption = s.resolve(r.Origin, r.Encryption)
		s.previous(r, c)
	}
}

// previous notes the encryption of objects that were written before the plan.
func (s *settingJoin) previous(r *BucketSetting, c *choice[BucketSetting]) {
	if s.node.Created || r.Observed {
		return
	}
	before := r.Encryption.Previous
	if before == nil && r.Origin.Change == "create" {
		before = &EncryptionRec{Presence: Absent, KeyIDKnown: true}
		for _, other := range c.all {
			if other.observed || other.deleted {
				before = other.value.Encryption
			}
		}
	}
	if before != nil && !sameEncryption(before, r.Encryption) {
		s.node.Encryption.Previous = s.resolve(r.Origin, before)
	}
}

func (s *settingJoin) resolve(o Origin, r *EncryptionRec) *Encryption {
	e := &Encryption{
		Origin: o, Presence: r.Presence, Algorithm: r.Algorithm, KeyID: r.KeyID,
		BucketKey: r.BucketKey, BlockedTypes: r.BlockedTypes, Managed: policy.No,
	}
	if r.Presence != Present {
		if r.Presence != Absent {
			e.Managed = policy.Maybe
		}
		return e
	}
	kms := policy.Maybe
	if r.Algorithm.IsWhollyKnown() {
		kms = policy.Of(strings.HasPrefix(string(r.Algorithm), "aws:kms"))
	}
	switch {
	case kms == policy.No:
	case !r.KeyIDKnown:
		e.Managed = policy.Maybe
	case r.KeyID == "", isManagedKeyAlias(r.KeyID):
		// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#aws-managed-customer-managed-keys (2026-11)
		e.Managed = kms
	default:
		account := policy.Text("")
		if s.node.Account != nil {
			account = s.node.Account.ID
		}
		e.Key = s.j.g.Key(r.KeyID, account, s.node.Region)
	}
	return e
}

func isManagedKeyAlias(ref policy.Text) bool {
	return ref == "alias/aws/s3" || strings.HasSuffix(string(ref), ":alias/aws/s3")
}

func (s *settingJoin) ownership(c, adrift *choice[BucketSetting]) {
	r, doubt := s.pick("Object Ownership", c, func(a, b *BucketSetting) bool { return *a.Ownership == *b.Ownership })
	switch {
	case r != nil && doubt == nil:
		s.node.Ownership, s.node.OwnershipOrigin = *r.Ownership, r.Origin
	case r != nil:
		s.node.OwnershipOrigin = r.Origin
	case s.node.Created && s.defaults(adrift):
		// The default of buckets made since April 2023; that of an older one, or of
		// one whose controls were deleted by hand, is not to be seen.
		// https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html (2026-11)
		s.node.Ownership, s.node.OwnershipOrigin = BucketOwnerEnforced, s.node.Origin
	}
}

func (s *settingJoin) acl(c, adrift *choice[BucketSetting]) {
	r, doubt := s.pick("the ACL", c, func(a, b *BucketSetting) bool {
		return a.ACL.Presence == b.ACL.Presence && a.ACL.Canned == b.ACL.Canned && slices.Equal(a.ACL.Grants, b.ACL.Grants)
	})
	switch {
	case r == nil && s.defaults(adrift):
		s.node.ACL = &ACL{Origin: s.node.Origin, Presence: Absent}
	case r == nil:
		s.node.ACL = &ACL{Origin: s.node.Origin}
	case doubt != nil:
		s.node.ACL = &ACL{Origin: r.Origin, Presence: Opaque}
	default:
		acl := *r.ACL
		acl.Origin = r.Origin
		s.node.ACL = &acl
	}
}

func (s *settingJoin) block(c, adrift *choice[BucketSetting]) {
	r, doubt := s.pick("the public access block", c, func(a, b *BucketSetting) bool {
		return samePublicAccessBlock(a.PublicAccessBlock, b.PublicAccessBlock)
	})
	switch {
	case r != nil && doubt != nil:
		s.node.PublicAccessBlock = allBlocks(r.Origin, policy.Maybe)
	case r != nil:
		block := *r.PublicAccessBlock
		block.Origin = r.Origin
		s.node.PublicAccessBlock = &block
	case s.node.Created && s.defaults(adrift):
		// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html (2026-11)
		s.node.PublicAccessBlock = allBlocks(s.node.Origin, policy.Yes)
	}
}

// tri joins a setting that is on or off, and off by default.
func (s *settingJoin) tri(what string, c, adrift *choice[BucketSetting], part func(*BucketSetting) *policy.Tri) policy.Tri {
	r, doubt := s.pick(what, c, func(a, b *BucketSetting) bool { return *part(a) == *part(b) })
	switch {
	case r != nil && doubt == nil:
		return *part(r)
	case r == nil && s.defaults(adrift):
		return policy.No
	}
	return policy.Maybe
}

func sameEncryption(a, b *EncryptionRec) bool {
	if isDefaultEncryption(a) && isDefaultEncryption(b) {
		return true
	}
	return a.Presence == b.Presence && a.Algorithm == b.Algorithm && a.KeyID == b.KeyID &&
		a.BucketKey == b.BucketKey && slices.Equal(a.BlockedTypes, b.BlockedTypes)
}

// isDefaultEncryption reports whether it is SSE-S3, said or unsaid.
func isDefaultEncryption(e *EncryptionRec) bool {
	return len(e.BlockedTypes) == 0 && (e.Presence == Absent || e.Presence == Present && e.Algorithm == "AES256")
}

func samePublicAccessBlock(a, b *PublicAccessBlock) bool {
	return a.BlockPublicACLs == b.BlockPublicACLs && a.IgnorePublicACLs == b.IgnorePublicACLs &&
		a.BlockPublicPolicy == b.BlockPublicPolicy && a.RestrictPublicBuckets == b.RestrictPublicBuckets
}
