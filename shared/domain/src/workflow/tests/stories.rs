//! One behaviour after another.

use serde_json::json;
use uuid::Uuid;

use super::drawing::{Driven, at, delay, draw, key, manual, notify};
use crate::Id;
use crate::workflow::validate::validate;
use crate::workflow::{Action, Answer, Failure, Happening, Input, Status};

#[test]
fn texts_are_filled_and_later_steps_know_what_earlier_ones_gave() {
    let definition = draw(
        &[
            ("start", manual()),
            (
                "call",
                json!({"kind": "http_call", "method": "GET", "url": "https://example.com/{{ trigger.task.key }}"}),
            ),
            (
                "big",
                json!({"kind": "condition", "branches": [{"exit": "yes", "when": "steps.call.body.amount > 100"}]}),
            ),
            (
                "tell",
                notify("{{ steps.call.body.amount }} for {{ run.workflow }}"),
            ),
        ],
        &["start>call", "call>big", "big.yes>tell"],
    );
    let mut run = Driven::begin(definition, json!({"task": {"key": "OPS-1"}}));
    let (_, _, Action::Call(request)) = run.acting("call") else {
        panic!()
    };
    assert_eq!(request.url, "https://example.com/OPS-1");
    run.succeed("call", json!({"status": 200, "body": {"amount": 120}}));
    let (_, _, Action::Notify(message)) = run.acting("tell") else {
        panic!()
    };
    assert_eq!(message.text, "120 for Test");
    run.succeed("tell", json!(null));
    assert!(run.is_completed());
    assert_eq!(run.happened.last(), Some(&Happening::Completed));
}

#[test]
fn what_fails_for_the_moment_is_tried_again_later_and_then_waits_for_a_person() {
    let retries = json!({"attempts": 3, "first_seconds": 10});
    let mut tell = notify("Hello");
    tell["retries"] = retries;
    let mut run = Driven::begin(
        draw(&[("start", manual()), ("tell", tell)], &["start>tell"]),
        json!({}),
    );
    run.fail("tell", Failure::passing("Away."));
    run.pass(5);
    assert_eq!(run.orders.len(), 1, "it rests");
    run.pass(6);
    run.fail("tell", Failure::passing("Away."));
    run.pass(20);
    run.fail("tell", Failure::passing("Still away."));
    assert_eq!(run.stuck("tell"), Some("Still away.".into()));
    assert_eq!(run.run.due_at(), None, "only a person can help");
    run.give(Input::Retry { key: key("tell") });
    assert_eq!(run.acting("tell").1, 4);
    run.succeed("tell", json!(null));
    assert!(run.is_completed());
}

#[test]
fn a_late_answer_of_an_earlier_try_does_not_count() {
    let mut run = Driven::begin(
        draw(&[("start", manual()), ("tell", notify("Hello"))], &["start>tell"]),
        json!({}),
    );
    let (key, first, _) = run.acting("tell");
    run.give(Input::Taken {
        key: key.clone(),
        attempt: first,
        until: at(30),
    });
    run.pass(31);
    run.pass(30);
    assert_eq!(
        run.acting("tell").1,
        2,
        "the lease was over, and it is tried again"
    );
    run.give(Input::Done {
        key,
        attempt: first,
        result: Ok(json!(null)),
    });
    assert!(!run.is_completed());
    run.succeed("tell", json!(null));
    assert!(run.is_completed());
}

#[test]
fn an_order_that_nobody_took_is_given_again_and_is_no_new_try() {
    let mut run = Driven::begin(
        draw(&[("start", manual()), ("tell", notify("Hello"))], &["start>tell"]),
        json!({}),
    );
    run.pass(61);
    assert_eq!(run.orders.len(), 2);
    assert_eq!(run.acting("tell").1, 1);
}

#[test]
fn a_failure_goes_its_own_way_if_it_has_one() {
    let definition = draw(
        &[
            ("start", manual()),
            ("tell", notify("Hello")),
            ("else_tell", notify("{{ steps.tell.error }}")),
        ],
        &["start>tell", "tell.failed>else_tell"],
    );
    let mut run = Driven::begin(definition, json!({}));
    run.fail("tell", Failure::lasting("There is no such channel."));
    let (_, _, Action::Notify(message)) = run.acting("else_tell") else {
        panic!()
    };
    assert_eq!(message.text, "There is no such channel.");
}

#[test]
fn a_mistake_in_a_text_stops_its_own_branch_only_and_can_be_skipped() {
    let definition = draw(
        &[
            ("start", manual()),
            ("both", json!({"kind": "parallel"})),
            ("a", notify("{{ trigger.nothing.here }}")),
            ("b", notify("b")),
        ],
        &["start>both", "both>a", "both>b"],
    );
    let mut run = Driven::begin(definition, json!({}));
    assert!(run.stuck("a").unwrap().contains("cannot be filled"));
    run.succeed("b", json!(null));
    assert!(!run.is_completed());
    run.give(Input::Skip {
        key: key("a"),
        exit: "next".into(),
    });
    assert!(run.is_completed());
}

#[test]
fn a_delay_ends_by_itself_and_a_circle_with_one_goes_round() {
    let definition = draw(
        &[
            ("start", manual()),
            ("wait", delay(3600)),
            (
                "again",
                json!({"kind": "condition", "branches": [{"exit": "yes", "when": "true"}]}),
            ),
        ],
        &["start>wait", "wait>again", "again.yes>wait"],
    );
    assert_eq!(validate(&definition), []);
    let mut run = Driven::begin(definition, json!({}));
    for _ in 0..10 {
        assert_eq!(run.is_at(), ["wait"]);
        run.pass(3599);
        assert_eq!(run.is_at(), ["wait"]);
        run.pass(1);
    }
    assert_eq!(run.visits("wait"), 11);
    run.give(Input::Cancel {
        reason: "Enough.".into(),
    });
    assert_eq!((run.run.status, run.is_at().len()), (Status::Cancelled, 0));
}

#[test]
fn a_circle_that_never_waits_is_stopped() {
    let yes = json!({"kind": "condition", "branches": [{"exit": "yes", "when": "true"}]});
    let definition = draw(
        &[("start", manual()), ("a", yes.clone()), ("b", yes)],
        &["start>a", "a.yes>b", "b.yes>a"],
    );
    assert_eq!(validate(&definition).len(), 1);
    let run = Driven::begin(definition, json!({}));
    assert!(run.run.incidents() == 1, "{:?}", run.run.activities);
}

#[test]
fn a_task_is_waited_for() {
    let project = Id::<()>::new(Uuid::from_u128(5));
    let task = json!({"kind": "create_task", "project_id": project, "title": "Look", "wait": true});
    let definition = draw(&[("start", manual()), ("task", task)], &["start>task"]);
    let mut run = Driven::begin(definition, json!({}));
    let id = Id::new(Uuid::from_u128(6));
    run.succeed("task", json!({"id": id, "key": "OPS-1"}));
    run.give(Input::Heard(Answer::TaskCompleted {
        task_id: Id::new(Uuid::from_u128(7)),
        task: json!({}),
    }));
    assert_eq!(run.is_at(), ["task"]);
    run.give(Input::Heard(Answer::TaskCompleted {
        task_id: id,
        task: json!({"status": "completed"}),
    }));
    assert!(run.is_completed());
}

#[test]
fn the_first_branch_wins_and_the_others_are_stopped() {
    let definition = draw(
        &[
            ("start", manual()),
            ("both", json!({"kind": "parallel"})),
            ("short", delay(10)),
            ("long", delay(1000)),
            (
                "first",
                json!({"kind": "join", "needed": "any", "stop_others": true}),
            ),
            ("after", delay(1)),
        ],
        &[
            "start>both",
            "both>short",
            "both>long",
            "short>first",
            "long>first",
            "first>after",
        ],
    );
    let mut run = Driven::begin(definition, json!({}));
    run.pass(10);
    assert_eq!(run.is_at(), ["after"]);
    run.pass(1);
    assert!(run.is_completed());
    assert_eq!(run.visits("after"), 1);
}

#[test]
fn a_join_that_stops_nobody_swallows_who_comes_later() {
    let definition = draw(
        &[
            ("start", manual()),
            ("both", json!({"kind": "parallel"})),
            ("short", delay(10)),
            ("long", delay(1000)),
            ("first", json!({"kind": "join", "needed": {"count": 1}})),
            ("after", delay(1)),
        ],
        &[
            "start>both",
            "both>short",
            "both>long",
            "short>first",
            "long>first",
            "first>after",
        ],
    );
    let mut run = Driven::begin(definition, json!({}));
    run.pass(10);
    run.pass(1);
    assert_eq!(run.is_at(), ["long"]);
    run.pass(1000);
    assert!(run.is_completed());
    assert_eq!(run.visits("after"), 1);
}

#[test]
fn a_join_does_not_wait_for_a_branch_that_went_elsewhere() {
    let no = json!({"kind": "condition", "branches": [{"exit": "yes", "when": "false"}]});
    let definition = draw(
        &[
            ("start", manual()),
            ("both", json!({"kind": "parallel"})),
            ("a", delay(10)),
            ("b", no),
            ("all", json!({"kind": "join", "needed": "all"})),
            ("few", json!({"kind": "join", "needed": {"count": 2}})),
            ("after", delay(1)),
        ],
        &[
            "start>both",
            "both>a",
            "both>b",
            "a>all",
            "b.yes>all",
            "all>after",
        ],
    );
    let mut run = Driven::begin(definition, json!({}));
    run.pass(10);
    assert_eq!(run.is_at(), ["after"]);
}

#[test]
fn a_step_that_takes_too_long_goes_its_own_way_or_waits_for_a_person() {
    let mut tell = notify("Hello");
    tell["limit"] = json!(100);
    let definition = draw(
        &[("start", manual()), ("tell", tell.clone()), ("late", delay(1))],
        &["start>tell", "tell.timed_out>late"],
    );
    let mut run = Driven::begin(definition, json!({}));
    let (key, attempt, _) = run.acting("tell");
    run.pass(100);
    assert_eq!(run.is_at(), ["late"]);
    run.give(Input::Done {
        key,
        attempt,
        result: Ok(json!(null)),
    });
    assert_eq!(run.is_at(), ["late"]);

    let mut run = Driven::begin(
        draw(&[("start", manual()), ("tell", tell)], &["start>tell"]),
        json!({}),
    );
    run.pass(100);
    assert!(run.stuck("tell").unwrap().contains("longer"));
}

#[test]
fn what_is_too_large_to_keep_is_done_all_the_same() {
    let call = json!({"kind": "http_call", "method": "GET", "url": "https://example.com"});
    let mut run = Driven::begin(
        draw(&[("start", manual()), ("call", call)], &["start>call"]),
        json!({}),
    );
    run.succeed("call", json!({"body": "x".repeat(20_000)}));
    assert!(run.is_completed());
    assert_eq!(run.run.steps["call"], json!({"too_large": true, "bytes": 20_011}));
}

#[test]
fn a_child_that_was_over_before_is_not_waited_for_and_one_that_begins_is_stopped() {
    let workflow = Id::<()>::new(Uuid::from_u128(5));
    let child = json!({"kind": "sub_workflow", "workflow_id": workflow, "wait": true});
    let definition = draw(&[("start", manual()), ("child", child)], &["start>child"]);
    let mut run = Driven::begin(definition.clone(), json!({}));
    run.succeed("child", json!({"status": "completed", "vars": {"a": 1}}));
    assert!(run.is_completed());
    assert_eq!(run.run.steps["child"]["vars"], json!({"a": 1}));

    let mut run = Driven::begin(definition, json!({}));
    let (_, _, Action::StartRun(started)) = run.acting("child") else {
        panic!()
    };
    run.give(Input::Cancel {
        reason: "Enough.".into(),
    });
    let stop = crate::workflow::Order::StopRun {
        run_id: started.run_id,
    };
    assert_eq!(run.orders.last(), Some(&stop));
}

#[test]
fn variables_are_set_all_at_once() {
    let set = |one: &str, two: &str| json!({"kind": "set_variable", "set": {"one": one, "two": two}});
    let drawn = draw(
        &[
            ("start", manual()),
            ("set", set("1", "2")),
            ("swap", set("vars.two", "vars.one")),
        ],
        &["start>set", "set>swap"],
    );
    let run = Driven::begin(drawn, json!({}));
    assert_eq!(json!(run.run.vars), json!({"one": 2, "two": 1}));
}
