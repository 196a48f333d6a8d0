//! The company's settings: a few rows, read at start and after each change.

use kernel::{Currency, Day, PriceMode, Zone};
use store::{Fault, Read, Tx, p, sql};

/// What the company decided once for all departments.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Name shown above the rail.
    pub company: String,
    /// Zone in which the company's days begin.
    pub zone: Zone,
    /// The one currency of its sums.
    pub currency: Currency,
    /// Whether prices are kept with VAT.
    pub price_mode: PriceMode,
    /// Set in a demo company: its seed.
    pub demo_seed: Option<i64>,
    /// Set in a demo company: the day it was made for.
    pub demo_day: Option<Day>,
}

sql! {
    ALL = "SELECT key, value FROM setting ORDER BY key";
    SET = "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
}

/// Reads them; what was never set has the default of a Moscow company in roubles.
pub fn all(read: &mut Read<'_>) -> Result<Settings, Fault> {
    let rows: Vec<(String, String)> = read.rows(&ALL, p![])?;
    let get = |key: &str| rows.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
    let zone = get("zone").unwrap_or("Europe/Moscow");
    Ok(Settings {
        company: get("company").unwrap_or_default().to_string(),
        zone: Zone::parse(zone).map_err(Fault::because)?,
        currency: get("currency").and_then(|code| Currency::parse(code).ok()).unwrap_or_default(),
        price_mode: if get("price_mode") == Some("net") { PriceMode::Net } else { PriceMode::Gross },
        demo_seed: get("demo_seed").and_then(|v| v.parse().ok()),
        demo_day: get("demo_day").and_then(|v| Day::parse(v).ok()),
    })
}

/// Sets one value; the caller has checked it.
pub fn set(tx: &mut Tx<'_>, key: &str, value: &str) -> Result<(), Fault> {
    tx.exec(&SET, p![key, value]).map(drop)
}
