//! Shapes of code that a compiler keeps much of at once.

use super::body::Body;

/// A shape: its writer, and the most that may become wide. What takes a compiler long for each is narrower.
pub(super) type Shape = (fn(&mut Body<'_>, usize), u64);

/// Every shape.
pub(super) const SHAPES: [Shape; 11] = [
    (hoisted, 2_048),
    (table, 512),
    (results, 64),
    (arguments, 64),
    (churn, 256),
    (pairs, 192),
    (rotate, 128),
    (branches, 64),
    (operands, 512),
    (floats, 192),
    (carried, 64),
];

fn hoisted(body: &mut Body<'_>, n: usize) {
    body.rounds(|body| {
        for _ in 0..n {
            let product = body.product();
            body.add(&product);
        }
    });
}

fn table(body: &mut Body<'_>, n: usize) {
    body.rounds(|body| {
        let name = body.dice.next_u64();
        let targets: String = (0..n).map(|i| format!(" $arm{name}.{i}")).collect();
        body.put(&format!("(block $end{name}"));
        body.put(&(0..n).rev().map(|i| format!("(block $arm{name}.{i} ")).collect::<String>());
        body.put(&format!(
            "(br_table{targets} $end{name} (i32.add (local.get $i) (i32.wrap_i64 (i64.rem_u (local.get $x) (i64.const {n})))))"
        ));
        for _ in 0..n {
            body.put(")");
            let product = body.product();
            body.add(&product);
        }
        body.put(")");
    });
}

fn results(body: &mut Body<'_>, n: usize) {
    let (call, dropped) = (body.call_wide(0), "(drop)".repeat(body.wide.1));
    for i in 0..n {
        if i == n / 2 {
            let deeper = body.deeper();
            body.add(&deeper);
        }
        body.put(&format!("{call} {dropped}"));
    }
}

fn arguments(body: &mut Body<'_>, n: usize) {
    body.filled(n);
    for i in 0..n / 4 + 1 {
        let call = body.call_wide(n);
        let results = body.wide.1;
        body.put(&call);
        for _ in 0..results {
            let local = body.dice.below(n as u64);
            body.put(&format!("(local.set $l{local})"));
        }
        if i == 0 {
            let deeper = body.deeper();
            body.add(&deeper);
        }
    }
    body.summed(n);
}

fn churn(body: &mut Body<'_>, n: usize) {
    body.filled(n);
    let steps = n * 4;
    for i in 0..steps {
        let ((a, b), (c, _)) = (body.two(n), body.two(n));
        body.put(&format!(
            "(local.set $l{a} (i64.add (i64.mul (local.get $l{b}) (local.get $l{c})) (i64.load offset={} (i32.const 0))))",
            8 * i
        ));
        if i == steps / 2 {
            let deeper = body.deeper();
            body.add(&deeper);
        }
    }
    body.summed(n);
}

fn pairs(body: &mut Body<'_>, n: usize) {
    body.filled(n);
    for i in 0..2 * n {
        let (a, b) = body.two(n);
        let call = match i == n {
            true => body.deeper(),
            false => format!("(call $pair (local.get $l{b}))"),
        };
        body.put(&format!("(local.set $l{a} {call})"));
    }
    body.summed(n);
}

fn rotate(body: &mut Body<'_>, n: usize) {
    body.filled(n);
    body.rounds(|body| {
        let from = body.dice.below(n as u64) as usize;
        body.put(&(0..n).map(|i| format!("(local.get $l{i})")).collect::<String>());
        // Each goes where a multiplication sends it; an odd factor or not, all are taken off again.
        body.put(&(0..n).map(|i| format!("(local.set $l{})", (i * 5 + from) % n)).collect::<String>());
    });
    body.summed(n);
}

fn branches(body: &mut Body<'_>, n: usize) {
    body.filled(n);
    body.rounds(|body| {
        for i in 0..2 * n {
            let ((a, b), (c, _)) = (body.two(n), body.two(n));
            body.put(&format!(
                "(if (i64.eqz (i64.load offset={} (i32.const 0)))
                    (then (local.set $l{a} (i64.add (local.get $l{b}) (local.get $l{c})))))",
                8 * i
            ));
        }
    });
    body.summed(n);
}

fn operands(body: &mut Body<'_>, n: usize) {
    for _ in 0..n {
        let product = body.product();
        body.put(&product);
    }
    let deeper = body.deeper();
    body.put(&deeper);
    body.put(&"(i64.xor)".repeat(n));
    body.put("(local.set $acc (i64.add (local.get $acc)))");
}

fn floats(body: &mut Body<'_>, n: usize) {
    body.floats = body.floats.max(n);
    for i in 0..n {
        let product = body.product();
        body.put(&format!("(local.set $d{i} (f64.convert_i64_s {product}))"));
    }
    for i in 0..4 * n {
        let ((a, b), (c, _)) = (body.two(n), body.two(n));
        let operator = body.dice.pick(&["add", "mul", "sub", "div", "max"]);
        body.put(&format!("(local.set $d{a} (f64.{operator} (local.get $d{b}) (local.get $d{c})))"));
        if i == 2 * n {
            let deeper = body.deeper();
            body.add(&deeper);
        }
    }
    for i in 0..n {
        body.add(&format!("(i64.reinterpret_f64 (local.get $d{i}))"));
    }
}

fn carried(body: &mut Body<'_>, n: usize) {
    let results = body.dice.within(1..17) as usize;
    body.rounds(|body| {
        body.put(&format!("(block (result{})", " i64".repeat(results)));
        for _ in 0..results {
            let product = body.product();
            body.put(&product);
        }
        for i in 0..n {
            body.put(&format!("(br_if 0 (i32.wrap_i64 (i64.load offset={} (i32.const 16))))", 8 * i));
        }
        body.put(")");
        body.put(&"(i64.xor)".repeat(results - 1));
        body.put("(local.set $acc (i64.add (local.get $acc)))");
    });
}
