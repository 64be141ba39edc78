package quiz

import "shifu/quiz/response"

// Presentation is what a learner may see of a variant before the answer.
type Presentation = response.Presentation

// Status is what a response is before anything is right or wrong.
type Status = response.Status

const (
	Invalid    = response.Invalid    // cannot be a response to this variant; never scored
	Incomplete = response.Incomplete // something is missing; scored only by a time-out
	Complete   = response.Complete   // scored
)
