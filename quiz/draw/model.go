package draw

import "shifu/quiz/model"

// Of prepares the situations of a compiled model for drawing.
func Of(c *model.Compiled) (*Space, error) {
	views := c.Radicals()
	radicals := make([]Radical, len(views))
	for r, v := range views {
		radicals[r].ID = v.ID
		radicals[r].Levels = make([]string, len(v.Levels))
		for l := range v.Levels {
			radicals[r].Levels[l] = v.Levels[l].ID
		}
		if v.Was >= 0 {
			radicals[r].Was = v.Levels[v.Was].ID
		}
	}
	cells := make([]uint8, 0, c.Size()*len(radicals))
	class := make([]int32, c.Size())
	for i := range c.Size() {
		cells = append(cells, c.Levels(i)...)
		class[i] = int32(c.ClassIndex(i))
	}
	return NewSpace(c.Model().ID, radicals, cells, c.Classes(), class)
}
