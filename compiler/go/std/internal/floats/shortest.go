package floats

// Shortest returns the fewest digits that are read as just this float; of several, those nearest to it.
func (f Format) Shortest(mantissa uint64, exponent int) Decimal {
	exact := Exact(mantissa, exponent)
	if mantissa == 0 || f.isSmallInteger(mantissa, exponent) {
		return exact
	}
	// What lies between the middles to both neighbours is read as this float; the middles too if its mantissa is even.
	// The lower neighbour of a power of two is only half as far away.
	upper := Exact(2*mantissa+1, exponent-1)
	lower := Exact(2*mantissa-1, exponent-1)
	if mantissa == 1<<f.Mantissa && exponent > 1+f.Bias-int(f.Mantissa) {
		lower = Exact(4*mantissa-1, exponent-2)
	}
	margin := int(mantissa & 1)
	inside := func(d Decimal) bool {
		return d.compare(lower) >= margin && upper.compare(d) >= margin
	}
	for count := 1; count < len(exact.Digits); count++ {
		up := exact.roundsUp(count)
		if near := exact.cut(count, up); inside(near) {
			return near
		}
		if far := exact.cut(count, !up); inside(far) {
			return far
		}
	}
	return exact
}

// isSmallInteger tells if the float is an integer whose neighbours are at most one away, so that no digit can be spared.
func (f Format) isSmallInteger(mantissa uint64, exponent int) bool {
	return exponent <= 0 && exponent >= -int(f.Mantissa) && mantissa&(1<<-exponent-1) == 0
}
