//! First run on an empty base, and the company's requisites afterwards.

use access::{Perm, Role};
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use i18n::{Lang, Refusal};
use kernel::{Actor, Currency, SellerId, Zone};
use maud::{Markup, html};
use serde::Deserialize;
use store::{Fault, Read, Stop, Tx};
use ui::{Button, Check, Field, Panel, Select};
use utoipa_axum::routes;

use crate::deed::{Deed, Form, FormEnd, IfMatch, Listed, Made, Path, Query};
use crate::house::House;
use crate::identify::{Htmx, lang_of};
use crate::page::{Saved, Shown, bare_page, one_time_key, refusal_note};
use crate::problem::{Problem, Refused, boxed, fault_response};
use crate::routes::Routes;
use crate::sellers::{self, Requisites, Seller};
use crate::settings;
use crate::texts;
use crate::visit::Visit;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .open(Method::GET, "/setup", setup_page)
        .open(Method::POST, "/setup", set_up)
        .page(Method::GET, "/settings/company", Perm::SettingsManage, company)
        .page(Method::POST, "/settings/company", Perm::SettingsManage, change_company)
        .api(Perm::InvoicesRead, routes!(list_sellers))
        .api(Perm::SettingsManage, routes!(change_seller))
}

#[derive(Deserialize)]
struct Key {
    key: Option<String>,
}

#[derive(Deserialize, Default, Clone)]
struct FirstRun {
    #[serde(default)]
    key: String,
    #[serde(default)]
    company: String,
    #[serde(default)]
    inn: String,
    #[serde(default)]
    kpp: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    bank: String,
    #[serde(default)]
    bik: String,
    #[serde(default)]
    account: String,
    #[serde(default)]
    zone: String,
    #[serde(default)]
    currency: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    sells: Option<String>,
}

const ZONES: [&str; 11] = [
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
];

async fn setup_page(State(house): State<House>, headers: HeaderMap, Query(query): Query<Key>) -> Response {
    let lang = lang_of(&headers);
    let key = query.key.unwrap_or_default();
    let asked = key.clone();
    match house.store().read(move |read| access::is_setup_link(read, &asked)).await {
        Ok(true) => {
            let typed = FirstRun { key, zone: "Europe/Moscow".into(), currency: "RUB".into(), ..FirstRun::default() };
            bare_page(lang, 200, texts::setup(lang), form(lang, &typed, None, &[]))
        }
        Ok(false) => closed(&house, lang).await,
        Err(fault) => fault_response(&fault, lang, "setup"),
    }
}

/// A link that leads nowhere: the company is there, or it is none of ours; each has its own next step.
async fn closed(house: &House, lang: Lang) -> Response {
    match house.store().read(access::staff_count).await {
        Ok(0) => wrong_link(lang),
        Ok(_) => used(lang),
        Err(fault) => fault_response(&fault, lang, "setup"),
    }
}

fn wrong_link(lang: Lang) -> Response {
    let main = html! {
        section.p-panel { div.p-empty {
            (ui::icon("lock"))
            h2 { (texts::setup_wrong(lang)) }
            p.s.t2 { (texts::setup_wrong_why(lang)) }
            p.s { (texts::setup_wrong_next(lang)) }
        } }
    };
    bare_page(lang, 403, texts::setup(lang), main)
}

fn used(lang: Lang) -> Response {
    let main = html! {
        section.p-panel { div.p-empty {
            (ui::icon("lock"))
            h2 { (texts::setup_used(lang)) }
            p.s.t2 { (texts::setup_used_why(lang)) }
            p.mt8 { a.p-btn href="/sign-in" { (texts::sign_in(lang)) } }
        } }
    };
    bare_page(lang, 410, texts::setup(lang), main)
}

fn form(lang: Lang, typed: &FirstRun, note: Option<Markup>, wrong: &[i18n::FieldError]) -> Markup {
    let error = |name: &str| wrong.iter().find(|f| f.pointer == format!("/{name}")).map(|f| f.message.clone());
    let field = |name: &str, label: &str, value: &str| Field::new(name, label).value(value).error(error(name));
    html! {
        form.p-panel method="post" action="/setup" {
            header { h2 { (texts::setup(lang)) } }
            div.body.gr.g12 {
                p.s.t2 { (texts::setup_lead(lang)) }
                @if let Some(note) = note { (note) }
                (ui::one_time_key(&one_time_key()))
                input type="hidden" name="key" value=(typed.key);
                (field("company", texts::setup_company(lang), &typed.company).required().autofocus())
                (field("inn", texts::inn(lang), &typed.inn).hint(texts::setup_inn_hint(lang)))
                (field("kpp", texts::kpp(lang), &typed.kpp))
                (field("address", texts::address(lang), &typed.address))
                (field("bank", texts::bank(lang), &typed.bank))
                (field("bik", texts::bik(lang), &typed.bik))
                (field("account", texts::account(lang), &typed.account))
                (Select::new("zone", texts::zone(lang)).options(ZONES.map(|z| (z, z))).chosen(typed.zone.clone()))
                (Select::new("currency", texts::currency(lang)).options(["RUB", "EUR", "USD", "CNY"].map(|c| (c, c))).chosen(typed.currency.clone()))
                h3 { (texts::setup_admin(lang)) }
                (field("name", texts::user_name(lang), &typed.name).required())
                (field("login", texts::login(lang), &typed.login).attr("autocomplete", "username").required())
                (field("password", texts::password(lang), "").kind("password").hint(texts::setup_password_hint(lang)).attr("autocomplete", "new-password").required())
                (Check::new("sells", "yes", texts::setup_firm_of_one(lang)).checked(typed.sells.is_some()))
                (Button::submit(texts::setup_create(lang)).primary().large())
            }
        }
    }
}

async fn set_up(State(house): State<House>, headers: HeaderMap, typed: Form<FirstRun>) -> Response {
    let lang = lang_of(&headers);
    let (now, zone) = (house.store().now(), house.settings().zone.clone());
    let visit = Visit::system(now, zone, lang);
    let shown = (*typed.body).clone();
    let password = shown.password.clone();
    let hash = match tokio::task::spawn_blocking(move || access::hash_password(&password)).await {
        Ok(Ok(hash)) => hash,
        Ok(Err(refused)) => {
            let note = refusal_note(&refused.say(lang));
            return bare_page(lang, refused.status(), texts::setup(lang), form(lang, &shown, Some(note), &[]));
        }
        Err(error) => return fault_response(&Fault::because(error), lang, "setup"),
    };
    let ended = house.form(&visit, typed.untraced(), move |tx, _, first| make_company(tx, lang, first, &hash)).await;
    match ended {
        FormEnd::See(to) => match house.reload_settings().await {
            Ok(()) => FormEnd::go(&to, false),
            Err(fault) => fault_response(&fault, lang, "setup"),
        },
        FormEnd::Refused { said, fields, status } => {
            if fields.iter().any(|f| f.pointer == "/key") {
                return closed(&house, lang).await;
            }
            bare_page(lang, status, texts::setup(lang), form(lang, &shown, Some(refusal_note(&said)), &fields))
        }
        FormEnd::Failed(response) => *response,
    }
}

/// All of it or nothing: company, seller with requisites, first administrator; uses up the link.
fn make_company(
    tx: &mut Tx<'_>,
    lang: Lang,
    first: &FirstRun,
    hash: &access::PasswordHash,
) -> Result<String, Stop<Refused>> {
    let wrong = |pointer: &str| -> Stop<Refused> {
        let message = texts::bad_field(lang).to_string();
        Stop::Refused(Box::new(crate::Plain::BadField(i18n::FieldError { pointer: pointer.into(), message })))
    };
    if !access::use_setup_link(tx, &first.key)? {
        return Err(wrong("/key"));
    }
    let company = first.company.trim();
    if company.is_empty() || company.chars().count() > 300 {
        return Err(wrong("/company"));
    }
    if Zone::parse(&first.zone).is_err() {
        return Err(wrong("/zone"));
    }
    if Currency::parse(&first.currency).is_err() {
        return Err(wrong("/currency"));
    }
    settings::set(tx, "company", company)?;
    settings::set(tx, "zone", &first.zone)?;
    settings::set(tx, "currency", &first.currency)?;
    let seller = sellers::ensure(tx, company, &first.zone)?;
    let filled = |text: &str| Some(text.trim().to_string()).filter(|t| !t.is_empty());
    let requisites = Requisites {
        inn: filled(&first.inn),
        kpp: filled(&first.kpp),
        address: filled(&first.address),
        bank: filled(&first.bank),
        bik: filled(&first.bik),
        account: filled(&first.account),
        ..Requisites::default()
    };
    sellers::change(tx, lang, seller, 1, &requisites).map_err(boxed)?;
    let mut roles = vec![Role::Admin];
    if first.sells.is_some() {
        roles.push(Role::Service);
    }
    let new = access::NewStaff {
        login: first.login.clone(),
        name: first.name.clone(),
        roles,
        password: hash.clone(),
        both_duties: None,
    };
    let staff = access::add_staff(tx, &new).map_err(boxed)?;
    tx.act_as(Actor::Staff(staff));
    Ok("/sign-in".to_string())
}

async fn company(State(house): State<House>, visit: Visit, Query(saved): Query<Saved>) -> Response {
    house.page(&visit, move |read, visit| company_page(read, visit, saved.note(visit.lang), &[], None)).await
}

fn company_page(
    read: &mut Read<'_>,
    visit: &Visit,
    note: Option<Markup>,
    wrong: &[i18n::FieldError],
    typed: Option<&CompanyForm>,
) -> Result<Option<Shown>, Fault> {
    let lang = visit.lang;
    let Some(seller) = sellers::main(read)? else { return Ok(None) };
    // A refused form comes back as it was typed.
    let shown = match typed {
        Some(typed) => typed.clone(),
        None => CompanyForm::of(&seller),
    };
    let error = |name: &str| wrong.iter().find(|f| f.pointer == format!("/{name}")).map(|f| f.message.clone());
    let field = |name: &str, label: &str, value: &Option<String>| {
        Field::new(name, label).value(value.clone().unwrap_or_default()).error(error(name))
    };
    let body = html! {
        form.p-form.p-narrow #company-form method="post" action="/settings/company" {
            (ui::one_time_key(&one_time_key()))
            input type="hidden" name="id" value=(seller.id);
            input type="hidden" name="version" value=(seller.version);
            @if let Some(note) = note { (note) }
            (field("name", texts::company(lang), &shown.name))
            div.row-f.top {
                (field("inn", texts::inn(lang), &shown.inn).width("grow"))
                (field("kpp", texts::kpp(lang), &shown.kpp).width("grow"))
                (field("ogrn", texts::ogrn(lang), &shown.ogrn).width("grow"))
            }
            (field("address", texts::address(lang), &shown.address))
            div.row-f.top {
                (field("bank", texts::bank(lang), &shown.bank).width("grow"))
                (field("bik", texts::bik(lang), &shown.bik))
            }
            div.row-f.top {
                (field("account", texts::account(lang), &shown.account).width("grow"))
                (field("corr_account", texts::corr_account(lang), &shown.corr_account).width("grow"))
            }
            (field("reservation_days", texts::reservation_days(lang), &Some(shown.reservation_days.clone())).attr("inputmode", "numeric")
                .hint(texts::reservation_days_hint(lang)))
        }
    };
    let save = html! { (Button::submit(texts::save(lang)).primary().attr("form", "company-form").key("Ctrl Enter")) };
    let main = html! { div.gr.start { (Panel::new(texts::requisites(lang)).body(body).footer(save)) } };
    Ok(Some(Shown::new(texts::company(lang), "/settings/company", main).state(seller.name)))
}

#[derive(Debug, Clone, Deserialize)]
struct CompanyForm {
    id: String,
    version: String,
    name: Option<String>,
    inn: Option<String>,
    kpp: Option<String>,
    ogrn: Option<String>,
    address: Option<String>,
    bank: Option<String>,
    bik: Option<String>,
    account: Option<String>,
    corr_account: Option<String>,
    // Emptied it is asked about: nothing is no number of days.
    #[serde(default)]
    reservation_days: String,
}

impl CompanyForm {
    fn of(seller: &Seller) -> CompanyForm {
        CompanyForm {
            id: seller.id.to_string(),
            version: seller.version.to_string(),
            name: Some(seller.name.clone()),
            inn: seller.inn.clone(),
            kpp: seller.kpp.clone(),
            ogrn: seller.ogrn.clone(),
            address: seller.address.clone(),
            bank: seller.bank.clone(),
            bik: seller.bik.clone(),
            account: seller.account.clone(),
            corr_account: seller.corr_account.clone(),
            reservation_days: seller.reservation_days.to_string(),
        }
    }
}

async fn change_company(
    State(house): State<House>,
    visit: Visit,
    Htmx(htmx): Htmx,
    form: Form<CompanyForm>,
) -> Response {
    let typed = form.body.clone();
    let ended = house
        .form(&visit, form, |tx, visit, typed: &CompanyForm| {
            let id: SellerId =
                typed.id.parse().map_err(|_| Stop::Refused(Box::new(crate::Plain::NotFound) as Refused))?;
            let seen: i64 = typed.version.parse().unwrap_or(0);
            let new = Requisites {
                name: typed.name.clone(),
                inn: typed.inn.clone(),
                kpp: typed.kpp.clone(),
                ogrn: typed.ogrn.clone(),
                address: typed.address.clone(),
                bank: typed.bank.clone(),
                bik: typed.bik.clone(),
                account: typed.account.clone(),
                corr_account: typed.corr_account.clone(),
                // What is no number is no number of days.
                reservation_days: Some(typed.reservation_days.trim().parse().unwrap_or(-1)),
            };
            sellers::change(tx, visit.lang, id, seen, &new).map_err(boxed)?;
            Ok(Saved::at("/settings/company"))
        })
        .await;
    match ended {
        FormEnd::See(to) => FormEnd::go(&to, htmx),
        FormEnd::Refused { said, fields, status } => {
            house
                .page(&visit, move |read, visit| {
                    let page = company_page(read, visit, Some(refusal_note(&said)), &fields, Some(&typed))?;
                    Ok(page.map(|page| page.status(status)))
                })
                .await
        }
        FormEnd::Failed(response) => *response,
    }
}

/// Own legal entities of the company.
#[utoipa::path(get, path = "/api/v1/sellers", tag = "sellers", responses((status = 200, body = Listed<Seller>)))]
async fn list_sellers(State(house): State<House>, visit: Visit) -> Response {
    house.ask(&visit, |read, _| Ok(Some(Listed { items: sellers::all(read)?, next_cursor: None }))).await
}

/// Changes requisites and the term of reservations; fields left out stay, an empty text removes.
#[utoipa::path(patch, path = "/api/v1/sellers/{id}", tag = "sellers", params(("id" = String, Path), ("If-Match" = String, Header)),
    request_body = Requisites, responses((status = 200, body = Seller), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
async fn change_seller(
    State(house): State<House>,
    visit: Visit,
    Path(id): Path<SellerId>,
    IfMatch(seen): IfMatch,
    deed: Deed<Requisites>,
) -> Response {
    house
        .deed(&visit, deed, move |tx, visit, new| {
            let seller = sellers::change(tx, visit.lang, id, seen, new).map_err(boxed)?;
            Ok(Made::ok(&seller).version(seller.version))
        })
        .await
}
