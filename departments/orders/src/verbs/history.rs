//! Sales of the years before us, brought over from another system.

use store::{Fault, Tx};

use crate::model::NewSale;
use crate::{rules, store as books};

/// Writes past sales and their turnover: no orders, no demands, no stock. Gives the numbers of the new ones.
///
/// At most 1,000 in one unit of work; what was written before under the same source and number is left out.
pub fn import_history(tx: &mut Tx<'_>, sales: &[NewSale]) -> Result<Vec<i64>, Fault> {
    if sales.len() > rules::MOST_SALES {
        return Err(Fault::because(format!("{} sales in one unit, {} at most", sales.len(), rules::MOST_SALES)));
    }
    books::insert_sales(tx, sales)
}

/// Takes past sales and their turnover away again; sales of our own shipments stay.
pub fn forget_history(tx: &mut Tx<'_>, sales: &[i64]) -> Result<(), Fault> {
    books::drop_sales(tx, sales)
}
