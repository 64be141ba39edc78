package staff

import "time"

// Throttle is how often something was tried wrongly, and when last.
type Throttle struct {
	Failures int
	LastAt   time.Time
}
