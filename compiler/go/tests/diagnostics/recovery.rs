//! One run finds all mistakes of a file, each on its own line.

use crate::support;

#[test]
fn mistakes_in_different_functions_are_all_found() {
    let source = b"package p

func f() {
	x := = 1
	y := 2 3
}

type T struct {
	a int b
}

func g() {
	if x {
		return 1 +
	}
	for i := 0; i < 10 {
	}
	a, b
}

var z [

func h() int { return 'ab' }
";
    let (files, mistakes) = support::mistakes(source);
    let found: Vec<String> = mistakes
        .iter()
        .map(|mistake| format!("{}: {}", files.place(mistake.span.start).unwrap().line, mistake.message))
        .collect();
    let wanted = [
        "4: expected operand, found '='",
        "5: expected ';', found 3",
        "9: expected ';', found b",
        "15: expected operand, found '}'",
        "16: expected for loop condition",
        "18: expected 1 expression",
    ];
    for line in ["4:", "5:", "9:", "15:", "18:", "23:"] {
        assert!(found.iter().any(|mistake| mistake.starts_with(line)), "nothing on line {line} {found:#?}");
    }
    assert_eq!(found[0], wanted[0]);
    assert_eq!(found[1], wanted[1]);
    assert_eq!(found[2], wanted[2]);
}
