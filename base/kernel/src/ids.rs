//! Numbers of the things the company keeps, one type for each.

use thiserror::Error;

/// The text is not a number of a thing (a positive integer).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("an id is a positive whole number")]
pub struct BadId;

/// What a reader of JSON expects of a number of a thing.
pub const EXPECTED_ID: &str = "a number of a thing as a text";

macro_rules! id {
    ($($(#[$about:meta])* $name:ident),* $(,)?) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// Takes a number given by the database.
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            /// The bare number.
            pub const fn get(self) -> i64 {
                self.0
            }

            fn from_number(number: i64) -> Option<Self> {
                (number > 0).then_some(Self(number))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                if !text.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(BadId);
                }
                text.parse().ok().and_then(Self::from_number).ok_or(BadId)
            }
        }

        serde_as_text!($name, EXPECTED_ID);
        column_as_int!($name, get, $name::from_number);
    )*};
}

id!(
    /// A person who works at the company.
    StaffId,
    /// A key by which a program acts for a person.
    TokenId,
    /// A sign-in of a person in one browser.
    SessionId,
    /// A legal person of ours that sells.
    SellerId,
    /// A client: a company that buys from us.
    ClientId,
    /// A person at a client.
    ContactId,
    /// An item of the catalogue.
    ItemId,
    /// A group of the catalogue.
    GroupId,
    /// A price category.
    CategoryId,
    /// A value of a property in English.
    PropertyWordId,
    /// A warehouse.
    WarehouseId,
    /// A supply: goods on hand or on the way.
    SupplyId,
    /// A demand: a need for goods.
    DemandId,
    /// A piece of supply promised to a demand.
    AllocationId,
    /// An order of a client.
    OrderId,
    /// A line of an order.
    OrderLineId,
    /// An invoice for payment.
    InvoiceId,
    /// A printed paper as it was issued.
    PaperId,
    /// A shipment to a client.
    ShipmentId,
    /// A payment that came from a client.
    PaymentId,
    /// A supplier we buy from.
    SupplierId,
    /// An order of ours to a supplier.
    PurchaseOrderId,
    /// A line of a purchase order: the arrival that is awaited.
    PurchaseLineId,
    /// A receipt of goods into a warehouse.
    ReceiptId,
    /// A telephone call.
    CallId,
    /// A question, request or task of a client that somebody here holds.
    CaseId,
    /// An offer of a case from one colleague to another.
    HandoverId,
    /// A line of past sales.
    SaleLineId,
    /// A load of foreign data.
    ImportId,
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::{FromColumn, Param, ToColumn, Value};

    #[test]
    fn an_id_travels_as_text() {
        let id = ClientId::new(42);
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"42\"");
        assert_eq!(serde_json::from_str::<ClientId>("\"42\"").unwrap(), id);
        assert!(serde_json::from_str::<ClientId>("42").is_err());
        assert_eq!(id.to_string(), "42");
    }

    #[test]
    fn only_positive_numbers_are_ids() {
        for text in ["", "0", "-3", "+3", "x", " 3", "99999999999999999999"] {
            assert_eq!(text.parse::<OrderId>(), Err(BadId), "{text:?}");
        }
        assert_eq!("3".parse::<OrderId>(), Ok(OrderId::new(3)));
    }

    #[test]
    fn an_id_is_an_integer_column() {
        assert_eq!(ItemId::new(5).to_param(), Param::Int(5));
        assert_eq!(ItemId::from_value(Value::Int(5)), Ok(ItemId::new(5)));
        assert!(ItemId::from_value(Value::Int(0)).is_err());
    }
}
