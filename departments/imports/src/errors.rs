//! Why an import says no, and what can be done next.

use i18n::{FieldError, Lang, Refusal, Said};

use crate::kind::ImportKind;
use crate::{columns, texts};

/// Why a deed on an import was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportRefused {
    /// There is no such import.
    #[error("no such import")]
    Unknown,
    /// The file is no table; in words.
    #[error("unreadable: {0}")]
    Unreadable(String),
    /// Its kind is none of ours.
    #[error("no such kind")]
    Kind,
    /// Columns that are needed are not chosen.
    #[error("columns are missing: {1:?}")]
    Missing(ImportKind, Vec<&'static str>),
    /// One column is chosen twice.
    #[error("column {1} is chosen twice")]
    Twice(ImportKind, String),
    /// A name is no column of the kind.
    #[error("no column {0}")]
    NoColumn(String),
    /// It stands where this can't be done.
    #[error("wrong state {0}")]
    WrongState(String),
    /// The file is no longer kept.
    #[error("the file is gone")]
    FileGone,
    /// The same goods were taken in from the same file.
    #[error("the same file was taken in before")]
    AlreadyTaken,
    /// Nothing that it made is left.
    #[error("nothing to take back")]
    NothingMade,
    /// Something rests on what it made; in words.
    #[error("something rests on it: {0}")]
    Resting(String),
}

impl Refusal for ImportRefused {
    fn problem(&self) -> &'static str {
        match self {
            ImportRefused::Unknown => "not-found",
            ImportRefused::Unreadable(_) => "import-unreadable",
            ImportRefused::Kind
            | ImportRefused::Missing(..)
            | ImportRefused::Twice(..)
            | ImportRefused::NoColumn(_) => "bad-field",
            ImportRefused::WrongState(_) => "import-state",
            ImportRefused::FileGone => "import-file-gone",
            ImportRefused::AlreadyTaken => "import-already-taken",
            ImportRefused::NothingMade => "import-nothing-made",
            ImportRefused::Resting(_) => "import-rests",
        }
    }

    fn status(&self) -> u16 {
        match self {
            ImportRefused::Unknown => 404,
            ImportRefused::Unreadable(_)
            | ImportRefused::Kind
            | ImportRefused::Missing(..)
            | ImportRefused::Twice(..)
            | ImportRefused::NoColumn(_) => 422,
            _ => 409,
        }
    }

    fn say(&self, lang: Lang) -> Said {
        let (title, detail, next) = match self {
            ImportRefused::Unknown => (texts::no_import(lang), String::new(), texts::no_import_next(lang)),
            ImportRefused::Unreadable(why) => (texts::unreadable(lang), why.clone(), texts::unreadable_next(lang)),
            ImportRefused::Kind => {
                let known = ImportKind::ALL.map(|kind| format!("{} ({})", kind.name(lang), kind.code())).join(", ");
                (texts::no_kind(lang), texts::no_kind_why(lang, &known), texts::no_kind_next(lang))
            }
            ImportRefused::Missing(kind, codes) => {
                let names: Vec<&str> = codes.iter().map(|code| columns::label(*kind, code, lang)).collect();
                (
                    texts::columns_missing(lang),
                    texts::columns_missing_why(lang, &names.join(", ")),
                    texts::columns_missing_next(lang),
                )
            }
            ImportRefused::Twice(kind, code) => (
                texts::column_twice(lang),
                texts::column_twice_why(lang, columns::label(*kind, code, lang)),
                texts::column_twice_next(lang),
            ),
            ImportRefused::NoColumn(code) => {
                (texts::no_column(lang), texts::no_column_why(lang, code), texts::no_kind_next(lang))
            }
            ImportRefused::WrongState(_) => {
                (texts::wrong_state(lang), texts::wrong_state_why(lang).to_owned(), texts::wrong_state_next(lang))
            }
            ImportRefused::FileGone => {
                (texts::file_gone(lang), texts::file_gone_why(lang).to_owned(), texts::file_gone_next(lang))
            }
            ImportRefused::AlreadyTaken => {
                (texts::already_taken(lang), texts::already_taken_why(lang).to_owned(), texts::already_taken_next(lang))
            }
            ImportRefused::NothingMade => (texts::nothing_made(lang), String::new(), texts::nothing_made_next(lang)),
            ImportRefused::Resting(what) => (texts::rests(lang), texts::rests_why(lang, what), texts::rests_next(lang)),
        };
        Said { title: title.to_owned(), detail, next: next.to_owned() }
    }

    fn fields(&self, lang: Lang) -> Vec<FieldError> {
        let field = |pointer: &str| vec![FieldError { pointer: pointer.to_owned(), message: self.say(lang).title }];
        match self {
            ImportRefused::Kind => field("/kind"),
            ImportRefused::Missing(..) | ImportRefused::Twice(..) | ImportRefused::NoColumn(_) => field("/columns"),
            _ => Vec::new(),
        }
    }
}
