//! The uploads queue: S3 says that a file arrived.

use katalusis_events::{Delivery, Handled};

use crate::Work;

/// Handles one S3 notification.
pub async fn handle(work: &Work, delivery: Delivery) -> Handled {
    let _ = (work, delivery);
    Handled::Done
}
