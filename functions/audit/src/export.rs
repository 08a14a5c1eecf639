//! `GET /api/audit/export`

use axum::extract::State as Shared;
use axum::response::Redirect;
use futures::TryStreamExt;
use katalusis_domain::event::{Actor, Event, Exported, Fact, Subject as Thing, SubjectKind};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_files::{TableFile, TableFormat};
use katalusis_http::{Answer, Authenticated, Params};
use katalusis_store::StoreError;
use serde_json::{Value, json};

use crate::State;
use crate::filter::AuditFilter;

const HEADER: [&str; 13] = [
    "at",
    "kind",
    "actor_type",
    "actor_id",
    "on_behalf_of",
    "subjects",
    "subject_ids",
    "changes",
    "payload",
    "request_id",
    "address",
    "user_agent",
    "id",
];

/// Export the audit log as CSV.
///
/// Writes the entries to a CSV file and leads to it. The link works for five minutes. The file has at most 200 MB, and
/// 25 seconds to be written.
#[utoipa::path(
    get, path = "/api/audit/export", operation_id = "export_audit_entries", tag = "Audit",
    params(AuditFilter),
    responses(
        (status = 303, description = "The file is at `Location`", headers(("location" = String, description = "Signed link"))),
        (status = 422, description = "More than 200 MB"),
    ),
    extensions(("x-permission" = json!("audit.read"))),
)]
pub async fn export_events(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Params(filter): Params<AuditFilter>,
) -> Answer<Redirect> {
    caller.may(Permission::AuditRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let query = filter.query()?;

    let table = TableFile::begin::<StoreError>(TableFormat::Csv, &HEADER.map(str::to_owned)).await?;
    let events = organization.stream_events(&query).await?;
    let written = table.fill(events.map_ok(|event| cells(&event))).await?;

    let link = written
        .publish(
            &state.files,
            caller.organization_id,
            state.store.world().uuid(),
            "audit",
        )
        .await?;
    let exported = Fact::AuditExported(Exported {
        format: "csv".to_owned(),
        rows: written.rows,
    });
    organization
        .record(
            exported,
            vec![Thing::new(SubjectKind::Organization, caller.organization_id)],
        )
        .await?;
    Ok(Redirect::to(&link))
}

fn cells(event: &Event) -> Vec<String> {
    let fact = serde_json::to_value(&event.fact).unwrap_or_default();
    let (actor_id, on_behalf_of) = actor(&event.actor);
    let subjects: Vec<String> = event
        .subjects
        .iter()
        .map(|subject| subject.key.clone().unwrap_or_else(|| subject.id.clone()))
        .collect();
    let subject_ids: Vec<&str> = event.subjects.iter().map(|subject| subject.id.as_str()).collect();
    vec![
        event.at.to_string(),
        fact["kind"].as_str().unwrap_or_default().to_owned(),
        event.actor.sort().word().to_owned(),
        actor_id,
        on_behalf_of,
        subjects.join(" "),
        subject_ids.join(" "),
        if event.changes.is_empty() {
            String::new()
        } else {
            json!(event.changes).to_string()
        },
        if fact["payload"] == Value::Null {
            String::new()
        } else {
            fact["payload"].to_string()
        },
        event.context.request_id.clone(),
        event.context.address.clone().unwrap_or_default(),
        event.context.user_agent.clone().unwrap_or_default(),
        event.id.to_string(),
    ]
}

/// Who acted, and for whom where that is somebody else.
fn actor(actor: &Actor) -> (String, String) {
    match actor {
        Actor::User { id } => (id.to_string(), String::new()),
        Actor::Token { id, user_id } => (id.to_string(), user_id.to_string()),
        Actor::Import { id, user_id } => (id.to_string(), user_id.to_string()),
        Actor::Run { id, user_id, .. } => (id.to_string(), user_id.to_string()),
        Actor::Anonymous | Actor::System => (String::new(), String::new()),
    }
}
