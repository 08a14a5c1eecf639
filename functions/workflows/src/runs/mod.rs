//! Runs: begun, watched, seen to.

mod cancel;
mod decide;
mod events;
mod read;
mod retry;
mod skip;
mod start;
pub(crate) mod view;

use katalusis_domain::Caller;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::workflow::{RunId, RunRecord};
use katalusis_http::{Answer, Problem};
use katalusis_store::OrganizationStore;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::State;

pub(crate) use decide::{carry_on, decide};

pub(crate) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(start::start_run))
        .routes(routes!(read::list_runs))
        .routes(routes!(read::get_run))
        .routes(routes!(events::list_run_events))
        .routes(routes!(cancel::cancel_run))
        .routes(routes!(retry::retry_run))
        .routes(routes!(skip::skip_run_node))
}

/// The run with this id, if the organization has it.
pub(crate) async fn find(organization: &OrganizationStore, id: RunId) -> Answer<RunRecord> {
    organization
        .run(id)
        .await?
        .ok_or_else(|| Problem::not_found("run"))
}

/// Whether the caller may see to this run: whoever began it, or made what it is a run of, and admins.
fn may_manage(caller: &Caller, run: &RunRecord) -> Answer<()> {
    let owner = match run.state.started_by {
        Some(person) if person == caller.user_id => person,
        _ => run.acts_for,
    };
    Ok(caller.may(Permission::RunsManage, Subject::OwnedBy(owner))?)
}
