//! A row of clients: made, or the one with the same number or ИНН brought up to date.

use clients::{ChangeClient, ClientCard, ClientRefused, NewClient, NewContact};
use house::Visit;
use kernel::ClientId;
use store::{Stop, Tx};

use crate::columns::Places;
use crate::plan::{Became, Made, said};
use crate::table::Row;
use crate::words::stage;

/// Reads a row and lets the client in.
pub fn row(tx: &mut Tx<'_>, visit: &Visit, places: &Places, row: &Row) -> Result<Became, Stop<String>> {
    let typed = typed(places, row);
    match clients::create(tx, visit, typed.clone()) {
        Ok(made) => Ok(Became::Created(Made::Client(made.card.client.id.get()))),
        Err(Stop::Refused(ClientRefused::ExternalIdTaken { existing, .. })) => {
            bring_up_to_date(tx, visit, existing, &typed)
        }
        // Another name under one number may be another firm, or a slip: nobody is renamed by that alone.
        Err(Stop::Refused(ClientRefused::Duplicate { existing, ref name, .. }))
            if kernel::text_key(name) == kernel::text_key(&typed.name) =>
        {
            bring_up_to_date(tx, visit, existing, &typed)
        }
        Err(stop) => Err(said(visit.lang)(stop)),
    }
}

fn typed(places: &Places, row: &Row) -> NewClient {
    let get = |code: &str| places.get(row, code).map(str::to_owned);
    let phones: Vec<String> = get("phone").into_iter().collect();
    let emails: Vec<String> = get("email")
        .map(|all| all.split([',', ';', ' ']).filter(|one| !one.is_empty()).map(str::to_owned).collect())
        .unwrap_or_default();
    let contacts = get("contact")
        .map(|name| NewContact { name, position: get("position"), ..NewContact::default() })
        .into_iter()
        .collect();
    NewClient {
        name: places.text(row, "name"),
        inn: get("inn"),
        kpp: get("kpp"),
        city: get("city"),
        address: get("address"),
        stage: get("stage").map(|word| stage(&word)),
        external_id: get("external_id"),
        phones,
        emails,
        contacts,
        // A table of another system knows its cards apart; nobody could be asked row by row.
        separate: true,
    }
}

/// Changes what the row says otherwise; what it leaves blank stays.
fn bring_up_to_date(tx: &mut Tx<'_>, visit: &Visit, id: ClientId, typed: &NewClient) -> Result<Became, Stop<String>> {
    let Some(there) = clients::card(tx, visit, id)? else { return Ok(Became::Skipped) };
    let mut change = differences(&there, typed);
    let known = |phone: &String| {
        kernel::Phone::parse_all(phone).iter().all(|(phone, _)| there.phones.iter().any(|known| known.phone == *phone))
    };
    if !typed.phones.iter().all(known) {
        let mut phones: Vec<String> = there
            .phones
            .iter()
            .filter(|phone| phone.contact.is_none())
            .map(|phone| phone.phone.e164().to_owned())
            .collect();
        phones.extend(typed.phones.iter().cloned());
        change.phones = Some(phones);
    }
    if change == ChangeClient::default() {
        return Ok(Became::Skipped);
    }
    // As at its making: nobody could be asked row by row.
    let change = ChangeClient { separate: true, ..change };
    clients::change(tx, visit, id, None, change).map_err(said(visit.lang))?;
    Ok(Became::Updated)
}

fn differences(there: &ClientCard, typed: &NewClient) -> ChangeClient {
    let client = &there.client;
    let other = |new: &Option<String>, old: Option<String>| {
        new.as_ref().filter(|new| Some(new.as_str()) != old.as_deref()).map(|new| Some(new.clone()))
    };
    ChangeClient {
        name: Some(typed.name.clone()).filter(|name| *name != client.name),
        inn: other(&typed.inn, client.inn.as_ref().map(ToString::to_string)),
        kpp: other(&typed.kpp, client.kpp.as_ref().map(ToString::to_string)),
        city: other(&typed.city, client.city.clone()),
        address: other(&typed.address, client.address.clone()),
        stage: typed.stage.clone().filter(|stage| stage != client.stage.code()),
        external_id: other(&typed.external_id, client.external_id.clone()),
        ..ChangeClient::default()
    }
}
