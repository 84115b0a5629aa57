//! Numbers by which a program names its parts.

macro_rules! ids {
    ($($(#[$about:meta])* $name:ident)*) => {
        $(
            $(#[$about])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub struct $name(pub(crate) u32);

            impl $name {
                /// The number: dense, from zero.
                pub fn index(self) -> usize {
                    self.0 as usize
                }
            }
        )*
    };
}

ids! {
    /// A function of a program.
    FunctionId
    /// A package variable.
    GlobalId
    /// A method that is called through interfaces.
    MethodId
    /// A local variable, parameter or temporary of a function.
    LocalId
    /// A block or a loop of a function that can be left or repeated.
    Label
}
