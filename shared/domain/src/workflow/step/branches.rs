//! How branches of a run come to nodes and leave them.

use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use super::{Branch, Order, Stepping};
use crate::workflow::activity::{Activity, Doing, Failure, Incident, SplitId, Waiting};
use crate::workflow::definition::{Node, NodeId};
use crate::workflow::happening::Happening;
use crate::workflow::node::{Action, FAILED, Here, NEXT, Next, TOO_FEW};

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
        let limit = node.and_then(|node| node.limit_seconds.or(node.does.limit_seconds()));
        let activity = Activity {
            iteration: *visits,
            node: branch.to,
            splits: branch.splits,
            since: self.at,
            limit_at: limit.map(|seconds| self.at + TimeDelta::seconds(seconds.into())),
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
        } else if self.run.activities.len() >= ACTIVITIES_MAX {
            Some(format!(
                "The run is at {ACTIVITIES_MAX} steps at once, more than it may be."
            ))
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
            node: &activity.node,
            at: self.at,
        }
    }

    /// Does what a node says comes next. The activity is not among the run's while it is decided on.
    pub(super) fn go_on(&mut self, node: &Node, activity: Activity, next: Result<Next, Failure>) {
        match next {
            Ok(Next::Leave { exit, output, set }) => self.leave(activity, &exit, output, set),
            Ok(Next::Act(action)) => self.order(activity, action, 1),
            Ok(Next::Wait(waiting)) => {
                self.happened.push(Happening::Waits { at: activity.key() });
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
        self.run.activities.push(Activity { doing, ..activity });
    }

    pub(super) fn leave(&mut self, activity: Activity, exit: &str, output: Value, set: Map<String, Value>) {
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

    /// Keeps what a node gave and set, if there is room for it.
    fn keep(&mut self, node: &NodeId, output: &Value, set: Map<String, Value>) -> Result<(), Failure> {
        let size = |value: &Value| value.to_string().len();
        if size(output) > OUTPUT_MAX {
            let message = format!(
                "What this step gave is {} bytes long; it may be {OUTPUT_MAX}.",
                size(output)
            );
            return Err(Failure::lasting(message));
        }
        let mut steps = self.run.steps.clone();
        if !output.is_null() {
            steps.insert(node.0.clone(), output.clone());
        }
        let mut vars = self.run.vars.clone();
        vars.extend(set);
        if [&vars, &steps]
            .iter()
            .map(|map| size(&Value::Object((*map).clone())))
            .sum::<usize>()
            > DATA_MAX
        {
            let message = format!("The run holds more than {DATA_MAX} bytes of variables and results.");
            return Err(Failure::lasting(message));
        }
        self.run.steps = steps;
        self.run.vars = vars;
        Ok(())
    }

    fn split(&mut self, activity: &Activity) {
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
        for to in self.graph.follows(&activity.node, NEXT) {
            self.arriving.push_back(Branch {
                to: to.clone(),
                splits: splits.clone(),
            });
        }
    }

    fn come_to_join(&mut self, node: &Node, activity: Activity) {
        let Some((needed, _)) = node.does.joins().filter(|_| !activity.splits.is_empty()) else {
            return self.leave(activity, NEXT, Value::Null, Map::new());
        };
        let meeting = self
            .run
            .meeting(&activity.node, activity.iteration, &activity.splits);
        if meeting.over {
            return self.happened.push(Happening::Swallowed { at: activity.key() });
        }
        meeting.arrived += 1;
        if needed.enough() == Some(meeting.arrived) {
            let at = self
                .run
                .meetings
                .iter()
                .position(|other| other.node == activity.node && other.splits == activity.splits);
            if let Some(index) = at {
                self.meet(index);
            }
        }
    }

    /// Goes on from a join: with enough branches, or with all that could come.
    pub(super) fn meet(&mut self, index: usize) {
        let mut meeting = self.run.meetings.remove(index);
        let Some(node) = self.graph.node(&meeting.node) else {
            return;
        };
        let Some((needed, stop_others)) = node.does.joins() else {
            return;
        };
        let enough = needed.enough().is_none_or(|enough| meeting.arrived >= enough);
        let activity = Activity {
            node: meeting.node.clone(),
            iteration: meeting.iteration,
            splits: meeting.splits.clone(),
            since: self.at,
            limit_at: None,
            doing: Doing::Waiting {
                waiting: Waiting::Time { until: self.at },
            },
        };
        if enough && needed.enough().is_some() {
            if stop_others {
                self.stop(|other| other.splits.starts_with(&meeting.splits));
                self.arriving
                    .retain(|other| !other.splits.starts_with(&meeting.splits));
                self.run
                    .meetings
                    .retain(|other| !other.splits.starts_with(&meeting.splits));
            } else {
                meeting.over = true;
                self.run.meetings.push(meeting.clone());
            }
        }
        let elsewhere = needed.enough().is_none() && self.run.is_alive(&meeting.splits);
        let splits = if elsewhere {
            &meeting.splits[..]
        } else {
            parent(&meeting.splits)
        };
        let activity = Activity {
            splits: splits.to_vec(),
            ..activity
        };
        let output = json!({"arrived": meeting.arrived});
        if enough {
            self.leave(activity, NEXT, output, Map::new());
        } else if self.graph.exits_in_use(&activity.node).contains(TOO_FEW) {
            self.leave(activity, TOO_FEW, output, Map::new());
        } else {
            let message = format!(
                "Only {} branches came here, and no more can come.",
                meeting.arrived
            );
            self.stick(activity, Failure::lasting(message), 0, None);
        }
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
            .and_then(|_| retries.pause(attempt, &key));
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
        self.happened.push(Happening::Stuck {
            at: activity.key(),
            failure: failure.clone(),
        });
        let incident = Incident {
            failure,
            attempts,
            action,
            at: self.at,
        };
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
            self.abandon(&activity);
            self.happened.push(Happening::Stopped { at: activity.key() });
        }
    }

    /// Ends outside what an activity does not need any more.
    pub(super) fn abandon(&mut self, activity: &Activity) {
        if let Doing::Waiting {
            waiting: Waiting::Run { run_id },
        } = activity.doing
        {
            self.orders.push(Order::StopRun { run_id });
        }
    }
}

/// The splits around the innermost one.
fn parent(splits: &[SplitId]) -> &[SplitId] {
    splits.split_last().map_or(&[], |(_, parent)| parent)
}
