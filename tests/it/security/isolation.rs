//! Whatever belongs to another organization is as unknown as what never was: the same answer, word for word.

use katalusis_domain::permission::Grant;
use katalusis_testing::{Actor, Answer};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::document::{Operation, operations};
use super::scene::{Place, Scene};
use crate::product::drain;

/// Fields and parameters that take ids, and what of.
const IDS: [(&str, Kind); 19] = [
    ("project_id", Kind::Project),
    ("project", Kind::Project),
    ("parent_id", Kind::Task),
    ("parent", Kind::Task),
    ("tasks", Kind::Task),
    ("ids", Kind::Task),
    ("task_ids", Kind::Task),
    ("subject", Kind::Task),
    ("assignee", Kind::User),
    ("assignees", Kind::User),
    ("watchers", Kind::User),
    ("watcher", Kind::User),
    ("add_assignees", Kind::User),
    ("mentions", Kind::User),
    // The text of a comment, with a mention in it.
    ("body", Kind::User),
    ("created_by", Kind::User),
    ("actor", Kind::User),
    ("user", Kind::User),
    ("owner", Kind::User),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Project,
    Task,
    User,
}

fn kind_of(name: &str) -> Option<Kind> {
    IDS.iter()
        .find(|(known, _)| *known == name)
        .map(|(_, kind)| *kind)
}

impl Kind {
    async fn of(self, place: &Place) -> String {
        match self {
            Self::Project => place.project_id.clone(),
            Self::Task => place.task().await,
            Self::User => place.member.user_id.clone(),
        }
    }
}

fn random_id(scene: &Scene) -> String {
    scene.product.platform.world.uuid().to_string()
}

/// What an answer says, without what differs between any two answers.
fn told(answer: &Answer, id: &str) -> (StatusCode, String) {
    let mut body = answer.body.clone();
    if let Some(fields) = body.as_object_mut() {
        fields.remove("instance");
    }
    (answer.status, body.to_string().replace(id, "<id>"))
}

#[track_caller]
fn same(what: &str, scene: &Scene, foreign: (&Answer, &str), invented: (&Answer, &str)) {
    let (foreign, invented) = (told(foreign.0, foreign.1), told(invented.0, invented.1));
    assert_eq!(foreign, invented, "{what}");
    assert!(!foreign.1.contains(&scene.acme.mark), "{what}: {}", foreign.1);
}

#[tokio::test]
async fn the_paths_of_others_lead_nowhere() {
    let scene = Scene::new().await;
    let stranger = &scene.rival.admin;
    for operation in operations()
        .iter()
        .filter(|operation| operation.names_a_thing() && operation.permission.is_some())
    {
        let body = scene.body(operation, &scene.rival).await;
        let path = scene
            .path(operation, &scene.acme, &scene.acme.admin, Grant::All)
            .await;
        let foreign = scene.send(operation, &path, body.clone(), stranger, None).await;
        let invented_path = replaced(operation, &path, 0, || random_id(&scene));
        let invented = scene.send(operation, &invented_path, body, stranger, None).await;
        same(
            &operation.id,
            &scene,
            (&foreign, &path),
            (&invented, &invented_path),
        );
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{}", operation.id);
    }
}

#[tokio::test]
async fn what_is_theirs_is_not_found_under_what_is_ones_own() {
    let scene = Scene::new().await;
    let stranger = &scene.rival.admin;
    for operation in operations()
        .iter()
        // A number is nobody's.
        .filter(|operation| operation.path.replace("{number}", "1").matches('{').count() > 1)
    {
        let body = scene.body(operation, &scene.rival).await;
        let own = scene.path(operation, &scene.rival, stranger, Grant::All).await;
        let theirs = scene
            .path(operation, &scene.acme, &scene.acme.admin, Grant::All)
            .await;
        let last = operation
            .path
            .split('/')
            .collect::<Vec<_>>()
            .iter()
            .rposition(|segment| segment.starts_with('{'));
        let their_id = theirs.split('/').nth(last.unwrap()).unwrap();
        let foreign_path = replaced(operation, &own, 1, || their_id.to_owned());
        let invented_path = replaced(operation, &own, 1, || random_id(&scene));
        let invented_id = invented_path.split('/').nth(last.unwrap()).unwrap();
        let foreign = scene
            .send(operation, &foreign_path, body.clone(), stranger, None)
            .await;
        let invented = scene.send(operation, &invented_path, body, stranger, None).await;
        same(
            &operation.id,
            &scene,
            (&foreign, their_id),
            (&invented, invented_id),
        );
        // Ending what is not there is no failure everywhere.
        assert!(foreign.status.as_u16() < 500, "{}", operation.id);
    }
}

/// A path with other values for the parameters after the first `keep`.
fn replaced(operation: &Operation, path: &str, keep: usize, value: impl Fn() -> String) -> String {
    let mut seen = 0;
    let segments = operation
        .path
        .split('/')
        .zip(path.split('/'))
        .map(|(pattern, segment)| {
            seen += usize::from(pattern.starts_with('{'));
            if pattern.starts_with('{') && seen > keep {
                value()
            } else {
                segment.to_owned()
            }
        });
    segments.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn the_ids_of_others_are_good_for_nothing_in_filters() {
    let scene = Scene::new().await;
    let stranger = &scene.rival.admin;
    for operation in operations()
        .iter()
        .filter(|operation| operation.permission.is_some())
    {
        for (name, kind) in operation
            .query
            .iter()
            .filter_map(|name| Some((name, kind_of(name)?)))
        {
            let path = scene.path(operation, &scene.rival, stranger, Grant::All).await;
            let ask = async |id: &str| {
                let request = stranger
                    .request(operation.method.clone(), &path)
                    .query(&[(name, id)]);
                let answer = stranger.send(request).await;
                if answer.status == StatusCode::SEE_OTHER {
                    follow(&answer).await
                } else {
                    answer
                }
            };
            let (theirs, nobodys) = (kind.of(&scene.acme).await, random_id(&scene));
            let (foreign, invented) = (ask(&theirs).await, ask(&nobodys).await);
            let what = format!("{} ?{name}=", operation.id);
            same(&what, &scene, (&foreign, &theirs), (&invented, &nobodys));
            assert!(!contains(&foreign, &scene.acme.mark), "{what}");
        }
    }
}

#[tokio::test]
async fn the_ids_of_others_are_good_for_nothing_in_bodies() {
    let scene = Scene::new().await;
    let stranger = &scene.rival.admin;
    let mut probed = Vec::new();
    for operation in operations()
        .iter()
        .filter(|operation| operation.permission.is_some())
    {
        for (field, kind) in operation
            .fields
            .iter()
            .filter_map(|field| Some((field, kind_of(field.name())?)))
        {
            let ask = async |id: &str| {
                let path = scene.path(operation, &scene.rival, stranger, Grant::All).await;
                let mut body = scene.body(operation, &scene.rival).await.unwrap();
                let value = match field.name() {
                    "body" => json!(format!("@[A colleague](user:{id})")),
                    _ if field.is_list => json!([id]),
                    _ => json!(id),
                };
                let (object, name) = field.pointer.rsplit_once('/').unwrap();
                body.pointer_mut(object).unwrap()[name] = value;
                scene.send(operation, &path, Some(body), stranger, None).await
            };
            let (theirs, nobodys) = (kind.of(&scene.acme).await, random_id(&scene));
            let (foreign, invented) = (ask(&theirs).await, ask(&nobodys).await);
            let what = format!("{} {}", operation.id, field.pointer);
            same(&what, &scene, (&foreign, &theirs), (&invented, &nobodys));
            // A call about many things answers for each of them.
            assert!(
                foreign.status.is_client_error() || foreign.body["results"].is_array(),
                "{what}: {:?}",
                foreign.body
            );
            probed.push(what);
        }
    }
    for expected in [
        "change_tasks /ids",
        "change_tasks /change/add_assignees",
        "create_task /project_id",
        "change_task /parent_id",
        "create_comment /body",
    ] {
        assert!(
            probed.iter().any(|what| what == expected),
            "{expected} is not among {probed:?}"
        );
    }
}

#[tokio::test]
async fn lists_and_exports_hold_nothing_of_others() {
    let scene = Scene::new().await;
    let (acme, rival) = (&scene.acme, &scene.rival);
    for operation in operations() {
        // One thing of each kind, on both sides.
        for place in [acme, rival] {
            scene.path(&operation, place, &place.admin, Grant::All).await;
        }
    }
    let mut cursors = Vec::new();
    for operation in lists() {
        let own = acme.admin.get(&format!("{}?limit=1", operation.path)).await;
        if let Some(cursor) = own.body["next_cursor"].as_str() {
            cursors.push((operation.path.clone(), cursor.to_owned()));
        }
        let seen = everything(&rival.admin, &operation.path).await;
        assert!(!seen.contains(&acme.mark), "{}: {seen}", operation.id);
        assert!(
            !seen.contains(&acme.admin.organization_id),
            "{}: {seen}",
            operation.id
        );
    }
    assert!(cursors.len() >= 4, "only {cursors:?} have several parts");
    for (path, cursor) in cursors {
        let request = rival
            .admin
            .request(Method::GET, &path)
            .query(&[("cursor", &cursor)]);
        let answer = rival.admin.send(request).await;
        assert!(
            answer.status.as_u16() < 500 && !contains(&answer, &acme.mark),
            "{path}: {:?}",
            answer.body
        );
    }
}

#[tokio::test]
async fn only_super_admins_choose_where_they_work() {
    let scene = Scene::new().await;
    let ask = async |actor: &Actor, organization: &str| {
        let request = actor
            .request(Method::GET, "/api/tasks")
            .header("x-organization-id", organization);
        actor.send(request).await
    };
    let (theirs, nobodys) = (scene.acme.admin.organization_id.clone(), random_id(&scene));
    let (foreign, invented) = (
        ask(&scene.rival.admin, &theirs).await,
        ask(&scene.rival.admin, &nobodys).await,
    );
    same(
        "x-organization-id",
        &scene,
        (&foreign, &theirs),
        (&invented, &nobodys),
    );
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(ask(&scene.operator, &theirs).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_import_finds_no_people_of_others() {
    let scene = Scene::new().await;
    let them = scene.acme.member.get("/api/auth/me").await.body;
    let their_email = them["user"]["email"].as_str().or(them["email"].as_str()).unwrap();
    let rows = format!("Title,Assignees\nOne,{their_email}\nTwo,{}\n", scene.email());
    let form = Form::new()
        .text("project", "OPS")
        .text("dry_run", "true")
        .part("file", Part::bytes(rows.into_bytes()).file_name("a.csv"));
    let request = scene
        .rival
        .admin
        .request(Method::POST, "/api/tasks/import")
        .multipart(form);
    let (answer, ()) = tokio::join!(scene.rival.admin.send(request), drain(&scene.product));
    let id = answer.body["id"].as_str().unwrap().to_owned();
    drain(&scene.product).await;
    let rows = scene
        .rival
        .admin
        .get(&format!("/api/imports/{id}/rows"))
        .await
        .expect(StatusCode::OK);
    let verdicts: Vec<String> = rows["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(without_address)
        .collect();
    assert_eq!(verdicts.len(), 2);
    assert_eq!(verdicts[0], verdicts[1]);
}

fn without_address(row: &Value) -> String {
    let text = json!([row["verdict"], row["errors"]]).to_string();
    let words = text
        .split('"')
        .map(|word| if word.contains('@') { "<address>" } else { word });
    words.collect()
}

/// Operations that list or export things of the whole organization.
fn lists() -> impl Iterator<Item = Operation> {
    operations().into_iter().filter(|operation| {
        operation.method == Method::GET
            && !operation.names_a_thing()
            && operation.permission.is_some()
            && operation.id != "list_organizations"
    })
}

/// Everything that an operation gives, over all its parts.
async fn everything(actor: &Actor, path: &str) -> String {
    let mut text = String::new();
    let mut cursor = None::<String>;
    loop {
        let mut request = actor.request(Method::GET, path);
        if let Some(cursor) = &cursor {
            request = request.query(&[("cursor", cursor)]);
        }
        let answer = actor.send(request).await;
        let answer = if answer.status == StatusCode::SEE_OTHER {
            follow(&answer).await
        } else {
            answer
        };
        assert_eq!(answer.status, StatusCode::OK, "{path}: {:?}", answer.body);
        text.push_str(&String::from_utf8_lossy(&answer.bytes));
        match answer.body["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => return text,
        }
    }
}

async fn follow(answer: &Answer) -> Answer {
    let link = answer.headers["location"].to_str().unwrap();
    let file = Actor::anonymous(link);
    let mut file = file.get("").await;
    assert_eq!(file.status, StatusCode::OK);
    file.body = Value::Null;
    file
}

fn contains(answer: &Answer, mark: &str) -> bool {
    String::from_utf8_lossy(&answer.bytes).contains(mark)
}
