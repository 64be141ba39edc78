package command

import (
	"io"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"shifu/internal/i18n"
)

// The parser of the flags speaks English only. problems are the forms of what it
// says of wrong usage, with the key of ours; What and Wanted are the groups of
// the form.
var problems = []struct {
	said *regexp.Regexp
	key  string
}{
	{regexp.MustCompile(`^unexpected argument (?P<What>\S+)`), "ctl.usage.unexpected"},
	{regexp.MustCompile(`^unknown flag (?P<What>\S+), did you mean (?:one of )?(?P<Wanted>.+)\?$`), "ctl.usage.unknown_flag_like"},
	{regexp.MustCompile(`^unknown flag (?P<What>\S+)$`), "ctl.usage.unknown_flag"},
	{regexp.MustCompile(`^missing flags: (?P<What>.+)$`), "ctl.usage.missing_flags"},
	{regexp.MustCompile(`^expected one of `), "ctl.usage.no_command"},
	{regexp.MustCompile(`^expected "(?P<What>.+?)"$`), "ctl.usage.missing_argument"},
	{regexp.MustCompile(`^(?P<What>--\S+) must be one of (?P<Wanted>.+) but got `), "ctl.usage.choice"},
	{regexp.MustCompile(`^(?P<What>--[^:]+): expected \w+ value but got `), "ctl.usage.missing_value"},
	{regexp.MustCompile(`^(?P<What>--[^:]+): expected a valid .*int but got `), "ctl.usage.number"},
	{regexp.MustCompile(`^(?P<What>--[^:]+): bool value must be `), "ctl.usage.no_value"},
}

// problem says in the person's language what is wrong with the usage.
func problem(w *i18n.Printer, said string) string {
	for _, p := range problems {
		if m := p.said.FindStringSubmatch(said); m != nil {
			group := func(name string) string {
				if i := p.said.SubexpIndex(name); i >= 0 {
					return m[i]
				}
				return ""
			}
			return w.T(p.key, "What", group("What"), "Wanted", strings.ReplaceAll(strings.ReplaceAll(group("Wanted"), `","`, ", "), `"`, ""))
		}
	}
	return said
}

// helpIn prints the help with its headings in the person's language.
func helpIn(w *i18n.Printer) kong.HelpPrinter {
	headings := strings.NewReplacer("Usage: ", w.T("ctl.help.usage"), "\nArguments:\n", "\n"+w.T("ctl.help.arguments")+"\n",
		"\nFlags:\n", "\n"+w.T("ctl.help.flags")+"\n", "\nCommands:\n", "\n"+w.T("ctl.help.commands")+"\n",
		"Show context-sensitive help.", w.T("ctl.help.help"),
		`Run "shifuctl <command> --help" for more information on a command.`, w.T("ctl.help.more"))
	return func(o kong.HelpOptions, ctx *kong.Context) error {
		var text strings.Builder
		out := ctx.Stdout
		ctx.Stdout = &text
		err := kong.DefaultHelpPrinter(o, ctx)
		ctx.Stdout = out
		if err == nil {
			_, err = io.WriteString(out, headings.Replace(text.String()))
		}
		return err
	}
}
