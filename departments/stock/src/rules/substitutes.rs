//! What to offer instead: items of the same group that fit, are there, and cost about the same.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use kernel::{Day, ItemId, Quantity, UnitPrice, text_key};
use serde::Serialize;

/// How many are offered at most: more than these nobody reads on the telephone.
pub const MOST_OFFERED: usize = 8;

/// The item that can't be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The word its name begins with, as [`kind_of`] finds it; none = its name does not say what it is.
    pub kind: Option<String>,
    /// Its attributes: code to value.
    pub attributes: BTreeMap<String, String>,
    /// Its price for this client.
    pub price: UnitPrice,
    /// The last day on which supply still does; none = as soon as possible.
    pub wanted_by: Option<Day>,
}

/// An item of the same group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its number.
    pub item: ItemId,
    /// The word its name begins with.
    pub kind: Option<String>,
    /// Its attributes: code to value.
    pub attributes: BTreeMap<String, String>,
    /// Its price for this client.
    pub price: UnitPrice,
    /// The first day from which the whole need can be had.
    pub can_by: Option<Day>,
    /// How much can be had at once.
    pub free_now: Quantity,
    /// How often this client bought it before.
    pub bought_before: u32,
}

/// How much each attribute counts; an attribute not named counts `other`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    /// Code to weight.
    pub named: BTreeMap<String, u32>,
    /// For all others.
    pub other: u32,
}

impl Default for Weights {
    /// What it is made of, how large it is and how it is packed before how it looks.
    fn default() -> Self {
        let named = [("size", 30), ("material", 30), ("pack", 30), ("colour", 10), ("motif", 10)];
        let named = named.into_iter().map(|(code, weight)| (code.to_owned(), weight)).collect();
        Self { named, other: 20 }
    }
}

/// How far a candidate covers the need; the better comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// All of it in time.
    InTime,
    /// All of it, but after the wanted day.
    Later,
    /// A part of it at once.
    Part,
}

/// An attribute in which the candidate differs from what was wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The attribute's code.
    pub attribute: String,
    /// What was wanted.
    pub wanted: String,
    /// What is offered; none when it is not known.
    pub offered: Option<String>,
}

/// A candidate in its place, with why it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// The item.
    pub item: ItemId,
    /// How far it covers the need.
    pub coverage: Coverage,
    /// It is the same kind of thing, or nobody can tell.
    pub is_same_kind: bool,
    /// How well it fits, 0 to 100; 100 = the same in every known attribute.
    pub fit: u8,
    /// Codes of the attributes that are the same.
    pub same: Vec<String>,
    /// Attributes that differ.
    pub differs: Vec<Reason>,
    /// How often this client bought it before.
    pub bought_before: u32,
    /// Its price less the wanted item's, in ten-thousandths.
    pub price_difference: i64,
}

/// The shortest beginning that says what a thing is.
const LEAST_ROOT: usize = 4;

/// What a thing is by its name in the Russian catalogue, where the noun comes first: «Обложка для паспорта» is a cover.
///
/// A name that begins with a Latin letter, a figure or a sign says nothing: English names begin with the colour as often.
pub fn kind_of(name: &str) -> Option<String> {
    let key = text_key(name);
    let word: String = key.chars().take_while(|letter| letter.is_alphabetic()).collect();
    let is_russian = word.chars().next().is_some_and(|letter| !letter.is_ascii());
    Some(word).filter(|word| is_russian && word.chars().count() >= LEAST_ROOT)
}

/// Is this one word in two forms? The same where one of the two is not known.
fn is_same_kind(one: Option<&str>, other: Option<&str>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return true };
    search::is_one_word(one, other)
}

/// Ranks what may be offered instead: covered in time, the same kind of thing, fit, bought before, nearest price.
///
/// Only what covers the need at least in part is offered, eight at most; equals stand by number.
pub fn rank(wanted: &Wanted, candidates: &[Candidate], weights: &Weights) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = candidates.iter().filter_map(|candidate| weigh(wanted, candidate, weights)).collect();
    ranked.sort_by_key(|offer| {
        let distance = offer.price_difference.unsigned_abs();
        (offer.coverage, !offer.is_same_kind, Reverse(offer.fit), Reverse(offer.bought_before), distance, offer.item)
    });
    ranked.truncate(MOST_OFFERED);
    ranked
}

fn weigh(wanted: &Wanted, candidate: &Candidate, weights: &Weights) -> Option<Ranked> {
    let coverage = coverage(wanted, candidate)?;
    let (mut same, mut differs) = (Vec::new(), Vec::new());
    let (mut fits, mut all) = (0_u64, 0_u64);
    for (code, value) in &wanted.attributes {
        let weight = u64::from(weights.named.get(code).copied().unwrap_or(weights.other));
        all += weight;
        match candidate.attributes.get(code) {
            Some(offered) if text_key(offered) == text_key(value) => {
                fits += weight;
                same.push(code.clone());
            }
            offered => {
                differs.push(Reason { attribute: code.clone(), wanted: value.clone(), offered: offered.cloned() })
            }
        }
    }
    // Nothing is known of the wanted item: only the group speaks for the candidate.
    let fit = (fits * 100).checked_div(all).unwrap_or(0);
    Some(Ranked {
        item: candidate.item,
        coverage,
        is_same_kind: is_same_kind(wanted.kind.as_deref(), candidate.kind.as_deref()),
        fit: u8::try_from(fit).unwrap_or(100),
        same,
        differs,
        bought_before: candidate.bought_before,
        price_difference: candidate.price.ten_thousandths().saturating_sub(wanted.price.ten_thousandths()),
    })
}

fn coverage(wanted: &Wanted, candidate: &Candidate) -> Option<Coverage> {
    match candidate.can_by {
        Some(day) if wanted.wanted_by.is_none_or(|by| day <= by) => Some(Coverage::InTime),
        Some(_) => Some(Coverage::Later),
        None if candidate.free_now.is_positive() => Some(Coverage::Part),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(text: &str) -> BTreeMap<String, String> {
        let pair = |part: &str| {
            let (code, value) = part.split_once('=').unwrap();
            (code.to_owned(), value.to_owned())
        };
        text.split_whitespace().map(pair).collect()
    }

    fn day(number: i32) -> Day {
        Day::of(2026, 11, 1).add_days(number)
    }

    fn wanted(text: &str) -> Wanted {
        Wanted {
            kind: None,
            attributes: attributes(text),
            price: UnitPrice::from_ten_thousandths(100_0000),
            wanted_by: Some(day(5)),
        }
    }

    fn candidate(item: i64, text: &str) -> Candidate {
        Candidate {
            item: ItemId::new(item),
            kind: None,
            attributes: attributes(text),
            price: UnitPrice::from_ten_thousandths(100_0000),
            can_by: Some(day(1)),
            free_now: Quantity::whole(10),
            bought_before: 0,
        }
    }

    fn order(ranked: &[Ranked]) -> Vec<i64> {
        ranked.iter().map(|offer| offer.item.get()).collect()
    }

    #[test]
    fn size_and_material_weigh_more_than_colour_and_motif() {
        let wanted = wanted("size=30cm material=tin colour=red motif=rose");
        let offers = [
            candidate(1, "size=20cm material=tin colour=red motif=rose"),
            candidate(2, "size=30cm material=tin colour=blue motif=cat"),
            candidate(3, "size=30CM material=Tin colour=red motif=cat"),
            candidate(4, ""),
        ];
        let ranked = rank(&wanted, &offers, &Weights::default());
        assert_eq!(order(&ranked), [3, 2, 1, 4]);
        assert_eq!(ranked.iter().map(|offer| offer.fit).collect::<Vec<_>>(), [87, 75, 62, 0]);
        assert_eq!(ranked[0].same, ["colour", "material", "size"]);
        let differs = &ranked[0].differs[0];
        assert_eq!((differs.attribute.as_str(), differs.offered.as_deref()), ("motif", Some("cat")));
        assert_eq!(ranked[3].differs[0].offered, None);
    }

    #[test]
    fn what_comes_in_time_stands_before_what_fits_better() {
        let wanted = wanted("size=30cm");
        let late = Candidate { can_by: Some(day(9)), ..candidate(1, "size=30cm") };
        let part = Candidate { can_by: None, ..candidate(2, "size=30cm") };
        let nothing = Candidate { free_now: Quantity::ZERO, ..part.clone() };
        let nothing = Candidate { item: ItemId::new(3), ..nothing };
        let in_time = candidate(4, "size=20cm");
        let ranked = rank(&wanted, &[late, part, nothing, in_time], &Weights::default());
        assert_eq!(order(&ranked), [4, 1, 2]);
        let coverages: Vec<Coverage> = ranked.iter().map(|offer| offer.coverage).collect();
        assert_eq!(coverages, [Coverage::InTime, Coverage::Later, Coverage::Part]);
    }

    #[test]
    fn equals_stand_by_history_price_and_number_and_eight_are_enough() {
        let wanted = wanted("size=30cm");
        let price = |price| UnitPrice::from_ten_thousandths(price);
        let mut offers: Vec<Candidate> = (5..=20).map(|item| candidate(item, "size=30cm")).collect();
        offers.push(Candidate { price: price(90_0000), ..candidate(1, "size=30cm") });
        offers.push(Candidate { price: price(105_0000), ..candidate(2, "size=30cm") });
        offers.push(Candidate { bought_before: 2, price: price(1), ..candidate(30, "size=30cm") });
        let ranked = rank(&wanted, &offers[10..], &Weights::default());
        assert_eq!(order(&ranked), [30, 15, 16, 17, 18, 19, 20, 2]);
        assert_eq!(ranked[7].price_difference, 5_0000);
        offers.reverse();
        assert_eq!(order(&rank(&wanted, &offers, &Weights::default())), [30, 5, 6, 7, 8, 9, 10, 11]);
    }

    #[test]
    fn another_kind_of_thing_comes_after_the_same_whatever_its_colour() {
        let named = |item, name: &str, text| Candidate { kind: kind_of(name), ..candidate(item, text) };
        let wanted = Wanted {
            kind: kind_of("Обложка для паспорта в горошек, синяя"),
            ..wanted("colour=blue motif=dots")
        };
        let offers = [
            named(1, "Бирка багажная в горошек, синяя", "colour=blue motif=dots"),
            named(2, "Обложка для паспорта «Тропики»", "motif=tropical"),
            Candidate {
                can_by: Some(day(9)), ..named(3, "Обложки для паспорта, синие", "colour=blue")
            },
            named(4, "BLUE PASSPORT COVER", ""),
        ];
        let ranked = rank(&wanted, &offers, &Weights::default());
        assert_eq!(order(&ranked), [2, 4, 1, 3]);
        assert_eq!(ranked.iter().map(|offer| offer.is_same_kind).collect::<Vec<_>>(), [true, true, false, true]);

        let kinds = |one: &str, other: &str| is_same_kind(kind_of(one).as_deref(), kind_of(other).as_deref());
        assert!(kinds("Бирки багажные", "бирка для багажа"));
        assert!(kinds("Ёмкость", "Емкости стеклянные"));
        for (one, other) in [("Сумка", "Сумерки"), ("Кружка", "Кружево"), ("Коробка", "Корзина"), ("Лампа", "Ложка")]
        {
            assert!(!kinds(one, other), "{one} {other}");
        }
    }

    #[test]
    fn an_item_without_attributes_is_ranked_by_what_the_client_bought() {
        let offers = [candidate(1, "size=1"), Candidate { bought_before: 3, ..candidate(2, "") }];
        let ranked = rank(&wanted(""), &offers, &Weights::default());
        assert_eq!(order(&ranked), [2, 1]);
        assert_eq!(ranked[0].fit, 0);
    }
}
