// Package training holds what is studied and how an apprentice is led to a
// certificate: packs of content (lessons, scripts, cases, programmes), study
// and its acknowledgement, mentorships, the path and its gates, evidence, and
// the sign-off that a mentor signs and the apprentice counter-signs.
//
// Content comes in packs (docs/packs.md). Every version that was ever imported
// is kept, because acknowledgements, evidence and signatures name versions.
// The package knows no window, no database, no disk and no clock of its own.
package training
