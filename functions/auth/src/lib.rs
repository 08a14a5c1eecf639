//! Identity: organizations, users, sessions, tokens.

mod account;
mod cookie;
mod device;
pub mod invitations;
mod limits;
pub mod login;
pub mod logout;
pub mod me;
pub mod operator;
pub mod organizations;
pub mod password;
pub mod password_reset;
pub mod permissions;
mod problems;
pub mod refresh;
mod session;
pub mod sessions;
pub mod signup;
pub mod tokens;
pub mod users;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use katalusis_http::Edge;
use katalusis_identity::{Authenticator, LinkKey, Passwords, Signer};
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
    own_origin: cookie::OwnOrigin,
}

impl State {
    /// Takes it from the platform and the settings.
    pub fn new(platform: &Platform, edge: &Edge, auth: &Auth) -> Self {
        Self {
            store: platform.store.clone(),
            authenticator: edge.authenticator(),
            passwords: Passwords::new(platform.world.clone(), auth.passwords_at_once),
            signer: auth.signer.clone(),
            link_key: Arc::new(auth.link_key.clone()),
            own_origin: cookie::OwnOrigin::of(&auth.public_url),
        }
    }
}

fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(signup::sign_up))
        .routes(routes!(login::log_in))
        .routes(routes!(refresh::refresh))
        .routes(routes!(logout::log_out))
        .routes(routes!(me::read_me, me::change_me))
        .routes(routes!(password::change_password))
        .routes(routes!(password_reset::request_reset))
        .routes(routes!(password_reset::confirm_reset))
        .routes(routes!(permissions::read_permissions))
        .routes(routes!(sessions::list_sessions, sessions::end_other_sessions))
        .routes(routes!(sessions::end_session))
        .routes(routes!(tokens::create_token, tokens::list_tokens))
        .routes(routes!(tokens::revoke_token))
        .routes(routes!(users::list_users))
        .routes(routes!(users::read_user, users::change_user))
        .routes(routes!(invitations::invite))
        .routes(routes!(invitations::withdraw))
        .routes(routes!(invitations::resend))
        .routes(routes!(invitations::accept))
        .routes(routes!(organizations::list_organizations))
        .routes(routes!(
            organizations::read_organization,
            organizations::change_organization
        ))
}

/// The area's routes.
pub fn router(state: State) -> Router {
    routes().with_state(state).split_for_parts().0
}

/// The area's part of the OpenAPI document.
pub fn api() -> OpenApi {
    routes().into_openapi()
}
