//! Types as Go prints them with `%T`, and programs as text for tests.

use super::{Shape, Ty, Types};

/// Types inside types that are shown.
const DEPTH: u32 = 40;

/// The text of a type, as `%T` prints it.
pub fn type_string(types: &Types, ty: Ty) -> String {
    let mut text = String::new();
    write_type(types, ty, &mut text, 0);
    text
}

fn write_type(types: &Types, ty: Ty, out: &mut String, depth: u32) {
    if depth > DEPTH {
        return out.push('…');
    }
    let info = types.info(ty);
    if let Some(name) = &info.name {
        return out.push_str(name);
    }
    match &info.shape {
        Shape::Bool => out.push_str("bool"),
        Shape::Int(int) => out.push_str(&format!("{}int{}", if int.signed { "" } else { "u" }, int.bits)),
        Shape::Float(width) => out.push_str(match width {
            super::FloatWidth::F32 => "float32",
            super::FloatWidth::F64 => "float64",
        }),
        Shape::String => out.push_str("string"),
        Shape::Slice(elem) => {
            out.push_str("[]");
            write_type(types, *elem, out, depth + 1);
        }
        Shape::Array { len, elem } => {
            out.push_str(&format!("[{len}]"));
            write_type(types, *elem, out, depth + 1);
        }
        Shape::Pointer(base) => {
            out.push('*');
            write_type(types, *base, out, depth + 1);
        }
        Shape::Map { key, elem } => {
            out.push_str("map[");
            write_type(types, *key, out, depth + 1);
            out.push(']');
            write_type(types, *elem, out, depth + 1);
        }
        Shape::Func { params, results } => {
            out.push_str("func");
            write_signature(types, params, results, out, depth);
        }
        Shape::Interface(methods) => {
            out.push_str("interface {");
            for (index, method) in methods.iter().enumerate() {
                out.push_str(if index > 0 { "; " } else { " " });
                out.push_str(&method.name);
                if let Shape::Func { params, results } = types.shape(method.signature) {
                    write_signature(types, params, results, out, depth);
                }
            }
            out.push_str(if methods.is_empty() { "}" } else { " }" });
        }
        Shape::Struct(fields) => {
            out.push_str("struct {");
            for (index, field) in fields.iter().enumerate() {
                out.push_str(if index > 0 { "; " } else { " " });
                if !field.embedded {
                    out.push_str(&field.name);
                    out.push(' ');
                }
                write_type(types, field.ty, out, depth + 1);
                if !field.tag.is_empty() {
                    out.push(' ');
                    out.push_str(&crate::types::constant::quote(&field.tag));
                }
            }
            out.push_str(if fields.is_empty() { "}" } else { " }" });
        }
        Shape::Tuple(list) => write_list(types, list, out, depth),
    }
}

fn write_list(types: &Types, list: &[Ty], out: &mut String, depth: u32) {
    out.push('(');
    for (index, ty) in list.iter().enumerate() {
        out.push_str(if index > 0 { ", " } else { "" });
        write_type(types, *ty, out, depth + 1);
    }
    out.push(')');
}

fn write_signature(types: &Types, params: &[Ty], results: &[Ty], out: &mut String, depth: u32) {
    write_list(types, params, out, depth);
    match results {
        [] => {}
        [one] => {
            out.push(' ');
            write_type(types, *one, out, depth + 1);
        }
        several => {
            out.push(' ');
            write_list(types, several, out, depth);
        }
    }
}
