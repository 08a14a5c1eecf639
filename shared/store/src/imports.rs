//! Imports.

use bson::{Document, doc};
use futures::TryStreamExt;
use katalusis_domain::Timestamp;
use katalusis_domain::event::{Change, Fact, Reason, RowCounts, Subject, SubjectKind};
use katalusis_domain::import::{Failure, Import, State};
use katalusis_domain::organization::{OrganizationId, UserId};
use katalusis_domain::project::{Project, ProjectId};
use katalusis_domain::task::Task;

use crate::page::Keyset;
use crate::schema::{Collection, index};
use crate::{Commit, OrganizationStore, Page, PageRequest, Store, StoreError, Stored};

pub(crate) fn imports() -> Collection {
    Collection {
        name: Import::COLLECTION,
        indexes: vec![
            // Ids do not tell when: those of dropped files follow from their content.
            index(
                "by_time",
                doc! { "organization_id": 1, "created_at": -1, "_id": -1 },
            ),
            // Across organizations on purpose: the sweeper looks for what was interrupted.
            index("by_state", doc! { "state": 1, "updated_at": 1 }),
        ],
        schema: Some(doc! {
            "required": ["organization_id", "project_id", "created_by", "file", "state", "updated_at", "revision"],
            "properties": {
                "state": { "enum": State::ALL.map(State::word).to_vec() },
                "updated_at": { "bsonType": "date" },
            },
        }),
    }
}

impl Stored for Import {
    const COLLECTION: &'static str = "imports";

    fn id(&self) -> String {
        self.id.to_string()
    }
    fn organization_id(&self) -> OrganizationId {
        self.organization_id
    }
    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

/// Which imports are wanted; everything given must hold. Of several values for one thing, any.
#[derive(Debug, Clone, Default)]
pub struct ImportQuery {
    /// In any of these states.
    pub states: Vec<State>,
    /// Into any of these projects; `None` is all.
    pub projects: Option<Vec<ProjectId>>,
    /// Started by any of these people.
    pub created_by: Vec<UserId>,
}

impl ImportQuery {
    fn filter(&self) -> Document {
        let mut filter = Document::new();
        if !self.states.is_empty() {
            let words: Vec<&str> = self.states.iter().map(|state| state.word()).collect();
            filter.insert("state", doc! { "$in": words });
        }
        if let Some(projects) = &self.projects {
            filter.insert("project_id", doc! { "$in": projects });
        }
        if !self.created_by.is_empty() {
            filter.insert("created_by", doc! { "$in": &self.created_by });
        }
        filter
    }
}

impl OrganizationStore {
    /// Imports, the newest first.
    pub async fn imports(
        &self,
        query: &ImportQuery,
        request: &PageRequest,
    ) -> Result<Page<Import>, StoreError> {
        self.page(query.filter(), &Keyset::descending("created_at"), request)
            .await
    }

    /// How many imports are being carried out, or undone.
    pub async fn count_active_imports(&self) -> Result<i64, StoreError> {
        let active = doc! { "state": { "$in": [State::Committing.word(), State::Undoing.word()] } };
        let found = self.store().collection::<Import>();
        let count = found.count_documents(self.scoped::<Import>(active)).await?;
        Ok(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A change of an import from `old` to `new`, told as `fact`.
    pub fn change_import(&self, fact: Fact, old: &Import, new: &Import) -> Result<Commit, StoreError> {
        let subject = Subject::new(SubjectKind::Import, new.id).called(&new.file.name);
        let mut changes = Vec::new();
        if old.state != new.state {
            changes.push(Change::new("state", old.state.word(), new.state.word()));
        }
        self.change(fact, vec![subject])
            .with_changes(changes)
            .replace(new)
    }

    /// The same, and with it the project goes from the first to the second of `project`: it gets custom fields.
    pub fn change_import_and_fields(
        &self,
        fact: Fact,
        old: &Import,
        new: &Import,
        project: &(Project, Project),
    ) -> Result<Commit, StoreError> {
        let (before, after) = project;
        let import = Subject::new(SubjectKind::Import, new.id).called(&new.file.name);
        let made_in = Subject::new(SubjectKind::Project, after.id).called(&after.key);
        let changes = vec![
            Change::new("state", old.state.word(), new.state.word()).of(&import.id),
            Change::new(
                "custom_fields",
                serde_json::json!(before.custom_fields),
                serde_json::json!(after.custom_fields),
            )
            .of(&made_in.id),
        ];
        self.change(fact, vec![import, made_in])
            .with_changes(changes)
            .replace(new)?
            .replace(after)
    }

    /// Ends an import with a reason. Nothing happens if it moved in between or is over.
    pub async fn fail_import(&self, import: &Import, failure: Failure) -> Result<(), StoreError> {
        let fact = Fact::ImportFailed(Reason::new(&failure.detail));
        let Ok(failed) = import.failed(failure, self.store().world().now()) else {
            return Ok(());
        };
        ignore_lost_race(self.change_import(fact, import, &failed)?.run().await)
    }

    /// Begins another plan of an import that is being read: its number is the next one. `None` if the import
    /// moved in between.
    ///
    /// Not told as an event: to people it is the same reading that goes on.
    pub async fn begin_plan(&self, import: &Import) -> Result<Option<Import>, StoreError> {
        let mut begun = import.clone();
        begun.generation += 1;
        begun.revision += 1;
        begun.updated_at = self.store().world().now();
        let written = self
            .store()
            .collection::<Import>()
            .replace_one(
                self.scoped::<Import>(doc! { "_id": import.id, "revision": import.revision }),
                &begun,
            )
            .await?;
        Ok((written.matched_count == 1).then_some(begun))
    }

    /// The tasks of a project that came out of imports, in the order of their numbers.
    pub async fn imported_tasks(&self, project_id: ProjectId) -> Result<Vec<Task>, StoreError> {
        let filter = doc! { "project_id": project_id, "source": { "$ne": null } };
        self.find(filter, doc! { "number": 1 }, None).await
    }

    /// Ends an import that has no chunk left: it is completed, or failed if chunks could not be carried out.
    /// Whether it did.
    pub async fn finish_import(&self, import: &Import) -> Result<bool, StoreError> {
        if self.has_chunk(import, doc! { "state": "planned" }).await? {
            return Ok(false);
        }
        let Some(import) = self.get::<Import>(import.id).await? else {
            return Ok(false);
        };
        let now = self.store().world().now();
        let (moved, fact) = if self.has_chunk(&import, doc! { "state": "failed" }).await? {
            let failure = Failure {
                code: "chunks_failed".to_owned(),
                detail:
                    "Some rows could not be written, although they are good; those without a task key in the \
                         report. The cause is in our logs."
                        .to_owned(),
            };
            let fact = Fact::ImportFailed(Reason::new(&failure.detail));
            (import.failed(failure, now), fact)
        } else {
            let progress = self.import_progress(std::slice::from_ref(&import)).await?;
            let counts = RowCounts {
                missed: progress.first().map_or(0, |progress| progress.missed),
                ..import.counts.unwrap_or_default()
            };
            (import.moved(State::Completed, now), Fact::ImportFinished(counts))
        };
        let Ok(moved) = moved else { return Ok(false) };
        match self.change_import(fact, &import, &moved)?.run().await {
            Ok(_) => Ok(true),
            Err(StoreError::LostRace) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whether nothing was carried out, or taken back, since `before`; if so, it counts as moved now, so that it is not resumed
    /// again at once.
    pub async fn claim_stalled_import(&self, import: &Import, before: Timestamp) -> Result<bool, StoreError> {
        if self.last_chunk_at(import).await?.is_some_and(|at| at >= before) {
            return Ok(false);
        }
        let claimed = self
            .store()
            .database
            .collection::<Document>(Import::COLLECTION)
            .update_one(
                self.scoped::<Import>(
                    doc! { "_id": import.id, "state": import.state.word(), "updated_at": import.updated_at },
                ),
                doc! { "$set": { "updated_at": self.store().world().now() } },
            )
            .await?;
        Ok(claimed.matched_count == 1)
    }
}

impl Store {
    /// Imports of all organizations that have been in `state` since before `before`, for the sweeper.
    pub async fn imports_left_in(
        &self,
        state: State,
        before: Timestamp,
        limit: i64,
    ) -> Result<Vec<Import>, StoreError> {
        let found = self
            .collection::<Import>()
            .find(doc! { "state": state.word(), "updated_at": { "$lt": before } })
            .sort(doc! { "updated_at": 1 })
            .limit(limit)
            .await?;
        Ok(found.try_collect().await?)
    }

    /// Imports of all organizations that were planned before `before`, should have gone on by themselves and did
    /// not, for the sweeper.
    pub async fn imports_left_planned(
        &self,
        before: Timestamp,
        limit: i64,
    ) -> Result<Vec<Import>, StoreError> {
        let found = self
            .collection::<Import>()
            .find(doc! { "state": "planned", "updated_at": { "$lt": before }, "options.auto_commit": true })
            .limit(limit)
            .await?;
        Ok(found.try_collect().await?)
    }

    /// The organization of an import, in the name of the import itself.
    pub fn for_import(&self, import: &Import) -> OrganizationStore {
        let context = katalusis_domain::RequestContext {
            request_id: import.request_id.clone(),
            ..Default::default()
        };
        self.in_name_of(import.organization_id, import.own_actor(), context)
    }
}

fn ignore_lost_race<T>(result: Result<T, StoreError>) -> Result<(), StoreError> {
    match result {
        Ok(_) | Err(StoreError::LostRace) => Ok(()),
        Err(error) => Err(error),
    }
}
