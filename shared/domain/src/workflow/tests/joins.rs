//! Branches that come together: each join goes on once, whoever else is on the way.

use serde_json::{Value, json};

use super::drawing::{Driven, delay, draw, manual};

fn parallel() -> Value {
    json!({"kind": "parallel"})
}

fn join(needed: &Value) -> Value {
    json!({"kind": "join", "needed": needed})
}

fn all() -> Value {
    join(&json!("all"))
}

fn any() -> Value {
    join(&json!("any"))
}

/// Runs until nothing is left, or a day is over.
fn ended(nodes: &[(&str, Value)], edges: &[&str]) -> Driven {
    let mut run = Driven::begin(draw(nodes, edges), json!({}));
    for _ in 0..24 {
        run.pass(3600);
    }
    run
}

#[test]
fn the_winner_of_one_join_is_waited_for_at_the_next() {
    let run = ended(
        &[
            ("start", manual()),
            ("split", parallel()),
            ("a", delay(10)),
            ("b", delay(7000)),
            ("c", delay(4000)),
            ("first", any()),
            ("both", all()),
            ("after", delay(1)),
        ],
        &[
            "start>split",
            "split>a",
            "split>b",
            "split>c",
            "a>first",
            "b>first",
            "first>both",
            "c>both",
            "both>after",
        ],
    );
    assert!(run.is_completed());
    assert_eq!(run.visits("after"), 1);
}

#[test]
fn a_branch_that_ends_elsewhere_keeps_nobody_apart() {
    for pause in [5, 7000] {
        let run = ended(
            &[
                ("start", manual()),
                ("outer", parallel()),
                ("inner", parallel()),
                ("a", delay(10)),
                ("b", delay(10)),
                ("c", delay(pause)),
                ("z", delay(4000)),
                ("pair", all()),
                ("both", all()),
                ("after", delay(1)),
            ],
            &[
                "start>outer",
                "outer>inner",
                "outer>z",
                "inner>a",
                "inner>b",
                "inner>c",
                "a>pair",
                "b>pair",
                "pair>both",
                "z>both",
                "both>after",
            ],
        );
        assert!(run.is_completed());
        assert_eq!(run.visits("after"), 1, "{pause}");
    }
}

#[test]
fn one_join_may_end_two_splits() {
    for z in [5, 4000] {
        let run = ended(
            &[
                ("start", manual()),
                ("outer", parallel()),
                ("inner", parallel()),
                ("x", delay(10)),
                ("y", delay(1000)),
                ("z", delay(z)),
                ("all", all()),
                ("after", delay(1)),
            ],
            &[
                "start>outer",
                "outer>inner",
                "outer>z",
                "inner>x",
                "inner>y",
                "x>all",
                "y>all",
                "z>all",
                "all>after",
            ],
        );
        assert!(run.is_completed());
        assert_eq!(run.visits("after"), 1, "{z}");
    }
}

#[test]
fn nobody_waits_for_a_branch_that_would_only_be_swallowed() {
    let ask = json!({"kind": "approval", "question": "?", "approvers": [{"role": "admin"}]});
    let mut run = Driven::begin(
        draw(
            &[
                ("start", manual()),
                ("outer", parallel()),
                ("inner", parallel()),
                ("fast", delay(10)),
                ("ask", ask),
                ("z", delay(20)),
                ("first", any()),
                ("both", all()),
                ("after", delay(1)),
            ],
            &[
                "start>outer",
                "outer>inner",
                "outer>z",
                "inner>fast",
                "inner>ask",
                "fast>first",
                "ask.approved>first",
                "ask.rejected>first",
                "first>both",
                "z>both",
                "both>after",
            ],
        ),
        json!({}),
    );
    run.pass(10);
    run.pass(10);
    assert_eq!(run.visits("after"), 1);
}

#[test]
fn too_few_branches_do_not_become_enough_by_trying_again() {
    let definition = draw(
        &[
            ("start", manual()),
            ("split", parallel()),
            ("a", delay(10)),
            ("b", delay(10)),
            ("two", join(&json!({"count": 2}))),
            ("after", delay(1)),
        ],
        &["start>split", "split>a", "split>b", "a>two", "two>after"],
    );
    let mut run = Driven::begin(definition, json!({}));
    run.pass(10);
    let key = run.run.activities[0].key();
    run.give(crate::workflow::Input::Retry { key: key.clone() });
    assert!(run.stuck("two").unwrap().contains("Only 1"));
    run.give(crate::workflow::Input::Skip {
        key,
        exit: "next".into(),
    });
    assert_eq!(run.visits("after"), 1);
}
