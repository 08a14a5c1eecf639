//! engines that die at any moment, several of them, with messages that come twice.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use katalusis_events::{Delivery, Envelope, RunDue};
use katalusis_workflows::Engine;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::messages::System;
use super::setting::{Setting, manual, tell};
use crate::imports::setting::rounds;
use crate::product::engine;

/// Work that dies when it was looked at so often: everything between two awaits happens or does not.
struct Dying<F> {
    work: Pin<Box<F>>,
    polls_left: usize,
}

impl<F: Future> Future for Dying<F> {
    /// Nothing if it died.
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls_left == 0 {
            return Poll::Ready(None);
        }
        self.polls_left -= 1;
        self.work.as_mut().poll(context).map(Some)
    }
}

/// A workflow with something of everything: branches, tasks, a call, a change, another workflow, a message.
async fn workflow(setting: &Setting, system: &System) -> String {
    let inner = json!({"kind": "create_task", "project_id": setting.project["id"], "title": "inner"});
    let inner = setting
        .publish(&[("start", manual()), ("make", inner)], &["start>make"])
        .await;
    let create =
        |title: &str| json!({"kind": "create_task", "project_id": setting.project["id"], "title": title});
    let call = json!({"kind": "http_call", "method": "POST", "url": format!("{}/call", system.base)});
    let change = json!({"kind": "change_task", "task": "steps.one.task.id", "status": "in_progress", "comment": "moved"});
    let sub = json!({"kind": "sub_workflow", "workflow_id": inner.rsplit('/').next().unwrap(), "wait": true});
    setting
        .publish(
            &[
                ("start", manual()),
                ("split", json!({"kind": "parallel"})),
                ("one", create("one")),
                ("call", call),
                ("two", create("two")),
                ("sub", sub),
                ("join", json!({"kind": "join", "needed": "all"})),
                ("change", change),
                ("tell", tell(&setting.user, "done")),
                ("tell_again", tell(&setting.user, "really")),
            ],
            &[
                "start>split",
                "split>one",
                "split>two",
                "one>call",
                "call>join",
                "two>sub",
                "sub>join",
                "join>change",
                "change>tell",
                "tell>tell_again",
            ],
        )
        .await
}

async fn deliver(engine: &Engine, setting: &Setting, run: &Value, polls: usize) -> bool {
    let world = &setting.product.platform.world;
    let organization = setting.admin.organization_id.parse().unwrap();
    let run_id = run["id"].as_str().unwrap().parse().unwrap();
    let message = Envelope::new(world, organization, "killed", RunDue { run_id });
    let delivery = Delivery {
        message_id: String::new(),
        receipt: String::new(),
        body: message.to_text().unwrap(),
        receive_count: 1,
    };
    let work = Dying {
        work: Box::pin(engine.handle(delivery)),
        polls_left: polls,
    };
    work.await.is_some()
}

/// What a run of [`workflow`] comes to, whatever happened meanwhile.
async fn came_true_once(setting: &Setting, run: &Value, system: &System) {
    let over = setting.run(run).await;
    assert_eq!(over["status"], "completed", "{over}");
    let happened = setting.happened(run).await;
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for step in &happened {
        if matches!(step["what"].as_str().unwrap(), "entered" | "left" | "completed") {
            let name = format!("{} {} {}", step["what"], step["node"], step["iteration"]);
            *counted.entry(name).or_default() += 1;
        }
    }
    // Each node is come to and left once, the join by two branches.
    assert!(
        counted
            .iter()
            .all(|(name, count)| *count == 1 || name.contains("join")),
        "{counted:?}"
    );
    for node in [
        "start",
        "one",
        "two",
        "call",
        "sub",
        "change",
        "tell",
        "tell_again",
    ] {
        assert_eq!(counted[&format!("\"left\" \"{node}\" 1")], 1);
    }
    let id = run["id"].as_str().unwrap();
    let keys: Vec<String> = system
        .told()
        .iter()
        .map(|(_, headers, _)| headers["idempotency-key"].to_str().unwrap().to_owned())
        .filter(|key| key.starts_with(id))
        .collect();
    assert!(
        !keys.is_empty() && keys.iter().all(|key| *key == format!("{id}:call:1")),
        "{keys:?}"
    );
    let actor = format!("/api/audit?actor={id}&limit=200");
    let told = setting.admin.get(&actor).await.expect(StatusCode::OK);
    let count = |kind: &str| {
        told["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|event| event["kind"] == kind)
            .count()
    };
    assert_eq!(
        (
            count("task.created"),
            count("task.status_changed"),
            count("comment.created")
        ),
        (2, 1, 1)
    );
}

#[tokio::test]
async fn engines_that_die_at_any_moment_do_everything_once() {
    let setting = Setting::new().await;
    let system = System::failing(0).await;
    let workflow = workflow(&setting, &system).await;
    let engines = [engine(&setting.product), engine(&setting.product)];
    // All await points one after the other in the long form, some of them in the short one.
    let rounds = rounds(24, 1_000);
    let step = if rounds == 24 { 11 } else { 1 };
    let mut polls = 1;
    for _ in 0..rounds {
        let run = setting.start(&workflow, json!({})).await;
        // Two at once, which die at the same moment or a little later.
        let (first, second) = tokio::join!(
            deliver(&engines[0], &setting, &run, polls),
            deliver(&engines[1], &setting, &run, polls + polls / 3)
        );
        // Twice more, to its end; what was leased by the dead is theirs until the lease is over.
        for _ in 0..4 {
            tokio::join!(
                deliver(&engines[0], &setting, &run, usize::MAX),
                deliver(&engines[1], &setting, &run, usize::MAX)
            );
            if setting.run(&run).await["status"] == "completed" {
                break;
            }
            setting.pass(100).await;
        }
        came_true_once(&setting, &run, &system).await;
        polls = if first && second { 1 } else { polls + step };
    }
    // Every task was made once: by the runs that are looked at, and by those that they began.
    let counted = setting.admin.get("/api/tasks/count").await.expect(StatusCode::OK);
    assert_eq!(counted["count"], 3 * rounds);
}
