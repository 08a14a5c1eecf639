//! Schedules of workflows.

use katalusis_domain::Id;
use katalusis_domain::workflow::{Cause, Kind, Origin, OriginKind};
use katalusis_events::WorkflowDue;
use katalusis_store::OrganizationStore;
use serde_json::json;

use super::begin::Beginning;
use super::{Engine, EngineError};

impl Engine {
    /// Begins the runs that a workflow's schedules want at a time, and notes when they want the next. What each of them
    /// missed during an outage is made up for once.
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
        // Whoever sent it saw that it is due, by a clock that may be ahead of ours.
        let now = self.store.world().now().max(due.at);
        for node in &definition.nodes {
            let Kind::Start(start) = &node.does else { continue };
            let Some(at) = start.first_from(due.at).filter(|at| *at <= now) else {
                continue;
            };
            let beginning = Beginning {
                run_id: Id::derived(workflow.id, &format!("{}:{at}", node.id)),
                origin,
                name: workflow.name.clone(),
                acts_for: workflow.created_by,
                started_by: None,
                node: node.id.clone(),
                trigger: json!({"scheduled_at": at}),
                vars: definition.initial_vars(),
                cause: Cause::default(),
            };
            self.begin(organization, beginning).await?;
        }
        let next = definition.next_scheduled(now);
        Ok(self.store.move_schedule(&workflow, due.at, next).await?)
    }
}
