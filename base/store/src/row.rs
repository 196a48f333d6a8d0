//! From a row of an answer to values.

use kernel::column::{FromColumn, Value};

use crate::fault::Fault;

/// A value or tuple of values read from one row, column by column.
pub trait FromRow: Sized {
    /// Reads the columns in order.
    fn from_row(next: &mut dyn FnMut() -> Result<Value, Fault>) -> Result<Self, Fault>;
}

macro_rules! tuple {
    ($($t:ident),+) => {
        impl<$($t: FromColumn),+> FromRow for ($($t,)+) {
            fn from_row(next: &mut dyn FnMut() -> Result<Value, Fault>) -> Result<Self, Fault> {
                Ok(($($t::from_value(next()?)?,)+))
            }
        }
    };
}
tuple!(A);
tuple!(A, B);
tuple!(A, B, C);
tuple!(A, B, C, D);
tuple!(A, B, C, D, E);
tuple!(A, B, C, D, E, F);
tuple!(A, B, C, D, E, F, G);
tuple!(A, B, C, D, E, F, G, H);
tuple!(A, B, C, D, E, F, G, H, I);
tuple!(A, B, C, D, E, F, G, H, I, J);
tuple!(A, B, C, D, E, F, G, H, I, J, K);
tuple!(A, B, C, D, E, F, G, H, I, J, K, L);

/// A struct read from a row in the order of its fields: `row! { pub struct Card { id: ClientId, … } }`.
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$fmeta:meta])* $fvis:vis $field:ident : $ty:ty),+ $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$fmeta])* $fvis $field: $ty),+ }
        impl $crate::FromRow for $name {
            fn from_row(
                next: &mut dyn FnMut() -> Result<$crate::Value, $crate::Fault>,
            ) -> Result<Self, $crate::Fault> {
                Ok($name { $($field: $crate::FromColumn::from_value(next()?)?),+ })
            }
        }
    };
}
