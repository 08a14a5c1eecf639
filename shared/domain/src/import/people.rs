//! Finding people by what a cell says about them.

use std::collections::HashMap;

use crate::organization::{User, UserId};

/// Who can be assigned: a snapshot of an organization's people, taken when a plan is made.
#[derive(Debug, Clone, Default)]
pub struct People {
    by_email: HashMap<String, UserId>,
    by_name: HashMap<String, Named>,
}

/// Who has a name.
#[derive(Debug, Clone)]
enum Named {
    One(UserId, String),
    /// The addresses of those who have it; none if they are not to be told.
    Several(Vec<String>),
}

/// How many people of the same name an error names.
const NAMED_MAX: usize = 5;

impl People {
    /// A snapshot of these users; disabled ones cannot be assigned.
    pub fn new<'a>(users: impl IntoIterator<Item = &'a User>) -> Self {
        let mut people = Self::default();
        for user in users.into_iter().filter(|user| !user.disabled) {
            people.by_email.insert(user.email.to_lowercase(), user.id);
            people
                .by_name
                .entry(normal_name(&user.name))
                .and_modify(|named| named.add(&user.email))
                .or_insert_with(|| Named::One(user.id, user.email.clone()));
        }
        people
    }

    /// The same, for those who may not know who is in the organization: no error tells an address.
    #[must_use]
    pub fn without_addresses(mut self) -> Self {
        for named in self.by_name.values_mut() {
            if let Named::Several(addresses) = named {
                addresses.clear();
            }
        }
        self
    }

    /// The person with this e-mail address, also as `Ada Lovelace <ada@example.com>`, or, if it is none, this name.
    /// The error says why there is none, and names those who could be meant.
    pub fn find(&self, text: &str) -> Result<UserId, String> {
        if text.contains('@') {
            // Addresses are mostly written as they are stored.
            let found = self
                .by_email
                .get(text)
                .or_else(|| self.by_email.get(&bare_address(text).to_lowercase()));
            return found
                .copied()
                .ok_or_else(|| "nobody in your organization has this e-mail address".to_owned());
        }
        match self.by_name.get(&normal_name(text)) {
            Some(Named::One(id, _)) => Ok(*id),
            Some(Named::Several(addresses)) => Err(several(addresses)),
            None => Err("nobody in your organization has this name; give the e-mail address".to_owned()),
        }
    }
}

impl Named {
    fn add(&mut self, address: &str) {
        match self {
            Self::One(_, first) => *self = Self::Several(vec![std::mem::take(first), address.to_owned()]),
            Self::Several(addresses) => addresses.push(address.to_owned()),
        }
    }
}

fn several(addresses: &[String]) -> String {
    if addresses.is_empty() {
        return "several people have this name; give the e-mail address".to_owned();
    }
    let mut shown = addresses[..addresses.len().min(NAMED_MAX)].join(", ");
    if addresses.len() > NAMED_MAX {
        shown.push_str(", …");
    }
    format!(
        "several people have this name ({shown}); give the e-mail address, or say in the mapping's values who is meant"
    )
}

/// What stands in the angle brackets, if there are some.
fn bare_address(text: &str) -> &str {
    let inside = text
        .trim()
        .strip_suffix('>')
        .and_then(|text| text.rsplit_once('<'));
    inside.map_or(text, |(_, address)| address).trim()
}

fn normal_name(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}
