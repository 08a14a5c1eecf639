//! What a call gave.

use encoding_rs::Encoding;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::CallError;
use crate::exchange::Reply;

/// What a call gave: an answer of 2xx.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its status, 200 to 299.
    pub status: u16,
    /// Its media type, where it says so.
    pub content_type: Option<String>,
    /// Its body, unpacked, at most [`BODY_BYTES_MAX`](crate::BODY_BYTES_MAX) bytes.
    pub body: Vec<u8>,
}

impl Answer {
    /// Status and body, as expressions name them: `steps.<node>.status` and `steps.<node>.body`. The body is a JSON value
    /// if it can be read as that, else text; nothing if it is neither, as an image is not.
    pub fn output(&self) -> Value {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_else(|_| self.text().into());
        json!({"status": self.status, "body": body})
    }

    /// The body as text, in the encoding that the answer names or in UTF-8.
    fn text(&self) -> Option<String> {
        let named = self.content_type.as_deref().and_then(charset);
        let encoding = named.unwrap_or(encoding_rs::UTF_8);
        let (text, _, garbled) = encoding.decode(&self.body);
        (!garbled && !text.is_empty()).then(|| text.into_owned())
    }
}

impl TryFrom<Reply> for Answer {
    type Error = CallError;

    fn try_from(reply: Reply) -> Result<Self, CallError> {
        let content_type = reply
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        Ok(Self {
            status: reply.status.as_u16(),
            content_type: content_type.map(str::to_owned),
            body: reply.body?,
        })
    }
}

/// The encoding that a media type names.
fn charset(content_type: &str) -> Option<&'static Encoding> {
    let mut parameters = content_type
        .split(';')
        .skip(1)
        .filter_map(|part| part.split_once('='));
    let (_, label) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Encoding::for_label(label.trim().trim_matches('"').as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(content_type: &str, body: &[u8]) -> Value {
        let answer = Answer {
            status: 200,
            content_type: Some(content_type.to_owned()),
            body: body.to_vec(),
        };
        answer.output()["body"].clone()
    }

    #[test]
    fn a_body_is_json_or_text_or_nothing() {
        assert_eq!(
            output("application/json", br#"{"paid":true}"#),
            json!({"paid": true})
        );
        assert_eq!(output("text/plain", br"[1, 2]"), json!([1, 2]));
        assert_eq!(output("text/plain", "für Zoë".as_bytes()), json!("für Zoë"));
        assert_eq!(
            output("text/plain; charset=\"ISO-8859-1\"", b"f\xfcr"),
            json!("für")
        );
        assert_eq!(output("image/png", b"\x89PNG\r\n\x1a\n"), Value::Null);
        assert_eq!(output("text/plain", b""), Value::Null);
    }
}
