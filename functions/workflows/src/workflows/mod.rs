//! Workflows with their drafts and versions.

mod change;
mod check;
mod compare;
mod create;
mod delete;
mod publish;
mod read;
mod secret;
mod simulate;
mod templates;
mod versions;
mod view;

use katalusis_domain::Caller;
use katalusis_domain::event::{Subject as Thing, SubjectKind};
use katalusis_domain::permission::{Denied, Permission, Subject};
use katalusis_domain::text::{check_line, check_prose};
use katalusis_domain::workflow::versions::{DEFINITION_MAX, DESCRIPTION_MAX, NAME_MAX};
use katalusis_domain::workflow::{Definition, Kind, Workflow, WorkflowId};
use katalusis_http::{Answer, FieldError, Problem};
use katalusis_store::OrganizationStore;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::State;

pub(crate) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(create::create_workflow, read::list_workflows))
        .routes(routes!(check::check_workflow))
        .routes(routes!(compare::compare_workflows))
        .routes(routes!(simulate::simulate_workflow))
        .routes(routes!(templates::list_workflow_templates))
        .routes(routes!(templates::get_workflow_schema))
        .routes(routes!(
            secret::get_workflow_secret,
            secret::renew_workflow_secret
        ))
        .routes(routes!(
            read::get_workflow,
            change::change_workflow,
            delete::delete_workflow
        ))
        .routes(routes!(publish::publish_workflow))
        .routes(routes!(versions::list_workflow_versions))
        .routes(routes!(versions::get_workflow_version))
}

/// The workflow with this id, if the organization has it.
pub(crate) async fn find(organization: &OrganizationStore, id: WorkflowId) -> Answer<Workflow> {
    organization
        .workflow(id)
        .await?
        .ok_or_else(|| Problem::not_found("workflow"))
}

/// The same, if the caller may change it.
async fn own(organization: &OrganizationStore, caller: &Caller, id: WorkflowId) -> Answer<Workflow> {
    caller.may(Permission::WorkflowsManage, Subject::Organization)?;
    let workflow = find(organization, id).await?;
    may_change(caller, &workflow)?;
    Ok(workflow)
}

fn may_change(caller: &Caller, workflow: &Workflow) -> Result<(), Denied> {
    caller.may(Permission::WorkflowsManage, Subject::OwnedBy(workflow.created_by))
}

fn subject(workflow: &Workflow) -> Thing {
    Thing::new(SubjectKind::Workflow, workflow.id).called(&workflow.name)
}

/// Refuses what cannot even be a draft. What a draft lacks to be published is a matter of its findings.
fn check(workflow: &Workflow) -> Answer<()> {
    let mut errors = Vec::new();
    if let Err(detail) = check_line(&workflow.name, 1, NAME_MAX) {
        errors.push(FieldError::new("/name", detail));
    }
    if let Err(detail) = check_prose(&workflow.description, DESCRIPTION_MAX) {
        errors.push(FieldError::new("/description", detail));
    }
    errors.extend(check_size("/draft", &workflow.draft));
    errors.extend(check_values(&workflow.draft));
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(errors))
    }
}

fn check_size(pointer: &str, definition: &Definition) -> Option<FieldError> {
    let size = serde_json::to_string(definition).map_or(usize::MAX, |text| text.len());
    let detail = || {
        format!("is {size} bytes long; it may be {DEFINITION_MAX}. Move a part into a workflow of its own.")
    };
    (size > DEFINITION_MAX).then(|| FieldError::new(pointer, detail()))
}

/// Values that could not be stored: a draft may be incomplete, but each of its values is one.
fn check_values(draft: &Definition) -> impl Iterator<Item = FieldError> {
    let variables = draft.variables.iter().enumerate();
    let initial = variables
        .filter(|(_, variable)| !variable.initial.is_null() && !variable.kind.takes(&variable.initial));
    let initial = initial.map(|(index, variable)| {
        let detail = format!("must be {}", variable.kind.label());
        FieldError::new(format!("/draft/variables/{index}/initial"), detail)
    });
    let nodes = draft.nodes.iter().enumerate();
    initial.chain(nodes.filter_map(|(index, node)| check_names(&node.does, format!("/draft/nodes/{index}"))))
}

/// Names that a person chose in a step and that could not be stored.
pub(crate) fn check_names(does: &Kind, pointer: String) -> Option<FieldError> {
    let is_unstorable = does.names().any(|name| name.contains('\0'));
    is_unstorable.then(|| FieldError::new(pointer, "has a name with a character that cannot be stored"))
}
