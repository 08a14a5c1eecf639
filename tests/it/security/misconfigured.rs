//! A product that cannot work says so without its secrets.

use katalusis_testing::Actor;
use serde_json::json;

use super::search::{Search, canary};
use crate::processes::Process;
use crate::product::product;

/// A database that cannot be reached, or refuses us, is named without the password to it.
#[tokio::test]
async fn the_database_password_is_in_no_log_and_no_answer() {
    let product = product().await;
    let mut search = Search::default();
    let password = canary(&product, "database");
    search.secret("the database password", &password);
    let away = format!(
        "mongodb://katalusis:{password}@127.0.0.1:1/?serverSelectionTimeoutMS=500&connectTimeoutMS=500"
    );
    let hosts = product.variables["MONGODB_URI"]
        .trim_start_matches("mongodb://")
        .to_owned();
    let refused = format!("mongodb://katalusis:{password}@{hosts}&serverSelectionTimeoutMS=2000");
    let unreadable = format!("mongodb://katalusis:{password}@127.0.0.1:port/?tls=perhaps");
    for (name, uri) in [("away", &away), ("refusing", &refused)] {
        let mut server = Process::start(&product, &["http"], &[("MONGODB_URI", uri)]);
        server.ready().await;
        let nobody = Actor::anonymous(&server.base);
        let log_in = json!({ "email": "ada@example.com", "password": "correct horse" });
        for answer in [
            nobody.get("/api/health/ready").await,
            nobody.post("/api/auth/login", log_in).await,
        ] {
            assert!(answer.status.is_server_error(), "{name}: {}", answer.status);
            search.place(
                &format!("an answer with a database {name}"),
                String::from_utf8_lossy(&answer.bytes),
            );
        }
        server.stop().await;
        search.place(&format!("the log with a database {name}"), server.log());
    }
    for arguments in [&["http"], &["worker"], &["migrate"]] {
        let mut process = Process::start(&product, arguments, &[("MONGODB_URI", &unreadable)]);
        process.ended().await;
        search.place(
            &format!("the log of {arguments:?} with an unreadable URI"),
            process.log(),
        );
    }
    search.finds_nothing();
}

/// Settings that are wrong are named, not repeated.
#[tokio::test]
async fn keys_that_cannot_be_read_are_not_repeated() {
    let product = product().await;
    let mut search = Search::default();
    let secret = canary(&product, "key");
    search.secret("a wrong key", &secret);
    let smtp = format!("smtp://katalusis:{secret}@[mail:25");
    for (name, value) in [
        ("TOKEN_SIGNING_KEY", &secret),
        ("LINK_KEY", &secret),
        ("MAIL_TRANSPORT", &smtp),
        ("MAIL_TRANSPORT", &secret),
    ] {
        let command = if name == "MAIL_TRANSPORT" {
            "worker"
        } else {
            "http"
        };
        let mut process = Process::start(&product, &[command], &[(name, value)]);
        process.ended().await;
        assert!(process.log().contains(name), "{}", process.log());
        search.place(&format!("the log with a wrong {name}"), process.log());
    }
    search.finds_nothing();
}
