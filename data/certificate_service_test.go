package data_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/assets"
	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/fault"
	"shifu/internal/lang"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/certificate"
	"shifu/training/certificate/pdf"
	"shifu/training/staff"
)

// certified is a shop in which one apprentice has a programme of two modules.
type certified struct {
	*tempdb.Fixture
	t                         testing.TB
	store                     op.Store[certificate.Tx]
	staff                     *staff.Service
	service                   *certificate.Service
	owner, mentor, apprentice staff.Person
	shop                      staff.Shop
	signOffs                  int
}

var press *pdf.Press

func newCertified(t testing.TB, db *tempdb.Fixture) *certified {
	t.Helper()
	if press == nil {
		var err error
		press, err = pdf.NewPress(assets.FontRegular, assets.FontBold)
		require.NoError(t, err)
	}
	ctx := context.Background()
	c := &certified{Fixture: db, t: t, store: data.StoreOf[certificate.Tx](db.DB)}
	s, opened := openShop(t, db)
	c.staff, c.owner, c.shop = s, opened.Owner, opened.Shop
	c.mentor = join(t, s, c.owner.Actor(), "周敏", true, op.Mentor)
	c.apprentice = join(t, s, c.owner.Actor(), "孙一诺", true, op.Apprentice)
	c.service = &certificate.Service{Store: c.store, Clock: db.Clock, IDs: db.IDs, Press: press, Zone: time.FixedZone("", 8*3600)}
	require.NoError(t, c.store.Update(ctx, func(tx certificate.Tx) error {
		c.content(tx, training.ContentProgramme, "agent", training.Programme{ID: "agent", Title: lang.Text{ZH: "客服上岗", EN: "Agent"}, Stages: []training.Stage{{
			ID: "one", Modules: []training.Module{{ID: "presale", Title: lang.Text{ZH: "售前基础", EN: "Presale"}}, {ID: "aftersale", Title: lang.Text{ZH: "售后基础", EN: "Aftersale"}}},
		}}})
		c.content(tx, training.ContentCertificate, "ready", training.CertificateDefinition{
			ID: "ready", Title: lang.Text{ZH: "客服上岗证书", EN: "Certificate of Readiness"}, Statement: lang.Text{ZH: "能独立接待。", EN: "can serve customers alone."},
			Programme: "agent", Months: 6, Asks: training.DefaultTerms,
		})
		c.content(tx, training.ContentLesson, "returns", training.Lesson{ID: "returns"})
		return tx.SaveEnrolment(ctx, training.Enrolment{ID: "e-1", PersonID: c.apprentice.ID, ProgrammeID: "agent", From: "2026-11-02", By: c.owner.ID, At: tx.Now()})
	}))
	return c
}

// content saves the next version of a piece of content.
func (c *certified) content(tx certificate.Tx, kind training.ContentKind, id string, v any) training.Content {
	body, err := json.Marshal(v)
	require.NoError(c.t, err)
	sum := sha256.Sum256(body)
	content := training.Content{Kind: kind, ID: id, Version: 1, Hash: hex.EncodeToString(sum[:]), Pack: "test", FromPack: true, PackHash: "x", At: tx.Now(), Body: body}
	if was, err := tx.CurrentContent(context.Background(), kind, id); err == nil {
		content.Version = was.Version + 1
	}
	require.NoError(c.t, tx.SaveContent(context.Background(), content))
	return content
}

// sign has a module signed by the mentor and, unless it is only the mentor's
// turn, by the apprentice.
func (c *certified) sign(module string, both bool) {
	ctx := context.Background()
	mentor, apprentice := unlock(c.t, c.staff, c.mentor.Actor(), otherPhrase), unlock(c.t, c.staff, c.apprentice.Actor(), otherPhrase)
	c.signOffs++
	c.Clock.Advance(time.Minute)
	require.NoError(c.t, c.store.Update(ctx, func(tx certificate.Tx) error {
		lesson, err := tx.CurrentContent(ctx, training.ContentLesson, "returns")
		require.NoError(c.t, err)
		body := training.EvidenceBody{Format: 1, Apprentice: c.apprentice.ID, Programme: "agent", Module: module,
			Conditions: []training.ConditionEvidence{{Point: "p", Radical: "订单", Level: "未发货", Right: 4, Done: 4}, {Point: "p", Radical: "订单", Level: "已发货", Right: 1, Done: 4}, {Point: "p", Radical: "渠道", Level: "电话"}},
			Content:    []training.ContentVersion{{Kind: "lesson", ID: "returns", Version: lesson.Version, Hash: lesson.Hash}, {Kind: "model", ID: "m", Hash: "aa"}}}
		canonical, err := ledger.Canonical(body)
		require.NoError(c.t, err)
		sum := sha256.Sum256(canonical)
		o := training.SignOff{ID: fmt.Sprintf("so-%d", c.signOffs), Number: c.signOffs, Version: c.signOffs, ApprenticeID: c.apprentice.ID, MentorID: c.mentor.ID,
			ProgrammeID: "agent", ModuleID: module, State: training.MentorSigned, EvidenceHash: hex.EncodeToString(sum[:]), Body: body, Witnessed: true}
		e, signatures, err := staff.AppendSigned(ctx, tx, ledger.ModuleSigned, recordOf(o, training.VerbSign, c.mentor), mentor.Hand(c.mentor.Actor(), staff.Assessed))
		require.NoError(c.t, err)
		o.Events, o.Signatures, o.LedgerIndex = []training.SignOffEvent{{Verb: training.VerbSign, By: c.mentor.ID, At: tx.Now(), Entry: e.Index}}, signatures, e.Index
		return tx.CreateSignOff(ctx, o)
	}))
	if !both {
		return
	}
	require.NoError(c.t, c.store.Update(ctx, func(tx certificate.Tx) error {
		o, err := tx.StoredSignOff(ctx, fmt.Sprintf("so-%d", c.signOffs))
		require.NoError(c.t, err)
		e, signatures, err := staff.AppendSigned(ctx, tx, ledger.ModuleCountersigned, recordOf(o, training.VerbCounterSign, c.apprentice), apprentice.Hand(c.apprentice.Actor(), staff.Confirmed))
		require.NoError(c.t, err)
		return tx.AppendSignOffEvent(ctx, o.ID, 1, training.Locked, training.SignOffEvent{Verb: training.VerbCounterSign, By: c.apprentice.ID, At: tx.Now(), Entry: e.Index}, &signatures[0])
	}))
}

func recordOf(o training.SignOff, v training.Verb, by staff.Person) training.SignRecord {
	return training.SignRecord{Format: 1, SignOff: o.ID, Number: o.Number, Version: o.Version, Verb: v, By: by.ID, Apprentice: o.ApprenticeID, Mentor: o.MentorID,
		Programme: o.ProgrammeID, Module: o.ModuleID, Evidence: o.EvidenceHash, Witnessed: v == training.VerbSign}
}

func (c *certified) issueDue() []certificate.Row {
	issued, err := c.service.IssueDue(context.Background(), c.apprentice.Actor(), certificate.IssueDue{Command: command(), ApprenticeID: c.apprentice.ID})
	require.NoError(c.t, err)
	return issued.Certificates
}

func (c *certified) known() certificate.Known {
	return certificate.Known{ShopKey: c.shop.KeyFingerprint, Now: c.Clock.Now().UnixMilli(), Press: press}
}

func TestACertificateIsIssuedOnceWhenEveryModuleIsSignedByBoth(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx, c := context.Background(), newCertified(t, db)
		c.sign("presale", true)
		assert.Empty(t, c.issueDue(), "one module of two")
		c.sign("aftersale", false)
		assert.Empty(t, c.issueDue(), "the apprentice has not signed")
		prospects, err := c.service.Prospects(ctx, c.apprentice.Actor(), c.apprentice.ID)
		require.NoError(t, err)
		require.Len(t, prospects, 1)
		assert.Equal(t, []certificate.Lack{{Kind: certificate.LackModule, ID: "aftersale", Title: lang.Text{ZH: "售后基础", EN: "Aftersale"}}}, prospects[0].Lacks)

		c.sign("aftersale", true)
		rows := c.issueDue()
		require.Len(t, rows, 1)
		assert.Equal(t, "QH-2026-0001", rows[0].Number)
		assert.Equal(t, certificate.Valid, rows[0].State)
		assert.Equal(t, "2027-05-02", rows[0].ValidTo)
		assert.Empty(t, c.issueDue(), "it is issued once")
		nobody, err := c.service.IssueDue(ctx, op.Actor{}, certificate.IssueDue{Command: command()})
		require.NoError(t, err, "at the program's start nobody is signed in")
		assert.Empty(t, nobody.Certificates)

		files, err := c.service.File(ctx, c.apprentice.Actor(), rows[0].ID)
		require.NoError(t, err)
		report := certificate.Verify(files[0].PDF, c.known())
		assert.Equal(t, certificate.VerdictValid, report.Verdict, "%+v", report.Checks)
		r := *report.Record
		assert.Equal(t, "孙一诺", r.Holder.Name)
		assert.Len(t, r.Modules, 2)
		assert.Equal(t, "未发货", r.Passed[0].Level.ZH)
		assert.Equal(t, "已发货", r.Unpassed[0].Level.ZH)
		assert.Equal(t, "电话", r.Unassessed[0].Level.ZH)

		proof, err := c.service.Proof(ctx, c.mentor.Actor(), rows[0].ID)
		assert.Equal(t, "fault.certificate.not_allowed", fault.KeyOf(err), "a mentor of somebody else")
		assert.Nil(t, proof)
		view, err := c.service.Certificate(ctx, c.owner.Actor(), rows[0].ID)
		require.NoError(t, err)
		assert.Equal(t, certificate.VerdictValid, view.Check.Verdict)
		assert.True(t, view.MayRevoke && view.MayExport)
		checked, err := c.service.CheckAll(ctx, c.owner.Actor())
		require.NoError(t, err)
		require.Len(t, checked, 1)
		assert.Equal(t, certificate.VerdictValid, checked[0].Report.Verdict)
	})
}

func TestARevokedCertificateIsFoundOutWithALaterRegister(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx, c := context.Background(), newCertified(t, db)
		c.sign("presale", true)
		c.sign("aftersale", true)
		id := c.issueDue()[0].ID
		before, err := c.service.File(ctx, c.owner.Actor(), id)
		require.NoError(t, err)

		cmd := certificate.Revoke{Command: command(), CertificateID: id, Reason: "证据是别人做的"}
		_, err = c.service.Revoke(ctx, c.mentor.Actor(), cmd, unlock(t, c.staff, c.mentor.Actor(), otherPhrase))
		assert.Equal(t, "fault.certificate.not_allowed", fault.KeyOf(err))
		_, err = c.service.Revoke(ctx, c.owner.Actor(), cmd, unlock(t, c.staff, c.mentor.Actor(), otherPhrase))
		assert.Equal(t, "fault.staff.sign_for_another", fault.KeyOf(err))
		_, err = c.service.Revoke(ctx, c.owner.Actor(), cmd, nil)
		assert.Equal(t, "fault.staff.sign_locked", fault.KeyOf(err))
		signer := unlock(t, c.staff, c.owner.Actor(), ownerPhrase)
		row, err := c.service.Revoke(ctx, c.owner.Actor(), cmd, signer)
		require.NoError(t, err)
		assert.Equal(t, certificate.Revoked, row.State)
		again, err := c.service.Revoke(ctx, c.owner.Actor(), cmd, signer)
		require.NoError(t, err, "the same command again")
		assert.Equal(t, row, again)
		_, err = c.service.Revoke(ctx, c.owner.Actor(), certificate.Revoke{Command: command(), CertificateID: id, Reason: "x"}, signer)
		assert.Equal(t, "fault.certificate.revoked_already", fault.KeyOf(err))
		_, err = c.service.File(ctx, c.owner.Actor(), id)
		assert.Equal(t, "fault.certificate.not_exportable", fault.KeyOf(err))

		raw, err := c.service.Register(ctx, c.owner.Actor())
		require.NoError(t, err)
		register, err := certificate.ReadRegister(raw)
		require.NoError(t, err)
		known := c.known()
		assert.Equal(t, certificate.VerdictValid, certificate.Verify(before[0].PDF, known).Verdict, "nobody can know yet")
		known.Against = register
		report := certificate.Verify(before[0].PDF, known)
		assert.Equal(t, []certificate.Aspect{certificate.OfRevocation}, report.Failed(), "%+v", report.Checks)

		assert.Empty(t, c.issueDue(), "after a revocation everything is signed anew")
		c.sign("presale", true)
		assert.Empty(t, c.issueDue())
		c.sign("aftersale", true)
		renewed := c.issueDue()
		require.Len(t, renewed, 1)
		assert.Equal(t, "QH-2026-0002", renewed[0].Number)
	})
}

func TestTheListKnowsWhatIsExpiringExpiredAndToBeVerifiedAgain(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx, c := context.Background(), newCertified(t, db)
		c.sign("presale", true)
		c.sign("aftersale", true)
		c.issueDue()
		state := func() certificate.State {
			l, err := c.service.List(ctx, c.owner.Actor(), certificate.Filter{})
			require.NoError(t, err)
			require.Len(t, l.Rows, 1)
			assert.Equal(t, 1, l.Counts[l.Rows[0].State])
			return l.Rows[0].State
		}
		assert.Equal(t, certificate.Valid, state())
		for text, n := range map[string]int{"孙": 1, "sun": 1, "sunyi": 1, "SY": 1, "0001": 1, "周": 0} {
			l, err := c.service.List(ctx, c.owner.Actor(), certificate.Filter{Text: text, States: []certificate.State{certificate.Valid}})
			require.NoError(t, err)
			assert.Len(t, l.Rows, n, text)
		}
		l, err := c.service.List(ctx, op.Actor{ID: "other", Roles: []op.Role{op.Apprentice}}, certificate.Filter{})
		require.NoError(t, err)
		assert.Empty(t, l.Rows, "an apprentice sees the own ones only")
		_, err = c.service.List(ctx, c.owner.Actor(), certificate.Filter{States: []certificate.State{"good"}})
		assert.Equal(t, "fault.certificate.filter_unknown", fault.KeyOf(err))

		require.NoError(t, c.store.Update(ctx, func(tx certificate.Tx) error {
			c.content(tx, training.ContentLesson, "returns", training.Lesson{ID: "returns", From: "2027-01-01"})
			return nil
		}))
		assert.Equal(t, certificate.Valid, state(), "the new version is not in force yet")
		db.Clock.SetWall(time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC))
		assert.Equal(t, certificate.ReVerify, state())
		assert.Empty(t, c.issueDue(), "nothing was signed anew")
		c.sign("presale", true)
		assert.Empty(t, c.issueDue(), "the other module has changed, too")
		c.sign("aftersale", true)
		renewed := c.issueDue()
		require.Len(t, renewed, 1)
		assert.Equal(t, "QH-2027-0001", renewed[0].Number, "numbers begin anew each year")
		db.Clock.SetWall(time.Date(2027, 8, 1, 0, 0, 0, 0, time.UTC))
		l, err = c.service.List(ctx, c.owner.Actor(), certificate.Filter{States: []certificate.State{certificate.Expired}})
		require.NoError(t, err)
		assert.Len(t, l.Rows, 2)
	})
}

func TestAManifestSaysWhatItsFilesWere(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		c := newCertified(t, db)
		files := map[string][]byte{"证书.csv": []byte("a,b\r\n"), "证书.json": []byte("{}")}
		raw, err := c.service.SignManifest(context.Background(), c.owner.Actor(), []certificate.FileHash{
			certificate.HashFile("证书.csv", files["证书.csv"]), certificate.HashFile("证书.json", files["证书.json"]),
		})
		require.NoError(t, err)
		read := func(name string) []byte { return files[name] }
		assert.Equal(t, certificate.VerdictValid, certificate.VerifyManifest(raw, read, c.known()).Verdict)
		stranger := c.known()
		stranger.ShopKey = ""
		assert.Equal(t, certificate.VerdictConsistent, certificate.VerifyManifest(raw, read, stranger).Verdict)
		for at := 0; at < len(raw); at += 7 {
			bad := append([]byte{}, raw...)
			bad[at] ^= 1 << (at % 8)
			require.Equal(t, certificate.VerdictNotValid, certificate.VerifyManifest(bad, read, c.known()).Verdict, "byte %d", at)
		}
		files["证书.csv"] = []byte("a,c\r\n")
		report := certificate.VerifyManifest(raw, read, c.known())
		assert.Equal(t, []certificate.Aspect{certificate.OfContent}, report.Failed())
		assert.Equal(t, "fault.certificate.manifest_file", report.Checks[0].Key)
		delete(files, "证书.csv")
		assert.Equal(t, "fault.certificate.manifest_missing", certificate.VerifyManifest(raw, read, c.known()).Checks[0].Key)
		for name := range files {
			files[name] = []byte("x")
		}
		report = certificate.VerifyManifest(raw, read, c.known())
		assert.Equal(t, []certificate.Aspect{certificate.OfContent, certificate.OfContent}, report.Failed(), "each file is named: %+v", report.Checks)
	})
}

func TestAChangeOfACertificateInTheDatabaseAloneIsFound(t *testing.T) {
	for _, change := range []string{
		`DELETE FROM certificate_pages; DELETE FROM certificates`,
		`UPDATE certificates SET body = replace(body, '孙一诺', '张三三')`,
		`UPDATE certificates SET holder = 'p-other'`,
		`UPDATE certificates SET number = 'QH-2026-0009'`,
		`UPDATE certificates SET expires_at = expires_at + 1`,
		`UPDATE certificates SET definition = 'other'`,
		`UPDATE certificates SET sequence = 2`,
		`UPDATE certificates SET entry = entry - 1`,
		`UPDATE certificates SET revoked = '', revoked_entry = -1`,
		`UPDATE certificates SET revoked = replace(revoked, '别人', '本人')`,
		`UPDATE certificates SET revoked_entry = revoked_entry - 1`,
		`UPDATE certificate_pages SET page = 'AAAA'`,
		`UPDATE certificate_pages SET page = 'no base64'`,
		`DELETE FROM certificate_pages`,
	} {
		db := tempdb.SQLite(t)
		ctx, c := context.Background(), newCertified(t, db)
		c.sign("presale", true)
		c.sign("aftersale", true)
		id := c.issueDue()[0].ID
		_, err := c.service.Revoke(ctx, c.owner.Actor(), certificate.Revoke{Command: command(), CertificateID: id, Reason: "证据是别人做的"}, unlock(t, c.staff, c.owner.Actor(), ownerPhrase))
		require.NoError(t, err)
		checked, err := c.service.CheckAll(ctx, c.owner.Actor())
		require.NoError(t, err)
		require.Equal(t, []certificate.Aspect{certificate.OfRevocation}, checked[0].Report.Failed(), "revoked, and nothing else")

		raw, err := sql.Open("sqlite", "file:"+filepath.Join(db.Folder(), "shifu.db"))
		require.NoError(t, err)
		_, err = raw.Exec(change)
		require.NoError(t, err, change)
		require.NoError(t, raw.Close())
		d, err := db.Doctor(ctx)
		require.NoError(t, err, change)
		assert.True(t, slices.ContainsFunc(d.Findings, func(a data.Ailment) bool { return a.Check == "certificates" }), "%s: %v", change, d.Findings)
		_, err = c.service.CheckAll(ctx, c.owner.Actor())
		assert.NoError(t, err, change)
	}
}

// The row of a sign-off says whether a module counts: whatever is changed in it
// by hand is found, with its number.
func TestAChangeOfASignOffInTheDatabaseAloneIsFound(t *testing.T) {
	const emptied = `UPDATE ledger_entries SET payload = '', salt = ''`
	for change, want := range map[string]string{
		`UPDATE sign_offs SET state = 'locked' WHERE number = 2`:                                                                                                            "sign_offs sign_off 2 fault.training.sign_off_differs",
		`UPDATE sign_offs SET state = 'reopened' WHERE number = 1`:                                                                                                          "sign_offs sign_off 1 fault.training.sign_off_differs",
		`UPDATE sign_offs SET module = 'other' WHERE number = 1`:                                                                                                            "sign_offs sign_off 1 fault.training.sign_off_differs",
		`UPDATE sign_offs SET mentor = apprentice WHERE number = 1`:                                                                                                         "sign_offs sign_off 1 fault.training.sign_off_differs",
		`UPDATE sign_offs SET witnessed = 0 WHERE number = 1`:                                                                                                               "sign_offs sign_off 1 fault.training.sign_off_differs",
		`UPDATE sign_offs SET body = replace(body, '"done":4', '"done":9') WHERE number = 1`:                                                                                "sign_offs sign_off 1 fault.training.sign_off_differs",
		`UPDATE sign_offs SET body = replace(body, '"done":4', '"done":4,"mark":0') WHERE number = 1`:                                                                       "sign_offs  fault.data.corrupt",
		`UPDATE sign_offs SET body = body || '{}' WHERE number = 1`:                                                                                                         "sign_offs  fault.data.corrupt",
		`UPDATE sign_offs SET body = replace(body, '"done":4', '"DONE":4') WHERE number = 1`:                                                                                "sign_offs  fault.data.corrupt",
		`UPDATE sign_offs SET body = replace(body, '"done":4', '"done":9,"done":4') WHERE number = 1`:                                                                       "sign_offs  fault.data.corrupt",
		`UPDATE sign_offs SET evidence = replace(evidence, substr(evidence, 1, 4), '0000') WHERE number = 1`:                                                                "sign_offs sign_off 1 fault.training.sign_off_differs",
		`UPDATE sign_off_events SET event = replace(event, 'counter_sign', 'rule_stands')`:                                                                                  "sign_offs sign_off 1 fault.training.sign_off_differs",
		`UPDATE sign_off_events SET event = replace(event, '"at":"2026', '"at":"2025') WHERE sign_off = 'so-1'`:                                                             "sign_offs sign_off 1 fault.training.sign_off_differs",
		`UPDATE sign_off_events SET signature = '' WHERE n = 1`:                                                                                                             "sign_offs sign_off 1 fault.training.sign_off_differs",
		`UPDATE sign_off_events SET event = 'no json'`:                                                                                                                      "sign_offs  fault.data.corrupt",
		`DELETE FROM sign_off_events WHERE n = 1`:                                                                                                                           "sign_offs sign_off 1 fault.training.sign_off_differs",
		`DELETE FROM sign_off_events WHERE sign_off = 'so-2'; DELETE FROM sign_offs WHERE number = 2`:                                                                       "sign_offs sign_off 2 fault.training.sign_off_removed",
		`INSERT INTO sign_offs SELECT 'x', 9, 9, apprentice, mentor, programme, module, words, 'locked', evidence, body, witnessed, ledger FROM sign_offs WHERE number = 1`: "sign_offs sign_off 9 fault.training.sign_off_differs",
		// Taking the content out of an entry leaves the tree as it was.
		emptied + ` WHERE kind = 'module.signed'`:                                  "signatures entry ",
		emptied + `, kind = 'person.recorded' WHERE kind = 'module.countersigned'`: "ledger_file entry ",
		`UPDATE content_versions SET body = replace(body, '客服', '主管')`:             "content certificate ready@1 fault.data.content_differs",
	} {
		db := tempdb.SQLite(t)
		ctx, c := context.Background(), newCertified(t, db)
		c.sign("presale", true)
		c.sign("aftersale", false)
		d, err := db.Doctor(ctx)
		require.NoError(t, err)
		require.Empty(t, d.Findings)
		raw, err := sql.Open("sqlite", "file:"+filepath.Join(db.Folder(), "shifu.db"))
		require.NoError(t, err)
		_, err = raw.Exec(change)
		require.NoError(t, err, change)
		require.NoError(t, raw.Close())
		d, err = db.Doctor(ctx)
		require.NoError(t, err, change)
		var got []string
		for _, f := range d.Findings {
			got = append(got, f.Check+" "+f.Place+" "+f.Fault)
		}
		assert.Contains(t, strings.Join(got, "\n"), want, change)
	}
}
