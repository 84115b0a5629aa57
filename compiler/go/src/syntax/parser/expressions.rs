//! Unary and binary expressions.

use super::super::files::Pos;
use super::super::token::{Op, Token};
use super::super::tree::{Direction, ExprId, ExprKind};
use super::Parser;

impl Parser<'_> {
    /// An expression or a type.
    pub(super) fn expression(&mut self) -> ExprId {
        self.binary_from(None, 1)
    }

    /// An expression that is a value: on the right of an assignment, an argument, a bound.
    pub(super) fn value(&mut self) -> ExprId {
        let around = std::mem::replace(&mut self.right_side, true);
        let x = self.expression();
        self.right_side = around;
        x
    }

    /// Expressions with commas between them; as values or not.
    pub(super) fn expressions(&mut self, values: bool) -> Vec<ExprId> {
        let around = std::mem::replace(&mut self.right_side, values);
        let mut list = vec![self.expression()];
        while self.eat(Op::Comma) {
            list.push(self.expression());
        }
        self.right_side = around;
        list
    }

    /// A binary expression of operators that bind at least as tightly as `lowest`. Its first operand may be read.
    pub(super) fn binary_from(&mut self, first: Option<ExprId>, lowest: u8) -> ExprId {
        let mut x = first.unwrap_or_else(|| self.unary());
        loop {
            let op = match self.token {
                Token::Op(Op::Assign) if self.right_side => Op::Eql,
                Token::Op(op) => op,
                _ => return x,
            };
            let precedence = op.precedence();
            if precedence == 0 || precedence < lowest {
                return x;
            }
            let at = self.expect(op).start;
            let y = self.binary_from(None, precedence + 1);
            x = self.binary(op, x, y, at);
        }
    }

    /// `x op y`; a chain of binary expressions to the left is one level.
    pub(super) fn binary(&mut self, op: Op, x: ExprId, y: ExprId, at: Pos) -> ExprId {
        let left = match self.tree.kind(x) {
            ExprKind::Binary { .. } => self.height(x),
            _ => self.height(x) + 1,
        };
        let height = left.max(self.height(y) + 1);
        let span = self.tree.span(x).to(self.tree.span(y));
        self.expr_of_height(ExprKind::Binary { op, x, y, at }, span, height)
    }

    pub(super) fn unary(&mut self) -> ExprId {
        let x = if self.enter() { self.unary_inner() } else { self.bad_expr(self.here()) };
        self.leave();
        x
    }

    fn unary_inner(&mut self) -> ExprId {
        let start = self.here().start;
        match self.token {
            Token::Op(op @ (Op::Add | Op::Sub | Op::Not | Op::Xor | Op::And | Op::Tilde)) => {
                self.next();
                let x = self.unary();
                self.expr(ExprKind::Unary { op, x }, self.since(start), &[x])
            }
            Token::Op(Op::Mul) => {
                self.next();
                let x = self.unary();
                self.expr(ExprKind::Star(x), self.since(start), &[x])
            }
            Token::Op(Op::Arrow) => {
                self.next();
                let x = self.unary();
                match self.tree.kind(x) {
                    ExprKind::ChanType { .. } => self.receive_only(x, start),
                    _ => self.expr(ExprKind::Unary { op: Op::Arrow, x }, self.since(start), &[x]),
                }
            }
            _ => self.primary(None),
        }
    }

    /// `<-` before a channel type belongs to the type: `<-chan T` is one that gives, and in `<-chan<- T` the second
    /// arrow belongs to `T`'s own channel.
    fn receive_only(&mut self, chan: ExprId, arrow: Pos) -> ExprId {
        self.tree.exprs[chan].span.start = arrow;
        let (mut current, mut direction, mut at) = (Some(chan), Direction::Send, arrow);
        while let (Some(id), Direction::Send) = (current, direction) {
            let here = self.tree.span(id).start;
            let ExprKind::ChanType { direction: own, elem } = &mut self.tree.exprs[id].kind else { break };
            let was = std::mem::replace(own, Direction::Receive);
            let elem = *elem;
            if was == Direction::Receive {
                self.expected(here, "'chan'");
            }
            (direction, at) = (was, here);
            current = matches!(self.tree.kind(elem), ExprKind::ChanType { .. }).then_some(elem);
        }
        if direction == Direction::Send {
            self.expected(at, "channel type");
        }
        chan
    }
}
