package training

// Library is a searchable set of scripts in memory: what Service.Scripts searches,
// without a shop around it. It never changes and may be used by many goroutines.
type Library struct{ index *scriptIndex }

// NewLibrary indexes scripts in their order.
func NewLibrary(scripts []Script) Library {
	return Library{newScriptIndex(scripts, make([]Content, len(scripts)))}
}

// Search answers a query on a day (2026-11-02), with the counts of the stages.
func (l Library) Search(q ScriptQuery, stages []Label, today string) ScriptResults {
	return l.index.results(q, stages, today)
}
