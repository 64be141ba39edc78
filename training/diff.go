package training

import "strings"

// block is a paragraph, a row of a table or an item of a list, with the heading
// above it.
type block struct{ heading, text string }

// blocks cuts Markdown into blocks.
func blocks(text string) []block {
	var out []block
	heading := ""
	var open []string
	flush := func() {
		if len(open) > 0 {
			out = append(out, block{heading, strings.Join(open, "\n")})
			open = nil
		}
	}
	for _, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			flush()
		case strings.HasPrefix(line, "#"):
			flush()
			heading = strings.TrimSpace(strings.TrimLeft(line, "#"))
			out = append(out, block{heading, line})
		case strings.HasPrefix(line, "|"), strings.HasPrefix(line, "- "), strings.HasPrefix(line, "* "):
			flush()
			if strings.Trim(line, "|-: ") != "" {
				out = append(out, block{heading, line})
			}
		default:
			open = append(open, line)
		}
	}
	flush()
	return out
}

type blockChange struct{ heading, was, now string }

// diffBlocks compares two texts by their longest common list of blocks and pairs
// what was taken out with what was put in at the same place.
func diffBlocks(was, now string) []blockChange {
	a, b := blocks(was), blocks(now)
	// common[i][j] is the length of the longest common list of a[i:] and b[j:].
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i].text == b[j].text {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []blockChange
	var gone, came []block
	settle := func() {
		for k := range max(len(gone), len(came)) {
			var c blockChange
			if k < len(gone) {
				c.heading, c.was = gone[k].heading, gone[k].text
			}
			if k < len(came) {
				c.heading, c.now = came[k].heading, came[k].text
			}
			out = append(out, c)
		}
		gone, came = nil, nil
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i].text == b[j].text:
			settle()
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			gone = append(gone, a[i])
			i++
		default:
			came = append(came, b[j])
			j++
		}
	}
	gone, came = append(gone, a[i:]...), append(came, b[j:]...)
	settle()
	return out
}
