//! Rules as callers see them.

use katalusis_domain::event::{EventId, Subject};
use katalusis_domain::organization::UserId;
use katalusis_domain::rule::{Policy, Rule, RuleId, RuleLogEntry};
use katalusis_domain::workflow::RunId;
use katalusis_domain::{Caller, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::may_change;

/// A rule. What follows the host in addresses, and headers of calls, only those see who may change it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AutomationRule)]
pub struct RuleView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    id: RuleId,
    /// What people call it.
    #[schema(example = "Tell the leads of critical tasks")]
    name: String,
    /// What it is for, as Markdown.
    #[schema(example = "So that nobody has to watch the board.")]
    description: String,
    #[serde(flatten)]
    policy: Policy,
    /// Whether it looks at all.
    #[schema(example = true)]
    enabled: bool,
    /// Who made it.
    created_by: UserId,
    /// When.
    created_at: Timestamp,
    /// When it was changed last.
    updated_at: Timestamp,
    /// Counts changes; the `ETag` is the same in quotes.
    #[schema(example = 1)]
    revision: i64,
}

/// What a rule made of one event.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleJudgement {
    /// The entry's id.
    #[schema(value_type = String, format = Uuid)]
    id: katalusis_domain::Id<RuleLogEntry>,
    /// The event.
    event_id: EventId,
    /// What kind of event it was.
    #[schema(example = "task.created")]
    event: String,
    /// What it happened to.
    #[schema(required)]
    subject: Option<Subject>,
    /// When the rule looked.
    at: Timestamp,
    /// Whether it fired.
    #[schema(example = false)]
    fired: bool,
    /// Why not.
    #[schema(
        required,
        example = "The condition does not hold: trigger.task.priority == 'critical'"
    )]
    why_not: Option<String>,
    /// The run that it began; that says what came of it.
    #[schema(required, value_type = Option<String>, format = Uuid)]
    run_id: Option<RunId>,
}

impl RuleView {
    /// As this caller may see it.
    pub fn seen_by(caller: &Caller, mut rule: Rule) -> Self {
        if may_change(caller, &rule).is_err() {
            rule.policy.hide_secrets();
        }
        Self {
            id: rule.id,
            name: rule.name,
            description: rule.description,
            policy: rule.policy,
            enabled: rule.enabled,
            created_by: rule.created_by,
            created_at: rule.created_at,
            updated_at: rule.updated_at,
            revision: rule.revision,
        }
    }
}

impl From<RuleLogEntry> for RuleJudgement {
    fn from(entry: RuleLogEntry) -> Self {
        Self {
            id: entry.id,
            event_id: entry.event_id,
            event: entry.event,
            subject: entry.subject,
            at: entry.at,
            fired: entry.fired,
            why_not: entry.why_not,
            run_id: entry.run_id,
        }
    }
}
