// Shifuctl does without a window what the program does with one: check and
// import packs, back up, restore, examine, export, verify. It is pure Go and
// reads and writes nothing but the files it is given.
package main

import (
	"os"

	"shifu/cmd/shifuctl/command"
)

// version is set when the program is built.
var version = "unknown"

func main() {
	os.Exit(command.Run(os.Args[1:], command.Machine(version)))
}
