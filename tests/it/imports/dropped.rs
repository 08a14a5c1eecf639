//! Files in the drop folder.

use aws_sdk_s3::Client;
use katalusis_domain::organization::UserId;
use katalusis_domain::permission::Role;
use katalusis_testing::Mail;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::setting::{Setting, file};
use crate::people::member;
use crate::product::{drain, notify};

/// A folder of a profile, and the bucket that it is in.
pub struct Folder<'a> {
    pub setting: &'a Setting,
    pub profile: Value,
    pub s3: Client,
    pub bucket: String,
}

impl<'a> Folder<'a> {
    /// The folder of a new profile of the admin's, which maps the column `What` to the title.
    pub async fn new(setting: &'a Setting, more: Value) -> Self {
        let mut body = json!({
            "project": "OPS", "name": "Webshop", "mapping": {"rules": [{"target": "title", "column": "What"}]},
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        let made = setting.admin.post("/api/imports/profiles", body).await;
        Self {
            setting,
            profile: made.expect(StatusCode::CREATED),
            s3: setting.product.platform.s3(),
            bucket: setting.product.variables["FILES_BUCKET"].clone(),
        }
    }

    /// Where a file of this name is put.
    pub fn key(&self, name: &str) -> String {
        format!("{}{name}", self.profile["folder"].as_str().unwrap())
    }

    /// Puts a file there.
    pub async fn put(&self, name: &str, content: &str) {
        self.put_at(&self.key(name), content).await;
    }

    pub async fn put_at(&self, key: &str, content: &str) {
        let put = self.s3.put_object().bucket(&self.bucket).key(key);
        put.body(content.as_bytes().to_vec().into()).send().await.unwrap();
    }

    /// Lets everyone work until nothing is left: readers, writers, and who tells of it.
    pub async fn settle(&self) {
        drain(&self.setting.product).await;
        notify(&self.setting.product).await;
        drain(&self.setting.product).await;
    }

    /// What lies beside a file under `reports/`, with this ending.
    pub async fn beside(&self, name: &str, ending: &str) -> Option<String> {
        let key = self.key(name).replacen("drop/", "reports/", 1) + ending;
        let got = self.s3.get_object().bucket(&self.bucket).key(key).send().await;
        let bytes = got.ok()?.body.collect().await.unwrap().to_vec();
        Some(String::from_utf8(bytes).unwrap())
    }

    /// The imports, the newest first.
    pub async fn imports(&self) -> Vec<Value> {
        let list = self
            .setting
            .admin
            .get("/api/imports")
            .await
            .expect(StatusCode::OK);
        list["items"].as_array().unwrap().clone()
    }

    /// The titles of all tasks, sorted.
    pub async fn titles(&self) -> Vec<String> {
        let tasks = self.setting.tasks().await.into_iter();
        let mut titles: Vec<_> = tasks.map(|task| task.title).collect();
        titles.sort();
        titles
    }

    fn mails(&self) -> Vec<Mail> {
        self.setting.product.mailbox.mails_to("ada@example.com")
    }
}

#[tokio::test]
async fn a_dropped_file_is_imported_with_its_profile_and_answered_beside_it() {
    let setting = Setting::new().await;
    let folder = Folder::new(&setting, json!({})).await;
    let name = "2026/müll & co/ä+b.csv";
    folder.put(name, "What,Title\nCall,x\n,y\n").await;
    folder.settle().await;

    let imports = folder.imports().await;
    let [import] = imports.as_slice() else {
        panic!("{imports:?}")
    };
    assert_eq!(
        (&import["state"], &import["profile_id"]),
        (&json!("completed"), &folder.profile["id"])
    );
    assert_eq!(
        (&import["counts"]["created"], &import["counts"]["error"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(import["file"]["name"], "ä+b.csv");
    assert_eq!(import["file"]["dropped_at"], folder.key(name));
    assert_eq!(import["created_by"], setting.admin.user_id.as_str());
    assert_eq!(
        import["actor"],
        json!({"type": "import", "id": import["id"], "user_id": setting.admin.user_id})
    );
    assert_eq!(folder.titles().await, ["Call"]);
    assert_eq!(
        setting.tasks().await[0].created_by.to_string(),
        setting.admin.user_id
    );

    let report = folder.beside(name, ".report.csv").await.unwrap();
    assert_eq!(report, setting.report(import).await);
    let header = format!(
        "What,Title,import_status {},import_errors,task_key\r\n",
        import["id"].as_str().unwrap()
    );
    assert!(report.starts_with(&(header + "Call,x,create,,OPS-")), "{report}");
    assert_eq!(folder.beside(name, ".failed.txt").await, None);
    assert!(folder.mails().is_empty());
    let kinds = setting.event_kinds().await;
    assert_eq!(
        kinds,
        [
            "import.created",
            "import.planned",
            "import.committed",
            "import.chunk_committed",
            "import.finished"
        ]
    );
}

#[tokio::test]
async fn a_profile_may_wait_for_someone_to_look() {
    let setting = Setting::new().await;
    let folder = Folder::new(&setting, json!({"auto_commit": false})).await;
    folder.put("a.csv", "What\nCall\n").await;
    folder.settle().await;
    let import = folder.imports().await.remove(0);
    assert_eq!(import["state"], "planned");
    assert_eq!(folder.beside("a.csv", ".report.csv").await, None);
    setting
        .order(&import, "commit")
        .await
        .expect(StatusCode::ACCEPTED);
    folder.settle().await;
    assert!(
        folder
            .beside("a.csv", ".report.csv")
            .await
            .unwrap()
            .contains("Call,create,,OPS-")
    );

    // One that is stopped is answered as well.
    folder.put("b.csv", "What\nPay\n").await;
    folder.settle().await;
    let import = folder.imports().await.remove(0);
    assert_eq!(import["file"]["name"], "b.csv", "the newest is the first");
    setting.order(&import, "cancel").await.expect(StatusCode::OK);
    folder.settle().await;
    assert!(
        folder
            .beside("b.csv", ".failed.txt")
            .await
            .unwrap()
            .contains("was cancelled")
    );
    assert!(
        folder
            .beside("b.csv", ".report.csv")
            .await
            .unwrap()
            .contains("Pay,create,,\r\n")
    );
    assert!(folder.mails().is_empty(), "whoever stopped it knows");
}

#[tokio::test]
async fn a_failure_is_told_beside_the_file_and_to_the_owner() {
    let setting = Setting::new().await;
    let folder = Folder::new(&setting, json!({"name": "The <shop>"})).await;
    folder.put("a.csv", "PK\u{3}\u{4}no CSV").await;
    folder.settle().await;
    let import = folder.imports().await.remove(0);
    assert_eq!(import["state"], "failed");
    let detail = import["failure"]["detail"].as_str().unwrap();
    let reason = folder.beside("a.csv", ".failed.txt").await.unwrap();
    assert!(
        reason.contains(detail) && reason.contains(import["id"].as_str().unwrap()),
        "{reason}"
    );
    assert_eq!(folder.beside("a.csv", ".report.csv").await, None);
    let mails = folder.mails();
    let [mail] = mails.as_slice() else {
        panic!("{mails:?}")
    };
    assert_eq!(mail.subject, "a.csv was not imported");
    let link = format!("/imports/{}", import["id"].as_str().unwrap());
    for part in [detail, "\"The <shop>\"", &folder.key("a.csv"), &link] {
        assert!(mail.text.contains(part), "{part} is not in {}", mail.text);
    }
    assert!(mail.html.contains("The &lt;shop&gt;"));

    // Not one good row is a failure too, although it ended well.
    folder.put("b.csv", "Which\na\nb\n").await;
    folder.settle().await;
    assert_eq!(folder.imports().await[0]["state"], "completed");
    let mails = folder.mails();
    assert_eq!(mails.len(), 2);
    assert!(mails[1].text.contains("None of its 2 rows"), "{}", mails[1].text);
    assert!(
        folder
            .beside("b.csv", ".report.csv")
            .await
            .unwrap()
            .contains("\r\na,error,")
    );

    // Whoever uploads looks: no mail.
    let failed = setting.import("PK\u{3}\u{4}no CSV", json!({})).await;
    assert_eq!(failed["state"], "failed");
    folder.settle().await;
    assert_eq!(folder.mails().len(), 2);
}

#[tokio::test]
async fn a_file_where_no_profile_is_gets_an_answer_and_no_import() {
    let setting = Setting::new().await;
    let folder = Folder::new(&setting, json!({})).await;
    let path = format!("/api/imports/profiles/{}", folder.profile["id"].as_str().unwrap());
    setting.admin.delete(&path).await.expect(StatusCode::NO_CONTENT);
    folder.put("a.csv", "What\nx\n").await;
    folder.put_at("drop/acme/müll & co/ä b.csv", "What\nx\n").await;
    folder.put_at(&folder.key(""), "").await;
    // Another organization's folder with this profile's id.
    let profile = folder.profile["id"].as_str().unwrap();
    folder
        .put_at(&format!("drop/{profile}/{profile}/a.csv"), "What\nx\n")
        .await;
    folder.settle().await;
    assert_eq!(folder.imports().await, Vec::<Value>::new());
    assert!(
        folder
            .beside("a.csv", ".failed.txt")
            .await
            .unwrap()
            .contains("no import profile")
    );
    let answers = folder
        .s3
        .list_objects_v2()
        .bucket(&folder.bucket)
        .prefix("reports/")
        .send()
        .await
        .unwrap();
    let keys: Vec<_> = answers
        .contents()
        .iter()
        .filter_map(|object| object.key())
        .collect();
    assert_eq!(keys.len(), 3, "the folder itself is no file: {keys:?}");
    assert!(
        keys.contains(&"reports/acme/müll & co/ä b.csv.failed.txt"),
        "{keys:?}"
    );
}

#[tokio::test]
async fn nothing_is_imported_in_the_name_of_someone_who_left_or_may_not() {
    let setting = Setting::new().await;
    let folder = Folder::new(&setting, json!({})).await;
    let owner = member(&setting.product, &setting.admin, Role::User).await;
    let id: UserId = owner.user_id.parse().unwrap();
    let found = setting.product.platform.store.user_by_id(id).await.unwrap();
    let address = found.unwrap().email;
    let path = format!("/api/imports/profiles/{}", folder.profile["id"].as_str().unwrap());
    setting
        .admin
        .patch(&path, json!({"owner": owner.user_id}))
        .await
        .expect(StatusCode::OK);
    let user = format!("/api/users/{}", owner.user_id);

    for (number, change, mails) in [
        (1, json!({"role": "guest"}), 1),
        (2, json!({"disabled": true}), 1),
    ] {
        setting.admin.patch(&user, change).await.expect(StatusCode::OK);
        let name = format!("{number}.csv");
        folder.put(&name, "What\nx\n").await;
        folder.settle().await;
        let imports = folder.imports().await;
        assert_eq!((imports.len(), &imports[0]["state"]), (number, &json!("failed")));
        assert_eq!(imports[0]["failure"]["code"], "owner_cannot_import");
        assert!(
            folder
                .beside(&name, ".failed.txt")
                .await
                .unwrap()
                .contains("Give the profile to someone else")
        );
        assert_eq!(
            setting.product.mailbox.mails_to(&address).len(),
            mails,
            "{number}"
        );
    }
    setting
        .admin
        .patch(&path, json!({"owner": setting.admin.user_id}))
        .await
        .expect(StatusCode::OK);
    folder.put("2.csv", "What\nx\n").await;
    folder.settle().await;
    assert_eq!(folder.titles().await, ["x"]);
}

#[tokio::test]
async fn the_drop_folder_takes_more_than_the_web_and_not_everything() {
    let mut setting = Setting::new().await;
    for (name, value) in [
        ("IMPORT_MAX_BYTES", "100"),
        ("IMPORT_MAX_ROWS", "10"),
        ("IMPORT_DROP_MAX_BYTES", "9000"),
        ("IMPORT_DROP_MAX_ROWS", "700"),
    ] {
        setting
            .product
            .variables
            .insert(name.to_owned(), value.to_owned());
    }
    let folder = Folder::new(&setting, json!({})).await;
    let text = |rows| file("What", rows, |n| format!("Task {n}"));
    folder.put("right.csv", &text(600)).await;
    folder.put("long.csv", &text(701)).await;
    folder.put("large.csv", &text(1_200)).await;
    folder.settle().await;
    assert_eq!(setting.tasks().await.len(), 600);
    assert_eq!(
        folder
            .beside("right.csv", ".report.csv")
            .await
            .unwrap()
            .lines()
            .count(),
        601
    );
    assert!(
        folder
            .beside("long.csv", ".failed.txt")
            .await
            .unwrap()
            .contains("more than 700 rows")
    );
    assert!(
        folder
            .beside("large.csv", ".failed.txt")
            .await
            .unwrap()
            .contains("at most 9000")
    );
}
