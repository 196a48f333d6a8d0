//! What happened to a thing: the entries of the journal.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::ids::{
    CallId, CaseId, ClientId, ContactId, ImportId, InvoiceId, ItemId, OrderId, PaymentId, PropertyWordId,
    PurchaseLineId, PurchaseOrderId, ReceiptId, SellerId, SessionId, ShipmentId, StaffId, SupplyId, TokenId,
};

/// Something that happened, as it is written to the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened, such as `order.confirmed`.
    pub kind: &'static str,
    /// The thing it happened to.
    pub entity: Entity,
    /// Version of the payload's form, from 1.
    pub version: u16,
    /// JSON text with ids, numbers and codes only: no names, no phones.
    pub payload: String,
}

impl Event {
    /// An event with the first version of its payload.
    pub fn new(kind: &'static str, entity: impl Into<Entity>, payload: impl Into<String>) -> Self {
        Self { kind, entity: entity.into(), version: 1, payload: payload.into() }
    }
}

/// A thing of the company: its kind and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entity {
    /// The kind of the thing.
    pub kind: EntityKind,
    /// Its number within the kind.
    pub id: i64,
}

impl Entity {
    /// A thing by kind and number.
    pub const fn new(kind: EntityKind, id: i64) -> Self {
        Self { kind, id }
    }
}

impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.id)
    }
}

/// The code names no kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no such kind of thing")]
pub struct BadEntityKind;

macro_rules! entity_kinds {
    ($($(#[$about:meta])* $name:ident $code:literal $id:ident),* $(,)?) => {
        /// The kinds of things events are about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EntityKind {
            $($(#[$about])* $name,)*
        }

        impl EntityKind {
            /// Every kind, in the order of declaration.
            pub const ALL: &'static [EntityKind] = &[$(EntityKind::$name),*];

            /// How the journal names the kind.
            pub const fn code(self) -> &'static str {
                match self { $(EntityKind::$name => $code,)* }
            }

            /// Reads the code back.
            pub fn parse(code: &str) -> Result<Self, BadEntityKind> {
                match code {
                    $($code => Ok(EntityKind::$name),)*
                    _ => Err(BadEntityKind),
                }
            }
        }

        $(impl From<$id> for Entity {
            fn from(id: $id) -> Self {
                Entity::new(EntityKind::$name, id.get())
            }
        })*
    };
}

entity_kinds!(
    /// A client.
    Client "client" ClientId,
    /// A person at a client.
    Contact "contact" ContactId,
    /// An item of the catalogue.
    Item "item" ItemId,
    /// A value of a property in English.
    PropertyWord "property_word" PropertyWordId,
    /// An order of a client.
    Order "order" OrderId,
    /// An invoice.
    Invoice "invoice" InvoiceId,
    /// A shipment.
    Shipment "shipment" ShipmentId,
    /// A payment.
    Payment "payment" PaymentId,
    /// An order to a supplier.
    PurchaseOrder "purchase_order" PurchaseOrderId,
    /// An awaited arrival.
    Arrival "arrival" PurchaseLineId,
    /// A receipt of goods.
    Receipt "receipt" ReceiptId,
    /// A supply.
    Supply "supply" SupplyId,
    /// A person of ours.
    Staff "staff" StaffId,
    /// A token of a program.
    Token "token" TokenId,
    /// A sign-in.
    Session "session" SessionId,
    /// A legal person of ours.
    Seller "seller" SellerId,
    /// A telephone call.
    Call "call" CallId,
    /// A case of a client.
    Case "case" CaseId,
    /// A load of foreign data.
    Import "import" ImportId,
);

impl fmt::Display for EntityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for EntityKind {
    type Err = BadEntityKind;

    fn from_str(code: &str) -> Result<Self, BadEntityKind> {
        Self::parse(code)
    }
}

serde_as_text!(EntityKind, "a kind of thing");
column_as_text!(EntityKind, code);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_from_its_code() {
        for kind in EntityKind::ALL {
            assert_eq!(EntityKind::parse(kind.code()), Ok(*kind));
        }
        assert_eq!(EntityKind::parse("customer"), Err(BadEntityKind));
    }

    #[test]
    fn an_event_starts_at_version_one() {
        let event = Event::new("arrival.moved", PurchaseLineId::new(9), "{}");
        assert_eq!(event.version, 1);
        assert_eq!(event.entity.to_string(), "arrival:9");
    }
}
