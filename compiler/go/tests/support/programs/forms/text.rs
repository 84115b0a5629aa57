//! Forms over text, and packages that make it.

use super::Form;

pub(super) const FORMS: &[Form] = &[
    (
        &[],
        r#"
s@# := @s + @["\xff\xc0a"|"é\xe2\x82"|"\U0010ffff"|"\xed\xa0\x80"|"ab"|""]
for i, r := range s@# {
	println(i, r)
}
for range s@# {
	g_int++
}
r@# := []rune(s@#)
b@# := []byte(s@#)
println(len(r@#), len(b@#), string(r@#) == s@#, string(b@#) == s@#)
?if len(b@#) > 0 {
+	b@#[len(b@#)/2] ^= @n
+	println(string(b@#), s@#[len(s@#)/2:], b@#[0])
+}
?b@# = append(b@#, s@#...)
?println(len(b@#), copy(b@#, "xyz"), string(b@#))
?println(s@# < @s, s@# + "a" > s@#, s@# == @s, string(rune(len(s@#) + 60000)))
"#,
    ),
    (
        &["strings"],
        r#"
s@# := @s + @[",a, b"|" x  y "|"aaa"|"É-é"|"\xff,\xfe"]
println(strings.ToUpper(s@#), strings.TrimSpace(s@#), strings.Index(s@#, "a"), strings.Count(s@#, ""))
for i, part := range strings.Split(s@#, @[","|" "|""|"a"]) {
	println(i, part)
}
?println(strings.Join(strings.Fields(s@#), "+"), strings.Replace(s@#, "a", "<>", @n), strings.Contains(s@#, "b"))
?println(strings.Repeat("ab", @n), strings.TrimLeft(s@#, " ,a"), strings.HasPrefix(s@#, "g"), strings.LastIndex(s@#, "a"))
?before@#, after@#, ok@# := strings.Cut(s@#, ",")
+println(before@#, after@#, ok@#)
?var b@# strings.Builder
+b@#.WriteString(s@#)
+b@#.WriteByte('x')
+b@#.WriteRune('é')
+println(b@#.Len(), b@#.String())
?println(strings.Map(func(r rune) rune { return r + @n }, s@#), strings.EqualFold(s@#, strings.ToLower(s@#)))
"#,
    ),
    (
        &["strconv"],
        r#"
n@#, err@# := strconv.Atoi(@["12"|"-7"|"x"|"99999999999999999999"|""|"+5"] + @["0"|""])
println(n@#, err@# == nil)
?if err@# != nil {
+	println(err@#.Error())
+}
println(strconv.Itoa(@i), strconv.Quote(@s), strconv.FormatInt(int64(@i), 2+@n), strconv.FormatUint(uint64(@i), 36))
?println(strconv.FormatFloat(@f, @['e'|'f'|'g'|'G'|'b'|'x'], @[-1|0|1|3|10|20], @[32|64]))
?x@#, bad@# := strconv.ParseFloat(@["1.5"|"1e400"|"0x1p-3"|"inf"|"-.5e-7"|"1_0"], 64)
+println(x@#, bad@# == nil)
?u@#, wrong@# := strconv.ParseUint(@["255"|"256"|"-1"|"ff"|"0b11"], @[0|10|16], 8)
+println(u@#, wrong@# == nil, strconv.FormatBool(@c))
?println(strconv.AppendInt([]byte("n="), int64(@i), 10)[2])
"#,
    ),
    (
        &["fmt"],
        r#"
println(fmt.Sprintf("@[%v|%d|%5d|%-6d||%x|%X|%o|%b|%c|%q|%U|%+d|%08d|% d|%#x|%T]", @i))
println(fmt.Sprintf("@[%v|%g|%e|%f|%.3f|%8.2f|%+.1e|%G|%010.3f|%T|%x]", @f))
println(fmt.Sprintf("@[%v|%s|%q|%x|%10s|%-10s|%.2s|% x|%#q|%d|%T]", @s))
println(fmt.Sprintf("@[%v|%t|%d|%q|%T|%5t]", @c), fmt.Sprint(@i, @s, @f, @c), fmt.Sprintln(@w, @v))
"#,
    ),
    (
        &["fmt"],
        r#"
type inner@# struct {
	A @T
	b []@T
}
type outer@# struct {
	inner@#
	M map[@K]@T
	P any
	e error
	q *int
}
x@# := outer@#{inner@#{@v, []@T{@w, @v}}, map[@K]@T{@k: @v, @k: @w}, any(@w), nil, nil}
println(fmt.Sprintf("@[%v|%+v|%#v|%d|%s|%q|%x]", x@#.inner@#), fmt.Sprintf("%T %T", x@#, x@#.M))
println(fmt.Sprintf("@[%v|%+v|%d|%q]", x@#.M), fmt.Sprintf("@[%v|%+v|%#v|%T]", x@#.P))
?println(fmt.Sprintf("@[%v|%+v]", x@#))
?println(fmt.Sprintf("@[%v|%#v|%d|%x|%s|%q|%T]", [2]@T{@v, @w}), fmt.Sprintf("%[2]v %[1]v %*d|%-*d|", 1, 2, 5, 3, 4, @n))
?println(fmt.Sprintf("%d %s", @n), fmt.Sprintf("%d", @n, @s), fmt.Sprintf("%!", 1), fmt.Sprintf("%z", @w))
"#,
    ),
    (
        &["errors", "fmt"],
        r#"
base@# := errors.New(@s)
err@# := fmt.Errorf("@[at %d: %w|%[2]w of %[1]d|%d %v]", @n, base@#)
?err@# = fmt.Errorf("again: %w", err@#)
?err@# = errors.Join(err@#, &failure{@n})
println(err@#.Error(), errors.Is(err@#, base@#), errors.Unwrap(err@#) == base@#)
var f@# *failure
?err@# = fmt.Errorf("%w and %w", err@#, &failure{@n})
println(errors.As(err@#, &f@#), f@# != nil && f@#.code > @n)
?if f@# != nil && @c {
+	panic(err@#)
+}
"#,
    ),
    (
        &["sort"],
        r#"
s@# := []@K{@k, @k, @k, @k, @k}
sort.Slice(s@#, func(i, j int) bool { return s@#[i] < s@#[j] })
for i, x := range s@# {
	println(i, x)
}
n@# := sort.Search(len(s@#), func(i int) bool { return s@#[i] >= @k })
println(n@#, sort.SliceIsSorted(s@#, func(i, j int) bool { return s@#[i] < s@#[j] }))
?w@# := []string{@s, "b", @s, "a"}
+sort.Strings(w@#)
+println(w@#[0], w@#[3], sort.SearchStrings(w@#, "b"))
?p@# := sort.Reverse(sort.IntSlice([]int{@i, 2, @n}))
+sort.Sort(p@#)
+println(p@#.Less(0, 1), p@#.Len())
"#,
    ),
    (
        &["bytes", "unicode", "unicode/utf8"],
        r#"
b@# := []byte(@s + "tail\xff")
println(bytes.IndexByte(b@#, 'a'), string(bytes.ToUpper(b@#)), bytes.Equal(b@#, []byte(@s)), utf8.RuneCount(b@#))
?var buf@# bytes.Buffer
+buf@#.Write(b@#)
+buf@#.WriteString(@s)
+c@#, err@# := buf@#.ReadByte()
+println(c@#, err@# == nil, buf@#.Len(), buf@#.String())
for _, r := range string(b@#) {
	println(unicode.IsLetter(r), unicode.IsUpper(r), unicode.ToUpper(r), utf8.RuneLen(r))
	break
}
?r@#, size@# := utf8.DecodeRune(b@#[len(b@#)-1:])
+println(r@#, size@#, utf8.Valid(b@#), len(utf8.AppendRune(nil, rune(@i))))
"#,
    ),
];
