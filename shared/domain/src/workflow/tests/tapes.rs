//! What is recorded: the ways of runs that must not change.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::drawing::{at, delay, draw, key, manual, notify, person};
use super::recorded::Tape;
use crate::workflow::simulate::Walk;
use crate::workflow::templates::{Template, templates, tests::monday, tests::ready};
use crate::workflow::{Answer, Definition, Doing, Failure, Input, Run, Status, Verdict, Vote, step};
use crate::{Id, Timestamp};

/// All of them, by the names of their files.
pub fn tapes() -> BTreeMap<String, Tape> {
    let templates = templates()
        .iter()
        .map(|template| (format!("template_{}", template.id), of_template(template)));
    let joins = [
        ("join_all", json!({"kind": "join", "needed": "all"})),
        ("join_any", json!({"kind": "join", "needed": "any"})),
        (
            "join_any_stop",
            json!({"kind": "join", "needed": "any", "stop_others": true}),
        ),
        ("join_two", json!({"kind": "join", "needed": {"count": 2}})),
        (
            "join_two_stop",
            json!({"kind": "join", "needed": {"count": 2}, "stop_others": true}),
        ),
        ("join_too_few", json!({"kind": "join", "needed": {"count": 4}})),
    ];
    let joins = joins.map(|(name, does)| (name.to_owned(), join(&does)));
    let others = [
        ("approval_escalated", approval_escalated()),
        ("cancelled", cancelled()),
        ("circle", circle()),
        ("joins_in_each_other", joins_in_each_other()),
        ("leases_and_lost_orders", leases_and_lost_orders()),
        ("retried_and_skipped", retried_and_skipped()),
        ("tasks_and_runs", tasks_and_runs()),
    ];
    let others = others.map(|(name, tape)| (name.to_owned(), tape));
    templates.chain(joins).chain(others).collect()
}

/// The usual way of a template.
fn of_template(template: &Template) -> Tape {
    let definition = ready(template);
    let scenario = &template.scenarios[0].scenario;
    let trigger = scenario.trigger.clone().unwrap_or_else(|| json!({}));
    let mut walk = Walk::new(&definition, scenario, trigger, monday());
    let run = walk.run().clone();
    walk.finish(&"start".into());
    let given = walk.into_parts().given;
    Tape {
        definition,
        run,
        given,
    }
}

/// A run that is told one thing after another.
struct Taping {
    tape: Tape,
    run: Run,
    now: Timestamp,
}

impl Taping {
    fn begin(definition: Definition) -> Self {
        let id = Id::new(Uuid::from_u128(1));
        let trigger = json!({"task": {"title": "Fire", "key": "OPS-1"}});
        let run = Run::new(id, "Recorded", trigger, Map::new(), Some(person(99)), at(0));
        let tape = Tape {
            definition,
            run: run.clone(),
            given: Vec::new(),
        };
        let mut taping = Self {
            tape,
            run,
            now: at(0),
        };
        taping.give(Input::Begin { node: "start".into() });
        taping
    }

    fn give(&mut self, input: Input) {
        self.tape.given.push((self.now, input.clone()));
        self.run = step(&self.tape.definition, self.run.clone(), input, self.now).run;
    }

    fn pass(&mut self, seconds: i64) {
        self.now = self.now + TimeDelta::seconds(seconds);
        self.give(Input::Tick);
    }

    /// Lets time pass until nothing is due any more, or so often.
    fn pass_what_is_due(&mut self, times: usize) {
        for _ in 0..times {
            let Some(due) = self.run.due_at() else { return };
            self.now = due;
            self.give(Input::Tick);
        }
    }

    fn result(&mut self, node: &str, result: Result<Value, Failure>) {
        let activity = self.run.activity(&key(node)).unwrap();
        let Doing::Acting { attempt, .. } = activity.doing else {
            panic!("{activity:?}")
        };
        self.give(Input::Done {
            key: key(node),
            attempt,
            result,
        });
    }

    fn vote(&mut self, user: u128, verdict: Verdict) {
        let vote = Vote {
            user_id: person(user),
            verdict,
            reason: Some("Because.".into()),
            at: self.now,
        };
        self.give(Input::Heard(Answer::Voted {
            key: key("ask"),
            vote,
        }));
    }
}

fn approval_escalated() -> Tape {
    let people: Vec<Value> = [1, 2, 3]
        .map(|number| json!({"person": {"user": person(number)}}))
        .into();
    let ask = json!({
        "kind": "approval", "question": "May {{ trigger.task.title }} be put out?", "approvers": people, "needed": 2,
        "limit": 14400, "remind_every_seconds": 3600, "reason_required": true,
        "on_limit": {"escalate": [{"role": "admin"}]},
    });
    let mut run = Taping::begin(draw(
        &[
            ("start", manual()),
            ("ask", ask),
            ("yes", notify("Yes.")),
            ("no", notify("No.")),
        ],
        &[
            "start>ask",
            "ask.approved>yes",
            "ask.rejected>no",
            "ask.timed_out>no",
        ],
    ));
    run.result("ask", Ok(json!({"people": ([1, 2, 3].map(person))})));
    run.vote(1, Verdict::Approved);
    run.vote(1, Verdict::Rejected);
    run.vote(7, Verdict::Approved);
    run.pass_what_is_due(4);
    run.result("ask", Ok(json!({"people": ([8, 9].map(person))})));
    run.vote(2, Verdict::Approved);
    run.vote(8, Verdict::Approved);
    run.pass_what_is_due(1);
    run.vote(9, Verdict::Approved);
    run.result("yes", Ok(Value::Null));
    run.tape
}

fn retried_and_skipped() -> Tape {
    let mut call =
        json!({"kind": "http_call", "method": "GET", "url": "https://example.com/{{ trigger.task.key }}"});
    call["retries"] = json!({"attempts": 3, "first_seconds": 10});
    let mut tell = notify("{{ steps.call.body.amount }}");
    tell["limit"] = json!(600);
    let mut run = Taping::begin(draw(
        &[
            ("start", manual()),
            ("call", call),
            ("tell", tell),
            ("after", delay(5)),
        ],
        &["start>call", "call>tell", "tell>after"],
    ));
    for _ in 0..2 {
        run.result("call", Err(Failure::passing("Away.")));
        run.pass_what_is_due(1);
    }
    run.result("call", Err(Failure::passing("Still away.")));
    run.pass(100);
    run.give(Input::Retry { key: key("call") });
    // The body is not what the next text needs.
    run.result("call", Ok(json!({"status": 200, "body": {}})));
    run.give(Input::Retry { key: key("tell") });
    run.give(Input::Skip {
        key: key("tell"),
        exit: "nowhere".into(),
    });
    let stuck = run.run.activities[0].key();
    run.give(Input::Skip {
        key: stuck,
        exit: "next".into(),
    });
    run.pass_what_is_due(1);
    run.tape
}

fn leases_and_lost_orders() -> Tape {
    let mut tell = notify("Hello");
    tell["limit"] = json!(600);
    let mut run = Taping::begin(draw(
        &[("start", manual()), ("tell", tell), ("late", delay(1))],
        &["start>tell", "tell.timed_out>late"],
    ));
    run.pass_what_is_due(1);
    let until = run.now + TimeDelta::seconds(30);
    run.give(Input::Taken {
        key: key("tell"),
        attempt: 1,
        until,
    });
    run.pass_what_is_due(2);
    run.give(Input::Done {
        key: key("tell"),
        attempt: 1,
        result: Ok(Value::Null),
    });
    run.pass_what_is_due(20);
    run.tape
}

fn tasks_and_runs() -> Tape {
    let id = Id::<()>::new(Uuid::from_u128(5));
    let task = json!({
        "kind": "create_task", "project_id": id, "title": "Put {{ trigger.task.title }} out", "due_in_seconds": 3600,
        "priority": "critical", "assignees": [{"from": "run.started_by"}], "tags": ["fire"], "wait": true,
    });
    let change =
        json!({"kind": "change_task", "task": "steps.made.task.id", "priority": "low", "comment": "Out."});
    let child = json!({"kind": "sub_workflow", "workflow_id": id, "vars": {"a": "run.id"}, "wait": true});
    let mut run = Taping::begin(draw(
        &[
            ("start", manual()),
            ("made", task.clone()),
            ("changed", change),
            ("child", child),
            ("gone", task),
            ("tell", notify("{{ steps.gone.error }}")),
        ],
        &[
            "start>made",
            "made>changed",
            "changed>child",
            "child>gone",
            "gone.failed>tell",
        ],
    ));
    let (one, other) = (Id::new(Uuid::from_u128(6)), Id::new(Uuid::from_u128(7)));
    run.result("made", Ok(json!({"id": one, "status": "new"})));
    let done = json!({"id": one, "status": "completed"});
    run.give(Input::Heard(Answer::TaskCompleted {
        task_id: other,
        task: json!({}),
    }));
    run.give(Input::Heard(Answer::TaskCompleted {
        task_id: one,
        task: done.clone(),
    }));
    run.result("changed", Ok(done));
    let Doing::Acting {
        action: crate::workflow::Action::StartRun(begun),
        ..
    } = run.run.activities[0].doing.clone()
    else {
        panic!("{:?}", run.run.activities)
    };
    run.result("child", Ok(json!({"status": "running"})));
    let vars = Map::from_iter([("a".to_owned(), json!(1))]);
    run.give(Input::Heard(Answer::RunOver {
        run_id: begun.run_id,
        status: Status::Completed,
        vars,
    }));
    run.result("gone", Ok(json!({"id": other, "status": "new"})));
    run.give(Input::Heard(Answer::TaskDeleted { task_id: other }));
    run.result("tell", Ok(Value::Null));
    run.tape
}

fn cancelled() -> Tape {
    let id = Id::<()>::new(Uuid::from_u128(5));
    let child = json!({"kind": "sub_workflow", "workflow_id": id, "wait": true});
    let mut run = Taping::begin(draw(
        &[
            ("start", manual()),
            ("both", json!({"kind": "parallel"})),
            ("child", child),
            ("tell", notify("x")),
        ],
        &["start>both", "both>child", "both>tell"],
    ));
    run.result("child", Ok(json!({"status": "running"})));
    run.give(Input::Cancel {
        reason: "Enough.".into(),
    });
    run.give(Input::Tick);
    run.tape
}

fn circle() -> Tape {
    let again =
        json!({"kind": "condition", "branches": [{"exit": "yes", "when": "trigger.task.key == 'OPS-1'"}]});
    let mut run = Taping::begin(draw(
        &[("start", manual()), ("wait", delay(60)), ("again", again)],
        &["start>wait", "wait>again", "again.yes>wait"],
    ));
    run.pass_what_is_due(3);
    run.pass(59);
    run.pass(1);
    run.tape
}

/// Three branches, of which one takes long, come to this join.
fn join(does: &Value) -> Tape {
    let mut run = Taping::begin(draw(
        &[
            ("start", manual()),
            ("split", json!({"kind": "parallel"})),
            ("a", delay(10)),
            ("b", notify("b")),
            ("c", delay(1000)),
            ("meet", does.clone()),
            ("after", delay(5)),
        ],
        &[
            "start>split",
            "split>a",
            "split>b",
            "split>c",
            "a>meet",
            "b>meet",
            "c>meet",
            "meet>after",
        ],
    ));
    run.pass(10);
    // Too late, if the others are stopped.
    run.give(Input::Done {
        key: key("b"),
        attempt: 1,
        result: Ok(Value::Null),
    });
    run.pass_what_is_due(5);
    run.tape
}

fn joins_in_each_other() -> Tape {
    let (any, all) = (
        json!({"kind": "join", "needed": "any"}),
        json!({"kind": "join", "needed": "all"}),
    );
    let mut run = Taping::begin(draw(
        &[
            ("start", manual()),
            ("outer", json!({"kind": "parallel"})),
            ("inner", json!({"kind": "parallel"})),
            ("a", delay(10)),
            ("b", delay(7000)),
            ("c", delay(4000)),
            ("first", any),
            ("both", all),
            ("after", delay(1)),
        ],
        &[
            "start>outer",
            "outer>inner",
            "outer>c",
            "inner>a",
            "inner>b",
            "a>first",
            "b>first",
            "first>both",
            "c>both",
            "both>after",
        ],
    ));
    run.pass_what_is_due(10);
    run.tape
}
