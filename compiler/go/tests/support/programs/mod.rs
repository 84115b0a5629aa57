//! Random programs of package main that print what they compute.
//!
//! A program always ends: each call and each turn of a loop burns fuel, and without fuel it panics. It prints by
//! `println` alone. Operands that call something that writes stand in statements of their own, since Go leaves the
//! order of reads and calls in one expression open; maps are ranged over only where the order does not show.
//!
//! | file | constructs |
//! |---|---|
//! | `types.rs` | basic types of every width, declared ones, structs with embedding, arrays, slices, maps with keys of every comparable kind, pointers, functions, interfaces, `any` |
//! | `declarations.rs` | package variables that need each other, constants with iota, methods by value and pointer, promoted methods, generic functions and types, `init`, functions with several and named results, variadic ones, recursion |
//! | `expressions.rs` | every operator on every type it is defined for, conversions, indices, slices, selectors, method values and expressions, closures, assertions, builtins, composite literals |
//! | `literals.rs` | constants and composite literals |
//! | `control.rs` | `if`, `for`, `switch`, type switches, labels |
//! | `statements.rs` | every statement but `go`, `select`, `goto`: labels, fallthrough, range over integers, slices, arrays, strings, maps and functions, defer in loops, type switches, assignments of several |
//! | `shown.rs` | code that prints a value of any type |
//! | `forms` | constructs that go together, written as Go with gaps |

mod control;
mod declarations;
mod expressions;
mod forms;
mod literals;
mod shown;
mod statements;
mod types;

use super::mutants::Dice;
use std::collections::BTreeSet;
use std::fmt::Write;
use types::Type;

/// A name in reach: a variable, its type, and whether it may be assigned.
#[derive(Clone)]
struct Variable {
    name: String,
    ty: Type,
    assignable: bool,
}

/// A function that statements may call.
#[derive(Clone)]
struct Callable {
    /// The text before the opening parenthesis.
    name: String,
    params: Vec<Type>,
    results: Vec<Type>,
    variadic: bool,
}

/// Writes one program.
struct Generator {
    dice: Dice,
    out: String,
    indent: usize,
    variables: Vec<Variable>,
    /// Declared types in the order of their declaration.
    declared: Vec<types::Declared>,
    callables: Vec<Callable>,
    /// Labels of loops around the statement, and whether one was used.
    labels: Vec<(String, bool)>,
    /// Results of the function around, for return statements.
    results: Vec<Type>,
    in_loop: bool,
    /// What is written now must not panic: it runs before `main`, where the oracle can't tell whose panic it is, or is
    /// deferred.
    safe: bool,
    fresh: usize,
    /// Statements the program may still have.
    budget: usize,
    /// Types there is a printing function for.
    shown: Vec<Type>,
    /// Packages of the library that are used.
    imports: BTreeSet<&'static str>,
}

/// The program with this number: always the same text.
pub fn program(number: u64) -> String {
    let mut generator = Generator {
        dice: Dice::new(number),
        out: String::new(),
        indent: 0,
        variables: Vec::new(),
        declared: Vec::new(),
        callables: Vec::new(),
        labels: Vec::new(),
        results: Vec::new(),
        in_loop: false,
        safe: false,
        fresh: 0,
        budget: 0,
        shown: Vec::new(),
        imports: BTreeSet::new(),
    };
    generator.whole();
    let imports: String = generator.imports.iter().map(|path| format!("import \"{path}\"\n")).collect();
    format!("package main\n\n{imports}\n{}", generator.out)
}

impl Generator {
    fn below(&mut self, bound: usize) -> usize {
        self.dice.roll(bound)
    }

    /// True in `times` of `of` cases.
    fn chance(&mut self, times: usize, of: usize) -> bool {
        self.dice.roll(of) < times
    }

    fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.dice.roll(list.len())].clone()
    }

    fn fresh(&mut self, prefix: &str) -> String {
        self.fresh += 1;
        format!("{prefix}{}", self.fresh)
    }

    fn line(&mut self, text: &str) {
        for _ in 0..self.indent {
            self.out.push('\t');
        }
        let _ = writeln!(self.out, "{text}");
    }

    /// Lines one level deeper, with variables of their own.
    fn inside(&mut self, body: impl FnOnce(&mut Self)) {
        let known = self.variables.len();
        self.indent += 1;
        body(self);
        self.indent -= 1;
        self.variables.truncate(known);
    }

    fn whole(&mut self) {
        self.line("var fuel = 1000\n");
        self.line("func burn() {\n\tfuel--\n\tif fuel < 0 {\n\t\tpanic(\"out of fuel\")\n\t}\n}\n");
        self.declarations();
        self.line("func main() {");
        self.inside(|this| {
            this.body(8);
            for callable in this.callables.clone() {
                this.call(&callable);
            }
            this.form();
            this.show_globals();
        });
        self.line("}\n");
        self.show_functions();
    }
}
