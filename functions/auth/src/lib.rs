//! Identity: organizations, users, sessions, tokens.

mod problems;
mod session;
pub mod signup;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use katalusis_http::Edge;
use katalusis_identity::{Authenticator, LinkKey, PasswordError, Passwords, Signer};
use katalusis_runtime::Platform;
use katalusis_runtime::settings::Auth;
use katalusis_store::Store;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What this area needs.
#[derive(Clone, FromRef)]
pub struct State {
    store: Store,
    authenticator: Authenticator,
    passwords: Passwords,
    signer: Signer,
    link_key: Arc<LinkKey>,
}

impl State {
    /// Takes it from the platform and the settings.
    pub fn new(platform: &Platform, edge: &Edge, auth: &Auth) -> Result<Self, PasswordError> {
        Ok(Self {
            store: platform.store.clone(),
            authenticator: edge.authenticator(),
            passwords: Passwords::new(platform.world.clone(), auth.passwords_at_once)?,
            signer: auth.signer.clone(),
            link_key: Arc::new(auth.link_key.clone()),
        })
    }
}

fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(signup::sign_up))
}

/// The area's routes.
pub fn router(state: State) -> Router {
    routes().with_state(state).split_for_parts().0
}

/// The area's part of the OpenAPI document.
pub fn api() -> OpenApi {
    routes().into_openapi()
}
