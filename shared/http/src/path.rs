//! Ids in paths.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use katalusis_domain::Id;

use crate::Problem;

/// The ids of a path; one that is not an id names nothing, hence 404.
pub struct PathId<T>(pub T);

impl<A: Send, S: Send + Sync> FromRequestParts<S> for PathId<Id<A>> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) = path::<String, S>(parts, state).await?;
        parse(&text).map(Self)
    }
}

impl<A: Send, B: Send, S: Send + Sync> FromRequestParts<S> for PathId<(Id<A>, Id<B>)> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path((first, second)) = path::<(String, String), S>(parts, state).await?;
        Ok(Self((parse(&first)?, parse(&second)?)))
    }
}

async fn path<T: serde::de::DeserializeOwned + Send, S: Send + Sync>(
    parts: &mut Parts,
    state: &S,
) -> Result<Path<T>, Problem> {
    Path::from_request_parts(parts, state)
        .await
        .map_err(|_| Problem::not_found("thing"))
}

fn parse<T>(text: &str) -> Result<Id<T>, Problem> {
    text.parse().map_err(|_| Problem::not_found("thing"))
}
