//! Who works here and what each may do: people, roles, rights, sessions, tokens.
//!
//! [`scope`] is the one table of rights. Verbs take `&mut Tx`, questions `&mut Read`. Password hashing is slow and
//! stands outside: sign-in is [`password_hash_of`] → [`verify`] (or [`verify_dummy`]) → [`sign_in`].

mod errors;
mod laws;
mod model;
mod rules;
mod secret;
mod sign_in;
mod staff;
mod store;
mod tokens;

i18n::texts!();

pub use errors::AccessRefused;
pub use laws::{duties, leaver};
pub use model::{ApiToken, Attempts, DutyException, NewStaff, NewToken, Person, Session, StaffChange, StaffRow};
pub use rules::{
    FREE_TRIES, Perm, Role, RoleGroup, Scope, both_duties, buys, group_name, matrix_markdown, next_try_after, role_may,
    role_name, scope, scope_of, sells, who_may,
};
pub use secret::{
    Cost, LONGEST_PASSWORD, PasswordHash, SHORTEST_PASSWORD, hash_password, hash_password_at, new_password, verify,
    verify_dummy,
};
pub use sign_in::{
    SESSION_DAYS, SESSION_IDLE_HOURS, attempts, end_all, end_session, forget_old, is_setup_link, make_setup_link,
    note_attempt, open_session, password_hash_of, session_person, sessions_of, sign_in, touch_sessions, try_again_at,
    use_setup_link,
};
pub use staff::{
    LONGEST_EXCEPTION_DAYS, add_staff, allow_both_duties, change_password, change_staff, lock_staff, person,
    person_by_login, reset_password, set_lang, set_password, set_roles, set_theme, staff_count, staff_in_role,
    staff_list, staff_names, staff_row, unlock_staff,
};
pub use tokens::{
    LONGEST_TOKEN_DAYS, actors_of, add_token, end_token, make_token, programs, token, token_names, token_person,
    tokens, touch_tokens,
};

/// Tables and views of people and rights.
pub const MODULE: ::store::Module = ::store::Module {
    name: "access",
    migrations: &[
        ::store::Migration { number: 1, name: "0001_people", text: include_str!("../migrations/0001_people.sql") },
        ::store::Migration { number: 2, name: "0002_tokens", text: include_str!("../migrations/0002_tokens.sql") },
        ::store::Migration { number: 3, name: "0003_versions", text: include_str!("../migrations/0003_versions.sql") },
    ],
    views: &[
        ::store::View { name: "view_staff", text: "SELECT id, login, name, created_at, locked_at FROM staff" },
        ::store::View { name: "view_staff_role", text: "SELECT staff_id, role, since_at FROM staff_role" },
    ],
};
