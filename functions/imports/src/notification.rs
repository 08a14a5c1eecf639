//! What the uploads queue carries: S3's notifications, and our own requests for plans and answers.

use katalusis_events::{Envelope, ImportAnswer, ImportPlan};
use serde::Deserialize;

/// A message of the uploads queue.
#[derive(Debug)]
pub(crate) enum Notification {
    /// S3 tries the queue out.
    Test,
    /// Files arrived.
    Files(Vec<Arrived>),
    /// An import is to be planned.
    Plan(Envelope<ImportPlan>),
    /// A dropped file is to be answered.
    Answer(Envelope<ImportAnswer>),
}

/// A file that arrived in the bucket.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Arrived {
    pub(crate) key: String,
    pub(crate) version_id: Option<String>,
    /// Without quotes.
    pub(crate) etag: Option<String>,
    /// Bytes.
    pub(crate) size: Option<i64>,
}

#[derive(Deserialize)]
struct S3Event {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    s3: Entity,
}

#[derive(Deserialize)]
struct Entity {
    object: Object,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Object {
    key: String,
    version_id: Option<String>,
    e_tag: Option<String>,
    size: Option<i64>,
}

#[derive(Deserialize)]
struct TestEvent {
    #[serde(rename = "Event")]
    event: String,
}

impl Notification {
    /// Reads a message; the error says why it is none.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if let Ok(event) = serde_json::from_str::<S3Event>(text) {
            let files = event
                .records
                .into_iter()
                .map(|record| Arrived::new(record.s3.object));
            return files.collect::<Result<_, _>>().map(Self::Files);
        }
        if serde_json::from_str::<TestEvent>(text).is_ok_and(|test| test.event == "s3:TestEvent") {
            return Ok(Self::Test);
        }
        if let Ok(answer) = Envelope::parse(text) {
            return Ok(Self::Answer(answer));
        }
        Envelope::parse(text)
            .map(Self::Plan)
            .map_err(|error| error.to_string())
    }
}

impl Arrived {
    fn new(object: Object) -> Result<Self, String> {
        let key = decoded(&object.key).ok_or("the key of the file is not form-encoded UTF-8")?;
        Ok(Self {
            key,
            // What a bucket calls a content whose versions it does not keep (any more).
            version_id: object.version_id.filter(|version| version != "null"),
            etag: object.e_tag.map(|etag| etag.trim_matches('"').to_owned()),
            size: object.size,
        })
    }
}

/// S3 writes keys as forms do: `+` for a space, `%C3%BC` for ü.
fn decoded(key: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(key.len());
    let mut rest = key.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let value = digit(rest.next()?)? * 16 + digit(rest.next()?)?;
                u8::try_from(value).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_decoded_and_versions_kept() {
        let text = r#"{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},
            "object":{"key":"drop/m%C3%BCll+a%2Bb.csv","size":3,"eTag":"e","versionId":"v"}}}]}"#;
        let Ok(Notification::Files(files)) = Notification::parse(text) else {
            panic!("not read");
        };
        let expected = Arrived {
            key: "drop/müll a+b.csv".to_owned(),
            version_id: Some("v".to_owned()),
            etag: Some("e".to_owned()),
            size: Some(3),
        };
        assert_eq!(files, [expected]);
    }

    #[test]
    fn the_test_event_is_known_and_nonsense_is_not() {
        assert!(matches!(
            Notification::parse(r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}"#),
            Ok(Notification::Test)
        ));
        for text in [
            "",
            "{}",
            "[]",
            r#"{"Event":"other"}"#,
            r#"{"Records":[{"s3":{"object":{"key":"%ZZ"}}}]}"#,
        ] {
            assert!(Notification::parse(text).is_err(), "{text}");
        }
    }
}
