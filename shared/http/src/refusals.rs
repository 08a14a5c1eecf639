//! Refusals are written to the audit log (AUD-1).

use std::sync::{Arc, OnceLock};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use katalusis_domain::Caller;
use katalusis_domain::event::{Fact, Reason, Subject, SubjectKind};

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
    let response = next.run(request).await;
    if let (Some(RefusedPermission(permission)), Some(caller)) = (response.extensions().get(), slot.0.get()) {
        let word = serde_json::to_value(permission).unwrap_or_default();
        let reason = Reason::new(word.as_str().unwrap_or_default());
        // A program that hammers at a closed door fills the log with one entry a minute, not thousands.
        if edge.first_refusal(caller, &reason.reason).await {
            let subject = Subject::new(SubjectKind::User, caller.user_id);
            let recorded = edge
                .store
                .for_organization(caller)
                .record(Fact::AccessRefused(reason), vec![subject])
                .await;
            if let Err(error) = recorded {
                tracing::error!(error = %error, "a refusal could not be written to the audit log");
            }
        }
    }
    response
}
