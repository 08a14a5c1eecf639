//! `POST /api/rules`

use axum::extract::State as Shared;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use katalusis_domain::event::{Change, Fact};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::project::ProjectId;
use katalusis_domain::rule::{Policy, RULES_MAX, Rule, RuleAction, RuleEvent};
use katalusis_domain::text::unix_lines;
use katalusis_domain::workflow::Expression;
use katalusis_http::{Answer, Authenticated, Body, Problem, Revised};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::view::RuleView;
use super::{check, check_project, subject, version};
use crate::State;

/// A new rule.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Tell the leads of critical tasks",
    "when": "task_created",
    "if": "trigger.task.priority == 'critical'",
    "then": [{ "kind": "change_task", "task": "trigger.task.id", "add_tags": ["urgent"] }],
}))]
pub struct NewRule {
    /// What people call it, 1–120 characters.
    name: String,
    /// What it is for: Markdown, up to 10,000 characters.
    #[serde(default)]
    description: String,
    /// When it looks.
    when: RuleEvent,
    /// Only for tasks of this project.
    #[serde(default)]
    project_id: Option<ProjectId>,
    /// Only if this CEL expression holds; always, if absent.
    #[serde(default, rename = "if")]
    #[schema(value_type = Option<String>)]
    condition: Option<Expression>,
    /// What it does, in order: 1 to 10 actions.
    then: Vec<RuleAction>,
    /// Whether it looks at all.
    #[serde(default = "yes")]
    enabled: bool,
}

fn yes() -> bool {
    true
}

/// Make a rule.
///
/// Makes a rule, which works from then on. What cannot work is refused, and each mistake named at its field.
#[utoipa::path(
    post, path = "/api/rules", operation_id = "create_rule", tag = "Rules",
    request_body = NewRule,
    responses(
        (status = 201, description = "The new rule", body = RuleView, headers(("etag" = String, description = "Its revision"))),
        (status = 409, description = "There are as many rules as there may be"),
    ),
    extensions(("x-permission" = json!("rules.manage"))),
)]
pub async fn create_rule(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    Body(request): Body<NewRule>,
) -> Answer<Revised<RuleView>> {
    caller.may(Permission::RulesManage, Subject::OwnedBy(caller.user_id))?;
    let organization = state.store.for_organization(&caller);
    let now = state.store.world().now();
    let policy = Policy {
        when: request.when,
        project_id: request.project_id,
        condition: request.condition,
        then: request.then,
    };
    let rule = Rule {
        id: state.store.world().id(),
        organization_id: caller.organization_id,
        name: request.name.trim().to_owned(),
        description: unix_lines(&request.description),
        listens: vec![policy.listens_to().to_owned()],
        policy,
        enabled: request.enabled,
        secret: STANDARD.encode(state.store.world().bytes::<32>()),
        created_by: caller.user_id,
        created_at: now,
        updated_at: now,
        deleted_at: None,
        version: 1,
        revision: 1,
    };
    check(&rule)?;
    check_project(&organization, &rule).await?;
    if organization.count_rules().await? >= RULES_MAX {
        let detail = format!("There are {RULES_MAX} rules already. Delete one that nobody needs.");
        return Err(Problem::conflict(detail, Vec::new()));
    }
    organization
        .change(Fact::RuleCreated, vec![subject(&rule)])
        .with_changes(Change::created([
            ("name", json!(rule.name)),
            ("description", json!(rule.description)),
            ("enabled", json!(rule.enabled)),
            ("policy", super::told(&rule.policy)),
        ]))
        .insert(&rule)?
        .insert(&version(&rule, &caller, now))?
        .run()
        .await?;
    Ok(Revised::created(rule.revision, RuleView::seen_by(&caller, rule)))
}
