//! Properties of the classifier in Russian words, and the English word of each of them.

use std::collections::BTreeMap;

use catalogue::NewWord;

/// The value of a property as a Russian reads it; several are joined by `+` in the classifier.
pub fn russian(property: &str, value: &str) -> String {
    let words: Vec<String> = value.split('+').map(|part| one(property, part)).collect();
    words.join(", ")
}

/// The dictionary of these properties (name and value of the classifier): each Russian word once, with its English one.
pub fn words<'a>(properties: impl Iterator<Item = (&'a String, &'a String)>) -> Vec<NewWord> {
    let mut words: BTreeMap<(&str, String), &str> = BTreeMap::new();
    for (name, value) in properties {
        for code in value.split('+') {
            // Two codes may share a Russian word; the shorter one says it without a shade of its own.
            let word = words.entry((name, one(name, code))).or_insert(code);
            if (code.len(), code) < (word.len(), *word) {
                *word = code;
            }
        }
    }
    let word = |((name, value), code): ((&str, String), &str)| NewWord {
        attribute: name.to_owned(),
        value,
        value_en: english(name, code),
    };
    words.into_iter().map(word).collect()
}

/// A code of the classifier as an English reader writes it: `light_blue`, `60cm`, `danish_rose`.
fn english(property: &str, code: &str) -> String {
    let unit =
        |unit: &str| code.strip_suffix(unit).filter(|number| number.ends_with(|last: char| last.is_ascii_digit()));
    if property == "size" {
        for name in ["cm", "in", "g", "m"] {
            if let Some(number) = unit(name) {
                return format!("{} {name}", number.replace('x', "×"));
            }
        }
    }
    let is_design = property == "motif" && !MOTIFS.iter().any(|(known, _)| *known == code);
    if is_design { capitals(code) } else { code.replace('_', " ") }
}

fn one(property: &str, value: &str) -> String {
    let list: &[(&str, &str)] = match property {
        "colour" => COLOURS,
        "material" => MATERIALS,
        "size" => SIZES,
        "motif" => MOTIFS,
        _ => &[],
    };
    match list.iter().find(|(code, _)| *code == value) {
        Some((_, word)) => (*word).to_owned(),
        None if property == "size" && value.ends_with("cm") => value.trim_end_matches("cm").replace('x', "×") + " см",
        None if property == "size" && value.ends_with("in") => value.trim_end_matches("in").to_owned() + " дюймов",
        None if property == "motif" => design(value),
        None => value.replace('_', " "),
    }
}

/// A design of the factory by its own name: `danish_rose` is «Danish Rose».
fn design(value: &str) -> String {
    format!("«{}»", capitals(value))
}

fn capitals(value: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    value.split('_').map(capital).collect::<Vec<_>>().join(" ")
}

const COLOURS: &[(&str, &str)] = &[
    ("pink", "розовый"),
    ("blue", "синий"),
    ("red", "красный"),
    ("white", "белый"),
    ("green", "зелёный"),
    ("black", "чёрный"),
    ("silver", "серебристый"),
    ("ivory", "слоновая кость"),
    ("purple", "фиолетовый"),
    ("gold", "золотистый"),
    ("cream", "кремовый"),
    ("brown", "коричневый"),
    ("yellow", "жёлтый"),
    ("multi", "разноцветный"),
    ("light_green", "салатовый"),
    ("turquoise", "бирюзовый"),
    ("clear", "прозрачный"),
    ("amber", "янтарный"),
    ("navy", "тёмно-синий"),
    ("orange", "оранжевый"),
    ("light_blue", "голубой"),
    ("lilac", "сиреневый"),
    ("grey", "серый"),
    ("beige", "бежевый"),
];

const MATERIALS: &[(&str, &str)] = &[
    ("glass", "стекло"),
    ("metal", "металл"),
    ("wood", "дерево"),
    ("paper", "бумага"),
    ("bead", "бисер"),
    ("tin_plate", "жесть"),
    ("crystal", "хрусталь"),
    ("felt", "фетр"),
    ("zinc", "цинк"),
    ("ceramic", "керамика"),
    ("enamel", "эмаль"),
    ("fabric", "ткань"),
    ("shell", "ракушка"),
    ("stone", "камень"),
    ("wicker", "лоза"),
    ("acrylic", "акрил"),
    ("pearl", "жемчуг"),
    ("feather", "перо"),
    ("porcelain", "фарфор"),
    ("cotton", "хлопок"),
    ("plastic", "пластик"),
    ("wool", "шерсть"),
    ("resin", "полистоун"),
    ("leather", "кожа"),
    ("silver_plate", "посеребрение"),
];

const SIZES: &[(&str, &str)] = &[
    ("small", "малый"),
    ("large", "большой"),
    ("mini", "мини"),
    ("jumbo", "очень большой"),
    ("medium", "средний"),
    ("giant", "гигантский"),
    ("1_hook", "1 крючок"),
    ("2_tier", "2 яруса"),
    ("3_tier", "3 яруса"),
    ("3_hook", "3 крючка"),
    ("4_hook", "4 крючка"),
    ("5_hook", "5 крючков"),
    ("5_strand", "5 нитей"),
    ("10_lights", "10 огней"),
    ("20_lights", "20 огней"),
    ("3_drawer", "3 ящика"),
    ("2_drawer", "2 ящика"),
    ("7_drawer", "7 ящиков"),
    ("17_drawer", "17 ящиков"),
    ("20_drawer", "20 ящиков"),
    ("2_door", "2 дверцы"),
    ("1_wick", "1 фитиль"),
    ("3_wick", "3 фитиля"),
    ("2_person", "на двоих"),
    ("4_person", "на четверых"),
    ("6_egg", "на 6 яиц"),
    ("12_egg", "на 12 яиц"),
    ("3_piece", "3 предмета"),
    ("3_basket", "3 корзины"),
    ("60_page", "60 листов"),
    ("5_point", "5 лучей"),
    ("7_point", "7 лучей"),
    ("9_point", "9 лучей"),
    ("500g", "500 г"),
    ("250g", "250 г"),
    ("125g", "125 г"),
    ("3.5g", "3,5 г"),
    ("2m", "2 м"),
];

const MOTIFS: &[(&str, &str)] = &[
    ("heart", "сердце"),
    ("vintage", "винтаж"),
    ("flower", "цветы"),
    ("polkadot", "горошек"),
    ("retrospot", "ретро-горох"),
    ("rose", "роза"),
    ("star", "звезда"),
    ("christmas", "рождество"),
    ("rabbit", "заяц"),
    ("butterfly", "бабочка"),
    ("skulls", "черепа"),
    ("french", "французский стиль"),
    ("paisley", "огурцы"),
    ("number", "цифра"),
    ("letter", "буква"),
    ("sweetheart", "сердечки"),
    ("christmas_tree", "ёлка"),
    ("strawberry", "клубника"),
    ("flock", "флок"),
    ("spaceboy", "космонавт"),
    ("retro", "ретро"),
    ("feltcraft", "поделка из фетра"),
    ("daisy", "ромашка"),
    ("baroque", "барокко"),
    ("bird", "птица"),
    ("tea_time", "чаепитие"),
    ("bling", "стразы"),
    ("union_jack", "британский флаг"),
    ("gingham", "клетка виши"),
    ("fairy_cake", "кекс"),
    ("chick", "цыплёнок"),
    ("cat", "кошка"),
    ("babushka", "матрёшка"),
    ("folkart", "народный узор"),
    ("dolly_girl", "кукла"),
    ("doll", "кукла"),
    ("stripes", "полоска"),
    ("leaf", "лист"),
    ("charlie_and_lola", "Чарли и Лола"),
    ("birthday", "день рождения"),
    ("bell", "колокольчик"),
    ("pantry", "кладовая"),
    ("woodland", "лес"),
    ("regency", "регентство"),
    ("english_rose", "английская роза"),
    ("lovebird", "неразлучники"),
    ("edwardian", "эдвардианский"),
    ("apple", "яблоко"),
    ("cake", "торт"),
    ("botanical", "ботаника"),
    ("victorian", "викторианский"),
    ("toadstool", "мухомор"),
    ("dinosaur", "динозавр"),
    ("diamante", "стразы"),
    ("orbit", "орбита"),
    ("filigree", "филигрань"),
    ("egg", "яйцо"),
    ("dog", "собака"),
    ("circus_parade", "цирк"),
    ("alphabet", "алфавит"),
    ("vanilla", "ваниль"),
    ("lavender", "лаванда"),
    ("lace", "кружево"),
    ("cottage_garden", "деревенский сад"),
    ("tutti_frutti", "тутти-фрутти"),
    ("tassel", "кисточка"),
    ("owl", "сова"),
    ("murano", "мурано"),
    ("i_love_london", "Лондон"),
    ("hen", "курица"),
    ("diner", "закусочная"),
    ("chocolate", "шоколад"),
    ("cherry_blossom", "цветущая вишня"),
    ("cherry", "вишня"),
    ("scandinavian", "скандинавский"),
    ("rustic", "деревенский"),
    ("origami", "оригами"),
    ("magic_garden", "волшебный сад"),
    ("birdhouse", "скворечник"),
    ("angel", "ангел"),
    ("50s", "пятидесятые"),
    ("suki", "сакура-девочка"),
    ("rosebud", "бутон розы"),
    ("cupcake", "капкейк"),
    ("mosaic", "мозаика"),
    ("medina", "медина"),
    ("enchanted_forest", "волшебный лес"),
    ("doily", "салфетка"),
    ("chrysanthemum", "хризантема"),
    ("swirl", "завиток"),
    ("shell", "ракушка"),
    ("posy", "букетик"),
    ("pear", "груша"),
    ("mushroom", "гриб"),
    ("jam", "варенье"),
    ("ice_cream", "мороженое"),
    ("home_sweet_home", "дом, милый дом"),
    ("lattice", "решётка"),
    ("carousel", "карусель"),
    ("cactus", "кактус"),
    ("elephant", "слон"),
    ("santa", "Дед Мороз"),
    ("reindeer", "олень"),
    ("teddy_bear", "мишка"),
    ("monkey", "обезьянка"),
    ("happy_birthday", "с днём рождения"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_and_material_has_a_russian_word() {
        for item in crate::data::items().unwrap() {
            for property in ["colour", "material", "size"] {
                let Some(value) = item.attributes.get(property) else { continue };
                let word = russian(property, value);
                let latin = word.chars().any(|letter| letter.is_ascii_alphabetic());
                // Paper sizes are written in Latin letters in Russian too.
                let paper = value.starts_with('a') && value.len() == 2;
                assert!(paper || !latin, "{property} {value} {word}");
            }
        }
        let all = crate::data::items().unwrap();
        for word in words(all.iter().flat_map(|item| &item.attributes)) {
            assert!(word.value_en.is_ascii() || word.value_en.contains('×'), "{word:?}");
            assert!(!word.value_en.contains('_'), "{word:?}");
        }
        for (property, code, said) in [
            ("colour", "light_blue", "light blue"),
            ("size", "60cm", "60 cm"),
            ("size", "10x15cm", "10×15 cm"),
            ("size", "3.5g", "3.5 g"),
            ("size", "medium", "medium"),
            ("motif", "danish_rose", "Danish Rose"),
            ("motif", "tea_time", "tea time"),
        ] {
            assert_eq!(english(property, code), said);
        }
        assert_eq!(russian("colour", "pink+white"), "розовый, белый");
        assert_eq!(russian("size", "60cm"), "60 см");
        assert_eq!(russian("motif", "danish_rose+daisy"), "«Danish Rose», ромашка");
    }
}
