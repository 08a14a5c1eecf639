use serde_json::{Value, json};

use super::*;
use crate::workflow::tests::drawing::{delay, draw, manual, notify};

fn codes(definition: &Definition) -> Vec<(Code, String)> {
    validate(definition)
        .into_iter()
        .map(|finding| (finding.code, finding.message))
        .collect()
}

#[test]
fn what_can_run_has_no_findings() {
    let definition = draw(&[("start", manual()), ("tell", notify("Hello"))], &["start>tell"]);
    assert_eq!(validate(&definition), []);
}

#[test]
fn each_mistake_is_named_with_its_node_and_its_mend() {
    let cases: [(Definition, Code, &str); 12] = [
        (draw(&[("tell", notify("x"))], &[]), Code::NoStart, "Add a start"),
        (
            draw(
                &[("start", manual()), ("tell", notify("x")), ("lost", notify("x"))],
                &["start>tell"],
            ),
            Code::Unreachable,
            "No way leads to \"lost\"",
        ),
        (
            draw(&[("start", manual()), ("wait", delay(5))], &["start>wait"]),
            Code::DeadEnd,
            "Nothing follows on \"wait\"",
        ),
        (
            draw(&[("start", manual()), ("tell", notify(""))], &["start>tell"]),
            Code::MissingSetting,
            "Write a text",
        ),
        (
            draw(
                &[("start", manual()), ("tell", notify("{{ vars.amount }}"))],
                &["start>tell"],
            ),
            Code::UnknownVariable,
            "instead of \"amount\" there is nothing",
        ),
        (
            draw(
                &[("start", manual()), ("tell", notify("{{ steps.start.x }}"))],
                &["start>tell"],
            ),
            Code::UnknownVariable,
            "instead of \"x\" there is skipped",
        ),
        (
            draw(&[("start", manual()), ("tell", notify("{{ a"))], &["start>tell"]),
            Code::BadExpression,
            "cannot be filled",
        ),
        (
            draw(
                &[("start", manual()), ("tell", notify("x")), ("b", notify("x"))],
                &["start>tell", "start>b"],
            ),
            Code::BadEdge,
            "Put a Parallel step between",
        ),
        (
            draw(
                &[("start", manual()), ("tell", notify("x"))],
                &["start>tell", "tell>start"],
            ),
            Code::BadEdge,
            "Nothing can lead to the start",
        ),
        (
            draw(
                &[("start", manual()), ("tell", notify("x"))],
                &["start>tell", "tell.maybe>tell"],
            ),
            Code::BadEdge,
            "has no exit \"maybe\"",
        ),
        (
            draw(
                &[
                    ("start", manual()),
                    (
                        "if",
                        json!({"kind": "condition", "branches": [{"exit": "yes", "when": "1 + 1"}]}),
                    ),
                    ("tell", notify("x")),
                ],
                &["start>if", "if.yes>tell"],
            ),
            Code::TypeMismatch,
            "true or false, and not 2",
        ),
        (
            draw(
                &[("start", manual()), ("a", notify("x")), ("b", notify("x"))],
                &["start>a", "a>b", "b>a"],
            ),
            Code::EndlessLoop,
            "never waits",
        ),
    ];
    for (definition, code, words) in cases {
        let found = codes(&definition);
        assert!(
            found
                .iter()
                .any(|(found, message)| *found == code && message.contains(words)),
            "{code:?} {words}: {found:?}"
        );
    }
}

#[test]
fn fields_of_the_trigger_are_known_by_what_begins_the_workflow() {
    let event = json!({"kind": "start", "when": "task_event", "event": "created", "filter": "trigger.task.prio == 'high'"});
    let definition = draw(
        &[
            ("start", event),
            ("tell", notify("{{ trigger.task.title }} {{ trigger.body }}")),
        ],
        &["start>tell"],
    );
    let found = codes(&definition);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].1.contains("\"prio\"") && found[1].1.contains("\"body\""),
        "{found:?}"
    );
}

#[test]
fn schedules_need_a_pattern_and_a_time_zone() {
    let schedule = json!({"kind": "start", "when": "schedule", "cron": "every day", "time_zone": "Berlin"});
    let definition = draw(&[("start", schedule), ("tell", notify("x"))], &["start>tell"]);
    assert_eq!(codes(&definition).len(), 2);
}

#[test]
fn limits_and_retries_belong_to_what_is_done_outside() {
    let settings = json!({"limit": 60, "retries": {"attempts": 2, "first_seconds": 1}});
    let with = |mut does: Value| {
        does.as_object_mut()
            .unwrap()
            .extend(settings.as_object().unwrap().clone());
        does
    };
    let idle = [
        manual(),
        delay(5),
        json!({"kind": "condition", "branches": [{"exit": "yes", "when": "true"}]}),
        json!({"kind": "parallel"}),
        json!({"kind": "join", "needed": "all"}),
    ];
    for does in idle {
        let definition = draw(&[("it", with(does))], &[]);
        let found = validate(&definition);
        let pointers: Vec<_> = found
            .iter()
            .filter(|finding| finding.code == Code::BadSetting)
            .collect();
        let pointers: Vec<_> = pointers
            .iter()
            .filter_map(|finding| finding.pointer.as_deref())
            .collect();
        assert_eq!(pointers, ["/limit_seconds", "/retries"], "{found:?}");
    }
    let definition = draw(
        &[("start", manual()), ("tell", with(notify("x")))],
        &["start>tell"],
    );
    assert_eq!(validate(&definition), []);
}

#[test]
fn a_task_is_due_in_a_minute_to_a_year() {
    let project = uuid::Uuid::from_u128(5);
    let task = json!({"kind": "create_task", "project_id": project, "title": "x", "due_in_seconds": 60});
    let mut definition = draw(&[("start", manual()), ("task", task)], &["start>task"]);
    for (seconds, findings) in [(59, 1), (60, 0), (31_622_400, 0), (31_622_401, 1)] {
        let Kind::CreateTask(task) = &mut definition.nodes[1].does else {
            panic!()
        };
        task.due_in_seconds = Some(seconds);
        let found = codes(&definition);
        assert_eq!(found.len(), findings, "{seconds}: {found:?}");
        assert!(found.iter().all(|(code, _)| *code == Code::BadSetting));
    }
}

/// Whoever begins the run might fill the gap.
#[test]
fn headers_go_to_no_host_that_has_a_gap() {
    let found = |url: &str, headers: Value| {
        let call = json!({"kind": "http_call", "method": "GET", "url": url, "headers": headers});
        codes(&draw(&[("start", manual()), ("call", call)], &["start>call"]))
    };
    let (secret, gap) = (json!({"authorization": "Bearer x"}), "{{ run.workflow }}");
    let at_the_host = found(&format!("https://{gap}.example.com/"), secret.clone());
    assert!(matches!(&at_the_host[..], [(Code::BadSetting, why)] if why.contains("host")));
    assert_eq!(found(&format!("https://{gap}.example.com/"), json!({})), []);
    assert_eq!(found(&format!("https://example.com/{gap}"), secret), []);
}
