package quiz

import "encoding/json"

// Presentation is provisional.
type Presentation = json.RawMessage
