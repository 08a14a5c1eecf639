//! How much an expression may make on the way to its value, told before it is computed: once it runs nothing can stop it.

use cel::common::ast::{Expr, IdedExpr, LiteralValue};
use serde_json::Value;

use super::super::scope::Scope;
use super::{parts, path};

/// What a part of an expression comes to at most.
#[derive(Clone, Copy, Default)]
struct Size {
    /// The length of its texts, and something for each other value.
    bytes: usize,
    /// How many elements it has, if it is a list or a map.
    items: usize,
    /// The bytes of all that is made for it.
    made: usize,
}

/// The bytes of all texts and lists that are made for the value of this expression, at most.
pub(super) fn bytes_made(expression: &IdedExpr, scope: &Scope<'_>) -> usize {
    size(expression, scope, &mut Vec::new()).made
}

/// `own` are the variables of loops around this part, each with what one of its values comes to.
fn size(expression: &IdedExpr, scope: &Scope<'_>, own: &mut Vec<(String, Size)>) -> Size {
    if let Some(path) = path(&expression.expr) {
        let root = path.split('.').next().unwrap_or(&path);
        return match own.iter().rev().find(|(name, _)| name == root) {
            Some((_, size)) => *size,
            None => known(&path, scope),
        };
    }
    match &expression.expr {
        Expr::Literal(LiteralValue::String(text)) => of(text.inner().len() + 1, 0, 0),
        Expr::Comprehension(looped) => {
            let range = size(&looped.iter_range, scope, own);
            let one = of(range.bytes.div_ceil(range.items.max(1)), 0, 0);
            let declared = own.len();
            own.push((looped.iter_var.clone(), one));
            own.extend(looped.iter_var2.clone().map(|name| (name, one)));
            own.push((looped.accu_var.clone(), Size::default()));
            let step = size(&looped.loop_step, scope, own);
            own.truncate(declared);
            let bytes = range.items.saturating_mul(step.bytes);
            let made = range.items.saturating_mul(step.made).saturating_add(range.made);
            of(bytes, range.items, made)
        }
        other => {
            let parts = parts(other).into_iter().map(|part| size(part, scope, own));
            let all = parts.fold(Size::default(), |all, part| Size {
                bytes: all.bytes.saturating_add(part.bytes),
                items: all.items.saturating_add(part.items.max(1)),
                made: all.made.saturating_add(part.made),
            });
            of(all.bytes.saturating_add(1), all.items, all.made)
        }
    }
}

/// A size whose own bytes are made as well.
fn of(bytes: usize, items: usize, made: usize) -> Size {
    Size {
        bytes,
        items,
        made: made.saturating_add(bytes),
    }
}

/// What lies at a path, or at as much of it as there is.
fn known(path: &str, scope: &Scope<'_>) -> Size {
    let mut names = path.split('.');
    let root = names.next().unwrap_or_default();
    let Some((_, mut value)) = scope.variables().find(|(name, _)| *name == root) else {
        return Size::default();
    };
    for name in names {
        let Some(inner) = value.get(name) else {
            return Size::default();
        };
        value = inner;
    }
    let items = match value {
        Value::Array(items) => items.len(),
        Value::Object(entries) => entries.len(),
        _ => 0,
    };
    of(length(value), items, 0)
}

fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() + 1,
        Value::Array(items) => items.iter().map(length).sum::<usize>() + 1,
        Value::Object(entries) => {
            entries
                .iter()
                .map(|(name, value)| name.len() + length(value))
                .sum::<usize>()
                + 1
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 1,
    }
}
