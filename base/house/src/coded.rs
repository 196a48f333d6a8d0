//! Closed lists of words: one text in tables and in the API, one for people in each language.

/// Declares an enum whose members each have a code and a word for people.
///
/// `coded! { /// About. Kind { /// One. One "one" texts::one, } }` gives `ALL`, `code`, `parse`, `name`, the column and
/// the JSON of it. The caller stands on `serde` and `utoipa`.
#[macro_export]
macro_rules! coded {
    ($(#[$about:meta])* $kind:ident { $($(#[$doc:meta])* $name:ident $code:literal $text:path),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize, ::utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $kind { $($(#[$doc])* $name,)* }

        impl $kind {
            /// Every one, in order.
            pub const ALL: &'static [$kind] = &[$($kind::$name),*];

            /// The word in tables and in the API.
            pub const fn code(self) -> &'static str {
                match self { $($kind::$name => $code,)* }
            }

            /// Reads the word back.
            pub fn parse(code: &str) -> Option<$kind> {
                match code { $($code => Some($kind::$name),)* _ => None }
            }

            /// The word for people.
            pub fn name(self, lang: ::i18n::Lang) -> &'static str {
                match self { $($kind::$name => $text(lang),)* }
            }
        }

        impl ::kernel::ToColumn for $kind {
            fn to_param(&self) -> ::kernel::Param<'_> {
                ::kernel::Param::Text(self.code())
            }
        }

        impl ::kernel::FromColumn for $kind {
            fn from_value(value: ::kernel::Value) -> Result<Self, ::kernel::BadColumn> {
                let code = <String as ::kernel::FromColumn>::from_value(value)?;
                $kind::parse(&code).ok_or_else(|| ::kernel::BadColumn::unfit(stringify!($kind)))
            }
        }
    };
}
