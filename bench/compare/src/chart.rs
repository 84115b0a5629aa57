//! Charts, as SVG. Both axes are logarithmic: what counts is by which factor.

use crate::curve::Curve;
use crate::measure::Measured;
use crate::units::time;
use std::fmt::Write;

const WIDTH: f64 = 760.0;
/// Where bars begin; names stand to the left.
const LEFT: f64 = 200.0;
/// Room for a figure after the longest bar.
const RIGHT: f64 = 90.0;
const BAR: f64 = 22.0;
const OURS: &str = "#2f6f4f";
const THEIRS: &str = "#b9bec4";

fn open(height: f64) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"system-ui, sans-serif\" \
         font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    )
}

fn text(out: &mut String, x: f64, y: f64, anchor: &str, weight: &str, text: &str) {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" font-weight=\"{weight}\">{text}</text>")
        .expect("a string grows");
}

/// A bar for each contestant of each group, as long as the logarithm of its time.
pub(crate) fn bars(groups: &[(&str, Vec<&Measured>)]) -> String {
    let all = || groups.iter().flat_map(|(_, measured)| measured.iter().map(|measured| measured.each.median));
    let (low, high) = all().fold((f64::MAX, 1.0f64), |(low, high), ns| (low.min(ns), high.max(ns)));
    let low = 10f64.powf(low.log10().floor());
    let scale = (WIDTH - LEFT - RIGHT) / (high.log10() - low.log10()).max(1.0);
    let lines: usize = groups.iter().map(|(_, measured)| measured.len() + 2).sum();
    let mut out = open(lines as f64 * BAR + 16.0);
    let mut y = 8.0;
    for (title, measured) in groups {
        y += BAR;
        text(&mut out, 12.0, y, "start", "600", title);
        y += 8.0;
        for measured in measured {
            let (label, ns) = (measured.contestant.label, measured.each.median);
            let colour = if measured.contestant.runner == "allod" { OURS } else { THEIRS };
            let width = ((ns.log10() - low.log10()) * scale).max(2.0);
            text(&mut out, LEFT - 10.0, y + 15.0, "end", "400", label);
            writeln!(
                out,
                "<rect x=\"{LEFT}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{:.1}\" rx=\"2\" fill=\"{colour}\"/>",
                BAR - 4.0
            )
            .expect("a string grows");
            text(&mut out, LEFT + width + 8.0, y + 15.0, "start", "400", &time(ns));
            y += BAR;
        }
        y += BAR - 8.0;
    }
    out + "</svg>\n"
}

/// A line for each curve, beside one another.
pub(crate) fn lines(curves: &[Curve]) -> String {
    let (columns, wide, high) = (2.0, WIDTH / 2.0, 210.0);
    let rows = (curves.len() as f64 / columns).ceil();
    let mut out = open(rows * high);
    for (i, curve) in curves.iter().enumerate() {
        let origin = ((i as f64 % columns) * wide, (i as f64 / columns).floor() * high);
        line(&mut out, curve, origin, (wide, high));
    }
    out + "</svg>\n"
}

fn line(out: &mut String, curve: &Curve, (x0, y0): (f64, f64), (wide, high): (f64, f64)) {
    let (Some(first), Some(last)) = (curve.points.first(), curve.points.last()) else { return };
    text(out, x0 + 14.0, y0 + 22.0, "start", "600", curve.title);
    let (left, right, top, bottom) = (x0 + 44.0, x0 + wide - 44.0, y0 + 56.0, y0 + high - 40.0);
    let across = |at: u64| {
        let span = (last.at as f64).ln() - (first.at as f64).ln();
        left + (right - left) * ((at as f64).ln() - (first.at as f64).ln()) / span.max(f64::MIN_POSITIVE)
    };
    let times = || curve.points.iter().map(|point| point.ns.median.ln());
    let (low, most) = (times().fold(f64::MAX, f64::min), times().fold(f64::MIN, f64::max));
    // At least a factor of ten from bottom to top, so that a flat line looks flat.
    let span = (most - low).max(10f64.ln());
    let up = |ns: f64| bottom - (bottom - top) * (ns.ln() - low) / span;
    let path: Vec<String> =
        curve.points.iter().map(|point| format!("{:.1},{:.1}", across(point.at), up(point.ns.median))).collect();
    writeln!(out, "<polyline points=\"{}\" fill=\"none\" stroke=\"{OURS}\" stroke-width=\"2\"/>", path.join(" "))
        .expect("a string grows");
    for point in &curve.points {
        let (x, y) = (across(point.at), up(point.ns.median));
        writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{OURS}\"/>").expect("a string grows");
        text(out, x, y - 9.0, "middle", "400", &time(point.ns.median));
        text(out, x, bottom + 20.0, "middle", "400", &short(point.at));
    }
}

/// A count in few letters.
fn short(count: u64) -> String {
    match count {
        n if n >= 1 << 20 && n % (1 << 20) == 0 => format!("{}Mi", n >> 20),
        n if n >= 1_000_000 && n % 1_000_000 == 0 => format!("{}M", n / 1_000_000),
        n if n >= 1_000 && n % 1_000 == 0 => format!("{}k", n / 1_000),
        n if n >= 1024 && n % 1024 == 0 => format!("{}Ki", n >> 10),
        n => n.to_string(),
    }
}
