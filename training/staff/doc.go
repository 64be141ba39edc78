// Package staff is the people of a shop: their roles, how they sign in, and the
// keys with which they sign. It opens the shop, keeps its keys, and offers the
// ledger to the other parts.
//
// # Three secrets, three purposes
//
// A PIN of six digits opens a session and nothing else. A signing passphrase
// wraps the person's Ed25519 key; nobody else can know it. The owner's printed
// recovery code is a second wrap of the owner's key and of the shop's key.
//
// # The chain of keys
//
// The shop key stands at the root: the first ledger entry holds it, signed by
// itself, and its fingerprint is what a stranger compares. It is wrapped by the
// owner's passphrase. It signs the delegation of an issuing key, which the data
// folder keeps, so that certificates are issued, people's keys enrolled and
// checkpoints signed while the owner is away. Every person's key is enrolled by
// an entry that the shop key or the issuing key signed, and the entry shows
// which. A Keyring follows that chain with nothing but entries.
//
// # What the issuing key's wrap protects
//
// Its seed lies in the database, wrapped by a key in another file of the data
// folder. Whoever gets only the database, a backup of it or a dump cannot issue
// with it. Whoever can read the whole folder can: on such a PC a forged
// certificate or enrolment is possible, but not a forged signature of a mentor,
// and every entry that the issuing key signed says so.
package staff
