//! The dossier on both engines: every number opens the rows it is made of, every link opens, events go page by page.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::collections::BTreeMap;

use access::{Cost, NewStaff, Perm, Role};
use axum::body::Body;
use axum::http::{Method, Request};
use cases::{CaseKind, NewCase, Topic};
use catalogue::{ItemKind, NewItem};
use clients::NewClient;
use house::{Department, House, Shared, Visit, sellers};
use i18n::Lang;
use kernel::{
    ClientId, Day, Dice, ItemId, LineAmounts, Money, OrderId, PriceMode, PurchaseLineId, Quantity, StaffId, SupplyId,
    VatClass, Zone,
};
use orders::{Mode, NewPayment, NewSale, OpeningBalance, PlaceLine, PlaceOrder, Ship, ShipLine};
use serde_json::Value;
use stock::{Receipt, ReceiptLine};
use store::testing::{TestBase, both};
use store::{Fault, Module, Read, Stop, Tx, p, sql};
use tower::ServiceExt;

const MODULES: [Module; 9] = [
    access::MODULE,
    house::MODULE,
    catalogue::MODULE,
    clients::MODULE,
    cases::MODULE,
    contracts::MODULE,
    stock::MODULE,
    orders::MODULE,
    frontdesk::MODULE,
];
static HOUSE: [&dyn Department; 7] = [
    &catalogue::DEPARTMENT,
    &clients::DEPARTMENT,
    &cases::DEPARTMENT,
    &contracts::DEPARTMENT,
    &stock::DEPARTMENT,
    &orders::DEPARTMENT,
    &frontdesk::DEPARTMENT,
];

sql! {
    TURNOVER = "SELECT CAST(COALESCE(SUM(gross), 0) AS BIGINT) FROM view_sale_line WHERE client_id = ?1 AND day BETWEEN ?2 AND ?3";
    LAST_DAY = "SELECT MAX(day) FROM view_sale_line WHERE client_id = ?1";
    DEBT = "SELECT debt FROM view_client_debt WHERE client_id = ?1";
    OPEN = "SELECT CAST(COUNT(*) AS BIGINT) FROM view_order o WHERE o.client_id = ?1 \
        AND o.state IN ('reserved', 'confirmed', 'invoiced', 'picking', 'packed') AND EXISTS (SELECT 1 FROM view_order_line l \
        WHERE l.order_id = o.id AND l.quantity - l.issued - l.short - l.cancelled > 0)";
    LEFT = "SELECT CAST(COALESCE(SUM(o.gross - o.shipped_gross), 0) AS BIGINT) FROM view_order o WHERE o.client_id = ?1 \
        AND o.state IN ('reserved', 'confirmed', 'invoiced', 'picking', 'packed') AND o.gross > o.shipped_gross";
    RISK = "SELECT CAST(COUNT(*) AS BIGINT) FROM view_order_line l JOIN view_demand d ON d.id = l.demand_id \
        WHERE l.client_id = ?1 AND d.at_risk_at IS NOT NULL AND l.quantity - l.issued - l.short - l.cancelled > 0 \
        AND l.state IN ('reserved', 'confirmed', 'invoiced', 'picking', 'packed')";
    CASES = "SELECT CAST(COUNT(*) AS BIGINT) FROM view_case WHERE client_id = ?1 AND closed_at IS NULL";
}

fn act<T, R, F>(base: &TestBase, visit: &Visit, verb: F) -> Result<T, R>
where
    T: Send + 'static,
    R: std::fmt::Debug + Send + 'static,
    F: Fn(&mut Tx<'_>, &Visit) -> Result<T, Stop<R>> + Send + 'static,
{
    let within = visit.clone();
    match base.store.write_now(visit.actor, move |tx| verb(tx, &within)) {
        Ok(done) => Ok(done),
        Err(Stop::Refused(refused)) => Err(refused),
        Err(Stop::Fault(fault)) => panic!("{fault}"),
    }
}

fn ask<T: Send + 'static>(
    base: &TestBase,
    question: impl FnOnce(&mut Read<'_>) -> Result<T, Fault> + Send + 'static,
) -> T {
    base.store.read_now(question).unwrap()
}

fn system(base: &TestBase) -> Visit {
    Visit::system(base.store.now(), Zone::parse("Europe/Moscow").unwrap(), Lang::En)
}

fn hire(base: &TestBase, login: &str, role: Role) -> StaffId {
    let password = access::hash_password_at("correct horse", Cost::Cheap).unwrap();
    let new = NewStaff { login: login.into(), name: login.into(), roles: vec![role], password, both_duties: None };
    act(base, &system(base), move |tx, _| access::add_staff(tx, &new)).unwrap()
}

fn token(base: &TestBase, staff: StaffId) -> String {
    act::<_, access::AccessRefused, _>(base, &system(base), move |tx, _| access::add_token(tx, staff, "test", None))
        .unwrap()
}

struct Rig {
    runtime: tokio::runtime::Runtime,
    app: axum::Router,
}

impl Rig {
    fn open(base: &TestBase) -> Rig {
        let house = House::new(base.store.clone(), &HOUSE, Shared::default(), None).unwrap();
        let mut routes = house::Routes::new();
        for department in HOUSE {
            routes = routes.merge(department.routes());
        }
        let (router, _, _) = routes.finish();
        let app = router.layer(axum::middleware::from_fn_with_state(house.clone(), house::identify)).with_state(house);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        Rig { runtime, app }
    }

    fn get(&self, token: &str, uri: &str, htmx: bool) -> (u16, String) {
        let mut request = Request::builder()
            .method(Method::GET)
            .uri(uri)
            .header("authorization", format!("Bearer {token}"))
            .header("accept-language", "en");
        if htmx {
            request = request.header("hx-request", "true");
        }
        self.runtime.block_on(async {
            let response = self.app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            let status = response.status().as_u16();
            let bytes = axum::body::to_bytes(response.into_body(), 10_000_000).await.unwrap();
            (status, String::from_utf8_lossy(&bytes).into_owned())
        })
    }

    fn page(&self, token: &str, uri: &str) -> String {
        let (status, text) = self.get(token, uri, false);
        assert_eq!(status, 200, "{uri}: {text}");
        text
    }

    fn json(&self, token: &str, uri: &str) -> Value {
        serde_json::from_str(&self.page(token, uri)).unwrap()
    }
}

/// Text without tags.
fn text(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => out.push(letter),
            _ => {}
        }
    }
    out.replace('\u{a0}', " ").trim().to_owned()
}

/// Minor units of a sum as pages write it in English.
fn minor(shown: &str) -> i64 {
    let plain: String = shown.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '\u{2212}')).collect();
    let plain = plain.replace('\u{2212}', "-");
    if plain.is_empty() { 0 } else { plain.parse::<Money>().unwrap().minor() }
}

/// Cells of every row of the tables in a piece of a page.
fn rows(html: &str) -> Vec<Vec<String>> {
    html.split("<tbody")
        .skip(1)
        .flat_map(|body| body.split("</tbody>").next().unwrap().split("<tr").skip(1))
        .map(|row| row.split("<td").skip(1).map(|cell| text(&cell[cell.find('>').unwrap() + 1..])).collect())
        .collect()
}

fn section<'a>(html: &'a str, id: &str) -> &'a str {
    let from = html.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no section {id}"));
    let rest = &html[from..];
    &rest[..rest.find("</section>").unwrap()]
}

/// Main numbers of a page: name, value, link.
fn facts(html: &str) -> BTreeMap<String, (String, Option<String>)> {
    let from = html.find("<section class=\"p-facts\"").unwrap();
    let strip = &html[from..from + html[from..].find("</section>").unwrap()];
    let mut all = BTreeMap::new();
    let pieces: Vec<&str> = strip.split("<div class=\"k\">").collect();
    for (at, piece) in pieces.iter().enumerate().skip(1) {
        let name = text(&piece[..piece.find("</div>").unwrap()]);
        let value = &piece[piece.find("<div class=\"v").unwrap()..];
        let value = text(&value[value.find('>').unwrap() + 1..value.find("</div>").unwrap()]);
        let before = pieces[at - 1];
        let href = before.rfind("<a href=\"").map(|place| before[place + 9..].split('"').next().unwrap().to_owned());
        let href = href.filter(|_| before.trim_end().ends_with("\">") && before.rfind("<a ") > before.rfind("</div>"));
        all.insert(name, (value, href.map(|href| href.replace("&amp;", "&"))));
    }
    all
}

struct Company {
    clients: Vec<ClientId>,
    items: Vec<(String, ItemId, kernel::CategoryId)>,
    late: Vec<SupplyId>,
}

fn found(base: &TestBase, dice: &mut Dice) -> Company {
    let company = system(base);
    act::<_, sellers::SellerRefused, _>(base, &company, |tx, visit| {
        let id = sellers::ensure(tx, "ООО «Причальная торговля»", "Europe/Moscow")?;
        let inn = Some("7707083893".into());
        let requisites = sellers::Requisites { inn, kpp: Some("773601001".into()), ..Default::default() };
        sellers::change(tx, visit.lang, id, 1, &requisites).map(drop)
    })
    .unwrap();
    let named = ["ООО «Ромашка»", "АО «Вектор»", "ИП Семёнов"];
    let clients = named.map(|name| {
        let new = NewClient { name: name.into(), phones: vec!["+7 812 555-01-42".into()], ..NewClient::default() };
        act(base, &company, move |tx, visit| clients::create(tx, visit, new.clone())).unwrap().card.client.id
    });
    let mut items = Vec::new();
    let mut late = Vec::new();
    for n in 0..6 {
        let sku = format!("G-{n}");
        let new = NewItem {
            sku: sku.clone(),
            name_ru: format!("Кружка {n}"),
            name_en: format!("Mug {n}"),
            unit: "шт".into(),
            group: "mugs".into(),
            brand: None,
            price: format!("{}.{:02}", dice.between(1, 500), dice.between(0, 99)).parse().unwrap(),
            price_mode: PriceMode::Gross,
            vat_class: VatClass::Standard,
            pack: Quantity::whole(6),
            kind: ItemKind::Goods,
            attributes: BTreeMap::new(),
        };
        let card = act(base, &company, move |tx, visit| catalogue::create(tx, visit, new.clone())).unwrap();
        let (item, here, coming) = (card.id, dice.between(1, 40), dice.between(5, 20));
        late.push(
            act::<_, stock::StockRefused, _>(base, &company, move |tx, visit| {
                let warehouse = stock::ensure_warehouse(tx, stock::MAIN)?;
                let lines = vec![ReceiptLine { item, quantity: Quantity::whole(here), arrival: None }];
                stock::receive(tx, visit, &Receipt { warehouse, lines })?;
                let arrival = PurchaseLineId::new(100 + n);
                let day = visit.today.add_days(5);
                Ok(stock::add_arrival(tx, visit, arrival, item, warehouse, Quantity::whole(coming), day)?)
            })
            .unwrap(),
        );
        items.push((sku, item, card.category));
    }
    Company { clients: clients.to_vec(), items, late }
}

/// Old purchases, an opening balance, orders that are shipped in part, whole or not at all, money, a late arrival, cases.
fn trade(base: &TestBase, company: &Company, dice: &mut Dice, clerk: &Visit) {
    let day = system(base);
    let mut sales = Vec::new();
    for n in 0..150 {
        let (_, item, category) = dice.pick(&company.items).unwrap();
        let units = if dice.chance(1, 9) { -1 } else { dice.between(1, 30) };
        let (net, vat) = (Money::from_minor(units * 10_001), Money::from_minor(units * 2_200));
        sales.push(NewSale {
            client: *dice.pick(&company.clients).unwrap(),
            item: *item,
            category: *category,
            day: day.today.add_days(-i32::try_from(dice.between(0, 900)).unwrap()),
            quantity: Quantity::whole(units),
            amounts: LineAmounts { net, vat, gross: net.checked_add(vat).unwrap() },
            cost: None,
            order_line: None,
            source: "old books".into(),
            source_ref: n.to_string(),
        });
    }
    act::<_, orders::OrderRefused, _>(base, &day, move |tx, _| Ok(orders::import_history(tx, &sales)?)).unwrap();
    for (client, debt) in company.clients.iter().copied().zip([dice.between(1, 900_000), 0, -dice.between(1, 900_000)])
    {
        let new = OpeningBalance { client, debt: Money::from_minor(debt), as_of: day.today.add_days(-40) };
        act(base, &day, move |tx, visit| orders::open_balance(tx, visit, &new)).unwrap();
    }
    for _ in 0..14 {
        let lines = (0..dice.between(1, 4))
            .map(|_| {
                let (sku, ..) = dice.pick(&company.items).unwrap();
                let quantity = Some(Quantity::whole(dice.between(1, 9)));
                PlaceLine { sku: sku.clone(), quantity, ..PlaceLine::default() }
            })
            .collect();
        let client = *dice.pick(&company.clients).unwrap();
        let new = PlaceOrder { client, mode: Mode::Backorder, wanted_on: None, lines };
        let Ok(card) = act(base, &day, move |tx, visit| orders::place(tx, visit, &new)) else { continue };
        carry_on(base, &day, card.order.id, dice);
    }
    for supply in company.late.clone() {
        act::<_, stock::StockRefused, _>(base, &day, move |tx, visit| {
            Ok(stock::move_due(tx, visit, supply, visit.today.add_days(60))?)
        })
        .unwrap();
    }
    for n in 0..5 {
        let mut new = NewCase::new(CaseKind::Question, Topic::Papers, format!("case {n}"));
        new.client = Some(*dice.pick(&company.clients).unwrap());
        act(base, clerk, move |tx, visit| cases::open(tx, visit, &new)).unwrap();
    }
}

fn carry_on(base: &TestBase, day: &Visit, id: OrderId, dice: &mut Dice) {
    let far = dice.below(5);
    if far > 0 {
        act(base, day, move |tx, visit| orders::confirm(tx, visit, id, None)).unwrap();
    }
    if far > 1 {
        act(base, day, move |tx, visit| orders::invoice(tx, visit, id, None)).unwrap();
    }
    let card = ask(base, {
        let day = day.clone();
        move |read| orders::card(read, &day, id)
    })
    .unwrap();
    if far > 2 {
        // What lies on the shelf leaves; the rest stays open.
        let here = |line: &orders::AnsweredLine| {
            let pieces = line.coverage.iter().filter(|piece| piece.source == stock::Source::OnHand);
            pieces.map(|piece| piece.quantity.thousandths()).sum::<i64>()
        };
        let parts = card
            .lines
            .iter()
            .filter(|line| here(line) > 0)
            .map(|line| ShipLine { line: line.line.unwrap(), quantity: Some(Quantity::from_thousandths(here(line))) });
        let what = Ship { lines: Some(parts.collect()), shipped_on: None };
        if what.lines.as_ref().is_some_and(|lines| !lines.is_empty()) {
            act(base, day, move |tx, visit| orders::ship(tx, visit, id, None, &what)).unwrap();
        }
    }
    if let (true, Some(invoice)) = (far > 1 && dice.chance(1, 2), card.invoice) {
        let amount = if dice.chance(1, 2) { invoice.gross } else { Money::from_minor(dice.between(1, 50_000)) };
        let new = NewPayment {
            invoice: Some(invoice.id),
            client: None,
            amount,
            received_on: day.today,
            purpose: "по счёту".into(),
        };
        let paid = act(base, day, move |tx, visit| orders::pay(tx, visit, &new)).unwrap();
        if dice.chance(1, 3) {
            act(base, day, move |tx, visit| orders::reverse(tx, visit, paid.id, "ошибка")).unwrap();
        }
    }
}

/// Rows behind a link, page by page.
fn all_rows(rig: &Rig, token: &str, href: &str) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    let mut next = Some(href.to_owned());
    while let Some(uri) = next {
        let page = rig.page(token, &uri);
        all.extend(rows(&page));
        let more = page.find("cursor=").map(|at| page[..at].rfind("href=\"").unwrap());
        next = more.map(|at| page[at + 6..].split('"').next().unwrap().replace("&amp;", "&"));
    }
    all
}

fn number<T: store::FromRow + Send + 'static>(base: &TestBase, sql: &'static store::Sql, client: ClientId) -> T {
    ask(base, move |read| read.one(sql, p![client]))
}

#[test]
fn every_number_of_the_dossier_opens_the_rows_it_is_made_of() {
    for seed in [1, 2, 3] {
        both(&MODULES, |base| {
            let mut dice = Dice::new(seed);
            let company = found(base, &mut dice);
            let staff = hire(base, "vera", Role::Service);
            let person = ask(base, move |read| access::person(read, staff)).unwrap();
            let clerk = Visit::of(person, base.store.now(), Zone::parse("Europe/Moscow").unwrap(), Lang::En);
            trade(base, &company, &mut dice, &clerk);
            let (rig, vera) = (Rig::open(base), token(base, staff));
            let today = system(base).today;
            let month = today.month();
            let (mut seen, mut changed) = ((0, 0, 0, 0), 0);
            let list = rows(&rig.page(&vera, "/clients"));
            for client in company.clients.iter().copied() {
                let page = rig.page(&vera, &format!("/clients/{client}"));
                let facts = facts(&page);
                assert!(facts.len() <= 6, "{facts:?}");
                let api = rig.json(&vera, &format!("/api/v1/clients/{client}/dossier"));
                let of_api = |name: &str| api["facts"][name].as_str().unwrap().parse::<Money>().unwrap().minor();

                let (from, to) = (month.add_months(-11).first_day(), month.last_day());
                let (turnover,): (i64,) = ask(base, move |read| read.one(&TURNOVER, p![client, from, to]));
                let (shown, href) = &facts["Turnover, 12 months"];
                let behind: i64 = all_rows(&rig, &vera, href.as_ref().unwrap()).iter().map(|row| minor(&row[3])).sum();
                assert_eq!((minor(shown), behind, of_api("turnover_year")), (turnover, turnover, turnover), "{seed}");

                let (from, to) = (month.add_months(-23).first_day(), month.add_months(-12).last_day());
                let (before,): (i64,) = ask(base, move |read| read.one(&TURNOVER, p![client, from, to]));
                let name = text(page.split("<h2 class=\"big\">").nth(1).unwrap().split("</h2>").next().unwrap());
                let in_list = list.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("{name}: {list:?}"));
                assert_eq!(minor(&in_list[4]), turnover / 100 * 100, "{in_list:?}");
                let change = (before > 0).then(|| i18n::fmt::percent(Lang::En, (turnover - before) * 10_000 / before));
                assert_eq!(in_list[5].trim_start_matches('+'), change.unwrap_or_default(), "{in_list:?}");
                changed += usize::from(before > 0);

                let (last,): (Option<Day>,) = number(base, &LAST_DAY, client);
                assert_eq!(in_list[6], i18n::fmt::day(Lang::En, last.unwrap(), today).replace('\u{a0}', " "));
                let (shown, href) = &facts["Last purchase"];
                assert_eq!(*shown, i18n::fmt::day(Lang::En, last.unwrap(), today).replace('\u{a0}', " "));
                let days = all_rows(&rig, &vera, href.as_ref().unwrap());
                assert!(!days.is_empty() && days.iter().all(|row| row[0] == *shown), "{days:?}");

                let (debt,): (i64,) = number(base, &DEBT, client);
                assert_eq!(minor(&in_list[7]), debt.abs() / 100 * 100, "{in_list:?}");
                assert_eq!(in_list[7].contains("ahead"), debt < 0, "{in_list:?}");
                let name = if debt < 0 { "Advance" } else { "Debt" };
                let (shown, href) = &facts[name];
                assert!(!shown.contains(['-', '\u{2212}']), "an advance is no debt below zero: {shown}");
                let account = all_rows(&rig, &vera, href.as_ref().unwrap());
                let struck = |row: &Vec<String>| row[1].contains("Reversed");
                let paid: i64 = account.iter().filter(|row| !struck(row)).map(|row| minor(&row[3])).sum();
                let shipped: i64 = account.iter().map(|row| minor(&row[2])).sum();
                assert_eq!((minor(shown), shipped - paid, of_api("debt")), (debt.abs(), debt, debt), "{account:?}");
                seen.0 += i64::from(debt < 0);

                let (open,): (i64,) = number(base, &OPEN, client);
                let (left,): (i64,) = number(base, &LEFT, client);
                let (shown, href) = &facts["To ship"];
                assert_eq!(href.as_deref(), (open > 0).then_some("#open-orders"));
                let listed = rows(section(&page, "open-orders"));
                let behind: i64 = listed.iter().map(|row| minor(&row[2])).sum();
                assert_eq!((minor(shown), behind, of_api("open_sum")), (left, left, left), "{listed:?}");
                assert_eq!(i64::try_from(listed.len()).unwrap(), open);
                seen.1 += open;

                let (risk,): (i64,) = number(base, &RISK, client);
                let (shown, href) = &facts["At risk"];
                assert_eq!(href.as_deref(), (risk > 0).then_some("#at-risk"));
                let listed = if risk > 0 { rows(section(&page, "at-risk")).len() } else { 0 };
                assert_eq!((minor(shown) / 100, i64::try_from(listed).unwrap()), (risk, risk), "{shown}");
                seen.2 += risk;

                let (open,): (i64,) = number(base, &CASES, client);
                let (shown, href) = &facts["Open cases"];
                assert_eq!(href.as_deref(), (open > 0).then_some("#cases"));
                let listed = if open > 0 { section(&page, "cases").matches("<li").count() } else { 0 };
                assert_eq!((minor(shown) / 100, i64::try_from(listed).unwrap()), (open, open), "{shown}");
                seen.3 += open;
                let question = api["answer"]["question"].as_str().unwrap();
                assert!(text(&page).contains(question), "the answer line stands on the page: {question}");
            }
            assert!(changed > 0, "nobody bought two years ago");
            assert!(seen.0 > 0 && seen.1 > 0 && seen.2 > 0 && seen.3 == 5, "the company is too plain: {seen:?}");
        });
    }
}

#[test]
fn no_link_of_the_dossier_is_refused_to_its_reader() {
    both(&MODULES, |base| {
        let mut dice = Dice::new(5);
        let company = found(base, &mut dice);
        let staff = hire(base, "vera", Role::Service);
        let person = ask(base, move |read| access::person(read, staff)).unwrap();
        let clerk = Visit::of(person, base.store.now(), Zone::parse("Europe/Moscow").unwrap(), Lang::En);
        trade(base, &company, &mut dice, &clerk);
        let rig = Rig::open(base);
        let client = company.clients[0];
        let mut links = 0;
        for role in
            Role::ALL.iter().copied().filter(|role| access::scope(*role, Perm::ClientsRead) != access::Scope::None)
        {
            let staff = hire(base, &format!("r-{}", role.code()), role);
            if let Some(role) = clients::TEAM_ROLES.iter().find(|one| **one == role) {
                let code = role.code();
                act(base, &system(base), move |tx, visit| clients::assign_to(tx, visit, client, staff, code)).unwrap();
            }
            let token = token(base, staff);
            for page in ["", "?events=money", "?events=papers", "?events=talks"] {
                let shown = rig.page(&token, &format!("/clients/{client}{page}"));
                let main = &shown[shown.find("<main").unwrap()..shown.find("</main>").unwrap()];
                let hrefs = main.split("<a ").skip(1).filter_map(|rest| rest.split("href=\"/").nth(1));
                for href in hrefs.map(|rest| rest.split('"').next().unwrap()) {
                    let uri = format!("/{}", href.replace("&amp;", "&"));
                    let (status, _) = rig.get(&token, uri.split('#').next().unwrap(), false);
                    assert!(status < 400, "{} is led to {uri}: {status}", role.code());
                    links += 1;
                }
            }
        }
        assert!(links > 300, "{links}");
    });
}

#[test]
fn sums_stand_in_the_currency_of_the_company() {
    both(&MODULES, |base| {
        let mut dice = Dice::new(6);
        let company = found(base, &mut dice);
        act::<_, access::AccessRefused, _>(base, &system(base), |tx, _| {
            house::settings::set(tx, "currency", "EUR").map_err(store::Stop::from)
        })
        .unwrap();
        let staff = hire(base, "vera", Role::Director);
        let person = ask(base, move |read| access::person(read, staff)).unwrap();
        let director = Visit::of(person, base.store.now(), Zone::parse("Europe/Moscow").unwrap(), Lang::En);
        trade(base, &company, &mut dice, &director);
        let (rig, token) = (Rig::open(base), token(base, staff));
        let mut euros = 0;
        for uri in ["/clients".to_owned(), format!("/clients/{}", company.clients[0]), "/orders".to_owned()] {
            let page = rig.page(&token, &uri);
            assert!(!page.contains('\u{20bd}'), "{uri}");
            euros += page.matches('\u{20ac}').count();
        }
        assert!(euros > 5, "{euros}");
    });
}

#[test]
fn the_dossier_tells_what_the_limit_leaves_and_what_is_overdue() {
    both(&MODULES, |base| {
        let client = found(base, &mut Dice::new(5)).clients[0];
        let visit = system(base);
        let opening =
            orders::OpeningBalance { client, debt: "700.00".parse().unwrap(), as_of: visit.today.add_days(-30) };
        act(base, &visit, move |tx, visit| orders::open_balance(tx, visit, &opening)).unwrap();
        let tokens = [("operator", Role::Operator), ("dispatcher", Role::Dispatcher)].map(|(login, role)| {
            let staff = hire(base, login, role);
            token(base, staff)
        });
        let rig = Rig::open(base);
        let uri = format!("/api/v1/clients/{client}/dossier");
        let credit = |limit: Value, free: Value, overdue: Value| serde_json::json!({"limit": limit, "free": free, "exposure": "700.00", "debt": "700.00", "overdue": overdue});
        let null = Value::Null;
        assert_eq!(rig.json(&tokens[0], &uri)["credit"], credit(null.clone(), null.clone(), null.clone()));
        let terms = contracts::SetTerms { credit_limit: Some("1000.00".parse().unwrap()), payment_days: 14 };
        act(base, &visit, move |tx, visit| contracts::set_terms(tx, visit, client, &terms, 0)).unwrap();
        let all = credit("1000.00".into(), "300.00".into(), "700.00".into());
        assert_eq!(rig.json(&tokens[0], &uri)["credit"], all);
        // Who ships sees what is owed, not what was agreed on.
        assert_eq!(rig.json(&tokens[1], &uri)["credit"], credit(null.clone(), null, "700.00".into()));
        let page = |token: &str| text(&rig.page(token, &format!("/clients/{client}")));
        let (seen, hidden) = (page(&tokens[0]), page(&tokens[1]));
        assert!(
            seen.contains("700 ₽ overdue · 300 ₽ free of the limit of 1,000 ₽") && seen.contains("Terms"),
            "{seen}"
        );
        assert!(hidden.contains("700 ₽ overdue") && !hidden.contains("limit") && !hidden.contains("Terms"), "{hidden}");
    });
}

#[test]
fn events_are_narrowed_and_go_on_earlier_without_a_gap() {
    both(&MODULES, |base| {
        let mut dice = Dice::new(7);
        let company = found(base, &mut dice);
        let staff = hire(base, "vera", Role::Service);
        let person = ask(base, move |read| access::person(read, staff)).unwrap();
        let clerk = Visit::of(person, base.store.now(), Zone::parse("Europe/Moscow").unwrap(), Lang::En);
        trade(base, &company, &mut dice, &clerk);
        base.wait_sealed();
        let (rig, vera) = (Rig::open(base), token(base, staff));
        let client = company.clients[0];
        let listed = |kind: &str, limit: usize| {
            let mut all: Vec<Value> = Vec::new();
            let mut cursor = String::new();
            loop {
                let uri = format!("/api/v1/clients/{client}/timeline?kind={kind}&limit={limit}&cursor={cursor}");
                let page = rig.json(&vera, &uri);
                let items = page["items"].as_array().unwrap();
                assert!(items.len() <= limit);
                all.extend(items.iter().cloned());
                match page["next_cursor"].as_str() {
                    Some(next) => next.clone_into(&mut cursor),
                    None => return all,
                }
            }
        };
        let whole = listed("", 200);
        assert!(whole.len() > 12, "{}", whole.len());
        assert_eq!(listed("", 3), whole, "small pages leave nothing out and tell nothing twice");
        let mut by_kind: Vec<Value> =
            ["orders", "papers", "money", "talks", "client"].map(|kind| listed(kind, 4)).concat();
        let kinds: Vec<usize> =
            ["orders", "papers", "money", "talks", "client"].iter().map(|kind| listed(kind, 200).len()).collect();
        assert!(kinds.iter().all(|count| *count > 0), "{kinds:?}");
        let key = |entry: &Value| (entry["at"].to_string(), entry["words"].to_string(), entry["href"].to_string());
        by_kind.sort_by_key(key);
        by_kind.dedup();
        let mut told = whole.clone();
        told.sort_by_key(key);
        told.dedup();
        // Alone, events of a kind stand side by side more often and are told once: nothing new appears.
        assert!(by_kind.iter().all(|entry| told.contains(entry)));

        let page = rig.page(&vera, &format!("/clients/{client}?events=orders"));
        let panel = section(&page, "timeline");
        assert!(panel.contains(r#"aria-current="true" "#) || panel.contains(r#"aria-current="true">"#), "{panel}");
        assert!(!panel.contains("/payments/") && !panel.contains("/invoices/"), "{panel}");
        let page = rig.page(&vera, &format!("/clients/{client}"));
        let earlier = section(&page, "timeline")
            .split("hx-get=\"")
            .find(|piece| piece.contains("cursor=") && piece.contains("earlier"))
            .unwrap();
        let uri = earlier.split('"').next().unwrap().replace("&amp;", "&");
        let (status, part) = rig.get(&vera, &uri, true);
        assert!(status == 200 && part.starts_with("<section") && part.contains("to the newest"), "{status} {part}");
        let whole = rig.page(&vera, &uri);
        assert!(whole.contains("<main") && section(&whole, "timeline").contains("to the newest"));
        assert_eq!(rig.get(&vera, &format!("/api/v1/clients/{client}/timeline?kind=x"), false).0, 422);
        assert_eq!(rig.get(&vera, &format!("/api/v1/clients/{client}/timeline?cursor=zz"), false).0, 422);
        assert_eq!(rig.get(&vera, "/api/v1/clients/999/timeline", false).0, 404);
        let hunter = hire(base, "hunter", Role::Hunter);
        let hunter = token(base, hunter);
        assert_eq!(rig.get(&hunter, &format!("/api/v1/clients/{client}/timeline"), false).0, 404, "another team's");
        for htmx in [true, false] {
            assert_eq!(rig.get(&hunter, &format!("/clients/{client}/timeline"), htmx).0, 404);
        }
    });
}

#[test]
fn ten_thousand_purchases_cost_no_more_statements_than_one() {
    both(&MODULES, |base| {
        let mut dice = Dice::new(9);
        let company = found(base, &mut dice);
        let (long, short) = (company.clients[0], company.clients[1]);
        let (_, item, category) = company.items[0].clone();
        let day = system(base);
        let sale = |client: ClientId, n: i32| NewSale {
            client,
            item,
            category,
            day: day.today.add_days(-(n % 900)),
            quantity: Quantity::whole(1),
            amounts: LineAmounts {
                net: Money::from_minor(100),
                vat: Money::from_minor(22),
                gross: Money::from_minor(122),
            },
            cost: None,
            order_line: None,
            source: "old books".into(),
            source_ref: format!("{client}-{n}"),
        };
        for from in (0..10_000).step_by(1_000) {
            let sales: Vec<NewSale> = (from..from + 1_000).map(|n| sale(long, n)).collect();
            act::<_, orders::OrderRefused, _>(base, &day, move |tx, _| Ok(orders::import_history(tx, &sales)?))
                .unwrap();
        }
        let one = [sale(short, 1)];
        act::<_, orders::OrderRefused, _>(base, &day, move |tx, _| Ok(orders::import_history(tx, &one)?)).unwrap();
        let asked = |client: ClientId| {
            let visit = system(base);
            ask(base, move |read| {
                let before = read.statements();
                let dossier = frontdesk::dossier(read, &visit, client)?.unwrap();
                Ok((read.statements() - before, dossier))
            })
        };
        let ((many, of_long), (few, of_short)) = (asked(long), asked(short));
        assert_eq!((of_long.history.len(), of_short.history.len()), (12, 1));
        assert!(of_long.facts.turnover_year > of_short.facts.turnover_year);
        assert_eq!(many, few);
        // One of them asks on which terms the client buys.
        assert!(many <= 28, "{many} statements");
    });
}
