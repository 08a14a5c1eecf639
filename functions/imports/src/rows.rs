//! The rows queue: a chunk of a plan is to be carried out.

use katalusis_events::{Delivery, Handled};

use crate::Work;

/// Handles one chunk.
pub async fn handle(work: &Work, delivery: Delivery) -> Handled {
    let _ = (work, delivery);
    Handled::Done
}
