// Package e2e plays Shifu as a person would: the built program in a real
// window, driven by keys and mouse, judged by pictures, by what the program
// saved and by the files that it exported. `make tour` runs it.
package e2e
