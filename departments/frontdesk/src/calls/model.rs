//! Nouns of the call desk: a call, who may be calling, whether a colleague is free.

use cases::Topic;
use house::coded;
use kernel::{CallId, CaseId, ClientId, ContactId, Moment, StaffId};
use store::row;

use crate::texts;

coded! {
    /// Who called whom.
    Direction {
        /// Somebody calls us.
        In "in" texts::direction_in,
        /// We call somebody.
        Out "out" texts::direction_out,
    }
}

coded! {
    /// How a call ended.
    CallOutcome {
        /// Answered on the spot.
        Solved "solved" texts::outcome_solved,
        /// Given on to a colleague with a brief.
        Connected "connected" texts::outcome_connected,
        /// A call-back was promised.
        CallBack "call_back" texts::outcome_call_back,
        /// Nobody answered: a call-back is owed.
        Missed "missed" texts::outcome_missed,
        /// Ended without a word on how.
        Dropped "dropped" texts::outcome_dropped,
    }
}

coded! {
    /// Whether a colleague can take a call.
    PresenceState {
        /// At the desk.
        Free "free" texts::presence_free,
        /// At the desk, not to be disturbed.
        Busy "busy" texts::presence_busy,
        /// On the way, at a client, at lunch.
        Out "out" texts::presence_out,
        /// Not at work.
        Off "off" texts::presence_off,
    }
}

row! {
    /// A telephone call.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Call {
        /// Its number.
        pub id: CallId,
        /// Who called whom.
        pub direction: Direction,
        /// The caller as the exchange gave it.
        pub from: String,
        /// The called number as the exchange gave it.
        pub to: String,
        /// The other side's number in its international form; none when it is hidden or no number.
        pub number: Option<String>,
        /// Its number at the exchange.
        pub external_id: Option<String>,
        /// Who calls, once that is known.
        pub client: Option<ClientId>,
        /// The client's name.
        pub client_name: Option<String>,
        /// The person there.
        pub contact: Option<ContactId>,
        /// The person's name.
        pub contact_name: Option<String>,
        /// The person's position.
        pub contact_position: Option<String>,
        /// Who of us answered.
        pub operator: Option<StaffId>,
        /// The name.
        pub operator_name: Option<String>,
        /// Since when it rings.
        pub started_at: Moment,
        /// Since when somebody talks.
        pub answered_at: Option<Moment>,
        /// Since when it is over.
        pub ended_at: Option<Moment>,
        /// How it ended.
        pub outcome: Option<CallOutcome>,
        /// What it was about.
        pub topic: Option<Topic>,
        /// The same in the caller's words.
        pub about: Option<String>,
        /// The manager the caller named.
        pub named: Option<StaffId>,
        /// The case it led to.
        pub case: Option<CaseId>,
        /// What a caller nobody knew called themselves.
        pub given_person: Option<String>,
        /// And their company.
        pub given_firm: Option<String>,
        /// Changes with every change.
        pub version: i64,
    }
}

impl Call {
    /// It rings and nobody has answered.
    pub fn rings(&self) -> bool {
        self.ended_at.is_none() && self.answered_at.is_none()
    }

    /// Somebody talks.
    pub fn talks(&self) -> bool {
        self.ended_at.is_none() && self.answered_at.is_some()
    }

    /// The name that a caller nobody knew gave: person, company.
    pub fn given(&self) -> Option<String> {
        let given: Vec<&str> =
            [&self.given_person, &self.given_firm].into_iter().flatten().map(String::as_str).collect();
        (!given.is_empty()).then(|| given.join(", "))
    }

    /// The other side as the exchange gave it.
    pub fn other_side(&self) -> &str {
        match self.direction {
            Direction::In => &self.from,
            Direction::Out => &self.to,
        }
    }
}

/// A call as the exchange announces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCall {
    /// Who called whom.
    pub direction: Direction,
    /// The caller, in any form.
    pub from: String,
    /// The called number, in any form.
    pub to: String,
    /// Its number at the exchange: the same one twice is one call.
    pub external_id: Option<String>,
    /// Since when it rings; now without it.
    pub started_at: Option<Moment>,
}

row! {
    /// Whether a colleague can take a call.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Presence {
        /// The colleague.
        pub staff: StaffId,
        /// What the colleague says.
        pub state: PresenceState,
        /// Until when.
        pub until: Option<Moment>,
        /// The extension.
        pub extension: Option<String>,
        /// Since when.
        pub since: Moment,
    }
}

row! {
    /// Somebody to whom a call can be given.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub(crate) struct PersonRow {
        pub(crate) staff: StaffId,
        pub(crate) name: String,
        pub(crate) role: String,
        pub(crate) state: Option<PresenceState>,
        pub(crate) until: Option<Moment>,
        pub(crate) talks_since: Option<Moment>,
        pub(crate) extension: Option<String>,
    }
}

row! {
    /// The day's calls in numbers.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub(crate) struct DayFigures {
        pub(crate) answered: i64,
        pub(crate) closed: i64,
        pub(crate) solved: i64,
        pub(crate) missed: i64,
    }
}
