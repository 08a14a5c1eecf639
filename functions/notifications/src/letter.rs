//! What mails say.

use katalusis_domain::Timestamp;
use katalusis_domain::event::EventId;
use katalusis_domain::import::File;
use katalusis_domain::organization::User;

/// So much of a stranger's name is shown, in characters.
const NAME_MAX: usize = 60;

/// A mail on its way to one person.
pub(crate) struct Letter {
    /// The event that asks for it.
    pub(crate) event_id: EventId,
    /// When that happened.
    pub(crate) at: Timestamp,
    /// The address.
    pub(crate) to: String,
    /// The person's name, unless a stranger chose it.
    pub(crate) to_name: Option<String>,
    /// What it says.
    pub(crate) content: Content,
}

/// What a mail says, as text and as HTML.
pub(crate) struct Content {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// The parts of a mail that asks for one click.
struct Parts<'a> {
    subject: &'a str,
    greeting: &'a str,
    reason: &'a str,
    button: &'a str,
    link: &'a str,
    closing: &'a str,
}

pub(crate) fn password_reset(user: &User, link: &str) -> Content {
    compose(&Parts {
        subject: "Set a new password",
        greeting: &format!("Hello {},", user.name),
        reason: "someone, probably you, asked for a new password for your Katalusis account. With this link you \
                 can set one. It works once and for one hour.",
        button: "Set a new password",
        link,
        closing: "If it was not you, you need not do anything: your password stays as it is. Whoever asked cannot \
                  see this mail.",
    })
}

/// An invitation goes to someone who did not ask for it, from someone of whom we know nothing: it is not a letter of the
/// inviter's, so of their words it holds two names and no more.
pub(crate) fn invitation(organization: &str, inviter: Option<&User>, link: &str) -> Content {
    let organization = as_a_name(organization);
    let who = inviter.map_or_else(
        || "You were invited".to_owned(),
        |inviter| format!("{} ({}) invites you", as_a_name(&inviter.name), inviter.email),
    );
    compose(&Parts {
        subject: &format!("Join {organization} on Katalusis"),
        greeting: "Hello,",
        reason: &format!(
            "{who} to work in \"{organization}\" on Katalusis. With this link you choose your name and password. \
             It works once and for seven days."
        ),
        button: "Accept the invitation",
        link,
        closing: "If you did not expect this invitation, you can ignore it: nothing happens without your click.",
    })
}

/// A stranger's name, too short for a message and with nothing that a mail program makes a link of: a joiner of no width
/// stands behind each dot, slash and at-sign within a word.
fn as_a_name(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    let mut letters = name.chars().take(NAME_MAX).peekable();
    while let Some(letter) = letters.next() {
        shown.push(letter);
        let goes_on = letters.peek().is_some_and(|next| !next.is_whitespace());
        if matches!(letter, '.' | '/' | ':' | '@') && goes_on {
            shown.push('\u{2060}');
        }
    }
    if name.chars().count() > NAME_MAX {
        shown.push('…');
    }
    shown
}

/// A file of the drop folder was not, or not at all, imported.
pub(crate) fn failed_drop(owner: &User, file: &File, profile: &str, reason: &str, link: &str) -> Content {
    compose(&Parts {
        subject: &format!("{} was not imported", file.name),
        greeting: &format!("Hello {},", owner.name),
        reason: &format!(
            "the file \"{}\" was dropped into the folder of your import profile \"{profile}\" and could not be \
             imported. {reason}",
            file.name
        ),
        button: "Look at the import",
        link,
        closing: &format!(
            "The file lies at {}. You get this mail because files in this folder are imported in your name.",
            file.key
        ),
    })
}

/// A workflow asks someone to approve something.
pub(crate) fn approval(reader: &User, workflow: &str, question: &str, link: &str) -> Content {
    compose(&Parts {
        subject: &format!("Your approval is needed: {workflow}"),
        greeting: &format!("Hello {},", reader.name),
        reason: &format!("the workflow \"{workflow}\" asks you: {question}"),
        button: "Answer",
        link,
        closing: "You have to be logged in to answer. Nothing is decided by opening the link.",
    })
}

/// A workflow tells someone something.
pub(crate) fn message(reader: &User, workflow: &str, text: &str, link: &str) -> Content {
    compose(&Parts {
        subject: workflow,
        greeting: &format!("Hello {},", reader.name),
        reason: text,
        button: "Look at the run",
        link,
        closing: &format!(
            "You get this mail because the workflow \"{workflow}\" of your organization sends it to you."
        ),
    })
}

fn compose(parts: &Parts) -> Content {
    let Parts {
        subject,
        greeting,
        reason,
        button,
        link,
        closing,
    } = *parts;
    let text = format!("{greeting}\n\n{reason}\n\n{link}\n\n{closing}\n\nKatalusis\n");
    let [subject_html, greeting, reason, button, link, closing] =
        [subject, greeting, reason, button, link, closing].map(escape);
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{subject_html}</title></head>\n\
         <body style=\"margin:0;padding:32px 16px;background:#f4f5f7;color:#1c2430;\
         font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif\">\n\
         <div style=\"max-width:520px;margin:0 auto;padding:32px;background:#ffffff;border-radius:12px\">\n\
         <p>{greeting}</p>\n<p>{reason}</p>\n\
         <p style=\"margin:28px 0\"><a href=\"{link}\" style=\"display:inline-block;padding:12px 20px;\
         background:#2f5bea;color:#ffffff;border-radius:8px;text-decoration:none;font-weight:600\">{button}</a></p>\n\
         <p style=\"font-size:14px;color:#5b6472\">If the button does not work, open this address:<br>{link}</p>\n\
         <p style=\"font-size:14px;color:#5b6472\">{closing}</p>\n<p>Katalusis</p>\n</div>\n</body>\n</html>\n"
    );
    Content {
        subject: subject.to_owned(),
        text,
        html,
    }
}

/// Names come from people, also from hostile ones.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_carries_no_strangers_message() {
        let name = "Your account is locked: go to paypal-secure.example/login at once, before it is too late";
        let content = invitation(name, None, "https://work.example.com/accept-invitation?token=a.b");
        for text in [&content.subject, &content.text, &content.html] {
            assert!(!text.contains("secure.example"), "{text}");
            assert!(!text.contains("too late"), "{text}");
        }
        assert!(
            content
                .text
                .contains("https://work.example.com/accept-invitation?token=a.b")
        );
        assert_eq!(
            as_a_name("Dr. Ada Lovelace, Acme Inc."),
            "Dr. Ada Lovelace, Acme Inc."
        );
        assert_eq!(as_a_name("evil.example"), "evil.\u{2060}example");
    }

    #[test]
    fn what_people_wrote_cannot_become_markup() {
        let content = compose(&Parts {
            subject: "S",
            greeting: "Hello <img src=x onerror=\"alert(1)\"> & co,",
            reason: "r",
            button: "b",
            link: "https://work.example.com/reset-password?token=a.b",
            closing: "c",
        });
        assert!(!content.html.contains("<img"));
        assert!(
            content
                .html
                .contains("Hello &lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; co,")
        );
        assert!(content.text.contains("<img"));
    }
}
