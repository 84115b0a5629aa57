package big

// exp returns x^y, modulo m if that is not 0.
func exp(x, y, m nat) nat {
	if len(m) == 1 && m[0] == 1 {
		return nil
	}
	if len(m) > 0 {
		_, x = x.div(m)
	}
	power, room := nat{1}, nat(nil)
	for i := y.bitLen() - 1; i >= 0; i-- {
		room = room.mul(power, power)
		power, room = room.reduce(m), power
		if y.bit(uint(i)) == 1 {
			room = room.mul(power, x)
			power, room = room.reduce(m), power
		}
	}
	return power
}

// reduce returns x modulo m, or x if m is 0.
func (x nat) reduce(m nat) nat {
	if len(m) == 0 || x.cmp(m) < 0 {
		return x
	}
	_, rest := x.div(m)
	return rest
}

// sqrt returns the square root, rounded down: Newton's method from above.
func (x nat) sqrt() nat {
	if len(x) == 0 {
		return nil
	}
	root := nat(nil).shl(nat{1}, uint(x.bitLen()+1)/2)
	for {
		next, _ := x.div(root)
		next = next.add(next, root)
		next = next.shr(next, 1)
		if next.cmp(root) >= 0 {
			return root
		}
		root = next
	}
}
