//! People come, sign in, change their roles and leave, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use access::{AccessRefused, Cost, DutyException, MODULE, NewStaff, NewToken, Role, StaffChange};
use i18n::{Lang, Refusal};
use kernel::{Actor, Moment, SessionId, StaffId, TokenId, Zone};
use store::testing::{TestBase, both, damage};
use store::{Fault, Read, Stop, Tx};

fn new(login: &str, roles: &[Role]) -> NewStaff {
    NewStaff {
        login: login.into(),
        name: format!("Имя {login}"),
        roles: roles.to_vec(),
        password: access::hash_password_at("три простых слова", Cost::Cheap).unwrap(),
        both_duties: None,
    }
}

fn done<T: Send + 'static, R: std::fmt::Debug + Send + 'static>(
    base: &TestBase,
    deed: impl Fn(&mut Tx<'_>) -> Result<T, Stop<R>> + Send + 'static,
) -> T {
    base.store.write_now(Actor::System, deed).unwrap()
}

fn kept<T: Send + 'static>(base: &TestBase, deed: impl Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static) -> T {
    done::<T, ()>(base, move |tx| Ok(deed(tx)?))
}

fn refused<T: Send + std::fmt::Debug + 'static>(
    base: &TestBase,
    deed: impl Fn(&mut Tx<'_>) -> Result<T, Stop<AccessRefused>> + Send + 'static,
) -> AccessRefused {
    match base.store.write_now(Actor::System, deed) {
        Err(Stop::Refused(refused)) => refused,
        other => panic!("not refused: {other:?}"),
    }
}

fn asked<T: Send + 'static>(
    base: &TestBase,
    question: impl FnOnce(&mut Read<'_>) -> Result<T, Fault> + Send + 'static,
) -> T {
    base.store.read_now(question).unwrap()
}

fn added(base: &TestBase, login: &'static str, roles: &'static [Role]) -> StaffId {
    let new = new(login, roles);
    done(base, move |tx| access::add_staff(tx, &new))
}

fn signed_in(base: &TestBase, staff: StaffId) -> String {
    done(base, move |tx| access::open_session(tx, staff, "Firefox", "10.0.0.7"))
}

#[test]
fn a_person_comes_and_signs_in() {
    both(&[MODULE], |base| {
        assert_eq!(asked(base, access::staff_count), 0);
        let staff = added(base, "Petrova", &[Role::Service, Role::Operator]);
        assert_eq!(asked(base, access::staff_count), 1);

        let (found, hash) = asked(base, |read| access::password_hash_of(read, "petrovA")).unwrap();
        assert_eq!(found, staff);
        assert!(access::verify("три простых слова", &hash));
        assert!(!access::verify("три простых слава", &hash));
        assert_eq!(asked(base, |read| access::password_hash_of(read, "nobody")), None);

        let token = signed_in(base, staff);
        let copy = token.clone();
        let ((session, person), statements) =
            asked(base, move |read| Ok((access::session_person(read, &copy)?.unwrap(), read.statements())));
        assert_eq!(statements, 1);
        assert_eq!((person.staff, person.login.as_str(), person.name.as_str()), (staff, "Petrova", "Имя Petrova"));
        assert_eq!(person.roles, [Role::Operator, Role::Service]);
        assert_eq!((person.lang, person.theme), (None, None));
        assert_eq!(asked(base, |read| access::session_person(read, "other")), None);

        let sessions = asked(base, move |read| access::sessions_of(read, staff));
        assert_eq!(sessions.len(), 1);
        assert_eq!((sessions[0].id, sessions[0].address.as_str()), (session, "10.0.0.7"));
        kept(base, move |tx| access::touch_sessions(tx, &[session]));

        assert!(!kept(base, move |tx| access::end_session(tx, StaffId::new(staff.get() + 1), session)));
        assert!(kept(base, move |tx| access::end_session(tx, staff, session)));
        assert!(!kept(base, move |tx| access::end_session(tx, staff, session)));
        assert_eq!(asked(base, move |read| access::session_person(read, &token)), None);
    });
}

#[test]
fn what_a_person_chose_is_kept() {
    both(&[MODULE], |base| {
        let staff = added(base, "ivanov", &[Role::Hunter]);
        kept(base, move |tx| {
            access::set_lang(tx, staff, Some(Lang::En))?;
            access::set_theme(tx, staff, Some("dark"))
        });
        let person = asked(base, move |read| access::person(read, staff)).unwrap();
        assert_eq!((person.lang, person.theme.as_deref()), (Some(Lang::En), Some("dark")));
        kept(base, move |tx| {
            access::set_lang(tx, staff, None)?;
            access::set_theme(tx, staff, Some("pink"))
        });
        let person = asked(base, |read| access::person_by_login(read, "IVANOV")).unwrap();
        assert_eq!((person.lang, person.theme), (None, None));
    });
}

#[test]
fn a_newcomer_is_refused_for_what_is_wrong() {
    both(&[MODULE], |base| {
        added(base, "sidorov", &[Role::Picker]);
        let cases = [
            (new("Sidorov", &[Role::Picker]), AccessRefused::LoginTaken("Sidorov".into())),
            (new(" ", &[Role::Picker]), AccessRefused::BadLogin),
            (new("two words", &[Role::Picker]), AccessRefused::BadLogin),
            (new("x", &[]), AccessRefused::NoRole),
            (new("x", &[Role::Buyer, Role::Operator]), AccessRefused::BothDuties(Role::Operator, Role::Buyer)),
            (NewStaff { name: " ".into(), ..new("x", &[Role::Picker]) }, AccessRefused::NoName),
        ];
        for (new, wanted) in cases {
            assert_eq!(refused(base, move |tx| access::add_staff(tx, &new)), wanted);
        }
        assert_eq!(asked(base, access::staff_count), 1);
    });
}

#[test]
fn every_refusal_is_said_in_both_languages() {
    let all = [
        AccessRefused::LoginTaken("ivanov".into()),
        AccessRefused::BadLogin,
        AccessRefused::NoName,
        AccessRefused::WeakPassword,
        AccessRefused::LongPassword,
        AccessRefused::NoRole,
        AccessRefused::BothDuties(Role::Operator, Role::Buyer),
        AccessRefused::NoSuchStaff,
        AccessRefused::Locked,
        AccessRefused::LastAdmin,
        AccessRefused::Stale,
        AccessRefused::OwnPassword,
        AccessRefused::BadPeriod,
        AccessRefused::WrongPassword,
        AccessRefused::PasswordsDiffer,
        AccessRefused::SamePassword,
        AccessRefused::NoTokenName,
        AccessRefused::BadTokenEnd,
        AccessRefused::TokenOutlives,
        AccessRefused::NotAProgram,
    ];
    for refused in &all {
        let (ru, en) = (refused.say(Lang::Ru), refused.say(Lang::En));
        assert!(ru.title != en.title && ru.detail != en.detail && ru.next != en.next, "{refused}");
        assert!((400..500).contains(&refused.status()));
        assert!(!refused.problem().is_empty());
    }
    let said = AccessRefused::BothDuties(Role::Operator, Role::Buyer).say(Lang::En).detail;
    assert!(said.contains("“Front-desk operator” and “Buyer”"), "{said}");
    assert!(AccessRefused::WeakPassword.fields(Lang::Ru)[0].message.contains('8'));
}

#[test]
fn who_sells_buys_only_by_a_dated_exception() {
    both(&[MODULE], |base| {
        let today = base.store.now().day(&Zone::utc());
        let exception = |from: i32, to: i32| DutyException {
            from_on: today.add_days(from),
            to_on: today.add_days(to),
            reason: "фирма из трёх".into(),
        };
        let owner = move |both_duties| NewStaff { both_duties, ..new("owner", &[Role::Operator, Role::Buyer]) };
        let both_refused = AccessRefused::BothDuties(Role::Operator, Role::Buyer);

        let over = owner(Some(exception(-9, -2)));
        assert_eq!(refused(base, move |tx| access::add_staff(tx, &over)), both_refused);
        let endless = owner(Some(exception(0, 4000)));
        assert_eq!(refused(base, move |tx| access::add_staff(tx, &endless)), AccessRefused::BadPeriod);
        let current = owner(Some(exception(0, 30)));
        let staff = done(base, move |tx| access::add_staff(tx, &current));
        assert_eq!(asked(base, access::duties), (1, vec![]));

        let other = added(base, "clerk", &[Role::Operator]);
        let change = move |tx: &mut Tx<'_>| access::set_roles(tx, other, &[Role::Operator, Role::Buyer]);
        assert_eq!(refused(base, change), both_refused);
        let silent = DutyException { reason: " ".into(), ..exception(0, 3) };
        assert_eq!(refused(base, move |tx| access::allow_both_duties(tx, other, &silent)), AccessRefused::BadPeriod);
        let leave = exception(0, 3);
        done(base, move |tx| access::allow_both_duties(tx, other, &leave));
        done(base, change);
        assert_eq!(asked(base, access::duties), (2, vec![]));

        damage(&base.place, "DELETE FROM duty_exception").unwrap();
        let broken =
            vec![format!("staff:{staff} is operator and buyer"), format!("staff:{other} is operator and buyer")];
        assert_eq!(asked(base, access::duties), (2, broken));
    });
}

#[test]
fn changed_roles_hold_from_the_next_request() {
    both(&[MODULE], |base| {
        let staff = added(base, "novikova", &[Role::Operator, Role::Service]);
        let token = signed_in(base, staff);
        done(base, move |tx| access::set_roles(tx, staff, &[Role::Claims, Role::Service, Role::Claims]));
        let (_, person) = asked(base, move |read| access::session_person(read, &token)).unwrap();
        assert_eq!(person.roles, [Role::Service, Role::Claims]);
        assert_eq!(asked(base, |read| access::staff_in_role(read, Role::Claims)), [staff]);
        assert_eq!(asked(base, |read| access::staff_in_role(read, Role::Operator)), []);
        assert_eq!(refused(base, move |tx| access::set_roles(tx, staff, &[])), AccessRefused::NoRole);
        let nobody = StaffId::new(999);
        assert_eq!(refused(base, move |tx| access::set_roles(tx, nobody, &[Role::Claims])), AccessRefused::NoSuchStaff);
    });
}

#[test]
fn a_person_is_changed_as_it_was_seen() {
    both(&[MODULE], |base| {
        let staff = added(base, "smirnova", &[Role::Operator]);
        let row = move |base: &TestBase| asked(base, move |read| access::staff_row(read, staff)).unwrap();
        let seen = row(base);
        assert_eq!(asked(base, access::staff_list), std::slice::from_ref(&seen));
        let named = |name: &str| StaffChange { name: Some(name.into()), roles: None };
        let (new, seen_version) = (named(" Мария Смирнова "), seen.version);
        done(base, move |tx| access::change_staff(tx, staff, seen_version, &new));
        let renamed = row(base);
        assert_eq!(
            (renamed.person.name.as_str(), renamed.person.roles.as_slice()),
            ("Мария Смирнова", &[Role::Operator][..])
        );
        assert!(renamed.version > seen.version);

        let other = StaffChange { name: Some("Другая".into()), roles: Some(vec![Role::Claims]) };
        let late = other.clone();
        assert_eq!(refused(base, move |tx| access::change_staff(tx, staff, seen_version, &late)), AccessRefused::Stale);
        let none = StaffChange { roles: Some(vec![]), ..other.clone() };
        let now = renamed.version;
        assert_eq!(refused(base, move |tx| access::change_staff(tx, staff, now, &none)), AccessRefused::NoRole);
        let nameless = named("  ");
        assert_eq!(refused(base, move |tx| access::change_staff(tx, staff, now, &nameless)), AccessRefused::NoName);
        assert_eq!(row(base), renamed);
        // What is as it was is no change.
        let same = StaffChange { name: Some("Мария Смирнова".into()), roles: Some(vec![Role::Operator]) };
        done(base, move |tx| access::change_staff(tx, staff, now, &same));
        assert_eq!(row(base), renamed);
        done(base, move |tx| access::change_staff(tx, staff, now, &other));
        done(base, move |tx| access::lock_staff(tx, staff));
        let locked = row(base);
        assert_eq!((locked.person.name.as_str(), locked.person.roles.as_slice()), ("Другая", &[Role::Claims][..]));
        assert!(locked.locked_at.is_some() && locked.version > now + 1);
        done(base, move |tx| access::unlock_staff(tx, staff));
        assert!(row(base).version > locked.version);
    });
}

#[test]
fn a_leaver_is_out_at_once() {
    both(&[MODULE], |base| {
        let staff = added(base, "leaver", &[Role::AccountManager]);
        let stays = added(base, "stays", &[Role::AccountManager]);
        let (session, theirs) = (signed_in(base, staff), signed_in(base, stays));
        let token = done(base, move |tx| access::add_token(tx, staff, "1C", None));
        let copy = token.clone();
        assert_eq!(asked(base, move |read| access::token_person(read, &copy)).unwrap().1.staff, staff);

        done(base, move |tx| access::lock_staff(tx, staff));
        done(base, move |tx| access::lock_staff(tx, staff));

        let copy = session.clone();
        assert_eq!(asked(base, move |read| access::session_person(read, &copy)), None);
        assert_eq!(asked(base, move |read| access::token_person(read, &token)), None);
        assert!(asked(base, move |read| access::session_person(read, &theirs)).is_some());
        assert_eq!(asked(base, |read| access::password_hash_of(read, "leaver")), None);
        assert_eq!(refused(base, move |tx| access::open_session(tx, staff, "", "")), AccessRefused::Locked);
        assert_eq!(refused(base, move |tx| access::add_token(tx, staff, "", None)), AccessRefused::Locked);
        assert_eq!(asked(base, |read| access::staff_in_role(read, Role::AccountManager)), [stays]);
        assert_eq!(asked(base, access::leaver), (1, vec![]));
        let list = asked(base, access::staff_list);
        assert_eq!(list.iter().map(|row| row.locked_at.is_some()).collect::<Vec<_>>(), [true, false]);

        damage(&base.place, "UPDATE session SET ended_at = NULL; UPDATE api_token SET ended_at = NULL;").unwrap();
        let broken = vec![format!("staff:{staff} has 1 sessions and 1 tokens")];
        assert_eq!(asked(base, access::leaver), (1, broken));
        // Even then nobody gets in who is locked.
        assert_eq!(asked(base, move |read| access::session_person(read, &session)), None);
        done(base, move |tx| access::unlock_staff(tx, staff));
        assert!(asked(base, |read| access::password_hash_of(read, "leaver")).is_some());
    });
}

#[test]
fn the_last_administrator_stays() {
    both(&[MODULE], |base| {
        let first = added(base, "root", &[Role::Admin]);
        assert_eq!(refused(base, move |tx| access::lock_staff(tx, first)), AccessRefused::LastAdmin);
        let change = move |tx: &mut Tx<'_>| access::set_roles(tx, first, &[Role::Director]);
        assert_eq!(refused(base, change), AccessRefused::LastAdmin);
        let second = added(base, "second", &[Role::Admin, Role::Director]);
        done(base, change);
        assert_eq!(refused(base, move |tx| access::lock_staff(tx, second)), AccessRefused::LastAdmin);
    });
}

#[test]
fn a_token_ends_by_its_date_or_by_hand() {
    both(&[MODULE], |base| {
        let staff = added(base, "robot", &[Role::Integration]);
        let past = base.store.now().add_seconds(-5);
        let over = done(base, move |tx| access::add_token(tx, staff, "old", Some(past)));
        let live = done(base, move |tx| access::add_token(tx, staff, "checker", None));
        assert_eq!(asked(base, move |read| access::token_person(read, &over)), None);
        let copy = live.clone();
        let (id, person) = asked(base, move |read| access::token_person(read, &copy)).unwrap();
        assert_eq!(person.roles, [Role::Integration]);
        kept(base, move |tx| access::touch_tokens(tx, &[id]));
        let tokens = asked(base, move |read| access::tokens(read, Some(staff)));
        let names: Vec<_> = tokens.iter().map(|token| (token.name.as_str(), token.last_used_at.is_some())).collect();
        assert_eq!(names, [("checker", true), ("old", false)]);
        assert!(kept(base, move |tx| access::end_token(tx, id)));
        assert!(!kept(base, move |tx| access::end_token(tx, id)));
        assert_eq!(asked(base, move |read| access::token_person(read, &live)), None);
    });
}

#[test]
fn only_digests_of_secrets_are_kept() {
    both(&[MODULE], |base| {
        let staff = added(base, "careful", &[Role::Admin]);
        let session = signed_in(base, staff);
        store::sql! { KEPT = "SELECT token_hash FROM session WHERE staff_id = ?1"; }
        let (kept,): (Vec<u8>,) = asked(base, move |read| read.one(&KEPT, store::p![staff]));
        assert_eq!(kept.len(), 32);
        assert_ne!(kept, session.as_bytes());
    });
}

#[test]
fn an_idle_or_old_session_ends_by_itself() {
    both(&[MODULE], |base| {
        let staff = added(base, "sleepy", &[Role::Analyst]);
        let (idle, old) = (signed_in(base, staff), signed_in(base, staff));
        let now = base.store.now();
        let hours = |n: i64| now.add_seconds(-n * 3600).millis();
        let text = format!(
            "UPDATE session SET seen_at = {} WHERE id = 1; UPDATE session SET made_at = 1, ends_at = {} WHERE id = 2;",
            hours(access::SESSION_IDLE_HOURS + 1),
            hours(1)
        );
        damage(&base.place, &text).unwrap();
        assert_eq!(asked(base, move |read| access::session_person(read, &idle)), None);
        assert_eq!(asked(base, move |read| access::session_person(read, &old)), None);
        assert_eq!(asked(base, move |read| access::sessions_of(read, staff)), []);
        kept(base, access::forget_old);
    });
}

#[test]
fn a_new_password_ends_the_sessions() {
    both(&[MODULE], |base| {
        let staff = added(base, "changing", &[Role::Analyst]);
        let session = signed_in(base, staff);
        let (_, before) = asked(base, |read| access::password_hash_of(read, "changing")).unwrap();
        let password = access::hash_password_at("другой пароль", Cost::Cheap).unwrap();
        done(base, move |tx| access::set_password(tx, staff, &password));
        assert_eq!(asked(base, move |read| access::session_person(read, &session)), None);
        let sessions = |base: &TestBase| asked(base, move |read| access::sessions_of(read, staff)).len();
        let late = refused(base, move |tx| access::sign_in(tx, staff, &before, "Firefox", "10.0.0.7"));
        assert_eq!((late, sessions(base)), (AccessRefused::WrongPassword, 0), "checked before, opened after");
        let (_, hash) = asked(base, |read| access::password_hash_of(read, "changing")).unwrap();
        let seen = hash.clone();
        let opened = done(base, move |tx| access::sign_in(tx, staff, &seen, "Firefox", "10.0.0.7"));
        assert!(asked(base, move |read| access::session_person(read, &opened)).is_some());
        assert!(access::verify("другой пароль", &hash) && !access::verify("три простых слова", &hash));
        let again = signed_in(base, staff);
        kept(base, move |tx| access::end_all(tx, staff));
        assert_eq!(asked(base, move |read| access::session_person(read, &again)), None);
    });
}

#[test]
fn five_wrong_passwords_cost_a_wait() {
    both(&[MODULE], |base| {
        added(base, "guessed", &[Role::Analyst]);
        let wait = |base: &TestBase| asked(base, |read| access::try_again_at(read, "GUESSED", "1.2.3.4"));
        for _ in 0..4 {
            kept(base, |tx| access::note_attempt(tx, "guessed", "1.2.3.4", false));
        }
        assert_eq!(wait(base), None);
        for _ in 0..6 {
            kept(base, |tx| access::note_attempt(tx, "Guessed", "9.9.9.9", false));
        }
        let now = base.store.now();
        let until = wait(base).expect("a wait").millis_since(now);
        assert!((50_000..=64_000).contains(&until), "{until}");

        let failed = asked(base, |read| access::attempts(read, "guessed", "1.2.3.4", Moment::from_millis(0)));
        assert_eq!((failed.login, failed.address), (10, 4));
        let nobody = asked(base, |read| access::attempts(read, "other", "7.7.7.7", Moment::from_millis(0)));
        assert_eq!((nobody.login, nobody.login_last, nobody.address_last), (0, None, None));

        kept(base, |tx| access::note_attempt(tx, "guessed", "1.2.3.4", true));
        assert_eq!(wait(base), None);
    });
}

#[test]
fn one_address_guessing_many_logins_has_to_wait() {
    both(&[MODULE], |base| {
        for n in 0..40 {
            kept(base, move |tx| access::note_attempt(tx, &format!("name{n}"), "6.6.6.6", false));
        }
        assert!(asked(base, |read| access::try_again_at(read, "fresh", "6.6.6.6")).is_some());
        assert_eq!(asked(base, |read| access::try_again_at(read, "fresh", "5.5.5.5")), None);
    });
}

#[test]
fn a_setup_link_works_once_and_only_in_an_empty_base() {
    both(&[MODULE], |base| {
        let link = kept(base, access::make_setup_link);
        let spare = kept(base, access::make_setup_link);
        let good = |link: &str| {
            let link = link.to_owned();
            asked(base, move |read| access::is_setup_link(read, &link))
        };
        assert!(good(&link) && good(&spare) && !good("guess") && !good(""));
        assert!(!kept(base, |tx| access::use_setup_link(tx, "guess")));
        let copy = link.clone();
        assert!(kept(base, move |tx| access::use_setup_link(tx, &copy)));
        assert!(!good(&link) && good(&spare));
        assert!(!kept(base, move |tx| access::use_setup_link(tx, &link)));
        added(base, "first", &[Role::Admin]);
        assert!(!good(&spare));
        assert!(!kept(base, move |tx| access::use_setup_link(tx, &spare)));
    });
}

#[test]
fn names_are_found_for_many_at_once() {
    both(&[MODULE], |base| {
        let (one, two) = (added(base, "a", &[Role::Picker]), added(base, "b", &[Role::Picker]));
        let names = asked(base, move |read| access::staff_names(read, &[two, one, StaffId::new(77)]));
        assert_eq!(names, [(one, "Имя a".to_string()), (two, "Имя b".to_string())]);
        assert_eq!(asked(base, |read| access::staff_names(read, &[])), []);
    });
}

#[test]
fn events_carry_numbers_and_codes_only() {
    both(&[MODULE], |base| {
        let staff = added(base, "seen", &[Role::Picker]);
        signed_in(base, staff);
        let mut events = Vec::new();
        for _ in 0..500 {
            events = asked(base, |read| store::events_after(read, 0, 10));
            if events.len() == 2 {
                break;
            }
            std::thread::park_timeout(std::time::Duration::from_millis(20));
        }
        let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["staff_added", "session_opened"]);
        assert!(events.iter().all(|event| !event.payload.contains("seen") && !event.payload.contains("Имя")));
        assert_eq!(events[1].actor, format!("staff:{staff}"));
        assert_eq!(events[1].entity_id, SessionId::new(1).get());
    });
}

#[test]
fn every_statement_is_accepted_by_both_engines() {
    both(&[MODULE], |base| {
        let checked = asked(base, |read| {
            let ours = store::registered().filter(|sql| sql.place.contains("access/src"));
            ours.map(|sql| read.check(sql)).collect::<Result<Vec<_>, _>>()
        });
        assert!(checked.len() > 40, "{}", checked.len());
    });
}

fn token(holder: StaffId, name: &str, ends_at: Option<Moment>) -> NewToken {
    NewToken { holder, name: name.into(), ends_at }
}

/// Makes a token as this person, by a session or with a token.
fn made_by(
    base: &TestBase,
    actor: Actor,
    maker: StaffId,
    new: NewToken,
) -> Result<(TokenId, String), Stop<AccessRefused>> {
    base.store.write_now(actor, move |tx| {
        let maker = access::person(tx, maker)?.unwrap();
        access::make_token(tx, &maker, &new)
    })
}

#[test]
fn a_token_has_a_name_an_end_and_a_holder_who_asked_for_it() {
    both(&[MODULE], |base| {
        let (admin, director) = (added(base, "root", &[Role::Admin]), added(base, "boss", &[Role::Director]));
        let (program, mixed) =
            (added(base, "1c", &[Role::Integration]), added(base, "mixed", &[Role::Integration, Role::Analyst]));
        let day = base.store.now().add_seconds(24 * 3600);
        let too_far = base.store.now().add_seconds((access::LONGEST_TOKEN_DAYS + 2) * 24 * 3600);
        let past = base.store.now().add_seconds(-5);
        let long = "x".repeat(101);
        let cases = [
            (admin, token(admin, "  ", Some(day)), AccessRefused::NoTokenName),
            (admin, token(admin, &long, Some(day)), AccessRefused::NoTokenName),
            (admin, token(admin, "mine", None), AccessRefused::BadTokenEnd),
            (admin, token(admin, "mine", Some(past)), AccessRefused::BadTokenEnd),
            (admin, token(program, "1C", Some(too_far)), AccessRefused::BadTokenEnd),
            (admin, token(director, "his", Some(day)), AccessRefused::NotAProgram),
            (admin, token(mixed, "its", Some(day)), AccessRefused::NotAProgram),
            (director, token(program, "1C", Some(day)), AccessRefused::NotAProgram),
            (admin, token(StaffId::new(999), "nobody", Some(day)), AccessRefused::NoSuchStaff),
        ];
        for (maker, new, wanted) in cases {
            let ended = made_by(base, Actor::Staff(maker), maker, new.clone());
            assert!(matches!(&ended, Err(Stop::Refused(refused)) if *refused == wanted), "{new:?}: {ended:?}");
            assert_eq!(asked(base, |read| access::tokens(read, None)), [], "{new:?}");
        }

        let (id, secret) = made_by(base, Actor::Staff(admin), admin, token(program, " 1C ", None)).unwrap();
        let (_, own) = made_by(base, Actor::Staff(director), director, token(director, "own", Some(day))).unwrap();
        assert!(secret.starts_with("prichal_") && secret.len() == 51, "{}", secret.len());
        let kept = asked(base, move |read| access::token(read, id)).unwrap();
        assert_eq!((kept.name.as_str(), kept.holder.as_str(), kept.ends_at), ("1C", "Имя 1c", None));
        assert_eq!(kept.tail.as_deref(), secret.get(47..));
        let names: Vec<String> =
            asked(base, |read| access::tokens(read, None)).into_iter().map(|token| token.name).collect();
        assert_eq!(names, ["own", "1C"]);
        assert_eq!(asked(base, move |read| access::tokens(read, Some(program))).len(), 1);
        assert_eq!(asked(base, access::programs).len(), 1);
        let holder = asked(base, move |read| access::token_person(read, &own)).unwrap().1;
        assert_eq!(holder.staff, director);
    });
}

#[test]
fn a_stolen_token_leaves_no_heirs() {
    both(&[MODULE], |base| {
        let (staff, program) = (added(base, "boss", &[Role::Admin]), added(base, "1c", &[Role::Integration]));
        let day = |n: i64| base.store.now().add_seconds(n * 24 * 3600);
        let (first, _) = made_by(base, Actor::Staff(staff), staff, token(staff, "first", Some(day(30)))).unwrap();
        let with = |token| Actor::Token { token, staff };
        for end in [None, Some(day(31))] {
            let ended = made_by(base, with(first), staff, token(program, "longer", end));
            assert!(matches!(ended, Err(Stop::Refused(AccessRefused::TokenOutlives))), "{ended:?}");
        }
        assert_eq!(asked(base, |read| access::tokens(read, None)).len(), 1);
        let (second, _) = made_by(base, with(first), staff, token(staff, "second", Some(day(20)))).unwrap();
        let (_, third) = made_by(base, with(second), staff, token(program, "third", Some(day(10)))).unwrap();
        let (other, _) = made_by(base, Actor::Staff(staff), staff, token(staff, "other", Some(day(9)))).unwrap();

        assert!(kept(base, move |tx| access::end_token(tx, first)));
        assert_eq!(asked(base, move |read| access::token_person(read, &third)), None);
        let left: Vec<TokenId> =
            asked(base, |read| access::tokens(read, None)).into_iter().map(|token| token.id).collect();
        assert_eq!(left, [other]);
        let late = made_by(base, with(second), staff, token(staff, "late", Some(day(1))));
        assert!(matches!(late, Err(Stop::Refused(AccessRefused::TokenOutlives))), "{late:?}");
        assert_eq!(asked(base, |read| access::tokens(read, None)).len(), 1);

        let (_, heir) = made_by(base, with(other), staff, token(program, "heir", Some(day(1)))).unwrap();
        added(base, "next", &[Role::Admin]);
        done(base, move |tx| access::lock_staff(tx, staff));
        assert_eq!(asked(base, move |read| access::token_person(read, &heir)), None);
    });
}
