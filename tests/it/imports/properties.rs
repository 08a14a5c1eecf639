//! Whatever is in a file: the commit's report is the plan's, and undoing leaves no trace.

use std::fmt::Write;

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::setting::{Setting, rounds};
use crate::product::drain;

/// Numbers that look random and follow from a seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[usize::try_from(self.below(words.len() as u64)).unwrap()]
    }
}

/// A file with good and bad rows, of which some mean tasks that exist.
fn some_file(numbers: &mut Numbers) -> String {
    let mut text = String::from("External id,Title,Status,Priority,Tags,Customer,Due\n");
    for row in 0..numbers.below(900) {
        let id = match numbers.below(4) {
            0 => String::new(),
            1 => format!("NEW-{row}"),
            _ => format!("X-{}", numbers.below(700)),
        };
        let title = numbers.one_of(&["", "Call", "=Pay", "\"Two\nlines\"", "Ship; it", "Übung"]);
        let status = numbers.one_of(&["", "New", "In Progress", "On Hold", "Done-ish"]);
        let priority = numbers.one_of(&["", "Low", "High", "Urgent!!"]);
        let tags = numbers.one_of(&["", "a", "\"a, b\""]);
        let customer = numbers.one_of(&["", "C1", "C2"]);
        let due = numbers.one_of(&["", "2026-03-31", "31.12.2026", "31/31/2026"]);
        writeln!(text, "{id},{title},{status},{priority},{tags},{customer},{due}").unwrap();
    }
    text
}

/// A report without the last column: the plan knows no keys of new tasks.
fn without_keys(report: &str) -> String {
    let lines = report.split_inclusive("\r\n");
    lines
        .map(|line| line.rsplit_once(',').map_or("", |(rest, _)| rest))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Every task that is not in the bin, without what each change moves.
async fn tasks(setting: &Setting) -> Vec<Value> {
    let mut tasks = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/tasks?limit=200&sort=number{cursor}");
        let page = setting.admin.get(&path).await.expect(StatusCode::OK);
        tasks.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    for task in &mut tasks {
        task["revision"].take();
        task["updated_at"].take();
    }
    tasks
}

#[tokio::test]
async fn the_report_of_a_commit_is_the_plans_and_undoing_restores_the_state_before() {
    let setting = Setting::new().await;
    let mut first = String::from("External id,Title,Status,Priority\n");
    for n in 0..700 {
        writeln!(
            first,
            "X-{n},Task {n},{},High",
            ["New", "In Progress", "Completed"][n % 3]
        )
        .unwrap();
    }
    let done = setting.import(&first, json!({"auto_commit": true})).await;
    assert_eq!(done["counts"]["created"], 700);
    for seed in 0..rounds(4, 200) {
        let mut numbers = Numbers(seed);
        let text = some_file(&mut numbers);
        let mode = numbers.one_of(&["create", "update", "upsert", "create_missing"]);
        let empty_cells = numbers.one_of(&["keep", "clear"]);
        let before = tasks(&setting).await;
        let planned = setting
            .import(&text, json!({"mode": mode, "empty_cells": empty_cells}))
            .await;
        let plan = setting.report(&planned).await;
        assert_eq!(
            tasks(&setting).await,
            before,
            "seed {seed}: a plan writes nothing"
        );

        setting
            .order(&planned, "commit")
            .await
            .expect(StatusCode::ACCEPTED);
        drain(&setting.product).await;
        let done = setting.get(&planned).await;
        assert_eq!(
            (&done["state"], &done["counts"]["left"]),
            (&json!("completed"), &json!(0)),
            "seed {seed}: {done}"
        );
        let report = setting.report(&planned).await;
        assert_eq!(without_keys(&report), without_keys(&plan), "seed {seed}");
        let counts = &done["counts"];
        assert_eq!(
            (&counts["created"], &counts["updated"]),
            (&counts["create"], &counts["update"]),
            "seed {seed}"
        );

        setting.order(&planned, "undo").await.expect(StatusCode::ACCEPTED);
        drain(&setting.product).await;
        let undone = setting.get(&planned).await;
        assert_eq!(
            (&undone["state"], &undone["undo"]["kept"]),
            (&json!("undone"), &json!(0)),
            "seed {seed}"
        );
        assert_eq!(tasks(&setting).await, before, "seed {seed}");
    }
}
