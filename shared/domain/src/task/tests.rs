//! The status machine and the small rules of tasks.

use proptest::prelude::*;

use super::Status::{Completed, InProgress, New, OnHold};
use super::*;

pub(crate) fn task() -> Task {
    Task {
        id: Id::new(uuid::Uuid::from_u128(1)),
        organization_id: Id::new(uuid::Uuid::from_u128(2)),
        project_id: Id::new(uuid::Uuid::from_u128(3)),
        key: "OPS-1".to_owned(),
        number: 1,
        title: "T".to_owned(),
        description: String::new(),
        status: New,
        status_rank: New.rank(),
        priority: Priority::Medium,
        priority_rank: Priority::Medium.rank(),
        assignees: Vec::new(),
        tags: Vec::new(),
        start_at: None,
        due_at: None,
        parent_id: None,
        external_id: None,
        custom: BTreeMap::new(),
        watchers: Vec::new(),
        source: None,
        created_by: Id::new(uuid::Uuid::from_u128(4)),
        created_at: Timestamp::from_millis(0),
        updated_at: Timestamp::from_millis(0),
        completed_at: None,
        deleted_at: None,
        revision: 1,
    }
}

#[test]
fn a_task_moves_only_as_the_specification_says() {
    let allowed = [
        (New, InProgress),
        (InProgress, OnHold),
        (OnHold, InProgress),
        (InProgress, Completed),
        (Completed, InProgress),
    ];
    for from in Status::ALL {
        for to in Status::ALL {
            assert_eq!(
                from.may_become(to),
                from == to || allowed.contains(&(from, to)),
                "{from:?} -> {to:?}"
            );
        }
    }
}

proptest! {
    /// Whatever is asked for: only allowed moves happen, every status can be reached again, and the time of
    /// completion is there exactly while the task is completed, and is the time of the last completion.
    #[test]
    fn any_sequence_of_wishes_keeps_the_task_right(wishes in prop::collection::vec(prop::sample::select(&Status::ALL), 0..40)) {
        let mut task = task();
        let mut completed = None;
        for (step, wish) in wishes.into_iter().enumerate() {
            let now = Timestamp::from_millis(i64::try_from(step).unwrap() + 1);
            let before = task.status;
            if before.may_become(wish) {
                task.set_status(wish, now);
                prop_assert!(before == wish || before.next().contains(&wish));
                if wish != Completed { completed = None } else if before != Completed { completed = Some(now) }
            }
            prop_assert_eq!(task.completed_at, completed);
            prop_assert_eq!(task.completed_at.is_some(), task.status == Completed);
            prop_assert_eq!(task.status_rank, task.status.rank());
            prop_assert!(!task.status.next().is_empty(), "no status is a dead end");
        }
    }

    #[test]
    fn a_normal_tag_is_its_own_normal_form(tag in "\\PC{0,70}") {
        if let Ok(normal) = normal_tag(&tag) {
            prop_assert!(!normal.is_empty() && normal.chars().count() <= TAG_MAX);
            prop_assert_eq!(normal_tag(&normal), Ok(normal));
        }
    }
}

#[test]
fn words_and_labels_are_read_in_any_case() {
    assert_eq!(Status::parse(" In Progress "), Some(InProgress));
    assert_eq!(Status::parse("IN_PROGRESS"), Some(InProgress));
    assert_eq!(Status::parse("Done-ish"), None);
    assert_eq!(Priority::parse("critical"), Some(Priority::Critical));
}

#[test]
fn dates_are_of_a_time_that_people_plan_in() {
    for (text, plausible) in [
        ("1899-12-31T23:59:59Z", false),
        ("1900-01-01T00:00:00Z", true),
        ("2999-12-31T23:59:59Z", true),
        ("9999-12-31T23:59:59-23:00", false),
    ] {
        assert_eq!(is_plausible_date(text.parse().unwrap()), plausible, "{text}");
    }
}
