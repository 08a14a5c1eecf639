//! What each input does to a run.

use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use super::{Answer, Branch, Stepping};
use crate::Timestamp;
use crate::organization::UserId;
use crate::task::TaskId;
use crate::workflow::activity::{Activity, ActivityKey, Doing, Failure, Incident, Waiting};
use crate::workflow::ballot::Vote;
use crate::workflow::definition::Node;
use crate::workflow::graph::Graph;
use crate::workflow::happening::Happening;
use crate::workflow::node::{Action, NEXT, Overdue, TIMED_OUT};
use crate::workflow::run::Status;

impl Stepping<'_> {
    /// Takes the activity of this name out of the run, if `which` says so.
    fn pull(&mut self, key: &ActivityKey, which: impl Fn(&Activity) -> bool) -> Option<Activity> {
        self.pull_where(|activity| activity.key() == *key && which(activity))
    }

    fn pull_where(&mut self, which: impl Fn(&Activity) -> bool) -> Option<Activity> {
        let index = self.run.activities.iter().position(which)?;
        Some(self.run.activities.remove(index))
    }

    /// The node of an activity; if it is gone the activity cannot go on.
    fn with_node(&mut self, activity: Activity, then: impl FnOnce(&mut Self, &Node, Activity)) {
        if let Some(node) = self.graph.node(&activity.node) {
            then(self, node, activity);
        } else {
            let failure = Failure::lasting("This step is not part of the workflow any more.");
            self.stick(activity, failure, 0, None);
        }
    }

    pub(super) fn taken(&mut self, key: &ActivityKey, attempt: u32, until: Timestamp) {
        let found = self
            .run
            .activities
            .iter_mut()
            .find(|activity| activity.key() == *key);
        let Some(Activity {
            doing:
                Doing::Acting {
                    attempt: current,
                    leased_until,
                    ..
                },
            ..
        }) = found
        else {
            return;
        };
        if *current == attempt && leased_until.is_none() {
            *leased_until = Some(until);
        }
    }

    pub(super) fn done(&mut self, key: &ActivityKey, attempt: u32, result: Result<Value, Failure>) {
        let current = |activity: &Activity| matches!(&activity.doing, Doing::Acting { attempt: current, .. } if *current == attempt);
        let Some(activity) = self.pull(key, current) else {
            return;
        };
        let Doing::Acting { action, .. } = activity.doing.clone() else {
            return;
        };
        match result {
            Ok(output) => self.with_node(activity, |stepping, node, activity| {
                let next = node.does.done(&stepping.here(&activity), &action, output);
                stepping.go_on(node, activity, next);
            }),
            Err(failure) => self.fail(activity, failure, attempt, Some(action)),
        }
    }

    pub(super) fn heard(&mut self, answer: Answer) {
        match answer {
            Answer::TaskCompleted { task_id, task } => {
                while let Some(activity) = self.pull_where(|activity| waits_for_task(activity, task_id)) {
                    self.leave(activity, NEXT, json!({"task": task}), Map::new());
                }
            }
            Answer::TaskDeleted { task_id } => {
                while let Some(activity) = self.pull_where(|activity| waits_for_task(activity, task_id)) {
                    self.fail(
                        activity,
                        Failure::lasting("The task that this step waits for was deleted."),
                        0,
                        None,
                    );
                }
            }
            Answer::Voted { key, vote } => self.voted(&key, vote),
            Answer::PersonGone { user_id } => self.gone(user_id),
            Answer::RunOver { run_id, status, vars } => {
                let waits = |activity: &Activity| matches!(&activity.doing, Doing::Waiting { waiting: Waiting::Run { run_id: other } } if *other == run_id);
                while let Some(activity) = self.pull_where(waits) {
                    if status == Status::Completed {
                        self.leave(activity, NEXT, json!({"run": run_id, "vars": vars}), Map::new());
                    } else {
                        let message = "The workflow that this step began was cancelled.";
                        self.fail(activity, Failure::lasting(message), 0, None);
                    }
                }
            }
        }
    }

    fn voted(&mut self, key: &ActivityKey, vote: Vote) {
        let Some(mut activity) = self.pull(key, |activity| ballot(activity).is_some()) else {
            return;
        };
        let (user_id, verdict) = (vote.user_id, vote.verdict);
        let Doing::Waiting {
            waiting: Waiting::Votes { ballot },
        } = &mut activity.doing
        else {
            return;
        };
        let taken = ballot.take(vote).is_ok();
        let ballot = ballot.clone();
        if taken {
            self.happened.push(Happening::Voted {
                at: activity.key(),
                user_id,
                verdict,
            });
        }
        match ballot.outcome().filter(|_| taken) {
            Some(outcome) => {
                let output = json!({"decision": outcome, "votes": ballot.votes, "by": "votes"});
                self.leave(activity, outcome.word(), output, Map::new());
            }
            None => self.run.activities.push(activity),
        }
    }

    /// Goes on without someone who was asked; if too few are left, someone has to see to it.
    fn gone(&mut self, user: UserId) {
        let asks =
            |activity: &Activity| ballot(activity).is_some_and(|ballot| ballot.may_answer(user).is_ok());
        while let Some(mut activity) = self.pull_where(asks) {
            let Doing::Waiting {
                waiting: Waiting::Votes { ballot },
            } = &mut activity.doing
            else {
                return;
            };
            if ballot.without(user) {
                self.run.activities.push(activity);
            } else {
                let message = "Too few are left who could approve it. Try it again to ask anew, or skip it.";
                self.fail(activity, Failure::lasting(message), 0, None);
            }
        }
    }

    pub(super) fn tick(&mut self) {
        let is_due = |activity: &Activity, at| activity.due_at().is_some_and(|due| due <= at);
        let mut due: Vec<_> = self
            .run
            .activities
            .iter()
            .filter(|activity| is_due(activity, self.at))
            .map(|activity| (activity.due_at(), activity.key()))
            .collect();
        // What was due first comes first, also when the tick is late.
        due.sort();
        for (_, key) in due {
            if let Some(activity) = self.pull(&key, |_| true) {
                self.come_due(activity);
            }
        }
    }

    fn come_due(&mut self, activity: Activity) {
        if activity.limit_at.is_some_and(|limit| limit <= self.at) && !is_delay(&activity) {
            return self.overdue(activity);
        }
        match activity.doing.clone() {
            Doing::Acting {
                action,
                attempt,
                leased_until: Some(_),
                ..
            } => {
                let failure = Failure::passing("The worker that had taken this step did not come back.");
                self.fail(activity, failure, attempt, Some(action));
            }
            Doing::Acting {
                action,
                attempt,
                leased_until: None,
                ..
            }
            | Doing::Resting { action, attempt, .. } => {
                self.order(activity, action, attempt);
            }
            Doing::Waiting {
                waiting: Waiting::Time { .. },
            } => self.leave(activity, NEXT, Value::Null, Map::new()),
            Doing::Waiting {
                waiting: Waiting::Votes { mut ballot },
            } => {
                self.happened.push(Happening::Reminded {
                    at: activity.key(),
                    people: ballot.open().collect(),
                    question: ballot.question.clone(),
                });
                ballot.remind_at = ballot
                    .remind_every_seconds
                    .map(|seconds| self.at + TimeDelta::seconds(seconds.into()));
                let doing = Doing::Waiting {
                    waiting: Waiting::Votes { ballot },
                };
                self.run.activities.push(Activity { doing, ..activity });
            }
            Doing::Waiting { .. } | Doing::Stuck { .. } => self.run.activities.push(activity),
        }
    }

    fn overdue(&mut self, activity: Activity) {
        self.happened.push(Happening::Overdue { at: activity.key() });
        self.abandon(&activity);
        self.with_node(activity, |stepping, node, mut activity| {
            let overdue = node.does.overdue(&stepping.here(&activity), &activity.doing);
            activity.limit_at = node
                .limit_seconds
                .map(|seconds| stepping.at + TimeDelta::seconds(seconds.into()));
            match overdue {
                Overdue::Next(next) => stepping.go_on(node, activity, next),
                Overdue::Exit(output) if stepping.graph.exits_in_use(&activity.node).contains(TIMED_OUT) => {
                    stepping.leave(activity, TIMED_OUT, output, Map::new());
                }
                Overdue::Exit(_) => {
                    let (attempts, action) = attempted(&activity.doing);
                    let seconds = (stepping.at - activity.since).num_seconds();
                    let incident = Incident {
                        failure: Failure::lasting(format!("It took longer than it may: {seconds} seconds.")),
                        attempts,
                        action,
                        task_id: awaited_task(&activity.doing),
                        at: stepping.at,
                    };
                    stepping.hold(activity, incident);
                }
            }
        });
    }

    pub(super) fn retry(&mut self, key: &ActivityKey) {
        let can_be_retried = |graph: &Graph<'_>, activity: &Activity| {
            // Nobody else comes to a join because it is looked at again.
            let node = graph.node(&activity.node);
            is_stuck(activity) && node.is_some_and(|node| node.does.joins().is_none())
        };
        let Some(activity) = self
            .run
            .activity(key)
            .filter(|activity| can_be_retried(&self.graph, activity))
            .cloned()
        else {
            return;
        };
        self.pull(key, |_| true);
        self.happened.push(Happening::Retried { at: key.clone() });
        let Doing::Stuck { incident } = activity.doing.clone() else {
            return;
        };
        let limit = self
            .graph
            .node(&activity.node)
            .and_then(|node| node.limit_seconds);
        let again = Activity {
            since: self.at,
            limit_at: limit.map(|seconds| self.at + TimeDelta::seconds(seconds.into())),
            ..activity
        };
        match (incident.action, incident.task_id) {
            (Some(action), _) => {
                let attempt = again.tries + 1;
                self.order(again, action, attempt);
            }
            // The task is there: it is waited for anew, and not made anew.
            (None, Some(task_id)) => {
                self.happened.push(Happening::Waits { at: again.key() });
                let doing = Doing::Waiting {
                    waiting: Waiting::Task { task_id },
                };
                self.run.activities.push(Activity { doing, ..again });
            }
            // What it had done outside may be over: it is come to anew, and does it under a key of its own.
            (None, None) => self.arriving.push_back(Branch {
                to: again.node,
                splits: again.splits,
            }),
        }
    }

    pub(super) fn skip(&mut self, key: &ActivityKey, exit: &str) {
        let node = self.graph.node(&key.node);
        let exits = node.map(|node| node.does.exits()).unwrap_or_default();
        let Some(known) = exits.iter().find(|known| known.name == exit) else {
            return;
        };
        let Some(activity) = self.pull(key, is_stuck) else {
            return;
        };
        self.happened.push(Happening::Skipped {
            at: key.clone(),
            exit: exit.to_owned(),
        });
        if known.many {
            self.split(&activity);
        } else {
            self.leave(activity, exit, json!({"skipped": true}), Map::new());
        }
    }

    pub(super) fn cancel(&mut self, reason: String) {
        self.stop(|_| true);
        self.run.meetings.clear();
        self.run.status = Status::Cancelled;
        self.happened.push(Happening::Cancelled { reason });
    }
}

fn waits_for_task(activity: &Activity, task: TaskId) -> bool {
    matches!(&activity.doing, Doing::Waiting { waiting: Waiting::Task { task_id, .. } } if *task_id == task)
}

fn is_stuck(activity: &Activity) -> bool {
    matches!(activity.doing, Doing::Stuck { .. })
}

/// A delay ends by itself; it cannot be late.
fn is_delay(activity: &Activity) -> bool {
    matches!(
        activity.doing,
        Doing::Waiting {
            waiting: Waiting::Time { .. }
        }
    )
}

fn ballot(activity: &Activity) -> Option<&crate::workflow::ballot::Ballot> {
    match &activity.doing {
        Doing::Waiting {
            waiting: Waiting::Votes { ballot },
        } => Some(ballot),
        _ => None,
    }
}

fn awaited_task(doing: &Doing) -> Option<TaskId> {
    match doing {
        Doing::Waiting {
            waiting: Waiting::Task { task_id },
        } => Some(*task_id),
        _ => None,
    }
}

/// How often what an activity does was tried, and what it is.
fn attempted(doing: &Doing) -> (u32, Option<Action>) {
    match doing {
        Doing::Acting { action, attempt, .. } | Doing::Resting { action, attempt, .. } => {
            (*attempt, Some(action.clone()))
        }
        Doing::Waiting { .. } | Doing::Stuck { .. } => (0, None),
    }
}
