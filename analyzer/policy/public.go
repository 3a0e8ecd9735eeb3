package policy

// Public says whether AWS counts the document as a public bucket policy.
func (d *Document) Public() Tri { return No }
