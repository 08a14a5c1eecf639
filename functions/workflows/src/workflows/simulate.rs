//! `POST /api/workflows/simulate`

use axum::Json;
use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::workflow::Definition;
use katalusis_domain::workflow::simulate::{Scenario, Simulation, simulate};
use katalusis_http::{Answer, Authenticated, Body, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use super::check_size;
use crate::State;

/// A drawing to be tried out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// What is drawn.
    definition: Definition,
    /// What it is tried out with; as things usually go, if absent.
    #[serde(default)]
    scenario: Scenario,
}

/// Try a workflow out.
///
/// Runs a drawing from its start to its end with a world that answers as you assume, by the very function that runs it in
/// earnest. Nothing is stored, nobody is told, nothing is called; time passes by itself.
#[utoipa::path(
    post, path = "/api/workflows/simulate", operation_id = "simulate_workflow", tag = "Workflows",
    request_body = Trial,
    responses((status = 200, description = "What would have happened", body = Simulation)),
    extensions(("x-permission" = json!("workflows.read"))),
)]
pub async fn simulate_workflow(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Body(request): Body<Trial>,
) -> Answer<Json<Simulation>> {
    caller.may(Permission::WorkflowsRead, Subject::Organization)?;
    if let Some(error) = check_size("/definition", &request.definition) {
        return Err(Problem::invalid(vec![error]));
    }
    let now = state.store.world().now();
    // It may take a while, in which others want to be served.
    let simulated =
        tokio::task::spawn_blocking(move || simulate(&request.definition, &request.scenario, now)).await;
    Ok(Json(simulated.map_err(|error| Problem::internal(&error))?))
}
