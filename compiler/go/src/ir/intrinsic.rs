//! Intrinsics: functions without a body in the embedded package `runtime/sys`, which the backend writes itself.

macro_rules! intrinsics {
    ($($(#[$about:meta])* $name:ident $text:literal $signature:literal;)*) => {
        /// A function that the backend writes itself. Addresses are offsets into the module's memory.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Intrinsic { $($(#[$about])* $name,)* }

        impl Intrinsic {
            /// All of them: the intrinsic, its name in Go, its signature there.
            pub const ALL: &[(Intrinsic, &str, &str)] = &[$((Intrinsic::$name, $text, $signature),)*];

            /// The intrinsic with a name.
            pub fn find(name: &str) -> Option<Intrinsic> {
                Self::ALL.iter().find(|row| row.1 == name).map(|row| row.0)
            }
        }
    };
}

intrinsics! {
    /// New memory, zeroed, at a multiple of 8 bytes. 0 bytes have an address too.
    Alloc "Alloc" "func(bytes uint32) uint32";
    /// A byte.
    Load8 "Load8" "func(at uint32) uint8";
    /// Two bytes, little-endian.
    Load16 "Load16" "func(at uint32) uint16";
    /// Four bytes.
    Load32 "Load32" "func(at uint32) uint32";
    /// Eight bytes.
    Load64 "Load64" "func(at uint32) uint64";
    /// Writes a byte.
    Store8 "Store8" "func(at uint32, value uint8)";
    /// Writes two bytes.
    Store16 "Store16" "func(at uint32, value uint16)";
    /// Writes four bytes.
    Store32 "Store32" "func(at uint32, value uint32)";
    /// Writes eight bytes.
    Store64 "Store64" "func(at uint32, value uint64)";
    /// Bytes copied from one place to another; they may overlap.
    Copy "Copy" "func(to, from, bytes uint32)";
    /// Bytes all set to one value.
    Fill "Fill" "func(at uint32, value uint8, bytes uint32)";
    /// Bytes of a type in memory, a multiple of its alignment.
    SizeOf "SizeOf" "func[T any]() uint32";
    /// A value of a type, from memory.
    Read "Read" "func[T any](at uint32) T";
    /// A value of a type, to memory.
    Write "Write" "func[T any](at uint32, value T)";
    /// The hash of a value by which a map finds it; equal values have equal hashes. The front end writes it for each
    /// type, the backend never meets it.
    Hash "Hash" "func[T any](value T) uint32";
    /// Equality as `==` has it, for types of which only a runtime knows that they compare. The front end writes it.
    Equal "Equal" "func[T any](a, b T) bool";
    /// A test of a value's dynamic type: it compares, so that `==` does not panic; nil does. The front end writes it.
    Comparable "Comparable" "func(v any) bool";
    /// A string of bytes in memory, which must not change.
    StringOf "StringOf" "func(at, length uint32) string";
    /// The address of a string's bytes.
    StringData "StringData" "func(s string) uint32";
    /// A slice over memory.
    SliceOf "SliceOf" "func[T any](at, length, capacity uint32) []T";
    /// The address of a slice's elements.
    SliceData "SliceData" "func[T any](s []T) uint32";
    /// The address that a pointer is.
    AddressOf "AddressOf" "func[T any](p *T) uint32";
    /// The pointer that an address is.
    PointerOf "PointerOf" "func[T any](at uint32) *T";
    /// The number of a value's dynamic type; nil has 0.
    TypeNumber "TypeNumber" "func(v any) uint32";
    /// The word of an interface value: a value of one word, or the address of a value.
    InterfaceWord "InterfaceWord" "func(v any) uint64";
    /// An interface value of its two words.
    InterfaceOf "InterfaceOf" "func(number uint32, word uint64) any";
    /// The address of the table of types: for each number from 1 the address of a descriptor, 4 bytes each.
    TypeTable "TypeTable" "func() uint32";
    /// Bits of a float.
    Float64Bits "Float64Bits" "func(f float64) uint64";
    /// The float of bits; a NaN becomes the canonical one.
    Float64Of "Float64Of" "func(bits uint64) float64";
    /// Bits of a float.
    Float32Bits "Float32Bits" "func(f float32) uint32";
    /// The float of bits; a NaN becomes the canonical one.
    Float32Of "Float32Of" "func(bits uint32) float32";
    /// The square root, correctly rounded.
    Sqrt "Sqrt" "func(f float64) float64";
    /// Rounding down.
    Floor "Floor" "func(f float64) float64";
    /// Rounding up.
    Ceil "Ceil" "func(f float64) float64";
    /// Rounding towards zero.
    Trunc "Trunc" "func(f float64) float64";
    /// Rounding to nearest, ties to even.
    Nearest "Nearest" "func(f float64) float64";
    /// Zero bits from the top.
    LeadingZeros64 "LeadingZeros64" "func(x uint64) int";
    /// Zero bits from the bottom.
    TrailingZeros64 "TrailingZeros64" "func(x uint64) int";
    /// One bits.
    OnesCount64 "OnesCount64" "func(x uint64) int";
    /// Bits rotated to the left, by the count modulo 64.
    RotateLeft64 "RotateLeft64" "func(x uint64, count int) uint64";
    /// Bits rotated to the left, by the count modulo 32.
    RotateLeft32 "RotateLeft32" "func(x uint32, count int) uint32";
    /// The end of the run: `unreachable`.
    Trap "Trap" "func()";
    /// The descriptor by which the host knows a type; empty where values of it can't be stored, logged or passed. The
    /// front end makes it a constant, as it does with the next four.
    Descriptor "Descriptor" "func[T any]() string";
    /// The reason why values of a type can't be stored, logged or passed; empty where they can.
    Unstorable "Unstorable" "func[T any]() string";
    /// The name of a type as its author writes it.
    TypeName "TypeName" "func[T any]() string";
    /// [`Intrinsic::Descriptor`] of what a pointer type points to; empty for other types.
    TargetDescriptor "TargetDescriptor" "func[T any]() string";
    /// [`Intrinsic::Unstorable`] of what a pointer type points to; empty for other types.
    TargetUnstorable "TargetUnstorable" "func[T any]() string";
    /// Bytes that a value takes where it is stored. The front end writes it for each type, as it does with the next
    /// three; for types that can't be stored they do nothing.
    EncodedSize "EncodedSize" "func[T any](value T) uint64";
    /// A value written to memory as it is stored, and the address behind it.
    Encode "Encode" "func[T any](at uint32, value T) uint32";
    /// A value taken from the bytes that package `wire` reads.
    Decode "Decode" "func[T any]() T";
    /// The target of a pointer taken from the bytes that package `wire` reads; false for nil and for what is no pointer.
    DecodeInto "DecodeInto" "func[T any](target T) bool";
    /// A question about how a value is stored, answered by the function `wire.answer` of its dynamic type. The front end
    /// makes it a call of a dynamic method that every dynamic type has; nil has none.
    Storage "Storage" "func(v any, question uint32, at uint32) (uint64, string)";
}
