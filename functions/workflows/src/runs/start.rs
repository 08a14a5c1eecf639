//! `POST /api/workflows/{id}/runs`

use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::workflow::node::Start;
use katalusis_domain::workflow::{Cause, Kind, Node, Origin, OriginKind, WorkflowId};
use katalusis_http::{Answer, Authenticated, Body, FieldError, PathId, Problem, Revised};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::decide::carry_on;
use super::view::RunView;
use crate::State;
use crate::engine::Beginning;
use crate::workflows::find;

/// A run to be begun.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"vars": {}}))]
pub struct StartRun {
    /// The workflow's variables, as its form asks for them.
    #[serde(default)]
    #[schema(value_type = Value, example = json!({"amount": 1200}))]
    vars: Map<String, Value>,
}

/// Begin a run.
///
/// Begins a run of a workflow that has a start by hand, with its published version. Variables that you do not give are as
/// the workflow says.
#[utoipa::path(
    post, path = "/api/workflows/{id}/runs", operation_id = "start_run", tag = "Runs",
    params(("id" = String, Path, description = "The workflow", format = Uuid)),
    request_body = StartRun,
    responses(
        (status = 201, description = "The run, as it began", body = RunView, headers(("etag" = String, description = "Its revision"))),
        (status = 409, description = "The workflow is not published, is off, or has no start by hand"),
        (status = 422, description = "Variables are missing or not of their types"),
    ),
    extensions(("x-permission" = json!("runs.start"))),
)]
pub async fn start_run(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<WorkflowId>,
    Body(request): Body<StartRun>,
) -> Answer<Revised<RunView>> {
    caller.may(Permission::RunsStart, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let workflow = find(&organization, id).await?;
    let Some(version) = workflow.published.filter(|_| workflow.enabled) else {
        let detail = "The workflow is not published, or is switched off. Publish it, or switch it on.";
        return Err(Problem::conflict(detail, vec!["publish".to_owned()]));
    };
    let origin = Origin {
        kind: OriginKind::Workflow,
        id: workflow.id.uuid(),
        version,
    };
    let definition = state.definitions.get(&organization, origin).await?;
    let by_hand = |node: &&Node| matches!(node.does, Kind::Start(Start::Manual {}));
    let Some(start) = definition.nodes.iter().find(by_hand) else {
        let detail = "Nothing but what it listens to begins this workflow. Give it a start by hand.";
        return Err(Problem::conflict(detail, Vec::new()));
    };
    let vars = definition.vars(&request.vars).map_err(|wrong| {
        let at_its_field = |(name, detail): (String, String)| {
            let name = name.replace('~', "~0").replace('/', "~1");
            FieldError::new(format!("/vars/{name}"), detail)
        };
        Problem::invalid(wrong.into_iter().map(at_its_field).collect())
    })?;
    let beginning = Beginning {
        run_id: state.store.world().id(),
        origin,
        name: workflow.name,
        acts_for: workflow.created_by,
        started_by: Some(caller.user_id),
        node: start.id.clone(),
        trigger: json!({}),
        vars,
        cause: Cause::default(),
    };
    let step = beginning.step(&definition, &organization);
    step.commit(&organization)?.run().await?;
    carry_on(&state, &step.after).await;
    Ok(Revised::created(step.after.revision, step.after.into()))
}
