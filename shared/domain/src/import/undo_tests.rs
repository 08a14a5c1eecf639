use proptest::prelude::*;

use super::*;
use crate::import::{ImportId, Origin, PlannedRow, Rows, TaskFields};
use crate::{Id, Timestamp};

/// What happened to the task of a row since the import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Since {
    Nothing,
    Changed,
    Deleted,
    Purged,
    Commented,
    Attached,
    Divided,
}

const ALL: [Since; 7] = [
    Since::Nothing,
    Since::Changed,
    Since::Deleted,
    Since::Purged,
    Since::Commented,
    Since::Attached,
    Since::Divided,
];

fn chunk(rows: usize) -> ImportChunk {
    let import_id: ImportId = Id::new(uuid::Uuid::from_u128(1));
    let numbers = 2..;
    let planned = numbers.take(rows).map(|row| PlannedRow {
        row,
        // Every third row is none that makes a task.
        outcome: if row % 3 == 0 {
            Outcome::Error(Vec::new())
        } else {
            Outcome::Create(TaskFields::default())
        },
    });
    let organization_id = Id::new(uuid::Uuid::nil());
    ImportChunk::planned(
        organization_id,
        import_id,
        (1, 0),
        Rows::pack(planned.collect()).unwrap(),
        String::new(),
    )
}

proptest! {
    /// Exactly the untouched go to the bin, exactly those that somebody worked with are kept, and nothing else is
    /// looked at.
    #[test]
    fn only_what_nobody_touched_is_taken_back(since in prop::collection::vec(prop::sample::select(&ALL[..]), 0..40)) {
        let chunk = chunk(since.len());
        let origin = Origin {
            import_id: chunk.import_id,
            organization_id: chunk.organization_id,
            project_id: Id::new(uuid::Uuid::nil()),
            project_key: "OPS",
            created_by: Id::new(uuid::Uuid::nil()),
            now: Timestamp::from_millis(1),
        };
        let (mut tasks, mut touched) = (BTreeMap::new(), Touched::default());
        let (mut deleted, mut kept) = (Vec::new(), Vec::new());
        for (row, since) in chunk.rows.iter().zip(&since) {
            let Outcome::Create(fields) = &row.outcome else { continue };
            let mut task = origin.task(row.row, row.row, fields);
            match since {
                Since::Nothing => deleted.push(row.row),
                Since::Purged => continue,
                Since::Deleted => (task.revision, task.deleted_at) = (2, Some(origin.now)),
                Since::Changed => task.revision = 2,
                Since::Commented => { touched.commented.insert(task.id); }
                Since::Attached => { touched.attached.insert(task.id); }
                Since::Divided => { touched.parents.insert(task.id); }
            }
            if !matches!(since, Since::Nothing | Since::Deleted) {
                kept.push(row.row);
            }
            tasks.insert(task.id, task);
        }
        let reversal = Reversal::of(&chunk, &tasks, &touched, origin.now);
        prop_assert_eq!(reversal.deleted.iter().map(|task| task.number).collect::<Vec<_>>(), deleted);
        prop_assert_eq!(reversal.kept.iter().map(|kept| kept.row).collect::<Vec<_>>(), kept);
    }
}
