package pdf_test

// frozen holds the hash of the example's page for each version of renderer
// and fonts that ever made certificates.
var frozen = map[string]string{
	"shifu-page/1 3102433fca1371b3": "3b10f38b7f407918f28e0575e1cd0121d33b746faef937480968da41fa230d9e",
	"shifu-page/5 3102433fca1371b3": "9f7678b26d2de42fa76d23236bebb1757b7e74cc79066a542e9c864be4cb5052",
	"shifu-page/4 3102433fca1371b3": "79a0465cbc7a236b11423cecc283d1b22eeb6833480f7e90f6aa3194488454cf",
	"shifu-page/3 3102433fca1371b3": "3339d774991ce682b9145ab71b5aa3fbca775732274e4018e74136636588ef40",
	"shifu-page/2 3102433fca1371b3": "9c93fd11d115ea011688de3643189fbd31c8fe7f195324775ae58b63f2db147b",
}
