//! Refusals are written to the audit log (AUD-1).

use std::sync::{Arc, OnceLock};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use katalusis_domain::Caller;
use katalusis_domain::event::{Fact, RefusedAccess, Subject, SubjectKind};
use katalusis_domain::project::is_project_key;
use katalusis_store::StoreError;
use uuid::Uuid;

use crate::layers::Edge;
use crate::problem::RefusedPermission;

/// Filled by the extractor that finds out who is calling.
#[derive(Clone, Default)]
pub(crate) struct CallerSlot(Arc<OnceLock<Caller>>);

impl CallerSlot {
    pub(crate) fn set(&self, caller: &Caller) {
        // A second extractor of the same request finds the same caller.
        let _ = self.0.set(caller.clone());
    }
}

pub(crate) async fn record(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let slot = CallerSlot::default();
    request.extensions_mut().insert(slot.clone());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = next.run(request).await;
    let refused = response.extensions().get::<RefusedPermission>().copied();
    if let (Some(RefusedPermission(permission)), Some(caller), Some(route)) = (refused, slot.0.get(), route) {
        let word = serde_json::to_value(permission).unwrap_or_default();
        let refusal = RefusedAccess {
            reason: word.as_str().unwrap_or_default().to_owned(),
            operation: Some(format!("{method} {}", route.as_str())),
            things: things(route.as_str(), &path),
        };
        if let Err(error) = tell(&edge, caller, refusal).await {
            tracing::error!(error = %error, "a refusal could not be written to the audit log");
        }
    }
    response
}

/// A program that hammers at a closed door fills the log with one entry a minute, not thousands, however many instances
/// it hammers at.
async fn tell(edge: &Edge, caller: &Caller, refusal: RefusedAccess) -> Result<(), StoreError> {
    let operation = refusal.operation.as_deref().unwrap_or_default();
    let what = format!("refusal/{}/{}/{operation}", caller.user_id, refusal.reason);
    if !edge.first_refusal(&what).await || !edge.store.is_first_in_a_minute(&what).await? {
        return Ok(());
    }
    let subject = Subject::new(SubjectKind::User, caller.user_id);
    edge.store
        .for_organization(caller)
        .record(Fact::AccessRefused(refusal), vec![subject])
        .await?;
    Ok(())
}

/// What a path names where its route has parameters, as far as these are ids or keys: anything else could be anything.
fn things(route: &str, path: &str) -> Vec<String> {
    route
        .split('/')
        .zip(path.split('/'))
        .filter(|(part, thing)| part.starts_with('{') && is_id_or_key(thing))
        .map(|(_, thing)| thing.to_owned())
        .collect()
}

fn is_id_or_key(text: &str) -> bool {
    let (project, number) = text.split_once('-').unwrap_or((text, "0"));
    let is_key = is_project_key(&project.to_ascii_uppercase())
        && number.len() <= 19
        && number.bytes().all(|byte| byte.is_ascii_digit());
    is_key || Uuid::parse_str(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_ids_and_keys_and_nothing_else_is_repeated() {
        let route = "/api/tasks/{task}/comments/{comment}";
        let id = "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69";
        assert_eq!(
            things(route, &format!("/api/tasks/ops-42/comments/{id}")),
            ["ops-42", id]
        );
        assert!(things(route, "/api/tasks/a%20secret/comments/x.y").is_empty());
        assert_eq!(things("/api/projects/{project}", "/api/projects/OPS"), ["OPS"]);
    }
}
