//! Changes that are meant for whatever is there.

use katalusis_http::{Code, Problem};

/// How often a change is tried again when others were faster each time.
const ATTEMPTS: usize = 5;

/// Runs `change`, which reads, decides and writes, and runs it again when someone else wrote in between. A
/// caller that said which revision it means is refused by `change` itself the second time.
pub(crate) async fn until_won<T, F>(mut change: impl FnMut() -> F + Send) -> Result<T, Problem>
where
    F: Future<Output = Result<T, Problem>> + Send,
{
    for _ in 1..ATTEMPTS {
        match change().await {
            Err(problem) if problem.code() == Code::LostRace => {}
            done => return done,
        }
    }
    change().await
}
