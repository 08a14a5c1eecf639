//! Asks people to approve.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{Action, Does, Exit, FAILED, Here, Next, Overdue, TIMED_OUT};
use crate::organization::UserId;
use crate::permission::Role;
use crate::workflow::activity::{Doing, Failure, Waiting};
use crate::workflow::ballot::{Ballot, Verdict};
use crate::workflow::person::Person;
use crate::workflow::template::Template;
use crate::workflow::validate::{Check, Code};

/// How many people may be asked.
const PEOPLE_MAX: usize = 100;

/// How many seconds lie between two reminders, at least.
const REMINDED_MIN: u32 = 60;

/// Asks people to approve, and goes on by `approved` or `rejected`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowApproval)]
pub struct Approval {
    /// What they are asked.
    pub question: Template,
    /// Who is asked.
    pub approvers: Vec<Approver>,
    /// How many of them have to approve.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 100, examples(2))]
    pub needed: u32,
    /// Whether the one who began the run may approve as well.
    #[serde(default)]
    pub allow_self: bool,
    /// Whether each has to say why.
    #[serde(default)]
    pub reason_required: bool,
    /// After how many seconds, and then again and again, those who have not answered are reminded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 60, examples(3600))]
    pub remind_every_seconds: Option<u32>,
    /// What happens when the node's time is over.
    #[serde(default)]
    pub on_limit: OnLimit,
}

fn one() -> u32 {
    1
}

/// Someone who is asked to approve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkflowApprover)]
pub enum Approver {
    /// A person.
    Person(Person),
    /// Everyone with this role.
    Role(Role),
}

/// What happens when the time of an approval is over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkflowApprovalLimit)]
pub enum OnLimit {
    /// The run goes on by the exit `timed_out`.
    #[default]
    Exit,
    /// It counts as approved.
    Approve,
    /// It counts as rejected.
    Reject,
    /// These are asked instead, for as long again; after that the run goes on by `timed_out`.
    Escalate(Vec<Approver>),
}

/// Who has to be found and asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = RunQuestion)]
pub struct Question {
    /// What they are asked.
    pub question: String,
    /// Everyone of these.
    pub people: Vec<UserId>,
    /// And everyone with these roles.
    pub roles: Vec<Role>,
    /// How many have to approve.
    pub needed: u32,
    /// Who may not, although asked.
    pub barred: Option<UserId>,
    /// Whether others were asked before.
    pub escalated: bool,
}

impl Approval {
    fn ask(&self, here: &Here<'_>, approvers: &[Approver], escalated: bool) -> Result<Next, Failure> {
        let scope = here.scope();
        let mut people = Vec::new();
        let mut roles = Vec::new();
        for approver in approvers {
            match approver {
                Approver::Person(person) => people.extend(person.resolve(&scope)?),
                Approver::Role(role) => roles.push(*role),
            }
        }
        Ok(Next::Act(Action::Ask(Question {
            question: self.question.fill(&scope).map_err(Failure::lasting)?,
            people,
            roles,
            needed: self.needed,
            barred: here.run.started_by.filter(|_| !self.allow_self),
            escalated,
        })))
    }
}

impl Does for Approval {
    fn exits(&self) -> Vec<Exit> {
        let mut exits = vec![
            Exit::must(Verdict::Approved.word()),
            Exit::must(Verdict::Rejected.word()),
            Exit::may(FAILED),
        ];
        if matches!(self.on_limit, OnLimit::Exit | OnLimit::Escalate(_)) {
            exits.push(Exit::may(TIMED_OUT));
        }
        exits
    }

    fn check(&self, check: &mut Check<'_>) {
        check.text("question", &self.question);
        let escalation = match &self.on_limit {
            OnLimit::Escalate(approvers) => Some(("on_limit/escalate", approvers)),
            OnLimit::Exit | OnLimit::Approve | OnLimit::Reject => None,
        };
        for (field, approvers) in [("approvers", &self.approvers)].into_iter().chain(escalation) {
            if approvers.is_empty() {
                check.finding(Code::MissingSetting, field, "Choose who is asked.".into());
            }
            for (index, approver) in approvers.iter().enumerate() {
                match approver {
                    Approver::Person(person) => person.check(&format!("{field}/{index}/person"), check),
                    Approver::Role(Role::Guest) => {
                        let message = "Guests cannot approve. Choose another role.".into();
                        check.finding(Code::BadSetting, &format!("{field}/{index}/role"), message);
                    }
                    Approver::Role(_) => {}
                }
            }
            let people_only = approvers
                .iter()
                .all(|approver| matches!(approver, Approver::Person(Person::User(_))));
            if people_only && approvers.len() < self.needed as usize && !approvers.is_empty() {
                let message = format!(
                    "{} have to approve, but only {} are asked.",
                    self.needed,
                    approvers.len()
                );
                check.finding(Code::BadSetting, "needed", message);
            }
        }
        if !(1..=PEOPLE_MAX).contains(&(self.needed as usize)) {
            let message = format!("From 1 to {PEOPLE_MAX} people have to approve.");
            check.finding(Code::BadSetting, "needed", message);
        }
        if self
            .remind_every_seconds
            .is_some_and(|every| every < REMINDED_MIN)
        {
            let message = format!("Remind people every {REMINDED_MIN} seconds at the most.");
            check.finding(Code::BadSetting, "remind_every_seconds", message);
        }
        if self.on_limit != OnLimit::Exit && check.node.limit_seconds.is_none() {
            let message = "Set the time limit after which this happens.".into();
            check.finding(Code::MissingSetting, "/limit_seconds", message);
        }
    }

    fn begin(&self, here: &Here<'_>) -> Result<Next, Failure> {
        self.ask(here, &self.approvers, false)
    }

    /// `output` names the people that were found: `{"people": [id, …]}`.
    fn done(&self, here: &Here<'_>, action: &Action, output: Value) -> Result<Next, Failure> {
        let Action::Ask(question) = action else {
            return Err(Failure::lasting("An approval has nothing done but asking."));
        };
        let mut people: Vec<UserId> = serde_json::from_value(output["people"].clone()).unwrap_or_default();
        people.sort();
        people.dedup();
        people.truncate(PEOPLE_MAX);
        let every = self.remind_every_seconds;
        let ballot = Ballot {
            question: question.question.clone(),
            people,
            needed: question.needed,
            barred: question.barred,
            reason_required: self.reason_required,
            escalated: question.escalated,
            remind_at: every.map(|seconds| here.at + TimeDelta::seconds(seconds.into())),
            remind_every_seconds: every,
            votes: Vec::new(),
        };
        if ballot.voters() < question.needed as usize {
            let message = format!(
                "{} have to approve, but only {} can be asked: nobody who is disabled, and not the one who began the workflow.",
                question.needed,
                ballot.voters()
            );
            return Err(Failure::lasting(message));
        }
        Ok(Next::Wait(Waiting::Votes { ballot }))
    }

    fn overdue(&self, here: &Here<'_>, doing: &Doing) -> Overdue {
        let (votes, escalated) = match doing {
            Doing::Waiting {
                waiting: Waiting::Votes { ballot },
            } => (ballot.votes.clone(), ballot.escalated),
            // It has not even come to be asked.
            Doing::Acting {
                action: Action::Ask(question),
                ..
            }
            | Doing::Resting {
                action: Action::Ask(question),
                ..
            } => (Vec::new(), question.escalated),
            _ => (Vec::new(), true),
        };
        let output = |decision: &str| json!({"decision": decision, "votes": votes, "by": "time_limit"});
        let decide =
            |verdict: Verdict| Overdue::Next(Ok(Next::leave(verdict.word(), output(verdict.word()))));
        match &self.on_limit {
            OnLimit::Approve => decide(Verdict::Approved),
            OnLimit::Reject => decide(Verdict::Rejected),
            OnLimit::Escalate(approvers) if !escalated => Overdue::Next(self.ask(here, approvers, true)),
            OnLimit::Exit | OnLimit::Escalate(_) => Overdue::Exit(output("timed_out")),
        }
    }

    fn gives(&self) -> &'static [&'static str] {
        &["decision", "votes", "by", "error"]
    }

    fn waits(&self) -> bool {
        true
    }
}
