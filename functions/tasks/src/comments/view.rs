//! A comment as it is written and read.

use katalusis_domain::Timestamp;
use katalusis_domain::comment::{BODY_MAX, Comment, CommentId, MENTIONS_MAX, mentions_in};
use katalusis_domain::event::{Subject as Thing, SubjectKind};
use katalusis_domain::organization::UserId;
use katalusis_domain::project::Project;
use katalusis_domain::task::{Task, TaskId};
use katalusis_domain::text::{check_prose, unix_lines};
use katalusis_http::Problem;
use katalusis_store::OrganizationStore;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::tasks::edit::people_who_see;

/// What someone says about a task.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentText {
    /// Markdown, 1–20,000 characters. `@[Ada Lovelace](user:<id>)` mentions a user, who watches the task from
    /// then on; at most 50, and whom a change mentions anew may see the task.
    #[schema(example = "The contract is signed, @[Ada](user:0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69).")]
    pub(crate) body: String,
}

/// A comment on a task.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentView {
    /// Its id.
    pub id: CommentId,
    /// The task.
    pub task_id: TaskId,
    /// Who wrote it.
    pub author_id: UserId,
    /// Markdown.
    #[schema(example = "The contract is signed.")]
    pub body: String,
    /// Whom it mentions.
    pub mentions: Vec<UserId>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed; `null` while it has not been.
    pub edited_at: Option<Timestamp>,
    /// Counts changes; the `ETag` is the same in quotes.
    #[schema(example = 1)]
    pub revision: i64,
}

impl From<Comment> for CommentView {
    fn from(comment: Comment) -> Self {
        Self {
            id: comment.id,
            task_id: comment.task_id,
            author_id: comment.author_id,
            body: comment.body,
            mentions: comment.mentions,
            created_at: comment.created_at,
            edited_at: comment.edited_at,
            revision: comment.revision,
        }
    }
}

/// The text as it is kept, and whom it mentions. Those who were `mentioned` before need not be there any more.
pub(crate) async fn check(
    organization: &OrganizationStore,
    project: &Project,
    text: &CommentText,
    mentioned: &[UserId],
) -> Result<(String, Vec<UserId>), Problem> {
    let refuse = |detail: String| Problem::invalid_field("/body", detail);
    let body = unix_lines(&text.body);
    if body.trim().is_empty() {
        return Err(refuse(format!("must have 1 to {BODY_MAX} characters")));
    }
    check_prose(&body, BODY_MAX).map_err(refuse)?;
    let mentions = mentions_in(&body)
        .map_err(|id| refuse(format!("mentions \"{id}\", which is not the id of a user")))?;
    if mentions.len() > MENTIONS_MAX {
        return Err(refuse(format!("must mention at most {MENTIONS_MAX} people")));
    }
    let new: Vec<UserId> = mentions
        .iter()
        .filter(|id| !mentioned.contains(id))
        .copied()
        .collect();
    if !new.is_empty() {
        let seeing = people_who_see(organization, &new, project).await?;
        if let Some(nobody) = new.iter().find(|id| !seeing.contains(id)) {
            return Err(refuse(format!(
                "mentions {nobody}, who is not an active user of your organization who may see the task"
            )));
        }
    }
    Ok((body, mentions))
}

/// What an event about a comment happened to: the comment, and its task.
pub(crate) fn subjects(comment: &Comment, task: &Task) -> Vec<Thing> {
    vec![
        Thing::new(SubjectKind::Comment, comment.id),
        Thing::new(SubjectKind::Task, task.id).called(&task.key),
    ]
}
