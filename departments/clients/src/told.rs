//! What of this department's doing stands in the journal, in words: one dictionary for every page that tells it.

use house::{Chapter, Told, Visit};
use i18n::Lang;
use kernel::{ClientId, Entity, EntityKind};
use store::{Fault, Happened, Read};

use crate::texts;

const CLIENTS: &[&str] = &["client_created", "client_changed", "contact_added", "team_changed", "client_forgotten"];
const REVEALS: &[&str] = &["contact_revealed"];

/// The chapters of the journal that this department writes.
pub fn chapters(lang: Lang) -> Vec<Chapter> {
    vec![
        Chapter { code: "clients", title: texts::chapter_clients(lang), kinds: CLIENTS },
        Chapter { code: "reveals", title: texts::chapter_reveals(lang), kinds: REVEALS },
    ]
}

/// An event of this department in words.
pub fn told(lang: Lang, event: &Happened) -> Option<Told> {
    match event.kind.as_str() {
        "client_created" => Told::new(texts::ev_client_created(lang), "building"),
        "client_changed" => Told::new(texts::ev_client_changed(lang), "pencil"),
        "contact_added" => Told::new(texts::ev_contact(lang), "user"),
        "contact_revealed" => Told::new(texts::ev_revealed(lang), "eye"),
        "team_changed" => Told::new(texts::ev_team(lang), "users"),
        "client_forgotten" => Told::new(texts::ev_client_forgotten(lang), "arrow-back-up"),
        _ => None,
    }
}

/// Names of clients, for whoever reads every dossier; who reads some or none is told numbers.
pub(crate) fn named(read: &mut Read<'_>, visit: &Visit, things: &[Entity]) -> Result<Vec<(Entity, String)>, Fault> {
    let clients: Vec<ClientId> =
        things.iter().filter(|thing| thing.kind == EntityKind::Client).map(|thing| ClientId::new(thing.id)).collect();
    if clients.is_empty() || !visit.sees_all_clients() {
        return Ok(Vec::new());
    }
    Ok(crate::store::names(read, &clients)?.into_iter().map(|(id, name)| (id.into(), name)).collect())
}
