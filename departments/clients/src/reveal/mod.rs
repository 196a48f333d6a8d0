//! Numbers that are hidden from a reader outside the client's team, shown once for a reason that is kept.

pub(crate) mod api;
pub(crate) mod web;

use house::Visit;
use kernel::{ClientId, ContactId, Event, Moment, StaffId};
use serde_json::json;
use store::{Fault, Read, Stop, Tx, p, row, sql};

use crate::errors::{ClientRefused, Wrong, WrongField};
use crate::model::{ClientEmail, ClientPhone, Sight};
use crate::{questions, rules};

/// Shortest reason, in letters.
pub(crate) const REASON_LEAST: usize = 3;
/// Longest reason, in letters.
pub(crate) const REASON_MOST: usize = 200;
/// A person is shown so many hidden contacts within [`WITHIN`].
pub const MOST: i64 = 30;
/// Seconds in which [`MOST`] counts.
const WITHIN: i64 = 3600;

sql! {
    INSERT = "INSERT INTO contact_reveal (client_id, contact_id, staff_id, reason, revealed_at) \
        VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id";
    RECENT = "SELECT CAST(COUNT(*) AS BIGINT), MIN(revealed_at) FROM contact_reveal WHERE staff_id = ?1 AND revealed_at > ?2";
    OF_CLIENT = "SELECT r.id, r.contact_id, t.name, r.staff_id, s.name, r.reason, r.revealed_at FROM contact_reveal r \
        JOIN view_staff s ON s.id = r.staff_id LEFT JOIN contact t ON t.id = r.contact_id \
        WHERE r.client_id = ?1 AND r.id < ?2 ORDER BY r.id DESC LIMIT ?3";
}

row! {
    /// Who was shown hidden numbers, whose, and why.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Reveal {
        /// Its number.
        pub id: i64,
        /// The person there; none for the client's own numbers.
        pub contact: Option<ContactId>,
        /// The person's name.
        pub contact_name: Option<String>,
        /// Who was shown them.
        pub staff: StaffId,
        /// The name.
        pub staff_name: String,
        /// What for, as typed.
        pub reason: String,
        /// When.
        pub at: Moment,
    }
}

/// Numbers and addresses with all their digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revealed {
    /// Numbers.
    pub phones: Vec<ClientPhone>,
    /// Mail addresses.
    pub emails: Vec<ClientEmail>,
}

/// Shows the numbers of a person at a client, or the client's own, to somebody outside the client's team.
///
/// Who sees them anyway leaves no trace. Refused: unknown client or person, another team's client, no reason,
/// too many within the hour.
pub fn reveal(
    tx: &mut Tx<'_>,
    visit: &Visit,
    client: ClientId,
    contact: Option<ContactId>,
    reason: &str,
) -> Result<Revealed, Stop<ClientRefused>> {
    let card = questions::card(tx, visit, client)?.filter(|card| card.client.retail_at.is_none());
    let Some(card) = card else { return Err(Stop::Refused(ClientRefused::Unknown(client))) };
    if card.sight == Sight::Locked {
        let team = questions::team_names(tx, client)?;
        return Err(Stop::Refused(ClientRefused::NotYours { client, team }));
    }
    if contact.is_some_and(|contact| card.contacts.iter().all(|there| there.id != contact)) {
        return Err(Stop::Refused(ClientRefused::UnknownContact(client)));
    }
    let reason = read_reason(reason).map_err(Stop::Refused)?;
    if card.sight == Sight::Masked {
        write_down(tx, visit, client, contact, &reason)?;
    }
    Ok(Revealed {
        phones: card.phones.into_iter().filter(|phone| phone.contact == contact).collect(),
        emails: card.emails.into_iter().filter(|email| email.contact == contact).collect(),
    })
}

/// A reason is at least a word: it is read by whoever asks later why.
fn read_reason(typed: &str) -> Result<String, ClientRefused> {
    let reason = rules::tidy(typed);
    let letters = reason.chars().count();
    let wrong = if reason.is_empty() {
        Some(Wrong::Missing)
    } else if letters < REASON_LEAST {
        Some(Wrong::TooShort(REASON_LEAST))
    } else if letters > REASON_MOST {
        Some(Wrong::TooLong(REASON_MOST))
    } else if reason.chars().any(char::is_control) {
        Some(Wrong::Unreadable)
    } else {
        None
    };
    match wrong {
        Some(what) => Err(ClientRefused::Fields(vec![WrongField { pointer: "/reason".into(), what }])),
        None => Ok(reason),
    }
}

fn write_down(
    tx: &mut Tx<'_>,
    visit: &Visit,
    client: ClientId,
    contact: Option<ContactId>,
    reason: &str,
) -> Result<(), Stop<ClientRefused>> {
    let staff = visit.staff();
    let now = tx.now();
    // Two windows of one person at the same moment may pass the bound by one: it guards a base, not money.
    let (count, first): (i64, Option<Moment>) = tx.one(&RECENT, p![staff, now.add_seconds(-WITHIN)])?;
    if let (true, Some(first)) = (count >= MOST, first) {
        let again_at = i18n::fmt::time(first.add_seconds(WITHIN), &visit.zone);
        return Err(Stop::Refused(ClientRefused::RevealedEnough { most: MOST, again_at }));
    }
    let id = tx.insert(&INSERT, p![client, contact, staff, reason, now])?;
    // On the colleague, not on the client: nobody's open card is to be called changed by it.
    let payload = json!({ "client": client, "contact": contact, "reveal": id, "staff": staff });
    tx.event(Event::new("contact_revealed", staff, payload.to_string()), Some(client));
    Ok(())
}

/// Who was shown hidden numbers of a client, the latest first.
pub fn reveals(read: &mut Read<'_>, client: ClientId, below: i64, limit: i64) -> Result<Vec<Reveal>, Fault> {
    read.rows(&OF_CLIENT, p![client, below, limit])
}
