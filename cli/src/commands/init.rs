//! `allod init`: a folder with a new contract in it.

use crate::failure::{Exit, Failure};
use crate::folder::guard;
use crate::output;
use crate::screen::Screen;
use crate::screen::page::Page;
use serde_json::json;
use std::path::Path;

/// Placeholder in the templates for the package's name.
const PACKAGE: &str = "PACKAGE";
const CONTRACT: &str = include_str!("../../templates/contract.go");
const README: &str = include_str!("../../templates/README.md");

/// Words that Go keeps for itself, so that no package can have them as its name.
const KEYWORDS: [&str; 25] = [
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
];

pub(crate) fn run(folder: &Path, screen: &Screen) -> Result<Exit, Failure> {
    let package = package_name(folder)?;
    std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, error))?;
    let contract = folder.join(format!("{package}.go"));
    let files = [(contract.clone(), CONTRACT), (folder.join("README.md"), README)];
    let files = files.map(|(path, template)| (path, template.replace(PACKAGE, &package)));
    let mut missing = Vec::new();
    for (path, text) in &files {
        match guard::is_there(path)? {
            false => missing.push((path, text)),
            // As an earlier run left it that could not end.
            true if output::holds(path, text) => {}
            true => return Err(there_already(path)),
        }
    }
    if missing.is_empty() {
        return Err(there_already(&contract));
    }
    for (path, text) in missing {
        output::create(path, text.as_bytes())?;
    }
    screen
        .either(
            &Page::line(format_args!("{} is ready: allod deploy {}", folder.display(), contract.display())),
            json!({ "contract": contract, "error": null }),
        )
        .map_err(|failure| failure.though(format!("{} is written", contract.display())))?;
    Ok(Exit::Done)
}

fn there_already(path: &Path) -> Failure {
    Failure::Usage(format!("{} is there already; nothing was written", path.display()))
}

/// The folder's name as the name of a Go package: lower case, letters and digits.
fn package_name(folder: &Path) -> Result<String, Failure> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let package: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    match package.starts_with(|c: char| c.is_ascii_lowercase())
        && !KEYWORDS.contains(&package.as_str())
        && package != "main"
    {
        true => Ok(package),
        false => Err(Failure::Usage(format!(
            "\"{}\" gives no name for a Go package: wanted a folder whose name begins with a letter and is no Go keyword",
            folder.display()
        ))),
    }
}
