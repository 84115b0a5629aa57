//! A folder of Go files is one contract, within limits.

use allod_compiler::{CompileError, CompileOptions, GoCompiler, SourceFile, compile_folder};

fn file(name: &str, text: &str) -> SourceFile {
    SourceFile { name: name.to_owned(), text: text.as_bytes().to_vec() }
}

fn options() -> CompileOptions {
    CompileOptions { name: "shop".into(), ..CompileOptions::default() }
}

/// A contract of two files, and a package of its own.
fn shop() -> Vec<SourceFile> {
    vec![
        file("go.mod", "module example.org/shop\n\ngo 1.26\n"),
        file(
            "shop.go",
            "package shop\n\nimport \"example.org/shop/price\"\n\nfunc Total(n uint64) uint64 { return price.Of(n) + fee }\n",
        ),
        file("fee.go", "package shop\n\nconst fee = 3\n"),
        file("price/price.go", "package price\n\nfunc Of(n uint64) uint64 { return 7 * n }\n"),
    ]
}

#[test]
fn files_in_any_order_and_with_tests_beside_them_are_the_same_contract() {
    let made = compile_folder(&shop(), &options()).unwrap();
    let offered: Vec<_> = made.abi.unwrap().functions.iter().map(ToString::to_string).collect();
    assert_eq!(offered, ["Total(n u64) u64"]);
    let mut others = shop();
    others.reverse();
    others.push(file(
        "shop_test.go",
        "package shop\n\nimport \"testing\"\n\nfunc TestNothing(t *testing.T) { undefined }\n",
    ));
    assert!(compile_folder(&others, &options()).unwrap().wasm == made.wasm);
}

#[test]
fn a_mistake_is_told_with_the_name_of_its_file() {
    let mut files = shop();
    files[3] = file("price/price.go", "package price\n\nfunc Of(n uint64) uint64 { return missing }\n");
    let Err(CompileError::Refused(found)) = compile_folder(&files, &options()) else { panic!("it was compiled") };
    assert_eq!((found.0[0].file.as_str(), found.0[0].line), ("price/price.go", 3), "{found}");
}

#[test]
fn too_many_files_and_too_many_bytes_are_refused_before_any_is_read() {
    let files: Vec<_> = (0..1_001).map(|number| file(&format!("f{number}.go"), "package shop\n")).collect();
    let error = compile_folder(&files, &options()).unwrap_err();
    assert!(matches!(error, CompileError::TooMany { files: 1_001, limit: 1_000, .. }), "{error}");
    assert!(error.to_string().contains("shop") && error.to_string().contains("1001"), "{error}");

    let half = format!("package shop\n// {}\n", "x".repeat(allod_compiler::MAX_SOURCE / 2));
    let error = compile_folder(&[file("a.go", &half), file("b.go", &half)], &options()).unwrap_err();
    let CompileError::TooLarge { size, limit, .. } = &error else { panic!("{error}") };
    assert_eq!((*size, *limit), (2 * half.len(), allod_compiler::MAX_SOURCE));
    assert!(error.to_string().contains("shop"), "{error}");
    // Of a thousand, each is read.
    let mut most = files[..999].to_vec();
    most.push(file("f.go", "package shop\n\nfunc F() {}\n"));
    assert!(compile_folder(&most, &options()).is_ok());
}

#[test]
fn a_toolchain_takes_no_folder() {
    for go in [GoCompiler::Go, GoCompiler::TinyGo] {
        let error = compile_folder(&shop(), &CompileOptions { go, ..options() }).unwrap_err();
        assert!(matches!(error, CompileError::OneFile { .. }), "{error}");
    }
}
