//! How a world that is made up answers: in the shapes of the real one.

use serde_json::{Value, json};

use super::{Outcome, samples};
use crate::organization::UserId;
use crate::workflow::activity::{ActivityKey, Waiting};
use crate::workflow::ballot::{Ballot, Verdict, Vote};
use crate::workflow::node::{Action, Question};
use crate::workflow::run::{Run, Status};
use crate::workflow::step::Answer;
use crate::{Id, Timestamp};

/// Whether something can turn out so.
pub(super) trait Suits {
    /// Whether this can come of `action`.
    fn suits(&self, action: &Action) -> bool;
}

impl Suits for Outcome {
    fn suits(&self, action: &Action) -> bool {
        match self {
            Self::Done(_) | Self::Failed(_) | Self::TimedOut => true,
            Self::Approved | Self::Rejected => matches!(action, Action::Ask(_)),
            Self::Completed => waits(action) && !matches!(action, Action::Ask(_)),
        }
    }
}

/// What usually comes of it.
pub(super) fn usual(action: &Action) -> Outcome {
    match action {
        Action::Ask(_) => Outcome::Approved,
        action if waits(action) => Outcome::Completed,
        _ => Outcome::Done(Value::Null),
    }
}

/// Whether the node goes on waiting once this was done.
pub(super) fn waits(action: &Action) -> bool {
    match action {
        Action::Ask(_) => true,
        Action::CreateTask(task) => task.wait,
        Action::StartRun(started) => started.wait,
        Action::ChangeTask(_) | Action::Notify(_) | Action::Call(_) => false,
    }
}

/// What an action gives: what is assumed of it, over what it plausibly would.
pub(super) fn output(
    action: &Action,
    outcome: &Outcome,
    run: &Run,
    key: &ActivityKey,
    at: Timestamp,
) -> Value {
    let plausible = match action {
        Action::CreateTask(task) => samples::created(task, run, key, at),
        Action::ChangeTask(change) => samples::changed(change, &run.trigger["task"], at),
        Action::Ask(question) => json!({"people": people(question, run)}),
        Action::Notify(_) => Value::Null,
        Action::Call(_) => json!({"status": 200, "body": {}}),
        Action::StartRun(started) => {
            json!({"run": started.run_id, "status": "running", "vars": started.vars})
        }
    };
    match outcome {
        Outcome::Done(given) => over(plausible, given),
        _ => plausible,
    }
}

/// `given` in place of `plausible`, whose other fields stay.
fn over(mut plausible: Value, given: &Value) -> Value {
    match (&mut plausible, given) {
        (_, Value::Null) => plausible,
        (Value::Object(fields), Value::Object(given)) => {
            fields.extend(given.clone());
            plausible
        }
        _ => given.clone(),
    }
}

/// Who is found and asked: the people that are named, and of each role as many as could have to approve.
fn people(question: &Question, run: &Run) -> Vec<UserId> {
    let of_roles = question.roles.iter().flat_map(|role| {
        let name = move |number| format!("simulated {role:?} {number}");
        (1..=question.needed).map(move |number| Id::derived(run.id, &name(number)))
    });
    question.people.iter().copied().chain(of_roles).collect()
}

/// What comes to an activity that waits.
pub(super) fn replies(
    key: &ActivityKey,
    waiting: &Waiting,
    outcome: &Outcome,
    output: &Value,
    at: Timestamp,
) -> Vec<Answer> {
    match (waiting, outcome) {
        (_, Outcome::TimedOut) | (Waiting::Time { .. }, _) => Vec::new(),
        (Waiting::Votes { ballot }, Outcome::Rejected) => votes(key, ballot, Verdict::Rejected, at),
        (Waiting::Votes { ballot }, _) => votes(key, ballot, Verdict::Approved, at),
        (Waiting::Task { task_id }, _) => vec![Answer::TaskCompleted {
            task_id: *task_id,
            task: samples::completed(output, at),
        }],
        (Waiting::Run { run_id }, _) => vec![Answer::RunOver {
            run_id: *run_id,
            status: Status::Completed,
            vars: output["vars"].as_object().cloned().unwrap_or_default(),
        }],
    }
}

/// As many answers as decide it.
fn votes(key: &ActivityKey, ballot: &Ballot, verdict: Verdict, at: Timestamp) -> Vec<Answer> {
    let needed = ballot.needed as usize;
    let decisive = match verdict {
        Verdict::Approved => needed,
        Verdict::Rejected => (ballot.voters() + 1).saturating_sub(needed),
    };
    let vote = |user_id| Answer::Voted {
        key: key.clone(),
        vote: Vote {
            user_id,
            verdict,
            reason: Some("Assumed in a simulation.".into()),
            at,
        },
    };
    ballot.open().take(decisive).map(vote).collect()
}
