//! `POST /api/runs/{id}/approvals`

use axum::extract::State as Shared;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::text::{check_prose, unix_lines};
use katalusis_domain::workflow::{ActivityKey, Answer as Heard, Input, Refusal, RunId, Verdict, Vote};
use katalusis_http::{Answer, Authenticated, Body, PathId, Problem, Revised};
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::ballot;
use crate::State;
use crate::runs::decide;
use crate::runs::view::RunView;

/// The longest reason, in characters.
const REASON_MAX: usize = 2_000;

/// An answer to a question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"at": {"node": "ask", "iteration": 1}, "verdict": "approved", "reason": "The window is agreed."}))]
pub struct ApprovalAnswer {
    /// The activity that asks.
    at: ActivityKey,
    /// Yes or no.
    verdict: Verdict,
    /// Why, up to 2,000 characters; some questions want it.
    #[serde(default)]
    #[schema(example = "The window is agreed with the customer.")]
    reason: Option<String>,
}

/// Answer what you are asked to approve.
///
/// Approves or rejects. Each answers once, and it cannot be taken back; whether it decides, the question says.
#[utoipa::path(
    post, path = "/api/runs/{id}/approvals", operation_id = "answer_approval", tag = "Approvals",
    params(("id" = String, Path, description = "The run that asks", format = Uuid)),
    request_body = ApprovalAnswer,
    responses(
        (status = 200, description = "The run, as your answer left it", body = RunView),
        (status = 409, description = "It is decided already, or you answered before, or you began this run"),
        (status = 422, description = "The reason is missing or too long"),
    ),
    extensions(("x-permission" = json!("approvals.own"))),
)]
pub async fn answer_approval(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<RunId>,
    Body(request): Body<ApprovalAnswer>,
) -> Answer<Revised<RunView>> {
    caller.may(Permission::ApprovalsOwn, Subject::OwnedBy(caller.user_id))?;
    let organization = state.store.for_organization(&caller);
    let reason = request.reason.as_deref().map(|reason| unix_lines(reason.trim()));
    let reason = reason.filter(|reason| !reason.is_empty());
    check_prose(reason.as_deref().unwrap_or_default(), REASON_MAX)
        .map_err(|detail| Problem::invalid_field("/reason", detail))?;
    let vote = Vote {
        user_id: caller.user_id,
        verdict: request.verdict,
        reason,
        at: state.store.world().now(),
    };
    let run = decide(&state, &organization, id, |run, _| {
        let asked = run.state.activity(&request.at).and_then(ballot);
        let Some(mut ballot) = asked.cloned() else {
            let detail =
                "This is not asked any more: it was decided, its time was over, or the run was cancelled.";
            return Err(Problem::conflict(detail, Vec::new()));
        };
        ballot.take(vote.clone()).map_err(refused)?;
        Ok(Input::Heard(Heard::Voted {
            key: request.at.clone(),
            vote: vote.clone(),
        }))
    })
    .await?;
    Ok(Revised::ok(run.revision, run.into()))
}

fn refused(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::ReasonMissing => Problem::invalid_field("/reason", "is needed: please say why"),
        Refusal::NotAsked => Problem::conflict("You were not asked to approve this.", Vec::new()),
        Refusal::OwnRequest => {
            Problem::conflict("You began this run, so others have to approve it.", Vec::new())
        }
        Refusal::AnsweredBefore => Problem::conflict("You have answered already.", Vec::new()),
    }
}
