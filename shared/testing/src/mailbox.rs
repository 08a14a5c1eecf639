//! An SMTP server that keeps what it gets.

use std::io;
use std::net::{IpAddr, TcpListener};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use mailin_embedded::response::{INTERNAL_ERROR, NO_MAILBOX, OK};
use mailin_embedded::{Handler, Response, Server};
use mailparse::MailHeaderMap;

/// Takes mail for everyone but `nobody@…`. Its thread ends with the process.
pub struct Mailbox {
    /// `MAIL_TRANSPORT`.
    pub url: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    mails: Mutex<Vec<Mail>>,
    away: AtomicBool,
}

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Whom the envelope names.
    pub to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The `Message-ID`.
    pub message_id: String,
    /// The part for people who read text.
    pub text: String,
    /// The part for people who read HTML.
    pub html: String,
}

impl Mail {
    /// The token of the link in it.
    pub fn token(&self) -> String {
        let (_, rest) = self.text.split_once("?token=").expect("the mail has a link");
        rest.split_whitespace().next().unwrap_or_default().to_owned()
    }
}

impl Mailbox {
    /// Listens on a port of its own.
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("a bound port has an address");
        let state = Arc::new(State::default());
        let mut server = Server::new(Connection {
            state: state.clone(),
            to: Vec::new(),
            data: Vec::new(),
        });
        // Each connection that a client keeps open holds one thread.
        server.with_num_threads(16).with_tcp_listener(listener);
        std::thread::spawn(move || {
            if let Err(error) = server.serve() {
                panic!("the SMTP server ended: {error}");
            }
        });
        Self {
            url: format!("smtp://{address}"),
            state,
        }
    }

    /// What arrived so far, in order.
    pub fn mails(&self) -> Vec<Mail> {
        self.state
            .mails
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What arrived for one address.
    pub fn mails_to(&self, address: &str) -> Vec<Mail> {
        let mut mails = self.mails();
        mails.retain(|mail| mail.to.iter().any(|to| to == address));
        mails
    }

    /// Whether the server answers "not now" to every mail.
    pub fn set_away(&self, away: bool) {
        self.state.away.store(away, Ordering::SeqCst);
    }
}

#[derive(Clone)]
struct Connection {
    state: Arc<State>,
    to: Vec<String>,
    data: Vec<u8>,
}

impl Handler for Connection {
    fn mail(&mut self, _: IpAddr, _: &str, _: &str) -> Response {
        if self.state.away.load(Ordering::SeqCst) {
            INTERNAL_ERROR
        } else {
            OK
        }
    }

    fn rcpt(&mut self, to: &str) -> Response {
        if to.starts_with("nobody@") { NO_MAILBOX } else { OK }
    }

    fn data_start(&mut self, _: &str, _: &str, _: bool, to: &[String]) -> Response {
        self.to = to.to_vec();
        self.data.clear();
        OK
    }

    fn data(&mut self, buffer: &[u8]) -> io::Result<()> {
        self.data.extend_from_slice(buffer);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let Ok(parsed) = mailparse::parse_mail(&self.data) else {
            return INTERNAL_ERROR;
        };
        let header = |name| parsed.headers.get_first_value(name).unwrap_or_default();
        let part = |kind: &str| {
            parsed
                .parts()
                .find(|part| part.ctype.mimetype == kind)
                .and_then(|part| part.get_body().ok())
                .unwrap_or_default()
        };
        let mail = Mail {
            to: std::mem::take(&mut self.to),
            subject: header("Subject"),
            message_id: header("Message-ID"),
            text: part("text/plain"),
            html: part("text/html"),
        };
        self.state
            .mails
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(mail);
        OK
    }
}
