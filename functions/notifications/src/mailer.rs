//! How mail leaves: over SMTP or through Amazon SES.

use std::time::{Duration, SystemTime};

use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::RawMessage;
use katalusis_domain::cause::chain;
use katalusis_runtime::Platform;
use katalusis_runtime::settings::{Mail, MailTransport};
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error as SmtpError;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;

use crate::letter::Letter;

const SMTP_TIMEOUT: Duration = Duration::from_secs(10);
/// What an SMTP server answers about an address that it never takes. Other permanent answers (not logged in, not
/// allowed to send) are ours to mend, so those mails wait in the queue and end in the dead-letter queue.
const ADDRESS_REFUSED: [u16; 4] = [550, 551, 552, 553];

/// Sends mails.
#[derive(Clone)]
pub(crate) struct Mailer {
    from: Mailbox,
    transport: Transport,
}

#[derive(Clone)]
enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Ses(aws_sdk_ses::Client),
}

/// What became of a mail.
pub(crate) enum Sending {
    /// A server took it.
    Sent,
    /// The address is none, or takes no mail.
    Refused(String),
    /// It may work another time.
    Failed(String),
}

/// The mail settings are not usable.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The sender.
    #[error("MAIL_FROM is not an address like `Katalusis <no-reply@example.com>`")]
    From,
    /// The server. The URL may hold a password and is not repeated.
    #[error("MAIL_TRANSPORT is not a URL of an SMTP server: {0}")]
    Transport(String),
}

impl Mailer {
    pub(crate) fn new(platform: &Platform, mail: &Mail) -> Result<Self, SetupError> {
        let from = mail.from.parse().map_err(|_| SetupError::From)?;
        let transport = match &mail.transport {
            MailTransport::Ses => Transport::Ses(platform.ses()),
            MailTransport::Smtp(url) => {
                let url = with_tls(url.expose_secret());
                let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url)
                    .map_err(|error| SetupError::Transport(error.to_string()))?;
                Transport::Smtp(builder.timeout(Some(SMTP_TIMEOUT)).build())
            }
        };
        Ok(Self { from, transport })
    }

    pub(crate) async fn send(&self, letter: &Letter) -> Sending {
        let Ok(to) = letter.to.parse::<Address>() else {
            return Sending::Refused("it is not an address that mail can be sent to".to_owned());
        };
        let message = match self.compose(letter, to) {
            Ok(message) => message,
            Err(error) => return Sending::Refused(format!("no mail can be made for it: {error}")),
        };
        match &self.transport {
            Transport::Smtp(smtp) => match smtp.send(message).await {
                Ok(_) => Sending::Sent,
                Err(error) => smtp_failed(&error),
            },
            Transport::Ses(ses) => send_by_ses(ses, &message).await,
        }
    }

    fn compose(&self, letter: &Letter, to: Address) -> Result<Message, lettre::error::Error> {
        let content = &letter.content;
        let at = SystemTime::UNIX_EPOCH + Duration::from_millis(letter.at.millis().unsigned_abs());
        Message::builder()
            // The same mail sent twice is one mail to whoever collects them.
            .message_id(Some(format!(
                "<{}@{}>",
                letter.event_id,
                self.from.email.domain()
            )))
            .date(at)
            .from(self.from.clone())
            .to(Mailbox::new(letter.to_name.clone(), to))
            .subject(&content.subject)
            .header(AutoSubmitted)
            .multipart(
                MultiPart::alternative()
                    .singlepart(
                        lettre::message::SinglePart::builder()
                            .header(ContentType::TEXT_PLAIN)
                            .body(content.text.clone()),
                    )
                    .singlepart(
                        lettre::message::SinglePart::builder()
                            .header(ContentType::TEXT_HTML)
                            .body(content.html.clone()),
                    ),
            )
    }
}

/// Encrypts wherever the server can, and insists on it where a password is sent.
fn with_tls(url: &str) -> String {
    if !url.starts_with("smtp://") || url.contains("tls=") {
        return url.to_owned();
    }
    let authority = url.trim_start_matches("smtp://").split(['/', '?']).next();
    let has_password = authority.is_some_and(|authority| authority.contains('@'));
    let tls = if has_password { "required" } else { "opportunistic" };
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}tls={tls}")
}

fn smtp_failed(error: &SmtpError) -> Sending {
    let about_address = error
        .status()
        .is_some_and(|code| ADDRESS_REFUSED.contains(&u16::from(code)));
    if about_address {
        Sending::Refused(chain(error))
    } else {
        Sending::Failed(chain(error))
    }
}

async fn send_by_ses(ses: &aws_sdk_ses::Client, message: &Message) -> Sending {
    let raw = match RawMessage::builder().data(Blob::new(message.formatted())).build() {
        Ok(raw) => raw,
        Err(error) => return Sending::Failed(chain(&error)),
    };
    match ses.send_raw_email().raw_message(raw).send().await {
        Ok(_) => Sending::Sent,
        Err(error) => {
            let refused = error
                .as_service_error()
                .and_then(|error| error.meta().code())
                .is_some_and(|code| code == "InvalidParameterValue");
            if refused {
                Sending::Refused(chain(&error))
            } else {
                Sending::Failed(chain(&error))
            }
        }
    }
}

/// Keeps absence notes and mailing lists from answering (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::with_tls;

    #[test]
    fn a_password_is_never_sent_in_the_clear() {
        assert_eq!(
            with_tls("smtp://me:secret@mail.example.com:587"),
            "smtp://me:secret@mail.example.com:587?tls=required"
        );
        assert_eq!(
            with_tls("smtp://127.0.0.1:1025"),
            "smtp://127.0.0.1:1025?tls=opportunistic"
        );
        for given in [
            "smtps://me:secret@mail.example.com",
            "smtp://a:b@c?tls=opportunistic",
        ] {
            assert_eq!(with_tls(given), given);
        }
    }
}
