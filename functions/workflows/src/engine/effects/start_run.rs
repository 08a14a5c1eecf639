//! Beginning another workflow.

use katalusis_domain::workflow::node::{NewRun, Start};
use katalusis_domain::workflow::{Cause, DEPTH_MAX, Failure, Kind, Origin, OriginKind, RunRecord, too_deep};
use katalusis_store::OrganizationStore;
use serde_json::json;

use super::super::{Beginning, Engine, EngineError};
use super::{Done, Effect};

impl Engine {
    /// The other run begins with this run's step, or not at all.
    pub(super) async fn start_run(
        &self,
        organization: &OrganizationStore,
        run: &RunRecord,
        new: &NewRun,
    ) -> Result<Done, EngineError> {
        let depth = run.depth + 1;
        if depth > DEPTH_MAX {
            return Ok(Err(Failure::lasting(too_deep())));
        }
        let workflow = organization.workflow(new.workflow_id).await?;
        let Some((workflow, version)) = workflow.and_then(|found| {
            let version = found.published.filter(|_| found.enabled)?;
            Some((found, version))
        }) else {
            return Ok(Err(Failure::lasting(
                "The workflow that this step begins is not published, switched off, or not there any more.",
            )));
        };
        let origin = Origin {
            kind: OriginKind::Workflow,
            id: workflow.id.uuid(),
            version,
        };
        let definition = self.definitions.get(organization, origin).await?;
        let by_hand = definition
            .nodes
            .iter()
            .find(|node| matches!(node.does, Kind::Start(Start::Manual {})));
        let Some(start) = by_hand else {
            let message = format!(
                "\"{}\" cannot be begun by another workflow: give it a start by hand.",
                workflow.name
            );
            return Ok(Err(Failure::lasting(message)));
        };
        let vars = match definition.vars(&new.vars) {
            Ok(vars) => vars,
            Err(wrong) => {
                let wrong: Vec<String> = wrong
                    .into_iter()
                    .map(|(name, why)| format!("{name} {why}"))
                    .collect();
                let message = format!(
                    "\"{}\" cannot be begun with these variables: {}.",
                    workflow.name,
                    wrong.join(", ")
                );
                return Ok(Err(Failure::lasting(message)));
            }
        };
        let cause = Cause {
            depth,
            parent: Some(run.id),
            task_id: run.task_id,
        };
        let child = Beginning {
            run_id: new.run_id,
            origin,
            name: workflow.name,
            acts_for: workflow.created_by,
            started_by: run.state.started_by,
            node: start.id.clone(),
            trigger: run.state.trigger.clone(),
            vars,
            cause,
        };
        let step = child.step(&definition, organization);
        let output = json!({"run": new.run_id, "status": step.after.status, "vars": step.after.state.vars});
        let change = step.commit(&self.in_name_of(organization, &step.after))?;
        let effect = Effect {
            changes: vec![change],
            begun: Some(new.run_id),
            ..Effect::default()
        };
        Ok(Ok((output, effect)))
    }
}
