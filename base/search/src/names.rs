//! Whether two names mean the same: of firms, of things, of what somebody says on the telephone.

use std::cmp::Reverse;

use crate::normalise;

/// Letters in which two forms of one word may differ at their end: «бирка», «бирки».
const ENDING: usize = 2;
/// The shortest beginning that two forms of one word share.
const LEAST_ROOT: usize = 3;
/// A shorter word says nothing of whose name it stands in.
const LEAST_TELLING: usize = 4;

/// How much two names of firms are alike, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// Their words differ at their ends at most: a near-twin.
    Near,
    /// The same name, another legal form or none.
    Name,
    /// The same with its legal form; quotes, case and signs aside.
    Whole,
}

/// How much two names of firms are alike; none = they are two. A name that is nothing but a form is like no other.
pub fn alike(one: &str, other: &str) -> Option<Alike> {
    let (bare, bare_other) = (words(one), words(other));
    if bare.is_empty() || bare.len() != bare_other.len() {
        return None;
    }
    if bare == bare_other {
        let whole = normalise::raw_words(one) == normalise::raw_words(other);
        return Some(if whole { Alike::Whole } else { Alike::Name });
    }
    bare.iter().zip(&bare_other).all(|(one, other)| is_one_word(one, other)).then_some(Alike::Near)
}

/// Those of these firms that are called like `name`, the most alike first.
pub fn most_alike<T>(name: &str, firms: impl IntoIterator<Item = T>, called: impl Fn(&T) -> &str) -> Vec<T> {
    let like = |firm: T| alike(name, called(&firm)).map(|how| (how, firm));
    let mut like: Vec<(Alike, T)> = firms.into_iter().filter_map(like).collect();
    like.sort_by_key(|(how, _)| Reverse(*how));
    like.into_iter().map(|(_, firm)| firm).collect()
}

/// Whether two words are forms of one; what holds a figure is only like itself.
pub fn is_one_word(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let is_word = |word: &str| word.chars().all(char::is_alphabetic);
    let root = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let longest = one.chars().count().max(other.chars().count());
    is_word(one) && is_word(other) && root >= LEAST_ROOT && root + ENDING >= longest
}

/// Whether two names have a word in common, legal forms and short words aside.
pub fn share_a_word(one: &str, other: &str) -> bool {
    let telling = |name: &str| -> Vec<String> {
        words(name).into_iter().filter(|word| word.chars().count() >= LEAST_TELLING).collect()
    };
    let other = telling(other);
    telling(one).iter().any(|word| other.contains(word))
}

fn words(name: &str) -> Vec<String> {
    normalise::words(name).iter().map(|word| normalise::decode(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_but_for_form_or_ending() {
        for (one, other, how) in [
            ("ООО «Самовар»", "ооо самовар", Some(Alike::Whole)),
            ("ООО «Самовар»", "АО Самовар", Some(Alike::Name)),
            ("Самовар", "Общество с ограниченной ответственностью «САМОВАР»", Some(Alike::Name)),
            ("Вернисаж-Ресурс", "ООО «Вернисаж-Ресурсы»", Some(Alike::Near)),
            ("Ёлка", "Елки", Some(Alike::Near)),
            ("ООО «Самовар»", "ООО «Самовар-Юг»", None),
            ("Склад 1", "Склад 2", None),
            ("СМУ-12", "СМК-12", None),
            ("Восток", "Восход", None),
            ("ООО", "ООО", None),
        ] {
            assert_eq!(alike(one, other), how, "{one} {other}");
            assert_eq!(alike(other, one), how, "{other} {one}");
        }
    }

    #[test]
    fn the_most_alike_stands_first_whatever_their_order() {
        let firms = ["АО «Самовар»", "Самовары", "Ладога", "ООО «Самовар»", "Самовар"];
        let most = most_alike("ООО Самовар", firms, |name| name);
        assert_eq!(most, ["ООО «Самовар»", "АО «Самовар»", "Самовар", "Самовары"]);
        assert_eq!(most_alike("ООО", firms, |name| name), Vec::<&str>::new());
    }

    #[test]
    fn a_word_in_common_is_told_from_a_form_and_a_short_one() {
        assert!(share_a_word("ООО «Ромашка-Юг»", "ромашка"));
        for (one, other) in [
            ("ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ «Мир»", "Общество с ограниченной ответственностью «Дом»"),
            ("ТД Юг", "ТД Восход"),
        ] {
            assert!(!share_a_word(one, other), "{one} {other}");
        }
    }
}
