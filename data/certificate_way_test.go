package data_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/lang"
	"shifu/internal/op"
	"shifu/training"
	"shifu/training/certificate"
	"shifu/training/staff"
)

// The way from an observation to a certificate that a stranger verifies,
// through the services and their rules alone.
func TestFromTheMentorsObservationToACertificateThatVerifies(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		c := newCertified(t, db)
		services := data.NewServices(db.DB)
		school, owner := services.Training, c.owner.Actor()
		words := lang.Text{ZH: "我看过他接待，够了。", EN: "I have seen it and it suffices."}
		require.NoError(t, c.store.Update(ctx, func(tx certificate.Tx) error {
			c.content(tx, training.ContentProgramme, "agent", training.Programme{ID: "agent", Title: lang.Text{ZH: "客服上岗", EN: "Agent"}, Days: 5,
				Stages: []training.Stage{{ID: "one", Title: words, Modules: []training.Module{{ID: "presale", Title: lang.Text{ZH: "售前基础", EN: "Presale"}, Meaning: words, Statement: words,
					Requirements: []training.Requirement{{ID: "seen", Kind: training.KindObservation, Title: words, Checklist: "greets"}}}}}},
				Checklists: []training.Checklist{{ID: "greets", Title: words, Lines: []training.ChecklistLine{{ID: "hello", Text: words}}}}})
			return nil
		}))
		_, err := school.Pair(ctx, owner, training.Pair{Command: command(), MentorID: c.mentor.ID, ApprenticeID: c.apprentice.ID})
		require.NoError(t, err)
		mentor, apprentice := c.mentor.Actor(), c.apprentice.Actor()
		_, err = school.Observe(ctx, mentor, training.Observe{Command: command(), ApprenticeID: c.apprentice.ID, ChecklistID: "greets", Seen: map[string]bool{"hello": true}})
		require.NoError(t, err)
		evidence, err := school.ModuleEvidence(ctx, mentor, c.apprentice.ID, "presale")
		require.NoError(t, err)
		require.True(t, evidence.Complete, "%+v", evidence.Rows)
		signed, err := school.MentorSign(ctx, mentor, training.MentorSign{Command: command(), ApprenticeID: c.apprentice.ID, ModuleID: "presale",
			EvidenceHash: evidence.Hash, Meaning: words.ZH, Witnessed: true}, unlock(t, c.staff, mentor, otherPhrase))
		require.NoError(t, err)
		assert.Empty(t, c.issueDue())
		_, err = school.CounterSign(ctx, apprentice, training.CounterSign{Command: command(), SignOffID: signed.ID, EvidenceHash: evidence.Hash, Statement: words.EN},
			unlock(t, c.staff, apprentice, otherPhrase))
		require.NoError(t, err)

		issued, err := services.Certificates.IssueDue(ctx, apprentice, certificate.IssueDue{Command: command(), ApprenticeID: c.apprentice.ID})
		require.NoError(t, err)
		require.Len(t, issued.Certificates, 1)
		for _, who := range []op.Actor{apprentice, mentor, owner} {
			files, err := services.Certificates.File(ctx, who, issued.Certificates[0].ID)
			require.NoError(t, err)
			report := certificate.Verify(files[0].PDF, c.known())
			assert.Equal(t, certificate.VerdictValid, report.Verdict, "%+v", report.Checks)
		}
		var ledger []staff.Signature
		for _, m := range certificateRecord(t, c).Modules {
			for _, s := range m.Signatures {
				ledger = append(ledger, staff.Signature{PersonID: s.Person.ID, Meaning: staff.Meaning(s.Meaning)})
			}
		}
		assert.Equal(t, []staff.Signature{{PersonID: c.mentor.ID, Meaning: staff.Assessed}, {PersonID: c.apprentice.ID, Meaning: staff.Confirmed}}, ledger)
	})
}

func certificateRecord(t *testing.T, c *certified) certificate.Record {
	all, err := c.service.Registered(context.Background(), c.owner.Actor())
	require.NoError(t, err)
	return all[0].Record
}
