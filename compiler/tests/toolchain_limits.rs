//! A toolchain that takes too much of the machine is stopped with all that it started, and leaves nothing.
//!
//! A program of its own, because it runs itself again as a toolchain, and is signalled.

#![cfg(target_os = "linux")]

use allod_compiler::toolchain::{ToolchainLimits, default_cache};
use allod_compiler::{CompileError, CompileOptions, GoCompiler, compile};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Generic functions of generic functions: each level has twice as many as the one below it.
fn generics(levels: usize) -> String {
    let mut source = String::from("package bomb\n\ntype p[T any] struct{ x T }\ntype q[T any] struct{ x, y T }\n\n");
    source += "func f0[T any]() int { var t T; _ = t; return 1 }\n";
    for i in 1..=levels {
        source += &format!("func f{i}[T any]() int {{ return f{0}[p[T]]() + f{0}[q[T]]() }}\n", i - 1);
    }
    source + &format!("\nfunc Run() int {{ return f{levels}[uint8]() }}\n")
}

/// A text that is twice the one before it, and so on.
fn doubled(levels: usize) -> String {
    let texts: String = (1..=levels).map(|i| format!("const t{i} = t{0} + t{0}\n", i - 1)).collect();
    format!(
        "package doubled\n\nconst t0 = \"0123456789abcdef\"\n{texts}\nfunc At(i uint64) byte {{\n\ttext := t{levels}\n\treturn text[i]\n}}\n"
    )
}

/// A struct of two structs of two structs, and so on, that is copied.
fn wide(levels: usize) -> String {
    let types: String =
        (0..levels).map(|i| format!("type level{i} struct{{ left, right level{} }}\n", i + 1)).collect();
    format!(
        "package wide\n\n{types}type level{levels} struct{{}}\n\nvar kept level0\n\nfunc One() uint64 {{\n\tcopied := kept\n\tkept = copied\n\treturn 1\n}}\n"
    )
}

fn error(source: &str, toolchain: ToolchainLimits) -> String {
    let options = CompileOptions { name: "mine.go".into(), toolchain, go: GoCompiler::Go, ..CompileOptions::default() };
    match compile(source.as_bytes(), &options) {
        Err(error @ CompileError::Toolchain { .. }) => error.to_string(),
        other => panic!("{:.300}", format!("{other:?}")),
    }
}

#[test]
fn source_that_doubles_what_the_compiler_holds_meets_the_limit_of_memory() {
    let limits = ToolchainLimits { memory: 400 << 20, ..ToolchainLimits::default() };
    let text = error(&generics(24), limits);
    assert!(text.contains("419430400") && text.contains("make the source smaller"), "{text}");
    assert!(text.ends_with("ToolchainLimits::memory"), "{text}");
    // Constants that double are not even given to it.
    let options = CompileOptions { go: GoCompiler::Go, ..CompileOptions::default() };
    let text = compile(doubled(24).as_bytes(), &options).unwrap_err().to_string();
    assert!(text.contains("constant strings are longer than 16777216 bytes"), "{text}");
}

#[test]
fn source_that_doubles_what_the_compiler_does_meets_the_limit_of_time() {
    let processor = ToolchainLimits { processor: Duration::from_secs(3), ..ToolchainLimits::default() };
    let text = error(&wide(40), processor);
    assert!(text.contains("ms of processor time, the limit is 3000") && text.contains("::processor"), "{text}");
    let clock = ToolchainLimits { clock: Duration::from_secs(2), ..ToolchainLimits::default() };
    let text = error(&wide(40), clock);
    assert!(text.contains("ms, the limit is 2000") && text.contains("::clock"), "{text}");
}

#[test]
fn files_of_a_build_have_a_limit() {
    let limits = ToolchainLimits { disk: 16 << 10, ..ToolchainLimits::default() };
    let text = error("package large\n\nfunc F() {}\n", limits);
    assert!(text.contains("bytes of files, the limit is 16384") && text.contains("::disk"), "{text}");
}

#[test]
fn an_honest_contract_stays_well_below_the_limits() {
    let defaults = ToolchainLimits::default();
    let quarter = ToolchainLimits {
        memory: defaults.memory / 4,
        processor: defaults.processor / 4,
        file: defaults.file / 4,
        disk: defaults.disk / 4,
        open_files: defaults.open_files / 4,
        processes: defaults.processes / 4,
        ..defaults
    };
    let source = "package fine\n\nimport (\n\t\"encoding/json\"\n\t\"fmt\"\n\t\"math/big\"\n)\n\nfunc F() string {\n\ttext, _ := json.Marshal(big.NewInt(7))\n\treturn fmt.Sprint(string(text))\n}\n";
    let options = CompileOptions { toolchain: quarter, go: GoCompiler::Go, ..CompileOptions::default() };
    compile(source.as_bytes(), &options).unwrap();
}

/// What the test does when it is started as a process of its own, and with which limits.
const ROLE: &str = "ALLOD_TEST_TOOLCHAIN";

/// Starts this test program in a process of its own, to build what takes for ever, with `folder` for all that
/// a toolchain puts down.
fn elsewhere(test: &str, folder: &Path) -> Command {
    let cache = folder.join("cache");
    std::fs::create_dir_all(folder.join("temp")).unwrap();
    std::fs::create_dir_all(&cache).unwrap();
    for shared in ["go", "go-build"] {
        let real = default_cache().join(shared);
        if real.exists() && !cache.join(shared).exists() {
            std::os::unix::fs::symlink(real, cache.join(shared)).unwrap();
        }
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([test, "--exact", "--nocapture"]).env(ROLE, "build").stdout(Stdio::null()).stderr(Stdio::null());
    command.env("TMPDIR", folder.join("temp")).env("ALLOD_CACHE", cache);
    command
}

/// The processes whose environment names `folder` and that are alive.
fn alive(folder: &Path) -> Vec<PathBuf> {
    let name = folder.to_str().unwrap().as_bytes();
    let all = std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
    let named = |proc: &PathBuf| {
        let environment = std::fs::read(proc.join("environ")).unwrap_or_default();
        environment.windows(name.len()).any(|part| part == name)
    };
    let living = |proc: &PathBuf| {
        let stat = std::fs::read_to_string(proc.join("stat")).unwrap_or_default();
        stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with(['Z', 'X']))
    };
    all.filter(|proc| named(proc) && living(proc)).collect()
}

/// Waits until there are as many processes as `wanted` wants.
fn becomes(folder: &Path, wanted: impl Fn(usize) -> bool) {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let living = alive(folder);
        if wanted(living.len()) {
            return;
        }
        assert!(Instant::now() < until, "{living:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_is_stopped_leaves_no_process_and_no_file() {
    if std::env::var_os(ROLE).is_some() {
        let limits = ToolchainLimits { clock: Duration::from_secs(3), ..ToolchainLimits::default() };
        assert!(error(&wide(40), limits).contains("the limit is 3000"));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let ran = elsewhere("what_is_stopped_leaves_no_process_and_no_file", folder.path()).status().unwrap();
    assert!(ran.success());
    assert_eq!(alive(folder.path()), Vec::<PathBuf>::new());
    let left: Vec<_> = std::fs::read_dir(folder.path().join("temp")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_toolchain_ends_with_the_process_that_asked_for_it() {
    if std::env::var_os(ROLE).is_some() {
        panic!("it ended: {}", error(&wide(40), ToolchainLimits::default()));
    }
    let folder = tempfile::tempdir().unwrap();
    let mut asks = elsewhere("a_toolchain_ends_with_the_process_that_asked_for_it", folder.path()).spawn().unwrap();
    // Itself, the shell, who watches, go and the compiler.
    becomes(folder.path(), |living| living >= 5);
    asks.kill().unwrap();
    asks.wait().unwrap();
    becomes(folder.path(), |living| living == 0);
}

/// Whether a build has begun in a folder below `temp`.
fn builds(temp: &Path) -> bool {
    let inside = |path: PathBuf| std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
    inside(temp.to_path_buf()).flat_map(inside).any(|build| build.join("source/contract.go").is_file())
}

#[test]
fn what_a_killed_build_leaves_is_removed_by_the_next() {
    const TEST: &str = "what_a_killed_build_leaves_is_removed_by_the_next";
    match std::env::var_os(ROLE) {
        Some(role) if role == "sweep" => return allod_compiler::scratch::sweep(),
        Some(_) => panic!("it ended: {}", error(&wide(40), ToolchainLimits::default())),
        None => {}
    }
    // A shell starts what runs in its background with this one ignored, and a build would outlive it.
    let ignored = std::fs::read_to_string("/proc/self/status").unwrap();
    let ignored = ignored.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap().trim();
    let interrupts = u64::from_str_radix(ignored, 16).unwrap() & 2 == 0;
    for signal in ["INT", "TERM", "KILL"].into_iter().filter(|signal| interrupts || *signal != "INT") {
        let folder = tempfile::tempdir().unwrap();
        let mut asks = elsewhere(TEST, folder.path()).spawn().unwrap();
        // Asking a toolchain for its version takes processes too, and no folder.
        let until = Instant::now() + Duration::from_secs(60);
        while !builds(&folder.path().join("temp")) {
            assert!(Instant::now() < until, "no build has begun");
            std::thread::sleep(Duration::from_millis(20));
        }
        let kill = Command::new("/bin/sh").args(["-c", &format!("kill -{signal} {}", asks.id())]).status().unwrap();
        assert!(kill.success());
        asks.wait().unwrap();
        becomes(folder.path(), |living| living == 0);
        let left = || std::fs::read_dir(folder.path().join("temp")).unwrap().count();
        assert_eq!(left(), 1, "{signal}");
        assert!(elsewhere(TEST, folder.path()).env(ROLE, "sweep").status().unwrap().success());
        assert_eq!(left(), 0, "{signal}");
    }
}
