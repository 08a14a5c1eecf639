//! `PATCH /api/rules/{id}`

use axum::extract::State as Shared;
use katalusis_domain::event::{Change, Fact};
use katalusis_domain::project::ProjectId;
use katalusis_domain::rule::{Rule, RuleAction, RuleEvent, RuleId};
use katalusis_domain::text::unix_lines;
use katalusis_domain::workflow::Expression;
use katalusis_http::{Answer, Authenticated, Body, FieldError, IfMatch, Patch, PathId, Problem, Revised};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::view::RuleView;
use super::{check, check_project, own, subject, told, version};
use crate::State;

/// What shall change: absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RulePatch {
    /// What people call it, 1–120 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Tell the leads of critical tasks")]
    name: Patch<String>,
    /// Markdown, up to 10,000 characters; `null` empties it.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "So that nobody has to watch the board.")]
    description: Patch<String>,
    /// Whether it looks at all.
    #[serde(default)]
    #[schema(value_type = Option<bool>, example = false)]
    enabled: Patch<bool>,
    /// When it looks.
    #[serde(default)]
    #[schema(value_type = Option<RuleEvent>, example = "task_created")]
    when: Patch<RuleEvent>,
    /// Only for tasks of this project; `null`: of any.
    #[serde(default)]
    #[schema(value_type = Option<ProjectId>)]
    project_id: Patch<ProjectId>,
    /// Only if this CEL expression holds; `null`: always.
    #[serde(default, rename = "if")]
    #[schema(value_type = Option<String>, example = "trigger.task.priority == 'critical'")]
    condition: Patch<Expression>,
    /// What it does; replaces the list.
    #[serde(default)]
    #[schema(value_type = Option<Vec<RuleAction>>)]
    then: Patch<Vec<RuleAction>>,
}

/// Change a rule.
///
/// Changes a rule: your own, or any if you are an admin. What it began goes on as it was.
#[utoipa::path(
    patch, path = "/api/rules/{id}", operation_id = "change_rule", tag = "Rules",
    params(
        ("id" = String, Path, description = "The rule", format = Uuid),
        ("if-match" = String, Header, description = "The `ETag` that you read, or `*`", example = "\"1\""),
    ),
    request_body = RulePatch,
    responses(
        (status = 200, description = "The rule as it is now", body = RuleView, headers(("etag" = String, description = "Its revision"))),
        (status = 412, description = "Someone else was faster"),
    ),
    extensions(("x-permission" = json!("rules.manage"))),
)]
pub async fn change_rule(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<RuleId>,
    if_match: IfMatch,
    Body(request): Body<RulePatch>,
) -> Answer<Revised<RuleView>> {
    let organization = state.store.for_organization(&caller);
    let before = own(&organization, &caller, id).await?;
    if_match.check(before.revision)?;
    let mut after = before.clone();
    request.apply(&mut after)?;
    check(&after)?;
    check_project(&organization, &after).await?;
    let changes = Change::between(fields(&before), fields(&after));
    if changes.is_empty() {
        return Ok(Revised::ok(before.revision, RuleView::seen_by(&caller, before)));
    }
    let now = state.store.world().now();
    after.updated_at = now;
    after.revision += 1;
    let new_policy = before.policy != after.policy;
    if new_policy {
        after.version += 1;
        after.listens = vec![after.policy.listens_to().to_owned()];
    }
    let mut change = organization
        .change(Fact::RuleChanged, vec![subject(&after)])
        .with_changes(changes)
        .replace(&after)?;
    if new_policy {
        change = change.insert(&version(&after, &caller, now))?;
    }
    change.run().await?;
    Ok(Revised::ok(after.revision, RuleView::seen_by(&caller, after)))
}

impl RulePatch {
    fn apply(self, rule: &mut Rule) -> Answer<()> {
        let mut errors: Vec<FieldError> = Vec::new();
        let mut refuse = |error| errors.push(error);
        if let Some(name) = self.name.required("/name").map_err(&mut refuse).unwrap_or(None) {
            name.trim().clone_into(&mut rule.name);
        }
        let enabled = self.enabled.required("/enabled");
        if let Some(enabled) = enabled.map_err(&mut refuse).unwrap_or(None) {
            rule.enabled = enabled;
        }
        if let Some(when) = self.when.required("/when").map_err(&mut refuse).unwrap_or(None) {
            rule.policy.when = when;
        }
        if let Some(then) = self.then.required("/then").map_err(&mut refuse).unwrap_or(None) {
            rule.policy.then = then;
        }
        match self.description {
            Patch::Unchanged => {}
            Patch::Cleared => rule.description.clear(),
            Patch::Set(text) => rule.description = unix_lines(&text),
        }
        match self.project_id {
            Patch::Unchanged => {}
            Patch::Cleared => rule.policy.project_id = None,
            Patch::Set(project) => rule.policy.project_id = Some(project),
        }
        match self.condition {
            Patch::Unchanged => {}
            Patch::Cleared => rule.policy.condition = None,
            Patch::Set(condition) => rule.policy.condition = Some(condition),
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(errors))
        }
    }
}

/// What can change in a rule, as events tell it.
fn fields(rule: &Rule) -> [(&'static str, Value); 4] {
    [
        ("name", json!(rule.name)),
        ("description", json!(rule.description)),
        ("enabled", json!(rule.enabled)),
        ("policy", told(&rule.policy)),
    ]
}
