//! `GET /problems/{code}`: what the `type` of a problem leads to.

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use katalusis_http::{Answer, Code, Problem};
use serde::Serialize;
use utoipa::ToSchema;

/// A kind of problem, explained.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemPage {
    /// The word in `code`.
    #[schema(example = "lost_race")]
    code: &'static str,
    /// The HTTP status that it comes with.
    #[schema(example = 412)]
    status: u16,
    /// In a few words.
    #[schema(example = "Someone else was faster")]
    title: &'static str,
    /// What it means, and what to do.
    advice: &'static str,
}

/// Explain a kind of problem.
///
/// Explains a kind of problem and says what to do about it.
#[utoipa::path(
    get, path = "/problems/{code}", operation_id = "explain_problem", tag = "About",
    params(("code" = String, Path, description = "The problem's `code`", example = "lost_race")),
    responses((status = 200, description = "The explanation", body = ProblemPage)),
)]
pub async fn explain_problem(path: Result<Path<String>, PathRejection>) -> Answer<Json<ProblemPage>> {
    let word = path.map(|Path(word)| word).unwrap_or_default();
    let code = Code::ALL.into_iter().find(|code| code.word() == word);
    let code =
        code.ok_or_else(|| Problem::new(Code::NotFound, "There is no kind of problem with this name."))?;
    Ok(Json(ProblemPage {
        code: code.word(),
        status: code.status().as_u16(),
        title: code.title(),
        advice: code.advice(),
    }))
}
