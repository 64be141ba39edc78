package quiz

import "encoding/json"

// Presentation is what a learner may see of a variant before the answer: it
// becomes response.Presentation.
type Presentation = json.RawMessage
