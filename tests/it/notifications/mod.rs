//! `/api/notifications`: whom the consumer of the events queue tells what.

mod list;
mod mark;
mod told;

use katalusis_testing::Actor;
use reqwest::StatusCode;
use serde_json::Value;

/// A person's inbox as reason and title, the newest first.
async fn inbox(reader: &Actor) -> Vec<(String, String)> {
    let read = reader.get("/api/notifications").await.expect(StatusCode::OK);
    let text = |item: &Value, field: &str| item[field].as_str().unwrap().to_owned();
    let items = read["items"].as_array().unwrap().iter();
    items
        .map(|item| (text(item, "reason"), text(item, "title")))
        .collect()
}

/// The same, to compare with.
fn entries(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(reason, title): &(&str, &str)| ((*reason).to_owned(), (*title).to_owned());
    expected.iter().map(owned).collect()
}
