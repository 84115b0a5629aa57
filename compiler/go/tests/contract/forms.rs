//! Forms of source that Go takes.

use crate::host::Host;
use allod_core::Value;

#[test]
fn forms_of_source_that_go_takes_are_taken() {
    let blocks = "if a > b {\n{ a, b = b, a }\n}\n".repeat(70);
    let forms = [
        "package p\nimport (\"errors\")\nfunc F() error { return errors.New(\"so\") }\n".to_owned(),
        "\u{feff}package p\nfunc F() {}\n".to_owned(),
        "package p\r\n\r\nimport \"errors\"\r\n\r\n// F fails.\r\nfunc F() error {\r\n\treturn errors.New(`a\r\nb`)\r\n}\r\n".to_owned(),
        "package p\nfunc max(a, b int) int {if a > b {return a} else {return b}}\nfunc F() int {return max(1, 2)}\n".to_owned(),
        "package p\nfunc F() (n int) {func() {defer func() {n++}()}();return n}\n".to_owned(),
        format!("package p\nfunc F(a, b int) int {{\n{blocks}return a }}\n"),
        "package p\ntype Mark uint8\ntype _ struct{}\nfunc F(m []Mark) []Mark {return m}\n".to_owned(),
        "package p;func F(){};func G(){{{}}}".to_owned(),
    ];
    for form in forms {
        let host = Host::new(&form);
        assert!(host.abi.function("F").is_ok(), "{form}");
    }
    let mut host = Host::new("package p\r\nfunc F() string { return `a\r\nb` }\r\n");
    assert_eq!(host.values("F", []), [Value::from("a\nb")]);
}
