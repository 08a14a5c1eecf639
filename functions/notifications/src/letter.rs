//! What mails say.

use katalusis_domain::Timestamp;
use katalusis_domain::event::EventId;
use katalusis_domain::import::File;
use katalusis_domain::organization::User;

/// A mail on its way to one person.
pub(crate) struct Letter {
    /// The event that asks for it.
    pub(crate) event_id: EventId,
    /// When that happened.
    pub(crate) at: Timestamp,
    /// The address.
    pub(crate) to: String,
    /// The person's name.
    pub(crate) to_name: String,
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

pub(crate) fn invitation(user: &User, organization: &str, inviter: Option<&User>, link: &str) -> Content {
    let who = inviter.map_or_else(
        || "You were invited".to_owned(),
        |inviter| format!("{} ({}) invites you", inviter.name, inviter.email),
    );
    compose(&Parts {
        subject: &format!("Join {organization} on Katalusis"),
        greeting: &format!("Hello {},", user.name),
        reason: &format!(
            "{who} to work in \"{organization}\" on Katalusis. With this link you choose your name and password. \
             It works once and for seven days."
        ),
        button: "Accept the invitation",
        link,
        closing: "If you did not expect this invitation, you can ignore it: nothing happens without your click.",
    })
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
