package graph

// standing is what decides which of several records of one thing holds.
type standing struct {
	origin   Origin
	deleted  bool // the plan removes it
	observed bool // read back from AWS, managed by nobody in this input
}

// rank orders records: what a plan keeps or makes, what a plan removes, what a
// state, data source or configuration file says, what was merely observed.
func (s standing) rank() int {
	switch {
	case s.observed:
		return 0
	case s.deleted:
		return 2
	case planned(s.origin):
		return 3
	}
	return 1
}

// over reports whether a record holds over another of the same thing.
func (s standing) over(t standing) bool {
	return s.rank() > t.rank() || s.rank() == t.rank() && renews(s.origin, t.origin)
}

// supersedes is over for records that nothing but their origins tells apart.
func supersedes(a, b Origin) bool { return standing{origin: a}.over(standing{origin: b}) }

// renews reports whether an input tells anew of what its own workspace once
// published: a folder of all workspaces' snapshots has that of this one too.
func renews(a, b Origin) bool {
	return !a.Context && b.Context && a.Address == b.Address && a.Address != ""
}

func planned(o Origin) bool { return o.Change != "" && o.Change != "read" }

// candidate is what one record says of a thing; of one that the plan removes,
// value is what holds then.
type candidate[T any] struct {
	standing
	value *T
}

// choice collects the candidates for one thing.
type choice[T any] struct{ all []candidate[T] }

func addChoice[K comparable, T any](m map[K]*choice[T], k K, c candidate[T]) {
	if m[k] == nil {
		m[k] = &choice[T]{}
	}
	m[k].all = append(m[k].all, c)
}

// pick is the candidate that holds, and others of the same rank that
// contradict it. won is its candidate.
func (c *choice[T]) pick(same func(a, b *T) bool) (value *T, won candidate[T], against []Origin) {
	best := c.all[0]
	for _, other := range c.all[1:] {
		if other.over(best.standing) {
			best = other
		}
	}
	for _, other := range c.all {
		if other.rank() == best.rank() && !renews(best.origin, other.origin) && !same(other.value, best.value) {
			against = append(against, other.origin)
		}
	}
	return best.value, best, against
}
