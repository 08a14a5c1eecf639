//! `GET /api/audit/export`

use axum::extract::State as Shared;
use axum::response::Redirect;
use futures::TryStreamExt;
use katalusis_domain::event::{Actor, Event, Exported, Fact, Subject as Thing, SubjectKind};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_files::CsvFile;
use katalusis_http::{Answer, Authenticated, Params};
use serde_json::{Value, json};

use crate::State;
use crate::entry::AuditParams;

const HEADER: [&str; 10] = [
    "at",
    "kind",
    "actor_type",
    "actor_id",
    "subjects",
    "changes",
    "payload",
    "request_id",
    "address",
    "id",
];

/// Export the audit log as CSV.
///
/// Writes the entries to a CSV file and leads to it. The link works for five minutes.
#[utoipa::path(
    get, path = "/api/audit/export", operation_id = "export_audit_entries", tag = "Audit",
    params(AuditParams),
    responses((status = 303, description = "The file is at `Location`", headers(("location" = String, description = "Signed link")))),
    extensions(("x-permission" = json!("audit.read"))),
)]
pub async fn export_events(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Params(params): Params<AuditParams>,
) -> Answer<Redirect> {
    caller.may(Permission::AuditRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let query = params.query()?;

    let mut file = CsvFile::new(HEADER)?;
    let mut events = Box::pin(organization.stream_events(&query).await?);
    while let Some(event) = events.try_next().await? {
        let cells = cells(&event);
        file.row(cells.iter().map(String::as_str))?;
    }
    let rows = file.rows();
    let file = file.finish()?;

    let key = format!(
        "exports/{}/{}.csv",
        caller.organization_id,
        state.store.world().uuid()
    );
    state
        .files
        .write_file(&key, file.path(), "text/csv; charset=utf-8")
        .await?;
    let exported = Fact::AuditExported(Exported {
        format: "csv".to_owned(),
        rows,
    });
    organization
        .record(
            exported,
            vec![Thing::new(SubjectKind::Organization, caller.organization_id)],
        )
        .await?;
    let link = state.files.sign_download(&key, "audit.csv").await?;
    Ok(Redirect::to(&link))
}

fn cells(event: &Event) -> [String; 10] {
    let fact = serde_json::to_value(&event.fact).unwrap_or_default();
    let (actor_type, actor_id) = actor(&event.actor);
    let subjects: Vec<String> = event
        .subjects
        .iter()
        .map(|subject| subject.key.clone().unwrap_or_else(|| subject.id.clone()))
        .collect();
    [
        event.at.to_string(),
        fact["kind"].as_str().unwrap_or_default().to_owned(),
        actor_type.to_owned(),
        actor_id,
        subjects.join(" "),
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
        event.id.to_string(),
    ]
}

fn actor(actor: &Actor) -> (&'static str, String) {
    match actor {
        Actor::User { id } => ("user", id.to_string()),
        Actor::Token { id, .. } => ("token", id.to_string()),
        Actor::Import { id, .. } => ("import", id.to_string()),
        Actor::Anonymous => ("anonymous", String::new()),
        Actor::System => ("system", String::new()),
    }
}
