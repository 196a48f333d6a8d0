//! Nouns of cases: a case, its hand-overs, what waits.

use house::coded;
use i18n::Lang;
use kernel::{CaseId, ClientId, ContactId, HandoverId, Moment, StaffId};
use store::row;

use crate::texts;

coded! {
    /// What kind of thing a case is.
    CaseKind {
        /// Somebody asks whether we can supply.
        Enquiry "enquiry" texts::kind_enquiry,
        /// About an order that is there or to be made.
        Order "order" texts::kind_order,
        /// A question to be answered.
        Question "question" texts::kind_question,
        /// Something one of us is to do, such as calling back.
        Task "task" texts::kind_task,
    }
}

coded! {
    /// What a case is about; it says which role answers.
    Topic {
        /// When goods come.
        Delivery "delivery" texts::topic_delivery,
        /// A new order.
        Order "order" texts::topic_order,
        /// Something is wrong with what was delivered.
        Claim "claim" texts::topic_claim,
        /// Technical advice.
        Technical "technical" texts::topic_technical,
        /// Payment, invoice.
        Payment "payment" texts::topic_payment,
        /// Documents.
        Papers "papers" texts::topic_papers,
        /// A call-back that was promised or is owed after a missed call.
        CallBack "call_back" texts::topic_call_back,
        /// Anything else.
        Other "other" texts::topic_other,
    }
}

coded! {
    /// How a case ended.
    Outcome {
        /// What was asked for is done.
        Done "done" texts::outcome_done,
        /// Nobody answers there.
        NoAnswer "no_answer" texts::outcome_no_answer,
        /// It is not needed any more.
        NotNeeded "not_needed" texts::outcome_not_needed,
    }
}

/// A subject that the house words itself; each reader reads it in their own language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnSubject {
    /// A call that nobody answered.
    MissedCall,
    /// A call-back that was promised, about this.
    CallBack(Topic),
    /// A question about this.
    About(Topic),
}

impl OwnSubject {
    /// How it is kept.
    pub fn code(self) -> String {
        match self {
            OwnSubject::MissedCall => "missed_call".to_owned(),
            OwnSubject::CallBack(topic) => format!("call_back.{}", topic.code()),
            OwnSubject::About(topic) => format!("about.{}", topic.code()),
        }
    }

    /// Reads the code back.
    pub fn parse(code: &str) -> Option<OwnSubject> {
        match code.split_once('.') {
            None => (code == "missed_call").then_some(OwnSubject::MissedCall),
            Some(("call_back", topic)) => Topic::parse(topic).map(OwnSubject::CallBack),
            Some(("about", topic)) => Topic::parse(topic).map(OwnSubject::About),
            Some(_) => None,
        }
    }

    /// In the reader's language.
    pub fn words(self, lang: Lang) -> String {
        match self {
            OwnSubject::MissedCall => texts::subject_missed(lang).to_owned(),
            OwnSubject::CallBack(topic) => texts::subject_call_back(lang, topic.name(lang)),
            OwnSubject::About(topic) => topic.name(lang).to_owned(),
        }
    }
}

/// What a new case is about, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// As somebody typed it: it stays so for every reader.
    Typed(String),
    /// In the words of the house.
    Own(OwnSubject),
}

impl From<String> for Subject {
    fn from(text: String) -> Subject {
        Subject::Typed(text)
    }
}

impl From<&str> for Subject {
    fn from(text: &str) -> Subject {
        Subject::Typed(text.to_owned())
    }
}

/// The number of a case as people say it: «О-311».
pub fn case_number(lang: Lang, case: CaseId) -> String {
    texts::case_number(lang, &case.to_string())
}

row! {
    /// A case.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Case {
        /// Its number.
        pub id: CaseId,
        /// What kind of thing it is.
        pub kind: CaseKind,
        /// What it is about.
        pub topic: Topic,
        /// In one line, as it was written when it was opened; [`Case::subject_in`] is what a reader is shown.
        pub subject: String,
        /// The code of a subject in the words of the house.
        pub subject_code: Option<String>,
        /// What else is known.
        pub note: Option<String>,
        /// Whose it is; none for an unknown caller.
        pub client: Option<ClientId>,
        /// The client's name.
        pub client_name: Option<String>,
        /// The person there.
        pub contact: Option<ContactId>,
        /// The number to call.
        pub phone: Option<String>,
        /// Who of us holds it.
        pub holder: StaffId,
        /// The holder's name.
        pub holder_name: String,
        /// Who opened it; none = the system.
        pub opened_by: Option<StaffId>,
        /// What is done next, as it was written; [`Case::step_in`] is what a reader is shown.
        pub next_step: String,
        /// The topic whose usual first step it is, while nobody has typed another.
        pub step_code: Option<String>,
        /// By when.
        pub due_at: Moment,
        /// Since when it is open.
        pub opened_at: Moment,
        /// Since when it is closed.
        pub closed_at: Option<Moment>,
        /// How it ended.
        pub outcome: Option<Outcome>,
        /// What was done, in words.
        pub result: Option<String>,
        /// To whom it is offered at the moment.
        pub offered_to: Option<StaffId>,
        /// What somebody nobody knew called themselves.
        pub given_person: Option<String>,
        /// And their company.
        pub given_firm: Option<String>,
        /// Changes with every change.
        pub version: i64,
    }
}

impl Case {
    /// The subject for this reader: the words of the house in their language, what was typed as it is.
    pub fn subject_in(&self, lang: Lang) -> String {
        let own = self.subject_code.as_deref().and_then(OwnSubject::parse);
        own.map_or_else(|| self.subject.clone(), |own| own.words(lang))
    }

    /// The next step for this reader.
    pub fn step_in(&self, lang: Lang) -> String {
        let topic = self.step_code.as_deref().and_then(Topic::parse);
        topic.map_or_else(|| self.next_step.clone(), |topic| texts::first_step(lang, topic.code()))
    }

    /// The name that somebody nobody knew gave: person, company.
    pub fn given(&self) -> Option<String> {
        let given: Vec<&str> =
            [&self.given_person, &self.given_firm].into_iter().flatten().map(String::as_str).collect();
        (!given.is_empty()).then(|| given.join(", "))
    }

    /// Whether its moment has passed.
    pub fn is_late(&self, now: Moment) -> bool {
        self.closed_at.is_none() && self.due_at < now
    }
}

row! {
    /// An offer of a case from one to another.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Handover {
        /// Its number.
        pub id: HandoverId,
        /// Who offered it; none = the system.
        pub from: Option<StaffId>,
        /// The name.
        pub from_name: Option<String>,
        /// To whom.
        pub to: StaffId,
        /// The name.
        pub to_name: String,
        /// Why.
        pub reason: String,
        /// What the other should know before the first word.
        pub brief: Option<String>,
        /// When it was offered.
        pub offered_at: Moment,
        /// When it was accepted.
        pub accepted_at: Option<Moment>,
        /// When the offer ended, accepted or not.
        pub ended_at: Option<Moment>,
        /// Why it was declined.
        pub answer: Option<String>,
    }
}

/// A case with its hand-overs, the last first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseCard {
    /// The case.
    pub case: Case,
    /// Its hand-overs.
    pub handovers: Vec<Handover>,
}

impl CaseCard {
    /// The offer that waits for an answer.
    pub fn offer(&self) -> Option<&Handover> {
        self.handovers.iter().find(|one| one.ended_at.is_none())
    }
}

/// A case that is to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCase {
    /// What kind of thing it is.
    pub kind: CaseKind,
    /// What it is about.
    pub topic: Topic,
    /// In one line.
    pub subject: Subject,
    /// What else is known.
    pub note: Option<String>,
    /// Whose it is.
    pub client: Option<ClientId>,
    /// The person there.
    pub contact: Option<ContactId>,
    /// The number to call, as given.
    pub phone: Option<String>,
    /// Who holds it; none = who opens it.
    pub holder: Option<StaffId>,
    /// What is done next; a word by the kind without it.
    pub next_step: Option<String>,
    /// By when; by the end of the working day without it.
    pub due_at: Option<Moment>,
    /// What somebody nobody knows calls themselves.
    pub given_person: Option<String>,
    /// And their company.
    pub given_firm: Option<String>,
}

impl NewCase {
    /// A case of this kind and topic in one line; the rest is set by the caller.
    pub fn new(kind: CaseKind, topic: Topic, subject: impl Into<Subject>) -> NewCase {
        NewCase {
            kind,
            topic,
            subject: subject.into(),
            note: None,
            client: None,
            contact: None,
            phone: None,
            holder: None,
            next_step: None,
            due_at: None,
            given_person: None,
            given_firm: None,
        }
    }
}

/// Who a stranger of a case is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stranger {
    /// The client who stands there already; a new one without it.
    pub standing: Option<ClientId>,
    /// Name of the new client.
    pub name: String,
    /// The person there.
    pub person: String,
    /// The number, in any form.
    pub phone: String,
    /// A card of its own, though another client is called nearly so.
    pub separate: bool,
}

row! {
    /// What waits for somebody.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub struct Waiting {
        /// Open cases the person holds.
        pub mine: i64,
        /// Of these, past their moment.
        pub mine_late: i64,
        /// Cases offered to the person.
        pub offered: i64,
        /// Open call-backs of everybody.
        pub call_backs: i64,
        /// Of these, past their moment.
        pub call_backs_late: i64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subject_of_the_house_is_kept_by_its_code() {
        let topics = Topic::ALL.iter().flat_map(|topic| [OwnSubject::CallBack(*topic), OwnSubject::About(*topic)]);
        for own in topics.chain([OwnSubject::MissedCall]) {
            assert_eq!(OwnSubject::parse(&own.code()), Some(own));
            assert_ne!(own.words(Lang::Ru), own.words(Lang::En));
        }
        for odd in ["", "missed", "about", "about.", "about.nothing", "call_back.x", "x.claim"] {
            assert_eq!(OwnSubject::parse(odd), None, "{odd}");
        }
    }
}
