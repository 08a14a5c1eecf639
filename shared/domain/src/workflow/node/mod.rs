//! The kinds of nodes, one file each.
//!
//! A new kind is a file with its settings and an implementation of [`Does`], a variant of [`Kind`], and, if it has
//! something done outside, a variant of [`Action`] with its execution in `functions/workflows`.

mod approval;
mod change_task;
mod condition;
mod create_task;
mod delay;
mod http_call;
mod join;
mod notification;
mod parallel;
mod set_variable;
mod start;
mod sub_workflow;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::activity::{ActivityKey, Doing, Failure, Waiting};
use super::join::Needed;
use super::run::Run;
use super::scope::Scope;
use super::validate::Check;
use crate::Timestamp;

pub use approval::{Approval, Approver, OnLimit, Question};
pub use change_task::{ChangeTask, TaskChange};
pub use condition::{Branch, Condition};
pub use create_task::{CreateTask, NewTask};
pub use delay::{Delay, Wait};
pub use http_call::{HttpCall, HttpMethod, HttpRequest};
pub use join::Join;
pub use notification::{Channel, Message, Notification, Way};
pub use parallel::Parallel;
pub use set_variable::SetVariable;
pub use start::{Start, TaskEvent};
pub use sub_workflow::{NewRun, SubWorkflow};

/// The exit of what went as it should.
pub const NEXT: &str = "next";
/// The exit of what failed and was tried as often as it may.
pub const FAILED: &str = "failed";
/// The exit of what took too long.
pub const TIMED_OUT: &str = "timed_out";
/// The exit of a join to which fewer branches can come than it needs.
pub const TOO_FEW: &str = "too_few";

/// What a node does, with its settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = WorkflowNodeKind)]
pub enum Kind {
    /// Begins runs.
    Start(Start),
    /// Creates a task, and waits for it or goes on.
    CreateTask(CreateTask),
    /// Changes a task.
    ChangeTask(ChangeTask),
    /// Goes on by the first branch whose condition holds.
    Condition(Condition),
    /// Asks people to approve.
    Approval(Approval),
    /// Tells people or systems something.
    Notification(Notification),
    /// Waits.
    Delay(Delay),
    /// Calls a web address.
    HttpCall(HttpCall),
    /// Begins another workflow, and waits for it or goes on.
    SubWorkflow(SubWorkflow),
    /// Goes on by all its edges at once.
    Parallel(Parallel),
    /// Brings branches together again.
    Join(Join),
    /// Sets variables.
    SetVariable(SetVariable),
}

/// Something that is done outside of the run. All gaps in its texts are filled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case")]
#[schema(as = RunAction)]
pub enum Action {
    /// Create a task. Gives it.
    CreateTask(NewTask),
    /// Change a task. Gives it.
    ChangeTask(TaskChange),
    /// Find out who is asked. Gives their ids.
    Ask(Question),
    /// Send a message.
    Notify(Message),
    /// Call a web address. Gives status and body.
    Call(HttpRequest),
    /// Begin another run. Gives its id.
    StartRun(NewRun),
}

/// What a kind of node is, as far as runs and the validator need to know.
pub trait Does {
    /// The exits that it may be left by.
    fn exits(&self) -> Vec<Exit>;

    /// Says what is wrong with the settings.
    fn check(&self, check: &mut Check<'_>);

    /// What happens when a run comes to it.
    fn begin(&self, here: &Here<'_>) -> Result<Next, Failure>;

    /// What happens once its action gave `output`.
    fn done(&self, _here: &Here<'_>, _action: &Action, output: Value) -> Result<Next, Failure> {
        Ok(Next::leave(NEXT, output))
    }

    /// What happens when its time is over.
    fn overdue(&self, _here: &Here<'_>, _doing: &Doing) -> Overdue {
        Overdue::Exit(Value::Null)
    }

    /// The names of what it gives, for expressions: `steps.<node>.<name>`.
    fn gives(&self) -> &'static [&'static str] {
        &[]
    }

    /// The names that people gave in its settings, of headers and variables.
    fn names(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(std::iter::empty())
    }

    /// Whether a run may stop at it for something outside: a circle needs one that does.
    fn waits(&self) -> bool {
        false
    }

    /// What it waits for if it is a join, and whether it stops the branches that are not needed any more.
    fn joins(&self) -> Option<(Needed, bool)> {
        None
    }
}

/// One of the exits of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// Its name, as edges have it.
    pub name: String,
    /// Whether it has to lead somewhere.
    pub needed: bool,
    /// How many edges may leave by it.
    pub many: bool,
}

impl Exit {
    /// An exit at which a run may end.
    pub(super) fn may(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            needed: false,
            many: false,
        }
    }

    /// An exit that has to lead somewhere.
    pub(super) fn must(name: impl Into<String>) -> Self {
        Self {
            needed: true,
            ..Self::may(name)
        }
    }

    /// One by which several branches leave.
    pub(super) fn split(name: impl Into<String>) -> Self {
        Self {
            many: true,
            ..Self::must(name)
        }
    }

    /// The exits of what is done outside and may fail or take too long.
    pub(super) fn of_action() -> Vec<Self> {
        vec![Self::may(NEXT), Self::may(FAILED), Self::may(TIMED_OUT)]
    }
}

/// What a node knows when it is asked.
pub struct Here<'a> {
    /// The run.
    pub run: &'a Run,
    /// The activity that is decided on.
    pub key: ActivityKey,
    /// The time.
    pub at: Timestamp,
}

impl Here<'_> {
    /// What its expressions and templates know.
    pub fn scope(&self) -> Scope<'_> {
        self.run.scope()
    }
}

/// What comes next at a node.
pub enum Next {
    /// The run leaves it.
    Leave {
        /// By which exit.
        exit: String,
        /// What the node gives.
        output: Value,
        /// The variables that it sets.
        set: Map<String, Value>,
    },
    /// Something is done outside.
    Act(Action),
    /// It waits.
    Wait(Waiting),
    /// The run leaves it by all edges at once.
    Split,
    /// The run waits for other branches of the split that it lies in.
    Meet,
}

impl Next {
    /// The run leaves by this exit.
    pub fn leave(exit: impl Into<String>, output: Value) -> Self {
        Self::Leave {
            exit: exit.into(),
            output,
            set: Map::new(),
        }
    }
}

/// What happens to a node whose time is over.
pub enum Overdue {
    /// The run leaves by the exit for that, with this output, if it leads somewhere; otherwise a person has to decide.
    Exit(Value),
    /// This.
    Next(Result<Next, Failure>),
}

impl std::ops::Deref for Kind {
    type Target = dyn Does;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Start(node) => node,
            Self::CreateTask(node) => node,
            Self::ChangeTask(node) => node,
            Self::Condition(node) => node,
            Self::Approval(node) => node,
            Self::Notification(node) => node,
            Self::Delay(node) => node,
            Self::HttpCall(node) => node,
            Self::SubWorkflow(node) => node,
            Self::Parallel(node) => node,
            Self::Join(node) => node,
            Self::SetVariable(node) => node,
        }
    }
}
