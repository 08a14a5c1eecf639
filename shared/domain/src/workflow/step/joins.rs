//! How branches come together at joins, and who goes on.

use serde_json::{Map, Value, json};

use super::Stepping;
use crate::workflow::activity::{Activity, Doing, Failure, SplitId, Waiting};
use crate::workflow::definition::{Node, NodeId};
use crate::workflow::happening::Happening;
use crate::workflow::join::Meeting;
use crate::workflow::node::{NEXT, TOO_FEW};

impl Stepping<'_> {
    pub(super) fn come_to_join(&mut self, node: &Node, activity: Activity) {
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
        let later = self.graph.joins_after(&meeting.node);
        self.on_the_way(&meeting.splits)
            .into_iter()
            .filter(|other| !self.comes(*other, &meeting.node))
            .any(|other| later.iter().any(|join| self.comes(other, join)))
    }

    /// Whether what is on the way can come to this join.
    fn comes(&self, (at, stands): (&NodeId, bool), join: &NodeId) -> bool {
        (stands && at == join) || self.graph.leads_to(at, join, |_| false)
    }

    /// Whether other branches of these splits come, or came, to this join.
    fn others_come(&self, join: &NodeId, splits: &[SplitId]) -> bool {
        let mut others = self.on_the_way(splits).into_iter();
        let met = self
            .run
            .meetings
            .iter()
            .any(|meeting| meeting.node == *join && meeting.splits == splits);
        !splits.is_empty() && (met || others.any(|other| self.comes(other, join)))
    }
}

/// The splits around the innermost one.
fn parent(splits: &[SplitId]) -> &[SplitId] {
    splits.split_last().map_or(&[], |(_, parent)| parent)
}
