//! Lists: every filter in every order shows exactly the rows of a brute force, page by page; files hold the same rows.

use std::io::Cursor;

use access::{Cost, NewStaff, Role};
use calamine::{Data, Reader, Xlsx};
use house::Visit;
use i18n::Lang;
use kernel::{Actor, ClientId, Day, Dice, text_key};
use store::testing::{TestBase, both};
use store::{event_count, p, sql};

use crate::company::*;
use crate::web::Browser;

sql! {
    ONE_ORDER = "INSERT INTO sales_order (client_id, seller_id, state, mode, wanted_on, net, vat, gross, shipped_gross, made_on, \
        made_at, staff_id, version) VALUES (?1, 1, ?2, 'partial', NULL, ?3, 0, ?3, 0, ?4, 0, NULL, 1) RETURNING id";
    ONE_INVOICE = "INSERT INTO invoice (order_id, client_id, seller_id, year, number, issued_on, issued_at, net, vat, gross, paid, \
        seller_requisites, buyer_requisites) VALUES (?1, ?2, 1, 2026, ?3, ?4, 0, ?5, 0, ?5, ?6, '{}', '{}') RETURNING id";
    ONE_PAYMENT = "INSERT INTO payment (client_id, seller_id, invoice_id, amount, received_on, purpose, recorded_at) \
        VALUES (?1, 1, ?2, ?3, ?4, ?5, 0) RETURNING id";
    LATE_NOW = "SELECT DISTINCT l.order_id FROM order_line l JOIN view_demand d ON d.id = l.demand_id \
        WHERE d.closed_at IS NULL AND d.promised_on < ?1 ORDER BY 1";
    RISKY_NOW = "SELECT DISTINCT l.order_id FROM order_line l JOIN view_demand d ON d.id = l.demand_id \
        WHERE d.closed_at IS NULL AND d.at_risk_at IS NOT NULL ORDER BY 1";
    OWED_LATE = "SELECT CAST(COUNT(*) AS BIGINT), CAST(SUM(gross - paid) AS BIGINT) FROM invoice WHERE paid < gross AND issued_on <= ?1";
    ALL_ORDERS = "SELECT o.id, o.client_id, c.name, o.state, o.gross, o.made_on FROM sales_order o \
        JOIN view_client c ON c.id = o.client_id";
    ALL_INVOICES = "SELECT i.id, i.client_id, c.name, i.gross, i.paid, i.issued_on FROM invoice i \
        JOIN view_client c ON c.id = i.client_id";
    ALL_PAYMENTS = "SELECT p.id, p.client_id, c.name, p.amount, p.received_on, p.purpose, i.number FROM payment p \
        JOIN view_client c ON c.id = p.client_id LEFT JOIN invoice i ON i.id = p.invoice_id";
}

const STATES: [&str; 4] = ["draft", "reserved", "closed", "cancelled"];

/// A company of rows made by dice: days and sums repeat, so that places are told apart by number.
fn fill(base: &TestBase, seed: u64, rows: i64) -> Vec<ClientId> {
    open_company(base);
    // Two clients of one name differ by number only; one begins like a formula.
    let clients = ["ООО «Ромашка»", "АО «Вектор»", "ООО «Ромашка»", "=Ёлка"].map(|name| client(base, name)).to_vec();
    let ids = clients.clone();
    done::<_, orders::OrderRefused, _>(base, &today(), move |tx, _| {
        let mut dice = Dice::new(seed);
        for n in 0..rows {
            let client = *dice.pick(&ids).unwrap();
            let day = |dice: &mut Dice| i64::from(TODAY.add_days(-i32::try_from(dice.between(0, 40)).unwrap()).days());
            let (sum, made_on) = (dice.between(1, 30) * 1050, day(&mut dice));
            let order = tx.insert(&ONE_ORDER, p![client, dice.pick(&STATES).unwrap(), sum, made_on])?;
            let mut invoice = None;
            if dice.chance(2, 3) {
                let paid = if dice.chance(1, 2) { sum } else { dice.between(0, sum) };
                let issued_on = day(&mut dice);
                invoice = Some(tx.insert(&ONE_INVOICE, p![order, client, n + 1, issued_on, sum, paid])?);
            }
            let purpose = if dice.chance(1, 2) { "+7 926 оплата; счёт \"1\"" } else { "по счёту" };
            let (amount, received_on) = (dice.between(1, 20) * 333, day(&mut dice));
            tx.insert(&ONE_PAYMENT, p![client, invoice.filter(|_| dice.chance(1, 2)), amount, received_on, purpose])?;
        }
        Ok(())
    });
    clients
}

fn hire_both(base: &TestBase, login: &'static str, roles: &'static [Role]) -> Visit {
    let person = base
        .store
        .write_now::<_, access::AccessRefused, _>(Actor::System, move |tx| {
            let password = access::hash_password_at("correct horse battery", Cost::Cheap).unwrap();
            let new = NewStaff {
                login: login.into(),
                name: login.into(),
                roles: roles.to_vec(),
                password,
                both_duties: None,
            };
            let staff = access::add_staff(tx, &new)?;
            Ok(access::person(tx, staff)?.unwrap())
        })
        .unwrap();
    let here = today();
    Visit::of(person, here.now, here.zone, Lang::Ru)
}

fn join(base: &TestBase, client: ClientId, visit: &Visit) {
    let staff = visit.staff();
    done(base, &today(), move |tx, visit| {
        clients::assign_to(tx, visit, client, staff, Role::AccountManager.code()).map(drop)
    });
}

/// What a list shows on its way through all pages: numbers of rows, and how many pages there were.
fn walk(browser: &Browser, address: &str, row: &str) -> (Vec<i64>, usize) {
    let (mut seen, mut next, mut pages) = (Vec::new(), Some(address.to_owned()), 0);
    while let Some(address) = next {
        let page = browser.get(&address);
        assert_eq!(page.status, 200, "{address}");
        seen.extend(
            page.html
                .split(&format!("<tr id=\"{row}-"))
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap().parse::<i64>().unwrap()),
        );
        next = page.html.split("<a class=\"p-btn\" href=\"").skip(1).find_map(|rest| {
            let (href, rest) = rest.split_once('"')?;
            rest.starts_with(" rel=\"next\"").then(|| href.replace("&amp;", "&"))
        });
        pages += 1;
    }
    (seen, pages)
}

/// A row as the brute force sees it: number, client, name, day, and what the list sorts by, by column.
struct Row {
    id: i64,
    client: ClientId,
    name: String,
    state: String,
    day: i64,
    sums: Vec<(&'static str, i64)>,
}

fn expected(rows: &[Row], sort: &str, fits: impl Fn(&Row) -> bool) -> Vec<i64> {
    let (column, down) = sort.strip_prefix('-').map_or((sort, false), |column| (column, true));
    let mut rows: Vec<&Row> = rows.iter().filter(|row| fits(row)).collect();
    rows.sort_by_key(|row| {
        let number = match column {
            "day" => row.day,
            "client" => 0,
            sum => row.sums.iter().find(|(name, _)| *name == sum).unwrap().1,
        };
        (number, if column == "client" { text_key(&row.name) } else { String::new() }, row.id)
    });
    if down {
        rows.reverse();
    }
    rows.iter().map(|row| row.id).collect()
}

fn day_of(days: i64) -> Day {
    Day::from_days(i32::try_from(days).unwrap())
}

struct Case<'a> {
    path: &'a str,
    row: &'a str,
    states: &'a [&'a str],
    sorts: &'a [&'a str],
    rows: Vec<Row>,
}

fn check(
    case: &Case<'_>,
    readers: &[(Browser, Option<ClientId>)],
    client: ClientId,
    fits: impl Fn(&Row, &str) -> bool,
) {
    let (from, to) = (TODAY.add_days(-25), TODAY.add_days(-3));
    let mut longest = 0;
    for state in case.states {
        for of in [None, Some(client)] {
            for days in [None, Some((from, to))] {
                for sort in case.sorts {
                    let mut address = format!("{}?sort={sort}&state={state}", case.path);
                    if let Some(client) = of {
                        address.push_str(&format!("&client={client}"));
                    }
                    if let Some((from, to)) = days {
                        address.push_str(&format!("&from={from}&to={to}"));
                    }
                    for (browser, own) in readers {
                        let wanted = expected(&case.rows, sort, |row| {
                            own.is_none_or(|own| row.client == own)
                                && of.is_none_or(|of| row.client == of)
                                && days.is_none_or(|(from, to)| day_of(row.day) >= from && day_of(row.day) <= to)
                                && fits(row, state)
                        });
                        let (seen, pages) = walk(browser, &address, case.row);
                        assert_eq!(seen, wanted, "{address} of {own:?}");
                        longest = longest.max(pages);
                    }
                }
            }
        }
    }
    assert!(longest > 1 || case.rows.len() < 150, "{}: never more than a page", case.path);
}

const SIX: [&str; 6] = ["-day", "day", "-sum", "sum", "client", "-client"];

fn orders_of(base: &TestBase) -> Vec<Row> {
    let rows: Vec<(i64, ClientId, String, String, i64, i64)> =
        base.store.read_now(|read| read.rows(&ALL_ORDERS, p![])).unwrap();
    let row = |(id, client, name, state, gross, day)| Row { id, client, name, state, day, sums: vec![("sum", gross)] };
    rows.into_iter().map(row).collect()
}

fn invoices_of(base: &TestBase) -> Vec<Row> {
    let rows: Vec<(i64, ClientId, String, i64, i64, i64)> =
        base.store.read_now(|read| read.rows(&ALL_INVOICES, p![])).unwrap();
    let row = |(id, client, name, gross, paid, day)| {
        let state = if paid < gross { "unpaid" } else { "paid" };
        Row { id, client, name, state: state.to_owned(), day, sums: vec![("sum", gross), ("left", gross - paid)] }
    };
    rows.into_iter().map(row).collect()
}

type PaymentSeen = (i64, ClientId, String, i64, i64, String, Option<i64>);

fn payments_of(base: &TestBase) -> Vec<PaymentSeen> {
    base.store.read_now(|read| read.rows(&ALL_PAYMENTS, p![])).unwrap()
}

#[test]
fn every_filter_in_every_order_shows_the_rows_of_a_brute_force() {
    for (seed, rows) in [(1, 230), (2, 40), (3, 3)] {
        both(&MODULES, |base| {
            let clients = fill(base, seed, rows);
            let manager = hire(base, "mrk", Role::AccountManager);
            join(base, clients[2], &manager);
            let readers = [
                (Browser::open(base, hire(base, "fd", Role::Director)), None),
                (Browser::open(base, manager), Some(clients[2])),
            ];
            let case = Case {
                path: "/orders",
                row: "order",
                states: &["", "draft", "closed"],
                sorts: &SIX,
                rows: orders_of(base),
            };
            check(&case, &readers, clients[2], |row, state| state.is_empty() || row.state == state);
            let late = i64::from(TODAY.add_days(-14).days());
            let case = Case {
                path: "/invoices",
                row: "invoice",
                states: &["", "unpaid", "late", "paid"],
                sorts: &["-day", "day", "-sum", "sum", "client", "-client", "-left", "left"],
                rows: invoices_of(base),
            };
            check(&case, &readers, clients[2], |row, state| match state {
                "late" => row.state == "unpaid" && row.day < late,
                _ => state.is_empty() || row.state == state,
            });
            let row = |(id, client, name, amount, day, ..): PaymentSeen| Row {
                id,
                client,
                name,
                state: String::new(),
                day,
                sums: vec![("sum", amount)],
            };
            let rows = payments_of(base).into_iter().map(row).collect();
            let case = Case { path: "/payments", row: "payment", states: &[""], sorts: &SIX, rows };
            check(&case, &readers, clients[2], |_, _| true);
        });
    }
}

#[test]
fn payments_are_found_by_the_number_of_their_invoice_or_by_client() {
    both(&MODULES, |base| {
        let clients = fill(base, 4, 160);
        let manager = hire(base, "mrk", Role::AccountManager);
        join(base, clients[2], &manager);
        let readers = [
            (Browser::open(base, hire(base, "fd", Role::Director)), None),
            (Browser::open(base, manager), Some(clients[2])),
        ];
        let all = payments_of(base);
        let numbered = all.iter().find(|row| row.6.is_some() && row.1 == clients[2]).unwrap().6.unwrap();
        let by_name = |row: &PaymentSeen| row.2.starts_with("ООО «Ром");
        let by_number = |row: &PaymentSeen| row.6 == Some(numbered);
        type Fits<'a> = &'a dyn Fn(&PaymentSeen) -> bool;
        let (typed, signed) = (numbered.to_string(), format!("№ {numbered}"));
        let cases: [(&str, Fits<'_>); 5] = [
            ("ооо «ром", &by_name),
            (&typed, &by_number),
            (&signed, &by_number),
            ("никто", &|_| false),
            ("777777", &|_| false),
        ];
        for (q, fits) in cases {
            let q = q.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
            for (browser, own) in &readers {
                for client in [None, Some(clients[0]), Some(clients[2])] {
                    for sort in SIX {
                        let rows = all.iter().filter(|row| fits(row) && own.is_none_or(|own| own == row.1));
                        let rows = rows.filter(|row| client.is_none_or(|client| client == row.1)).map(|row| Row {
                            id: row.0,
                            client: row.1,
                            name: row.2.clone(),
                            state: String::new(),
                            day: row.4,
                            sums: vec![("sum", row.3)],
                        });
                        let rows: Vec<Row> = rows.collect();
                        let wanted = expected(&rows, sort, |_| true);
                        let client = client.map(|client| format!("&client={client}")).unwrap_or_default();
                        let address = format!("/payments?q={q}{client}&sort={sort}");
                        assert_eq!(walk(browser, &address, "payment").0, wanted, "{address}");
                    }
                }
            }
        }
        let taken = readers[0].0.file(&format!("/payments/export?q={numbered}&format=csv"));
        assert_eq!(csv_rows(&taken.2).len(), all.iter().filter(|row| by_number(row)).count());
    });
}

fn csv_rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap().strip_prefix('\u{feff}').expect("a mark of UTF-8");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn roubles(kopecks: i64, point: char) -> String {
    format!("{}{point}{:02}", kopecks / 100, kopecks % 100)
}

#[test]
fn a_file_holds_the_rows_of_the_list_and_of_its_reader() {
    both(&MODULES, |base| {
        let clients = fill(base, 7, 160);
        // Whoever sells and may also take files away still sees the own clients only.
        let scoped = hire_both(base, "both", &[Role::AccountManager, Role::Admin]);
        join(base, clients[3], &scoped);
        let browser = Browser::open(base, scoped);
        let (listed, pages) = walk(&browser, "/payments?sort=-sum&from=2026-10-20", "payment");
        let (status, kind, bytes) = browser.file("/payments/export?sort=-sum&from=2026-10-20&format=csv");
        assert_eq!((status, kind.as_str()), (200, "text/csv; charset=utf-8"));
        let rows = payments_of(base);
        let wanted: Vec<Vec<String>> = listed
            .iter()
            .map(|id| {
                let (_, client, name, amount, day, purpose, number) = rows.iter().find(|row| row.0 == *id).unwrap();
                assert_eq!(*client, clients[3]);
                let day = day_of(*day);
                vec![
                    format!("{:02}.{:02}.{}", day.day_of_month(), day.month_of_year(), day.year()),
                    format!("'{name}"),
                    number.map(|number| number.to_string()).unwrap_or_default(),
                    if purpose.starts_with('+') { format!("'{purpose}") } else { purpose.clone() },
                    roubles(*amount, ','),
                    String::new(),
                ]
            })
            .collect();
        assert!(wanted.len() > 5 && pages == 1, "{}", wanted.len());
        assert_eq!(csv_rows(&bytes), wanted);

        let director = Browser::open(base, hire(base, "fd", Role::Director));
        let (listed, pages) = walk(&director, "/invoices?sort=client", "invoice");
        assert!(pages > 1, "a file is longer than a page");
        let (status, _, bytes) = director.file("/invoices/export?sort=client&format=xlsx");
        assert_eq!(status, 200);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        let all = invoices_of(base);
        let invoices: Vec<&Row> = listed.iter().map(|id| all.iter().find(|row| row.id == *id).unwrap()).collect();
        assert_eq!(sheet.height(), invoices.len() + 1);
        for (cells, row) in sheet.rows().skip(1).zip(&invoices) {
            let Data::DateTime(day) = &cells[1] else { panic!("no day: {:?}", cells[1]) };
            assert_eq!(day.as_f64(), f64::from(i32::try_from(row.day).unwrap() + 25_569));
            assert_eq!(cells[2], Data::String(row.name.clone()));
            for (at, name) in [(4, "sum"), (6, "left")] {
                let kopecks = row.sums.iter().find(|(column, _)| *column == name).unwrap().1;
                assert_eq!(cells[at], Data::Float(roubles(kopecks, '.').parse().unwrap()), "{name}");
            }
        }
        let taken: Vec<_> = base.events().into_iter().filter(|event| event.kind == "list_exported").collect();
        assert_eq!(taken.len(), 2);
        let payload: serde_json::Value = serde_json::from_str(&taken[1].payload).unwrap();
        assert_eq!(payload["list"], "invoices");
        assert_eq!(payload["rows"], invoices.len());
        assert_eq!(taken[0].entity, "staff");
    });
}

#[test]
fn who_may_not_take_files_away_is_refused_and_nothing_is_written() {
    both(&MODULES, |base| {
        fill(base, 5, 10);
        let seller = hire(base, "mrk", Role::AccountManager);
        let service = hire(base, "cs", Role::Service);
        let admin = hire(base, "adm", Role::Admin);
        let director = Browser::open(base, hire(base, "fd", Role::Director));
        let count = || base.store.read_now(event_count).unwrap();
        let before = count();
        for visit in [seller, service, admin] {
            let browser = Browser::open(base, visit);
            for list in ["orders", "invoices", "payments"] {
                for format in ["csv", "xlsx"] {
                    let (status, kind, _) = browser.file(&format!("/{list}/export?format={format}"));
                    assert_eq!((status, kind.as_str()), (403, "application/problem+json"), "{list}");
                }
            }
            browser.get("/orders").hides("/orders/export");
        }
        assert_eq!(count(), before);
        director.get("/orders?state=draft").shows("/orders/export?state=draft&amp;format=xlsx");
        assert_eq!(director.file("/orders/export").0, 200);
        assert_eq!(count(), before + 1);
    });
}

#[test]
fn an_empty_list_says_which_filters_hide_its_rows() {
    both(&MODULES, |base| {
        let clients = fill(base, 5, 10);
        let browser = Browser::open(base, Visit { lang: Lang::Ru, ..hire(base, "fd", Role::Director) });
        let page = browser.get(&format!("/orders?state=shipped&client={}&from=2026-11-01&sort=-sum", clients[0]));
        page.shows("Под отбор не подходит ни одна строка");
        page.shows("Клиент: ООО «Ромашка»");
        page.shows("Состояние: Отгружен");
        page.shows("с 01.11.2026");
        page.shows("href=\"/orders?sort=-sum\"");
        let page = browser.get("/orders?from=nonsense");
        page.shows("Отбор не читается, поэтому строк нет");
        page.shows("«nonsense»");
        page.hides("id=\"order-");
    });
}

/// Every text of the lists walks by an index: no whole table is read, and only few rows are sorted.
#[test]
fn the_lists_walk_by_an_index() {
    both(&MODULES, |base| {
        let (mut seen, mut bad) = (0, Vec::new());
        for sql in store::registered().filter(|sql| sql.place.contains("orders/src/store/lists.rs")) {
            if !["ORDERS ", "INVOICES ", "PAYMENTS_PAGE "].iter().any(|name| sql.name.starts_with(name)) {
                continue;
            }
            seen += 1;
            let text_key = sql.name.contains("name_key");
            let count = if sql.text.contains("?8") { 8 } else { 7 };
            let plan = base.store.read_now(move |read| {
                let mut params = vec![store::Value::Int(1); count];
                if text_key {
                    params[1] = store::Value::Text("a".into());
                }
                let word = if sql.text.contains("json_each(?7)") { "[1]" } else { "draft" };
                if sql.text.contains("json_each(?6)") {
                    params[5] = store::Value::Text("[1]".into());
                }
                params[6] = store::Value::Text(word.into());
                if sql.text.contains("CAST(?7 AS BIGINT)") {
                    params[6] = store::Value::Int(20_000);
                }
                let params: Vec<_> = params.iter().map(store::Value::as_param).collect();
                let plan = read.explain(sql, &params)?;
                Ok(if read.is_postgres() { Vec::new() } else { plan })
            });
            let plan = plan.unwrap();
            let short = ["CONSTANT", " v", "invoice_unpaid_by_day", "json_each"];
            let scans =
                plan.iter().any(|step| step.starts_with("SCAN") && !short.iter().any(|word| step.contains(word)));
            let sorts = plan.iter().any(|step| step.contains("TEMP B-TREE FOR ORDER BY"));
            // One client's papers, unpaid invoices and what was found are few; orders of a state by name are sorted once a page.
            let few = ["client_id = ?6", "i.paid < i.gross AND CAST", "json_each(?7)", "json_each(?6)"]
                .iter()
                .any(|driver| sql.text.contains(driver))
                || (text_key && sql.text.contains("o.state = ?7 AND CAST"));
            if scans || (sorts && !few) {
                bad.push(format!("{} {}: {plan:#?}", sql.name, sql.text));
            }
        }
        assert_eq!(bad, Vec::<String>::new());
        assert_eq!(seen, 2 * (10 * 8 + 4 * 8 + 4 * 6));
    });
}

/// A director and a manager of one client look at the same orders on a later day.
#[test]
fn a_figure_opens_as_many_rows_as_it_counts_and_nobody_elses() {
    both(&MODULES, |base| {
        open_company(base);
        let clients = [client(base, "ООО «Ромашка»"), client(base, "АО «Вектор»")];
        let (mug, cup) = (item(base, "M-1", "100", "белый"), item(base, "C-1", "100", "синий"));
        put(base, mug, 100);
        let supply = await_goods(base, cup, 100, 7, TODAY.add_days(10));
        let today = today();
        for client in clients {
            place(base, &today, order(client, orders::Mode::Partial, vec![line("M-1", 5), line("C-1", 5)])).unwrap();
        }
        let far = place(base, &today, order(clients[0], orders::Mode::Partial, vec![line("C-1", 1)])).unwrap().order.id;
        done::<_, stock::StockRefused, _>(base, &today, move |tx, visit| {
            Ok(stock::move_due(tx, visit, supply, TODAY.add_days(90)).map(drop)?)
        });
        let on = |who: Visit, day: Day| {
            let here = visit_on(day);
            Visit { today: here.today, now: here.now, ..who }
        };
        // The mugs were promised for these days, the cups for a fortnight on.
        let later = TODAY.add_days(5);
        let director = on(hire(base, "fd", Role::Director), later);
        let manager = hire(base, "mrk", Role::AccountManager);
        join(base, clients[1], &manager);
        let manager = on(manager, later);
        let late: Vec<(i64,)> = ask(base, &director, move |read, _| read.rows(&LATE_NOW, p![later]));
        let risky: Vec<(i64,)> = ask(base, &director, |read, _| read.rows(&RISKY_NOW, p![]));
        let [late, risky] = [late, risky].map(|rows| rows.into_iter().map(|(id,)| id).collect::<Vec<_>>());
        assert_eq!((late.len(), risky.len()), (2, 3), "the company has something to show");
        let figures = |visit: &Visit| {
            use house::Department;
            ask(base, visit, |read, visit| orders::DEPARTMENT.worst(read, visit))
        };
        let mine: Vec<i64> = orders_of(base).iter().filter(|row| row.client == clients[1]).map(|row| row.id).collect();
        for (visit, own) in [(&director, None), (&manager, Some(&mine))] {
            let browser = Browser::open(base, visit.clone());
            for (href, all) in [("/orders?state=late", &late), ("/orders?state=at_risk", &risky)] {
                let wanted: Vec<i64> =
                    all.iter().copied().filter(|id| own.is_none_or(|own| own.contains(id))).collect();
                let (mut seen, _) = walk(&browser, href, "order");
                seen.sort_unstable();
                assert_eq!(seen, wanted, "{href}");
                let figure = figures(visit).into_iter().find(|figure| figure.href == href).unwrap();
                assert_eq!(usize::try_from(figure.count).unwrap(), wanted.len(), "{href}");
            }
        }
        let browser = Browser::with_names(base, director.clone());
        let page = browser.get("/orders");
        page.shows("открыто 3, под угрозой 3, просрочено 2</span>");
        // What is counted as open opens, by number either way.
        let all: Vec<i64> = orders_of(base).iter().map(|row| row.id).collect();
        let (up, _) = walk(&browser, "/orders?state=open&sort=number", "order");
        let (down, _) = walk(&browser, "/orders?state=open&sort=-number", "order");
        assert_eq!((&up, up.len()), (&all, 3));
        assert!(down.iter().eq(up.iter().rev()), "{down:?}");
        let last = kernel::OrderId::new(all[2]);
        done(base, &today, move |tx, visit| orders::cancel(tx, visit, last, None));
        assert_eq!(
            walk(&browser, "/orders?state=open&sort=number", "order").0,
            all[..2],
            "what is called off is open no more"
        );
        assert_eq!(page.html.matches("срок прошёл").count(), 2 * 2, "each row says so, once for a phone");
        // By number in any form, by name, and together with another filter.
        for (q, wanted) in [
            (format!("%D0%97-{far}"), vec![far.get()]),
            (far.to_string(), vec![far.get()]),
            (format!("{far}&state=late"), vec![]),
            (format!("{far}&client={}", clients[1]), vec![]),
            ("999999".into(), vec![]),
            ("%D0%92%D0%B5%D0%BA%D1%82%D0%BE%D1%80".into(), mine.clone()),
            ("%D0%92%D0%B5%D0%BA%D1%82%D0%BE%D1%80&state=late".into(), mine.clone()),
            ("%D0%92%D0%B5%D0%BA%D1%82%D0%BE%D1%80&state=closed".into(), vec![]),
            (format!("%D0%92%D0%B5%D0%BA%D1%82%D0%BE%D1%80&client={}", clients[0]), vec![]),
        ] {
            assert_eq!(walk(&browser, &format!("/orders?q={q}"), "order").0, wanted, "{q}");
        }
        let own = Browser::open(base, manager);
        assert_eq!(walk(&own, &format!("/orders?q={far}"), "order").0, Vec::<i64>::new(), "another team's order");
    });
}

#[test]
fn late_invoices_are_counted_with_what_is_left_of_them() {
    both(&MODULES, |base| {
        use house::Department;
        fill(base, 9, 60);
        let director = hire(base, "fd", Role::Director);
        let last = TODAY.add_days(-15);
        let (count, sum): (i64, i64) = ask(base, &director, move |read, _| read.one(&OWED_LATE, p![last]));
        assert!(count > 3, "{count}");
        let figures = ask(base, &director, |read, visit| orders::DEPARTMENT.worst(read, visit));
        let figure = figures.into_iter().find(|figure| figure.href.starts_with("/invoices")).unwrap();
        let browser = Browser::open(base, director);
        assert_eq!(
            (figure.count, walk(&browser, &figure.href, "invoice").0.len()),
            (count, usize::try_from(count).unwrap())
        );
        let whole = i18n::fmt::money_short(Lang::Ru, kernel::Money::from_minor(sum / 100 * 100), "₽");
        assert!(figure.about.contains(&whole), "{} {whole}", figure.about);
        browser.get("/invoices").shows(&format!("просрочено {count}"));
    });
}
