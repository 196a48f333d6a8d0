//! Invented Russian companies and people, always the same for the same dice.
//!
//! Nobody real is meant: ИНН stand in region 99, which no tax office uses (check digits are right), phone numbers in
//! ranges that are given to nobody, mail addresses under `.example`.

use std::collections::BTreeSet;

use kernel::{BankAccount, Bik, Dice};

/// An invented company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// Name as in documents.
    pub name: String,
    /// ИНН.
    pub inn: String,
    /// КПП; sole traders have none.
    pub kpp: Option<String>,
    /// City.
    pub city: String,
    /// Address.
    pub address: String,
    /// The company's own number.
    pub phone: String,
    /// The company's own mail address.
    pub email: String,
    /// People there, the first decides.
    pub people: Vec<Person>,
}

/// An invented person at a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Surname, first name, patronymic.
    pub name: String,
    /// What the person does.
    pub position: String,
    /// Mobile number.
    pub phone: String,
}

/// City, area code, streets are common to all.
const CITIES: [(&str, &str); 40] = [
    ("Москва", "495"),
    ("Санкт-Петербург", "812"),
    ("Новосибирск", "383"),
    ("Екатеринбург", "343"),
    ("Казань", "843"),
    ("Нижний Новгород", "831"),
    ("Челябинск", "351"),
    ("Самара", "846"),
    ("Омск", "381"),
    ("Ростов-на-Дону", "863"),
    ("Уфа", "347"),
    ("Красноярск", "391"),
    ("Воронеж", "473"),
    ("Пермь", "342"),
    ("Волгоград", "844"),
    ("Краснодар", "861"),
    ("Саратов", "845"),
    ("Тюмень", "345"),
    ("Ижевск", "341"),
    ("Барнаул", "385"),
    ("Ульяновск", "842"),
    ("Иркутск", "395"),
    ("Хабаровск", "421"),
    ("Ярославль", "485"),
    ("Владивосток", "423"),
    ("Томск", "382"),
    ("Оренбург", "353"),
    ("Кемерово", "384"),
    ("Рязань", "491"),
    ("Пенза", "841"),
    ("Липецк", "474"),
    ("Тула", "487"),
    ("Киров", "833"),
    ("Чебоксары", "835"),
    ("Калининград", "401"),
    ("Курск", "471"),
    ("Ставрополь", "865"),
    ("Тверь", "482"),
    ("Иваново", "493"),
    ("Псков", "811"),
];

const STREETS: [&str; 20] = [
    "ул. Ленина",
    "ул. Мира",
    "ул. Садовая",
    "ул. Заводская",
    "ул. Гагарина",
    "ул. Советская",
    "пр-т Победы",
    "ул. Лесная",
    "ул. Набережная",
    "ул. Кирова",
    "ул. Молодёжная",
    "пр-т Строителей",
    "ул. Полевая",
    "ул. Чехова",
    "ул. Пушкина",
    "ш. Южное",
    "ул. Складская",
    "ул. Речная",
    "пер. Торговый",
    "ул. Весенняя",
];

/// First and second part of a name: «Лавка подарков», «Сувенир-Декор».
const FIRST: [&str; 60] = [
    "Сувенир",
    "Подарок",
    "Уют",
    "Лавка",
    "Ромашка",
    "Василёк",
    "Терем",
    "Шкатулка",
    "Карусель",
    "Мозаика",
    "Радуга",
    "Праздник",
    "Домовой",
    "Затея",
    "Самоцвет",
    "Рябина",
    "Берёзка",
    "Жар-птица",
    "Ларец",
    "Горница",
    "Светлица",
    "Погребок",
    "Изюминка",
    "Барельеф",
    "Мастерица",
    "Рукодел",
    "Вернисаж",
    "Галерея",
    "Калейдоскоп",
    "Маяк",
    "Причуда",
    "Пряник",
    "Самовар",
    "Сказка",
    "Снегирь",
    "Сорока",
    "Талисман",
    "Узор",
    "Фантазия",
    "Хозяюшка",
    "Чайка",
    "Шарм",
    "Янтарь",
    "Ярмарка",
    "Акварель",
    "Ассоль",
    "Бирюза",
    "Витрина",
    "Гармония",
    "Декор",
    "Завиток",
    "Кружево",
    "Лукошко",
    "Малахит",
    "Незабудка",
    "Орнамент",
    "Палитра",
    "Ракушка",
    "Семицветик",
    "Фиалка",
];
const SECOND: [&str; 40] = [
    "Декор",
    "Опт",
    "Трейд",
    "Плюс",
    "Торг",
    "Маркет",
    "Сервис",
    "Стиль",
    "Дом",
    "Групп",
    "Центр",
    "Снаб",
    "Юг",
    "Север",
    "Урал",
    "Волга",
    "Сибирь",
    "Запад",
    "Восток",
    "Регион",
    "Ритейл",
    "Интерьер",
    "Сити",
    "Арт",
    "Лайн",
    "Профи",
    "Люкс",
    "Партнёр",
    "Комплект",
    "Импорт",
    "Галант",
    "Презент",
    "Поставка",
    "Дизайн",
    "Альянс",
    "Ресурс",
    "Крафт",
    "Элит",
    "Гранд",
    "Престиж",
];
const SHOPS: [&str; 12] = [
    "Лавка подарков",
    "Магазин на Садовой",
    "Дом подарка",
    "Всё для дома",
    "Праздник каждый день",
    "Мир сувениров",
    "Чайный домик",
    "Тёплый дом",
    "Зелёная лавка",
    "Мастерская уюта",
    "Книги и подарки",
    "Детская комната",
];

const SURNAMES: [&str; 60] = [
    "Иванов",
    "Смирнов",
    "Кузнецов",
    "Попов",
    "Васильев",
    "Петров",
    "Соколов",
    "Михайлов",
    "Новиков",
    "Фёдоров",
    "Морозов",
    "Волков",
    "Алексеев",
    "Лебедев",
    "Семёнов",
    "Егоров",
    "Павлов",
    "Козлов",
    "Степанов",
    "Николаев",
    "Орлов",
    "Андреев",
    "Макаров",
    "Никитин",
    "Захаров",
    "Зайцев",
    "Соловьёв",
    "Борисов",
    "Яковлев",
    "Григорьев",
    "Романов",
    "Воробьёв",
    "Сергеев",
    "Кузьмин",
    "Фролов",
    "Александров",
    "Дмитриев",
    "Королёв",
    "Гусев",
    "Киселёв",
    "Ильин",
    "Максимов",
    "Поляков",
    "Сорокин",
    "Виноградов",
    "Ковалёв",
    "Белов",
    "Медведев",
    "Антонов",
    "Тарасов",
    "Жуков",
    "Баранов",
    "Филиппов",
    "Комаров",
    "Давыдов",
    "Беляев",
    "Герасимов",
    "Богданов",
    "Осипов",
    "Сидоров",
];
const MEN: [&str; 24] = [
    "Александр",
    "Сергей",
    "Дмитрий",
    "Андрей",
    "Алексей",
    "Максим",
    "Евгений",
    "Иван",
    "Михаил",
    "Николай",
    "Павел",
    "Роман",
    "Владимир",
    "Олег",
    "Игорь",
    "Антон",
    "Виктор",
    "Юрий",
    "Артём",
    "Константин",
    "Денис",
    "Григорий",
    "Вячеслав",
    "Тимур",
];
const WOMEN: [&str; 24] = [
    "Елена",
    "Ольга",
    "Наталья",
    "Татьяна",
    "Ирина",
    "Анна",
    "Светлана",
    "Мария",
    "Екатерина",
    "Юлия",
    "Марина",
    "Людмила",
    "Галина",
    "Анастасия",
    "Дарья",
    "Ксения",
    "Вера",
    "Алла",
    "Надежда",
    "Полина",
    "Алёна",
    "Лариса",
    "Валентина",
    "Оксана",
];
/// Male and female form.
const PATRONYMICS: [(&str, &str); 16] = [
    ("Александрович", "Александровна"),
    ("Сергеевич", "Сергеевна"),
    ("Дмитриевич", "Дмитриевна"),
    ("Андреевич", "Андреевна"),
    ("Алексеевич", "Алексеевна"),
    ("Иванович", "Ивановна"),
    ("Михайлович", "Михайловна"),
    ("Николаевич", "Николаевна"),
    ("Павлович", "Павловна"),
    ("Владимирович", "Владимировна"),
    ("Олегович", "Олеговна"),
    ("Игоревич", "Игоревна"),
    ("Викторович", "Викторовна"),
    ("Юрьевич", "Юрьевна"),
    ("Петрович", "Петровна"),
    ("Евгеньевич", "Евгеньевна"),
];
const POSITIONS: [&str; 6] =
    ["Закупщик", "Товаровед", "Бухгалтер", "Администратор магазина", "Менеджер по закупкам", "Заведующий складом"];

/// Makes companies whose names differ.
#[derive(Debug)]
pub struct Names {
    dice: Dice,
    taken: BTreeSet<String>,
}

impl Names {
    /// Names that are always the same for these dice.
    pub fn new(dice: &Dice) -> Names {
        Names { dice: dice.fork("names"), taken: BTreeSet::new() }
    }

    /// A company; `number` is the client's number in the data and makes ИНН and phones unique.
    pub fn company(&mut self, number: u32) -> Company {
        let mut dice = self.dice.fork(&format!("company {number}"));
        let (city, area) = pick(&mut dice, &CITIES);
        let sole_trader = dice.chance(22, 100);
        let owner = person_name(&mut dice);
        let name = self.free_name(&mut dice, sole_trader.then_some(owner.as_str()));
        let own = u64::from(number).wrapping_mul(397).wrapping_add(1_234_567);
        let inn = if sole_trader { inn_of_person(own) } else { inn_of_company(own) };
        let address = format!("{city}, {}, д. {}", pick(&mut dice, &STREETS), dice.between(1, 120));
        let mut people = Vec::new();
        let first = if sole_trader { owner } else { person_name(&mut dice) };
        let position = if sole_trader { "Предприниматель" } else { "Директор" };
        let count = dice.between(1, 3);
        for place in 0..count {
            let (name, position) = match place {
                0 => (first.clone(), position),
                _ => (person_name(&mut dice), pick(&mut dice, &POSITIONS)),
            };
            people.push(Person { name, position: position.to_owned(), phone: mobile(own, place.unsigned_abs()) });
        }
        let email = format!("zakaz@{}.example", slug(&name, number));
        Company {
            name,
            kpp: (!sole_trader).then(|| "990101001".to_owned()),
            inn,
            city: city.to_owned(),
            address,
            phone: landline(area, own),
            email,
            people,
        }
    }

    /// A person of ours: surname, first name, patronymic.
    pub fn colleague(&mut self) -> String {
        for _ in 0..100 {
            let name = person_name(&mut self.dice);
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
        person_name(&mut self.dice)
    }

    /// A supplier's name.
    pub fn supplier(&mut self) -> String {
        let mut dice = self.dice.clone();
        self.dice.next_u64();
        self.free_name(&mut dice, None)
    }

    fn free_name(&mut self, dice: &mut Dice, owner: Option<&str>) -> String {
        for turn in 0..200 {
            let name = match owner {
                // A namesake gets another patronymic's luck; here the number of the shop.
                Some(owner) if turn == 0 => format!("ИП {owner}"),
                Some(owner) => format!("ИП {owner}, магазин {}", turn + 1),
                None => company_name(dice),
            };
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
        company_name(dice)
    }
}

fn pick<T: Copy + Default>(dice: &mut Dice, list: &[T]) -> T {
    dice.pick(list).copied().unwrap_or_default()
}

fn company_name(dice: &mut Dice) -> String {
    let form = match dice.below(100) {
        0..=84 => "ООО",
        85..=94 => "АО",
        _ => "ПК",
    };
    let (first, second) = (pick(dice, &FIRST), pick(dice, &SECOND));
    match dice.below(10) {
        0 => format!("{form} «{first}»"),
        1 => format!("{form} «ТД {first}»"),
        2 => format!("{form} «{} {}»", pick(dice, &SHOPS), dice.between(2, 60)),
        3 => format!("{form} «{first} и К°»"),
        _ => format!("{form} «{first}-{second}»"),
    }
}

/// A whole name; all parts agree.
fn person_name(dice: &mut Dice) -> String {
    let surname = pick(dice, &SURNAMES);
    let (patronymic, matronymic) = pick(dice, &PATRONYMICS);
    if dice.chance(58, 100) {
        format!("{surname}а {} {matronymic}", pick(dice, &WOMEN))
    } else {
        format!("{surname} {} {patronymic}", pick(dice, &MEN))
    }
}

/// A number in the city: local numbers beginning with 0 are given to nobody.
fn landline(area: &str, own: u64) -> String {
    let digits = format!("{:06}", own % 1_000_000);
    let (a, b) = digits.split_at(2);
    let (b, c) = b.split_at(2);
    format!("+7 {area} 0{a}-{b}-{c}")
}

/// A mobile number under codes 974 to 976, which no operator has.
fn mobile(own: u64, place: u64) -> String {
    let digits = format!("{:07}", (own * 3 + place * 17) % 10_000_000);
    let (a, b) = digits.split_at(3);
    let (b, c) = b.split_at(2);
    format!("+7 {} {a}-{b}-{c}", 974 + place % 3)
}

const WEIGHTS: [u64; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

fn check_digit(digits: &str) -> u64 {
    let weights = WEIGHTS.iter().skip(WEIGHTS.len().saturating_sub(digits.len()));
    digits.bytes().zip(weights).map(|(digit, weight)| u64::from(digit.saturating_sub(b'0')) * weight).sum::<u64>()
        % 11
        % 10
}

/// ИНН of a company in region 99.
pub fn inn_of_company(own: u64) -> String {
    let body = format!("99{:07}", own % 10_000_000);
    format!("{body}{}", check_digit(&body))
}

/// ИНН of a sole trader in region 99.
pub fn inn_of_person(own: u64) -> String {
    let body = format!("99{:08}", own % 100_000_000);
    let body = format!("{body}{}", check_digit(&body));
    format!("{body}{}", check_digit(&body))
}

/// ОГРН of a company: 1, year, region 99, number, check digit.
pub fn ogrn_of_company(year: u32, own: u64) -> String {
    let body = format!("1{year:02}99{:07}", own % 10_000_000);
    let rest = body.bytes().fold(0_u64, |rest, digit| (rest * 10 + u64::from(digit.saturating_sub(b'0'))) % 11);
    format!("{body}{}", rest % 10)
}

/// An account of this bank with the right key; nothing when no digit fits.
pub fn account(bik: &str, before_key: &str, after_key: &str) -> Option<String> {
    let bik = Bik::parse(bik).ok()?;
    let accounts = (0..10).map(|key| format!("{before_key}{key}{after_key}"));
    accounts.into_iter().find(|account| BankAccount::parse_with(account, &bik).is_ok())
}

fn slug(name: &str, number: u32) -> String {
    let latin: String = name.split('«').nth(1).unwrap_or("lavka").chars().filter_map(latin).collect();
    let short: String = latin.chars().take(18).collect();
    format!("{short}{number}")
}

fn latin(letter: char) -> Option<char> {
    let lower = letter.to_lowercase().next()?;
    let found = match lower {
        'а' | 'я' => 'a',
        'б' => 'b',
        'в' => 'v',
        'г' => 'g',
        'д' => 'd',
        'е' | 'ё' | 'э' => 'e',
        'ж' | 'з' => 'z',
        'и' | 'й' => 'i',
        'ы' => 'y',
        'к' => 'k',
        'л' => 'l',
        'м' => 'm',
        'н' => 'n',
        'о' => 'o',
        'п' => 'p',
        'р' => 'r',
        'с' | 'ш' | 'щ' => 's',
        'т' => 't',
        'у' | 'ю' => 'u',
        'ф' => 'f',
        'х' => 'h',
        'ц' | 'ч' => 'c',
        _ => return None,
    };
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Inn, Kpp, Ogrn, Phone};

    #[test]
    fn an_invented_company_passes_every_door() {
        let mut names = Names::new(&Dice::new(7));
        let mut seen = BTreeSet::new();
        let (mut inns, mut phones) = (BTreeSet::new(), BTreeSet::new());
        for number in 12_346..15_700 {
            let company = names.company(number);
            assert!(seen.insert(company.name.clone()), "{}", company.name);
            let inn = Inn::parse(&company.inn).unwrap();
            assert!(inn.as_str().starts_with("99"));
            assert!(inns.insert(company.inn.clone()));
            assert_eq!(inn.is_person(), company.kpp.is_none());
            assert!(company.kpp.iter().all(|kpp| Kpp::parse(kpp).is_ok()));
            assert!(phones.insert(company.phone.clone()) || company.phone.contains(" 0"));
            for phone in company.people.iter().map(|person| &person.phone).chain([&company.phone]) {
                assert!(Phone::parse(phone).is_ok(), "{phone}");
            }
            assert!(company.email.ends_with(".example") && company.email.is_ascii());
        }
    }

    #[test]
    fn the_same_dice_make_the_same_names() {
        let all = |seed| {
            let mut names = Names::new(&Dice::new(seed));
            (1..50).map(|number| names.company(number)).collect::<Vec<_>>()
        };
        assert_eq!(all(3), all(3));
        assert_ne!(all(3), all(4));
    }

    #[test]
    fn names_of_people_agree() {
        let mut dice = Dice::new(11);
        for _ in 0..500 {
            let name = person_name(&mut dice);
            let female = name.ends_with("вна");
            let surname = name.split(' ').next().unwrap();
            assert_eq!(surname.ends_with('а'), female, "{name}");
        }
    }

    #[test]
    fn numbers_of_the_seller_have_right_check_digits() {
        assert!(Ogrn::parse(&ogrn_of_company(24, 1_234_567)).is_ok());
        let account = account("049900001", "40702810", "00000001234").unwrap();
        assert_eq!(account.len(), 20);
    }
}
