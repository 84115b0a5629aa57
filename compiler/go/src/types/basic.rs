//! The predeclared basic types.

/// Properties of a basic type: what it is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Info(u8);

impl Info {
    /// `true` and `false`.
    pub const BOOLEAN: Info = Info(1);
    /// Integers.
    pub const INTEGER: Info = Info(2);
    /// Integers without a sign.
    pub const UNSIGNED: Info = Info(4);
    /// Floating-point numbers.
    pub const FLOAT: Info = Info(8);
    /// Complex numbers.
    pub const COMPLEX: Info = Info(16);
    /// Strings.
    pub const STRING: Info = Info(32);
    /// A constant that has no type yet.
    pub const UNTYPED: Info = Info(64);
    /// `<` is defined.
    pub const ORDERED: Info = Info(2 | 8 | 32);
    /// Numbers.
    pub const NUMERIC: Info = Info(2 | 8 | 16);
    /// Constants can have the type.
    pub const CONST: Info = Info(1 | 2 | 8 | 16 | 32);

    /// At least one property of `other` is among these.
    pub const fn has(self, other: Info) -> bool {
        self.0 & other.0 != 0
    }

    /// All properties of both.
    pub const fn and(self, other: Info) -> Info {
        Info(self.0 | other.0)
    }
}

macro_rules! basics {
    ($($name:ident $text:literal $info:expr, $width:expr;)*) => {
        /// A basic type. Untyped ones come last, numbers among them in the order in which one becomes the other.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs)]
        pub enum Basic { $($name,)* }

        impl Basic {
            /// All of them; the position in the list is the number of the type in every store.
            pub const ALL: &[Basic] = &[$(Basic::$name,)*];

            /// The name, as Go says it.
            pub fn name(self) -> &'static str {
                match self { $(Basic::$name => $text,)* }
            }

            /// The properties of the type.
            pub fn info(self) -> Info {
                match self { $(Basic::$name => $info,)* }
            }

            /// Bits of an integer type, and its having a sign. `int` and `uintptr` have 64 bits.
            pub fn width(self) -> Option<(usize, bool)> {
                match self { $(Basic::$name => $width,)* }
            }
        }
    };
}

const NONE: Info = Info(0);
const UINT: Info = Info::INTEGER.and(Info::UNSIGNED);
const fn untyped(info: Info) -> Info {
    info.and(Info::UNTYPED)
}

basics! {
    Invalid "invalid type" NONE, None;
    Bool "bool" Info::BOOLEAN, None;
    Int "int" Info::INTEGER, Some((64, true));
    Int8 "int8" Info::INTEGER, Some((8, true));
    Int16 "int16" Info::INTEGER, Some((16, true));
    Int32 "int32" Info::INTEGER, Some((32, true));
    Int64 "int64" Info::INTEGER, Some((64, true));
    Uint "uint" UINT, Some((64, false));
    Uint8 "uint8" UINT, Some((8, false));
    Uint16 "uint16" UINT, Some((16, false));
    Uint32 "uint32" UINT, Some((32, false));
    Uint64 "uint64" UINT, Some((64, false));
    Uintptr "uintptr" UINT, Some((64, false));
    Float32 "float32" Info::FLOAT, None;
    Float64 "float64" Info::FLOAT, None;
    Complex64 "complex64" Info::COMPLEX, None;
    Complex128 "complex128" Info::COMPLEX, None;
    String "string" Info::STRING, None;
    UnsafePointer "unsafe.Pointer" NONE, None;
    UntypedBool "untyped bool" untyped(Info::BOOLEAN), None;
    UntypedInt "untyped int" untyped(Info::INTEGER), None;
    UntypedRune "untyped rune" untyped(Info::INTEGER), None;
    UntypedFloat "untyped float" untyped(Info::FLOAT), None;
    UntypedComplex "untyped complex" untyped(Info::COMPLEX), None;
    UntypedString "untyped string" untyped(Info::STRING), None;
    UntypedNil "untyped nil" Info::UNTYPED, None;
}

impl Basic {
    /// The type an untyped constant takes where nothing else asks for one.
    pub fn default_type(self) -> Basic {
        match self {
            Basic::UntypedBool => Basic::Bool,
            Basic::UntypedInt => Basic::Int,
            Basic::UntypedRune => Basic::Int32,
            Basic::UntypedFloat => Basic::Float64,
            Basic::UntypedComplex => Basic::Complex128,
            Basic::UntypedString => Basic::String,
            basic => basic,
        }
    }
}
