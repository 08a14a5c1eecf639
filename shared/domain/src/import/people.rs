//! Finding people by what a cell says about them.

use std::collections::HashMap;

use crate::organization::{User, UserId};

/// Who can be assigned: a snapshot of an organization's people, taken when a plan is made.
#[derive(Debug, Clone, Default)]
pub struct People {
    by_email: HashMap<String, UserId>,
    /// `None` where several people have the name.
    by_name: HashMap<String, Option<UserId>>,
}

impl People {
    /// A snapshot of these users; disabled ones cannot be assigned.
    pub fn new<'a>(users: impl IntoIterator<Item = &'a User>) -> Self {
        let mut people = Self::default();
        for user in users.into_iter().filter(|user| !user.disabled) {
            people.by_email.insert(user.email.to_lowercase(), user.id);
            people
                .by_name
                .entry(normal_name(&user.name))
                .and_modify(|found| *found = None)
                .or_insert(Some(user.id));
        }
        people
    }

    /// The person with this e-mail address or, if it is none, this name. The error says why there is none.
    pub fn find(&self, text: &str) -> Result<UserId, &'static str> {
        if text.contains('@') {
            // Addresses are mostly written as they are stored.
            let found = self
                .by_email
                .get(text)
                .or_else(|| self.by_email.get(&text.to_lowercase()));
            return found
                .copied()
                .ok_or("nobody in your organization has this e-mail address");
        }
        match self.by_name.get(&normal_name(text)) {
            Some(Some(id)) => Ok(*id),
            Some(None) => Err("several people have this name; give the e-mail address"),
            None => Err("nobody in your organization has this name; give the e-mail address"),
        }
    }
}

fn normal_name(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}
