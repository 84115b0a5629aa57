//! Tables for people, on a terminal or in Markdown.

/// Rows of words under headings.
#[derive(Clone, Debug)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table with these headings.
    pub fn new<H: Into<String>>(headings: impl IntoIterator<Item = H>) -> Self {
        Self { rows: vec![headings.into_iter().map(Into::into).collect()] }
    }

    /// Adds a row.
    pub fn row<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Prints the table: as Markdown if the program was started with `--markdown`.
    pub fn print(&self) {
        let bar = std::env::args().any(|arg| arg == "--markdown");
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|cell: &String| cell.chars().count()).max()
        };
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
        for (index, row) in self.rows.iter().enumerate() {
            let cells = widths.iter().enumerate().map(|(column, width)| {
                let cell = row.get(column).map_or("", String::as_str);
                if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
            });
            let cells: Vec<String> = cells.collect();
            match bar {
                true => println!("| {} |", cells.join(" | ")),
                false => println!("{}", cells.join("  ").trim_end()),
            }
            if bar && index == 0 {
                let rules: Vec<_> = (0..columns).map(|column| if column == 0 { "---" } else { "---:" }).collect();
                println!("| {} |", rules.join(" | "));
            }
        }
        println!();
    }
}
