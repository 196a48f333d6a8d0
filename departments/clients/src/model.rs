//! Nouns of the client base: clients, contacts, phones, account teams.

use kernel::{BadColumn, ClientId, ContactId, FromColumn, Inn, Kpp, Moment, Param, Phone, StaffId, ToColumn, Value};
use serde::{Deserialize, Serialize};
use store::row;

/// How far the company is with a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Has bought nothing yet.
    #[default]
    Prospect,
    /// Buys from us.
    Working,
    /// Has stopped buying for a while.
    Dormant,
    /// Buys elsewhere.
    Lost,
}

impl Stage {
    /// Every stage, in the order of a client's life.
    pub const ALL: [Stage; 4] = [Stage::Prospect, Stage::Working, Stage::Dormant, Stage::Lost];

    /// The word in tables and in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Stage::Prospect => "prospect",
            Stage::Working => "working",
            Stage::Dormant => "dormant",
            Stage::Lost => "lost",
        }
    }

    /// Reads the word back.
    pub fn parse(code: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.code() == code)
    }
}

impl ToColumn for Stage {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self.code())
    }
}

impl FromColumn for Stage {
    fn from_value(value: Value) -> Result<Self, BadColumn> {
        let code = String::from_value(value)?;
        Stage::parse(&code).ok_or_else(|| BadColumn::unfit("Stage"))
    }
}

row! {
    /// The row of a client itself, without people and numbers.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Client {
        /// Its number.
        pub id: ClientId,
        /// Name as in documents.
        pub name: String,
        /// ИНН.
        pub inn: Option<Inn>,
        /// КПП.
        pub kpp: Option<Kpp>,
        /// City.
        pub city: Option<String>,
        /// Address.
        pub address: Option<String>,
        /// How far we are with it.
        pub stage: Stage,
        /// Its number in the system it came from.
        pub external_id: Option<String>,
        /// Set for the one client that stands for retail sales.
        pub retail_at: Option<Moment>,
        /// Who is meant more often in a search: 65535 is the most important.
        pub importance: u16,
        /// Where it came from: `staff`, `api`, `import`, `system`.
        pub source: String,
        /// Since when we know it.
        pub created_at: Moment,
        /// Changes with every change.
        pub version: i64,
    }
}

row! {
    /// A phone number of a client or of a person there.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ClientPhone {
        /// The person, if it is a person's.
        pub contact: Option<ContactId>,
        /// The number.
        pub phone: Phone,
        /// What to dial after it.
        pub extension: Option<String>,
    }
}

row! {
    /// A mail address of a client or of a person there.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ClientEmail {
        /// The person, if it is a person's.
        pub contact: Option<ContactId>,
        /// The address.
        pub email: String,
    }
}

row! {
    /// A person at a client.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Contact {
        /// Number.
        pub id: ContactId,
        /// The person's name.
        pub name: String,
        /// What the person does there.
        pub position: Option<String>,
        /// Since when we know that the person decides.
        pub decision_maker_at: Option<Moment>,
    }
}

row! {
    /// A colleague who looks after a client.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct TeamMember {
        /// The colleague.
        pub staff: StaffId,
        /// The colleague's name.
        pub name: String,
        /// In which role, by its code.
        pub role: String,
        /// Since when.
        pub since_at: Moment,
    }
}

/// Everything this slice knows of a client, as far as the reader may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCard {
    /// The client itself.
    pub client: Client,
    /// People there.
    pub contacts: Vec<Contact>,
    /// Numbers of the client and of its people.
    pub phones: Vec<ClientPhone>,
    /// Addresses of the client and of its people.
    pub emails: Vec<ClientEmail>,
    /// Who looks after it.
    pub team: Vec<TeamMember>,
    /// What of it the reader may see.
    pub sight: Sight,
}

/// How much of a client a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Everything, digits of phones and mail included.
    Full,
    /// Everything, but digits of phones and mail are hidden; calling works without them.
    Masked,
    /// That it exists, where, and whose it is: enough to make no second one.
    Locked,
}

row! {
    /// A line of the client list.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ClientLine {
        /// Number.
        pub id: ClientId,
        /// Name.
        pub name: String,
        /// Its sort key.
        pub name_key: String,
        /// ИНН.
        pub inn: Option<String>,
        /// City.
        pub city: Option<String>,
        /// How far we are with it.
        pub stage: Stage,
        /// Its weight in the list by importance.
        pub importance: u16,
        /// Since when we know it.
        pub created_at: Moment,
    }
}

/// A person who is to be known at a client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewContact {
    /// The person's name.
    pub name: String,
    /// What the person does there.
    pub position: Option<String>,
    /// The person decides on orders.
    pub decision_maker: bool,
    /// Numbers as typed.
    pub phones: Vec<String>,
    /// Mail addresses as typed.
    pub emails: Vec<String>,
}

/// A client that is to enter the base, as typed or sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewClient {
    /// Name as in documents.
    pub name: String,
    /// ИНН as typed.
    pub inn: Option<String>,
    /// КПП as typed.
    pub kpp: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// How far we are with it; a prospect without a word.
    pub stage: Option<String>,
    /// Its number in the system it comes from.
    pub external_id: Option<String>,
    /// The client's own numbers as typed.
    pub phones: Vec<String>,
    /// The client's own mail addresses as typed.
    pub emails: Vec<String>,
    /// People there.
    pub contacts: Vec<NewContact>,
    /// A card of its own, though the ИНН stands in another and no КПП tells the two apart, or another is called nearly so.
    pub separate: bool,
}

/// What is to be different about a client; `None` stays, `Some(None)` is taken away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeClient {
    /// Another name.
    pub name: Option<String>,
    /// Another ИНН.
    pub inn: Option<Option<String>>,
    /// Another КПП.
    pub kpp: Option<Option<String>>,
    /// Another city.
    pub city: Option<Option<String>>,
    /// Another address.
    pub address: Option<Option<String>>,
    /// Another stage.
    pub stage: Option<String>,
    /// Another number in the other system.
    pub external_id: Option<Option<String>>,
    /// The client's own numbers anew; those of people stay.
    pub phones: Option<Vec<String>>,
    /// The client's own mail addresses anew.
    pub emails: Option<Vec<String>>,
    /// A card of its own, though the new ИНН stands in another and no КПП tells the two apart.
    pub separate: bool,
}

/// A client made, with others that carry the same ИНН.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// The new client.
    pub card: ClientCard,
    /// Branches of the same legal entity that were there before: number and name.
    pub related: Vec<(ClientId, String)>,
}

/// Who may be calling from a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The client.
    pub client: ClientId,
    /// Its name.
    pub client_name: String,
    /// The person, if the number is a person's.
    pub contact: Option<ContactId>,
    /// The person's name.
    pub contact_name: Option<String>,
}
