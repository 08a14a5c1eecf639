//! Approvals as callers see them.

use katalusis_domain::Timestamp;
use katalusis_domain::organization::UserId;
use katalusis_domain::task::TaskId;
use katalusis_domain::workflow::{Activity, ActivityKey, Ballot, Doing, RunId, RunRecord, Vote, Waiting};
use serde::Serialize;
use utoipa::ToSchema;

/// A question that people are asked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Approval)]
pub struct ApprovalView {
    /// The run that asks.
    #[schema(value_type = String, format = Uuid)]
    run_id: RunId,
    /// The activity of the run that asks.
    at: ActivityKey,
    /// What the workflow, or the rule, is called.
    #[schema(example = "Approve critical tasks")]
    name: String,
    /// The task that it is about.
    #[schema(required)]
    task_id: Option<TaskId>,
    /// What is asked.
    #[schema(example = "May we restart the payment service now?")]
    question: String,
    /// Since when.
    asked_at: Timestamp,
    /// When it is decided without those who did not answer.
    #[schema(required)]
    limit_at: Option<Timestamp>,
    /// How many have to approve.
    #[schema(example = 2)]
    needed: u32,
    /// Whether an answer has to say why.
    #[schema(example = false)]
    reason_required: bool,
    /// Whether others were asked before.
    #[schema(example = false)]
    escalated: bool,
    /// Who is asked.
    people: Vec<UserId>,
    /// The answers so far.
    votes: Vec<Vote>,
    /// Whether you may answer.
    #[schema(example = true)]
    yours: bool,
}

/// The open questions of a run.
pub(super) fn approvals(run: &RunRecord, reader: UserId) -> Vec<ApprovalView> {
    let open = run.state.activities.iter().filter_map(|activity| {
        let ballot = ballot(activity)?;
        Some(ApprovalView {
            run_id: run.id,
            at: activity.key(),
            name: run.name.clone(),
            task_id: run.task_id,
            question: ballot.question.clone(),
            asked_at: activity.since,
            limit_at: activity.limit_at,
            needed: ballot.needed,
            reason_required: ballot.reason_required,
            escalated: ballot.escalated,
            people: ballot.people.clone(),
            votes: ballot.votes.clone(),
            yours: ballot.may_answer(reader).is_ok(),
        })
    });
    open.collect()
}

/// What an activity asks people, if it does.
pub(super) fn ballot(activity: &Activity) -> Option<&Ballot> {
    match &activity.doing {
        Doing::Waiting {
            waiting: Waiting::Votes { ballot },
        } => Some(ballot),
        _ => None,
    }
}

impl ApprovalView {
    /// Whether the one who reads it may answer.
    pub(super) fn is_yours(&self) -> bool {
        self.yours
    }
}
