//! Own legal entities: who sells, invoices and is paid.

use i18n::{FieldError, Lang, Refusal, Said};
use kernel::{BankAccount, Bik, Entity, EntityKind, Event, Inn, Kpp, Ogrn, SellerId};
use store::{Fault, Read, Stop, Tx, p, row, sql};

use crate::texts;

row! {
    /// A legal entity of the company.
    #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
    pub struct Seller {
        /// Number.
        #[schema(value_type = String)]
        pub id: SellerId,
        /// Full name as on documents.
        pub name: String,
        /// ИНН.
        pub inn: Option<String>,
        /// КПП.
        pub kpp: Option<String>,
        /// ОГРН.
        pub ogrn: Option<String>,
        /// Legal address.
        pub address: Option<String>,
        /// Bank's name.
        pub bank: Option<String>,
        /// БИК.
        pub bik: Option<String>,
        /// Settlement account.
        pub account: Option<String>,
        /// Correspondent account.
        pub corr_account: Option<String>,
        /// `vat` or `none`.
        pub vat_mode: String,
        /// Zone of its years and days.
        pub zone: String,
        /// Working days for which goods are held for an order that is not confirmed; 0 = without a term.
        pub reservation_days: i64,
        /// Version for `If-Match`.
        pub version: i64,
    }
}

impl Seller {
    /// Whether an invoice may be issued in its name: requisites are there.
    pub fn may_invoice(&self) -> bool {
        self.inn.is_some()
    }
}

/// Requisites as typed.
#[derive(Debug, Clone, Default, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Requisites {
    /// Full name.
    pub name: Option<String>,
    /// ИНН.
    pub inn: Option<String>,
    /// КПП.
    pub kpp: Option<String>,
    /// ОГРН.
    pub ogrn: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Bank's name.
    pub bank: Option<String>,
    /// БИК.
    pub bik: Option<String>,
    /// Settlement account.
    pub account: Option<String>,
    /// Correspondent account.
    pub corr_account: Option<String>,
    /// Working days for which goods are held for an order that is not confirmed, 90 at most; 0 = without a term.
    #[schema(minimum = 0, maximum = 90)]
    pub reservation_days: Option<i64>,
}

/// The longest term of a reservation, in working days.
pub const MOST_RESERVATION_DAYS: i64 = 90;

/// Requisites are wrong, or changed meanwhile.
#[derive(Debug)]
pub enum SellerRefused {
    /// Fields that do not hold.
    Fields(Vec<FieldError>),
    /// No such seller.
    Unknown,
    /// Another version is current.
    Stale,
}

impl Refusal for SellerRefused {
    fn problem(&self) -> &'static str {
        match self {
            SellerRefused::Fields(_) => "bad-field",
            SellerRefused::Unknown => "not-found",
            SellerRefused::Stale => "version-stale",
        }
    }
    fn status(&self) -> u16 {
        match self {
            SellerRefused::Fields(_) => 422,
            SellerRefused::Unknown => 404,
            SellerRefused::Stale => 412,
        }
    }
    fn say(&self, lang: Lang) -> Said {
        let plain = match self {
            SellerRefused::Fields(_) => crate::Plain::BadFields(Vec::new()),
            SellerRefused::Unknown => crate::Plain::NotFound,
            SellerRefused::Stale => crate::Plain::VersionStale,
        };
        plain.say(lang)
    }
    fn fields(&self, _: Lang) -> Vec<FieldError> {
        match self {
            SellerRefused::Fields(fields) => fields.clone(),
            _ => Vec::new(),
        }
    }
}

sql! {
    ALL = "SELECT id, name, inn, kpp, ogrn, address, bank, bik, account, corr_account, vat_mode, zone, reservation_days, version FROM seller ORDER BY id";
    MAKE = "INSERT INTO seller (name, vat_mode, zone, created_at, version) VALUES (?1, 'vat', ?2, ?3, 1) RETURNING id";
    CHANGE = "UPDATE seller SET name = ?3, inn = ?4, kpp = ?5, ogrn = ?6, address = ?7, bank = ?8, bik = ?9, account = ?10,
        corr_account = ?11, reservation_days = ?12, version = version + 1 WHERE id = ?1 AND version = ?2";
}

/// All sellers, the first one first.
pub fn all(read: &mut Read<'_>) -> Result<Vec<Seller>, Fault> {
    read.rows(&ALL, p![])
}

/// The seller in whose name orders are taken unless another is named.
pub fn main(read: &mut Read<'_>) -> Result<Option<Seller>, Fault> {
    Ok(all(read)?.into_iter().next())
}

/// Makes the first seller where there is none (first user, headless set-up).
pub fn ensure(tx: &mut Tx<'_>, name: &str, zone: &str) -> Result<SellerId, Fault> {
    if let Some(seller) = main(tx)? {
        return Ok(seller.id);
    }
    let now = tx.now();
    let id = SellerId::new(tx.insert(&MAKE, p![name, zone, now])?);
    tx.event(Event::new("seller_created", id, "{}"), None);
    Ok(id)
}

/// Changes requisites and the term of reservations; each is checked at the door, empty text removes it.
pub fn change(
    tx: &mut Tx<'_>,
    lang: Lang,
    id: SellerId,
    seen: i64,
    new: &Requisites,
) -> Result<Seller, Stop<SellerRefused>> {
    let Some(old) = all(tx)?.into_iter().find(|s| s.id == id) else {
        return Err(Stop::Refused(SellerRefused::Unknown));
    };
    let seller = checked(lang, old, new).map_err(|fields| Stop::Refused(SellerRefused::Fields(fields)))?;
    let s = &seller;
    let changed = tx.exec(
        &CHANGE,
        p![
            id,
            seen,
            s.name,
            s.inn,
            s.kpp,
            s.ogrn,
            s.address,
            s.bank,
            s.bik,
            s.account,
            s.corr_account,
            s.reservation_days
        ],
    )?;
    if changed == 0 {
        return Err(Stop::Refused(SellerRefused::Stale));
    }
    tx.event(Event::new("seller_changed", Entity { kind: EntityKind::Seller, id: id.get() }, "{}"), None);
    Ok(Seller { version: seen + 1, ..seller })
}

fn checked(lang: Lang, old: Seller, new: &Requisites) -> Result<Seller, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let mut take = |field: &str, typed: &Option<String>, old: Option<String>, check: &dyn Fn(&str) -> bool| {
        let Some(typed) = typed else { return old };
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        if typed.chars().count() > 300 || !check(typed) {
            wrong.push(FieldError { pointer: format!("/{field}"), message: texts::requisite_wrong(lang).to_string() });
        }
        Some(typed.to_string())
    };
    let any = |_: &str| true;
    let name = take("name", &new.name, Some(old.name.clone()), &any);
    let inn = take("inn", &new.inn, old.inn, &|t| Inn::parse(t).is_ok());
    let kpp = take("kpp", &new.kpp, old.kpp, &|t| Kpp::parse(t).is_ok());
    let ogrn = take("ogrn", &new.ogrn, old.ogrn, &|t| Ogrn::parse(t).is_ok());
    let address = take("address", &new.address, old.address, &any);
    let bank = take("bank", &new.bank, old.bank, &any);
    let bik = take("bik", &new.bik, old.bik, &|t| Bik::parse(t).is_ok());
    let known_bik = bik.as_deref().and_then(|b| Bik::parse(b).ok());
    let account_holds = |t: &str| match &known_bik {
        Some(bik) => BankAccount::parse_with(t, bik).is_ok(),
        None => BankAccount::parse(t).is_ok(),
    };
    let account = take("account", &new.account, old.account, &account_holds);
    let corr_account = take("corr_account", &new.corr_account, old.corr_account, &account_holds);
    let reservation_days = new.reservation_days.unwrap_or(old.reservation_days);
    if !(0..=MOST_RESERVATION_DAYS).contains(&reservation_days) {
        let message = texts::reservation_days_wrong(lang, MOST_RESERVATION_DAYS);
        wrong.push(FieldError { pointer: "/reservation_days".into(), message });
    }
    if wrong.is_empty() {
        let name = name.unwrap_or(old.name);
        Ok(Seller {
            name,
            inn,
            kpp,
            ogrn,
            address,
            bank,
            bik,
            account,
            corr_account,
            reservation_days,
            ..old_rest(old.id, old.vat_mode, old.zone, old.version)
        })
    } else {
        Err(wrong)
    }
}

fn old_rest(id: SellerId, vat_mode: String, zone: String, version: i64) -> Seller {
    Seller {
        id,
        name: String::new(),
        inn: None,
        kpp: None,
        ogrn: None,
        address: None,
        bank: None,
        bik: None,
        account: None,
        corr_account: None,
        vat_mode,
        zone,
        reservation_days: 0,
        version,
    }
}
