package data

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"

	"shifu/internal/fault"
	"shifu/internal/ledger"
	"shifu/quiz"
	"shifu/training"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// Diagnosis is what Doctor found out about a database.
type Diagnosis struct {
	Engine   string      `json:"engine"`
	SQLite   string      `json:"sqlite,omitempty"`
	Schema   int64       `json:"schema"` // newest migration
	Newest   int64       `json:"newest"` // that this program knows
	Entries  int64       `json:"entries"`
	Head     ledger.Head `json:"head"`
	Erased   int         `json:"erased"` // entries whose content was forgotten on purpose
	People   int         `json:"people"` // whose rows were compared with the ledger
	Attempts int         `json:"attempts"`
	Steps    int         `json:"steps"`
	Backups  []Backup    `json:"backups"`
	// Findings is all that is not as it should be; empty: all is well.
	Findings []Ailment `json:"findings"`
}

// Ailment is one thing that is not as it should be.
type Ailment struct {
	// Check is what was looked at: integrity, references, ledger, signatures,
	// keys, people, tree, checkpoint, ledger_file, steps, history, sign_offs,
	// certificates, content.
	Check string `json:"check"`
	// Place is the entry, attempt, person, sign-off, certificate or piece of
	// content that it was found at.
	Place string `json:"place,omitempty"`
	Err   error  `json:"-"`
	// Fault is the message key with its parameters, Detail what a program said.
	Fault  string       `json:"fault"`
	Params fault.Params `json:"params,omitempty"`
	Detail string       `json:"detail,omitempty"`
}

// Well says whether nothing was found.
func (d *Diagnosis) Well() bool { return len(d.Findings) == 0 }

func (d *Diagnosis) found(check, place string, err error) {
	d.Findings = append(d.Findings, Ailment{Check: check, Place: place, Err: err, Fault: fault.KeyOf(err), Params: fault.ParamsOf(err), Detail: err.Error()})
}

// Doctor examines the database: its pages and references, every entry of the
// ledger with its signatures and the tree over them, the keys, everybody's row,
// the signed heads, the ledger file, every attempt's chain of steps with its head
// in the ledger, every sign-off, every certificate, and the hashes of content and
// pictures. What it finds is in the diagnosis; an error means that it could not
// look.
func (db *DB) Doctor(ctx context.Context) (d *Diagnosis, err error) {
	defer func() { err = fault.In("data.Doctor", err) }()
	d = &Diagnosis{Engine: "sqlite", Newest: Newest()}
	if d.Schema, err = db.version(ctx, db.reader); err != nil {
		return nil, err
	}
	if db.engine == postgres {
		d.Engine = "postgres"
	} else if err := db.examineFile(ctx, d); err != nil {
		return nil, err
	}
	heads := heads{last: map[string]string{}, daily: map[string][]string{}}
	err = db.view(ctx, func(t *tx) error {
		// Rows that cannot even be read are findings, too.
		err := t.examineLedger(ctx, d, heads)
		if fault.Is(err, fault.Corrupt) {
			d.found("ledger", "", err)
		} else if err != nil {
			return err
		}
		for _, look := range []struct {
			check string
			at    func() error
		}{
			{"steps", func() error { return t.examineSteps(ctx, d, heads) }},
			{"sign_offs", func() error { return t.examineSignOffs(ctx, d) }},
			{"certificates", func() error { return t.examineCertificates(ctx, d) }},
			{"content", func() error { return t.examineContent(ctx, d) }},
		} {
			if err := look.at(); fault.Is(err, fault.Corrupt) {
				d.found(look.check, "", err)
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if db.folder != nil {
		if d.Backups, err = Backups(db.folder.dir); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// examineFile asks SQLite about its file.
func (db *DB) examineFile(ctx context.Context, d *Diagnosis) error {
	if err := db.reader.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&d.SQLite); err != nil {
		return mapped(err)
	}
	if err := checkIntegrity(ctx, db.reader); err != nil {
		if !fault.Is(err, fault.Corrupt) {
			return err
		}
		d.found("integrity", filepath.Base(db.folder.database()), err)
	}
	rows, err := db.reader.QueryContext(ctx, `SELECT "table", rowid FROM pragma_foreign_key_check LIMIT 20`)
	if err != nil {
		return mapped(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var table string
		var id any
		if err := rows.Scan(&table, &id); err != nil {
			return mapped(err)
		}
		d.found("references", fmt.Sprintf("%s %v", table, id), fault.New(fault.Corrupt, "fault.data.reference"))
	}
	return mapped(rows.Err())
}

// heads are what the ledger knows of the attempts' chains, by attempt.
type heads struct {
	last  map[string]string   // recorded last at hand-in or with a mark
	daily map[string][]string // recorded once a day while the attempt was in course
}

// examineLedger hashes every entry again and builds the tree again from the
// leaves. It collects the heads of attempts on the way.
func (t *tx) examineLedger(ctx context.Context, d *Diagnosis, heads heads) error {
	size, err := t.ledgerSize(ctx)
	if err != nil {
		return err
	}
	d.Entries = size
	var tree []ledger.Hash // rebuilt stored hashes
	read := func(indexes []int64) ([]ledger.Hash, error) {
		out := make([]ledger.Hash, len(indexes))
		for i, n := range indexes {
			out[i] = tree[n]
		}
		return out, nil
	}
	var written []ledgerLine // what the file should say
	auditor, chain := staff.NewAuditor(), true
	for next := int64(0); next < size; {
		entries, err := t.LedgerEntries(ctx, next, 1000)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			break
		}
		for _, e := range entries {
			place := fmt.Sprint("entry ", next)
			if e.Index != next {
				d.found("ledger", place, fault.New(fault.Corrupt, "fault.ledger.altered", "Index", next))
				return nil // without this entry nothing after it can be placed
			}
			if err := e.Check(); err != nil {
				d.found("ledger", place, err)
			}
			if e.Erased() {
				d.Erased++
			}
			var h handedIn
			if e.Kind == ledger.AttemptHandedIn && !e.Erased() && json.Unmarshal(e.Payload, &h) == nil {
				heads.last[h.Attempt] = h.Head
			}
			if e.Kind == ledger.AttemptsRegraded && !e.Erased() {
				for attempt, head := range regradedHeads(e) {
					heads.last[attempt] = head
				}
			}
			var daily dailyHeads
			if e.Kind == ledger.HeadsDaily && !e.Erased() && json.Unmarshal(e.Payload, &daily) == nil {
				for attempt, head := range daily.Heads {
					heads.daily[attempt] = append(heads.daily[attempt], head)
				}
			}
			if chain { // a broken link leaves nothing to check the next ones by
				if err := auditor.Entry(e, func() (ledger.Hash, error) { return ledger.Root(next, read) }); err != nil {
					d.found("signatures", place, err)
					chain = false
				}
			}
			nodes, err := ledger.NewNodes(next, e.Leaf, read)
			if err != nil {
				return err
			}
			tree = append(tree, nodes...)
			written = append(written, line(e))
			next++
		}
	}
	root, err := ledger.Root(int64(len(written)), read)
	if err != nil {
		return err
	}
	d.Head = ledger.Head{Size: int64(len(written)), Root: root}
	if err := t.examineTree(ctx, d, tree); err != nil {
		return err
	}
	if chain {
		if err := auditor.Emptied(); err != nil {
			d.found("ledger", "", err)
		}
		if err := auditor.Keys(ctx, t); err != nil {
			d.found("keys", "", err)
		}
		rows, err := auditor.People(ctx, t)
		if err != nil {
			return err
		}
		d.People = auditor.Recorded()
		for _, r := range rows {
			d.found("people", r.Name, r.Err)
		}
	}
	// examine says whether a signed head is one of this tree.
	examine := func(note string) (ledger.Head, error) {
		said, err := ledger.ReadCheckpoint(note)
		if err == nil && chain {
			err = auditor.Checkpoint(note)
		}
		if err != nil || said.Head.Size > d.Head.Size {
			return said.Head, fault.Wrap(err, fault.Corrupt, "fault.ledger.checkpoint")
		}
		if root, err := ledger.Root(said.Head.Size, read); err != nil || root != said.Head.Root {
			return said.Head, fault.Wrap(err, fault.Corrupt, "fault.ledger.checkpoint")
		}
		return said.Head, nil
	}
	if err := t.examineCheckpoints(ctx, d, examine); err != nil {
		return err
	}
	return t.examineLedgerFile(ctx, d, written, examine)
}

// regradedHeads are the heads that attempts had after a regrade.
func regradedHeads(e ledger.Entry) map[string]string {
	var record struct {
		Heads map[string]string `json:"heads"`
	}
	if s, err := staff.ReadSigned(e); err == nil {
		_ = json.Unmarshal(s.Record, &record) // what cannot be read says nothing of heads; the entry is checked as a whole
	}
	return record.Heads
}

// examineTree compares every stored hash with the one built again. Proofs are
// made from the stored ones.
func (t *tx) examineTree(ctx context.Context, d *Diagnosis, tree []ledger.Hash) error {
	type node struct {
		index int64
		hash  string
	}
	for from := 0; from < len(tree); {
		stored, err := many(ctx, t, func(r row) (n node, err error) { return n, r.Scan(&n.index, &n.hash) },
			`SELECT idx, hash FROM ledger_nodes WHERE idx >= $1 ORDER BY idx LIMIT 5000`, int64(from))
		if err != nil {
			return err
		}
		for _, n := range stored {
			if from < len(tree) && (n.index != int64(from) || n.hash != tree[from].String()) {
				d.found("tree", fmt.Sprint("node ", from), fault.New(fault.Corrupt, "fault.ledger.tree"))
				return nil
			}
			from++
		}
		if len(stored) == 0 {
			d.found("tree", fmt.Sprint("node ", from), fault.New(fault.Corrupt, "fault.ledger.tree"))
			return nil
		}
	}
	return nil
}

// examineCheckpoints compares every signed head with the tree.
func (t *tx) examineCheckpoints(ctx context.Context, d *Diagnosis, examine func(note string) (ledger.Head, error)) error {
	all, err := t.checkpoints(ctx)
	if err != nil {
		return err
	}
	for _, k := range all {
		said, err := examine(k.note)
		if err == nil && said != k.head {
			err = fault.New(fault.Corrupt, "fault.ledger.checkpoint")
		}
		if err != nil {
			d.found("checkpoint", fmt.Sprint("entry ", k.head.Size), err)
		}
	}
	return nil
}

// examineLedgerFile compares the ledger file with the entries, and its signed
// heads with the tree.
func (t *tx) examineLedgerFile(ctx context.Context, d *Diagnosis, written []ledgerLine, examine func(note string) (ledger.Head, error)) error {
	if t.db.folder == nil {
		return nil
	}
	lines, heads, _, err := readLedgerFile(t.db.folder.ledger())
	if fault.Is(err, fault.Corrupt) {
		d.found("ledger_file", ledgerName, err)
		return nil
	}
	if err != nil {
		return err
	}
	for i, l := range lines {
		if i >= len(written) {
			// While another program writes, its file may be ahead of the
			// moment that we look at, by what it wrote since.
			if now, err := t.db.head(ctx); err == nil && now.Size >= int64(len(lines)) {
				return nil
			}
			d.found("ledger_file", ledgerName, fault.New(fault.Conflict, "fault.data.old_backup", "File", len(lines), "Database", len(written)))
			return nil
		}
		if l.Kind != written[i].Kind || l.Leaf != written[i].Leaf {
			d.found("ledger_file", fmt.Sprint("entry ", i), fault.New(fault.Corrupt, "fault.data.ledger_differs", "Index", i))
			return nil
		}
	}
	for _, note := range heads {
		if head, err := examine(note); err != nil {
			d.found("ledger_file", fmt.Sprint("entry ", head.Size), err)
		}
	}
	return nil
}

// examineSteps rebuilds every attempt from its steps, which checks their chain,
// and compares a closed one's head with the ledger.
func (t *tx) examineSteps(ctx context.Context, d *Diagnosis, heads heads) error {
	ids, err := t.EveryAttempt(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		place := "attempt " + id
		h, err := t.AttemptHeading(ctx, id)
		if err != nil {
			return err
		}
		steps, err := t.AttemptSteps(ctx, id)
		if err != nil {
			return err
		}
		d.Attempts++
		d.Steps += len(steps)
		a, err := quiz.Rebuild(id, h.Learner, steps)
		if err != nil {
			d.found("steps", place, err)
			continue
		}
		recorded, known := heads.last[id]
		has := map[string]bool{} // steps may follow what was recorded
		for _, s := range steps {
			has[s.Hash] = true
		}
		holds := !known && !a.Closed() || known && has[recorded]
		for _, head := range heads.daily[id] {
			holds = holds && has[head]
		}
		if !holds {
			d.found("steps", place, fault.New(fault.Corrupt, "fault.data.head_differs", "Attempt", id))
		}
		delete(heads.last, id)
		delete(heads.daily, id)
	}
	for id := range heads.daily {
		heads.last[id] = ""
	}
	for id := range heads.last {
		d.found("steps", "attempt "+id, fault.New(fault.Corrupt, "fault.data.attempt_missing", "Attempt", id))
	}
	if slices.ContainsFunc(d.Findings, func(a Ailment) bool { return a.Check == "steps" }) {
		return nil // what is told of the steps says enough
	}
	flaws, err := quiz.Audit(ctx, t)
	for _, f := range flaws {
		place := ""
		if f.Attempt != "" {
			place = "attempt " + f.Attempt
		}
		d.found("history", place, f.Err)
	}
	return err
}

// examineSignOffs compares every sign-off with the ledger.
func (t *tx) examineSignOffs(ctx context.Context, d *Diagnosis) error {
	flaws, err := training.Audit(ctx, t)
	for _, f := range flaws {
		d.found("sign_offs", fmt.Sprint("sign_off ", f.Number), f.Err)
	}
	return err
}

// examineCertificates compares every certificate with the ledger.
func (t *tx) examineCertificates(ctx context.Context, d *Diagnosis) error {
	flaws, err := certificate.Audit(ctx, t)
	for _, f := range flaws {
		d.found("certificates", "certificate "+f.Number, f.Err)
	}
	return err
}

// examineContent hashes every version of every piece of content and every
// picture again. The row of an item model only names the version of the bank.
func (t *tx) examineContent(ctx context.Context, d *Diagnosis) error {
	type thing struct{ name, hash, made string }
	made := func(b []byte) string {
		sum := sha256.Sum256(b)
		return hex.EncodeToString(sum[:])
	}
	versions, err := many(ctx, t, func(r row) (x thing, err error) {
		var kind, id, body string
		var version int64
		err = r.Scan(&kind, &id, &version, &x.hash, &body)
		x.name, x.made = fmt.Sprintf("%s %s@%d", kind, id, version), made([]byte(body))
		return x, err
	}, `SELECT kind, id, version, hash, body FROM content_versions WHERE kind <> $1 ORDER BY kind, id, version`, string(training.ContentModel))
	if err != nil {
		return err
	}
	pictures, err := many(ctx, t, func(r row) (x thing, err error) {
		var bytes []byte
		err = r.Scan(&x.hash, &bytes)
		x.name, x.made = "media "+x.hash, made(bytes)
		return x, err
	}, `SELECT hash, bytes FROM media ORDER BY hash`)
	if err != nil {
		return err
	}
	for _, x := range append(versions, pictures...) {
		if x.hash != x.made {
			d.found("content", x.name, fault.New(fault.Corrupt, "fault.data.content_differs", "Name", x.name))
		}
	}
	return nil
}
