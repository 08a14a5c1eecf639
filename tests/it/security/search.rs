//! Looking for secrets.

use katalusis_testing::{Answer, Product};

/// Everything that must not turn up, with its name, and every place where it could.
#[derive(Default)]
pub struct Search {
    secrets: Vec<(String, String)>,
    places: Vec<(String, String)>,
}

impl Search {
    /// Something that must not turn up.
    pub fn secret(&mut self, name: &str, secret: impl Into<String>) {
        let secret = secret.into();
        assert!(secret.len() >= 16, "{name} is too short to be found: {secret}");
        self.secrets.push((name.to_owned(), secret));
    }

    /// A text where it could.
    pub fn place(&mut self, name: &str, text: impl Into<String>) {
        let text = text.into();
        assert!(!text.is_empty(), "{name} is empty");
        self.places.push((name.to_owned(), text));
    }

    /// Notes a refusal, which is read by whoever sent the secret, and by everyone that it is shown to.
    pub fn refusal(&mut self, what: &str, answer: &Answer) {
        assert!(
            answer.status.is_client_error(),
            "{what}: {} {:?}",
            answer.status,
            answer.body
        );
        self.place(what, String::from_utf8_lossy(&answer.bytes));
    }

    /// No secret is in any place.
    pub fn finds_nothing(&self) {
        for (secret_name, secret) in &self.secrets {
            for (place_name, place) in &self.places {
                if let Some(at) = place.find(secret) {
                    let around: String = place[..at]
                        .chars()
                        .rev()
                        .take(200)
                        .collect::<Vec<_>>()
                        .iter()
                        .rev()
                        .collect();
                    panic!("{secret_name} is in {place_name}, after: {around}");
                }
            }
        }
    }
}

/// A secret that is nowhere else.
pub fn canary(product: &Product, what: &str) -> String {
    format!("canary-{what}-{}", product.platform.world.uuid().simple())
}
