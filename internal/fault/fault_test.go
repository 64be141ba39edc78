package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"shifu/internal/fault"
)

func TestInKeepsCodeAndKeyOnTheWayUp(t *testing.T) {
	cause := fault.New(fault.Conflict, "fault.staff.name_taken", "name", "林小满")
	err := fault.In("staff.AddPeople", fmt.Errorf("row 3: %w", cause))
	assert.Equal(t, fault.Conflict, fault.CodeOf(err))
	assert.Equal(t, "fault.staff.name_taken", fault.KeyOf(err))
	var f *fault.Error
	require.ErrorAs(t, err, &f)
	assert.Equal(t, "林小满", f.Params["name"])
	assert.ErrorIs(t, err, cause)
}

func TestAnUnclassifiedErrorIsInternal(t *testing.T) {
	err := fault.In("data.Open", errors.New("boom"))
	assert.True(t, fault.Is(err, fault.Internal))
	assert.Equal(t, "fault.internal", fault.KeyOf(err))
	assert.Equal(t, "data.Open: internal fault.internal: boom", err.Error())
}

func TestNilStaysNil(t *testing.T) {
	assert.NoError(t, fault.In("x", nil))
	assert.Equal(t, fault.Code(""), fault.CodeOf(nil))
}
