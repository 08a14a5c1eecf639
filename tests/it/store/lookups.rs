//! What imports ask for each chunk is answered from indexes, however many tasks and rows there are.

use bson::{Document, doc};
use katalusis_domain::import::{Import, ImportId, KeyValue, Target};
use serde_json::json;

use crate::imports::setting::{Setting, file};

#[tokio::test]
async fn external_ids_are_found_and_progress_is_counted_by_their_indexes() {
    let setting = Setting::new().await;
    let text = file("External id,Title", 1_200, |n| format!("X-{n},Task {n}"));
    let done = setting.import(&text, json!({"auto_commit": true})).await;
    let organization = setting.organization();
    let id: ImportId = done["id"].as_str().unwrap().parse().unwrap();
    let import: Import = organization.get(id).await.unwrap().unwrap();

    let client = mongodb::Client::with_uri_str(&setting.product.variables["MONGODB_URI"])
        .await
        .unwrap();
    let database = client.database(&setting.product.variables["MONGODB_DATABASE"]);
    database.run_command(doc! { "profile": 2 }).await.unwrap();
    let keys = ["X-7", "X-1100", "X-nobody"].map(|key| KeyValue::Text(key.to_owned()));
    let project_id = setting.project.id;
    let found = organization
        .tasks_by_key(project_id, &Target::ExternalId, &keys)
        .await
        .unwrap();
    let progress = organization
        .import_progress(std::slice::from_ref(&import))
        .await
        .unwrap();
    database.run_command(doc! { "profile": 0 }).await.unwrap();

    assert_eq!(
        found.iter().map(|task| task.title.as_str()).collect::<Vec<_>>(),
        ["Task 7", "Task 1100"]
    );
    assert_eq!((progress[0].created, progress[0].read), (1_200, 1_200));
    let profile = database.collection::<Document>("system.profile");
    for (filter, documents) in [
        (doc! { "command.find": "tasks" }, 2),
        (doc! { "command.aggregate": "import_chunks" }, 0),
    ] {
        let query = profile.find_one(filter).await.unwrap().unwrap();
        assert!(
            query.get_str("planSummary").unwrap().starts_with("IXSCAN"),
            "{query}"
        );
        assert_eq!(query.get_i32("docsExamined").unwrap(), documents, "{query}");
    }
}
