//! Changes that are meant for whatever is there.

use katalusis_http::{Code, IfMatch, Problem};
use katalusis_store::StoreError;

/// How often a change is tried again when others were faster each time.
const ATTEMPTS: usize = 10;

/// Runs `change`, which reads, decides and writes, and runs it again when someone else wrote in between. What is meant
/// for one revision is run once: after someone else's change there is nothing that it could be meant for.
pub(crate) async fn until_won<T, F>(
    if_match: &IfMatch,
    mut change: impl FnMut() -> F + Send,
) -> Result<T, Problem>
where
    F: Future<Output = Result<T, Problem>> + Send,
{
    let attempts = match if_match {
        IfMatch::Any => ATTEMPTS,
        IfMatch::Revisions(_) => 1,
    };
    for _ in 1..attempts {
        match change().await {
            Err(problem) if problem.code() == Code::LostRace => {}
            done => return done,
        }
    }
    match change().await {
        // Nobody said which revision they mean, so it is not theirs that is an old one.
        Err(problem) if problem.code() == Code::LostRace && *if_match == IfMatch::Any => {
            Err(Problem::overtaken(StoreError::LostRace))
        }
        done => done,
    }
}
