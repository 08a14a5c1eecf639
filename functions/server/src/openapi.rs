//! `server openapi`

use katalusis_runtime::MainResult;

pub(crate) fn print() -> MainResult {
    let areas = [
        katalusis_auth::api(),
        katalusis_tasks::api(),
        katalusis_imports::api(),
        katalusis_audit::api(),
        katalusis_notifications::inbox::api(),
        katalusis_workflows::api(),
        katalusis_meta::api(),
    ];
    let document = katalusis_http::openapi::document(areas)?;
    println!("{}", serde_json::to_string_pretty(&document)?);
    Ok(())
}
