//! How branches of a run come to nodes and leave them.

use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use super::{Branch, Order, Stepping};
use crate::workflow::activity::{Activity, Doing, Failure, Incident, SplitId, Waiting};
use crate::workflow::definition::{Node, NodeId};
use crate::workflow::happening::Happening;
use crate::workflow::join::Meeting;
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
        self.run.activities.push(Activity {
            doing,
            tries: attempt,
            ..activity
        });
    }

    pub(super) fn leave(&mut self, activity: Activity, exit: &str, output: Value, set: Map<String, Value>) {
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
            self.meet_at(&activity.node, &activity.splits);
        }
    }

    fn meet_at(&mut self, node: &NodeId, splits: &[SplitId]) {
        let mut meetings = self.run.meetings.iter();
        if let Some(index) = meetings.position(|meeting| meeting.node == *node && meeting.splits == splits) {
            self.meet(index);
        }
    }

    /// Goes on from a join: with enough branches, or with all that could come.
    pub(super) fn meet(&mut self, index: usize) {
        let meeting = self.run.meetings.remove(index);
        let Some(node) = self.graph.node(&meeting.node) else {
            return;
        };
        let Some((needed, stop_others)) = node.does.joins() else {
            return;
        };
        let enough = needed.enough().is_none_or(|enough| meeting.arrived >= enough);
        if enough && needed.enough().is_some() {
            self.go_on_without(&meeting, stop_others);
        }
        let stays = self.is_met_again(&meeting);
        let splits = if stays {
            &meeting.splits[..]
        } else {
            parent(&meeting.splits)
        };
        if enough && !stays && self.others_come(&meeting.node, splits) {
            // The whole split is one of the branches that come here.
            let outer = self.run.meeting(&meeting.node, meeting.iteration, splits);
            outer.arrived += 1;
            if !outer.over && needed.enough() == Some(outer.arrived) {
                self.meet_at(&meeting.node, splits);
            }
            return;
        }
        let activity = Activity {
            node: meeting.node.clone(),
            iteration: meeting.iteration,
            splits: splits.to_vec(),
            since: self.at,
            limit_at: None,
            tries: 0,
            doing: Doing::Waiting {
                waiting: Waiting::Time { until: self.at },
            },
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

    /// The branches that are not waited for any more are stopped, or swallowed when they come.
    fn go_on_without(&mut self, meeting: &Meeting, stop_others: bool) {
        if !stop_others {
            let over = Meeting {
                over: true,
                ..meeting.clone()
            };
            return self.run.meetings.push(over);
        }
        let late: Vec<_> = self
            .run
            .activities
            .iter()
            .filter(|other| {
                self.run
                    .can_come(&self.graph, &other.node, &other.splits, meeting)
            })
            .map(Activity::key)
            .collect();
        self.stop(|other| late.contains(&other.key()));
        let comes = |to: &NodeId, splits: &[SplitId]| {
            *to == meeting.node
                || self.graph.leads_to(to, &meeting.node, |_| false) && splits.starts_with(&meeting.splits)
        };
        self.arriving.retain(|branch| !comes(&branch.to, &branch.splits));
        self.run.meetings.retain(|other| {
            !self.graph.leads_to(&other.node, &meeting.node, |_| false)
                || !other.splits.starts_with(&meeting.splits)
        });
    }

    /// Everything but activities that still lies in these splits: branches on their way, and those that wait at joins.
    fn on_the_way(&self, splits: &[SplitId]) -> Vec<(&NodeId, bool)> {
        let activities = self
            .run
            .activities
            .iter()
            .map(|other| (&other.node, &other.splits, false));
        let arriving = self
            .arriving
            .iter()
            .map(|branch| (&branch.to, &branch.splits, true));
        let waiting = self.run.meetings.iter().filter(|meeting| !meeting.over);
        let waiting = waiting.map(|meeting| (&meeting.node, &meeting.splits, true));
        activities
            .chain(arriving)
            .chain(waiting)
            .filter(|(_, other, _)| other.starts_with(splits))
            .map(|(node, _, stands)| (node, stands))
            .collect()
    }

    /// Whether the run, gone on from this meeting, will be met at a later join by a branch of the same split, other than
    /// those that come too late here.
    fn is_met_again(&self, meeting: &Meeting) -> bool {
        let comes = |(at, stands): (&NodeId, bool), to: &NodeId| {
            (stands && at == to) || self.graph.leads_to(at, to, |_| false)
        };
        let later = self.graph.joins_after(&meeting.node);
        self.on_the_way(&meeting.splits)
            .into_iter()
            .filter(|other| !comes(*other, &meeting.node))
            .any(|other| later.iter().any(|join| comes(other, join)))
    }

    /// Whether other branches of these splits come, or came, to this join.
    fn others_come(&self, join: &NodeId, splits: &[SplitId]) -> bool {
        let mut others = self.on_the_way(splits).into_iter();
        let met = self
            .run
            .meetings
            .iter()
            .any(|meeting| meeting.node == *join && meeting.splits == splits);
        !splits.is_empty()
            && (met
                || others
                    .any(|(at, stands)| (stands && at == join) || self.graph.leads_to(at, join, |_| false)))
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

/// The splits around the innermost one.
fn parent(splits: &[SplitId]) -> &[SplitId] {
    splits.split_last().map_or(&[], |(_, parent)| parent)
}
