//! Forms over constants and numbers.

use super::Form;

pub(super) const FORMS: &[Form] = &[
    (
        &[],
        r#"
const (
	a@# = 1 << (@n + 40) >> 38
	b@# uint8 = a@#&0x7 | iota
	c@#
	d@# = len("héllo") + iota
	e@# = "x" + "é"
	f@# = 1.0 / 3 * @n
	g@# = 'a' + iota
	h@# float32 = f@#
	i@# = f@# > 0.5 && d@# != 4
	j@# = -7 / 2 * @n
	k@# = -7 % 3
	l@# = ^0 &^ @n
	m@# = uint32(1)<<31 + @n
	n@# = 1<<100>>98 - @n
	o@# = 0x1p-2 + @n
)
println(a@#, b@#, c@#, d@#, e@#, f@#, g@#, h@#, i@#, j@#, k@#, l@#, m@#, n@#, o@#)
?println(b@# << 4, int8(l@# & 1), float64(m@#) / 3, string(rune(g@#)), uint64(1<<63) + uint64(m@#))
"#,
    ),
    (
        &[],
        r#"
type kind@# uint8
const (
	none@# kind@# = iota * @n
	some@#
	_
	all@# = some@# | 1<<iota
)
x@# := some@# + kind@#(g_uint8)
println(none@#, some@#, all@#, x@#, x@# &^ all@#, -x@#, ^x@#)
"#,
    ),
    (
        &[],
        r#"
a@#, b@# := @[int8|int16|int32|int64|int](@i), @[int8|int16|int32|int64|int](@i)
n@# := uint(@i) % 70
println(a@#<<n@#, a@#>>n@#, -a@#, ^a@#, b@#<<n@#, b@#>>(n@#&31))
?if b@# != 0 {
+	println(a@#/(a@#|1), b@#%3, b@#/-1)
+}
?println(uint8(a@#), uint16(b@#), uint32(a@#), uint64(b@#), int8(b@#))
"#,
    ),
    (
        &[],
        r#"
least@# := @[int8|int16|int32|int64|int](@[1|2|-1])
for least@# > 0 {
	burn()
	least@# *= 2
}
minus@# := least@# / least@# * -1
println(least@#, least@#/minus@#, least@#%minus@#, -least@#, least@#-1, least@#*minus@#)
"#,
    ),
    (
        &[],
        r#"
u@#, v@# := @[uint8|uint16|uint32|uint64|uint](@i), @[uint8|uint16|uint32|uint64|uint](@i)
println(u@#-1, u@#+255, -u@#, ^u@#, u@#*u@#, u@#>>1<<3, v@#/7, v@#%10, u@#|1, v@#&^15)
?println(u@# < 100, int(u@#) - int(v@#), int8(u@#), float64(v@#), uint64(u@#)<<60)
"#,
    ),
    (
        &[],
        r#"
shift@# := @i
?if @c {
+	println(1 << shift@#)
+}
?if @c {
+	println(g_int8 >> shift@#)
+}
shift@# &= 127
println(g_int<<shift@#, g_uint8<<shift@#, g_int8>>shift@#, uint32(1)<<shift@#>>shift@#, -1>>shift@#)
"#,
    ),
    (
        &["math"],
        r#"
x@#, y@# := @f, float64(@[1e308|-0.0|1e-320|0.1|123456789.125|-3.5|2.5|1e15|4294967296.5|9.3e18|-1e19])
zero@# := x@# - x@#
println(x@#/y@#, x@#*y@#, x@#-y@#, -y@#, x@# < y@#, x@# == x@#)
println(1/zero@#, -1/zero@#, zero@#/zero@# == zero@#/zero@#, math.Signbit(y@#))
?println(int64(y@#), int32(y@#), uint8(y@#), int(x@#), uint32(x@#), uint64(y@#))
?println(float32(y@#), float32(x@#)*float32(x@#)+0.1, float64(float32(x@#)))
?println(min(x@#, y@#), max(x@#, y@#, 0), min(zero@#, -zero@#), max(y@#, math.NaN()))
?println(math.Floor(y@#), math.Ceil(x@#), math.Trunc(y@#), math.Round(y@#), math.Sqrt(y@#), math.Abs(x@#))
?println(math.Float64bits(y@#), math.Float32bits(float32(y@#)), math.IsNaN(zero@#/zero@#), math.IsInf(x@#/zero@#, 0))
?println(math.Mod(x@#, 3), math.MaxInt64, math.Signbit(-zero@#))
"#,
    ),
    (
        &[],
        r#"
f@# := float32(@f)
for range 3 {
	f@# = f@#*1.5 + @n
}
f@#++
var g@# float32 = 1 << 24
println(f@#, g@#+1, g@#*g@#*g@#*g@#*g@#*g@#, f@#/3, f@# > 1, int(f@#))
?g@# /= f@#
?println(g@#, float64(g@#), -g@#)
"#,
    ),
    (
        &["math/bits"],
        r#"
b@# := uint64(@i)
println(bits.LeadingZeros64(b@#), bits.TrailingZeros32(uint32(b@#)), bits.OnesCount64(b@#), bits.Len8(uint8(b@#)))
hi@#, lo@# := bits.Mul64(b@#, b@#+@n)
s@#, c@# := bits.Add64(hi@#, lo@#, 1)
println(hi@#, lo@#, s@#, c@#, bits.RotateLeft16(uint16(b@#), @n), bits.Reverse32(uint32(b@#)), bits.ReverseBytes64(b@#))
"#,
    ),
    (
        &[],
        r#"
i@#, j@# := @i, @i
println(max(i@#, j@#, @n), min(i@#, j@#), i@# ^ j@#, i@#&j@# | 1)
?i@# /= j@# | 1
?i@# %= 17
?j@# >>= @n
?j@# &^= i@#
?if @c {
+	println(i@# / j@#, i@# % j@#)
+}
println(i@#, j@#, i@#/3, j@#%4, i@#*-3)
"#,
    ),
];
