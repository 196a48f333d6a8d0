//! From text to words of one byte per letter; the same code reads names and queries.
#![allow(clippy::indexing_slicing, reason = "hot loops over bytes; positions come from the same slices")]

use std::collections::HashSet;
use std::sync::LazyLock;

/// A word, one byte per letter: а..я from 0x80, a..z and 0..9 as in ASCII, other scripts share the codes above.
pub(crate) type Word = Vec<u8>;

/// Letters of other scripts share the codes from here on: false hits are possible there, misses are not.
const OTHER_SCRIPTS: u8 = 0xA0;
const CYRILLIC: u8 = 0x80;
/// Longer words are cut, in names and queries alike: six bits hold a place in a word.
pub(crate) const LONGEST_WORD: usize = 63;

fn code(letter: char) -> u8 {
    match letter {
        '0'..='9' | 'a'..='z' => letter as u8,
        'а'..='я' => (letter as u32 - 'а' as u32) as u8 + CYRILLIC,
        'ё' => 0x85,
        _ => OTHER_SCRIPTS + (letter as u32 % 0x5F) as u8,
    }
}

fn is_cyrillic(letter: u8) -> bool {
    (CYRILLIC..OTHER_SCRIPTS).contains(&letter)
}

/// Text without any cutting, one byte per letter.
pub(crate) fn encode(text: &str) -> Word {
    text.chars().map(code).collect()
}

/// Back to text; letters of other scripts are lost.
pub(crate) fn decode(word: &[u8]) -> String {
    let letter = |&b: &u8| match b {
        b if is_cyrillic(b) => char::from_u32('а' as u32 + u32::from(b - CYRILLIC)).unwrap_or('·'),
        b if b.is_ascii() => b as char,
        _ => '·',
    };
    word.iter().map(letter).collect()
}

/// Latin and Cyrillic letters that look alike on paper.
static LOOK_ALIKES: LazyLock<Vec<(u8, u8)>> =
    LazyLock::new(|| "aeopcyxkmhtb".chars().zip("аеорсухкмнтв".chars()).map(|(l, c)| (code(l), code(c))).collect());

/// A word with both scripts was typed with look-alikes: all to Cyrillic; if Latin letters remain, all to Latin.
fn repair_look_alikes(word: &mut Word) {
    let has_latin = |w: &Word| w.iter().any(u8::is_ascii_lowercase);
    if !has_latin(word) || !word.iter().any(|&b| is_cyrillic(b)) {
        return;
    }
    let put = |word: &mut Word, to: fn(&(u8, u8), u8) -> bool, by: fn(&(u8, u8)) -> u8| {
        for b in word {
            if let Some(pair) = LOOK_ALIKES.iter().find(|p| to(p, *b)) {
                *b = by(pair);
            }
        }
    };
    put(word, |p, b| p.0 == b, |p| p.1);
    if has_latin(word) {
        put(word, |p, b| p.1 == b, |p| p.0);
    }
}

/// Lower case, ё as е, look-alikes repaired; cut at anything but letters and digits, and between the two.
pub(crate) fn raw_words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = vec![];
    let mut word: Word = vec![];
    let flush = |word: &mut Word, words: &mut Vec<Word>| {
        if !word.is_empty() {
            repair_look_alikes(word);
            word.truncate(LONGEST_WORD);
            words.push(std::mem::take(word));
        }
    };
    for c in text.chars() {
        // Decomposed й is joined again; other combining marks say nothing.
        if c == '\u{306}' && word.last() == Some(&code('и')) {
            word.pop();
            word.push(code('й'));
        } else if ('\u{300}'..='\u{36f}').contains(&c) {
        } else if !c.is_alphanumeric() {
            flush(&mut word, &mut words);
        } else {
            for b in c.to_lowercase().filter(|c| c.is_alphanumeric()).map(code) {
                if word.last().is_some_and(|p| p.is_ascii_digit() != b.is_ascii_digit()) {
                    flush(&mut word, &mut words);
                }
                word.push(b);
            }
        }
    }
    flush(&mut word, &mut words);
    words
}

/// Sure legal forms only. ТД, НПО, ПК, ЧП, ГК may be a part of the name and stay words.
const FORMS: &str = "ооо оао зао ао пао нао ип тоо одо кфх гкфх спк гуп муп фгуп мбу фгбу гбу гку мку фку гау мау гбуз \
                     мбоу мбдоу маоу маду ано нко тсж тсн снт ooo oao zao ao pao llc ltd inc jsc pjsc gmbh";
const FORMS_IN_FULL: &str = "общество с ограниченной ответственностью
    непубличное акционерное общество
    публичное акционерное общество
    открытое акционерное общество
    закрытое акционерное общество
    акционерное общество
    индивидуальный предприниматель
    глава крестьянского фермерского хозяйства
    крестьянское фермерское хозяйство
    федеральное государственное унитарное предприятие
    государственное унитарное предприятие
    муниципальное унитарное предприятие
    федеральное государственное бюджетное учреждение
    государственное бюджетное учреждение здравоохранения
    государственное бюджетное учреждение
    муниципальное бюджетное дошкольное образовательное учреждение
    муниципальное бюджетное общеобразовательное учреждение
    муниципальное бюджетное учреждение
    муниципальное казенное учреждение
    автономная некоммерческая организация
    товарищество собственников жилья
    товарищество собственников недвижимости
    садоводческое некоммерческое товарищество";

struct LegalForms {
    short: HashSet<Word>,
    full: Vec<Vec<Word>>,
}

static LEGAL_FORMS: LazyLock<LegalForms> = LazyLock::new(|| LegalForms {
    short: FORMS.split_whitespace().map(encode).collect(),
    full: FORMS_IN_FULL.lines().map(raw_words).collect(),
});

/// Words without the legal form at either end; inside, a form is part of the name. Only a form gives no words.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let LegalForms { short, full } = &*LEGAL_FORMS;
    let mut words = raw_words(text);
    loop {
        if words.first().is_some_and(|w| short.contains(w)) {
            words.remove(0);
        } else if words.last().is_some_and(|w| short.contains(w)) {
            words.pop();
        } else if let Some(form) = full.iter().find(|f| words.starts_with(f)) {
            words.drain(..form.len());
        } else if let Some(form) = full.iter().find(|f| words.ends_with(f)) {
            words.truncate(words.len() - form.len());
        } else {
            return words;
        }
    }
}

/// Keys of the Latin layout and what the same keys give in the Russian one.
const KEYS: (&str, &str) = ("`qwertyuiop[]asdfghjkl;'zxcvbnm,.", "ёйцукенгшщзхъфывапролджэячсмитьбю");
const KEYS_WITH_SHIFT: (&str, &str) = ("~{}:\"<>", "ёхъжэбю");

/// Whether this key of the Latin layout is a letter in the Russian one.
pub(crate) fn is_letter_key(c: char) -> bool {
    c.is_ascii_alphabetic() || KEYS.0.contains(c) || KEYS_WITH_SHIFT.0.contains(c)
}

/// What the same keys would have given in the other layout.
pub(crate) fn other_layout(text: &str, to_russian: bool) -> String {
    let plain = KEYS.0.chars().zip(KEYS.1.chars());
    let shifted = KEYS_WITH_SHIFT.0.chars().zip(KEYS_WITH_SHIFT.1.chars()).filter(|_| to_russian);
    let keys: Vec<(char, char)> = plain.chain(shifted).map(|(l, r)| if to_russian { (l, r) } else { (r, l) }).collect();
    let lower = text.chars().flat_map(char::to_lowercase);
    lower.map(|c| keys.iter().find(|k| k.0 == c).map_or(c, |k| k.1)).collect()
}

/// Spellings of Russian letters in Latin. All rules are tried, in no order.
const RUSSIAN_IN_LATIN: &str = "a=а b=б v=в w=в g=г d=д e=е e=э ye=е yo=е jo=е io=е zh=ж j=ж j=й z=з i=и ii=ий iy=ий iy=ый \
    ee=и i=й y=й y=ы yy=ый k=к ck=к q=к l=л m=м n=н o=о p=п r=р s=с t=т u=у oo=у f=ф ph=ф kh=х h=х x=х x=кс c=ц ts=ц \
    tz=ц cz=ц c=к c=с ch=ч sh=ш sch=ш sch=щ shch=щ shh=щ sc=щ yu=ю ju=ю iu=ю ya=я ja=я ia=я ie=ъ ie=ъе =ь =ъ";
/// The other way round: Latin names typed in Russian by ear.
const LATIN_IN_RUSSIAN: &str = "а=a б=b в=v в=w г=g г=h д=d е=e е=ie е=ye ж=j ж=g ж=zh з=z з=s и=i и=ee и=ie и=y й=i \
    й=y й=j к=k к=c к=ck к=q кс=x л=l м=m н=n о=o п=p р=r с=s с=c т=t у=u у=oo у=w ф=f ф=ph х=h х=ch х=kh ц=c ц=z \
    ц=ts ч=ch ш=sh ш=sch щ=sch ы=y ь= ъ= э=e ю=u ю=yu я=ya я=ia ай=ei ай=y ай=i дж=j дж=g";

/// Spelling rules followed while the vocabulary is walked, so several spellings cost no memory.
pub(crate) struct Spelling {
    /// By first letter: what is typed, what it stands for.
    pub(crate) from: Vec<Vec<(Word, Word)>>,
    /// Letters of the name that may be left out.
    pub(crate) free: Vec<u8>,
}

fn spelling(table: &str) -> Spelling {
    let mut rules = Spelling { from: vec![vec![]; 256], free: vec![] };
    for (typed, meant) in table.split_whitespace().filter_map(|rule| rule.split_once('=')) {
        match encode(typed).first() {
            Some(&first) => rules.from[first as usize].push((encode(typed), encode(meant))),
            None => rules.free.extend(encode(meant)),
        }
    }
    rules
}

pub(crate) static READ_AS_RUSSIAN: LazyLock<Spelling> = LazyLock::new(|| spelling(RUSSIAN_IN_LATIN));
pub(crate) static READ_AS_LATIN: LazyLock<Spelling> = LazyLock::new(|| spelling(LATIN_IN_RUSSIAN));

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        words(text).iter().map(|w| decode(w)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn legal_forms_are_dropped_at_either_end_only() {
        for (text, meant) in [
            ("ООО\"Ромашка\"", "ромашка"),
            ("Ромашка, ООО", "ромашка"),
            ("OOO Ромашка", "ромашка"),
            ("Общество с ограниченной ответственностью «Ромашка»", "ромашка"),
            ("ООО", ""),
            ("ТД Восход ООО", "тд восход"),
            ("Союз ООО Предприятий", "союз ооо предприятий"),
        ] {
            assert_eq!(read(text), meant, "{text}");
        }
    }

    #[test]
    fn letters_that_look_or_sound_alike_are_one() {
        for (text, meant) in [
            ("Ромaшка", "ромашка"),
            ("Ёлка", "елка"),
            ("Чаи\u{306}ка", "чайка"),
            ("Ё\u{301}лка", "елка"),
            ("СМУ-12", "сму 12"),
            ("СМУ12", "сму 12"),
            ("№54", "54"),
            ("sаmsung", "samsung"),
        ] {
            assert_eq!(read(text), meant, "{text}");
        }
    }

    #[test]
    fn keys_of_the_other_layout_are_letters_too() {
        assert_eq!(other_layout("\";bdfz djlf\"", true), "эживая водаэ");
        assert_eq!(other_layout("`krf", true), "ёлка");
        assert_eq!(other_layout("ыфьыгтп", false), "samsung");
    }
}
