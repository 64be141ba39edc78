// Package data keeps what the shop knows: the stores of every part of the
// domain over one SQLite file (embedded) or one PostgreSQL database (by DSN),
// its folder, migrations, backups and the plain ledger file beside it. It is
// the only package that speaks SQL.
//
// One type, tx, carries the store methods of all parts, in one file per area
// (staff.go, quiz.go, ...), so that a use case over two parts is still one
// transaction. StoreOf hands it to a part under that part's own interface.
package data
