//! Rendering of a profile: a flame graph, a speedscope file, folded stacks.

use super::{Place, Profile};
use allod_core::Address;
use serde_json::{Value as Json, json};
use std::fmt::Write;

/// Width of the picture, pixels.
const WIDTH: f64 = 1200.0;
/// Height of a row, pixels.
const ROW: f64 = 18.0;
/// Narrower than this a place is not drawn, pixels: a tooltip could not be hit.
const THINNEST: f64 = 0.3;
/// Width of a letter of the labels, pixels.
const LETTER: f64 = 6.6;

impl Place {
    /// Label of the place. `name` gives the name of a contract.
    pub fn label(&self, name: impl Fn(&Address) -> String) -> String {
        match self {
            Self::Contract(address, function) => format!("{}.{function}", name(address)),
            Self::Function(function) => function.clone(),
            Self::Host(op) => format!("host {}", op.name()),
            Self::Module(function) => format!("host {function}"),
        }
    }
}

impl Profile {
    /// Folded stacks: a line for each place that spent gas, with the way to it, names joined by `;`, and its gas. `name` gives
    /// the name of a contract.
    pub fn folded(&self, name: impl Fn(&Address) -> String) -> String {
        let mut lines = String::new();
        self.walk(|way, node| {
            if self.nodes[node].gas > 0 {
                let way: Vec<_> = way.iter().map(|node| self.label(*node, &name).replace(';', ":")).collect();
                let _ = writeln!(lines, "{} {}", way.join(";"), self.nodes[node].gas);
            }
        });
        lines
    }

    /// Speedscope file: a sample for each place, weighted by its gas.
    pub fn speedscope(&self, title: &str, name: impl Fn(&Address) -> String) -> Json {
        let frames: Vec<_> = (0..self.nodes.len()).map(|node| json!({"name": self.label(node, &name)})).collect();
        let (mut samples, mut weights) = (Vec::new(), Vec::new());
        self.walk(|way, node| {
            if self.nodes[node].gas > 0 {
                samples.push(json!(way));
                weights.push(json!(self.nodes[node].gas));
            }
        });
        json!({
            "$schema": "https://www.speedscope.app/file-format-schema.json",
            "shared": {"frames": frames},
            "profiles": [{
                "type": "sampled", "name": title, "unit": "none",
                "startValue": 0, "endValue": self.total(), "samples": samples, "weights": weights,
            }],
            "name": title,
            "exporter": "allod",
        })
    }

    /// Flame graph, as SVG: a row for each depth, a box for each place, as wide as the gas spent there and below. The text of a
    /// box, and its share, show when the mouse rests on it.
    pub fn flame_graph(&self, title: &str, name: impl Fn(&Address) -> String) -> String {
        let below = self.gas_with_callees();
        let total = below.first().copied().unwrap_or(0).max(1);
        let (mut boxes, mut depth) = (String::new(), 0usize);
        let mut left: Vec<f64> = vec![0.0; self.nodes.len()];
        self.walk(|way, node| {
            let row = way.len() - 1;
            let mut at = left[node];
            for child in &self.nodes[node].children {
                left[*child] = at;
                at += below[*child] as f64 / total as f64 * WIDTH;
            }
            let width = below[node] as f64 / total as f64 * WIDTH;
            if width >= THINNEST {
                depth = depth.max(row + 1);
                let (label, colour) = (self.label(node, &name), self.colour(node));
                let share = below[node] as f64 / total as f64 * 100.0;
                let fits = ((width - 4.0) / LETTER).max(0.0) as usize;
                let shown: String = if fits < 3 { String::new() } else { label.chars().take(fits).collect() };
                let (x, y) = (left[node], ROW * (row as f64 + 1.5));
                let _ = writeln!(
                    boxes,
                    "<g><title>{}: {} gas, {share:.2} %, itself {}</title><rect x=\"{x:.2}\" y=\"{y:.1}\" width=\"{width:.2}\" height=\"{:.1}\" fill=\"{colour}\"/><text x=\"{:.2}\" y=\"{:.1}\">{}</text></g>",
                    escape(&label), below[node], self.nodes[node].gas, ROW - 1.0, x + 2.0, y + 12.5, escape(&shown),
                );
            }
        });
        let height = ROW * (depth as f64 + 2.0);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" font-family=\"monospace\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fffdf7\"/>\n<text x=\"4\" y=\"16\">{}: {total} gas</text>\n{boxes}</svg>\n",
            escape(title)
        )
    }

    /// Gas of each place with everything it called.
    fn gas_with_callees(&self) -> Vec<u64> {
        let mut below: Vec<u64> = self.nodes.iter().map(|node| node.gas).collect();
        // A place stands behind the one that called it, so from the end each is complete when it is added.
        for node in (0..self.nodes.len()).rev() {
            below[node] += self.nodes[node].children.iter().map(|child| below[*child]).sum::<u64>();
        }
        below
    }

    /// Visits every place with the way to it, callers first, in the order they were first reached.
    fn walk(&self, mut visit: impl FnMut(&[usize], usize)) {
        let mut way: Vec<usize> = Vec::new();
        let mut open: Vec<(usize, usize)> = if self.nodes.is_empty() { Vec::new() } else { vec![(0, 0)] };
        while let Some((node, depth)) = open.pop() {
            way.truncate(depth);
            way.push(node);
            visit(&way, node);
            open.extend(self.nodes[node].children.iter().rev().map(|child| (*child, depth + 1)));
        }
    }

    fn label(&self, node: usize, name: &impl Fn(&Address) -> String) -> String {
        self.nodes[node].place.label(name)
    }

    fn colour(&self, node: usize) -> &'static str {
        match &self.nodes[node].place {
            Place::Contract(..) => "#8fb9d9",
            Place::Function(_) => "#f2b56b",
            Place::Host(_) | Place::Module(_) => "#9ccb86",
        }
    }
}

/// Text for an XML document, which has no letters for control characters: those are written out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.extend(letter.escape_unicode()),
            letter if letter.is_control() => out.extend(letter.escape_unicode()),
            letter => out.push(letter),
        }
    }
    out
}
