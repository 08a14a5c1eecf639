//! Schedules of workflows.

use katalusis_domain::Id;
use katalusis_domain::workflow::{Cause, Kind, Origin, OriginKind};
use katalusis_events::WorkflowDue;
use katalusis_store::OrganizationStore;
use serde_json::json;

use super::begin::Beginning;
use super::{Engine, EngineError};

impl Engine {
    /// Begins the runs that a workflow's schedule wants at a time, and notes when it wants the next. What was missed
    /// during an outage is made up for once.
    pub(super) async fn keep_schedule(
        &self,
        organization: &OrganizationStore,
        due: &WorkflowDue,
    ) -> Result<(), EngineError> {
        let found = organization.workflow(due.workflow_id).await?;
        let Some(workflow) = found.filter(|workflow| workflow.enabled && workflow.due_at == Some(due.at))
        else {
            return Ok(());
        };
        let Some(version) = workflow.published else {
            return Ok(());
        };
        let origin = Origin {
            kind: OriginKind::Workflow,
            id: workflow.id.uuid(),
            version,
        };
        let definition = self.definitions.get(organization, origin).await?;
        for node in &definition.nodes {
            let Kind::Start(start) = &node.does else { continue };
            if !start.is_due_at(due.at) {
                continue;
            }
            let beginning = Beginning {
                run_id: Id::derived(workflow.id, &format!("{}:{}", node.id, due.at)),
                origin,
                name: workflow.name.clone(),
                acts_for: workflow.created_by,
                started_by: None,
                node: node.id.clone(),
                trigger: json!({"scheduled_at": due.at}),
                vars: definition.initial_vars(),
                cause: Cause::default(),
            };
            self.begin(organization, beginning).await?;
        }
        let next = definition.next_scheduled(self.store.world().now());
        Ok(self.store.move_schedule(&workflow, due.at, next).await?)
    }
}
