//! Time that comes for runs and schedules. It lies in MongoDB; a message is sent when it is near.

use std::time::Duration;

use chrono::TimeDelta;
use katalusis_domain::Timestamp;
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::workflow::{RunId, RunRecord};
use katalusis_store::Store;

use crate::message::{Envelope, RunDue, WorkflowDue};
use crate::{Queue, RelayError};

/// When what came due is given out anew if nobody has seen to it.
const AGAIN_AFTER: TimeDelta = TimeDelta::seconds(60);
/// What is due within this is not left to the sweeper, which in AWS comes once a minute.
const NEAR: TimeDelta = TimeDelta::seconds(70);
const AT_ONCE: i64 = 1_000;

/// Sends what comes due within `ahead`, so that it is delivered at its time; how much. Safe to run beside itself.
pub async fn send_due(store: &Store, automation: &Queue, ahead: TimeDelta) -> Result<usize, RelayError> {
    let now = store.world().now();
    let by = now + ahead;
    let runs = store.claim_due_runs(by, by + AGAIN_AFTER, AT_ONCE).await?;
    for run in &runs {
        send_run(
            store,
            automation,
            run.organization_id,
            run.run_id,
            run.due_at - now,
        )
        .await?;
    }
    let workflows = store.claim_due_workflows(by, by + AGAIN_AFTER, AT_ONCE).await?;
    let mut sent = runs.len();
    for workflow in workflows {
        let Some(at) = workflow.due_at else { continue };
        let body = WorkflowDue {
            workflow_id: workflow.id,
            at,
        };
        let message = Envelope::new(store.world(), workflow.organization_id, "", body);
        automation.send_later(&[message], delay(at - now)).await?;
        sent += 1;
    }
    Ok(sent)
}

/// Has a run that was changed carried on at once, and once more when its next time is near. Whoever changes a run does one
/// of this and [`send_if_near`]; who changes nothing does neither, or messages would breed messages.
pub async fn send_on(store: &Store, automation: &Queue, run: &RunRecord) -> Result<(), RelayError> {
    send_run(store, automation, run.organization_id, run.id, TimeDelta::zero()).await?;
    match run.due_at {
        Some(due_at) => send_if_near(store, automation, run.organization_id, run.id, due_at).await,
        None => Ok(()),
    }
}

/// Has a run come back by itself if its time is near.
pub async fn send_if_near(
    store: &Store,
    automation: &Queue,
    organization_id: OrganizationId,
    run_id: RunId,
    due_at: Timestamp,
) -> Result<(), RelayError> {
    let wait = due_at - store.world().now();
    if wait > NEAR {
        return Ok(());
    }
    send_run(store, automation, organization_id, run_id, wait).await
}

/// Has a run carried on after `wait`.
pub async fn send_run(
    store: &Store,
    automation: &Queue,
    organization_id: OrganizationId,
    run_id: RunId,
    wait: TimeDelta,
) -> Result<(), RelayError> {
    let message = Envelope::new(store.world(), organization_id, "", RunDue { run_id });
    Ok(automation.send_later(&[message], delay(wait)).await?)
}

/// Queues count in whole seconds, and what comes a moment too early would have to come again.
fn delay(wait: TimeDelta) -> Duration {
    let millis = u64::try_from(wait.num_milliseconds()).unwrap_or(0);
    Duration::from_secs(millis.div_ceil(1000))
}
