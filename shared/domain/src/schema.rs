//! How [`Id`] and [`Timestamp`] are described in the OpenAPI document.

use std::borrow::Cow;

use utoipa::openapi::schema::{KnownFormat, Object, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::{Id, Timestamp};

impl<T> PartialSchema for Id<T> {
    fn schema() -> RefOr<Schema> {
        RefOr::T(Schema::Object(text(
            KnownFormat::Uuid,
            "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
        )))
    }
}

impl<T> ToSchema for Id<T> {
    fn name() -> Cow<'static, str> {
        "Id".into()
    }
}

impl PartialSchema for Timestamp {
    fn schema() -> RefOr<Schema> {
        RefOr::T(Schema::Object(text(
            KnownFormat::DateTime,
            "2026-03-31T09:00:00.000Z",
        )))
    }
}

impl ToSchema for Timestamp {
    fn name() -> Cow<'static, str> {
        "Timestamp".into()
    }
}

fn text(format: KnownFormat, example: &str) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(format)))
        .examples([serde_json::Value::from(example)])
        .build()
}
