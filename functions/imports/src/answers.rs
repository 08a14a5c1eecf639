//! The answer to a dropped file, beside it: its report when the import has ended, and the reason if it failed.

use katalusis_domain::import::dropped::{FAILED, REPORT, answer_key};
use katalusis_domain::import::{Import, ImportId};
use katalusis_domain::organization::OrganizationId;
use katalusis_http::Code;

use crate::intake::{Later, find};
use crate::{Work, report};

/// Answers a dropped file whose import is over. Doing it again writes the same.
pub(crate) async fn write(
    work: &Work,
    organization_id: OrganizationId,
    import_id: ImportId,
) -> Result<(), Later> {
    let Some(import) = find(work, organization_id, import_id).await? else {
        return Ok(());
    };
    if !import.is_dropped() {
        return Ok(());
    }
    let mut reason = import.reason_of_failure();
    if import.plan_hash.is_some() && !write_report(work, &import).await? {
        reason.get_or_insert_with(|| "The file is gone, so there is no report on its rows.".to_owned());
    }
    if let Some(reason) = reason {
        write_reason(
            work,
            &import.file.key,
            &format!("{reason}\nImport: {}", import.id),
        )
        .await?;
    }
    Ok(())
}

/// Whether there is a report; not if the file is gone, or another lies at its place.
async fn write_report(work: &Work, import: &Import) -> Result<bool, Later> {
    let organization = work.store.for_import(import);
    let format = report::format_of(import);
    let beside = answer_key(&import.file.key, &format!("{REPORT}{}", format.extension()));
    match report::write(work, &organization, import, format, &beside).await {
        Ok(()) => Ok(true),
        Err(problem) if problem.code() == Code::Conflict => Ok(false),
        Err(problem) => Err(format!("the report was not written: {}", problem.code().word())),
    }
}

/// Says beside a dropped file why it was not imported.
pub(crate) async fn write_reason(work: &Work, key: &str, reason: &str) -> Result<(), Later> {
    let text = format!("{key} was not (wholly) imported.\n{reason}\n");
    work.files
        .write(
            &answer_key(key, FAILED),
            text.into_bytes(),
            "text/plain; charset=utf-8",
        )
        .await
        .map_err(|error| error.to_string())
}
