//! Ready views of a client: pages and JSON are made from the same values.

use house::Visit;
use i18n::Lang;
use kernel::{ClientId, ContactId, Moment};
use maud::{Markup, html};
use serde::Serialize;
use store::{Fault, Read};
use ui::{Panel, Tone};
use utoipa::ToSchema;

use crate::model::{ClientCard, ClientPhone, Sight, Stage};
use crate::questions::card;
use crate::reveal::web as reveal;
use crate::{rules, texts};

/// A phone as the reader may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PhoneShown {
    /// The number for people: `+7 495 123-45-67`, or with its digits hidden.
    pub shown: String,
    /// `+74951234567`; absent where the digits are hidden.
    pub number: Option<String>,
    /// What to dial after it.
    pub extension: Option<String>,
}

/// A person at a client as the reader may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ContactShown {
    /// Number.
    #[schema(value_type = String)]
    pub id: ContactId,
    /// Name.
    pub name: String,
    /// Position.
    pub position: Option<String>,
    /// Decides on orders.
    pub decision_maker: bool,
    /// Numbers.
    pub phones: Vec<PhoneShown>,
    /// Mail addresses, perhaps with hidden letters.
    pub emails: Vec<String>,
}

/// A colleague in the team of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TeamShown {
    /// Number of the colleague.
    #[schema(value_type = String)]
    pub user: kernel::StaffId,
    /// Name.
    pub name: String,
    /// Code of the role.
    pub role: String,
    /// Name of the role in the reader's language.
    pub role_name: String,
}

/// The head of a dossier: who the client is, who decides there, who looks after it here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DossierHead {
    /// Number.
    #[schema(value_type = String)]
    pub id: ClientId,
    /// Name.
    pub name: String,
    /// ИНН.
    pub inn: Option<String>,
    /// КПП.
    pub kpp: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// How far we are with it.
    pub stage: Stage,
    /// The same in words.
    pub stage_name: String,
    /// Number in the other system.
    pub external_id: Option<String>,
    /// Since when we know it.
    #[schema(value_type = String)]
    pub created_at: Moment,
    /// The client's own numbers.
    pub phones: Vec<PhoneShown>,
    /// The client's own mail addresses.
    pub emails: Vec<String>,
    /// People there.
    pub contacts: Vec<ContactShown>,
    /// Who looks after it.
    pub team: Vec<TeamShown>,
    /// Another team's client: only that it exists is shown.
    pub locked: bool,
    /// The digits of phones and mail are hidden from this reader.
    pub masked: bool,
    /// The reader may change it.
    pub may_change: bool,
    /// Version for `If-Match`.
    pub version: i64,
}

impl DossierHead {
    /// A card as this visitor may see it.
    pub fn of(visit: &Visit, card: &ClientCard) -> DossierHead {
        let client = &card.client;
        let (lang, full) = (visit.lang, card.sight == Sight::Full);
        let phone = |phone: &ClientPhone| shown_phone(phone, full);
        let email = |email: &String| if full { email.clone() } else { rules::masked_email(email) };
        let phones = |contact| card.phones.iter().filter(|p| p.contact == contact).map(phone).collect();
        let emails = |contact| card.emails.iter().filter(|e| e.contact == contact).map(|e| email(&e.email)).collect();
        let contacts = card
            .contacts
            .iter()
            .map(|contact| ContactShown {
                id: contact.id,
                name: contact.name.clone(),
                position: contact.position.clone(),
                decision_maker: contact.decision_maker_at.is_some(),
                phones: phones(Some(contact.id)),
                emails: emails(Some(contact.id)),
            })
            .collect();
        let team = card
            .team
            .iter()
            .map(|member| TeamShown {
                user: member.staff,
                name: member.name.clone(),
                role: member.role.clone(),
                role_name: access::Role::parse(&member.role)
                    .map_or_else(|| member.role.clone(), |role| access::role_name(lang, role).to_string()),
            })
            .collect();
        DossierHead {
            id: client.id,
            name: client.name.clone(),
            inn: client.inn.as_ref().map(ToString::to_string),
            kpp: client.kpp.as_ref().map(ToString::to_string),
            city: client.city.clone(),
            address: client.address.clone(),
            stage: client.stage,
            stage_name: stage_name(lang, client.stage).to_string(),
            external_id: client.external_id.clone(),
            created_at: client.created_at,
            phones: phones(None),
            emails: emails(None),
            contacts,
            team,
            locked: card.sight == Sight::Locked,
            masked: card.sight == Sight::Masked,
            may_change: visit.may(access::Perm::ClientsWrite)
                && card.sight != Sight::Locked
                && client.retail_at.is_none(),
            version: client.version,
        }
    }

    /// Name of the account manager, if the client has one.
    pub fn manager(&self) -> Option<&str> {
        let role = access::Role::AccountManager.code();
        self.team.iter().find(|member| member.role == role).map(|member| member.name.as_str())
    }
}

/// The head of a client's dossier as this visitor may see it.
pub fn dossier_head(read: &mut Read<'_>, visit: &Visit, id: ClientId) -> Result<Option<DossierHead>, Fault> {
    Ok(card(read, visit, id)?.map(|card| DossierHead::of(visit, &card)))
}

pub(crate) fn shown_phone(phone: &ClientPhone, full: bool) -> PhoneShown {
    PhoneShown {
        shown: if full { phone.phone.to_string() } else { phone.phone.masked() },
        number: full.then(|| phone.phone.e164().to_owned()),
        extension: phone.extension.clone(),
    }
}

/// A stage in words.
pub fn stage_name(lang: Lang, stage: Stage) -> &'static str {
    match stage {
        Stage::Prospect => texts::stage_prospect(lang),
        Stage::Working => texts::stage_working(lang),
        Stage::Dormant => texts::stage_dormant(lang),
        Stage::Lost => texts::stage_lost(lang),
    }
}

/// A stage as a mark; only what someone must act on is coloured.
pub fn stage_status(lang: Lang, stage: Stage) -> Markup {
    let tone = match stage {
        Stage::Prospect => Tone::Info,
        Stage::Working => Tone::Ok,
        Stage::Dormant => Tone::Warn,
        Stage::Lost => Tone::Plain,
    };
    ui::status(tone, stage_name(lang, stage))
}

/// The panel of people and numbers in a dossier; hidden numbers are shown for a reason that is kept.
pub fn contacts_card(visit: &Visit, head: &DossierHead) -> Markup {
    let lang = visit.lang;
    let own = !head.phones.is_empty() || !head.emails.is_empty();
    let nothing = !own && head.contacts.is_empty();
    let body = html! {
        @if head.locked { div.bd { (ui::note(Tone::Info, texts::contacts_locked(lang), None)) } }
        @else if nothing { p.bd.t2 { (texts::contacts_none(lang)) } }
        @else {
            ul.p-list {
                @for contact in &head.contacts { (reveal::block(visit, head, Some(contact.id), &reveal::Shape::Plain)) }
                @if own { (reveal::block(visit, head, None, &reveal::Shape::Plain)) }
                @if head.masked { li.s.t3 { (texts::contacts_masked(lang)) } }
            }
        }
    };
    let mut panel = Panel::new(texts::contacts(lang)).id("contacts").flush(body);
    if !head.contacts.is_empty() {
        panel = panel.count(head.contacts.len());
    }
    html! { (panel) }
}

/// Numbers and addresses, those that may be called or written to as links.
pub(crate) fn numbers(lang: Lang, phones: &[PhoneShown], emails: &[String]) -> Markup {
    html! {
        @for phone in phones {
            div.nw {
                @match &phone.number {
                    Some(number) => { a href={ "tel:" (number) } { (phone.shown) } },
                    None => { (phone.shown) },
                }
                @if let Some(extension) = &phone.extension { " " span.t2 { (texts::extension(lang, extension)) } }
            }
        }
        @for email in emails {
            div.cut { @if email.contains('·') { (email) } @else { a href={ "mailto:" (email) } { (email) } } }
        }
    }
}
