//! Rules: when, if, then.

mod change;
mod create;
mod delete;
mod log;
mod read;
mod secret;
mod view;

use katalusis_domain::event::{Subject as Thing, SubjectKind};
use katalusis_domain::permission::{Denied, Permission, Subject};
use katalusis_domain::project::Project;
use katalusis_domain::rule::{ACTIONS_MAX, Policy, Rule, RuleId};
use katalusis_domain::text::{check_line, check_prose};
use katalusis_domain::workflow::versions::{DEFINITION_MAX, DESCRIPTION_MAX, NAME_MAX};
use katalusis_domain::workflow::{Version, WorkflowId};
use katalusis_domain::{Caller, Id, Timestamp};
use katalusis_http::{Answer, FieldError, Problem};
use katalusis_store::OrganizationStore;
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::State;
use crate::workflows::check_names;

pub(crate) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(create::create_rule, read::list_rules))
        .routes(routes!(read::get_rule, change::change_rule, delete::delete_rule))
        .routes(routes!(log::list_rule_log))
        .routes(routes!(secret::get_rule_secret))
}

/// The rule with this id, if the organization has it.
async fn find(organization: &OrganizationStore, id: RuleId) -> Answer<Rule> {
    organization
        .rule(id)
        .await?
        .ok_or_else(|| Problem::not_found("rule"))
}

/// The same, if the caller may change it.
async fn own(organization: &OrganizationStore, caller: &Caller, id: RuleId) -> Answer<Rule> {
    caller.may(Permission::RulesManage, Subject::Organization)?;
    let rule = find(organization, id).await?;
    may_change(caller, &rule)?;
    Ok(rule)
}

fn may_change(caller: &Caller, rule: &Rule) -> Result<(), Denied> {
    caller.may(Permission::RulesManage, Subject::OwnedBy(rule.created_by))
}

fn subject(rule: &Rule) -> Thing {
    Thing::new(SubjectKind::Rule, rule.id).called(&rule.name)
}

/// Refuses what cannot work: a rule has no drafts, it works as soon as it is saved.
fn check(rule: &Rule) -> Answer<()> {
    let mut errors = Vec::new();
    if let Err(detail) = check_line(&rule.name, 1, NAME_MAX) {
        errors.push(FieldError::new("/name", detail));
    }
    if let Err(detail) = check_prose(&rule.description, DESCRIPTION_MAX) {
        errors.push(FieldError::new("/description", detail));
    }
    let actions = rule.policy.then.len();
    if actions == 0 || actions > ACTIONS_MAX {
        let detail = format!("must be 1 to {ACTIONS_MAX} actions");
        errors.push(FieldError::new("/then", detail));
    }
    let size = serde_json::to_string(&rule.policy).map_or(usize::MAX, |text| text.len());
    if size > DEFINITION_MAX {
        let detail = format!("is {size} bytes long; it may be {DEFINITION_MAX}");
        errors.push(FieldError::new("", detail));
    }
    let actions = rule.policy.then.iter().enumerate();
    errors
        .extend(actions.filter_map(|(index, action)| check_names(&action.kind(), format!("/then/{index}"))));
    if errors.is_empty() {
        let at_its_field = |finding: katalusis_domain::workflow::validate::Finding| {
            FieldError::new(finding.pointer.unwrap_or_default(), finding.message)
        };
        errors.extend(rule.policy.findings().into_iter().map(at_its_field));
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(errors))
    }
}

/// Refuses a project that the organization does not have.
async fn check_project(organization: &OrganizationStore, rule: &Rule) -> Answer<()> {
    let Some(id) = rule.policy.project_id else {
        return Ok(());
    };
    let found: Option<Project> = organization.get(id).await?;
    found
        .map(drop)
        .ok_or_else(|| Problem::invalid_field("/project_id", "is not a project of your organization"))
}

/// What the runs of a rule are on: kept as the versions of workflows are.
fn version(rule: &Rule, caller: &Caller, now: Timestamp) -> Version {
    let rule_id: WorkflowId = rule.versions_of();
    Version {
        id: Id::derived(rule_id, &rule.version.to_string()),
        organization_id: rule.organization_id,
        workflow_id: rule_id,
        number: rule.version,
        definition: rule.policy.definition(),
        note: String::new(),
        published_by: caller.user_id,
        published_at: now,
    }
}

/// A policy as events tell it: without what may be secret in its actions.
fn told(policy: &Policy) -> Value {
    let kinds = policy.then.iter().map(|action| json!(action)["kind"].clone());
    json!({
        "when": policy.when,
        "project_id": policy.project_id,
        "if": policy.condition,
        "then": kinds.collect::<Vec<_>>(),
        "content": Uuid::new_v5(&Uuid::NAMESPACE_OID, json!(policy).to_string().as_bytes()),
    })
}
