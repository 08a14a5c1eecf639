//! Conditions and values, written in CEL.
//!
//! CEL (<https://cel.dev>) cannot loop, call out or change anything. What it knows here: `trigger`, `vars`, `steps` and
//! `run` (see [`Scope`]).

mod work;

use std::collections::BTreeSet;
use std::fmt;

use cel::common::ast::{EntryExpr, Expr, IdedExpr};
use cel::{Context, Program};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use utoipa::ToSchema;

use super::scope::Scope;

/// The longest expression, in bytes.
const LENGTH_MAX: usize = 2000;

/// How deep `map`, `filter`, `all` and `exists` may lie in each other: each level multiplies the work.
const LOOPS_MAX: usize = 1;

/// How many values an expression may give, those in lists and maps counted: `list.map(x, list)` gives their square.
const VALUES_MAX: usize = 10_000;

/// How many bytes of texts and lists an expression may make on the way to its value.
const MADE_MAX: usize = 32 << 20;

/// A CEL expression, e.g. `trigger.task.priority == "critical"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, max_length = 2000, examples("trigger.task.priority == \"critical\""))]
pub struct Expression(pub String);

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExpressionError {
    /// It is not CEL.
    #[error("\"{text}\" cannot be read: {why}")]
    Unreadable {
        /// The expression.
        text: String,
        /// What is wrong with it.
        why: String,
    },
    /// It is longer than it may be.
    #[error("an expression may have {LENGTH_MAX} characters, this one has {0}")]
    TooLong(usize),
    /// It goes through lists in lists in lists.
    #[error("map, filter, all and exists may not lie in each other")]
    TooDeep,
    /// It gives more than anyone could use.
    #[error("\"{0}\" gives more than {VALUES_MAX} values")]
    TooMany(String),
    /// It copies long texts again and again.
    #[error("\"{0}\" makes too much of long texts and lists; ask for less in one step")]
    TooMuch(String),
    /// It could not be computed from what the run knows.
    #[error("\"{text}\" has no value: {why}")]
    NoValue {
        /// The expression.
        text: String,
        /// Why not.
        why: String,
    },
    /// It is not true or false.
    #[error("\"{text}\" is not true or false, it is {value}")]
    NotACondition {
        /// The expression.
        text: String,
        /// What it is.
        value: Value,
    },
}

impl Expression {
    /// Its value.
    pub fn value(&self, scope: &Scope<'_>) -> Result<Value, ExpressionError> {
        self.evaluate(&self.compile()?, scope)
    }

    fn evaluate(&self, program: &Program, scope: &Scope<'_>) -> Result<Value, ExpressionError> {
        if work::bytes_made(program.expression(), scope) > MADE_MAX {
            return Err(ExpressionError::TooMuch(self.0.clone()));
        }
        let mut context = Context::default();
        for (name, value) in scope.variables() {
            context
                .add_variable(name, Known(value))
                .map_err(|error| self.no_value(error))?;
        }
        let value = program.execute(&context).map_err(|error| self.no_value(error))?;
        if count(&value, VALUES_MAX).is_none() {
            return Err(ExpressionError::TooMany(self.0.clone()));
        }
        value.json().map_err(|error| self.no_value(error))
    }

    /// Whether it is true.
    pub fn holds(&self, scope: &Scope<'_>) -> Result<bool, ExpressionError> {
        let text = || self.0.clone();
        match self.value(scope)? {
            Value::Bool(holds) => Ok(holds),
            value => Err(ExpressionError::NotACondition { text: text(), value }),
        }
    }

    /// The paths that it names, e.g. `trigger.task.priority`, without those of its own `map` and `filter`.
    pub fn paths(&self) -> Result<BTreeSet<String>, ExpressionError> {
        Ok(paths(&self.compile()?))
    }

    /// Its value if it names nothing that only a run knows, and nothing has to be gone through for it.
    pub fn constant(&self) -> Option<Value> {
        let program = self.compile().ok()?;
        if !paths(&program).is_empty() || loops(program.expression()) > 0 {
            return None;
        }
        let nothing = serde_json::Map::new();
        self.evaluate(
            &program,
            &Scope::new(&Value::Null, &nothing, &nothing, Value::Null),
        )
        .ok()
    }

    fn compile(&self) -> Result<Program, ExpressionError> {
        if self.0.len() > LENGTH_MAX {
            return Err(ExpressionError::TooLong(self.0.len()));
        }
        let program = Program::compile(&self.0).map_err(|errors| ExpressionError::Unreadable {
            text: self.0.clone(),
            why: errors
                .errors
                .first()
                .map_or_else(|| errors.to_string(), |error| error.msg.clone()),
        })?;
        if loops(program.expression()) > LOOPS_MAX {
            return Err(ExpressionError::TooDeep);
        }
        Ok(program)
    }

    fn no_value(&self, why: impl fmt::Display) -> ExpressionError {
        let mut why = why.to_string();
        if why.contains("Int(") && why.contains("Float(") {
            why.push_str(" (whole numbers and decimals do not mix: write double(…) around the whole one)");
        }
        ExpressionError::NoValue {
            text: self.0.clone(),
            why,
        }
    }
}

/// A value as CEL knows it: whole numbers are `int`, as those that are written in expressions are.
struct Known<'a>(&'a Value);

impl Serialize for Known<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Number(number) => match number.as_i64() {
                Some(whole) => serializer.serialize_i64(whole),
                None => number.serialize(serializer),
            },
            Value::Array(items) => serializer.collect_seq(items.iter().map(Known)),
            Value::Object(entries) => {
                serializer.collect_map(entries.iter().map(|(name, value)| (name, Known(value))))
            }
            other => other.serialize(serializer),
        }
    }
}

/// What is left of `most` once each of these values is counted; `None` if it does not suffice.
fn count(value: &cel::Value, most: usize) -> Option<usize> {
    let left = most.checked_sub(1)?;
    match value {
        cel::Value::List(values) => values.iter().try_fold(left, |left, value| count(value, left)),
        cel::Value::Map(map) => map.map.values().try_fold(left, |left, value| count(value, left)),
        _ => Some(left),
    }
}

fn paths(program: &Program) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    collect(program.expression(), &mut Vec::new(), &mut paths);
    paths
}

/// Adds what `expression` names. `own` are the variables that its loops declare.
fn collect(expression: &IdedExpr, own: &mut Vec<String>, paths: &mut BTreeSet<String>) {
    if let Some(path) = path(&expression.expr) {
        let root = path.split('.').next().unwrap_or(&path);
        if !root.starts_with('@') && !own.iter().any(|name| name == root) {
            paths.insert(path);
        }
        return;
    }
    let declared = own.len();
    if let Expr::Comprehension(looped) = &expression.expr {
        collect(&looped.iter_range, own, paths);
        own.extend([looped.iter_var.clone(), looped.accu_var.clone()]);
        own.extend(looped.iter_var2.clone());
    }
    for part in parts(&expression.expr) {
        collect(part, own, paths);
    }
    own.truncate(declared);
}

/// The name that an expression spells: identifiers with dots between them.
fn path(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Ident(name) => Some(name.clone()),
        Expr::Select(select) => Some(format!("{}.{}", path(&select.operand.expr)?, select.field)),
        _ => None,
    }
}

/// How deep loops lie in each other. What a loop goes through is made before it, so `a.filter(…).map(…)` is one deep.
fn loops(expression: &IdedExpr) -> usize {
    let deepest = |parts: &[&IdedExpr]| parts.iter().map(|part| loops(part)).max().unwrap_or(0);
    match &expression.expr {
        Expr::Comprehension(looped) => {
            let inner = [
                &looped.accu_init,
                &looped.loop_cond,
                &looped.loop_step,
                &looped.result,
            ];
            loops(&looped.iter_range).max(1 + deepest(&inner))
        }
        other => deepest(&parts(other)),
    }
}

/// The expressions that this one is made of.
fn parts(expression: &Expr) -> Vec<&IdedExpr> {
    match expression {
        Expr::Unspecified | Expr::Ident(_) | Expr::Literal(_) => Vec::new(),
        Expr::Call(call) => call.target.as_deref().into_iter().chain(&call.args).collect(),
        Expr::Comprehension(looped) => vec![
            &looped.iter_range,
            &looped.accu_init,
            &looped.loop_cond,
            &looped.loop_step,
            &looped.result,
        ],
        Expr::List(list) => list.elements.iter().collect(),
        Expr::Map(map) => map
            .entries
            .iter()
            .flat_map(|entry| entry_parts(&entry.expr))
            .collect(),
        Expr::Select(select) => vec![&select.operand],
        Expr::Struct(given) => given
            .entries
            .iter()
            .flat_map(|entry| entry_parts(&entry.expr))
            .collect(),
    }
}

fn entry_parts(entry: &EntryExpr) -> Vec<&IdedExpr> {
    match entry {
        EntryExpr::StructField(field) => vec![&field.value],
        EntryExpr::MapEntry(entry) => vec![&entry.key, &entry.value],
    }
}

impl From<&str> for Expression {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::scope::Scope;
    use super::*;

    fn value(text: &str) -> Result<Value, ExpressionError> {
        let trigger = json!({"task": {"priority": "critical", "title": "Fire", "amount": 12.5, "count": 3, "tags": ["a", "b"]}});
        let vars = serde_json::Map::from_iter([("limit".to_owned(), json!(12))]);
        let steps = serde_json::Map::new();
        Expression::from(text).value(&Scope::new(&trigger, &vars, &steps, json!({"id": "r"})))
    }

    #[test]
    fn what_the_run_knows_can_be_asked() {
        assert_eq!(value("trigger.task.priority == 'critical'"), Ok(json!(true)));
        assert_eq!(
            value("trigger.task.amount > vars.limit && trigger.task.count == 3"),
            Ok(json!(true))
        );
        assert_eq!(
            value("trigger.task.tags.exists(tag, tag == 'b')"),
            Ok(json!(true))
        );
        assert_eq!(value("has(trigger.task.owner)"), Ok(json!(false)));
        assert_eq!(value("trigger.task.title + '!'"), Ok(json!("Fire!")));
    }

    #[test]
    fn what_has_no_value_says_why() {
        let message = |text| value(text).unwrap_err().to_string();
        assert!(
            message("trigger.task.owner").contains("owner"),
            "{}",
            message("trigger.task.owner")
        );
        assert!(message("trigger.task.count >").contains("cannot be read"));
        assert!(message("nothing.here").contains("nothing"));
        assert!(message("1 / 0").contains("no value"));
    }

    #[test]
    fn work_without_end_is_refused() {
        let deep = "[1].all(a, [1].all(b, true))";
        assert_eq!(value(deep), Err(ExpressionError::TooDeep));
        assert_eq!(
            value(&format!("'{}'", "x".repeat(3000))),
            Err(ExpressionError::TooLong(3002))
        );
        assert!(value(&"(".repeat(1000)).is_err());
        let list = format!("[{}]", ["1"; 200].join(","));
        assert!(matches!(
            value(&format!("{list}.map(x, {list})")),
            Err(ExpressionError::TooMany(_))
        ));
        assert_eq!(Expression::from("[1].all(x, true)").constant(), None);
    }

    #[test]
    fn whole_numbers_are_calculated_with() {
        assert_eq!(value("trigger.task.count + 1"), Ok(json!(4)));
        assert_eq!(value("vars.limit - 13"), Ok(json!(-1)));
        assert_eq!(value("double(vars.limit) * 1.5"), Ok(json!(18.0)));
        assert_eq!(value("trigger.task.amount * 2.0"), Ok(json!(25.0)));
        let mixed = value("vars.limit * 1.5").unwrap_err().to_string();
        assert!(mixed.contains("do not mix: write double("), "{mixed}");
    }

    #[test]
    fn one_loop_may_follow_on_another() {
        let text = "trigger.task.tags.filter(tag, tag != 'b').map(tag, tag + '!')";
        assert_eq!(value(text), Ok(json!(["a!"])));
        let inside = "[1].map(a, [2].filter(b, true))";
        assert_eq!(value(inside), Err(ExpressionError::TooDeep));
    }

    #[test]
    fn what_would_fill_the_memory_is_refused() {
        let trigger = json!({"text": "x".repeat(500_000), "many": vec!["abc"; 5_000]});
        let empty = serde_json::Map::new();
        let scope = Scope::new(&trigger, &empty, &empty, json!({}));
        let made = |text: &str| Expression::from(text).value(&scope);
        for text in [
            vec!["trigger.text"; 100].join(" + "),
            format!("[{}].map(x, trigger.text)", vec!["0"; 400].join(",")),
            "trigger.many.map(x, trigger.text)".to_owned(),
            "trigger.many.map(x, x + trigger.text)".to_owned(),
            "(trigger.many + trigger.many).all(x, size(x + trigger.text) > 0)".to_owned(),
        ] {
            assert_eq!(made(&text), Err(ExpressionError::TooMuch(text.clone())));
        }
        assert_eq!(made("size(trigger.text + trigger.text)"), Ok(json!(1_000_000)));
        assert_eq!(
            made("trigger.many.filter(x, x + '!' == 'abc!').size()"),
            Ok(json!(5_000))
        );
        assert_eq!(made("trigger.many.all(x, x.size() == 3)"), Ok(json!(true)));
    }

    #[test]
    fn the_paths_of_an_expression_are_known_without_those_of_its_loops() {
        let text = "vars.limit < 3 && trigger.task.tags.exists(tag, tag == steps.ask.reason)";
        let paths = Expression::from(text).paths().unwrap();
        assert_eq!(
            paths.iter().map(String::as_str).collect::<Vec<_>>(),
            ["steps.ask.reason", "trigger.task.tags", "vars.limit"]
        );
    }
}
