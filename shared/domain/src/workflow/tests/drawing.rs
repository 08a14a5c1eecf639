//! Definitions in few words, and runs that are driven by hand.

use chrono::TimeDelta;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::workflow::{
    Action, ActivityKey, Definition, Doing, Failure, Happening, Input, NodeId, Order, Run, Status, step,
};
use crate::{Id, Timestamp};

/// A definition of these nodes (`[id, does]`) and edges (`"from.exit>to"`, `next` by default).
pub fn draw(nodes: &[(&str, Value)], edges: &[&str]) -> Definition {
    let nodes: Vec<Value> = nodes
        .iter()
        .map(|(id, does)| {
            let mut does = does.clone();
            let node = does.as_object_mut().unwrap();
            let limit = node.remove("limit");
            let retries = node.remove("retries");
            let mut node = json!({"id": id, "name": id, "does": does});
            for (name, value) in [("limit_seconds", limit), ("retries", retries)] {
                if let Some(value) = value {
                    node[name] = value;
                }
            }
            node
        })
        .collect();
    let edges: Vec<Value> = edges
        .iter()
        .map(|edge| {
            let (from, to) = edge.split_once('>').unwrap();
            let (from, exit) = from.split_once('.').unwrap_or((from, "next"));
            json!({"from": from, "exit": exit, "to": to})
        })
        .collect();
    let definition = json!({"nodes": nodes, "edges": edges});
    serde_json::from_value(definition).unwrap()
}

pub fn manual() -> Value {
    json!({"kind": "start", "when": "manual"})
}

pub fn notify(text: &str) -> Value {
    json!({"kind": "notification", "channel": {"slack": "https://hooks.example.com/x"}, "text": text})
}

pub fn delay(seconds: u32) -> Value {
    json!({"kind": "delay", "wait": {"seconds": seconds}})
}

pub fn person(number: u128) -> crate::organization::UserId {
    Id::new(Uuid::from_u128(number))
}

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

/// The first activity at a node.
pub fn key(node: &str) -> ActivityKey {
    ActivityKey {
        node: node.into(),
        iteration: 1,
    }
}

/// A run with its definition, and what came of it so far.
pub struct Driven {
    pub definition: Definition,
    pub run: Run,
    pub now: Timestamp,
    pub orders: Vec<Order>,
    pub happened: Vec<Happening>,
}

impl Driven {
    /// A run that began at the node `start`.
    pub fn begin(definition: Definition, trigger: Value) -> Self {
        let run = Run::new(
            Id::new(Uuid::from_u128(1)),
            "Test",
            trigger,
            Map::new(),
            Some(person(99)),
            at(0),
        );
        let mut driven = Self {
            definition,
            run,
            now: at(0),
            orders: vec![],
            happened: vec![],
        };
        driven.give(Input::Begin { node: "start".into() });
        driven
    }

    /// Gives an input, twice: the second time must change nothing.
    #[expect(clippy::needless_pass_by_value, reason = "it reads as an order")]
    pub fn give(&mut self, input: Input) {
        let first = step(&self.definition, self.run.clone(), input.clone(), self.now);
        let stored: Run = serde_json::from_str(&serde_json::to_string(&first.run).unwrap()).unwrap();
        assert_eq!(stored, first.run, "a run survives being stored");
        let second = step(&self.definition, first.run.clone(), input.clone(), self.now);
        assert_eq!(
            (&second.run, &second.orders[..]),
            (&first.run, &[][..]),
            "{input:?} twice"
        );
        self.run = first.run;
        self.orders.extend(first.orders);
        self.happened.extend(first.happened);
    }

    pub fn pass(&mut self, seconds: i64) {
        self.now = self.now + TimeDelta::seconds(seconds);
        self.give(Input::Tick);
    }

    /// What node `id` has to have done, and the try it is at.
    pub fn acting(&self, id: &str) -> (ActivityKey, u32, Action) {
        let node = NodeId::from(id);
        self.run
            .activities
            .iter()
            .find_map(|activity| match &activity.doing {
                Doing::Acting { action, attempt, .. } if activity.node == node => {
                    Some((activity.key(), *attempt, action.clone()))
                }
                _ => None,
            })
            .unwrap_or_else(|| panic!("{id} does nothing: {:?}", self.run.activities))
    }

    pub fn succeed(&mut self, id: &str, output: Value) {
        let (key, attempt, _) = self.acting(id);
        self.give(Input::Done {
            key,
            attempt,
            result: Ok(output),
        });
    }

    pub fn fail(&mut self, id: &str, failure: Failure) {
        let (key, attempt, _) = self.acting(id);
        self.give(Input::Done {
            key,
            attempt,
            result: Err(failure),
        });
    }

    pub fn is_at(&self) -> Vec<&str> {
        self.run
            .activities
            .iter()
            .map(|activity| activity.node.as_str())
            .collect()
    }

    pub fn stuck(&self, id: &str) -> Option<String> {
        let node = NodeId::from(id);
        self.run
            .activities
            .iter()
            .find_map(|activity| match &activity.doing {
                Doing::Stuck { incident } if activity.node == node => Some(incident.failure.message.clone()),
                _ => None,
            })
    }

    pub fn is_completed(&self) -> bool {
        self.run.status == Status::Completed
    }

    pub fn visits(&self, id: &str) -> u32 {
        self.run.visits.get(&NodeId::from(id)).copied().unwrap_or(0)
    }
}
