package pdf

// How deflate finds the tokens of a text: it collects the matches at every
// place, then twice picks the cheapest way through them, by the code lengths
// that the way before came to (the idea of Zopfli, Alakuijala and Vandevenne
// 2013, with whole bits). At last the tokens are split where two blocks with
// codes of their own are shorter than one.

// match is an earlier text that repeats: the nearest with this length.
type match struct{ length, dist uint16 }

// parse gives the tokens of b.
func parse(b []byte) []token {
	matches, first := matches(b)
	cost := guess()
	var tokens []token
	for range passes {
		tokens = cheapest(b, matches, first, cost)
		cost = costs(tokens)
	}
	return tokens
}

// matches lists for each place the matches by rising length; those of place i
// are all[first[i]:first[i+1]].
func matches(b []byte) (all []match, first []int32) {
	first = make([]int32, len(b)+1)
	head := make([]int32, 1<<hashBits)
	prev := make([]int32, len(b))
	for i := range head {
		head[i] = -1
	}
	inside := 0 // how far a very long match reaches: no others are looked for in it
	for i := range b {
		first[i] = int32(len(all))
		if i+minMatch > len(b) {
			continue
		}
		h := (uint32(b[i])<<16 | uint32(b[i+1])<<8 | uint32(b[i+2])) * 0x9E3779B1 >> (32 - hashBits)
		if i >= inside {
			best, limit := minMatch-1, min(maxMatch, len(b)-i)
			for at, tries := head[h], 0; at >= 0 && i-int(at) < windowSize && tries < maxChain && best < limit; at, tries = prev[at], tries+1 {
				if b[int(at)+best] != b[i+best] {
					continue
				}
				n := 0
				for n < limit && b[int(at)+n] == b[i+n] {
					n++
				}
				if n > best {
					best = n
					all = append(all, match{uint16(n), uint16(i - int(at))})
				}
			}
			if best >= longMatch {
				inside = i + best
			}
		}
		prev[i], head[h] = head[h], int32(i)
	}
	first[len(b)] = int32(len(all))
	return all, first
}

// prices are the bits that tokens cost.
type prices struct {
	literal [256]int32
	length  [maxMatch + 1]int32
	dist    [30]int32
}

// guess are prices before anything is known: literals of 7 bits, lengths of 6
// and distances of 5, and their extra bits.
func guess() *prices {
	var p prices
	for i := range p.literal {
		p.literal[i] = 7
	}
	for n := minMatch; n <= maxMatch; n++ {
		p.length[n] = int32(6 + lengthExtra[lengthCode[n]])
	}
	for d := range p.dist {
		p.dist[d] = int32(5 + distExtra[d])
	}
	return &p
}

// costs are the prices in the codes of a block of these tokens. What does not
// occur costs unseen bits.
func costs(tokens []token) *prices {
	const unseen = 13
	lits, dists := counts(tokens)
	litLens, distLens := codeLengths(lits[:], 15), codeLengths(dists[:], 15)
	price := func(bits, extra int) int32 {
		if bits == 0 {
			bits = unseen
		}
		return int32(bits + extra)
	}
	var p prices
	for i := range p.literal {
		p.literal[i] = price(litLens[i], 0)
	}
	for n := minMatch; n <= maxMatch; n++ {
		code := int(lengthCode[n])
		p.length[n] = price(litLens[257+code], lengthExtra[code])
	}
	for d := range p.dist {
		p.dist[d] = price(distLens[d], distExtra[d])
	}
	return &p
}

// cheapest finds the cheapest way through the matches, from the end backwards.
func cheapest(b []byte, all []match, first []int32, p *prices) []token {
	cost := make([]int32, len(b)+1)
	step := make([]token, len(b))
	for i := len(b) - 1; i >= 0; i-- {
		cost[i], step[i] = cost[i+1]+p.literal[b[i]], token{value: uint16(b[i])}
		n := uint16(minMatch)
		for _, m := range all[first[i]:first[i+1]] {
			far := p.dist[distCode[m.dist]]
			if m.length >= longMatch {
				n = m.length
			}
			for ; n <= m.length; n++ {
				if c := cost[i+int(n)] + p.length[n] + far; c < cost[i] {
					cost[i], step[i] = c, token{n, m.dist}
				}
			}
		}
	}
	tokens := make([]token, 0, len(b)/2)
	for i := 0; i < len(b); {
		t := step[i]
		tokens = append(tokens, t)
		if t.dist == 0 {
			i++
		} else {
			i += int(t.value)
		}
	}
	return tokens
}

// counts counts the symbols of a block, its end included.
func counts(tokens []token) (lits [286]int, dists [30]int) {
	for _, t := range tokens {
		if t.dist == 0 {
			lits[t.value]++
		} else {
			lits[257+int(lengthCode[t.value])]++
			dists[distCode[t.dist]]++
		}
	}
	lits[256] = 1
	return lits, dists
}

// split divides tokens into blocks. It tries some places of a run, keeps the
// best if it pays, and goes on with both halves.
func split(tokens []token) [][]token {
	const least, places = 1024, 4
	whole := blockBits(tokens)
	best, at := whole, 0
	for i := 1; i < places; i++ {
		k := len(tokens) * i / places
		if k < least || len(tokens)-k < least {
			continue
		}
		if bits := blockBits(tokens[:k]) + blockBits(tokens[k:]); bits < best {
			best, at = bits, k
		}
	}
	if at == 0 {
		return [][]token{tokens}
	}
	return append(split(tokens[:at]), split(tokens[at:])...)
}

// blockBits is how long a block of these tokens is.
func blockBits(tokens []token) int {
	var w bitWriter
	lits, dists := counts(tokens)
	litLens, distLens := writeCodes(&w, lits, dists)
	bits := len(w.out)*8 + w.held
	for s, n := range lits {
		bits += n * litLens[s]
		if s > 256 {
			bits += n * lengthExtra[s-257]
		}
	}
	for s, n := range dists {
		bits += n * (distLens[s] + distExtra[s])
	}
	return bits
}

// writeBlock writes a block's codes and its tokens.
func writeBlock(w *bitWriter, tokens []token) {
	lits, dists := counts(tokens)
	litLens, distLens := writeCodes(w, lits, dists)
	litCodes, distCodes := canonical(litLens), canonical(distLens)
	for _, t := range tokens {
		if t.dist == 0 {
			w.bits(litCodes[t.value], litLens[t.value])
			continue
		}
		l, d := int(lengthCode[t.value]), int(distCode[t.dist])
		w.bits(litCodes[257+l], litLens[257+l])
		w.bits(uint32(int(t.value)-lengthBase[l]), lengthExtra[l])
		w.bits(distCodes[d], distLens[d])
		w.bits(uint32(int(t.dist)-distBase[d]), distExtra[d])
	}
	w.bits(litCodes[256], litLens[256])
}

// writeCodes writes the code lengths of a block and answers them.
func writeCodes(w *bitWriter, lits [286]int, dists [30]int) (litLens, distLens []int) {
	litLens, distLens = codeLengths(lits[:], 15), codeLengths(dists[:], 15)
	nLit, nDist := 286, 30
	for nLit > 257 && litLens[nLit-1] == 0 {
		nLit--
	}
	for nDist > 1 && distLens[nDist-1] == 0 {
		nDist--
	}
	w.bits(uint32(nLit-257), 5)
	w.bits(uint32(nDist-1), 5)
	lens := append(make([]int, 0, nLit+nDist), litLens[:nLit]...)
	writeCodeLengths(w, append(lens, distLens[:nDist]...))
	return litLens, distLens
}
