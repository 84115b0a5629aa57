//! A function's body: which names of the package it changes, calls and mentions. Names declared inside it are others,
//! even where they are spelled the same.
//!
//! There is no type checker here. A change that only types would show, through another name for the same map or
//! inside a package of others, is not seen.

use gosyn::ast::{
    BlockStmt, CaseClause, DeclStmt, Element, Expression, FieldList, FuncDecl, FuncType, Ident, LiteralValue, Statement,
};
use gosyn::token::Operator;
use std::collections::HashSet;

/// A change of what a name of the package holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change<'f> {
    pub(super) name: &'f str,
    /// The character that the name begins at.
    pub(super) at: usize,
    /// True where an element, or what is pointed to, changes, so that a copy of the name would do as well.
    pub(super) element: bool,
}

/// A call of a method of a name of the package.
#[derive(Clone, Copy, Debug)]
pub(super) struct MethodCall<'f> {
    pub(super) name: &'f str,
    pub(super) at: usize,
    pub(super) method: &'f str,
    /// True where nothing is done with what it gives back.
    pub(super) alone: bool,
}

/// Uses that a body makes of names that are not its own.
#[derive(Debug, Default)]
pub(super) struct Body<'f> {
    pub(super) changes: Vec<Change<'f>>,
    pub(super) method_calls: Vec<MethodCall<'f>>,
    /// Names that are called.
    pub(super) called: HashSet<&'f str>,
    /// Names that are mentioned otherwise.
    pub(super) mentioned: HashSet<&'f str>,
    /// Names after a dot.
    pub(super) selected: HashSet<&'f str>,
    scopes: Vec<HashSet<&'f str>>,
}

/// Functions of Go that change their first argument.
const CHANGES_FIRST: [&str; 3] = ["delete", "clear", "copy"];

impl<'f> Body<'f> {
    /// The body of `function`. Its receiver counts as a name of the package.
    pub(super) fn of(function: &'f FuncDecl) -> Self {
        let mut body = Self::default();
        body.function(&function.typ, function.body.as_ref());
        body
    }

    /// The values that package variables begin with.
    pub(super) fn of_values(values: &'f [Expression]) -> Self {
        let mut body = Self::default();
        values.iter().for_each(|value| body.expression(value));
        body
    }

    fn function(&mut self, ty: &'f FuncType, block: Option<&'f BlockStmt>) {
        self.scopes.push(HashSet::new());
        let named = |list: &'f FieldList| list.list.iter().flat_map(|field| &field.name);
        [&ty.typ_params, &ty.params, &ty.result].into_iter().flat_map(named).for_each(|name| self.declare(name));
        block.iter().for_each(|block| self.list(&block.list));
        self.scopes.pop();
    }

    fn declare(&mut self, name: &'f Ident) {
        self.scopes.last_mut().map(|scope| scope.insert(name.name.as_str()));
    }

    fn is_own(&self, name: &str) -> bool {
        self.scopes.iter().any(|scope| scope.contains(name))
    }

    fn list(&mut self, statements: &'f [Statement]) {
        statements.iter().for_each(|statement| self.statement(statement));
    }

    fn block(&mut self, statements: &'f [Statement]) {
        self.scopes.push(HashSet::new());
        self.list(statements);
        self.scopes.pop();
    }

    fn maybe(&mut self, statement: Option<&'f Statement>) {
        statement.into_iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &'f Statement) {
        // Whatever a statement declares in front of its block ends with the block.
        let own_scope = matches!(
            statement,
            Statement::If(_)
                | Statement::For(_)
                | Statement::Range(_)
                | Statement::Switch(_)
                | Statement::TypeSwitch(_)
        );
        if own_scope {
            self.scopes.push(HashSet::new());
        }
        match statement {
            Statement::Assign(assign) => {
                assign.right.iter().for_each(|value| self.expression(value));
                match assign.op {
                    Operator::Define => assign.left.iter().for_each(|name| self.define(name)),
                    _ => assign.left.iter().for_each(|target| self.target(target)),
                }
            }
            Statement::IncDec(step) => self.target(&step.expr),
            Statement::Expr(alone) => match &alone.expr {
                Expression::Call(call) => self.call(&call.func, &call.args, true),
                other => self.expression(other),
            },
            Statement::Defer(defer) => self.call(&defer.call.func, &defer.call.args, true),
            Statement::Go(go) => self.call(&go.call.func, &go.call.args, true),
            Statement::Return(back) => back.ret.iter().for_each(|value| self.expression(value)),
            Statement::Block(block) => self.block(&block.list),
            Statement::Label(label) => self.statement(&label.stmt),
            Statement::Send(send) => [&send.chan, &send.value].into_iter().for_each(|part| self.expression(part)),
            Statement::Declaration(declaration) => self.declaration(declaration),
            Statement::If(branch) => {
                self.maybe(branch.init.as_deref());
                self.expression(&branch.cond);
                self.block(&branch.body.list);
                self.maybe(branch.else_.as_deref());
            }
            Statement::For(each) => {
                [&each.init, &each.cond, &each.post].into_iter().for_each(|part| self.maybe(part.as_deref()));
                self.block(&each.body.list);
            }
            Statement::Range(range) => {
                self.expression(&range.expr);
                let defines = matches!(range.op, Some((_, Operator::Define)));
                for place in [&range.key, &range.value].into_iter().flatten() {
                    if defines { self.define(place) } else { self.target(place) }
                }
                self.block(&range.body.list);
            }
            Statement::Switch(switch) => {
                self.maybe(switch.init.as_deref());
                switch.tag.iter().for_each(|tag| self.expression(tag));
                self.cases(&switch.block.body);
            }
            Statement::TypeSwitch(switch) => {
                self.maybe(switch.init.as_deref());
                self.maybe(switch.tag.as_deref());
                self.cases(&switch.block.body);
            }
            Statement::Select(select) => {
                for clause in &select.body.body {
                    self.scopes.push(HashSet::new());
                    self.maybe(clause.comm.as_deref());
                    self.list(&clause.body);
                    self.scopes.pop();
                }
            }
            Statement::Empty(_) | Statement::Branch(_) => {}
        }
        if own_scope {
            self.scopes.pop();
        }
    }

    fn cases(&mut self, cases: &'f [CaseClause]) {
        for case in cases {
            case.list.iter().for_each(|value| self.expression(value));
            self.block(&case.body);
        }
    }

    fn declaration(&mut self, declaration: &'f DeclStmt) {
        match declaration {
            DeclStmt::Type(types) => types.specs.iter().for_each(|spec| self.declare(&spec.name)),
            DeclStmt::Const(constants) => {
                constants.specs.iter().flat_map(|spec| &spec.name).for_each(|name| self.declare(name));
            }
            DeclStmt::Variable(variables) => {
                for spec in &variables.specs {
                    spec.values.iter().for_each(|value| self.expression(value));
                    spec.name.iter().for_each(|name| self.declare(name));
                }
            }
        }
    }

    fn define(&mut self, name: &'f Expression) {
        if let Expression::Ident(name) = name {
            self.declare(name);
        }
    }

    /// A place that is written to.
    fn target(&mut self, target: &'f Expression) {
        self.change(target);
        self.expression(target);
    }

    fn change(&mut self, target: &'f Expression) {
        let (mut at, mut element) = (target, false);
        let root = loop {
            at = match at {
                Expression::Paren(inner) => &inner.expr,
                Expression::Selector(selector) => &selector.x,
                Expression::Index(index) => {
                    element = true;
                    &index.left
                }
                Expression::Slice(slice) => {
                    element = true;
                    &slice.left
                }
                Expression::Star(star) => {
                    element = true;
                    &star.right
                }
                Expression::Operation(star) if star.op == Operator::Star && star.y.is_none() => {
                    element = true;
                    &star.x
                }
                Expression::Ident(root) => break root,
                _ => return,
            };
        };
        if root.name != "_" && !self.is_own(&root.name) {
            self.changes.push(Change { name: &root.name, at: root.pos, element });
        }
    }

    fn call(&mut self, function: &'f Expression, arguments: &'f [Expression], alone: bool) {
        match function {
            Expression::Paren(inner) => return self.call(&inner.expr, arguments, alone),
            Expression::Ident(name) if !self.is_own(&name.name) => {
                self.called.insert(&name.name);
                if CHANGES_FIRST.contains(&name.name.as_str()) {
                    arguments.iter().take(1).for_each(|changed| self.change(changed));
                }
            }
            Expression::Selector(selector) => {
                self.selected.insert(&selector.sel.name);
                if let Some(root) = root(&selector.x).filter(|root| !self.is_own(&root.name)) {
                    let (name, method) = (root.name.as_str(), selector.sel.name.as_str());
                    self.method_calls.push(MethodCall { name, at: root.pos, method, alone });
                }
                self.expression(&selector.x);
            }
            other => self.expression(other),
        }
        arguments.iter().for_each(|argument| self.expression(argument));
    }

    fn expression(&mut self, expression: &'f Expression) {
        match expression {
            Expression::Ident(name) => {
                if !self.is_own(&name.name) {
                    self.mentioned.insert(&name.name);
                }
            }
            Expression::Call(call) => self.call(&call.func, &call.args, false),
            Expression::Index(index) => {
                [&index.left, &index.index].into_iter().for_each(|part| self.expression(part));
            }
            Expression::IndexList(list) => {
                self.expression(&list.left);
                list.indices.iter().for_each(|index| self.expression(index));
            }
            Expression::Slice(slice) => {
                self.expression(&slice.left);
                slice.index.iter().flatten().for_each(|bound| self.expression(bound));
            }
            Expression::FuncLit(literal) => self.function(&literal.typ, Some(&literal.body)),
            Expression::Selector(selector) => {
                self.selected.insert(&selector.sel.name);
                self.expression(&selector.x);
            }
            Expression::Range(range) => self.expression(&range.right),
            Expression::Star(star) => self.expression(&star.right),
            Expression::Paren(inner) => self.expression(&inner.expr),
            Expression::TypeAssert(assertion) => self.expression(&assertion.left),
            Expression::CompositeLit(literal) => {
                self.expression(&literal.typ);
                self.literal(&literal.val);
            }
            Expression::List(all) => all.iter().for_each(|one| self.expression(one)),
            Expression::Operation(operation) => {
                if operation.op == Operator::And && operation.y.is_none() {
                    self.change(&operation.x);
                }
                self.expression(&operation.x);
                operation.y.iter().for_each(|y| self.expression(y));
            }
            Expression::Ellipsis(many) => many.elt.iter().for_each(|element| self.expression(element)),
            Expression::BasicLit(_)
            | Expression::TypeMap(_)
            | Expression::TypeArray(_)
            | Expression::TypeSlice(_)
            | Expression::TypeFunction(_)
            | Expression::TypeStruct(_)
            | Expression::TypeChannel(_)
            | Expression::TypePointer(_)
            | Expression::TypeInterface(_) => {}
        }
    }

    fn literal(&mut self, literal: &'f LiteralValue) {
        for keyed in &literal.values {
            for element in keyed.key.iter().chain([&keyed.val]) {
                match element {
                    Element::Expr(value) => self.expression(value),
                    Element::LitValue(inner) => self.literal(inner),
                }
            }
        }
    }
}

/// The name that a chain of fields, elements and brackets begins with.
fn root(expression: &Expression) -> Option<&Ident> {
    match expression {
        Expression::Ident(name) => Some(name),
        Expression::Paren(inner) => root(&inner.expr),
        Expression::Selector(selector) => root(&selector.x),
        Expression::Index(index) => root(&index.left),
        Expression::Star(star) => root(&star.right),
        Expression::Operation(star) if star.op == Operator::Star && star.y.is_none() => root(&star.x),
        _ => None,
    }
}
