//! Approvals: who is asked, who answers, and what time decides.

use serde_json::json;

use super::drawing::{Driven, at, delay, draw, key, manual, person};
use crate::workflow::{Action, Answer, Happening, Input, Verdict, Vote};

fn vote(user: u128, verdict: Verdict) -> Vote {
    Vote {
        user_id: person(user),
        verdict,
        reason: Some("Because.".into()),
        at: at(0),
    }
}

fn approval(on_limit: &serde_json::Value) -> crate::workflow::Definition {
    let people: Vec<_> = [1, 2, 3]
        .map(|number| json!({"person": {"user": person(number)}}))
        .into();
    let ask = json!({
        "kind": "approval", "question": "May we?", "approvers": people, "needed": 2, "limit": 14400,
        "on_limit": on_limit, "remind_every_seconds": 3600,
    });
    draw(
        &[
            ("start", manual()),
            ("ask", ask),
            ("yes", delay(1)),
            ("no", delay(1)),
            ("late", delay(1)),
        ],
        &[
            "start>ask",
            "ask.approved>yes",
            "ask.rejected>no",
            "ask.timed_out>late",
        ],
    )
}

fn asked(on_limit: &serde_json::Value) -> Driven {
    let mut run = Driven::begin(approval(on_limit), json!({}));
    run.succeed("ask", json!({"people": ([1, 2, 3].map(person))}));
    run
}

#[test]
fn two_of_three_approve_and_the_third_is_late() {
    let mut run = asked(&json!("exit"));
    run.give(Input::Heard(Answer::Voted {
        key: key("ask"),
        vote: vote(1, Verdict::Approved),
    }));
    run.give(Input::Heard(Answer::Voted {
        key: key("ask"),
        vote: vote(7, Verdict::Approved),
    }));
    assert_eq!(run.is_at(), ["ask"], "7 was not asked");
    run.give(Input::Heard(Answer::Voted {
        key: key("ask"),
        vote: vote(3, Verdict::Approved),
    }));
    assert_eq!(run.is_at(), ["yes"]);
    run.give(Input::Heard(Answer::Voted {
        key: key("ask"),
        vote: vote(2, Verdict::Rejected),
    }));
    assert_eq!(run.is_at(), ["yes"]);
    assert_eq!(run.run.steps["ask"]["decision"], "approved");
}

#[test]
fn who_has_not_answered_is_reminded_and_the_time_limit_decides() {
    let mut run = asked(&json!("exit"));
    run.give(Input::Heard(Answer::Voted {
        key: key("ask"),
        vote: vote(2, Verdict::Approved),
    }));
    run.pass(3600);
    let reminded = Happening::Reminded {
        at: key("ask"),
        people: vec![person(1), person(3)],
        question: "May we?".to_owned(),
    };
    assert_eq!(run.happened.last(), Some(&reminded));
    run.pass(10_800);
    assert_eq!(run.is_at(), ["late"]);

    let mut run = asked(&json!("reject"));
    run.pass(14_400);
    assert_eq!(run.is_at(), ["no"]);
    assert_eq!(run.run.steps["ask"]["by"], "time_limit");
}

#[test]
fn after_the_time_limit_others_are_asked_and_the_first_have_no_say() {
    let mut run = asked(&json!({"escalate": [{"role": "admin"}]}));
    run.pass(14_400);
    let (_, _, Action::Ask(question)) = run.acting("ask") else {
        panic!()
    };
    assert!(question.escalated && question.people.is_empty());
    run.succeed("ask", json!({"people": [person(8), person(9)]}));
    run.give(Input::Heard(Answer::Voted {
        key: key("ask"),
        vote: vote(1, Verdict::Approved),
    }));
    run.give(Input::Heard(Answer::Voted {
        key: key("ask"),
        vote: vote(8, Verdict::Approved),
    }));
    assert_eq!(run.is_at(), ["ask"]);
    run.pass(14_400);
    assert_eq!(run.is_at(), ["late"]);
}

#[test]
fn whoever_began_the_run_has_no_say_and_too_few_people_are_an_incident() {
    let mut run = Driven::begin(approval(&json!("exit")), json!({}));
    run.succeed("ask", json!({"people": [person(1), person(99)]}));
    assert!(
        run.stuck("ask")
            .unwrap()
            .contains("2 have to approve, but only 1")
    );
}

#[test]
fn a_late_answer_to_the_first_question_does_not_count_for_the_second() {
    let mut run = Driven::begin(approval(&json!({"escalate": [{"role": "admin"}]})), json!({}));
    let (asked, first, _) = run.acting("ask");
    run.pass(14_400);
    let (_, second, _) = run.acting("ask");
    assert_ne!(first, second);
    let late = Ok(json!({"people": ([1, 2, 3].map(person))}));
    run.give(Input::Done {
        key: asked,
        attempt: first,
        result: late,
    });
    run.succeed("ask", json!({"people": ([8, 9].map(person))}));
    run.give(Input::Heard(Answer::Voted {
        key: key("ask"),
        vote: vote(1, Verdict::Approved),
    }));
    assert_eq!(run.is_at(), ["ask"], "1 has no say any more");
}

#[test]
fn the_time_limit_decides_also_while_people_are_still_looked_for() {
    let mut run = Driven::begin(approval(&json!("reject")), json!({}));
    run.pass(14_400);
    assert_eq!(run.is_at(), ["no"]);
}
