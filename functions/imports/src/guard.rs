//! What stands between a plan and its being carried out: data that is not as the plan saw it.

use std::collections::BTreeMap;

use katalusis_domain::import::{Carried, Import, ImportChunk, Matching, Outcome, Verdict};
use katalusis_domain::project::Project;
use katalusis_http::FieldError;
use katalusis_store::{OrganizationStore, StoreError, WantedRows};

/// The most differences that are told.
const SHOWN: usize = 100;

/// The rows that would come too late if the plan were carried out now, each with the fields that were changed since
/// in the task that it is about: pointers like `/rows/17/priority`, at most [`SHOWN`] of them.
///
/// Every chunk that has to do with tasks that exist is read, and its tasks with one query.
pub(crate) async fn differences(
    organization: &OrganizationStore,
    import: &Import,
    project: &Project,
) -> Result<Vec<FieldError>, StoreError> {
    let Some(matching) = import.matching(&project.key) else {
        return Ok(Vec::new());
    };
    let wanted = WantedRows {
        verdicts: vec![Verdict::Create, Verdict::Update],
        kept: false,
    };
    let mut differences = Vec::new();
    let mut after = 0;
    while differences.len() < SHOWN
        && let Some(chunk) = organization.import_chunk_after(import, after, &wanted).await?
    {
        after = chunk.last_row;
        differences.extend(of_chunk(organization, import, project, &matching, &chunk).await?);
    }
    differences.truncate(SHOWN);
    Ok(differences)
}

async fn of_chunk(
    organization: &OrganizationStore,
    import: &Import,
    project: &Project,
    matching: &Matching,
    chunk: &ImportChunk,
) -> Result<Vec<FieldError>, StoreError> {
    let present = organization.present(chunk, project.id, Some(matching)).await?;
    let origin = import.origin(project, organization.store().world().now());
    let missed = Carried::of(chunk, &origin, Some(matching), 0, &present).missed;
    if missed.is_empty() {
        return Ok(Vec::new());
    }
    let updates: BTreeMap<i64, _> = chunk
        .rows
        .iter()
        .filter_map(|row| match &row.outcome {
            Outcome::Update(update) => Some((row.row, update)),
            _ => None,
        })
        .collect();
    let ids = missed.iter().filter_map(|missed| updates.get(&missed.row));
    let ids: Vec<String> = ids.map(|update| update.task_id.to_string()).collect();
    let since = chunk.looked_at.unwrap_or(import.updated_at);
    let changed = organization.fields_changed(&ids, since).await?;
    let mut differences = Vec::new();
    for missed in missed {
        let update = updates.get(&missed.row);
        let fields = update.and_then(|update| changed.get(&update.task_id.to_string()));
        let told = |field: Option<&String>| {
            let field = field.map(|field| format!("/{field}")).unwrap_or_default();
            let key = update
                .map(|update| format!("{}: ", update.task_key))
                .unwrap_or_default();
            FieldError::new(
                format!("/rows/{}{field}", missed.row),
                format!("{key}{}", missed.reason.difference()),
            )
        };
        match fields {
            Some(fields) => differences.extend(fields.iter().map(|field| told(Some(field)))),
            None => differences.push(told(None)),
        }
    }
    Ok(differences)
}
