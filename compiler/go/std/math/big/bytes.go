package big

// SetBytes makes z the number of bytes, the highest first.
func (z *Int) SetBytes(buf []byte) *Int {
	digits := z.abs.make((len(buf) + 3) / 4)
	clear(digits)
	for i, b := range buf {
		place := len(buf) - 1 - i
		digits[place/4] |= uint32(b) << (8 * (place % 4))
	}
	z.abs, z.neg = digits.norm(), false
	return z
}

// Bytes returns the bytes of |x|, the highest first, as few as there are.
func (x *Int) Bytes() []byte {
	return x.FillBytes(make([]byte, (x.abs.bitLen()+7)/8))
}

// FillBytes fills buf with the bytes of |x|, the highest first. It panics if they do not fit.
func (x *Int) FillBytes(buf []byte) []byte {
	if (x.abs.bitLen()+7)/8 > len(buf) {
		panic("math/big: buffer too small to fit value")
	}
	for i := range buf {
		place := len(buf) - 1 - i
		buf[i] = 0
		if place/4 < len(x.abs) {
			buf[i] = byte(x.abs[place/4] >> (8 * (place % 4)))
		}
	}
	return buf
}
