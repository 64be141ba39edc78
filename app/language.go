package app

import "fyne.io/fyne/v2/lang"

// SystemLanguage is the language of the system, as "zh-CN" or "en-GB".
func SystemLanguage() string { return lang.SystemLocale().String() }
