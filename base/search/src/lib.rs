//! In-memory index for names as people type them: prefixes, typos, wrong layout, phones, ИНН.
//!
//! One immutable segment holds a sorted vocabulary of one-byte letters, posting lists in order of importance and block
//! minima over them; the best of any range of words is found without looking at the rest. An [`Index`] is three such
//! segments (big, middle, fresh), swapped whole: a search takes a snapshot and no lock, a change is visible at once.
//!
//! - `normalise`: text to words, legal forms, look-alike letters, keyboard layouts, spelling rules
//! - `postings`, `digits`, `segment`: what one segment holds and how its vocabulary is walked
//! - `query`: what was typed, the readings of it, levels of evidence
//! - `index`: three segments, changes, rebuilding beside and swapping
//! - `names`: whether two names mean the same
//! - `file`: the saved index

mod digits;
mod file;
mod index;
mod names;
mod normalise;
mod postings;
mod query;
mod segment;

pub use file::LoadRefused;
pub use index::{Filling, Index, importance_of_place};
pub use names::{Alike, alike, is_one_word, most_alike, share_a_word};

/// One thing that can be found: a client, an item; everything a clerk may type to get it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The id given back by a search; unique in one index.
    pub id: i64,
    /// The name as written in the books, with legal form and quotes.
    pub name: String,
    /// Other names it is called by.
    pub aliases: Vec<String>,
    /// People who stand behind it: contacts of a client.
    pub people: Vec<String>,
    /// ИНН, 10 or 12 digits.
    pub inn: Option<String>,
    /// Phone numbers in any form; the last ten digits count, shorter ones cannot be found.
    pub phones: Vec<String>,
    /// Who is meant more often: 65535 is the most important, see [`importance_of_place`].
    pub importance: u16,
}

/// Why an entry stands in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchedOn {
    /// The name itself or its beginning.
    Name,
    /// A later word of the name.
    Word,
    /// A person behind it.
    Person,
    /// Another name.
    Alias,
    /// The ИНН or its beginning.
    Inn,
    /// A phone number or a part of it.
    Phone,
    /// A word with one or two typing errors.
    Typo,
    /// A part inside a word.
    Inner,
}

impl MatchedOn {
    /// The word for it in the JSON API.
    pub fn code(self) -> &'static str {
        match self {
            MatchedOn::Name => "name",
            MatchedOn::Word => "word",
            MatchedOn::Person => "person",
            MatchedOn::Alias => "alias",
            MatchedOn::Inn => "inn",
            MatchedOn::Phone => "phone",
            MatchedOn::Typo => "typo",
            MatchedOn::Inner => "inner",
        }
    }
}

/// One line of the list shown under the box, best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The entry found.
    pub id: i64,
    /// Why it stands here.
    pub matched_on: MatchedOn,
    /// The query as understood, when the other layout or transliteration was read.
    pub read_as: Option<String>,
}
