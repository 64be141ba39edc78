package pdf_test

// frozen holds the hash of the example's page for each version of renderer
// and fonts that ever made certificates.
var frozen = map[string]string{
	"shifu-page/1 3102433fca1371b3": "d6f75c9bbd6ec0b3bf919868533cf8641d47940e4b7296167096c33e05da7c3e",
}
