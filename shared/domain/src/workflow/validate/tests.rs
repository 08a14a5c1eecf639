use serde_json::json;

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
