//! Who acts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::organization::{ApiTokenId, UserId};
use crate::workflow::RunId;

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Actor {
    /// A person.
    User {
        /// Who.
        #[schema(value_type = String, format = Uuid)]
        id: UserId,
    },
    /// A program, on behalf of the person who made its token.
    Token {
        /// Which token.
        #[schema(value_type = String, format = Uuid)]
        id: ApiTokenId,
        /// Whose token.
        #[schema(value_type = String, format = Uuid)]
        user_id: UserId,
    },
    /// An import, on behalf of the person who started it.
    Import {
        /// Which import.
        #[schema(value_type = String, format = Uuid)]
        id: uuid::Uuid,
        /// Who started it.
        #[schema(value_type = String, format = Uuid)]
        user_id: UserId,
    },
    /// A run of a workflow or a rule.
    Run {
        /// Which run.
        #[schema(value_type = String, format = Uuid)]
        id: RunId,
        /// Who made what it is a run of.
        #[schema(value_type = String, format = Uuid)]
        user_id: UserId,
        /// How many runs are above it that began each other.
        depth: u32,
    },
    /// Nobody who is known: a failed log-in.
    Anonymous,
    /// The product itself, or its operator's command.
    System,
}

/// The sorts of actors, for filters and tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActorType {
    /// A person.
    User,
    /// A program, on behalf of a person.
    Token,
    /// An import, on behalf of a person.
    Import,
    /// A run of a workflow or a rule.
    Run,
    /// Nobody who is known.
    Anonymous,
    /// The product itself, or its operator's command.
    System,
}

impl ActorType {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Token => "token",
            Self::Import => "import",
            Self::Run => "run",
            Self::Anonymous => "anonymous",
            Self::System => "system",
        }
    }
}

impl Actor {
    /// What sort of actor it is.
    pub fn sort(&self) -> ActorType {
        match self {
            Self::User { .. } => ActorType::User,
            Self::Token { .. } => ActorType::Token,
            Self::Import { .. } => ActorType::Import,
            Self::Run { .. } => ActorType::Run,
            Self::Anonymous => ActorType::Anonymous,
            Self::System => ActorType::System,
        }
    }

    /// The person behind it: who acts, or on whose behalf something does. A run has none: who made it long ago is told
    /// of what it does as everyone else.
    pub fn person(&self) -> Option<UserId> {
        match self {
            Self::User { id } => Some(*id),
            Self::Token { user_id, .. } | Self::Import { user_id, .. } => Some(*user_id),
            Self::Run { .. } | Self::Anonymous | Self::System => None,
        }
    }
}
