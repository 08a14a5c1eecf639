//! Checks that several requests share.

use katalusis_domain::text::check_line;
use katalusis_http::FieldError;

/// The shortest password, in characters (OWASP ASVS 5.0, 6.2.1).
const PASSWORD_MIN: usize = 8;
/// The longest, so that hashing cannot be made expensive.
const PASSWORD_MAX: usize = 256;

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
    }
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

/// The name of a person, an organization, a token. Names are mailed to strangers in invitations, so they hold no
/// address to click on.
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
    let email = email.trim().to_lowercase();
    let plausible = email.len() <= 254
        && !email.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c))
        && email.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && !domain.contains('@')
                && domain.split('.').count() >= 2
                && domain.split('.').all(|part| !part.is_empty())
        });
    if !plausible {
        errors.push(FieldError::new(
            pointer,
            "must be an e-mail address like ada@example.com",
        ));
    }
    email
}
