//! Law `terms`: no terms of a client that is not there, no limit below zero, no term longer than a year.

use house::LawReport;
use store::{Fault, Read};

use crate::store as books;

/// Recomputed from the tables: one line for each row that breaks it.
pub(crate) fn terms(read: &mut Read<'_>) -> Result<LawReport, Fault> {
    let (checked, rows) = books::law(read)?;
    let told = |(client, limit, days, there): (i64, Option<i64>, i64, Option<i64>)| match (there, limit) {
        (None, _) => format!("terms of client {client}: there is no such client"),
        (_, Some(limit)) if limit < 0 => format!("terms of client {client}: a limit of {limit}"),
        _ => format!("terms of client {client}: {days} days to pay"),
    };
    Ok(LawReport { checked, broken: rows.into_iter().map(told).collect() })
}
