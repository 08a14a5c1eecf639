//! What happened, and what runs and rules make of it.

use std::collections::BTreeMap;

use futures::{StreamExt, TryStreamExt, stream};
use katalusis_domain::event::{Actor, Change, Event, EventId, Fact, SubjectKind};
use katalusis_domain::organization::User;
use katalusis_domain::task::{Task, TaskId};
use katalusis_domain::workflow::{Answer, Input, RunId, RunRecord};
use katalusis_events::{Envelope, PublishedEvents, RelayError, send_on};
use katalusis_store::{OrganizationStore, PageRequest};
use tokio::time::Instant;

use super::advance::{answer_of, over};
use super::{AT_ONCE, Engine, EngineError, TURN};

/// The kinds of events that runs wait for, or that begin them.
const KINDS: [&str; 16] = [
    "task.created",
    "task.changed",
    "task.status_changed",
    "task.bulk_changed",
    "task.bulk_undone",
    "task.deleted",
    "task.restored",
    "task.purged",
    "comment.created",
    "import.chunk_committed",
    "import.finished",
    "run.advanced",
    "run.stuck",
    "run.completed",
    "run.cancelled",
    "user.changed",
];

/// How many events are looked at together.
const HEARD_AT_ONCE: usize = 20;

impl Engine {
    /// Brings on the runs that waited for these events, and begins those that they cause. What is left after a turn gets
    /// a message of its own: behind one event may be hundreds of tasks, and each may concern many rules.
    pub(super) async fn hear(
        &self,
        organization: &OrganizationStore,
        published: &PublishedEvents,
    ) -> Result<(), EngineError> {
        let began = Instant::now();
        for (index, ids) in published.event_ids.chunks(HEARD_AT_ONCE).enumerate() {
            if began.elapsed() > TURN {
                let left = &published.event_ids[index * HEARD_AT_ONCE..];
                return self.send_to_hear(organization, left).await;
            }
            let events = organization.events_among(ids, &KINDS).await?;
            for event in &events {
                self.answer_waiting(organization, event).await?;
                self.stop_unneeded(organization, event).await?;
                self.ask_others(organization, event).await?;
            }
            self.begin_what_follows(organization, &events).await?;
        }
        Ok(())
    }

    async fn send_to_hear(
        &self,
        organization: &OrganizationStore,
        event_ids: &[EventId],
    ) -> Result<(), EngineError> {
        let event_ids = event_ids.to_vec();
        let message = Envelope::new(
            self.store.world(),
            organization.organization_id(),
            &organization.context().request_id,
            PublishedEvents { event_ids },
        );
        Ok(self.queue.send(&[message]).await.map_err(RelayError::from)?)
    }

    async fn answer_waiting(
        &self,
        organization: &OrganizationStore,
        event: &Event,
    ) -> Result<(), EngineError> {
        let words = awaited(event);
        let waiting = organization.runs_waiting_for(&words).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let answers = self.answers(organization, event).await?;
        stream::iter(waiting)
            .map(Ok)
            .try_for_each_concurrent(AT_ONCE, async |run: RunRecord| {
                for (_, answer) in answers.iter().filter(|(word, _)| run.waits_for.contains(word)) {
                    self.answer(organization, &run, answer.clone()).await?;
                }
                Ok::<_, EngineError>(())
            })
            .await
    }

    /// Gives a run an answer, and has it carried on if it was for it.
    async fn answer(
        &self,
        organization: &OrganizationStore,
        run: &RunRecord,
        answer: Answer,
    ) -> Result<(), EngineError> {
        let definition = self.definitions.get(organization, run.origin).await?;
        let as_run = self.in_name_of(organization, run);
        let heard = self
            .give(&as_run, &definition, run.id, &Input::Heard(answer))
            .await?;
        if let Some(heard) = heard {
            send_on(&self.store, &self.queue, &heard).await?;
        }
        Ok(())
    }

    /// What there is to answer about the subjects of an event, as they are now, by how runs name what they wait for.
    async fn answers(
        &self,
        organization: &OrganizationStore,
        event: &Event,
    ) -> Result<Vec<(String, Answer)>, EngineError> {
        let mut answers = Vec::new();
        let ids: Vec<TaskId> = ids(event, SubjectKind::Task).collect();
        let tasks = organization.get_all::<Task>(&ids).await?;
        let mut tasks: BTreeMap<TaskId, Task> = tasks.into_iter().map(|task| (task.id, task)).collect();
        for id in ids {
            let answer = answer_of(id, tasks.remove(&id));
            answers.extend(answer.map(|answer| (RunRecord::task_word(id), answer)));
        }
        for id in runs_over(event) {
            let answer = organization.run(id).await?.and_then(over);
            answers.extend(answer.map(|answer| (RunRecord::run_word(id), answer)));
        }
        Ok(answers)
    }

    /// Does not wait for someone who cannot answer any more.
    async fn ask_others(&self, organization: &OrganizationStore, event: &Event) -> Result<(), EngineError> {
        let is_gone = |change: &Change| {
            (change.field == "disabled" && change.new == true)
                || (change.field == "role" && change.new == "guest")
        };
        let (Fact::UserChanged, true) = (&event.fact, event.changes.iter().any(is_gone)) else {
            return Ok(());
        };
        for user_id in ids::<User>(event, SubjectKind::User) {
            let mut request = PageRequest {
                limit: 200,
                cursor: None,
            };
            loop {
                let page = organization.runs_asking(user_id, &request).await?;
                for run in &page.items {
                    self.answer(organization, run, Answer::PersonGone { user_id })
                        .await?;
                }
                request.cursor = page.next;
                if request.cursor.is_none() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Cancels the runs that another one had begun and does not need any more.
    async fn stop_unneeded(
        &self,
        organization: &OrganizationStore,
        event: &Event,
    ) -> Result<(), EngineError> {
        let stopped = match &event.fact {
            Fact::RunAdvanced(progress)
            | Fact::RunStuck(progress)
            | Fact::RunCompleted(progress)
            | Fact::RunCancelled(progress) => &progress.stopped,
            _ => return Ok(()),
        };
        for id in stopped {
            let Some(run) = organization.run(*id).await? else {
                continue;
            };
            let definition = self.definitions.get(organization, run.origin).await?;
            let reason = "The workflow that began this one does not need it any more.".to_owned();
            let input = Input::Cancel { reason };
            self.give(&self.in_name_of(organization, &run), &definition, *id, &input)
                .await?;
        }
        Ok(())
    }
}

/// How runs that wait for a subject of this event name it.
fn awaited(event: &Event) -> Vec<String> {
    let tasks = ids(event, SubjectKind::Task).map(RunRecord::task_word);
    tasks.chain(runs_over(event).map(RunRecord::run_word)).collect()
}

/// The runs that are over because of this event: nobody waits for less.
fn runs_over(event: &Event) -> impl Iterator<Item = RunId> {
    let is_over = matches!(event.fact, Fact::RunCompleted(_) | Fact::RunCancelled(_));
    let runs = ids::<RunRecord>(event, SubjectKind::Run).map(katalusis_domain::Id::cast);
    runs.filter(move |_| is_over)
}

/// The ids of an event's subjects of this sort.
pub(super) fn ids<T>(event: &Event, kind: SubjectKind) -> impl Iterator<Item = katalusis_domain::Id<T>> {
    event
        .subjects
        .iter()
        .filter(move |subject| subject.kind == kind)
        .filter_map(|subject| subject.id.parse().ok())
}

/// How many runs are above what follows from an event.
pub(super) fn depth_after(event: &Event) -> u32 {
    match event.actor {
        Actor::Run { depth, .. } => depth + 1,
        _ => 0,
    }
}
