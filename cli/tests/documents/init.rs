//! A new contract is one command away, and the next one deploys it.

use crate::shell::Shell;

#[test]
fn what_init_writes_can_be_deployed_and_used_as_its_readme_says() {
    let shell = Shell::new();
    shell.ok(&["init", "my-hello"]);
    let readme = std::fs::read_to_string(shell.path().join("my-hello/README.md")).unwrap();
    assert!(readme.contains("allod deploy myhello.go") && !readme.contains("PACKAGE"), "{readme}");

    shell.ok(&["deploy", "my-hello/myhello.go"]);
    shell.ok(&["call", "myhello", "Initialize", "Hello"]);
    assert_eq!(shell.json(0, &["query", "myhello", "Greet", "world"])["result"], "Hello, world!");
    shell.ok(&["call", "myhello", "SetGreeting", "Welcome"]);
    assert_eq!(shell.json(0, &["query", "myhello", "Greet", "world"])["result"], "Welcome, world!");
    shell.ok(&["account", "new", "bob"]);
    let refused = shell.json(1, &["call", "myhello", "SetGreeting", "Boo", "--from", "bob"]);
    assert!(refused["error"]["message"].as_str().unwrap().contains("only the owner"), "{refused}");
}

#[test]
fn init_goes_on_where_an_earlier_one_could_not_end() {
    let shell = Shell::new();
    shell.ok(&["init", "hello"]);
    let readme = shell.path().join("hello/README.md");
    let text = std::fs::read_to_string(&readme).unwrap();
    std::fs::remove_file(&readme).unwrap();
    shell.ok(&["init", "hello"]);
    assert_eq!(std::fs::read_to_string(readme).unwrap(), text);
    assert_eq!(shell.run(&["init", "hello"]).code, 2);
}

#[test]
fn init_overwrites_nothing_and_refuses_what_is_no_package() {
    let shell = Shell::new();
    shell.ok(&["init", "hello"]);
    let file = shell.path().join("hello/hello.go");
    std::fs::write(&file, "mine").unwrap();
    assert_eq!(shell.run(&["init", "hello"]).code, 2);
    assert_eq!(std::fs::read_to_string(file).unwrap(), "mine");
    for name in ["7up", "func", "main", "..", "ä"] {
        assert_eq!(shell.run(&["init", name]).code, 2, "{name}");
    }
}
