//! What runs have done by others: calls, Slack, webhooks.

use chrono::TimeDelta;
use futures::future::join_all;
use katalusis_domain::Id;
use katalusis_domain::rule::Rule;
use katalusis_domain::workflow::node::Way;
use katalusis_domain::workflow::{Action, Definition, Failure, Input, OriginKind, RunRecord, Workflow, step};
use katalusis_store::{OrganizationStore, StoreError};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::advance::{Pending, is_outside, pending};
use super::{AT_ONCE, Engine, EngineError};

/// How long a worker may be away before its call counts as failed: a call ends after half a minute.
const LEASE: TimeDelta = TimeDelta::seconds(90);

impl Engine {
    /// Leases what is to be done outside, as much as is done at once, does it, and tells the run one by one what came of it.
    pub(super) async fn do_outside(
        &self,
        organization: &OrganizationStore,
        definition: &Definition,
        run: RunRecord,
    ) -> Result<Option<RunRecord>, EngineError> {
        let taken: Vec<Pending<'_>> = pending(&run)
            .filter(|pending| is_outside(pending.action))
            .take(AT_ONCE)
            .collect();
        let secret = self.secret(organization, &run).await?;
        if !self.lease(organization, definition, &run, &taken).await? {
            return Ok(organization.run(run.id).await?);
        }
        let told = join_all(taken.into_iter().map(async |pending| {
            let key = pending.key.within(run.id);
            let result = self.call(&run, pending.action, &key, &secret).await;
            let input = Input::Done {
                key: pending.key,
                attempt: pending.attempt,
                result,
            };
            self.give(organization, definition, run.id, &input)
                .await
                .map(drop)
        }));
        // One whose answer could not be stored keeps none of the others from being heard.
        told.await.into_iter().collect::<Result<(), _>>()?;
        Ok(organization.run(run.id).await?)
    }

    /// Takes what is to be done, so that nobody else does it at the same time; `false` if someone was faster. That nobody
    /// sees, so it leaves no event.
    async fn lease(
        &self,
        organization: &OrganizationStore,
        definition: &Definition,
        run: &RunRecord,
        taken: &[Pending<'_>],
    ) -> Result<bool, EngineError> {
        let now = self.store.world().now();
        let state = taken.iter().fold(run.state.clone(), |state, pending| {
            let input = Input::Taken {
                key: pending.key.clone(),
                attempt: pending.attempt,
                until: now + LEASE,
            };
            step(definition, state, input, now).run
        });
        let leased = run.clone().stepped(state, now);
        match organization.replace_quietly(&leased).await {
            Ok(()) => Ok(true),
            Err(StoreError::LostRace) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn call(
        &self,
        run: &RunRecord,
        action: &Action,
        key: &str,
        secret: &SecretString,
    ) -> Result<Value, Failure> {
        let done = match action {
            Action::Call(request) => self
                .outbound
                .call(request, key)
                .await
                .map(|answer| answer.output()),
            Action::Notify(message) => match &message.way {
                Way::Slack(url) => self
                    .outbound
                    .slack(url, &message.text, key)
                    .await
                    .map(|()| Value::Null),
                Way::Webhook(url) => {
                    let now = self.store.world().now();
                    let payload = json!({
                        "type": "workflow.message",
                        "timestamp": now,
                        "data": {"text": message.text, "workflow": run.name, "run_id": run.id},
                    });
                    self.outbound
                        .webhook(url, secret, key, now, &payload)
                        .await
                        .map(|()| Value::Null)
                }
                Way::Inbox(_) | Way::Email(_) => Ok(Value::Null),
            },
            Action::CreateTask(_) | Action::ChangeTask(_) | Action::Ask(_) | Action::StartRun(_) => {
                Ok(Value::Null)
            }
        };
        done.map_err(|error| Failure::from(&error))
    }

    /// What signs webhooks of this run: the secret of its workflow or its rule.
    async fn secret(
        &self,
        organization: &OrganizationStore,
        run: &RunRecord,
    ) -> Result<SecretString, EngineError> {
        let secret = match run.origin.kind {
            OriginKind::Workflow => {
                let workflow: Option<Workflow> = organization.get(Id::new(run.origin.id)).await?;
                workflow.map(|workflow| workflow.secret)
            }
            OriginKind::Rule => {
                let rule: Option<Rule> = organization.get(Id::new(run.origin.id)).await?;
                rule.map(|rule| rule.secret)
            }
        };
        Ok(signing_secret(&secret.unwrap_or_default()).into())
    }
}

/// A secret as Standard Webhooks writes it.
pub(crate) fn signing_secret(secret: &str) -> String {
    format!("whsec_{secret}")
}
