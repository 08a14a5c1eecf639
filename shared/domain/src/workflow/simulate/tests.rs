use serde_json::{Value, json};

use super::*;
use crate::workflow::Action;
use crate::workflow::tests::drawing::{at, delay, draw, manual, notify, person};

fn scenario(assumed: &Value) -> Scenario {
    serde_json::from_value(json!({"assumed": assumed})).unwrap()
}

fn entered(simulation: &Simulation) -> Vec<String> {
    let entered = |passage: &Passage| match &passage.happening {
        Happening::Entered { at } => Some(at.node.0.clone()),
        _ => None,
    };
    simulation.path.iter().filter_map(entered).collect()
}

fn seconds(simulation: &Simulation) -> i64 {
    (simulation.ended_at - at(0)).num_seconds()
}

fn approval(on_limit: &Value) -> Definition {
    let people: Vec<_> = [1, 2, 3]
        .map(|number| json!({"person": {"user": person(number)}}))
        .into();
    let ask = json!({
        "kind": "approval", "question": "May we?", "approvers": people, "needed": 2, "limit": 14400,
        "on_limit": on_limit,
    });
    draw(
        &[
            ("start", manual()),
            ("ask", ask),
            ("yes", notify("Yes.")),
            ("no", notify("No.")),
            ("late", notify("Late.")),
        ],
        &[
            "start>ask",
            "ask.approved>yes",
            "ask.rejected>no",
            "ask.timed_out>late",
        ],
    )
}

#[test]
fn each_outcome_of_an_approval_takes_its_way_and_its_time() {
    let definition = approval(&json!("exit"));
    let cases = [
        (json!({}), "yes", 0),
        (
            json!({"ask": [{"outcome": "rejected", "after_seconds": 60}]}),
            "no",
            60,
        ),
        (json!({"ask": [{"outcome": "timed_out"}]}), "late", 14_400),
        // Answers that come after the limit come too late.
        (
            json!({"ask": [{"outcome": "approved", "after_seconds": 14_401}]}),
            "late",
            14_400,
        ),
    ];
    for (assumed, way, after) in cases {
        let simulation = simulate(&definition, &scenario(&assumed), at(0));
        assert_eq!(simulation.end, End::Completed);
        assert_eq!(entered(&simulation), ["start", "ask", way], "{assumed}");
        assert_eq!(seconds(&simulation), after, "{assumed}");
        assert_eq!(simulation.unused, Vec::<NodeId>::new());
        let edges: Vec<_> = simulation
            .edges
            .iter()
            .map(|taken| (taken.edge.to.as_str(), taken.times))
            .collect();
        assert_eq!(edges, [("ask", 1), (way, 1)]);
    }
}

#[test]
fn assumptions_are_used_up_in_turn() {
    let definition = approval(&json!({"escalate": [{"role": "admin"}]}));
    let assumed = json!({"ask": [{"outcome": "timed_out"}, {"outcome": "rejected"}]});
    let simulation = simulate(&definition, &scenario(&assumed), at(0));
    assert_eq!(entered(&simulation), ["start", "ask", "no"]);
    let questions: Vec<_> = simulation
        .orders
        .iter()
        .filter_map(|sent| match &sent.order {
            Order::Do {
                action: Action::Ask(question),
                ..
            } => Some((sent.at, question.escalated)),
            _ => None,
        })
        .collect();
    assert_eq!(questions, [(at(0), false), (at(14_400), true)]);
    let silent = scenario(&json!({"ask": [{"outcome": "timed_out"}]}));
    assert_eq!(seconds(&simulate(&definition, &silent, at(0))), 28_800);
}

#[test]
fn what_is_ordered_is_told_with_its_texts_filled_and_what_it_gives_is_known_later() {
    let definition = draw(
        &[
            ("start", manual()),
            (
                "call",
                json!({"kind": "http_call", "method": "GET", "url": "https://example.com/{{ trigger.order }}"}),
            ),
            (
                "tell",
                notify("It is {{ steps.call.body.amount }}, status {{ steps.call.status }}."),
            ),
        ],
        &["start>call", "call>tell"],
    );
    let scenario: Scenario = serde_json::from_value(json!({
        "trigger": {"order": 7},
        "assumed": {"call": [{"outcome": {"done": {"body": {"amount": 120}}}}]},
    }))
    .unwrap();
    let simulation = simulate(&definition, &scenario, at(0));
    let texts: Vec<_> = simulation
        .orders
        .iter()
        .map(|sent| match &sent.order {
            Order::Do {
                action: Action::Call(request),
                ..
            } => request.url.clone(),
            Order::Do {
                action: Action::Notify(message),
                ..
            } => message.text.clone(),
            order => panic!("{order:?}"),
        })
        .collect();
    assert_eq!(texts, ["https://example.com/7", "It is 120, status 200."]);
}

#[test]
fn tasks_and_other_workflows_are_waited_for() {
    let id = crate::Id::<()>::new(uuid::Uuid::from_u128(5));
    let definition = draw(
        &[
            ("start", manual()),
            (
                "task",
                json!({"kind": "create_task", "project_id": id, "title": "Look", "wait": true}),
            ),
            (
                "child",
                json!({"kind": "sub_workflow", "workflow_id": id, "vars": {"a": "1 + 1"}, "wait": true}),
            ),
            (
                "tell",
                notify("{{ steps.task.task.status }} {{ steps.child.vars.a }}"),
            ),
        ],
        &["start>task", "task>child", "child>tell"],
    );
    let assumed = json!({"task": [{"outcome": "completed", "after_seconds": 3600}]});
    let simulation = simulate(&definition, &scenario(&assumed), at(0));
    assert_eq!((&simulation.end, seconds(&simulation)), (&End::Completed, 3600));
    assert_eq!(simulation.steps["task"]["task"]["title"], "Look");
    assert_eq!(simulation.steps["task"]["task"]["status"], "completed");

    let silent = scenario(&json!({"task": [{"outcome": "timed_out"}]}));
    let waits = simulate(&definition, &silent, at(0));
    let End::Waits { at: keys } = waits.end else {
        panic!("{:?}", waits.end)
    };
    assert_eq!(keys[0].node.as_str(), "task");
}

#[test]
fn what_fails_is_tried_again_or_ends_the_simulation_with_its_incident() {
    let definition = draw(&[("start", manual()), ("tell", notify("x"))], &["start>tell"]);
    let passing = json!({"outcome": {"failed": {"message": "Away.", "passing": true}}});
    let done = json!({"outcome": {"done": null}});
    let simulation = simulate(&definition, &scenario(&json!({"tell": [passing, done]})), at(0));
    assert_eq!(simulation.end, End::Completed);
    assert!(seconds(&simulation) > 0, "it rested");

    let lasting = json!({"outcome": {"failed": {"message": "No such channel.", "passing": false}}});
    let simulation = simulate(&definition, &scenario(&json!({"tell": [lasting]})), at(0));
    let End::Stuck { incidents } = simulation.end else {
        panic!("{:?}", simulation.end)
    };
    assert_eq!(incidents[0].failure.message, "No such channel.");
}

#[test]
fn what_does_not_end_is_stopped() {
    let again = json!({"kind": "condition", "branches": [{"exit": "yes", "when": "true"}]});
    let circle = |seconds| {
        draw(
            &[
                ("start", manual()),
                ("wait", delay(seconds)),
                ("again", again.clone()),
            ],
            &["start>wait", "wait>again", "again.yes>wait"],
        )
    };
    let end = |definition: &Definition| simulate(definition, &Scenario::default(), at(0)).end;
    assert_eq!(end(&circle(86_400)), End::TooLong { of: TooLong::Time });
    assert_eq!(end(&circle(1)), End::TooLong { of: TooLong::Steps });
    let big = draw(
        &[
            ("start", manual()),
            ("wait", delay(1)),
            ("tell", notify(&"x".repeat(9000))),
        ],
        &["start>wait", "wait>tell", "tell>wait"],
    );
    assert_eq!(end(&big), End::TooLong { of: TooLong::Size });
}

#[test]
fn a_trigger_that_would_not_begin_it_and_assumptions_that_do_not_matter_are_told() {
    let event = json!({
        "kind": "start", "when": "task_event", "event": "created", "filter": "trigger.task.priority == 'critical'",
    });
    let definition = draw(
        &[
            ("start", event),
            (
                "tell",
                notify("{{ trigger.task.title }} {{ trigger.event.kind }}"),
            ),
        ],
        &["start>tell"],
    );
    let assumed = json!({"tell": [{"outcome": "approved"}], "gone": [{"outcome": "timed_out"}]});
    let simulation = simulate(&definition, &scenario(&assumed), at(0));
    assert_eq!(simulation.end, End::Completed);
    assert!(
        simulation
            .not_begun
            .unwrap()
            .contains("is not true of this event")
    );
    assert_eq!(simulation.unused, ["gone".into(), "tell".into()]);

    let none = Scenario {
        start: Some("tell".into()),
        ..Scenario::default()
    };
    assert_eq!(simulate(&definition, &none, at(0)).end, End::NoStart);
}

#[test]
fn variables_have_their_initial_values() {
    let mut definition = draw(
        &[("start", manual()), ("tell", notify("{{ vars.a }}{{ vars.b }}"))],
        &["start>tell"],
    );
    definition.variables = serde_json::from_value(json!([
        {"name": "a", "label": "A", "type": "number", "initial": 1},
        {"name": "b", "label": "B", "type": "number", "initial": 1},
    ]))
    .unwrap();
    let scenario: Scenario = serde_json::from_value(json!({"vars": {"b": 2}})).unwrap();
    let simulation = simulate(&definition, &scenario, at(0));
    assert_eq!(simulation.end, End::Completed);
    assert_eq!(Value::Object(simulation.vars), json!({"a": 1, "b": 2}));
}

#[test]
fn what_multiplies_is_stopped() {
    let definition = draw(
        &[
            ("start", manual()),
            ("split", json!({"kind": "parallel"})),
            ("a", delay(1)),
            ("b", delay(2)),
            ("meet", json!({"kind": "join", "needed": "any"})),
        ],
        &[
            "start>split",
            "split>a",
            "split>b",
            "split>meet",
            "a>split",
            "b>split",
            "meet>a",
        ],
    );
    let simulation = simulate(&definition, &Scenario::default(), at(0));
    assert_eq!(simulation.end, End::TooLong { of: TooLong::Steps });
    assert!(simulation.path.len() < 10_000, "{}", simulation.path.len());
}
