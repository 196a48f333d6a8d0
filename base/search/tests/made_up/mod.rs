//! Names of companies made up from a seed, with many namesakes, as a base of clients has them.
#![allow(clippy::indexing_slicing, reason = "made for tests")]

use search::{Entry, importance_of_place};

pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }

    /// The first ones come up far more often.
    pub fn often_first(&mut self, n: usize) -> usize {
        let a = self.below(n) + 1;
        self.below(a)
    }

    pub fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.often_first(words.len())]
    }
}

const FORMS: &[&str] = &["ООО", "ООО", "ООО", "АО", "ЗАО", "ПАО", "МУП"];
const ROOTS: &[&str] = &[
    "строй",
    "торг",
    "пром",
    "рома",
    "мед",
    "агро",
    "тех",
    "снаб",
    "лес",
    "метал",
    "энерго",
    "авто",
    "транс",
    "мир",
    "гео",
    "био",
    "евро",
    "рос",
    "сиб",
    "урал",
    "волга",
    "нева",
    "север",
    "юг",
    "восток",
    "запад",
    "хим",
    "газ",
    "нефте",
    "хлеб",
    "мясо",
    "рыб",
    "стекло",
    "бетон",
    "дор",
    "мост",
    "шов",
    "маш",
    "прибор",
    "кабель",
];
const ENDS: &[&str] = &[
    "торг",
    "строй",
    "сервис",
    "снаб",
    "комплект",
    "пром",
    "маш",
    "холдинг",
    "дом",
    "инвест",
    "ресурс",
    "центр",
    "ка",
    "шка",
    "ния",
    "ово",
    "трейд",
    "групп",
    "мастер",
    "проект",
];
const BRANDS: &[&str] = &[
    "Макаров",
    "Романов",
    "Романтика",
    "Роман",
    "Ромашково",
    "Ромашка",
    "Ромашка Плюс",
    "Макарена",
    "Восход",
    "Маркшейдер",
    "Рассвет",
    "Альфа",
    "Сигма",
    "Вымпел",
    "Прогресс",
    "Кашемир",
    "Фортуна",
    "Компас",
    "Меркурий",
    "Рамка",
    "Ромб",
    "Горизонт",
];
const TRADES: &[&str] = &["Торговый дом", "Завод", "Фабрика", "Компания", "Комбинат", "ТД", "НПО", "Агентство"];
const SURNAMES: &[&str] = &[
    "Иванов",
    "Смирнов",
    "Кузнецов",
    "Попов",
    "Макаров",
    "Романов",
    "Семенов",
    "Семенихин",
    "Соколов",
    "Лебедев",
    "Козлов",
    "Новиков",
    "Морозов",
    "Петров",
    "Волков",
    "Машков",
    "Ромашов",
    "Ромашкин",
    "Зайцев",
    "Павлов",
];
const FIRST_NAMES: &[&str] = &["Иван", "Роман", "Макар", "Пётр", "Мария", "Ольга", "Семён", "Анна", "Юлия", "Игорь"];

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn name(dice: &mut Dice) -> String {
    let surname = dice.one_of(SURNAMES);
    let given = dice.one_of(FIRST_NAMES);
    let root = capital(&format!("{}{}", dice.one_of(ROOTS), dice.one_of(ENDS)));
    let form = dice.one_of(FORMS);
    match dice.below(10) {
        0..3 => format!("ИП {surname} {given} {}.", FIRST_NAMES[dice.below(10)].chars().next().unwrap_or('А')),
        3..5 => format!("{form} «{}»", dice.one_of(BRANDS)),
        5 => format!("{form} «{} {root}»", dice.one_of(TRADES)),
        6 => format!("{form} «{root}-{}»", dice.below(99) + 1),
        7 => format!("{form} «{root} {}»", capital(dice.one_of(ROOTS))),
        _ => format!("{form} «{}{root}»", capital(dice.one_of(ROOTS))),
    }
}

/// So many entries with ids from 1; importance by place, in no order of ids.
pub fn entries(n: usize, seed: u64) -> Vec<Entry> {
    let mut dice = Dice(seed);
    let mut places: Vec<usize> = (1..=n).collect();
    for i in (1..n).rev() {
        places.swap(i, dice.below(i + 1));
    }
    let entry = |(i, &place): (usize, &usize)| Entry {
        id: i as i64 + 1,
        name: name(&mut dice),
        aliases: if dice.below(12) == 0 { vec![dice.one_of(BRANDS).to_owned()] } else { vec![] },
        people: if dice.below(2) == 0 {
            vec![format!("{} {}", dice.one_of(SURNAMES), dice.one_of(FIRST_NAMES))]
        } else {
            vec![]
        },
        inn: Some(format!("{:02}{:08}", dice.below(89) + 1, dice.below(100_000_000))),
        phones: vec![format!("+7 9{:02} {:03}-{:04}", dice.below(100), dice.below(1_000), dice.below(10_000))],
        importance: importance_of_place(place, n),
    };
    places.iter().enumerate().map(entry).collect()
}
