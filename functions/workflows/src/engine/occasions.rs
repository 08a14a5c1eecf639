//! From events to what they begin: runs of workflows, and of rules.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use futures::{StreamExt, TryStreamExt, stream};
use katalusis_domain::Id;
use katalusis_domain::event::{Actor, Event, Fact, RowCounts, Subject, SubjectKind};
use katalusis_domain::import::Import;
use katalusis_domain::organization::UserId;
use katalusis_domain::rule::{Rule, RuleLogEntry};
use katalusis_domain::task::{Task, TaskId};
use katalusis_domain::task_view::TaskView;
use katalusis_domain::workflow::node::TaskEvent;
use katalusis_domain::workflow::{
    Begins, Cause, DEPTH_MAX, Kind, Occasion, Origin, OriginKind, RunId, Workflow,
};
use katalusis_store::OrganizationStore;
use serde_json::{Map, Value, json};

use super::begin::Beginning;
use super::hear::{depth_after, ids};
use super::{AT_ONCE, Engine, EngineError};

/// How long the log of a rule is kept.
const LOG_KEPT_FOR: TimeDelta = TimeDelta::days(30);

/// Something that happened, ready to be looked at.
struct Happened<'a> {
    event: &'a Event,
    /// What it happened to.
    subject: Subject,
    task_id: Option<TaskId>,
    occasion: Occasion,
}

impl Engine {
    /// Begins what events cause.
    pub(super) async fn begin_what_follows(
        &self,
        organization: &OrganizationStore,
        events: &[Event],
    ) -> Result<(), EngineError> {
        let words: BTreeSet<&str> = events.iter().flat_map(words).collect();
        let words: Vec<&str> = words.into_iter().collect();
        if words.is_empty() {
            return Ok(());
        }
        let (workflows, rules) = tokio::try_join!(
            organization.workflows_listening(&words),
            organization.rules_listening(&words)
        )?;
        if workflows.is_empty() && rules.is_empty() {
            return Ok(());
        }
        for event in events {
            let happened = happened(organization, event).await?;
            if happened.is_empty() {
                continue;
            }
            let started_by = self.person_behind(organization, event).await?;
            stream::iter(happened)
                .map(Ok)
                .try_for_each_concurrent(AT_ONCE, async |happened: Happened<'_>| {
                    for rule in &rules {
                        self.judge(organization, rule, &happened, started_by).await?;
                    }
                    for workflow in &workflows {
                        self.begin_workflow(organization, workflow, &happened, started_by)
                            .await?;
                    }
                    Ok::<_, EngineError>(())
                })
                .await?;
        }
        Ok(())
    }

    async fn begin_workflow(
        &self,
        organization: &OrganizationStore,
        workflow: &Workflow,
        happened: &Happened<'_>,
        started_by: Option<UserId>,
    ) -> Result<(), EngineError> {
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
            if happened.occasion.begins(start) != Begins::Yes {
                continue;
            }
            let depth = depth_after(happened.event);
            if depth > DEPTH_MAX {
                tracing::warn!(workflow_id = %workflow.id, "a workflow that begins itself again and again is cut");
                continue;
            }
            let name = format!("{}:{}:{}", happened.event.id, happened.subject.id, node.id);
            let beginning = Beginning {
                run_id: Id::derived(workflow.id, &name),
                origin,
                name: workflow.name.clone(),
                acts_for: workflow.created_by,
                started_by,
                node: node.id.clone(),
                trigger: happened.occasion.trigger().clone(),
                vars: definition.initial_vars(),
                cause: Cause {
                    depth,
                    parent: None,
                    task_id: happened.task_id,
                },
            };
            self.begin(organization, beginning).await?;
        }
        Ok(())
    }

    /// Who began what led to an event: of what a run did, who began that run. They cannot approve it by a detour.
    async fn person_behind(
        &self,
        organization: &OrganizationStore,
        event: &Event,
    ) -> Result<Option<UserId>, EngineError> {
        match event.actor {
            Actor::Run { id, .. } => Ok(organization.run(id).await?.and_then(|run| run.state.started_by)),
            ref actor => Ok(actor.person()),
        }
    }

    /// Has a rule look at what happened, and notes what it made of it.
    async fn judge(
        &self,
        organization: &OrganizationStore,
        rule: &Rule,
        happened: &Happened<'_>,
        started_by: Option<UserId>,
    ) -> Result<(), EngineError> {
        let origin = Origin {
            kind: OriginKind::Rule,
            id: rule.id.uuid(),
            version: rule.version,
        };
        let definition = self.definitions.get(organization, origin).await?;
        let Some((node, start)) = definition.nodes.iter().find_map(|node| match &node.does {
            Kind::Start(start) => Some((&node.id, start)),
            _ => None,
        }) else {
            return Ok(());
        };
        let depth = depth_after(happened.event);
        let name = format!("{}:{}", happened.event.id, happened.subject.id);
        let run_id: RunId = Id::derived(rule.id, &name);
        let why_not = match happened.occasion.begins(start) {
            Begins::Unconcerned => return Ok(()),
            Begins::No(why) => Some(why),
            Begins::Yes if depth > DEPTH_MAX => Some(format!(
                "It would go in a circle: {DEPTH_MAX} rules and workflows have set each other off by now."
            )),
            Begins::Yes => None,
        };
        let now = self.store.world().now();
        let fired = why_not.is_none();
        let entry = RuleLogEntry {
            id: run_id.cast(),
            organization_id: rule.organization_id,
            rule_id: rule.id,
            event_id: happened.event.id,
            event: happened.event.fact.kind(),
            subject: Some(happened.subject.clone()),
            at: now,
            fired,
            why_not,
            run_id: fired.then_some(run_id),
            expires_at: now + LOG_KEPT_FOR,
        };
        organization
            .note_in_rule_log(std::slice::from_ref(&entry))
            .await?;
        // The first judgement holds: the task may have changed when the same event comes again.
        let noted = organization.get(entry.id).await?.unwrap_or(entry);
        if !noted.fired {
            return Ok(());
        }
        let beginning = Beginning {
            run_id,
            origin,
            name: rule.name.clone(),
            acts_for: rule.created_by,
            started_by,
            node: node.clone(),
            trigger: happened.occasion.trigger().clone(),
            vars: Map::new(),
            cause: Cause {
                depth,
                parent: None,
                task_id: happened.task_id,
            },
        };
        self.begin(organization, beginning).await
    }
}

/// What workflows and rules have to listen to in order to be concerned by an event.
fn words(event: &Event) -> Vec<&'static str> {
    match &event.fact {
        Fact::ImportFinished(_) => vec!["import.finished"],
        Fact::ImportChunkCommitted(_) => [
            TaskEvent::Created,
            TaskEvent::Changed,
            TaskEvent::StatusChanged,
            TaskEvent::Completed,
        ]
        .map(TaskEvent::word)
        .to_vec(),
        _ => {
            let all = ids::<Task>(event, SubjectKind::Task).flat_map(|id| task_events(event, id));
            let words: BTreeSet<&str> = all.map(TaskEvent::word).collect();
            words.into_iter().collect()
        }
    }
}

/// What an event is for one of its tasks.
fn task_events(event: &Event, task: TaskId) -> Vec<TaskEvent> {
    match &event.fact {
        Fact::TaskCreated => vec![TaskEvent::Created],
        Fact::CommentCreated(_) => vec![TaskEvent::Commented],
        Fact::TaskChanged
        | Fact::TaskStatusChanged
        | Fact::TaskBulkChanged
        | Fact::TaskBulkUndone(_)
        | Fact::ImportChunkCommitted(_) => {
            let changes = changes_of(event, task);
            let mut events = vec![TaskEvent::Changed];
            if let Some(status) = changes.get("status") {
                events.push(TaskEvent::StatusChanged);
                if status["new"] == "completed" {
                    events.push(TaskEvent::Completed);
                }
            }
            if changes.is_empty() { Vec::new() } else { events }
        }
        _ => Vec::new(),
    }
}

/// Which fields of a task an event changed: `{"status": {"old": …, "new": …}}`.
fn changes_of(event: &Event, task: TaskId) -> Map<String, Value> {
    let id = task.to_string();
    let of_task = event
        .changes
        .iter()
        .filter(|change| change.subject.as_ref().is_none_or(|subject| *subject == id));
    of_task
        .map(|change| {
            (
                change.field.clone(),
                json!({"old": change.old, "new": change.new}),
            )
        })
        .collect()
}

/// What an event is for each of its subjects, as these are now.
async fn happened<'a>(
    organization: &OrganizationStore,
    event: &'a Event,
) -> Result<Vec<Happened<'a>>, EngineError> {
    if let Fact::ImportFinished(counts) = &event.fact {
        let id = ids::<Import>(event, SubjectKind::Import).next();
        let import = match id {
            Some(id) => organization.get(id).await?,
            None => None,
        };
        return Ok(import
            .map(|import| of_import(event, &import, counts))
            .into_iter()
            .collect());
    }
    let mut tasks: Vec<(Task, Vec<TaskEvent>)> = Vec::new();
    if let Fact::ImportChunkCommitted(chunk) = &event.fact
        && let (Some(import), Some(first), Some(last)) = (
            ids::<Import>(event, SubjectKind::Import).next(),
            chunk.first_row,
            chunk.last_row,
        )
    {
        let made = organization.tasks_of_rows(import, first, last).await?;
        tasks.extend(made.into_iter().map(|task| (task, vec![TaskEvent::Created])));
    }
    let named: Vec<TaskId> = ids(event, SubjectKind::Task).collect();
    let named = organization.get_all::<Task>(&named).await?;
    tasks.extend(named.into_iter().map(|task| {
        let events = task_events(event, task.id);
        (task, events)
    }));
    Ok(tasks
        .into_iter()
        .filter(|(task, events)| !events.is_empty() && !task.is_deleted())
        .map(|(task, events)| of_task(event, task, events))
        .collect())
}

fn of_import<'a>(event: &'a Event, import: &Import, counts: &RowCounts) -> Happened<'a> {
    let subject = Subject::new(SubjectKind::Import, import.id).called(&import.file.name);
    Happened {
        event,
        subject,
        task_id: None,
        occasion: Occasion::Import {
            profile_id: import.profile_id.map(Id::uuid),
            trigger: json!({
                "event": told(event, &Map::new()),
                "import": {
                    "id": import.id, "file": import.file.name, "project_id": import.project_id,
                    "profile_id": import.profile_id, "counts": counts,
                },
            }),
        },
    }
}

fn of_task(event: &Event, task: Task, events: Vec<TaskEvent>) -> Happened<'_> {
    let changes = changes_of(event, task.id);
    let comment = ids::<katalusis_domain::comment::Comment>(event, SubjectKind::Comment).next();
    Happened {
        event,
        subject: Subject::new(SubjectKind::Task, task.id).called(&task.key),
        task_id: Some(task.id),
        occasion: Occasion::Task {
            events,
            project_id: task.project_id,
            trigger: json!({
                "event": told(event, &changes),
                "comment": {"id": comment, "author": event.actor.person()},
                "task": TaskView::value(task),
            }),
        },
    }
}

/// An event as expressions know it.
fn told(event: &Event, changes: &Map<String, Value>) -> Value {
    json!({
        "id": event.id,
        "kind": event.fact.kind(),
        "at": event.at,
        "by": event.actor.person(),
        "actor": event.actor.sort().word(),
        "changes": changes,
    })
}
