//! What must be true of the tables, recomputed: for the administrator, `doctor` and tests.

use axum::extract::State;
use axum::response::Response;
use house::{Department, House, Law, LawReport, Visit};
use serde::Serialize;
use store::{Fault, Read};
use utoipa::ToSchema;

use crate::HOUSE;

/// One law as it stands now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LawResult {
    /// Name as in ARCHITECTURE.md.
    pub law: &'static str,
    /// Nothing is broken.
    pub ok: bool,
    /// Rows looked at.
    pub checked: i64,
    /// One line per break, at most 100.
    pub broken: Vec<String>,
}

/// All laws.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Laws {
    /// Every law holds.
    pub ok: bool,
    /// Each law.
    pub laws: Vec<LawResult>,
}

/// Laws of the base crates, which are no departments.
const OWN: [Law; 3] =
    [Law { name: "chain", check: chain }, Law { name: "duties", check: duties }, Law { name: "leaver", check: leaver }];

fn chain(read: &mut Read<'_>) -> Result<LawReport, Fault> {
    let (checked, broken) = store::chain_break(read)?;
    Ok(LawReport { checked, broken: broken.map(|seq| format!("event {seq}")).into_iter().collect() })
}

fn duties(read: &mut Read<'_>) -> Result<LawReport, Fault> {
    let (checked, broken) = access::duties(read)?;
    Ok(LawReport { checked, broken })
}

fn leaver(read: &mut Read<'_>) -> Result<LawReport, Fault> {
    let (checked, broken) = access::leaver(read)?;
    Ok(LawReport { checked, broken })
}

/// Recomputes every law from the tables.
pub fn check_laws(read: &mut Read<'_>) -> Result<Laws, Fault> {
    let laws: Vec<Law> = HOUSE.iter().flat_map(|d: &&dyn Department| d.laws()).chain(OWN).collect();
    let mut results = Vec::with_capacity(laws.len());
    for law in laws {
        let report = (law.check)(read).map_err(|fault| fault.context(format!("law {}", law.name)))?;
        let mut broken = report.broken;
        broken.truncate(100);
        results.push(LawResult { law: law.name, ok: broken.is_empty(), checked: report.checked, broken });
    }
    Ok(Laws { ok: results.iter().all(|law| law.ok), laws: results })
}

/// Every law, recomputed from the tables.
#[utoipa::path(get, path = "/api/v1/admin/invariants", tag = "admin", responses((status = 200, body = Laws)))]
pub(crate) async fn invariants(State(house): State<House>, visit: Visit) -> Response {
    house.ask(&visit, |read, _| Ok(Some(check_laws(read)?))).await
}
