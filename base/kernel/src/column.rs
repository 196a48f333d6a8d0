//! How a value stands in a table column, the same for every database server.

use thiserror::Error;

/// A value on its way into a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Param<'a> {
    /// No value.
    Null,
    /// An integer.
    Int(i64),
    /// A text.
    Text(&'a str),
    /// Raw bytes.
    Bytes(&'a [u8]),
}

/// A value read from a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// No value.
    Null,
    /// An integer.
    Int(i64),
    /// A text.
    Text(String),
    /// Raw bytes.
    Bytes(Vec<u8>),
}

impl Value {
    fn shape(&self) -> &'static str {
        match self {
            Value::Null => "nothing",
            Value::Int(_) => "an integer",
            Value::Text(_) => "a text",
            Value::Bytes(_) => "bytes",
        }
    }

    /// The same value as a parameter.
    pub fn as_param(&self) -> Param<'_> {
        match self {
            Value::Null => Param::Null,
            Value::Int(number) => Param::Int(*number),
            Value::Text(text) => Param::Text(text),
            Value::Bytes(bytes) => Param::Bytes(bytes),
        }
    }
}

/// A column holds something else than the code expects.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadColumn {
    /// The column has another type.
    #[error("the column holds {found}, expected {expected}")]
    Shape {
        /// What the code asked for.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// The type is right, the value breaks the rules of the word.
    #[error("the column holds a value that is no {word}")]
    Unfit {
        /// The word whose rules are broken.
        word: &'static str,
    },
}

impl BadColumn {
    /// The value breaks the rules of `word`.
    pub fn unfit(word: &'static str) -> Self {
        BadColumn::Unfit { word }
    }

    fn shape(expected: &'static str, found: &Value) -> Self {
        BadColumn::Shape { expected, found: found.shape() }
    }
}

/// A value that can be written to a column.
///
/// `bool` is left out on purpose: a flag is a nullable `…_at` moment.
pub trait ToColumn {
    /// The value as a statement parameter.
    fn to_param(&self) -> Param<'_>;
}

/// A value that can be read from a column.
pub trait FromColumn: Sized {
    /// Reads the value, or says what is wrong with the column.
    fn from_value(value: Value) -> Result<Self, BadColumn>;
}

impl<T: ToColumn + ?Sized> ToColumn for &T {
    fn to_param(&self) -> Param<'_> {
        (**self).to_param()
    }
}

impl<T: ToColumn> ToColumn for Option<T> {
    fn to_param(&self) -> Param<'_> {
        self.as_ref().map_or(Param::Null, ToColumn::to_param)
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_value(value: Value) -> Result<Self, BadColumn> {
        match value {
            Value::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}

impl ToColumn for Param<'_> {
    fn to_param(&self) -> Param<'_> {
        *self
    }
}

impl ToColumn for Value {
    fn to_param(&self) -> Param<'_> {
        self.as_param()
    }
}

impl FromColumn for Value {
    fn from_value(value: Value) -> Result<Self, BadColumn> {
        Ok(value)
    }
}

impl ToColumn for i64 {
    fn to_param(&self) -> Param<'_> {
        Param::Int(*self)
    }
}

impl FromColumn for i64 {
    fn from_value(value: Value) -> Result<Self, BadColumn> {
        match value {
            Value::Int(number) => Ok(number),
            other => Err(BadColumn::shape("an integer", &other)),
        }
    }
}

macro_rules! small_int {
    ($($name:ident),*) => {$(
        impl ToColumn for $name {
            fn to_param(&self) -> Param<'_> {
                Param::Int(i64::from(*self))
            }
        }

        impl FromColumn for $name {
            fn from_value(value: Value) -> Result<Self, BadColumn> {
                $name::try_from(i64::from_value(value)?)
                    .map_err(|_| BadColumn::unfit(stringify!($name)))
            }
        }
    )*};
}
small_int!(i32, u32, u16, u8);

impl ToColumn for str {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self)
    }
}

impl ToColumn for String {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self)
    }
}

impl FromColumn for String {
    fn from_value(value: Value) -> Result<Self, BadColumn> {
        match value {
            Value::Text(text) => Ok(text),
            other => Err(BadColumn::shape("a text", &other)),
        }
    }
}

impl ToColumn for [u8] {
    fn to_param(&self) -> Param<'_> {
        Param::Bytes(self)
    }
}

impl ToColumn for Vec<u8> {
    fn to_param(&self) -> Param<'_> {
        Param::Bytes(self)
    }
}

impl FromColumn for Vec<u8> {
    fn from_value(value: Value) -> Result<Self, BadColumn> {
        match value {
            Value::Bytes(bytes) => Ok(bytes),
            other => Err(BadColumn::shape("bytes", &other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_null_both_ways() {
        assert_eq!(None::<i64>.to_param(), Param::Null);
        assert_eq!(Option::<i64>::from_value(Value::Null), Ok(None));
        assert_eq!(Option::<i64>::from_value(Value::Int(5)), Ok(Some(5)));
    }

    #[test]
    fn a_wrong_shape_is_named() {
        let said = String::from_value(Value::Int(5)).unwrap_err().to_string();
        assert_eq!(said, "the column holds an integer, expected a text");
        assert_eq!(u16::from_value(Value::Int(-1)), Err(BadColumn::unfit("u16")));
    }

    #[test]
    fn references_and_slices_write_themselves() {
        let name = String::from("Якорь");
        let list: [&dyn ToColumn; 3] = [&name, &"x", &7_i32];
        let params: Vec<_> = list.iter().map(|value| value.to_param()).collect();
        assert_eq!(params, [Param::Text("Якорь"), Param::Text("x"), Param::Int(7)]);
    }
}
