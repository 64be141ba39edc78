package training

// Library is the search index for tests and benchmarks that need no database.
type Library struct{ index *scriptIndex }

// NewLibrary indexes scripts.
func NewLibrary(scripts []Script) Library {
	return Library{newScriptIndex(scripts, make([]Content, len(scripts)))}
}

// Find searches.
func (l Library) Find(q ScriptQuery, stages []Label, today string) ScriptResults {
	return l.index.results(q, stages, today)
}
