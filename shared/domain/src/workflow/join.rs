//! Where branches come together again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::activity::SplitId;
use super::definition::NodeId;
use super::graph::Graph;
use super::run::Run;

/// The branches of one split that came to one join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RunMeeting)]
pub struct Meeting {
    /// The join.
    pub node: NodeId,
    /// The splits that they lie in, from the outside in; the last one is theirs.
    pub splits: Vec<SplitId>,
    /// The how-many-eth time the first of them came to the join.
    pub iteration: u32,
    /// How many came.
    pub arrived: u32,
    /// Whether the run has gone on from here. Who comes later is not waited for any more.
    pub over: bool,
}

/// What a join waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Needed {
    /// Every branch that can still come. One that ended, or went elsewhere, is not waited for.
    All,
    /// The first.
    Any,
    /// So many.
    Count(u32),
}

impl Needed {
    /// How many are enough, whoever else may come.
    pub fn enough(self) -> Option<u32> {
        match self {
            Self::All => None,
            Self::Any => Some(1),
            Self::Count(count) => Some(count.max(1)),
        }
    }
}

impl Run {
    /// The meeting of a branch with these splits at this join, begun if it is the first that came.
    pub(super) fn meeting(&mut self, node: &NodeId, iteration: u32, splits: &[SplitId]) -> &mut Meeting {
        let found = self
            .meetings
            .iter()
            .position(|meeting| meeting.node == *node && meeting.splits == splits);
        let index = found.unwrap_or_else(|| {
            self.meetings.push(Meeting {
                node: node.clone(),
                splits: splits.to_vec(),
                iteration,
                arrived: 0,
                over: false,
            });
            self.meetings.len() - 1
        });
        &mut self.meetings[index]
    }

    /// A meeting that nobody else can come to any more; the one that the others wait for, if there are several.
    pub(super) fn complete_meeting(&self, graph: &Graph<'_>) -> Option<usize> {
        let waiting = || self.meetings.iter().filter(|meeting| !meeting.over);
        let complete: Vec<&Meeting> = waiting()
            .filter(|meeting| {
                let mut others = self.activities.iter();
                !others.any(|activity| self.can_come(graph, &activity.node, &activity.splits, meeting))
            })
            .collect();
        let waits_for = |meeting: &Meeting, other: &Meeting| {
            let inside =
                other.splits.len() > meeting.splits.len() && other.splits.starts_with(&meeting.splits);
            (inside && other.node == meeting.node)
                || self.can_come(graph, &other.node, &other.splits, meeting)
        };
        let first = complete
            .iter()
            .find(|meeting| !waiting().any(|other| other != **meeting && waits_for(meeting, other)))
            .or(complete.first())?;
        self.meetings.iter().position(|meeting| meeting == *first)
    }

    /// Whether a branch at this node with these splits can still come to a meeting. A join at which its split is over lets
    /// nobody pass.
    pub(super) fn can_come(
        &self,
        graph: &Graph<'_>,
        from: &NodeId,
        splits: &[SplitId],
        to: &Meeting,
    ) -> bool {
        let is_over = |join: &NodeId| {
            let mut meetings = self.meetings.iter();
            meetings.any(|meeting| meeting.over && meeting.node == *join && meeting.splits == splits)
        };
        splits.starts_with(&to.splits) && graph.leads_to(from, &to.node, is_over)
    }
}
