//! Deeds on the client base: a client enters it, is changed, gets people, numbers and a team.

use access::{Perm, Role, Scope};
use house::Visit;
use i18n::Lang;
use kernel::{ClientId, ContactId, Event, Inn, StaffId};
use serde_json::json;
use store::{Fault, Stop, Tx};

use crate::errors::{ClientRefused, Wrong, WrongField};
use crate::model::{ChangeClient, Client, ClientCard, Contact, Created, NewClient, NewContact, Stage};
use crate::names::{self, NameIndex};
use crate::questions::{self, card};
use crate::rules::{self, ReadClient};
use crate::{store as books, texts};

/// Number in the other system of the one client that stands for retail sales.
const RETAIL: &str = "prichal:retail";

/// Roles in which a colleague looks after clients.
pub const TEAM_ROLES: [Role; 9] = [
    Role::AccountManager,
    Role::Hunter,
    Role::Service,
    Role::Coordinator,
    Role::Consultant,
    Role::Engineer,
    Role::Estimator,
    Role::Operator,
    Role::Claims,
];

fn fields(wrong: Vec<WrongField>) -> Stop<ClientRefused> {
    Stop::Refused(ClientRefused::Fields(wrong))
}

/// Lets a client into the base.
///
/// The same ИНН with another КПП is a branch: it is made, and its relations are named. Who sees only a team's
/// clients joins the new one's team. Refused: wrong fields, the same ИНН and КПП, the same ИНН where a КПП is missing and
/// nobody says that the card is separate, a taken number of another system.
pub fn create(tx: &mut Tx<'_>, visit: &Visit, typed: NewClient) -> Result<Created, Stop<ClientRefused>> {
    let client = rules::read_client(&typed).map_err(fields)?;
    let related = refuse_twin(tx, &client, None, typed.separate)?;
    enter(tx, visit, &client, related)
}

/// Lets a client into the base as [`create`] does, where somebody can be asked: by a person, or a program that gets an answer.
///
/// Refused besides: a client called nearly like one that stands there, where the tax number of either is not known and nobody
/// says that the card is separate.
pub fn create_asked(
    tx: &mut Tx<'_>,
    visit: &Visit,
    index: Option<&NameIndex>,
    typed: NewClient,
) -> Result<Created, Stop<ClientRefused>> {
    let client = rules::read_client(&typed).map_err(fields)?;
    let related = refuse_twin(tx, &client, None, typed.separate)?;
    if !typed.separate {
        refuse_alike(tx, index, &client)?;
    }
    enter(tx, visit, &client, related)
}

fn refuse_alike(tx: &mut Tx<'_>, index: Option<&NameIndex>, client: &ReadClient) -> Result<(), Stop<ClientRefused>> {
    let alike = names::alike(tx, index, &client.name, client.inn.is_some())?;
    let Some((first, _)) = alike.first() else { return Ok(()) };
    let team = questions::team_names(tx, *first)?;
    Err(Stop::Refused(ClientRefused::Alike { alike, team }))
}

/// Writes a client that may enter.
fn enter(
    tx: &mut Tx<'_>,
    visit: &Visit,
    client: &ReadClient,
    related: Vec<(ClientId, String)>,
) -> Result<Created, Stop<ClientRefused>> {
    let source = if visit.actor.staff().is_some() { "staff" } else { "system" };
    let made = books::insert_client(tx, client, rules::MEDIAN_IMPORTANCE, source, false)?;
    let Some(id) = made else {
        refuse_twin(tx, client, None, true)?;
        return Err(Fault::because("a client was neither written nor found").into());
    };
    books::insert_phones(tx, id, None, &client.phones)?;
    books::insert_emails(tx, id, None, &client.emails)?;
    for contact in &client.contacts {
        books::insert_contact(tx, id, contact)?;
    }
    tx.event(Event::new("client_created", id, json!({ "client": id, "stage": client.stage }).to_string()), Some(id));
    if let Some((staff, role)) = first_holder(visit) {
        join(tx, id, staff, role)?;
    }
    Ok(Created { card: fresh(tx, visit, id)?, related })
}

/// The creator, where row scope would hide the new client from its creator.
fn first_holder(visit: &Visit) -> Option<(StaffId, Role)> {
    let staff = visit.actor.staff()?;
    if visit.scope(Perm::ClientsRead) == Scope::All {
        return None;
    }
    let role = visit.person.roles.iter().find(|role| TEAM_ROLES.contains(role))?;
    Some((staff, *role))
}

/// Changes what is named of a client; the rest stays.
///
/// `seen` is the version the caller looked at. Refused: unknown client, another team's, stale, wrong fields, a twin; a tax
/// number that stands in another card as at [`create`].
pub fn change(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: ClientId,
    seen: Option<i64>,
    change: ChangeClient,
) -> Result<ClientCard, Stop<ClientRefused>> {
    let old = locked(tx, visit, id)?;
    if seen.is_some_and(|seen| seen != old.version) {
        return Err(Stop::Refused(ClientRefused::Stale { client: id, version: old.version }));
    }
    let new = rules::read_client(&applied(&old, &change)).map_err(fields)?;
    // A card whose numbers stay is changed as it was made.
    let is_same_entity = old.inn == new.inn && old.kpp == new.kpp;
    refuse_twin(tx, &new, Some(id), change.separate || is_same_entity)?;
    if !books::update_client(tx, &old, &new)? {
        return Err(Stop::Refused(ClientRefused::Stale { client: id, version: old.version }));
    }
    if change.phones.is_some() {
        books::clear_own_phones(tx, id)?;
        books::insert_phones(tx, id, None, &new.phones)?;
    }
    if change.emails.is_some() {
        books::clear_own_emails(tx, id)?;
        books::insert_emails(tx, id, None, &new.emails)?;
    }
    let payload = json!({
        "client": id,
        "fields": differences(&old, &new, &change),
        "stage": { "old": old.stage, "new": new.stage },
    });
    tx.event(Event::new("client_changed", id, payload.to_string()), Some(id));
    Ok(fresh(tx, visit, id)?)
}

/// Says how far the company is with a client.
pub fn set_stage(tx: &mut Tx<'_>, visit: &Visit, id: ClientId, stage: Stage) -> Result<(), Stop<ClientRefused>> {
    let stage = ChangeClient { stage: Some(stage.code().into()), ..ChangeClient::default() };
    change(tx, visit, id, None, stage).map(drop)
}

/// Makes a person known at a client.
///
/// Refused: unknown client, another team's, wrong fields.
pub fn add_contact(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: ClientId,
    typed: &NewContact,
) -> Result<ContactId, Stop<ClientRefused>> {
    locked(tx, visit, id)?;
    let contact = rules::read_contact(typed).map_err(fields)?;
    let made = books::insert_contact(tx, id, &contact)?;
    books::touch(tx, id)?;
    tx.event(Event::new("contact_added", made, json!({ "client": id, "contact": made }).to_string()), Some(id));
    Ok(made)
}

/// Writes down a number of a client, or of a person there.
///
/// Refused: unknown client, another team's, no number in the text, no such person there.
pub fn add_phone(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: ClientId,
    contact: Option<ContactId>,
    typed: &str,
) -> Result<(), Stop<ClientRefused>> {
    locked(tx, visit, id)?;
    let phones = rules::read_phones("/phones", &[typed.to_owned()]).map_err(|_| {
        let what = if typed.trim().is_empty() { Wrong::Missing } else { Wrong::Phone };
        Stop::Refused(ClientRefused::field("/phone", what))
    })?;
    if let Some(contact) = contact {
        let there: Option<Contact> = books::contact(tx, id, contact)?;
        if there.is_none() {
            return Err(Stop::Refused(ClientRefused::field("/contact", Wrong::Missing)));
        }
    }
    let before = books::phones(tx, id)?;
    let fresh: Vec<_> = phones
        .into_iter()
        .filter(|(phone, _)| !before.iter().any(|p| p.contact == contact && p.phone == *phone))
        .collect();
    books::insert_phones(tx, id, contact, &fresh)?;
    books::touch(tx, id)?;
    tx.event(Event::new("client_changed", id, json!({ "client": id, "fields": ["phones"] }).to_string()), Some(id));
    Ok(())
}

/// Gives a client into a colleague's care. A new account manager takes the place of the one before.
///
/// Refused: unknown client, a role in which nobody looks after clients.
pub fn assign_to(
    tx: &mut Tx<'_>,
    visit: &Visit,
    id: ClientId,
    staff: StaffId,
    role: &str,
) -> Result<ClientCard, Stop<ClientRefused>> {
    let Some(role) = Role::parse(role).filter(|role| TEAM_ROLES.contains(role)) else {
        return Err(Stop::Refused(ClientRefused::field("/role", Wrong::TeamRole)));
    };
    if books::lock(tx, id)?.is_none_or(|client| client.retail_at.is_some()) {
        return Err(Stop::Refused(ClientRefused::Unknown(id)));
    }
    join(tx, id, staff, role)?;
    books::touch(tx, id)?;
    Ok(fresh(tx, visit, id)?)
}

/// Puts a colleague into the team and records who left for it.
fn join(tx: &mut Tx<'_>, id: ClientId, staff: StaffId, role: Role) -> Result<(), Fault> {
    let mut before = None;
    if role == Role::AccountManager {
        for member in books::team(tx, id)? {
            if member.role == role.code() && member.staff != staff {
                books::leave_team(tx, id, member.staff, role.code())?;
                before = Some(member.staff);
            }
        }
    }
    if books::join_team(tx, id, staff, role.code())? {
        let payload = json!({ "client": id, "role": role, "old": before, "new": staff });
        tx.event(Event::new("team_changed", id, payload.to_string()), Some(id));
    }
    Ok(())
}

/// Takes a colleague out of a client's team; nothing happens where the colleague is not in it.
pub fn release_from(
    tx: &mut Tx<'_>,
    _visit: &Visit,
    id: ClientId,
    staff: StaffId,
    role: &str,
) -> Result<(), Stop<ClientRefused>> {
    if books::lock(tx, id)?.is_none() {
        return Err(Stop::Refused(ClientRefused::Unknown(id)));
    }
    if books::leave_team(tx, id, staff, role)? {
        books::touch(tx, id)?;
        let payload = json!({ "client": id, "role": role, "old": staff, "new": null });
        tx.event(Event::new("team_changed", id, payload.to_string()), Some(id));
    }
    Ok(())
}

/// The one client that stands for retail sales, made where there is none; lists leave it out.
pub fn retail(tx: &mut Tx<'_>) -> Result<ClientId, Fault> {
    if let Some(there) = books::by_external_id(tx, RETAIL)? {
        return Ok(there.id);
    }
    let retail = ReadClient {
        name: texts::retail(Lang::Ru).into(),
        inn: None,
        kpp: None,
        city: None,
        address: None,
        stage: Stage::Working,
        external_id: Some(RETAIL.into()),
        phones: Vec::new(),
        emails: Vec::new(),
        contacts: Vec::new(),
    };
    if let Some(id) = books::insert_client(tx, &retail, 0, "system", true)? {
        tx.event(Event::new("client_created", id, json!({ "client": id, "retail": true }).to_string()), Some(id));
        return Ok(id);
    }
    let there = books::by_external_id(tx, RETAIL)?;
    there.map(|client| client.id).ok_or_else(|| Fault::because("the retail client was neither written nor found"))
}

fn fresh(tx: &mut Tx<'_>, visit: &Visit, id: ClientId) -> Result<ClientCard, Fault> {
    card(tx, visit, id)?.ok_or_else(|| Fault::because("a client just written is not there"))
}

/// Locks a client that the visitor may change.
fn locked(tx: &mut Tx<'_>, visit: &Visit, id: ClientId) -> Result<Client, Stop<ClientRefused>> {
    let there = books::lock(tx, id)?.filter(|client| client.retail_at.is_none());
    let client = there.ok_or(Stop::Refused(ClientRefused::Unknown(id)))?;
    let mine = match visit.scope(Perm::ClientsWrite) {
        Scope::All => true,
        Scope::Own | Scope::Team => match visit.actor.staff() {
            Some(staff) => !books::visible_of(tx, staff, &[id])?.is_empty(),
            None => false,
        },
        Scope::None => false,
    };
    if mine {
        return Ok(client);
    }
    let team = questions::team_names(tx, id)?;
    Err(Stop::Refused(ClientRefused::NotYours { client: id, team }))
}

/// Refuses a twin (same ИНН and КПП), what may be one and is not said to be `separate`, and a taken number of another
/// system; names branches of the same legal entity.
fn refuse_twin(
    tx: &mut Tx<'_>,
    client: &ReadClient,
    me: Option<ClientId>,
    separate: bool,
) -> Result<Vec<(ClientId, String)>, Stop<ClientRefused>> {
    if let Some(external_id) = &client.external_id
        && let Some(there) = books::by_external_id(tx, external_id)?.filter(|there| Some(there.id) != me)
    {
        return Err(Stop::Refused(ClientRefused::ExternalIdTaken { existing: there.id, name: there.name }));
    }
    let Some(inn) = &client.inn else { return Ok(Vec::new()) };
    let mut same: Vec<Client> = same_entity(tx, inn)?;
    same.retain(|there| Some(there.id) != me);
    if let Some(twin) = books::twin(&same, client.kpp.as_ref()) {
        let team = questions::team_names(tx, twin.id)?;
        return Err(Stop::Refused(ClientRefused::Duplicate { existing: twin.id, name: twin.name.clone(), team }));
    }
    // Without a КПП on either side nobody can tell a branch from the same card made again.
    let alike = same.iter().find(|there| there.kpp.is_none() || client.kpp.is_none());
    if let Some(there) = alike.filter(|_| !separate) {
        let team = questions::team_names(tx, there.id)?;
        return Err(Stop::Refused(ClientRefused::SameInn { existing: there.id, name: there.name.clone(), team }));
    }
    Ok(same.into_iter().map(|there| (there.id, there.name)).collect())
}

fn same_entity(tx: &mut Tx<'_>, inn: &Inn) -> Result<Vec<Client>, Fault> {
    books::by_inn(tx, inn)
}

/// The whole client as typed after the change.
fn applied(old: &Client, change: &ChangeClient) -> NewClient {
    let old = old.clone();
    NewClient {
        name: change.name.clone().unwrap_or(old.name),
        inn: change.inn.clone().unwrap_or(old.inn.map(|inn| inn.to_string())),
        kpp: change.kpp.clone().unwrap_or(old.kpp.map(|kpp| kpp.to_string())),
        city: change.city.clone().unwrap_or(old.city),
        address: change.address.clone().unwrap_or(old.address),
        stage: Some(change.stage.clone().unwrap_or(old.stage.code().into())),
        external_id: change.external_id.clone().unwrap_or(old.external_id),
        phones: change.phones.clone().unwrap_or_default(),
        emails: change.emails.clone().unwrap_or_default(),
        contacts: Vec::new(),
        separate: true,
    }
}

/// Which fields differ, by their names in the API: the journal keeps these, never their values.
fn differences(old: &Client, new: &ReadClient, change: &ChangeClient) -> Vec<&'static str> {
    let all = [
        ("name", old.name != new.name),
        ("inn", old.inn != new.inn),
        ("kpp", old.kpp != new.kpp),
        ("city", old.city != new.city),
        ("address", old.address != new.address),
        ("stage", old.stage != new.stage),
        ("external_id", old.external_id != new.external_id),
        ("phones", change.phones.is_some()),
        ("emails", change.emails.is_some()),
    ];
    all.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}
