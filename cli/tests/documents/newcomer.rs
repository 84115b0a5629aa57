//! Commands of the documents, as somebody types them who is new.
#![cfg(unix)]

use crate::shell::{Ended, Shell};
use std::path::Path;
use std::process::Command;

/// Lines of the blocks of `language` in `text`, in order.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let begin = format!("```{language}");
    let mut inside = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        match (inside, line.trim_end()) {
            (false, fence) if fence == begin => inside = true,
            (true, "```") => inside = false,
            (true, _) => lines.push(line),
            _ => {}
        }
    }
    lines
}

/// Types a line in `folder`. A comment behind it says what is to be seen, or how it ends.
fn types(shell: &Shell, folder: &Path, line: &str) {
    let path = Path::new(env!("CARGO_BIN_EXE_allod")).parent().unwrap().display().to_string();
    let path = format!("{path}:{}", std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new("sh");
    command.current_dir(folder).args(["-c", line]).env("PATH", path).env_remove("ALLOD_DATA");
    command.env("HOME", shell.path());
    let ended = Ended::of(command.output().unwrap());
    let comment = line.split_once('#').map_or("", |(_, comment)| comment.trim());
    let wanted = i32::from(comment.contains("exit code 1"));
    assert_eq!(ended.code, wanted, "{line}: {ended:?}");
    if comment.starts_with('"') {
        let first = ended.stdout.lines().next().unwrap_or_default();
        assert!(first.ends_with(comment), "{line}: {first}");
    }
}

/// Types the commands among `lines`, but for those with a blank to fill in. Answers how many.
fn types_all(shell: &Shell, folder: &Path, lines: &[&str]) -> usize {
    let commands = lines.iter().filter(|line| line.starts_with("allod ") && !line.contains('…'));
    commands.map(|line| types(shell, folder, line)).count()
}

fn document(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)).unwrap()
}

#[test]
fn what_init_writes_is_typed_as_it_stands_in_its_folder() {
    let shell = Shell::new();
    shell.ok(&["init", "my-hello"]);
    let folder = shell.path().join("my-hello");
    let readme = std::fs::read_to_string(folder.join("README.md")).unwrap();
    assert_eq!(types_all(&shell, &folder, &blocks(&readme, "sh")), 7, "{readme}");
}

#[test]
fn getting_started_is_typed_as_it_stands() {
    let shell = Shell::new();
    let page = document("docs/getting-started.md");
    let lines = blocks(&page, "sh");
    // The text between the blocks has it.
    assert!(page.contains("More are made with `allod account new alice`"));
    let at = lines.iter().position(|line| line.starts_with("allod account fund alice")).unwrap();
    let count = types_all(&shell, shell.path(), &lines[..at]);
    types(&shell, shell.path(), "allod account new alice");
    let count = count + types_all(&shell, shell.path(), &lines[at..]);
    assert!(count >= 15, "{count} commands");
}

#[test]
fn the_contract_of_the_readme_is_deployed_and_called_as_it_stands() {
    let shell = Shell::new();
    let readme = document("README.md");
    std::fs::write(shell.path().join("counter.go"), blocks(&readme, "go").join("\n")).unwrap();
    assert_eq!(types_all(&shell, shell.path(), &blocks(&readme, "sh")), 2, "{readme}");
    assert_eq!(shell.json(0, &["call", "counter", "Increment", "2"])["result"], 7);
}
