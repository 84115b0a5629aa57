//! Declarations of random programs.

use super::types::{Declared, INTEGERS, Kind, Type};
use super::{Callable, Generator, Variable};
use std::rc::Rc;

/// Declarations of every program: generic functions and types, and what keeps values small.
const PRELUDE: &str = r#"
type ordered interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~string
}

type Pair[A, B any] struct {
	a A
	b B
}

func (p Pair[A, B]) head() A { return p.a }

func (p *Pair[A, B]) swapIn(a A) A {
	p.a, a = a, p.a
	return a
}

type List[T any] struct {
	value T
	next  *List[T]
}

func (l *List[T]) push(value T) *List[T] { return &List[T]{value, l} }

func (l *List[T]) all(yield func(int, T) bool) {
	i := 0
	for at := l; at != nil; at = at.next {
		if !yield(i, at.value) {
			return
		}
		i++
	}
}

func id[T any](x T) T { return x }

func ref[T any](x T) *T { return &x }

func is[T any](x any) bool {
	_, ok := x.(T)
	return ok
}

func firstOf[T any](list []T) T {
	for _, x := range list {
		return x
	}
	var zero T
	return zero
}

func pickOne[T any](c bool, a, b T) T {
	if c {
		return a
	}
	return b
}

func sumOf[T ordered](list ...T) (total T) {
	for _, x := range list {
		total += x
	}
	return
}

func mapped[A, B any](list []A, f func(A) B) []B {
	var out []B
	for _, x := range list {
		out = append(out, f(x))
	}
	return out
}

func keys[K ordered, V any](m map[K]V) []K {
	list := make([]K, 0, len(m))
	for k := range m {
		at := 0
		for at < len(list) && list[at] < k {
			at++
		}
		list = append(list, k)
		copy(list[at+1:], list[at:])
		list[at] = k
	}
	return list
}

func count(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i * i) {
				return
			}
		}
	}
}

func trace(name string, x int) int {
	println(name, x)
	return x
}

func note(x int) { g_int = g_int*31 + x }

func cut[S ~string](s S) S {
	if len(s) > 40 {
		return s[:40]
	}
	return s
}
"#;

impl Generator {
    pub(super) fn declarations(&mut self) {
        self.out.push_str(PRELUDE);
        self.out.push_str(super::forms::PRELUDE);
        self.out.push('\n');
        self.basic_globals();
        self.declared.push(Declared { name: "Valuer".into(), kind: Kind::Interface, by_pointer: None });
        self.line("type Valuer interface{ Val(x int) int }\n");
        for _ in 0..3 + self.below(3) {
            self.declared_type();
        }
        self.constants();
        self.safe = true;
        for _ in 0..2 + self.below(3) {
            self.global();
        }
        self.ordered_globals();
        self.safe = false;
        self.methods();
        let functions = 2 + self.below(2);
        let signatures: Vec<Callable> = (0..functions).map(|at| self.signature(at)).collect();
        for callable in &signatures {
            self.callables.push(callable.clone());
        }
        for callable in signatures {
            self.budget = 8;
            self.function(&callable);
        }
        self.budget = 14;
        if self.chance(1, 2) {
            self.safe = true;
            let value = self.value(&Type::Basic("int"), 3);
            self.line(&format!(
                "func init() {{\n\tg_string = cut(g_string + \"i\")\n\tg_int += {value}\n\tprintln(g_int)\n}}\n"
            ));
            self.safe = false;
        }
    }

    fn basic_globals(&mut self) {
        self.line("var (");
        self.indent += 1;
        for (at, basic) in INTEGERS.iter().enumerate() {
            let value = (at * 37 + self.below(90)) % 128;
            self.line(&format!("g_{basic} {basic} = {value}"));
        }
        let fraction = self.below(100);
        self.line(&format!("g_float64 float64 = {fraction}.25"));
        self.line("g_string = \"glob\"");
        let truth = self.chance(1, 2);
        self.line(&format!("g_bool = {truth}"));
        self.indent -= 1;
        self.line(")\n");
        for basic in INTEGERS.iter().chain(&["float64", "string", "bool"]) {
            self.variables.push(Variable { name: format!("g_{basic}"), ty: Type::Basic(basic), assignable: true });
        }
    }

    fn declared_type(&mut self) {
        let name = format!("T{}", self.declared.len());
        let kind = match self.below(6) {
            0 => Kind::Basic(self.pick(&INTEGERS)),
            1 => Kind::Basic(self.pick(&["string", "bool", "float64", "uint8"])),
            2 => Kind::Slice(self.basic_type()),
            _ => self.struct_kind(),
        };
        let right = match &kind {
            Kind::Basic(basic) => (*basic).to_owned(),
            Kind::Slice(elem) => format!("[]{}", self.text(elem)),
            Kind::Interface => "any".to_owned(),
            Kind::Struct(fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(
                        |(field, ty, embedded)| {
                            if *embedded { self.text(ty) } else { format!("{field} {}", self.text(ty)) }
                        },
                    )
                    .collect();
                format!("struct {{ {} }}", fields.join("; "))
            }
        };
        let by_pointer = if self.chance(2, 3) { Some(self.chance(1, 2)) } else { None };
        self.line(&format!("type {name} {right}\n"));
        self.declared.push(Declared { name, kind, by_pointer });
    }

    fn struct_kind(&mut self) -> Kind {
        let mut fields: Vec<(String, Type, bool)> = Vec::new();
        let structs: Vec<usize> =
            (0..self.declared.len()).filter(|index| matches!(self.declared[*index].kind, Kind::Struct(_))).collect();
        if !structs.is_empty() && self.chance(1, 2) {
            let index = self.pick(&structs);
            fields.push((self.declared[index].name.clone(), Type::Declared(index), true));
        }
        for at in 0..1 + self.below(4) {
            let ty = self.any_type(2);
            fields.push((format!("{}{at}", ["f", "F"][at % 2]), ty, false));
        }
        Kind::Struct(fields)
    }

    fn constants(&mut self) {
        let shift = 1 + self.below(3);
        self.line(&format!("const (\n\tc0 = iota * {shift}\n\tc1\n\t_\n\tc3\n\tc4 uint8 = 1 << iota\n)\n"));
    }

    /// A package variable, maybe one that needs a later one.
    fn global(&mut self) {
        let name = self.fresh("v");
        let ty = self.any_type(2);
        let known = std::mem::take(&mut self.variables);
        self.variables = known.iter().filter(|variable| !variable.name.starts_with('c')).cloned().collect();
        let value = self.value(&ty, 2);
        self.variables = known;
        let text = self.text(&ty);
        self.line(&format!("var {name} {text} = {value}\n"));
        self.variables.push(Variable { name, ty, assignable: true });
    }

    /// Package variables that need each other against the order they stand in, and say when they are initialised.
    fn ordered_globals(&mut self) {
        let count = 2 + self.below(3);
        let mut order: Vec<usize> = (0..count).collect();
        for at in (1..count).rev() {
            let other = self.below(at + 1);
            order.swap(at, other);
        }
        for at in order {
            let value = self.live(&Type::Basic("int"), 1);
            let needed = match at {
                0 => String::new(),
                _ if self.chance(1, 2) => format!(" + o{}", self.below(at)),
                _ => format!(" + need{at}()"),
            };
            if needed.ends_with(')') {
                let other = self.below(at);
                self.line(&format!("func need{at}() int {{ return o{other} * 2 }}\n"));
            }
            self.line(&format!("var o{at} = trace(\"o{at}\", {value}{needed})\n"));
        }
    }

    fn methods(&mut self) {
        for index in 0..self.declared.len() {
            let Some(by_pointer) = self.declared[index].by_pointer else { continue };
            let ty = Type::Declared(index);
            let star = if by_pointer { "*" } else { "" };
            let name = self.declared[index].name.clone();
            self.line(&format!("func (r {star}{name}) Val(x int) int {{"));
            let known = self.variables.len();
            let receiver = if by_pointer { Type::Pointer(Rc::new(ty)) } else { ty };
            self.variables.push(Variable { name: "r".into(), ty: receiver, assignable: false });
            self.variables.push(Variable { name: "x".into(), ty: Type::Basic("int"), assignable: false });
            self.inside(|this| {
                this.line("burn()");
                let value = this.value(&Type::Basic("int"), 2);
                this.line(&format!("return {value}"));
            });
            self.variables.truncate(known);
            self.line("}\n");
        }
    }

    fn signature(&mut self, at: usize) -> Callable {
        let params: Vec<Type> = (0..self.below(4)).map(|_| self.any_type(2)).collect();
        let results: Vec<Type> = (0..self.below(3)).map(|_| self.any_type(1)).collect();
        let variadic = !params.is_empty() && self.chance(1, 4);
        Callable { name: format!("fn{at}"), params, results, variadic }
    }

    fn function(&mut self, callable: &Callable) {
        let known = self.variables.len();
        let last = callable.params.len().saturating_sub(1);
        let mut params = Vec::new();
        for (at, ty) in callable.params.iter().enumerate() {
            let name = self.fresh("p");
            let text = self.text(ty);
            if callable.variadic && at == last {
                params.push(format!("{name} ...{text}"));
                self.variables.push(Variable { name, ty: Type::Slice(Rc::new(ty.clone())), assignable: true });
            } else {
                params.push(format!("{name} {text}"));
                self.variables.push(Variable { name, ty: ty.clone(), assignable: true });
            }
        }
        let named = !callable.results.is_empty() && self.chance(1, 3);
        let mut results = Vec::new();
        for ty in &callable.results {
            let text = self.text(ty);
            if named {
                let name = self.fresh("r");
                results.push(format!("{name} {text}"));
                self.variables.push(Variable { name, ty: ty.clone(), assignable: true });
            } else {
                results.push(text);
            }
        }
        let results = if results.is_empty() { String::new() } else { format!("({}) ", results.join(", ")) };
        self.line(&format!("func {}({}) {results}{{", callable.name, params.join(", ")));
        let around = std::mem::replace(&mut self.results, callable.results.clone());
        self.inside(|this| {
            this.line("burn()");
            if named && this.chance(1, 2) {
                this.deferred();
            }
            this.body(5);
            if named && this.chance(1, 2) {
                this.line("return");
            } else {
                this.returning();
            }
        });
        self.results = around;
        self.variables.truncate(known);
        self.line("}\n");
    }

    pub(super) fn returning(&mut self) {
        let results = self.results.clone();
        let values: Vec<String> = results.iter().map(|ty| self.value(ty, 2)).collect();
        self.line(&format!("return {}", values.join(", ")));
    }
}
