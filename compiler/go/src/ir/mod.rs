//! The intermediate representation: a closed program of functions without type parameters, every conversion explicit.
//!
//! It is a tree, not a graph of basic blocks: WebAssembly is structured as Go is. What is left of Go in it is what a
//! backend has to know: types for layout, places for what can be assigned, labels for what can be left.
//!
//! | file | holds |
//! |---|---|
//! | [`types`](self) `types.rs` | types without parameters, each once |
//! | `program.rs` | functions, globals, exports, and who implements which method |
//! | `ids.rs` | numbers of a program's parts |
//! | `function.rs` | locals and code |
//! | `constant.rs` | expressions whose value memory can begin with |
//! | `expression.rs` | expressions, places and statements |
//! | `intrinsic.rs` | functions that the backend itself knows |
//! | `descriptor.rs` | what types look like to a running program |
//!
//! *Invariants.* The program is closed: every function that is named is there, and nothing else is compiled. Order is
//! that of discovery from the exports, so that the same source gives the same numbers. Operands are evaluated from left
//! to right, as they stand.

mod build;
mod constant;
pub mod descriptor;
mod expression;
mod function;
mod ids;
mod intrinsic;
pub mod print;
mod program;
mod types;

pub use build::Profile;
pub(crate) use build::build;
pub(crate) use constant::is_constant;
pub use expression::{BinaryOp, Convert, Expr, ExprKind, Place, Stmt, StmtKind, UnaryOp};
pub use function::{Body, Function, Local};
pub use ids::{FunctionId, GlobalId, Label, LocalId, MethodId};
pub use intrinsic::Intrinsic;
pub use program::{DynamicMethod, Export, Global, LangItem, Program};
pub use types::{Field, FloatWidth, IntType, MethodName, Shape, Ty, TypeInfo, Types};
