//! Checks that several requests share.

use katalusis_domain::text::check_line;
use katalusis_http::FieldError;

/// The shortest password, in characters (OWASP ASVS 5.0, 6.2.1).
const PASSWORD_MIN: usize = 8;
/// The longest, so that hashing cannot be made expensive.
const PASSWORD_MAX: usize = 256;

/// The 3,000 commonest passwords that are long enough (OWASP ASVS 5.0, 6.2.4), in lower case: from the list of Royce
/// Williams, as Django 5.2 carries it.
const COMMON: &str = include_str!("common_passwords.txt");

/// A password that is to be set.
pub(crate) fn check_password(pointer: &str, password: &str, errors: &mut Vec<FieldError>) {
    let length = password.chars().count();
    if !(PASSWORD_MIN..=PASSWORD_MAX).contains(&length) {
        errors.push(FieldError::new(
            pointer,
            format!("must have {PASSWORD_MIN} to {PASSWORD_MAX} characters"),
        ));
    } else if password.contains(char::is_control) {
        errors.push(FieldError::new(pointer, "must not have control characters in it"));
    } else if is_common(password) {
        errors.push(FieldError::new(
            pointer,
            "is one of those that are tried first; three or four words make a better one",
        ));
    }
}

/// Whether a password is among the commonest, or one character again and again.
fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let first = lower.chars().next();
    lower.chars().all(|c| Some(c) == first) || COMMON.lines().any(|common| common == lower)
}

/// A password that is to be compared: nothing that could be one is refused here.
pub(crate) fn check_typed_password(pointer: &str, password: &str, errors: &mut Vec<FieldError>) {
    if password.chars().count() > PASSWORD_MAX || password.contains(char::is_control) {
        errors.push(FieldError::new(
            pointer,
            format!("must have at most {PASSWORD_MAX} characters, none of them a control character"),
        ));
    }
}

/// The name of a person, an organization, a token. Names are mailed to strangers in invitations, so they hold no web
/// address; what mail programs would make one of all the same (`evil.example`) the mail itself breaks.
pub(crate) fn check_name(pointer: &str, name: &str, errors: &mut Vec<FieldError>) {
    if let Err(reason) = check_line(name.trim(), 1, 120) {
        errors.push(FieldError::new(pointer, reason));
    }
    let lower = name.to_lowercase();
    if lower.contains("://") || lower.contains("www.") {
        errors.push(FieldError::new(pointer, "must not contain a web address"));
    }
}

/// Lower-cases an address, which is how it is stored and compared.
pub(crate) fn normal_email(pointer: &str, email: &str, errors: &mut Vec<FieldError>) -> String {
    let email = email.trim().to_ascii_lowercase();
    if !is_address(&email) {
        errors.push(FieldError::new(
            pointer,
            "must be an e-mail address like ada@example.com, in letters that every mail service takes",
        ));
    }
    email
}

/// Whether mail can be sent there: an address of RFC 5321 without quotes, comments and addresses of computers, in
/// ASCII (SES takes no other), and without what makes a web address of it.
fn is_address(email: &str) -> bool {
    let is_word = |word: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!$%&'*+-=^_`{|}~".contains(&byte);
        !word.is_empty() && word.bytes().all(plain)
    };
    let is_label = |label: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(plain)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let Some((local, domain)) = email.split_once('@') else {
        return false;
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    email.len() <= 254
        && local.len() <= 64
        && local.split('.').all(is_word)
        && domain.contains('.')
        && domain.split('.').all(is_label)
        && top.starts_with(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_first_is_no_password() {
        for (password, good) in [
            ("password", false),
            ("Password1", false),
            ("        ", false),
            ("ÄÄÄÄÄÄÄÄ", false),
            ("short", false),
            ("correct horse", true),
            ("a new horse every spring", true),
        ] {
            let mut errors = Vec::new();
            check_password("/password", password, &mut errors);
            assert_eq!(errors.is_empty(), good, "{password}");
        }
    }

    #[test]
    fn addresses_are_those_that_mail_can_be_sent_to() {
        let normal = |email: &str| {
            let mut errors = Vec::new();
            let normal = normal_email("/email", email, &mut errors);
            errors.is_empty().then_some(normal)
        };
        for (email, expected) in [
            (" Ada.Lovelace+x@Example.COM ", "ada.lovelace+x@example.com"),
            ("o'neil@mail.example.co.uk", "o'neil@mail.example.co.uk"),
            ("a@xn--mnchen-3ya.de", "a@xn--mnchen-3ya.de"),
        ] {
            assert_eq!(normal(email).as_deref(), Some(expected));
        }
        for email in [
            "http://evil.example/@x.yz",
            "a..b@t.example",
            ".a@t.example",
            "a@[1.2.3.4]",
            "a@1.2.3.4",
            "a@t.example:25",
            "a\u{202e}@t.example",
            "ü@t.example",
            "a@xn--.x",
            "a@example",
            "a@b@example.com",
            "a b@example.com",
            "\"a\"@example.com",
            "@example.com",
            "a@.com",
        ] {
            assert_eq!(normal(email), None, "{email}");
        }
    }
}
