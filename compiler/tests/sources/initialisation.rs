//! What a contract computes before its first call has limits, and is told them.

use allod_compiler::{CompileError, CompileOptions, GoCompiler, compile};

fn error(source: &str) -> String {
    let options = CompileOptions { name: "mine.go".into(), go: GoCompiler::Go, ..CompileOptions::default() };
    match compile(source.as_bytes(), &options) {
        Err(error @ CompileError::Initialise { .. }) => error.to_string(),
        other => panic!("{:.300}", format!("{other:?}")),
    }
}

#[test]
fn memory_that_an_initialisation_takes_is_what_a_contract_may_have() {
    let variable =
        error("package large\n\nvar big [1 << 30]byte\n\nfunc Touch(at uint64) byte { big[at]++; return big[at] }\n");
    assert!(variable.contains("bytes and take more than the 67108864 bytes of memory"), "{variable}");
    let made =
        error("package large\n\nvar big = make([]byte, 4000<<20)\n\nfunc Touch(at uint64) byte { return big[at] }\n");
    assert!(made.contains("more than the 67108864 bytes of memory") && made.contains("memory_limit"), "{made}");
    let grown = error(
        "package large\n\nvar all [][]byte\n\nfunc init() { for i := 0; i < 100000; i++ { all = append(all, make([]byte, 1<<22)) }\n}\n\nfunc Touch(at uint64) byte { return all[at][0] }\n",
    );
    assert!(grown.contains("more than the 67108864 bytes of memory"), "{grown}");
}

#[test]
fn what_an_initialisation_leaves_is_no_longer_than_a_module() {
    let filled = "package large\n\nvar all [20 << 20]byte\n\nfunc init() { for i := range all { all[i] = 1 }\n}\n\nfunc Touch(at uint64) byte { return all[at] }\n";
    let text = error(filled);
    assert!(text.contains("bytes that are not zero, a module holds 16777216"), "{text}");
}

#[test]
fn an_initialisation_may_take_as_much_as_the_options_say() {
    let source = "package large\n\nvar big = make([]byte, 80<<20)\n\nfunc Touch(at uint64) byte { return big[at] }\n";
    assert!(error(source).contains("67108864"));
    let options = CompileOptions { memory_limit: 256 << 20, go: GoCompiler::Go, ..CompileOptions::default() };
    compile(source.as_bytes(), &options).unwrap();
}

#[test]
fn the_compiler_that_is_built_in_keeps_the_same_limits() {
    let compiled = |source: &str, memory_limit| {
        let options = CompileOptions { name: "mine.go".into(), memory_limit, ..CompileOptions::default() };
        compile(source.as_bytes(), &options)
    };
    let says = |source: &str| compiled(source, 64 << 20).map(|_| ()).unwrap_err().to_string();
    let touch = "\n\nfunc Touch(at uint64) byte { return big[at] }\n";
    let made = format!("package large\n\nvar big = make([]byte, 80<<20){touch}");
    assert!(says(&made).contains("more than the 67108864 bytes of memory"), "{}", says(&made));
    let wasm = compiled(&made, 256 << 20).unwrap().wasm;
    assert!(wasm.len() < 10_000, "zeros are not in the module: {}", wasm.len());
    let filled = format!(
        "package large\n\nvar big = make([]byte, 20<<20)\n\nfunc init() {{ for i := range big {{ big[i] = 1 }} }}{touch}"
    );
    assert!(says(&filled).contains("bytes that are not zero, a module holds 16777216"), "{}", says(&filled));
    let failing = format!("package large\n\nvar big = []byte{{1}}\n\nfunc init() {{ panic(\"no\") }}{touch}");
    assert!(says(&failing).contains("they failed: panic: no"), "{}", says(&failing));
    let endless = format!("package large\n\nvar big = []byte{{1}}\n\nfunc init() {{ for {{ big[0]++ }} }}{touch}");
    assert!(says(&endless).contains("they took more than 500000000 instructions"), "{}", says(&endless));
}
