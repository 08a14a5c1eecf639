//! Tests through the real surface: a product of one's own per test, with its own database, queues, bucket,
//! clock and port, against a real mongod and LocalStack.

mod actor;
mod clock;
mod keys;
mod mailbox;
mod product;

pub use actor::{Actor, Answer};
pub use clock::TestClock;
pub use keys::TestKeys;
pub use mailbox::{Mail, Mailbox};
pub use product::Product;
