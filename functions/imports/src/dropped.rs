//! The drop folder: files that nobody announced.

use katalusis_files::FileError;

use crate::Work;

/// Answers a file in the drop folder for whose place there is no profile, which says how to import it: the
/// reason is written to the same place under `reports/`.
pub(crate) async fn refuse(work: &Work, key: &str) -> Result<(), FileError> {
    let path = key.strip_prefix("drop/").unwrap_or(key);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    tracing::warn!(key, "a file was dropped where no import profile is");
    let reason = format!(
        "{key} was not imported: there is no import profile for drop/{folder}/, so nobody can say into which project \
         its rows go. The file was left where it is. Import it with POST /api/imports or POST /api/tasks/import.\n"
    );
    let report = format!("reports/{path}.not-imported.txt");
    work.files
        .write(&report, reason.into_bytes(), "text/plain; charset=utf-8")
        .await
}
