//! The house put together: every department, every route, every consequence, every timed job.
//!
//! Routes are only merged here; path and permission stand at the handler.

mod app;
mod laws;
pub mod schedule;

pub use app::{AppInfo, app, healthz_only};
pub use laws::{LawResult, Laws, check_laws};

use std::sync::Arc;

use house::{Demo, Department, House, Shared};
use store::{Fault, Module, Store};

/// All departments, from the lowest level up.
pub static HOUSE: [&'static dyn Department; 9] = [
    &catalogue::DEPARTMENT,
    &clients::DEPARTMENT,
    &cases::DEPARTMENT,
    &contracts::DEPARTMENT,
    &stock::DEPARTMENT,
    &orders::DEPARTMENT,
    &purchasing::DEPARTMENT,
    &frontdesk::DEPARTMENT,
    &imports::DEPARTMENT,
];

/// Tables and views of every crate, in level order.
pub fn modules() -> Vec<Module> {
    let mut modules = vec![access::MODULE, house::MODULE];
    modules.extend(HOUSE.iter().map(|department| department.module()));
    modules
}

/// The house over its books, with its indexes.
pub fn open(store: Store, demo: Option<Demo>) -> Result<House, Fault> {
    open_with(store, demo, Shared::default().with(Arc::new(imports::Formats::default())))
}

/// The same with what only a whole program has: formats of import files that are known by rules of their own
/// ([`imports::Formats`], always), the secret by which the telephone exchange signs its messages, the press.
pub fn open_with(store: Store, demo: Option<Demo>, shared: Shared) -> Result<House, Fault> {
    let shared = shared.with(Arc::new(clients::NameIndex::new())).with(Arc::new(catalogue::ItemIndex::new()));
    House::new(store, &HOUSE, shared, demo)
}
