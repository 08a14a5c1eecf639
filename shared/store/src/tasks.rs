//! Tasks.
//!
//! Four indexes besides the id's, no more: each costs every imported row (see the ADR on text search).

use bson::doc;
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::task::Task;

use crate::Stored;
use crate::schema::{Collection, index, unique};

pub(crate) fn tasks() -> Collection {
    Collection {
        name: Task::COLLECTION,
        indexes: vec![
            unique(
                "by_number",
                doc! { "organization_id": 1, "project_id": 1, "number": 1 },
            ),
            index(
                "by_creation",
                doc! { "organization_id": 1, "created_at": -1, "_id": -1 },
            ),
            index(
                "by_project_status",
                doc! { "organization_id": 1, "project_id": 1, "status": 1, "created_at": -1 },
            ),
            index(
                "by_assignee",
                doc! { "organization_id": 1, "assignees": 1, "status": 1 },
            ),
        ],
        schema: Some(doc! {
            "required": ["organization_id", "project_id", "number", "title", "status", "priority", "created_at", "revision"],
            "properties": {
                "status": { "enum": ["new", "in_progress", "on_hold", "completed"] },
                "priority": { "enum": ["low", "medium", "high", "critical"] },
                "created_at": { "bsonType": "date" },
            },
        }),
    }
}

impl Stored for Task {
    const COLLECTION: &'static str = "tasks";

    fn id(&self) -> String {
        self.id.to_string()
    }
    fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }
    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}
