//! How branches of a run come to nodes and leave them.

use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use super::{Branch, Order, Stepping};
use crate::workflow::activity::{Activity, Doing, Failure, Incident, SplitId, Waiting};
use crate::workflow::definition::{Node, NodeId};
use crate::workflow::happening::Happening;
use crate::workflow::node::{Action, FAILED, Here, NEXT, Next};
use crate::workflow::storable::storable;

/// How many nodes a run may come to in its life.
pub const ENTERED_MAX: u32 = 10_000;
/// How many nodes it may come to in one step: a circle without a wait in it would go on for ever.
const ENTERED_AT_ONCE_MAX: u32 = 500;
/// How many places a run may be at.
const ACTIVITIES_MAX: usize = 500;
/// How deep splits may lie in each other.
const SPLITS_MAX: usize = 20;
/// The largest output of a node, in bytes of JSON.
const OUTPUT_MAX: usize = 16 * 1024;
/// The largest variables and outputs of a run together, in bytes of JSON: its document stays small.
const DATA_MAX: usize = 256 * 1024;
/// When an action is ordered again that nobody took.
const ORDERED_AGAIN: TimeDelta = TimeDelta::seconds(60);

impl Stepping<'_> {
    pub(super) fn arrive(&mut self, branch: Branch) {
        self.run.entered += 1;
        self.entered += 1;
        let visits = self.run.visits.entry(branch.to.clone()).or_default();
        *visits += 1;
        let node = self.graph.node(&branch.to);
        let limit = node.and_then(|node| node.limit_seconds);
        let activity = Activity {
            iteration: *visits,
            node: branch.to,
            splits: branch.splits,
            since: self.at,
            limit_at: limit.map(|seconds| self.at + TimeDelta::seconds(seconds.into())),
            tries: 0,
            // Until the node says what it does.
            doing: Doing::Waiting {
                waiting: Waiting::Time { until: self.at },
            },
        };
        self.happened.push(Happening::Entered { at: activity.key() });
        let Some(node) = node else {
            return self.stick(
                activity,
                Failure::lasting("This step is not part of the workflow any more."),
                0,
                None,
            );
        };
        if let Some(why) = self.too_much(&activity) {
            return self.stick(activity, Failure::lasting(why), 0, None);
        }
        self.begin(node, activity);
    }

    fn too_much(&self, activity: &Activity) -> Option<String> {
        if self.run.entered > ENTERED_MAX {
            Some(format!(
                "The run came to {ENTERED_MAX} steps, more than it may. Cancel it, and look for a circle."
            ))
        } else if self.entered > ENTERED_AT_ONCE_MAX {
            Some(
                "The workflow goes in a circle without waiting. Put a delay or a question into the circle."
                    .into(),
            )
        } else if activity.splits.len() > SPLITS_MAX {
            Some(format!(
                "Branches lie {SPLITS_MAX} deep in each other. Join them before they split again."
            ))
        } else {
            None
        }
    }

    pub(super) fn begin(&mut self, node: &Node, activity: Activity) {
        let next = node.does.begin(&self.here(&activity));
        self.go_on(node, activity, next);
    }

    pub(super) fn here<'h>(&'h self, activity: &'h Activity) -> Here<'h> {
        Here {
            run: &self.run,
            key: activity.key(),
            at: self.at,
        }
    }

    /// Does what a node says comes next. The activity is not among the run's while it is decided on.
    pub(super) fn go_on(&mut self, node: &Node, activity: Activity, next: Result<Next, Failure>) {
        match next {
            Ok(Next::Leave { exit, output, set }) => self.leave(activity, &exit, output, set),
            Ok(Next::Act(action)) => {
                let attempt = activity.tries + 1;
                self.order(activity, action, attempt);
            }
            Ok(Next::Wait(waiting)) => {
                self.happened.push(match &waiting {
                    Waiting::Votes { ballot } => Happening::Asked {
                        at: activity.key(),
                        people: ballot.open().collect(),
                        question: ballot.question.clone(),
                    },
                    Waiting::Time { .. } | Waiting::Task { .. } | Waiting::Run { .. } => {
                        Happening::Waits { at: activity.key() }
                    }
                });
                self.run.activities.push(Activity {
                    doing: Doing::Waiting { waiting },
                    ..activity
                });
            }
            Ok(Next::Split) => self.split(&activity),
            Ok(Next::Meet) => self.come_to_join(node, activity),
            Err(failure) => self.fail(activity, failure, 0, None),
        }
    }

    pub(super) fn order(&mut self, activity: Activity, action: Action, attempt: u32) {
        self.happened.push(Happening::Ordered {
            at: activity.key(),
            attempt,
        });
        self.orders.push(Order::Do {
            key: activity.key(),
            attempt,
            action: action.clone(),
        });
        let doing = Doing::Acting {
            action,
            attempt,
            leased_until: None,
            ordered_again_at: self.at + ORDERED_AGAIN,
        };
        self.run.activities.push(Activity {
            doing,
            tries: attempt,
            ..activity
        });
    }

    pub(super) fn leave(&mut self, activity: Activity, exit: &str, output: Value, set: Map<String, Value>) {
        let output = storable(output);
        let set = set
            .into_iter()
            .map(|(name, value)| (name, storable(value)))
            .collect();
        let size = size_of(&output);
        // What was done is done: it only cannot be kept.
        let output = if size > OUTPUT_MAX {
            json!({"too_large": true, "bytes": size})
        } else {
            output
        };
        if let Err(failure) = self.keep(&activity.node, &output, set) {
            return self.stick(activity, failure, 0, None);
        }
        for to in self.graph.follows(&activity.node, exit) {
            self.arriving.push_back(Branch {
                to: to.clone(),
                splits: activity.splits.clone(),
            });
        }
        self.happened.push(Happening::Left {
            at: activity.key(),
            exit: exit.to_owned(),
            output,
        });
    }

    /// Keeps what a node gave and set. Variables need room; of results that find none it is kept that they did not.
    fn keep(&mut self, node: &NodeId, output: &Value, set: Map<String, Value>) -> Result<(), Failure> {
        let kept = |map: &Map<String, Value>| map.values().map(size_of).sum::<usize>();
        if !set.is_empty() {
            let mut vars = self.run.vars.clone();
            vars.extend(set);
            if kept(&vars) > DATA_MAX {
                let message = format!("The variables of the run are longer than {DATA_MAX} bytes.");
                return Err(Failure::lasting(message));
            }
            self.run.vars = vars;
        }
        if !output.is_null() {
            self.run.steps.insert(node.0.clone(), output.clone());
            if kept(&self.run.steps) > DATA_MAX {
                let marker = json!({"too_large": true, "bytes": size_of(output)});
                self.run.steps.insert(node.0.clone(), marker);
            }
        }
        Ok(())
    }

    pub(super) fn split(&mut self, activity: &Activity) {
        let branches: Vec<NodeId> = self.graph.follows(&activity.node, NEXT).cloned().collect();
        if self.run.activities.len() + self.arriving.len() + branches.len() > ACTIVITIES_MAX {
            let message = format!("The run would be at more than {ACTIVITIES_MAX} steps at once.");
            return self.stick(activity.clone(), Failure::lasting(message), 0, None);
        }
        let mut splits = activity.splits.clone();
        splits.push(SplitId {
            node: activity.node.clone(),
            iteration: activity.iteration,
        });
        self.happened.push(Happening::Left {
            at: activity.key(),
            exit: NEXT.into(),
            output: Value::Null,
        });
        self.arriving.extend(branches.into_iter().map(|to| Branch {
            to,
            splits: splits.clone(),
        }));
    }

    /// Tries again later, goes on by the exit for failures, or waits for a person.
    pub(super) fn fail(
        &mut self,
        activity: Activity,
        failure: Failure,
        attempt: u32,
        action: Option<Action>,
    ) {
        let node = self.graph.node(&activity.node);
        let retries = node.and_then(|node| node.retries).unwrap_or_default();
        let key = (self.run.id, activity.key());
        let pause = action
            .as_ref()
            .filter(|_| failure.passing)
            .and_then(|_| retries.pause(attempt, &key))
            .map(|pause| pause.max(failure.retry_after()));
        if let (Some(pause), Some(action)) = (pause, action.clone()) {
            self.happened.push(Happening::Failed {
                at: activity.key(),
                attempt,
                failure: failure.clone(),
            });
            let doing = Doing::Resting {
                action,
                attempt: attempt + 1,
                until: self.at + pause,
                failure,
            };
            self.run.activities.push(Activity { doing, ..activity });
        } else if self.graph.exits_in_use(&activity.node).contains(FAILED) {
            self.happened.push(Happening::Failed {
                at: activity.key(),
                attempt,
                failure: failure.clone(),
            });
            self.leave(activity, FAILED, failure.output(), Map::new());
        } else {
            self.stick(activity, failure, attempt, action);
        }
    }

    /// Waits for a person to decide.
    pub(super) fn stick(
        &mut self,
        activity: Activity,
        failure: Failure,
        attempts: u32,
        action: Option<Action>,
    ) {
        let incident = Incident {
            failure,
            attempts,
            action,
            task_id: None,
            at: self.at,
        };
        self.hold(activity, incident);
    }

    /// Leaves an activity to a person.
    pub(super) fn hold(&mut self, activity: Activity, incident: Incident) {
        self.happened.push(Happening::Stuck {
            at: activity.key(),
            failure: incident.failure.clone(),
        });
        self.run.activities.push(Activity {
            doing: Doing::Stuck { incident },
            limit_at: None,
            ..activity
        });
    }

    /// Stops those activities that `which` says.
    pub(super) fn stop(&mut self, which: impl Fn(&Activity) -> bool) {
        let (stopped, kept) = std::mem::take(&mut self.run.activities)
            .into_iter()
            .partition(|activity| which(activity));
        self.run.activities = kept;
        for activity in stopped {
            let key = activity.key();
            self.orders
                .retain(|order| !matches!(order, Order::Do { key: ordered, .. } if *ordered == key));
            self.abandon(&activity);
            self.happened.push(Happening::Stopped { at: activity.key() });
        }
    }

    /// Ends outside what an activity does not need any more.
    pub(super) fn abandon(&mut self, activity: &Activity) {
        let run_id = match &activity.doing {
            Doing::Waiting {
                waiting: Waiting::Run { run_id },
            } => Some(*run_id),
            // It may have begun, or begin any moment.
            Doing::Acting {
                action: Action::StartRun(started),
                ..
            }
            | Doing::Resting {
                action: Action::StartRun(started),
                ..
            } if started.wait => Some(started.run_id),
            _ => None,
        };
        self.orders.extend(run_id.map(|run_id| Order::StopRun { run_id }));
    }
}

/// How long a value is as JSON, in bytes.
fn size_of(value: &Value) -> usize {
    value.to_string().len()
}
