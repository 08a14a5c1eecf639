//! Carrying a run on until it waits.

use chrono::TimeDelta;
use katalusis_domain::organization::OrganizationId;
use katalusis_domain::task::Task;
use katalusis_domain::task_view::TaskView;
use katalusis_domain::workflow::{
    Action, ActivityKey, Answer, Definition, Doing, Input, RunId, RunRecord, Status, Stepped, Waiting, step,
};
use katalusis_events::{send_if_near, send_run};
use katalusis_store::{OrganizationStore, StoreError};
use tokio::time::Instant;

use super::commit::Step;
use super::effects::Effect;
use super::{Engine, EngineError, TURN};

/// How often a step is computed anew because someone else changed the run or what it changes.
const ATTEMPTS: usize = 50;

/// How many steps are stored together at most.
const TOGETHER: usize = 32;

/// Something that a run has to have done.
pub(super) struct Pending<'a> {
    pub key: ActivityKey,
    pub attempt: u32,
    pub action: &'a Action,
}

impl Engine {
    /// Carries a run on until it waits, or its turn is over.
    pub(super) async fn carry_on(
        &self,
        organization: &OrganizationStore,
        run_id: RunId,
    ) -> Result<(), EngineError> {
        let Some(mut run) = organization.run(run_id).await? else {
            return Ok(());
        };
        let definition = self.definitions.get(organization, run.origin).await?;
        let organization = self.in_name_of(organization, &run);
        let (began, read_at) = (Instant::now(), run.revision);
        while run.status == Status::Running {
            if began.elapsed() > TURN {
                return self.send_due(run.organization_id, run.id).await;
            }
            let now = self.store.world().now();
            let is_due = run.state.due_at().is_some_and(|due| due <= now);
            let went_on = if is_due {
                self.take(&organization, &definition, run, Input::Tick).await?
            } else if let Some(next) = next_pending(&run) {
                if is_outside(next.action) {
                    self.do_outside(&organization, &definition, run).await?
                } else {
                    self.do_inside(&organization, &definition, run).await?
                }
            } else if let Some(answer) = self.answered(&organization, &run).await? {
                self.take(&organization, &definition, run, Input::Heard(answer))
                    .await?
            } else if run.revision > read_at {
                return self.come_back(&run).await;
            } else {
                // Whoever brought it here has seen to its next time.
                return Ok(());
            };
            run = match went_on {
                Some(run) => run,
                None => return Ok(()),
            };
        }
        Ok(())
    }

    /// Gives a run one input; the run as it is then, also if someone else was faster.
    async fn take(
        &self,
        organization: &OrganizationStore,
        definition: &Definition,
        run: RunRecord,
        input: Input,
    ) -> Result<Option<RunRecord>, EngineError> {
        let stepped = step(definition, run.state.clone(), input, self.store.world().now());
        self.store_step(organization, run, stepped, Effect::default())
            .await
    }

    /// Does what changes our own data. What changes nothing but the run is stored together with what it leads to, as long
    /// as that does no more either; what changes more is stored by itself, so that it is in nobody's way if it fails.
    async fn do_inside(
        &self,
        organization: &OrganizationStore,
        definition: &Definition,
        run: RunRecord,
    ) -> Result<Option<RunRecord>, EngineError> {
        let now = self.store.world().now();
        let mut ahead = run.clone();
        let mut all = Stepped::nothing(run.state.clone());
        let mut effect = Effect::default();
        for count in 0..TOGETHER {
            let Some(next) = next_pending(&ahead).filter(|next| !is_outside(next.action)) else {
                break;
            };
            let is_alone = changes_more(next.action);
            if is_alone && count > 0 {
                break;
            }
            let (input, more) = self.inside(organization, &ahead, next).await?;
            let stepped = step(definition, ahead.state, input, now);
            ahead.state = stepped.run.clone();
            all = all.then(stepped);
            effect = effect.and(more);
            if is_alone {
                break;
            }
        }
        self.store_step(organization, run, all, effect).await
    }

    async fn store_step(
        &self,
        organization: &OrganizationStore,
        run: RunRecord,
        stepped: Stepped,
        effect: Effect,
    ) -> Result<Option<RunRecord>, EngineError> {
        let id = run.id;
        let Some(step) = Step::of(run, stepped, effect.told, organization) else {
            // It is not what was read any more.
            return Ok(organization.run(id).await?);
        };
        let mut commit = step.commit(organization)?;
        for change in effect.changes {
            commit = commit.with(change);
        }
        match commit.run().await {
            Ok(_) => {
                if let Some(begun) = effect.begun {
                    self.send_due(step.after.organization_id, begun).await?;
                }
                Ok(Some(step.after))
            }
            Err(StoreError::LostRace | StoreError::Duplicate(_)) => Ok(organization.run(id).await?),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives a run an input until it is taken or was not for it, for what may not be lost; the run as it took it.
    pub(super) async fn give(
        &self,
        organization: &OrganizationStore,
        definition: &Definition,
        run_id: RunId,
        input: &Input,
    ) -> Result<Option<RunRecord>, EngineError> {
        for _ in 0..ATTEMPTS {
            let Some(run) = organization.run(run_id).await? else {
                return Ok(None);
            };
            let stepped = step(
                definition,
                run.state.clone(),
                input.clone(),
                self.store.world().now(),
            );
            let Some(step) = Step::of(run, stepped, Vec::new(), organization) else {
                return Ok(None);
            };
            match step.commit(organization)?.run().await {
                Ok(_) => return Ok(Some(step.after)),
                Err(StoreError::LostRace) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::LostRace.into())
    }

    /// What a run waits for and what has happened already: it may have happened before it was waited for.
    async fn answered(
        &self,
        organization: &OrganizationStore,
        run: &RunRecord,
    ) -> Result<Option<Answer>, EngineError> {
        for activity in &run.state.activities {
            let Doing::Waiting { waiting } = &activity.doing else {
                continue;
            };
            let answer = match waiting {
                Waiting::Task { task_id } => {
                    let task: Option<Task> = organization.get(*task_id).await?;
                    answer_of(*task_id, task)
                }
                Waiting::Run { run_id } => organization.run(*run_id).await?.and_then(over),
                Waiting::Time { .. } | Waiting::Votes { .. } => None,
            };
            if answer.is_some() {
                return Ok(answer);
            }
        }
        Ok(None)
    }

    /// Has a run carried on in a message of its own.
    pub(super) async fn send_due(
        &self,
        organization_id: OrganizationId,
        run_id: RunId,
    ) -> Result<(), EngineError> {
        send_run(
            &self.store,
            &self.queue,
            organization_id,
            run_id,
            TimeDelta::zero(),
        )
        .await?;
        Ok(())
    }

    /// Has a run that waits for a near time come back by itself; the sweeper looks for the others.
    async fn come_back(&self, run: &RunRecord) -> Result<(), EngineError> {
        let Some(due) = run.due_at else { return Ok(()) };
        send_if_near(&self.store, &self.queue, run.organization_id, run.id, due).await?;
        Ok(())
    }
}

/// What a run has to have done and nobody has taken.
pub(super) fn pending(run: &RunRecord) -> impl Iterator<Item = Pending<'_>> {
    run.state
        .activities
        .iter()
        .filter_map(|activity| match &activity.doing {
            Doing::Acting {
                action,
                attempt,
                leased_until: None,
                ..
            } => Some(Pending {
                key: activity.key(),
                attempt: *attempt,
                action,
            }),
            _ => None,
        })
}

/// What of it comes next: what is done inside is done first.
fn next_pending(run: &RunRecord) -> Option<Pending<'_>> {
    pending(run).min_by_key(|pending| is_outside(pending.action))
}

pub(super) fn is_outside(action: &Action) -> bool {
    use katalusis_domain::workflow::node::Way;
    match action {
        Action::Call(_) => true,
        Action::Notify(message) => matches!(message.way, Way::Slack(_) | Way::Webhook(_)),
        Action::CreateTask(_) | Action::ChangeTask(_) | Action::Ask(_) | Action::StartRun(_) => false,
    }
}

/// Whether what is done inside changes more than the run that has it done.
fn changes_more(action: &Action) -> bool {
    match action {
        Action::CreateTask(_) | Action::ChangeTask(_) | Action::StartRun(_) => true,
        Action::Ask(_) | Action::Notify(_) | Action::Call(_) => false,
    }
}

/// What a run that waits for a task hears of it.
pub(super) fn answer_of(task_id: katalusis_domain::task::TaskId, task: Option<Task>) -> Option<Answer> {
    match task {
        None => Some(Answer::TaskDeleted { task_id }),
        Some(task) if task.is_deleted() => Some(Answer::TaskDeleted { task_id }),
        Some(task) if task.completed_at.is_some() => Some(Answer::TaskCompleted {
            task_id,
            task: TaskView::value(task),
        }),
        Some(_) => None,
    }
}

/// What a run that waits for another one hears of it.
pub(super) fn over(run: RunRecord) -> Option<Answer> {
    (run.status != Status::Running).then(|| Answer::RunOver {
        run_id: run.id,
        status: run.status,
        vars: run.state.vars,
    })
}
