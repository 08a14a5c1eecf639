//! Every operation as everyone: the answers are those of the permission table.

use std::collections::BTreeSet;
use std::path::Path;

use futures::StreamExt;
use katalusis_domain::permission::{Area, Grant, Permission, Role};
use katalusis_testing::Actor;
use reqwest::StatusCode;
use serde_json::json;

use super::document::{Operation, operations};
use super::scene::{Place, Scene, reach};
use crate::people::member;

/// What nobody needs a credential for.
const PUBLIC: [&str; 12] = [
    "accept_invitation",
    "check_liveness",
    "check_readiness",
    "confirm_password_reset",
    "explain_problem",
    "log_in",
    "log_out",
    "read_openapi_document",
    "receive_hook",
    "refresh",
    "request_password_reset",
    "sign_up",
];

/// Operations whose examples succeed for nobody, and why.
const NEEDS_MORE: [(&str, &str); 12] = [
    ("accept_invitation", "the token comes by mail"),
    ("confirm_password_reset", "the token comes by mail"),
    ("log_in", "the example is nobody's"),
    ("refresh", "the token comes from a log-in"),
    ("change_password", "the members here have no password"),
    ("commit_import", "its file was not uploaded"),
    ("get_import_report", "its file was not uploaded"),
    ("undo_import", "its file was not uploaded"),
    ("save_import_profile", "its file was not uploaded"),
    ("retry_run", "the run is not stuck"),
    ("skip_run_node", "the run is not stuck"),
    ("answer_approval", "the run asks nobody"),
];

/// Routes that are no part of the API: pages for people, which anyone may read.
const PAGES: [&str; 3] = ["/api/docs", "/api/docs/", "/api/docs/{*file}"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Nobody,
    Guest,
    User,
    Admin,
    /// An admin of another organization, with the ids of this one.
    Stranger,
    /// A super admin who works in this organization.
    SuperAdmin,
    /// An admin's API token for every area but the operation's.
    TokenForElsewhere,
}

const EVERYONE: [Who; 7] = [
    Who::Nobody,
    Who::Guest,
    Who::User,
    Who::Admin,
    Who::Stranger,
    Who::SuperAdmin,
    Who::TokenForElsewhere,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Unauthenticated,
    Forbidden,
    Hidden,
    Allowed,
}

impl Who {
    fn role(self) -> Option<Role> {
        match self {
            Self::Nobody | Self::TokenForElsewhere => None,
            Self::Guest => Some(Role::Guest),
            Self::User => Some(Role::User),
            Self::Admin | Self::Stranger => Some(Role::Admin),
            Self::SuperAdmin => Some(Role::SuperAdmin),
        }
    }

    fn expects(self, operation: &Operation) -> Expected {
        let Some(permission) = operation.permission else {
            return Expected::Allowed;
        };
        match (self, self.role()) {
            (Self::Nobody, _) => Expected::Unauthenticated,
            (_, None) => Expected::Forbidden,
            (_, Some(role)) if reach(role, permission) == Grant::None => Expected::Forbidden,
            (Self::Stranger, _) if operation.names_a_thing() => Expected::Hidden,
            _ => Expected::Allowed,
        }
    }

    async fn actor(self, scene: &Scene, operation: &Operation) -> Actor {
        let known = match (self, operation.permission) {
            (Self::TokenForElsewhere, Some(permission)) => {
                return token(&scene.acme, permission.row().area).await;
            }
            (Self::Nobody | Self::TokenForElsewhere, _) => return scene.product.anonymous(),
            (Self::Stranger, _) => &scene.rival.admin,
            (Self::SuperAdmin, _) => &scene.operator,
            (Self::Guest, _) => &scene.acme.guest,
            (Self::User, _) => &scene.acme.member,
            (Self::Admin, _) => &scene.acme.admin,
        };
        match self.role() {
            // It may end sessions, its caller's among them.
            Some(role @ (Role::Guest | Role::User))
                if operation.permission == Some(Permission::SessionsManage) =>
            {
                member(&scene.product, &scene.acme.admin, role).await
            }
            _ => known.clone(),
        }
    }
}

async fn token(place: &Place, but: Area) -> Actor {
    let areas = [Area::Organization, Area::Tasks, Area::Imports, Area::Audit];
    let areas: Vec<Area> = areas.into_iter().filter(|area| *area != but).collect();
    let body = json!({ "name": "A program", "role": "admin", "areas": areas });
    let made = place
        .admin
        .post("/api/auth/tokens", body)
        .await
        .expect(StatusCode::CREATED);
    place.admin.with_token(made["token"].as_str().unwrap())
}

/// What went wrong, and why the operation did not succeed although it was allowed.
async fn ask(scene: &Scene, operation: &Operation, who: Who) -> (Result<(), String>, Option<String>) {
    let expected = who.expects(operation);
    let actor = who.actor(scene, operation).await;
    let grant = who
        .role()
        .zip(operation.permission)
        .map_or(Grant::All, |(role, permission)| reach(role, permission));
    let path = scene.path(operation, &scene.acme, &actor, grant).await;
    // A stranger's request is flawless but for the thing that it names.
    let place = if who == Who::Stranger {
        &scene.rival
    } else {
        &scene.acme
    };
    let body = scene.body(operation, place).await;
    let organization = (who == Who::SuperAdmin).then_some(scene.acme.admin.organization_id.as_str());
    let answer = scene.send(operation, &path, body, &actor, organization).await;
    let good = match expected {
        Expected::Unauthenticated => answer.status == 401,
        Expected::Forbidden => answer.status == 403 && answer.body["code"] == "forbidden",
        Expected::Hidden => answer.status == 404,
        // What a public operation refuses is not the caller but a credential in its body.
        Expected::Allowed if operation.permission.is_none() => {
            answer.status.as_u16() < 500 && answer.status != 403
        }
        Expected::Allowed => {
            answer.status.as_u16() < 500 && ![401, 403, 404].contains(&answer.status.as_u16())
        }
    };
    // Pages for people may be kept; what someone was answered may not, whatever the status.
    let kept = operation.permission.is_some()
        && answer
            .headers
            .get("cache-control")
            .is_none_or(|value| value != "no-store");
    let done = answer.status.is_success() || answer.status.is_redirection();
    let told = String::from_utf8_lossy(&answer.bytes)
        .chars()
        .take(300)
        .collect::<String>();
    let result = if good && !kept {
        Ok(())
    } else if kept {
        Err(format!(
            "{} as {who:?}: the answer may be kept by caches",
            operation.id
        ))
    } else {
        Err(format!(
            "{} ({} {path}) as {who:?}: expected {expected:?}, was answered {}: {told}",
            operation.id, operation.method, answer.status
        ))
    };
    let failed = expected == Expected::Allowed && !done;
    (result, failed.then_some(told))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everyone_may_do_what_the_permission_table_says() {
    let scene = Scene::new().await;
    let operations = operations();
    // One after the other where it is the same operation: two changes of one thing at once may lose a race.
    let asked: Vec<_> = futures::stream::iter(&operations)
        .map(async |operation| {
            let mut asked = Vec::new();
            for who in EVERYONE {
                if operation.permission.is_some() || who == Who::Nobody {
                    let (result, failed) = ask(&scene, operation, who).await;
                    asked.push((operation.id.as_str(), result, failed));
                }
            }
            asked
        })
        .buffer_unordered(4)
        .concat()
        .await;
    let mut faults: Vec<String> = asked
        .iter()
        .filter_map(|(_, result, _)| result.clone().err())
        .collect();
    // An example that is refused for its content says nothing about who may send it.
    for (id, _, failed) in &asked {
        if let Some(told) = failed
            && !NEEDS_MORE.iter().any(|(excused, _)| excused == id)
        {
            faults.push(format!(
                "{id}: its example did not succeed for someone who may: {told}"
            ));
        }
    }
    faults.sort();
    assert!(
        faults.is_empty(),
        "{} of {} cases:\n{}",
        faults.len(),
        asked.len(),
        faults.join("\n")
    );
}

#[test]
fn every_operation_has_a_permission_or_is_meant_to_be_public() {
    let public: BTreeSet<String> = operations()
        .into_iter()
        .filter(|operation| operation.permission.is_none())
        .map(|operation| operation.id)
        .collect();
    assert_eq!(public, PUBLIC.map(str::to_owned).into());
}

/// Routes are declared together with their description (`routes!`), or they are pages for people.
#[test]
fn there_are_no_routes_besides_the_document() {
    let functions = Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions");
    let mut routes = BTreeSet::new();
    let mut folders = vec![functions];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                for call in source
                    .split(".route(")
                    .skip(1)
                    .chain(source.split(".nest(").skip(1))
                {
                    routes.insert(
                        call.trim_start()
                            .trim_start_matches('"')
                            .split('"')
                            .next()
                            .unwrap()
                            .to_owned(),
                    );
                }
            }
        }
    }
    assert_eq!(routes, PAGES.map(str::to_owned).into());
}
