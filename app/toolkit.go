package app

import (
	"encoding/json"

	fynelang "fyne.io/fyne/v2/lang"

	"shifu/internal/i18n"
)

// toolkit names the words of Fyne's own menus and file dialogs, and the
// messages that say them.
var toolkit = map[string]string{
	"Advanced": "toolkit.advanced", "Cancel": "toolkit.cancel", "Confirm": "toolkit.confirm", "Copy": "toolkit.copy",
	"Create Folder": "toolkit.create_folder", "Cut": "toolkit.cut", "Enter filename": "toolkit.enter_filename",
	"Error": "toolkit.error", "Favourites": "toolkit.favourites", "File": "toolkit.file", "Folder": "toolkit.folder",
	"New Folder": "toolkit.new_folder", "No": "toolkit.no", "OK": "toolkit.ok", "Open": "toolkit.open", "Paste": "toolkit.paste",
	"Quit": "toolkit.quit", "Redo": "toolkit.redo", "Save": "toolkit.save", "Select all": "toolkit.select_all",
	"Show Hidden Files": "toolkit.show_hidden", "Undo": "toolkit.undo", "Yes": "toolkit.yes",
	"file.name": "toolkit.file_name", "file.parent": "toolkit.file_parent",
}

// speakToolkit makes Fyne's own words follow the language in use. Fyne reads the
// system's locale once; what is added for that locale is what it says.
func speakToolkit(words *i18n.Printer) error {
	said := make(map[string]string, len(toolkit))
	for name, key := range toolkit {
		said[name] = words.T(key)
	}
	raw, err := json.Marshal(said)
	if err != nil {
		return err
	}
	return fynelang.AddTranslationsForLocale(raw, fynelang.SystemLocale())
}
