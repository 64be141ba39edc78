// Package ledger is the append-only log of what was signed and issued: entries,
// the Merkle tree over them, proofs, and checkpoints. It is pure: it needs bytes
// and a public key, no disk, no clock, no database.
//
// # What is hashed
//
//	record hash = SHA-256("shifu-ledger-record/1" 00 kind 00 payload)
//	leaf        = SHA-256("shifu-ledger-leaf/1" 00 salt record-hash)
//	node        = SHA-256(01 left right)
//
// payload is canonical JSON (RFC 8785) whose numbers are integers. salt is 32
// random bytes: without payload and salt nothing can be learnt from a leaf, so a
// person can be erased by forgetting both and the tree still verifies. Leaves
// and nodes cannot be mistaken for each other, their first bytes differ. The
// tree is the one of RFC 6962 (golang.org/x/mod/sumdb/tlog).
//
// # What order means
//
// The index orders entries and decides what was valid when. A time in a payload
// is a claim of the PC that wrote it.
//
// # What it promises
//
// A change of any entry, of their order or of their number is evident to anyone
// who holds a checkpoint from after the entry was written. Without such a
// checkpoint whoever administers the PC and its keys can write another history.
package ledger
