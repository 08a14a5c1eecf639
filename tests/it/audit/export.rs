//! `GET /api/audit/export`

use reqwest::StatusCode;

use crate::product::product;

#[tokio::test]
async fn the_log_leaves_as_a_csv_file_and_that_is_an_entry_too() {
    let product = product().await;
    let admin = product
        .anonymous()
        .sign_up("=Acme", "ada@example.com", "correct horse")
        .await;
    let answer = admin.get("/api/audit/export").await;
    let link = answer.headers["location"].to_str().unwrap().to_owned();
    answer.expect(StatusCode::SEE_OTHER);

    let file = reqwest::get(&link).await.unwrap();
    assert_eq!(file.status(), StatusCode::OK);
    let disposition = file.headers()["content-disposition"].to_str().unwrap();
    assert!(
        disposition.starts_with("attachment; filename=\"audit.csv\""),
        "{disposition}"
    );
    let text = file.text().await.unwrap();
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    assert!(lines.next().unwrap().starts_with("at,kind,actor_type"));
    assert!(
        lines
            .next()
            .unwrap()
            .contains(&format!(",organization.created,user,{}", admin.user_id))
    );

    let page = admin
        .get("/api/audit?kind=audit.exported")
        .await
        .expect(StatusCode::OK);
    assert_eq!(page["items"][0]["payload"]["format"], "csv");

    let altered = link.replace("/exports/", "/attachments/");
    assert_ne!(
        reqwest::get(&altered).await.unwrap().status(),
        StatusCode::OK,
        "a signed link is for one file"
    );
}
