//! Pure rules of the call desk: what a call must be like, whom a topic goes to, who is asked first.

use access::{Perm, Role, Scope};
use cases::{CaseKind, Topic};
use kernel::{Moment, StaffId};

use super::errors::{Wrong, WrongField};
use super::model::{PersonRow, PresenceState};

/// A call that began longer ago is not announced any more, seconds.
const OLDEST_START: i64 = 86_400;
/// Clocks of exchanges may be ahead by this, seconds.
const CLOCK_AHEAD: i64 = 60;
/// Whoever did not get through is called back within this, seconds.
pub(crate) const CALL_BACK_WITHIN: i64 = 15 * 60;
/// A call that rings longer was missed and the exchange did not tell, seconds.
pub(crate) const RINGS_AT_MOST: i64 = 10 * 60;
/// A talk longer than this ended and nobody told, seconds.
pub(crate) const TALKS_AT_MOST: i64 = 4 * 3600;
/// A signed message may be so old, seconds.
pub(crate) const MESSAGE_AGE: i64 = 300;

/// Topics of the desk in their order on the page.
pub(crate) const TOPICS: [Topic; 6] =
    [Topic::Delivery, Topic::Order, Topic::Claim, Topic::Technical, Topic::Payment, Topic::Papers];

/// Roles that answer a topic, the fitting one first.
pub(crate) fn roles_for(topic: Topic) -> &'static [Role] {
    match topic {
        Topic::Delivery | Topic::Papers => &[Role::Service, Role::HeadService],
        Topic::Order => &[Role::Service, Role::AccountManager, Role::Hunter],
        Topic::Claim => &[Role::Claims, Role::Service, Role::HeadService],
        Topic::Technical => &[Role::Consultant, Role::Engineer],
        Topic::Payment => &[Role::Accountant, Role::Service],
        Topic::CallBack | Topic::Other => &[Role::Operator, Role::Service],
    }
}

/// The same for somebody nobody knows: an order of theirs is first of all a new client.
pub(crate) fn roles_for_newcomer(topic: Topic) -> &'static [Role] {
    match topic {
        Topic::Order => &[Role::Hunter, Role::Service, Role::AccountManager],
        other => roles_for(other),
    }
}

/// What kind of case a topic opens.
pub(crate) fn kind_of(topic: Topic) -> CaseKind {
    match topic {
        Topic::Order => CaseKind::Order,
        Topic::Technical => CaseKind::Enquiry,
        Topic::CallBack => CaseKind::Task,
        _ => CaseKind::Question,
    }
}

/// Roles at the desk: the calls are their home.
pub(crate) fn is_desk(role: Role) -> bool {
    matches!(role, Role::Operator | Role::HeadFrontDesk)
}

/// Whether a role can be given a call.
pub(crate) fn takes_calls(role: Role) -> bool {
    role != Role::Integration && access::scope(role, Perm::CasesWrite) != Scope::None
}

/// How a colleague stands to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stand {
    /// Free.
    Free,
    /// Said nothing of themselves.
    Unknown,
    /// Talks on the telephone.
    Talks,
    /// Busy.
    Busy,
    /// Away for a while.
    Out,
    /// Not at work.
    Off,
}

impl Stand {
    /// The word in the API.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Stand::Free => "free",
            Stand::Unknown => "unknown",
            Stand::Talks => "talks",
            Stand::Busy => "busy",
            Stand::Out => "out",
            Stand::Off => "off",
        }
    }
}

/// Somebody to whom a call can be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) staff: StaffId,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) stand: Stand,
    pub(crate) until: Option<Moment>,
    pub(crate) talks_since: Option<Moment>,
    pub(crate) extension: Option<String>,
    /// In the client's team.
    pub(crate) team: bool,
}

/// How a colleague stands at a moment: a telephone in use counts before what was said, and what was said ends.
pub(crate) fn stand(state: Option<PresenceState>, until: Option<Moment>, talks: bool, now: Moment) -> Stand {
    if talks {
        return Stand::Talks;
    }
    let over = until.is_some_and(|until| until <= now);
    match state {
        None => Stand::Unknown,
        Some(PresenceState::Free) => Stand::Free,
        Some(_) if over => Stand::Free,
        Some(PresenceState::Busy) => Stand::Busy,
        Some(PresenceState::Out) => Stand::Out,
        Some(PresenceState::Off) => Stand::Off,
    }
}

fn person_of(row: &PersonRow, team: bool, now: Moment) -> Option<Person> {
    Some(Person {
        staff: row.staff,
        name: row.name.clone(),
        role: Role::parse(&row.role)?,
        stand: stand(row.state, row.until, row.talks_since.is_some(), now),
        until: row.until.filter(|until| *until > now),
        talks_since: row.talks_since,
        extension: row.extension.clone(),
        team,
    })
}

/// Who is asked about a topic, whose roles these are: of the client's team and able to talk first, then by role, the free before the others.
pub(crate) fn people_for(
    rows: &[PersonRow],
    roles: &[Role],
    team: &[StaffId],
    me: StaffId,
    now: Moment,
    most: usize,
) -> Vec<Person> {
    let mut found: Vec<(u8, usize, Person)> = Vec::new();
    for row in rows.iter().filter(|row| row.staff != me) {
        let Some(role) = Role::parse(&row.role).filter(|role| takes_calls(*role)) else { continue };
        let in_team = team.contains(&row.staff);
        let place = roles.iter().position(|wanted| *wanted == role);
        // The team's manager is shown whatever the topic: the caller may ask for them.
        let place = match place {
            Some(place) => place,
            None if in_team => roles.len(),
            None => continue,
        };
        let Some(person) = person_of(row, in_team, now) else { continue };
        let able = person.stand <= Stand::Unknown;
        let rank = match (place < roles.len(), in_team, able) {
            (true, true, true) => 0,
            (true, false, true) => 1,
            (false, true, true) => 2,
            (true, true, false) => 3,
            (false, true, false) => 4,
            (_, _, _) => 5,
        };
        found.push((rank, place, person));
    }
    found.sort_by_key(|(rank, place, person)| (*rank, *place, person.stand, person.staff));
    let mut people: Vec<Person> = Vec::new();
    for (.., person) in found {
        if people.len() < most && !people.iter().any(|one| one.staff == person.staff) {
            people.push(person);
        }
    }
    people
}

/// Who answers each topic for a client: the first to be asked, with all topics that are theirs; then the rest of the team.
pub(crate) fn people_by_topic(rows: &[PersonRow], team: &[StaffId], now: Moment) -> Vec<(Person, Vec<Topic>)> {
    let mut found: Vec<(Person, Vec<Topic>)> = Vec::new();
    for topic in TOPICS {
        let first = people_for(rows, roles_for(topic), team, StaffId::new(0), now, 1).into_iter().next();
        // A colleague from outside the team stands in only for a topic that is theirs.
        let Some(person) = first.filter(|person| roles_for(topic).contains(&person.role)) else { continue };
        match found.iter_mut().find(|(one, _)| one.staff == person.staff) {
            Some((_, topics)) => topics.push(topic),
            None => found.push((person, vec![topic])),
        }
    }
    for staff in team {
        if found.iter().any(|(one, _)| one.staff == *staff) {
            continue;
        }
        if let Some(person) = rows.iter().find(|row| row.staff == *staff).and_then(|row| person_of(row, true, now)) {
            found.push((person, Vec::new()));
        }
    }
    found.sort_by_key(|(person, _)| !person.team);
    found
}

/// A short text from outside without spaces around it.
pub(crate) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is wrong with a text, if anything.
pub(crate) fn text(text: &str, most: usize) -> Option<Wrong> {
    if text.is_empty() {
        return Some(Wrong::Missing);
    }
    if text.chars().count() > most {
        return Some(Wrong::TooLong(i64::try_from(most).unwrap_or(i64::MAX)));
    }
    text.chars().any(char::is_control).then_some(Wrong::Unreadable)
}

/// What is wrong with the moment at which a call began, if anything.
pub(crate) fn start(at: Moment, now: Moment) -> Option<Wrong> {
    let off = at > now.add_seconds(CLOCK_AHEAD) || at < now.add_seconds(-OLDEST_START);
    off.then_some(Wrong::BadStart)
}

/// Says what is wrong with a field.
pub(crate) fn check(wrong: &mut Vec<WrongField>, pointer: &str, what: Option<Wrong>) {
    wrong.extend(what.map(|what| WrongField::new(pointer, what)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(staff: i64, role: Role, state: Option<PresenceState>) -> PersonRow {
        PersonRow {
            staff: StaffId::new(staff),
            name: format!("n{staff}"),
            role: role.code().into(),
            state,
            until: None,
            talks_since: None,
            extension: None,
        }
    }

    fn asked(rows: &[PersonRow], topic: Topic, team: &[i64]) -> Vec<i64> {
        let team: Vec<StaffId> = team.iter().copied().map(StaffId::new).collect();
        let people = people_for(rows, roles_for(topic), &team, StaffId::new(1), Moment::from_millis(1_000_000), 4);
        people.into_iter().map(|person| person.staff.get()).collect()
    }

    #[test]
    fn the_clients_own_and_free_colleague_is_asked_first() {
        use PresenceState::{Busy, Free, Off};
        let rows = [
            row(1, Role::Service, Some(Free)),
            row(2, Role::Service, Some(Free)),
            row(3, Role::Service, Some(Free)),
            row(4, Role::Service, Some(Off)),
            row(5, Role::AccountManager, Some(Free)),
            row(6, Role::Buyer, Some(Free)),
            row(7, Role::Service, None),
        ];
        assert_eq!(asked(&rows, Topic::Delivery, &[3, 5]), [3, 2, 7, 5], "team, then free, then the manager");
        assert_eq!(asked(&rows, Topic::Delivery, &[4]), [2, 3, 7, 4], "the own one is not at work: stands behind");
        assert_eq!(asked(&rows, Topic::Delivery, &[]), [2, 3, 7, 4]);
        assert_eq!(asked(&rows, Topic::Technical, &[]), [0; 0], "nobody of that role");
        let with_hunter = [row(2, Role::Service, Some(Free)), row(3, Role::Hunter, Some(Free))];
        let newcomer = roles_for_newcomer(Topic::Order);
        let people = people_for(&with_hunter, newcomer, &[], StaffId::new(1), Moment::from_millis(1), 4);
        assert_eq!(people[0].role, Role::Hunter, "somebody new is won first");
        let busy = [row(2, Role::Claims, Some(Busy)), row(3, Role::Claims, Some(Free))];
        assert_eq!(asked(&busy, Topic::Claim, &[]), [3, 2]);
    }

    #[test]
    fn each_topic_names_who_answers_it_and_nobody_of_the_team_is_left_out() {
        use PresenceState::{Free, Off};
        let rows = [
            row(1, Role::AccountManager, Some(Free)),
            row(2, Role::Service, Some(Off)),
            row(3, Role::Service, Some(Free)),
            row(4, Role::Claims, Some(Free)),
            row(5, Role::Hunter, None),
            row(6, Role::Buyer, Some(Free)),
        ];
        let team: Vec<StaffId> = [1, 2, 5].into_iter().map(StaffId::new).collect();
        let by = people_by_topic(&rows, &team, Moment::from_millis(1_000_000));
        let said: Vec<(i64, bool, &[Topic])> = by.iter().map(|(p, t)| (p.staff.get(), p.team, t.as_slice())).collect();
        assert_eq!(
            said,
            [
                (1, true, &[Topic::Order][..]),
                (2, true, &[]),
                (5, true, &[]),
                (3, false, &[Topic::Delivery, Topic::Payment, Topic::Papers]),
                (4, false, &[Topic::Claim]),
            ],
            "service of the team is not at work: a free colleague answers"
        );
    }

    #[test]
    fn a_buyer_is_never_given_a_call() {
        for topic in cases::Topic::ALL {
            assert!(!roles_for(*topic).contains(&Role::Buyer));
            assert!(roles_for(*topic).iter().all(|role| takes_calls(*role)), "{topic:?}");
        }
        assert_eq!(asked(&[row(6, Role::Buyer, Some(PresenceState::Free))], Topic::Order, &[6]), [0; 0]);
    }

    #[test]
    fn what_was_said_of_oneself_ends_and_a_telephone_in_use_comes_first() {
        let now = Moment::from_millis(10_000);
        let out = Some(PresenceState::Out);
        assert_eq!(stand(out, Some(now.add_seconds(60)), false, now), Stand::Out);
        assert_eq!(stand(out, Some(now), false, now), Stand::Free);
        assert_eq!(stand(Some(PresenceState::Free), None, true, now), Stand::Talks);
        assert_eq!(stand(None, None, false, now), Stand::Unknown);
    }

    #[test]
    fn a_call_begins_today_and_not_tomorrow() {
        let now = Moment::from_millis(1_800_000_000_000);
        assert_eq!(start(now, now), None);
        assert_eq!(start(now.add_seconds(61), now), Some(Wrong::BadStart));
        assert_eq!(start(now.add_seconds(-86_401), now), Some(Wrong::BadStart));
    }
}
