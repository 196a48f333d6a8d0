//! Macros for values that travel as text.

/// Serialises through `Display` and reads back through `FromStr`; a refusal ends in `expected` and what was.
macro_rules! serde_as_text {
    ($name:ty, $expecting:expr) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                struct Reader;
                impl serde::de::Visitor<'_> for Reader {
                    type Value = $name;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str($expecting)
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(|wrong| E::custom(format_args!("{wrong}, expected {}", $expecting)))
                    }
                }
                input.deserialize_str(Reader)
            }
        }
    };
}

/// Stores the value as an INTEGER column through `$get` and `$make`.
macro_rules! column_as_int {
    ($name:ident, $get:ident, $make:expr) => {
        impl crate::column::ToColumn for $name {
            fn to_param(&self) -> crate::column::Param<'_> {
                crate::column::Param::Int(i64::from(self.$get()))
            }
        }

        impl crate::column::FromColumn for $name {
            fn from_value(value: crate::column::Value) -> Result<Self, crate::column::BadColumn> {
                let number = <i64 as crate::column::FromColumn>::from_value(value)?;
                $make(number).ok_or_else(|| crate::column::BadColumn::unfit(stringify!($name)))
            }
        }
    };
}

/// Stores the value as a TEXT column through `$get` (a `&str`) and `FromStr`.
macro_rules! column_as_text {
    ($name:ident, $get:ident) => {
        impl crate::column::ToColumn for $name {
            fn to_param(&self) -> crate::column::Param<'_> {
                crate::column::Param::Text(self.$get())
            }
        }

        impl crate::column::FromColumn for $name {
            fn from_value(value: crate::column::Value) -> Result<Self, crate::column::BadColumn> {
                let text = <String as crate::column::FromColumn>::from_value(value)?;
                text.parse().map_err(|_| crate::column::BadColumn::unfit(stringify!($name)))
            }
        }
    };
}
