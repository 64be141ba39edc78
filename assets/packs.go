package assets

import (
	"embed"
	"io/fs"
)

//go:embed packs
var packs embed.FS

// Packs lists the starter packs by their folder's name, which is the pack's id.
func Packs() []string {
	entries, _ := packs.ReadDir("packs")
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// Pack answers the files of a starter pack ("footwear"); reading from it fails
// with fs.ErrNotExist for a name that is not in the list.
func Pack(name string) (fs.FS, error) { return fs.Sub(packs, "packs/"+name) }
