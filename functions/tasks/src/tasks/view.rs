//! Tasks as lists give them: whole, or in part.

use std::borrow::Cow;

use katalusis_domain::task::Task;
pub(crate) use katalusis_domain::task_view::{FIELDS, TaskView};
use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A task in a list: whole, or with the fields that were asked for.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum ListedTask {
    /// Every field.
    Whole(Box<TaskView>),
    /// Id, key and the fields that were asked for.
    Part(serde_json::Map<String, Value>),
}

impl ListedTask {
    /// The task with `fields`, or whole where there are none.
    pub(crate) fn new(task: Task, fields: &[&'static str]) -> Self {
        let view = TaskView::from(task);
        if fields.is_empty() {
            return Self::Whole(Box::new(view));
        }
        match serde_json::to_value(&view) {
            Ok(Value::Object(mut whole)) => {
                whole.retain(|field, _| field == "id" || field == "key" || fields.contains(&field.as_str()));
                Self::Part(whole)
            }
            _ => Self::Whole(Box::new(view)),
        }
    }
}

impl PartialSchema for ListedTask {
    fn schema() -> RefOr<Schema> {
        let mut schema = TaskView::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.required = vec!["id".to_owned(), "key".to_owned()];
            object.description =
                Some("A task, with all its fields or with those that were asked for.".to_owned());
        }
        schema
    }
}

impl ToSchema for ListedTask {
    fn name() -> Cow<'static, str> {
        "ListedTask".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        TaskView::schemas(schemas);
    }
}
