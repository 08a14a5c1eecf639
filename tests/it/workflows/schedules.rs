//! Workflows that begin at a time.

use chrono::{TimeDelta, Timelike};
use reqwest::StatusCode;
use serde_json::json;

use super::setting::{Setting, tell};

#[tokio::test]
async fn a_schedule_begins_one_run_at_each_of_its_times() {
    let setting = Setting::new().await;
    let start =
        json!({"kind": "start", "when": "schedule", "cron": "*/15 * * * *", "time_zone": "Europe/Berlin"});
    let path = setting
        .publish(
            &[
                ("start", start),
                ("tell", tell(&setting.user, "{{ trigger.scheduled_at }}")),
            ],
            &["start>tell"],
        )
        .await;
    setting.work().await;
    assert!(setting.runs().await.is_empty());
    // To just behind a quarter of an hour.
    let now = setting.product.platform.world.now().utc();
    let to_go = 15 * 60 - i64::from(now.minute() % 15 * 60 + now.second());
    setting.pass(to_go + 1).await;
    setting.work().await;
    assert_eq!(setting.runs().await.len(), 1);
    // An outage of an hour is made up for once.
    setting.pass(3600).await;
    setting.work().await;
    let runs = setting.runs().await;
    assert_eq!(runs.len(), 2, "{runs:?}");
    let run = setting.run(&runs[0]).await;
    let at = run["trigger"]["scheduled_at"].as_str().unwrap();
    assert!(at.ends_with("0:00.000Z") || at.ends_with("5:00.000Z"), "{at}");

    setting
        .admin
        .patch(&path, json!({"enabled": false}))
        .await
        .expect(StatusCode::OK);
    setting.pass(3600).await;
    assert_eq!(setting.runs().await.len(), 2);
    setting
        .admin
        .patch(&path, json!({"enabled": true}))
        .await
        .expect(StatusCode::OK);
    setting.product.clock.advance(TimeDelta::minutes(15));
    setting.work().await;
    assert_eq!(setting.runs().await.len(), 3);
}

#[tokio::test]
async fn each_of_several_schedules_is_made_up_for() {
    let setting = Setting::new().await;
    let at = |minute: u32| json!({"kind": "start", "when": "schedule", "cron": format!("{minute} * * * *"), "time_zone": "Europe/Berlin"});
    setting
        .publish(
            &[
                ("start", at(0)),
                ("half", at(30)),
                ("tell", tell(&setting.user, "{{ trigger.scheduled_at }}")),
            ],
            &["start>tell", "half>tell"],
        )
        .await;
    // From just behind one of their times to behind the next of both.
    let now = setting.product.platform.world.now().utc();
    let to_go = 30 * 60 - i64::from(now.minute() % 30 * 60 + now.second());
    setting.pass(to_go + 1).await;
    let before = setting.runs().await.len();
    setting.pass(3600).await;
    let runs = setting.runs().await;
    let mut minutes = Vec::new();
    for run in &runs[before..] {
        let run = setting.run(run).await;
        minutes.push(run["trigger"]["scheduled_at"].as_str().unwrap()[14..16].to_owned());
    }
    minutes.sort();
    assert_eq!(minutes, ["00", "30"]);
}
