//! The comparison as a table: for the terminal, and as Markdown.

use crate::measure::Compared;
use crate::units::{digits, time};

/// One comparison in words: what, Allod's time, the peer, its time, the ratio with quartiles, the goal and whether it is met.
pub(crate) fn cells(compared: &Compared) -> [String; 7] {
    let ratio = compared.ratio;
    let goal = compared.row.goal.map_or(String::new(), |goal| {
        format!("≤ {} {}", digits(goal), if ratio.median <= goal { "met" } else { "missed" })
    });
    [
        compared.row.name.to_owned(),
        time(compared.subject.each.median),
        compared.peer.contestant.label.to_owned(),
        time(compared.peer.each.median),
        digits(ratio.median),
        format!("{} to {}", digits(ratio.low), digits(ratio.high)),
        goal,
    ]
}

/// What the cells are.
pub(crate) const HEAD: [&str; 7] = ["row", "Allod", "beside", "takes", "ratio", "quartiles", "goal"];

/// The table in columns of equal width.
pub(crate) fn plain(rows: &[[String; 7]]) -> String {
    let head = HEAD.map(str::to_owned);
    let widths: Vec<usize> =
        (0..7).map(|i| rows.iter().chain([&head]).map(|row| row[i].chars().count()).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for row in [&head].into_iter().chain(rows) {
        for (i, cell) in row.iter().enumerate() {
            let space = " ".repeat(widths[i] - cell.chars().count() + 2);
            // Words to the left, numbers to the right.
            let (before, after) = if matches!(i, 1 | 3 | 4) { (space.as_str(), "") } else { ("  ", &space[2..]) };
            out.push_str(before);
            out.push_str(cell);
            out.push_str(after);
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
    out
}

/// The table as Markdown.
pub(crate) fn markdown(rows: &[[String; 7]]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut out = line(&HEAD.map(str::to_owned));
    out.push_str("|---|---:|---|---:|---:|---|---|\n");
    rows.iter().for_each(|row| out.push_str(&line(row)));
    out
}
