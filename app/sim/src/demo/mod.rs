//! The demo company «Причал Опт»: a real wholesaler's trade under invented names, and some weeks of present life.
//!
//! Same seed, same day: the same rows on both engines. So all choices are thrown by [`Dice`], nothing is read from
//! an unordered map, and the clock stands still during each deed.

mod calls;
mod people;
mod play;
mod purchases;
mod terms;
mod trade;

use std::fmt;
use std::str::FromStr;

use house::{Demo, DemoSignIn, sellers};
use i18n::Lang;
use kernel::{Day, Dice, WorkCalendar, Zone};
use store::{Fault, Read, Store, Tx, p, sql};

use crate::data;
use crate::names::{account, inn_of_company, ogrn_of_company};
use crate::retail::unwilling;
use crate::texts;
use imports::write;

/// The password of everybody in a demo company.
pub const DEMO_PASSWORD: &str = "prichal-demo";

/// Name of the demo company.
const COMPANY: &str = "ООО «Причал Опт» (учебная)";
/// Its zone.
const ZONE: &str = "Europe/Moscow";
/// Working days of play before today.
const PLAY_DAYS: i32 = 15;

/// How large a demo company is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// A month of history, the 200 clients that bought most.
    S,
    /// All clients, all history.
    M,
    /// Ten times that.
    L,
}

impl FromStr for Size {
    type Err = String;

    fn from_str(word: &str) -> Result<Size, String> {
        match word.to_lowercase().as_str() {
            "s" => Ok(Size::S),
            "m" => Ok(Size::M),
            "l" => Ok(Size::L),
            _ => Err(format!("{} / {}", texts::demo_size_wrong(Lang::Ru), texts::demo_size_wrong(Lang::En))),
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Size::S => "s",
            Size::M => "m",
            Size::L => "l",
        })
    }
}

/// Which demo company is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoSpec {
    /// Same seed, same company.
    pub seed: u64,
    /// The company's today.
    pub today: Day,
    /// How large.
    pub size: Size,
}

/// How much of the real trade is taken.
#[derive(Debug, Clone, Copy)]
struct Scale {
    /// Clients that bought most; none = all.
    clients: Option<usize>,
    /// First day of history.
    from: Day,
    /// Orders on a day of play.
    orders_a_day: i64,
}

impl Scale {
    const fn of(size: Size) -> Option<Scale> {
        match size {
            Size::S => Some(Scale { clients: Some(200), from: Day::of(2011, 8, 1), orders_a_day: 8 }),
            Size::M => Some(Scale { clients: None, from: Day::of(2010, 12, 1), orders_a_day: 25 }),
            Size::L => None,
        }
    }

    /// The least that still shows everything: for the test of both engines.
    #[cfg(test)]
    const fn least() -> Scale {
        Scale { clients: Some(25), from: Day::of(2011, 8, 25), orders_a_day: 3 }
    }
}

/// What every step of the making needs.
struct Maker<'s> {
    store: &'s Store,
    dice: Dice,
    zone: Zone,
    today: Day,
    /// First day of play.
    start: Day,
    scale: Scale,
}

/// First day of play before `today`.
fn start_of_play(today: Day) -> Day {
    WorkCalendar::russia().add_working(today, -PLAY_DAYS)
}

/// Whole weeks by which history is moved so that it ends just before the play.
fn weeks_moved(today: Day) -> i32 {
    data::LAST_DAY.days_until(start_of_play(today).add_days(-1)).div_euclid(7)
}

/// Makes the demo company in an empty base; `progress` hears the step, what is done of it and what it has.
///
/// Size l is refused: it is not made yet.
pub fn build(store: &Store, spec: &DemoSpec, progress: &mut dyn FnMut(&str, u64, u64)) -> Result<(), Fault> {
    let Some(scale) = Scale::of(spec.size) else {
        return Err(Fault::because(format!("{} / {}", texts::demo_size_l(Lang::Ru), texts::demo_size_l(Lang::En))));
    };
    build_scaled(store, spec, scale, progress)
}

fn build_scaled(
    store: &Store,
    spec: &DemoSpec,
    scale: Scale,
    progress: &mut dyn FnMut(&str, u64, u64),
) -> Result<(), Fault> {
    let zone = Zone::parse(ZONE).map_err(Fault::because)?;
    let start = start_of_play(spec.today);
    let maker = Maker { store, dice: Dice::new(spec.seed), zone, today: spec.today, start, scale };
    // Everything before the play is set up on the evening before it.
    maker.stand(start.add_days(-1), 18, 0);
    maker.company()?;
    let staff = maker.people(progress)?;
    let trade = maker.trade(&staff, progress)?;
    maker.play(&staff, &trade, progress)?;
    maker.terms(&staff, &trade)?;
    let (seed, today) = (spec.seed.to_string(), spec.today.to_string());
    maker.store.clock().set(spec.today.at(9, 30, &maker.zone));
    let ahead = maker.store.clock().ahead_ms();
    write(store, move |tx| {
        house::settings::set(tx, "demo_seed", &seed)?;
        house::settings::set(tx, "demo_day", &today)?;
        set_fact(tx, CLOCK_AHEAD, ahead)
    })
}

impl Maker<'_> {
    /// Stops the clock at a time of day.
    fn stand(&self, day: Day, hour: u8, minute: u8) {
        self.store.clock().stand(day.at(hour, minute, &self.zone));
    }

    /// Settings and the seller with all requisites, invented like everything else.
    fn company(&self) -> Result<(), Fault> {
        let bik = "049900001";
        let requisites = sellers::Requisites {
            name: Some(COMPANY.into()),
            inn: Some(inn_of_company(5_550_001)),
            kpp: Some("990101001".into()),
            ogrn: Some(ogrn_of_company(20, 5_550_001)),
            address: Some("Москва, ул. Складская, д. 7, стр. 2".into()),
            bank: Some("Банк «Учебный», Москва".into()),
            bik: Some(bik.into()),
            account: account(bik, "40702810", "00000005551"),
            corr_account: account(bik, "30101810", "00000000001"),
            reservation_days: None,
        };
        write(self.store, move |tx| {
            house::settings::set(tx, "company", COMPANY)?;
            house::settings::set(tx, "zone", ZONE)?;
            house::settings::set(tx, "currency", "RUB")?;
            house::settings::set(tx, "price_mode", "gross")?;
            let seller = sellers::ensure(tx, COMPANY, ZONE)?;
            sellers::change(tx, Lang::Ru, seller, 1, &requisites).map_err(|stop| unwilling(stop, Lang::Ru))?;
            Ok(())
        })
    }
}

/// How far a demo's clock is ahead of the machine's.
const CLOCK_AHEAD: &str = "clock_ahead_ms";

sql! {
    FACT = "SELECT value FROM demo_fact WHERE name = ?1";
    SET_FACT = "INSERT INTO demo_fact (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
}

fn set_fact(tx: &mut Tx<'_>, name: &str, value: i64) -> Result<(), Fault> {
    tx.exec(&SET_FACT, p![name, value]).map(drop)
}

/// How far the company's clock is ahead of the machine's, milliseconds; 0 in a company that is no demo.
pub fn clock_ahead_ms(read: &mut Read<'_>) -> Result<i64, Fault> {
    Ok(read.opt::<(i64,)>(&FACT, p![CLOCK_AHEAD])?.map_or(0, |(ahead,)| ahead))
}

/// Who may be tried by one click, one person for each role, and what the pages say about the data.
///
/// Empty in a company that is no demo.
pub fn demo_sign_ins(read: &mut Read<'_>) -> Result<Demo, Fault> {
    let Some(today) = house::settings::all(read)?.demo_day else { return Ok(Demo::default()) };
    let mut sign_ins = Vec::new();
    for role in access::Role::ALL {
        if let Some(person) = access::person_by_login(read, role.code())? {
            sign_ins.push(DemoSignIn { role: *role, login: person.login, name: person.name });
        }
    }
    Ok(Demo { sign_ins, note_ru: demo_note(Lang::Ru, today), note_en: demo_note(Lang::En, today) })
}

/// What the pages say about the data of a demo made for this day: whose it is, what is invented, what was moved.
pub fn demo_note(lang: Lang, today: Day) -> String {
    texts::demo_note(lang, i64::from(weeks_moved(today)))
}

#[cfg(test)]
mod tests;
