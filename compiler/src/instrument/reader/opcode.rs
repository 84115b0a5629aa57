//! Opcode: the name of an operator, whatever its immediates are.

macro_rules! opcodes {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
        /// The name of an operator.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Opcode {
            $($op,)*
        }
    };
}
wasmparser::for_each_operator!(opcodes);
