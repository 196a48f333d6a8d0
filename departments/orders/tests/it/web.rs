//! Pages: the desk from the first line to the invoice, without a script and in parts; both languages.

use std::sync::Arc;

use access::Role;
use axum::body::Body;
use axum::http::{Method, Request};
use catalogue::ItemIndex;
use house::{Department, House, Shared, Visit};
use i18n::Lang;
use kernel::{Day, OrderId};
use orders::{Answer, Mode, State};
use store::testing::{TestBase, both};
use tower::ServiceExt;

use crate::company::*;

static HOUSE: [&dyn Department; 1] = [&orders::DEPARTMENT];

pub struct Browser {
    router: axum::Router,
    runtime: tokio::runtime::Runtime,
    visit: Visit,
}

pub struct Page {
    pub status: u16,
    pub to: Option<String>,
    address: Option<String>,
    pub html: String,
}

impl Page {
    #[track_caller]
    pub fn shows(&self, words: &str) {
        assert!(self.html.contains(words), "no {words:?} in {} {}", self.status, self.html);
    }

    #[track_caller]
    pub fn hides(&self, words: &str) {
        assert!(!self.html.contains(words), "{words:?} in {} {}", self.status, self.html);
    }
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

impl Browser {
    pub fn open(base: &TestBase, visit: Visit) -> Browser {
        Browser::over(base, visit, Shared::default())
    }

    /// Where clients are found by a name index, as in a house that has run for a while.
    pub fn with_names(base: &TestBase, visit: Visit) -> Browser {
        let names = Arc::new(clients::NameIndex::default());
        names.fill(&base.store).unwrap();
        Browser::over(base, visit, Shared::default().with(names))
    }

    fn over(base: &TestBase, visit: Visit, shared: Shared) -> Browser {
        let index = Arc::new(ItemIndex::default());
        index.fill(&base.store).unwrap();
        let house = House::new(base.store.clone(), &HOUSE, shared.with(index), None).unwrap();
        let (router, ..) = orders::DEPARTMENT.routes().finish();
        Browser { router: router.with_state(house), runtime: tokio::runtime::Runtime::new().unwrap(), visit }
    }

    fn send(&self, method: Method, path: &str, body: Option<String>, htmx: bool) -> Page {
        let mut request = Request::builder().method(method).uri(path);
        if body.is_some() {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        if htmx {
            request = request.header("hx-request", "true");
        }
        let mut request = request.body(Body::from(body.unwrap_or_default())).unwrap();
        request.extensions_mut().insert(self.visit.clone());
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let status = response.status().as_u16();
            let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
            let to = header("location").or_else(|| header("hx-redirect"));
            let address = header("hx-push-url");
            let bytes = axum::body::to_bytes(response.into_body(), 1 << 22).await.unwrap();
            Page { status, to, address, html: String::from_utf8(bytes.to_vec()).unwrap().replace('\u{a0}', " ") }
        })
    }

    /// A file: status, kind, bytes.
    pub fn file(&self, path: &str) -> (u16, String, Vec<u8>) {
        let mut request = Request::builder().uri(path).body(Body::empty()).unwrap();
        request.extensions_mut().insert(self.visit.clone());
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let kind = response.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
            let status = response.status().as_u16();
            let bytes = axum::body::to_bytes(response.into_body(), 1 << 24).await.unwrap();
            (status, kind.unwrap_or_default(), bytes.to_vec())
        })
    }

    pub fn get(&self, path: &str) -> Page {
        self.send(Method::GET, path, None, false)
    }

    /// A page, or a part of one as the script asks for it.
    pub fn ask(&self, path: &str, htmx: bool) -> Page {
        self.send(Method::GET, path, None, htmx)
    }

    pub fn fill(&self, path: &str, fields: &[(&str, &str)], htmx: bool) -> Page {
        let mut fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        fields.push(format!("_key={}", house::one_time_key()));
        self.send(Method::POST, path, Some(fields.join("&")), htmx)
    }
}

pub fn goods(base: &TestBase) -> String {
    open_company(base);
    let client = client(base, "ООО «Ромашка»");
    let (red, blue) = (item(base, "M-1", "122.00", "red"), item(base, "M-2", "100.00", "blue"));
    item(base, "M-3", "101.00", "green");
    put(base, red, 10);
    await_goods(base, blue, 50, 71, Day::of(2026, 11, 30));
    client.to_string()
}

fn in_russian() -> Visit {
    Visit { lang: Lang::Ru, ..today() }
}

#[test]
fn a_hit_is_chosen_beforehand_only_when_it_is_what_the_line_means() {
    const CHOSEN: &str = "<div class=\"is-sel\"";
    both(&MODULES, |base| {
        let client = goods(base);
        let browser = Browser::open(base, in_russian());
        let path = format!("/orders/items?client={client}&what=");
        let hits = |what: &str| browser.ask(&format!("{path}{}", escaped(what)), true);
        // The only one whose name has it, and a code in full with its quantity.
        hits("кружка gre").shows(&format!("{CHOSEN} data-sure=\"кружка gre\">"));
        for (what, sku) in [("кружка gre", "M-3"), ("M-2 5", "M-2"), ("gre 4", "M-3")] {
            let found = hits(what);
            let chosen = found.html.split(CHOSEN).nth(1).unwrap_or_else(|| panic!("{what}: {}", found.html));
            assert!(chosen.starts_with(&format!(" data-sure=\"{what}\"")), "{chosen}");
            assert!(chosen.split("value=\"").nth(1).unwrap().starts_with(&format!("{sku}\"")), "{what}: {chosen}");
        }
        // Several fit, or a code in part: nobody is guessed for.
        for what in ["кружка", "M-", "M-9"] {
            hits(what).hides(CHOSEN);
        }

        // Sent before any hit came: the one that is meant is taken, of several none; then the first is chosen.
        browser.fill("/orders/new", &[("client", &client), ("what", "кружка gre 4")], true);
        let lines = || ask(base, &today(), |read, visit| orders::card(read, visit, OrderId::new(1))).unwrap().lines;
        let told = || {
            lines().iter().map(|line| (line.item.sku.clone(), line.quantity.thousandths() / 1000)).collect::<Vec<_>>()
        };
        assert_eq!(told(), [("M-3".into(), 4)]);
        let open = browser.fill("/orders/1/desk", &[("what", "кружка")], true);
        open.shows("подходит не один товар");
        open.shows(&format!("{CHOSEN}>"));
        let code = browser.fill("/orders/1/desk", &[("what", "M-9")], true);
        code.hides(CHOSEN);
        assert_eq!(told().len(), 1);
        laws_hold(base);
    });
}

#[test]
fn an_order_is_taken_at_the_desk_without_a_script() {
    both(&MODULES, |base| {
        let client = goods(base);
        let browser = Browser::open(base, in_russian());
        browser.get("/orders/new").shows("Кто заказывает");
        let empty = browser.get(&format!("/orders/new?client={client}"));
        empty.shows("ООО «Ромашка»");
        empty.shows("Код или часть названия");
        let begun = browser.fill("/orders/new", &[("client", &client), ("what", "M-1 4")], false);
        assert_eq!((begun.status, begun.to.as_deref()), (303, Some("/orders/1")));
        assert_eq!(browser.get(&format!("/orders/new?client={client}")).to.as_deref(), Some("/orders/1"));

        let added = browser.fill("/orders/1/desk", &[("rows", "M-2\t5\nM-3;3"), ("deed", "save")], false);
        assert_eq!(added.to.as_deref(), Some("/orders/1"));
        let desk = browser.get("/orders/1");
        desk.shows("Заказ З-1");
        desk.shows("Сейчас");
        desk.shows("поступление № 71 30.11");
        desk.shows("Замена?");
        desk.shows("Клиент согласен: заменить");
        desk.shows("Зарезервировать 2 строки");
        desk.shows("988 ₽");

        let taken = [("about", "3"), ("offer", "M-1"), ("deed", "substitute")];
        assert_eq!(browser.fill("/orders/1/desk", &taken, false).status, 303);
        let lines = ask(base, &today(), |read, visit| orders::card(read, visit, OrderId::new(1))).unwrap().lines;
        assert_eq!((lines[2].item.sku.as_str(), lines[2].answer), ("M-1", Answer::Now));
        let quantities = [("line", "1"), ("quantity", "2"), ("line", "2"), ("quantity", "5"), ("deed", "reserve")];
        assert_eq!(browser.fill("/orders/1/desk", &quantities, false).to.as_deref(), Some("/orders/1"));

        let page = browser.get("/orders/1");
        page.shows("Зарезервирован");
        page.shows("Подтвердить");
        let stale = browser.fill("/orders/1/confirmation", &[("version", "1")], false);
        assert_eq!(stale.status, 412);
        stale.shows("Заказ успели изменить");
        // The page is the new one already: what has happened stands there, not to open it again.
        stale.shows("Сейчас его состояние — «Зарезервирован»");
        stale.hides("Откройте заказ заново");
        let card = ask(base, &today(), |read, visit| orders::card(read, visit, OrderId::new(1))).unwrap();
        let version = card.order.version.to_string();
        assert_eq!(card.lines[0].quantity, q(2));
        assert_eq!(browser.fill("/orders/1/confirmation", &[("version", &version)], false).status, 303);
        browser.get("/orders/1").shows("Выставить счёт");
        assert_eq!(browser.fill("/orders/1/invoice", &[], false).status, 303);
        let invoice = browser.get("/invoices/1");
        invoice.shows("Счёт № 1 от 23.11.2026");
        invoice.shows("7707083893");
        invoice.shows("22 %");
        laws_hold(base);
    });
}

#[test]
fn the_desk_answers_in_parts() {
    both(&MODULES, |base| {
        let client = goods(base);
        let browser = Browser::open(base, today());
        let unclear = browser.fill("/orders/new", &[("client", &client), ("what", "mug")], true);
        unclear.shows("id=\"desk\"");
        unclear.hides("<html");
        unclear.shows("More than one item fits “mug”: choose from the list");
        // A code that is not ours is never another one that looks like it, with a quantity beside it or without.
        for (typed, told) in [
            ("1 5", "The catalogue has no item 1 5"),
            ("M-11 2", "The catalogue has no item M-11 2"),
            ("re1 2", "The catalogue has no item re1 2"),
            ("M-1 -1", "Must be more than zero"),
            ("M-1 99999999999999999999", "A million units in a line at most"),
            ("M-1 many", "This is not a number"),
        ] {
            let refused = browser.fill("/orders/new", &[("client", &client), ("what", typed)], false);
            assert_eq!(refused.status, 422, "{typed}");
            refused.shows(told);
        }
        browser.get("/orders").hides("/orders/1");
        let begun = browser.fill("/orders/new", &[("client", &client), ("what", "red")], true);
        assert_eq!((begun.status, begun.address.as_deref()), (200, Some("/orders/1")));
        begun.hides("<html");
        begun.shows("id=\"desk\"");
        // The page is about an order from now on, and says which.
        begun.shows("<title>Order");
        begun.shows("<div hx-swap-oob=\"innerHTML:#p-title\">Order");
        let hits = browser.send(Method::GET, "/orders/items?what=Mug", None, true);
        hits.shows("M-2");
        hits.shows("free</span>");
        let part = browser.fill("/orders/1/desk", &[("what", "M-2"), ("deed", "save")], true);
        assert_eq!(part.status, 200);
        part.hides("<html");
        part.shows("id=\"desk\"");
        part.shows("30 Nov");
        let unclear = browser.fill("/orders/1/desk", &[("what", "mug"), ("deed", "save")], true);
        unclear.shows("More than one item fits “mug”: choose from the list");
        unclear.shows("value=\"M-3\"");
        let wrong = browser.fill("/orders/1/desk", &[("line", "1"), ("quantity", "many"), ("deed", "save")], true);
        wrong.shows("aria-invalid");
        wrong.shows("This is not a number");
        let offers = browser.send(Method::GET, "/orders/1/offers?line=1", None, true);
        offers.shows("id=\"side\"");
        let refused = browser.fill("/orders/1/desk", &[("about", "2"), ("reason", "price"), ("deed", "refuse")], true);
        refused.shows("The price did not suit");
        refused.shows("Refused");
        let aside = browser.send(Method::GET, "/orders/1/offers?line=2", None, true);
        aside.shows("wanted, refused: The price did not suit");
        aside.hides("Nothing suitable");
        let up = browser.fill("/orders/1/desk", &[("about", "2"), ("deed", "take-up")], true);
        up.hides("The price did not suit</span>");
        let day = [("about", "2"), ("wanted_on", "2026-12-15"), ("deed", "wanted")];
        browser.fill("/orders/1/desk", &day, true).shows("2026-12-15");
        let gone = browser.fill("/orders/1/desk", &[("about", "2"), ("deed", "drop")], true);
        gone.hides("M-2");
        let reserved = browser.fill("/orders/1/desk", &[("deed", "reserve")], true);
        assert_eq!((reserved.status, reserved.to.as_deref()), (204, Some("/orders/1")));
        let late = browser.fill("/orders/1/desk", &[("what", "M-1"), ("deed", "save")], false);
        assert_eq!(late.status, 409);
    });
}

#[test]
fn goods_are_shipped_and_paid_for_on_pages() {
    both(&MODULES, |base| {
        let client: kernel::ClientId = goods(base).parse().unwrap();
        let id = place(base, &today(), order(client, Mode::Backorder, vec![line("M-1", 4), line("M-2", 5)]));
        let id = id.unwrap().order.id;
        done(base, &today(), move |tx, visit| orders::confirm(tx, visit, id, None));
        done(base, &today(), move |tx, visit| orders::invoice(tx, visit, id, None));
        let browser = Browser::open(base, in_russian());
        let form = browser.get("/orders/1/shipment");
        form.shows("Отгрузка заказа З-1");
        form.shows("value=\"4\"");
        let early = [("line", "1"), ("quantity", "4"), ("line", "2"), ("quantity", "1"), ("shipped_on", "2026-11-23")];
        let refused = browser.fill("/orders/1/shipment", &early, false);
        assert_eq!(refused.status, 409);
        refused.shows("товар ещё не на складе");
        let sent = browser.fill("/orders/1/shipment", &[("line", "1"), ("quantity", "4")], false);
        assert_eq!(sent.to.as_deref(), Some("/shipments/1"));
        browser.get("/shipments/1").shows("488,00 ₽");
        browser.get("/orders/1").shows("Отгрузка № 1");
        browser.get("/payments/new?invoice=1").shows("value=\"988,00\"");
        let wrong =
            browser.fill("/payments/new", &[("invoice", "1"), ("amount", "-5"), ("received_on", "2026-11-23")], false);
        assert_eq!(wrong.status, 422);
        wrong.shows("Должно быть больше нуля");
        let paid = [("invoice", "1"), ("amount", "1 000,50"), ("received_on", "2026-11-23"), ("purpose", "по счёту 1")];
        let asked = browser.fill("/payments/new", &paid, false);
        assert_eq!(asked.status, 422);
        asked.shows("Больше, чем осталось оплатить (988,00)");
        asked.shows("value=\"1 000,50\"");
        browser.get("/payments").hides("1 000,50");
        let paid = [&paid[..], &[("advance", "1")]].concat();
        assert_eq!(browser.fill("/payments/new", &paid, false).to.as_deref(), Some("/invoices/1"));
        browser.get("/invoices/1").shows("Оплачен");
        browser.get("/payments").shows("1 000,50");
        browser.get(&format!("/payments?client={client}")).shows("по счёту 1");
        let payment = browser.get("/payments/1");
        payment.shows("ООО «Ромашка»");
        payment.shows("Сторнировать");
        let unsaid = browser.fill("/payments/1/reversal", &[("reason", " ")], false);
        assert_eq!(unsaid.status, 422);
        browser.get("/payments").hides("Сторнирована");
        let back = browser.fill("/payments/1/reversal", &[("reason", "не наш платёж")], false);
        assert_eq!(back.to.as_deref(), Some("/payments/1"));
        let payment = browser.get("/payments/1");
        payment.shows("не наш платёж");
        payment.hides("payments/1/reversal");
        browser.get("/payments").shows("Сторнирована");
        browser.get("/invoices/1").hides("Оплачен");
        assert_eq!(browser.fill("/payments/1/reversal", &[("reason", "ещё")], false).status, 409);
        laws_hold(base);
    });
}

#[test]
fn the_list_shows_orders_by_state_and_client() {
    both(&MODULES, |base| {
        let client: kernel::ClientId = goods(base).parse().unwrap();
        let browser = Browser::open(base, in_russian());
        browser.get("/orders").shows("Заказов пока нет");
        place(base, &today(), order(client, Mode::Partial, vec![line("M-1", 1)])).unwrap();
        done(base, &today(), move |tx, visit| orders::draft_for(tx, visit, client));
        let all = browser.get("/orders");
        all.shows("З-1");
        all.shows("З-2");
        let drafts = browser.get("/orders?state=draft");
        drafts.hides(">З-1<");
        drafts.shows(">З-2<");
        browser.get(&format!("/orders?client={client}&state={}", State::Reserved.code())).shows(">З-1<");
        // A promised day that has passed is told in the list, as everywhere.
        all.hides("срок прошёл");
        let late = Browser::open(base, Visit { lang: Lang::Ru, ..visit_on(TODAY.add_days(30)) });
        late.get("/orders").shows("срок прошёл");
        for path in ["/orders/77", "/orders/x", "/invoices/9", "/shipments/9", "/payments/new?invoice=9"] {
            assert_eq!(browser.get(path).status, 404, "{path}");
        }
        let picker = Browser::open(base, hire(base, "picker", Role::Picker));
        picker.get("/orders/1").hides("Подтвердить");
        assert_eq!(picker.get("/payments").status, 403);
        assert_eq!(picker.fill("/orders/1/confirmation", &[], false).status, 403);
    });
}
