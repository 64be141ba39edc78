package data_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/data"
	"shifu/data/tempdb"
	"shifu/internal/ledger"
	"shifu/internal/op"
	"shifu/training/staff"
)

// staffed is a shop with an owner, 沈岚, and two people: one has signed in, one
// only has a claim code.
func staffed(t *testing.T, db *tempdb.Fixture) *staff.Service {
	t.Helper()
	ctx := context.Background()
	s := data.NewServices(db.DB).Staff
	cheap := staff.Cost{KiB: 8, Passes: 1, Threads: 1}
	s.PINCost, s.PassphraseCost = cheap, cheap
	opened, err := s.OpenShop(ctx, staff.OpenShop{Command: op.Command{ID: op.NewID()}, Name: "青禾鞋履旗舰店", OwnerName: "沈岚", PIN: "739164", Passphrase: "海棠开在旧砖墙边上三月"})
	require.NoError(t, err)
	invited, err := s.AddPeople(ctx, opened.Session.Actor, staff.AddPeople{Command: op.Command{ID: op.NewID()}, People: []staff.NewPerson{
		{Name: "周敏", Roles: []op.Role{op.Mentor}}, {Name: "林小满", Roles: []op.Role{op.Apprentice}}}})
	require.NoError(t, err)
	_, err = s.Claim(ctx, staff.Claim{Command: op.Command{ID: op.NewID()}, PersonID: invited[0].Person.ID, Code: invited[0].ClaimCode, PIN: "518203"})
	require.NoError(t, err)
	_, err = s.SignIn(ctx, staff.SignIn{PersonID: invited[0].Person.ID, PIN: "518203"})
	require.NoError(t, err)
	return s
}

// What is known of people decides who may sign and see: every column of it that
// is changed by hand is found, with the name of the person.
func TestDoctorNamesThePersonWhoseRowWasChanged(t *testing.T) {
	for change, want := range map[string][]string{
		`UPDATE people SET name = '李四' WHERE name = '周敏'`:                                                                                              {"people 周敏 fault.staff.row.name"},
		`UPDATE people SET ordinal = 3 WHERE name = '周敏'`:                                                                                              {"people 周敏 fault.staff.row.name"},
		`UPDATE people SET roles = 'owner,mentor' WHERE name = '周敏'`:                                                                                   {"people 周敏 fault.staff.row.roles"},
		`UPDATE people SET roles = 'king' WHERE name = '周敏'`:                                                                                           {"people 周敏 fault.staff.row.unreadable"},
		`UPDATE people SET state = 'active', pin = 'x', claim = '' WHERE name = '林小满'`:                                                                 {"people 林小满 fault.staff.row.state", "people 林小满 fault.staff.row.pin", "people 林小满 fault.staff.row.claim"},
		`UPDATE people SET joined_at = joined_at - 1 WHERE name = '周敏'`:                                                                                {"people 周敏 fault.staff.row.state"},
		`UPDATE people SET pin = (SELECT pin FROM people WHERE name = '沈岚') WHERE name = '周敏'`:                                                         {"people 周敏 fault.staff.row.pin"},
		`UPDATE people SET claim = 'x' WHERE name = '林小满'`:                                                                                             {"people 林小满 fault.staff.row.claim"},
		`UPDATE people SET claim_ends_at = claim_ends_at + 1 WHERE name = '林小满'`:                                                                       {"people 林小满 fault.staff.row.claim"},
		`DELETE FROM people WHERE name = '林小满'`:                                                                                                        {"people 林小满 fault.staff.row.removed"},
		`INSERT INTO people SELECT 'other', '王五', 1, 'owner', state, joined_at, last_seen_at, pin, claim, claim_ends_at FROM people WHERE name = '沈岚'`: {"people 王五 fault.staff.row.added"},
		`UPDATE shop SET name = '别家店'`:                                                                                                                 {"keys  fault.staff.row.shop"},
		`UPDATE shop SET demo = 1`:                                                                                                                     {"keys  fault.staff.row.shop"},
	} {
		t.Run(change, func(t *testing.T) {
			db := tempdb.SQLite(t)
			staffed(t, db)
			raw, err := sql.Open("sqlite", "file:"+filepath.Join(db.Folder(), "shifu.db"))
			require.NoError(t, err)
			_, err = raw.Exec(change)
			require.NoError(t, err)
			require.NoError(t, raw.Close())
			d, err := db.Doctor(context.Background())
			require.NoError(t, err)
			var got []string
			for _, f := range d.Findings {
				got = append(got, f.Check+" "+f.Place+" "+f.Fault)
			}
			for _, w := range want {
				assert.Contains(t, got, w)
			}
		})
	}
}

func TestEveryChangeOfAPersonThroughTheHouseIsRecordedAndAVisitIsNot(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *tempdb.Fixture) {
		ctx := context.Background()
		s := staffed(t, db)
		owner, err := data.NewServices(db.DB).Owner(ctx)
		require.NoError(t, err)
		people, err := s.People(ctx, owner)
		require.NoError(t, err)
		zhou := people[slices.IndexFunc(people, func(p staff.Person) bool { return p.Name == "周敏" })]
		recorded := func() (n int) {
			require.NoError(t, data.StoreOf[staff.Tx](db.DB).View(ctx, func(tx staff.Tx) error {
				all, err := tx.LedgerEntries(ctx, 0, 1000, ledger.PersonRecorded)
				n = len(all)
				return err
			}))
			return n
		}
		assert.Equal(t, 4, recorded(), "three people, and a claim that was used")
		for i, change := range []func() error{
			func() error {
				_, err := s.Rename(ctx, owner, staff.Rename{Command: op.Command{ID: op.NewID()}, PersonID: zhou.ID, Name: "周敏敏"})
				return err
			},
			func() error {
				_, err := s.SetRoles(ctx, owner, staff.SetRoles{Command: op.Command{ID: op.NewID()}, PersonID: zhou.ID, Roles: []op.Role{op.Mentor, op.Supervisor}})
				return err
			},
			func() error {
				_, err := s.InviteAgain(ctx, owner, staff.InviteAgain{Command: op.Command{ID: op.NewID()}, PersonID: zhou.ID})
				return err
			},
			func() error {
				_, err := s.Leave(ctx, owner, staff.Leave{Command: op.Command{ID: op.NewID()}, PersonID: zhou.ID})
				return err
			},
		} {
			require.NoError(t, change())
			assert.Equal(t, 5+i, recorded())
			d, err := db.Doctor(ctx)
			require.NoError(t, err)
			assert.Empty(t, d.Findings)
			assert.Equal(t, 3, d.People)
		}
		_, err = s.SignIn(ctx, staff.SignIn{PersonID: owner.ID, PIN: "739164"})
		require.NoError(t, err)
		assert.Equal(t, 8, recorded(), "a visit is no change")
	})
}

func TestPeopleOfAnOlderShopAreRecordedWithTheFirstChange(t *testing.T) {
	db := tempdb.SQLite(t)
	raw, err := sql.Open("sqlite", "file:"+filepath.Join(db.Folder(), "shifu.db"))
	require.NoError(t, err)
	_, err = raw.Exec(`INSERT INTO people VALUES ('old', '吴桐', 1, 'mentor', 'active', 0, 0, 'pin', '', 0)`)
	require.NoError(t, err)
	d, err := db.Doctor(context.Background())
	require.NoError(t, err)
	assert.Empty(t, d.Findings, "there is nothing to compare with")
	staffed(t, db)
	d, err = db.Doctor(context.Background())
	require.NoError(t, err)
	assert.Empty(t, d.Findings)
	assert.Equal(t, 4, d.People)
	_, err = raw.Exec(`UPDATE people SET roles = 'owner' WHERE id = 'old'`)
	require.NoError(t, err)
	require.NoError(t, raw.Close())
	d, err = db.Doctor(context.Background())
	require.NoError(t, err)
	require.Len(t, d.Findings, 1)
	assert.Equal(t, "吴桐", d.Findings[0].Place)
}
