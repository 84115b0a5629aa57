//! The predeclared functions, and those of `unsafe`.

/// The standing of a call as a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallKind {
    /// A conversion, which can't be one.
    Conversion,
    /// An expression whose value has to be used.
    Expression,
    /// It may stand alone.
    Statement,
}

/// A row of the table: name, least number of arguments, more being allowed, kind.
#[derive(Debug)]
pub struct Row {
    /// The function.
    pub builtin: Builtin,
    /// Its name.
    pub name: &'static str,
    /// The number of arguments it needs.
    pub args: usize,
    /// It takes more.
    pub variadic: bool,
    /// The standing of a call.
    pub kind: CallKind,
    /// It is a function of `unsafe`.
    pub of_unsafe: bool,
}

macro_rules! builtins {
    ($($builtin:ident $name:literal $args:literal $variadic:literal $kind:ident $of_unsafe:literal;)*) => {
        /// A predeclared function.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Builtin { $($builtin,)* }

        impl Builtin {
            /// The table.
            pub const ALL: &[Row] = &[$(Row {
                builtin: Builtin::$builtin,
                name: $name,
                args: $args,
                variadic: $variadic,
                kind: CallKind::$kind,
                of_unsafe: $of_unsafe,
            },)*];

            /// The function's row.
            pub fn row(self) -> &'static Row {
                &Builtin::ALL[self as usize]
            }
        }
    };
}

builtins! {
    Append "append" 1 true Expression false;
    Cap "cap" 1 false Expression false;
    Clear "clear" 1 false Statement false;
    Close "close" 1 false Statement false;
    Complex "complex" 2 false Expression false;
    Copy "copy" 2 false Statement false;
    Delete "delete" 2 false Statement false;
    Imag "imag" 1 false Expression false;
    Len "len" 1 false Expression false;
    Make "make" 1 true Expression false;
    Max "max" 1 true Expression false;
    Min "min" 1 true Expression false;
    New "new" 1 false Expression false;
    Panic "panic" 1 false Statement false;
    Print "print" 0 true Statement false;
    Println "println" 0 true Statement false;
    Real "real" 1 false Expression false;
    Recover "recover" 0 false Statement false;
    UnsafeAdd "Add" 2 false Expression true;
    Alignof "Alignof" 1 false Expression true;
    Offsetof "Offsetof" 1 false Expression true;
    Sizeof "Sizeof" 1 false Expression true;
    UnsafeSlice "Slice" 2 false Expression true;
    SliceData "SliceData" 1 false Expression true;
    UnsafeString "String" 2 false Expression true;
    StringData "StringData" 1 false Expression true;
}
