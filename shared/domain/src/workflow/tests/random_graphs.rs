//! Any graph and any inputs: whatever people draw and whatever comes in, a run stays whole and can be brought to its end.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::drawing::{Driven, at, delay, draw, manual, notify, person};
use crate::workflow::simulate::{Assumption, End, Outcome, Passage, Scenario, Sent, Walk};
use crate::workflow::{
    Activity, ActivityKey, Answer, Definition, Doing, Failure, Happening, Input, NodeId, Order, Status,
    Verdict, Vote, Waiting, step,
};

fn kind() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(notify("x")),
        Just(delay(30)),
        any::<bool>().prop_map(
            |yes| json!({"kind": "condition", "branches": [{"exit": "yes", "when": yes.to_string()}]})
        ),
        Just(json!({"kind": "parallel"})),
        Just(json!({"kind": "join", "needed": "all"})),
        any::<bool>().prop_map(|stop| json!({"kind": "join", "needed": "any", "stop_others": stop})),
        any::<bool>().prop_map(|stop| json!({"kind": "join", "needed": {"count": 2}, "stop_others": stop})),
        Just(json!({
            "kind": "approval", "question": "?", "approvers": [{"role": "admin"}], "limit": 100, "on_limit": "reject",
        })),
    ]
}

/// What is done next, with a number that says to which activity.
fn deed() -> impl Strategy<Value = (u8, usize)> {
    (0_u8..9, 0_usize..100)
}

fn give(run: &mut Driven, (deed, pick): (u8, usize)) {
    let count = run.run.activities.len();
    let Some(activity) = run.run.activities.get(pick % count.max(1)).cloned() else {
        return;
    };
    let key = activity.key();
    match (deed, activity.doing) {
        (0 | 1, Doing::Acting { attempt, .. }) => {
            let output = json!({"people": [person(1), person(2)]});
            run.give(Input::Done {
                key,
                attempt,
                result: Ok(output),
            });
        }
        (2, Doing::Acting { attempt, .. }) => {
            run.give(Input::Done {
                key,
                attempt,
                result: Err(Failure::passing("Away.")),
            });
        }
        (3, Doing::Acting { attempt, .. }) => {
            let until = run.now + chrono::TimeDelta::seconds(20);
            run.give(Input::Taken { key, attempt, until });
        }
        (
            4,
            Doing::Waiting {
                waiting: Waiting::Votes { .. },
            },
        ) => {
            let verdict = if pick % 2 == 0 {
                Verdict::Approved
            } else {
                Verdict::Rejected
            };
            let vote = Vote {
                user_id: person(1 + (pick % 3) as u128),
                verdict,
                reason: None,
                at: run.now,
            };
            run.give(Input::Heard(Answer::Voted { key, vote }));
        }
        (5, Doing::Stuck { .. }) => run.give(Input::Retry { key }),
        (6, Doing::Stuck { .. }) => run.give(Input::Skip {
            key,
            exit: "next".into(),
        }),
        // An answer to what is long over, or never was.
        (7, _) => run.give(Input::Done {
            key: ActivityKey {
                iteration: key.iteration + 1,
                ..key
            },
            attempt: 1,
            result: Ok(Value::Null),
        }),
        (8, _) if pick % 4 == 0 => run.give(Input::Heard(Answer::PersonGone {
            user_id: person(1 + (pick % 3) as u128),
        })),
        _ => run.pass(i64::try_from(pick).unwrap()),
    }
}

/// What a person who wants the run to end does about it.
fn see_to(run: &mut Driven, activity: &Activity) {
    let key = activity.key();
    match &activity.doing {
        Doing::Acting { attempt, .. } => run.give(Input::Done {
            key,
            attempt: *attempt,
            result: Ok(json!({"people": [person(1), person(2)]})),
        }),
        Doing::Stuck { .. } => {
            let node = run.definition.nodes.iter().find(|node| node.id == activity.node);
            let exits = node.unwrap().does.exits();
            run.give(Input::Skip {
                key,
                exit: exits[0].name.clone(),
            });
        }
        Doing::Waiting {
            waiting: Waiting::Votes { .. },
        } => {
            let vote = Vote {
                user_id: person(1),
                verdict: Verdict::Approved,
                reason: None,
                at: run.now,
            };
            run.give(Input::Heard(Answer::Voted { key, vote }));
            // Who answered before cannot decide it.
            run.pass(200);
        }
        Doing::Waiting { .. } | Doing::Resting { .. } => run.pass(200),
    }
}

fn is_whole(run: &Driven) -> Result<(), TestCaseError> {
    let keys: BTreeSet<_> = run.run.activities.iter().map(Activity::key).collect();
    prop_assert_eq!(keys.len(), run.run.activities.len(), "two activities of one name");
    let mut entered = BTreeSet::new();
    let mut left = BTreeSet::new();
    for happening in &run.happened {
        match happening {
            Happening::Entered { at } => prop_assert!(entered.insert(at.clone()), "{:?} entered twice", at),
            Happening::Stopped { at } | Happening::Swallowed { at } => {
                prop_assert!(left.insert(at.clone()), "{:?} left twice", at);
            }
            _ => {}
        }
    }
    let mut ordered = BTreeSet::new();
    for order in &run.orders {
        if let Order::Do { key, attempt, .. } = order {
            ordered.insert((key.clone(), *attempt));
            prop_assert!(entered.contains(key));
        }
    }
    let over = run.run.activities.is_empty();
    prop_assert_eq!(over, run.run.status != Status::Running, "{:?}", &run.run);
    for meeting in run.run.meetings.iter().filter(|meeting| !meeting.over) {
        let splits = |activity: &Activity| activity.splits.starts_with(&meeting.splits);
        prop_assert!(
            run.run.activities.iter().any(splits),
            "{:?} waits for nobody",
            meeting
        );
    }
    Ok(())
}

/// A graph of these kinds, wired from any node by any of its exits to any node.
fn graph(kinds: &[Value], wires: Vec<(usize, usize, usize)>) -> Definition {
    let ids: Vec<String> = (0..kinds.len()).map(|index| format!("n{index}")).collect();
    let mut nodes = vec![("start", manual())];
    nodes.extend(ids.iter().map(String::as_str).zip(kinds.iter().cloned()));
    let mut edges = vec!["start>n0".to_owned()];
    for (from, exit, to) in wires {
        let (from, to) = (from % ids.len(), to % ids.len());
        let exits: Vec<String> = {
            let drawn = draw(&[("n", kinds[from].clone())], &[]);
            drawn.nodes[0]
                .does
                .exits()
                .into_iter()
                .map(|exit| exit.name)
                .collect()
        };
        edges.push(format!("n{from}.{}>n{to}", exits[exit % exits.len()]));
    }
    let edges: Vec<&str> = edges.iter().map(String::as_str).collect();
    draw(&nodes, &edges)
}

fn assumption() -> impl Strategy<Value = Assumption> {
    let outcome = prop_oneof![
        Just(Outcome::Done(Value::Null)),
        any::<bool>().prop_map(|passing| Outcome::Failed(Failure {
            passing,
            ..Failure::lasting("Away.")
        })),
        Just(Outcome::Approved),
        Just(Outcome::Rejected),
        Just(Outcome::TimedOut),
    ];
    (outcome, 0_u32..200).prop_map(|(outcome, after_seconds)| Assumption {
        outcome,
        after_seconds,
    })
}

/// What the step function makes of what a simulation told it.
fn is_what_step_does(definition: &Definition, scenario: &Scenario) -> Result<(), TestCaseError> {
    let mut walk = Walk::new(definition, scenario, json!({}), at(0));
    let mut run = walk.run().clone();
    let end = walk.finish(&"start".into());
    let walked = walk.into_parts();
    let (mut path, mut orders) = (Vec::new(), Vec::new());
    for (at, input) in walked.given {
        let stepped = step(definition, run, input, at);
        run = stepped.run;
        path.extend(
            stepped
                .happened
                .into_iter()
                .map(|happening| Passage { at, happening }),
        );
        orders.extend(stepped.orders.into_iter().map(|order| Sent { at, order }));
    }
    prop_assert_eq!(&path, &walked.path);
    prop_assert_eq!(&orders, &walked.orders);
    prop_assert_eq!(&run, &walked.run);
    prop_assert_eq!(
        end == End::Completed,
        run.status == Status::Completed,
        "{:?}",
        end
    );
    prop_assert_eq!(matches!(end, End::Stuck { .. }) && run.incidents() == 0, false);
    let times: Vec<_> = path.iter().map(|passage| passage.at).collect();
    prop_assert!(times.is_sorted());
    Ok(())
}

proptest! {
    // A circle that never waits takes hundreds of steps each time.
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn any_run_stays_whole_and_can_be_cancelled(
        kinds in prop::collection::vec(kind(), 1..10),
        wires in prop::collection::vec((0_usize..10, 0_usize..4, 0_usize..10), 0..25),
        deeds in prop::collection::vec(deed(), 0..80),
    ) {
        let mut run = Driven::begin(graph(&kinds, wires), json!({}));
        is_whole(&run)?;
        for deed in deeds {
            give(&mut run, deed);
            is_whole(&run)?;
        }
        run.give(Input::Cancel { reason: "Enough.".into() });
        is_whole(&run)?;
        prop_assert!(run.run.activities.is_empty());
    }

    #[test]
    fn who_answers_what_is_asked_and_skips_what_is_stuck_comes_to_the_end(
        kinds in prop::collection::vec(kind(), 1..10),
        wires in prop::collection::vec((0_usize..10, 0_usize..4, 0_usize..10), 0..25),
        deeds in prop::collection::vec(deed(), 0..30),
    ) {
        let count = kinds.len();
        let forward = wires.into_iter().filter(|(from, _, to)| from % count < to % count);
        let mut run = Driven::begin(graph(&kinds, forward.collect()), json!({}));
        for deed in deeds {
            give(&mut run, deed);
        }
        for _ in 0..1_000 {
            let Some(activity) = run.run.activities.first().cloned() else { break };
            see_to(&mut run, &activity);
            is_whole(&run)?;
        }
        prop_assert_eq!(run.run.status, Status::Completed, "{:?}", &run.run);
    }

    #[test]
    fn a_simulation_ends_and_goes_where_the_step_function_goes(
        kinds in prop::collection::vec(kind(), 1..10),
        wires in prop::collection::vec((0_usize..10, 0_usize..4, 0_usize..10), 0..25),
        assumed in prop::collection::vec(prop::collection::vec(assumption(), 0..3), 10),
    ) {
        let assumed = assumed.into_iter().enumerate();
        let scenario = Scenario {
            assumed: assumed.map(|(index, assumed)| (NodeId(format!("n{index}")), assumed)).collect(),
            ..Scenario::default()
        };
        is_what_step_does(&graph(&kinds, wires), &scenario)?;
    }
}
