//! `POST /api/tasks/import`: a whole import in one call, for programs.
#![allow(unused_qualifications, reason = "utoipa writes them for the query type below")]

use std::time::Duration;

use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{Multipart, State as Shared};
use axum::http::header::{CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use katalusis_domain::import::detect::{Encoding, SAMPLE, content::Content, content::content, encoding};
use katalusis_domain::import::{
    EmptyCells, Import, ImportId, Mapping, Mode, Options, ReadAs, Refused, State as ImportState,
};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_http::{Answer, Authenticated, Code, Params, Problem};
use katalusis_store::OrganizationStore;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;
use utoipa::{IntoParams, ToSchema};

use crate::Work;
use crate::announce::{Announced, XLSX, project, too_large};
use crate::import::{ImportView, find};

const LOOK_EVERY: Duration = Duration::from_millis(100);
/// All fields but the file are short.
const TEXT_MAX: usize = 256 * 1024;

/// How long to wait.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WaitParams {
    /// How many seconds to wait for the end, 0 to 25.
    #[param(minimum = 0, maximum = 25, default = 20)]
    wait: Option<u64>,
}

/// The form of a whole import.
#[derive(Debug, ToSchema)]
#[allow(
    dead_code,
    reason = "describes the form, which is read field by field as it arrives"
)]
pub struct ImportForm {
    /// The CSV or XLSX file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The project that its tasks go to: its key or its id.
    #[schema(example = "OPS")]
    project: String,
    /// Which column goes where, as JSON. Without it, a mapping is proposed, and what is sure of it is taken.
    #[schema(value_type = Option<String>, example = "{\"rules\":[{\"target\":\"title\",\"column\":\"Name\"}]}")]
    mapping: Option<String>,
    /// How the file is to be read, as far as that is known better than it can be detected; as JSON.
    #[schema(value_type = Option<String>, example = "{\"sheet\":\"Tasks\",\"date_order\":\"day_first\"}")]
    read_as: Option<String>,
    /// What becomes of rows whose tasks exist, and of those whose tasks do not: `create`, `update`, `upsert` or
    /// `create_missing`.
    #[schema(value_type = Option<Mode>, example = "create")]
    mode: Option<String>,
    /// The field by which rows find their tasks: `task_key`, `external_id`, or `custom.` and the key of a custom field.
    #[schema(value_type = Option<String>)]
    key: Option<String>,
    /// What empty cells do to tasks that exist: `keep` or `clear`.
    #[schema(value_type = Option<EmptyCells>, example = "keep")]
    empty_cells: Option<String>,
    /// `true` to plan only and write nothing.
    #[schema(value_type = Option<bool>, example = false)]
    dry_run: Option<bool>,
}

/// Import tasks from a file in one call.
///
/// Imports a CSV or XLSX file: `curl -F file=@tasks.csv -F project=OPS …/api/tasks/import`.
///
/// Good rows become tasks although others have errors. Waits for the end up to `wait` seconds: 200 when the
/// import has ended (look at `state`: it is `completed`, `planned` after a dry run, or `failed` with the reason),
/// 202 when it still goes on; follow it at `GET /api/imports/{id}`. Behind API Gateway a request may have about
/// 4 MB; larger files go through `POST /api/imports`.
#[utoipa::path(
    post, path = "/api/tasks/import", operation_id = "import_tasks", tag = "Imports",
    params(WaitParams),
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "The import has ended", body = ImportView),
        (status = 202, description = "The import goes on", body = ImportView),
        (status = 413, description = "The file is too large"),
        (status = 415, description = "The file is neither CSV nor XLSX"),
    ),
    extensions(("x-permission" = json!("imports.run"))),
)]
pub async fn import(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    Params(params): Params<WaitParams>,
    form: Result<Multipart, MultipartRejection>,
) -> Answer<Response> {
    caller.may(Permission::ImportsRun, Subject::Organization)?;
    let wait = params.wait.unwrap_or(20);
    if wait > 25 {
        return Err(Problem::new(Code::Malformed, "`wait` must be 0 to 25 seconds."));
    }
    let form = form.map_err(|_| {
        Problem::new(
            Code::UnsupportedType,
            "Send `multipart/form-data` with the fields `file` and `project`: curl -F file=@tasks.csv -F project=OPS.",
        )
    })?;
    let form = Form::read(&work, form).await?;
    let organization = work.store.for_organization(&caller);
    let project = project(&organization, &form.project).await?;
    let content_type = check_content(&form.file)?;
    let announced = Announced {
        name: form.file_name,
        size: u64::try_from(form.file.len()).unwrap_or(u64::MAX),
        content_type: content_type.to_owned(),
        mapping: form.mapping,
        read_as: form.read_as,
        options: form.options,
    };
    announced.check(&work, &caller, &project)?;
    let import = announced.store(&organization, &caller, &project).await?;
    work.files
        .write(&import.file.key, form.file, &import.file.content_type)
        .await
        .map_err(|error| Problem::unavailable("file store", &error))?;
    let import = wait_for_end(&organization, import, Duration::from_secs(wait)).await?;
    let status = if has_ended(&import) {
        StatusCode::OK
    } else {
        StatusCode::ACCEPTED
    };
    answer(status, &ImportView::load(&organization, import).await?)
}

/// Refuses at once what certainly cannot be read; whether a workbook can, its import says. Its content type.
fn check_content(file: &Bytes) -> Answer<&'static str> {
    kind(file).map_err(|refused| match refused {
        Refused::Empty => Problem::invalid_field("/file", refused.to_string()),
        refused => Problem::new(Code::UnsupportedType, refused.to_string()),
    })
}

fn kind(file: &Bytes) -> Result<&'static str, Refused> {
    let sample = &file[..file.len().min(SAMPLE)];
    match content(sample)? {
        Content::Archive => Ok(XLSX),
        Content::Container => Err(katalusis_sheets::in_container(file)),
        Content::Text => {
            let wide = encoding::byte_order_mark(sample).filter(|(encoding, _)| *encoding != Encoding::Utf8);
            if wide.is_none() && encoding::utf16_by_zeros(sample).is_none() && file.contains(&0) {
                return Err(Refused::Binary);
            }
            Ok("text/csv")
        }
    }
}

/// A dry run ends with its plan, everything else when it is over.
fn has_ended(import: &Import) -> bool {
    import.state.is_over() || (import.state == ImportState::Planned && !import.options.auto_commit)
}

async fn wait_for_end(organization: &OrganizationStore, import: Import, wait: Duration) -> Answer<Import> {
    let id: ImportId = import.id;
    let until = Instant::now() + wait;
    let mut import = import;
    while !has_ended(&import) && Instant::now() < until {
        tokio::time::sleep(LOOK_EVERY).await;
        import = find(organization, id).await?;
    }
    Ok(import)
}

/// The import, written for the eyes of someone at a terminal.
fn answer(status: StatusCode, view: &ImportView) -> Answer<Response> {
    let mut text = serde_json::to_string_pretty(view).map_err(|error| Problem::internal(&error))?;
    text.push('\n');
    let headers: [(HeaderName, String); 3] = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (ETAG, format!("\"{}\"", view.revision)),
        (LOCATION, format!("/api/imports/{}", view.id)),
    ];
    Ok((status, headers, text).into_response())
}

struct Form {
    file_name: String,
    file: Bytes,
    project: String,
    mapping: Option<Mapping>,
    read_as: ReadAs,
    options: Options,
}

impl Form {
    async fn read(work: &Work, mut form: Multipart) -> Answer<Self> {
        let max = usize::try_from(work.settings.max_bytes).unwrap_or(usize::MAX);
        let (mut file, mut project, mut mapping) = (None, None, None);
        let mut read_as = ReadAs::default();
        let mut options = Options {
            auto_commit: true,
            ..Options::default()
        };
        while let Some(field) = form.next_field().await.map_err(unreadable)? {
            let name = field.name().unwrap_or_default().to_owned();
            match name.as_str() {
                "file" => {
                    let file_name = field.file_name().unwrap_or("tasks.csv").to_owned();
                    let bytes = read(field, max).await?.ok_or_else(|| too_large(work))?;
                    file = Some((file_name, bytes));
                }
                "project" => project = Some(text(field, &name).await?),
                "mapping" => mapping = parse(&text(field, &name).await?, &name)?,
                "read_as" => read_as = parse(&text(field, &name).await?, &name)?.unwrap_or_default(),
                "dry_run" => {
                    options.auto_commit = match text(field, &name).await?.trim() {
                        "true" | "1" => false,
                        "false" | "0" | "" => true,
                        _ => return Err(Problem::invalid_field("/dry_run", "must be true or false")),
                    };
                }
                "mode" => options.mode = word(&name, &text(field, &name).await?)?,
                "key" => options.key = word(&name, &text(field, &name).await?)?,
                "empty_cells" => options.empty_cells = word(&name, &text(field, &name).await?)?,
                _ => {
                    let shown: String = name.chars().take(60).collect();
                    return Err(Problem::invalid_field(
                        format!("/{shown}"),
                        "is not a field of this form: file, project, mapping, read_as, mode, key, empty_cells, dry_run",
                    ));
                }
            }
        }
        let (file_name, file) = file.ok_or_else(|| Problem::invalid_field("/file", "is missing"))?;
        let project = project.ok_or_else(|| Problem::invalid_field("/project", "is missing"))?;
        Ok(Self {
            file_name,
            file,
            project,
            mapping,
            read_as,
            options,
        })
    }
}

fn parse<T: DeserializeOwned>(text: &str, name: &str) -> Answer<Option<T>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    serde_json::from_str(text)
        .map(Some)
        .map_err(|error| Problem::invalid_field(format!("/{name}"), format!("cannot be read: {error}")))
}

/// A word of a fixed set, like those of JSON bodies; nothing is the default.
fn word<T: DeserializeOwned + Default>(name: &str, text: &str) -> Answer<T> {
    match text.trim() {
        "" => Ok(T::default()),
        word => serde_json::from_value(word.into())
            .map_err(|error| Problem::invalid_field(format!("/{name}"), error.to_string())),
    }
}

async fn text(field: Field<'_>, name: &str) -> Answer<String> {
    let bytes = read(field, TEXT_MAX)
        .await?
        .ok_or_else(|| Problem::new(Code::TooLarge, format!("The field {name} is too long.")))?;
    String::from_utf8(bytes.into())
        .map_err(|_| Problem::invalid_field(format!("/{name}"), "is not UTF-8 text"))
}

/// A field's bytes; `None` if there are more than `max`.
async fn read(mut field: Field<'_>, max: usize) -> Answer<Option<Bytes>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        if bytes.len() + chunk.len() > max {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(bytes.into()))
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn unreadable(error: MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::new(Code::TooLarge, "The form is too large.")
    } else {
        Problem::new(Code::Malformed, "The form could not be read to its end.")
    }
}
