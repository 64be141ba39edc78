package certificate_test

import (
	"reflect"
	"sort"
	"testing"

	"github.com/stretchr/testify/assert"

	"shifu/training/certificate"
)

func TestEveryMethodOfTheServiceHasARule(t *testing.T) {
	var methods []string
	for m := range reflect.TypeFor[*certificate.Service]().Methods() {
		methods = append(methods, m.Name)
	}
	rules := certificate.Policy()
	sort.Strings(rules)
	assert.Equal(t, methods, rules)
}
