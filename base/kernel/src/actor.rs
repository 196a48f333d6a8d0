//! Who does a deed.

use crate::ids::{StaffId, TokenId};

/// Who does a deed: a person, a program on behalf of a person, or the system itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// A person signed in.
    Staff(StaffId),
    /// A program with a token that belongs to a person.
    Token {
        /// The token used.
        token: TokenId,
        /// The person the token belongs to.
        staff: StaffId,
    },
    /// The company's own clock and jobs.
    System,
}

impl Actor {
    /// How the journal names the actor: `staff:7`, `token:3`, `system`.
    pub fn code(&self) -> String {
        match self {
            Actor::Staff(staff) => format!("staff:{staff}"),
            Actor::Token { token, .. } => format!("token:{token}"),
            Actor::System => "system".to_owned(),
        }
    }

    /// The person who answers for the deed, if any.
    pub fn staff(&self) -> Option<StaffId> {
        match self {
            Actor::Staff(staff) | Actor::Token { staff, .. } => Some(*staff),
            Actor::System => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_has_a_code_and_a_person() {
        let staff = StaffId::new(7);
        let token = Actor::Token { token: TokenId::new(3), staff };
        assert_eq!(Actor::Staff(staff).code(), "staff:7");
        assert_eq!(token.code(), "token:3");
        assert_eq!(Actor::System.code(), "system");
        assert_eq!(token.staff(), Some(staff));
        assert_eq!(Actor::System.staff(), None);
    }
}
