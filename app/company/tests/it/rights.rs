//! Who may do what with whose rows: every route, every role, with its own, its team's and other people's rows.
//!
//! The table of rights says what each cell must answer; the test asks every cell over HTTP and compares. After every
//! refusal the whole base is read again: nothing may have changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use access::{Perm, Role, Scope};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use house::RouteInfo;
use i18n::Lang;
use kernel::{Day, FromColumn};
use serde_json::{Value, json};
use store::testing::{TestBase, both, lite};
use store::{Fault, FromRow, p};

use crate::web::{Server, server};

/// Whose rows are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Whose {
    /// Held by the person, of a client of the person's team.
    Own,
    /// Held by a colleague, of a client of the person's team.
    Team,
    /// Held by somebody else, of a client of another team.
    Foreign,
}

const ALL: [Whose; 3] = [Whose::Own, Whose::Team, Whose::Foreign];

impl Whose {
    const fn mark(self) -> &'static str {
        match self {
            Whose::Own => "Ольхон",
            Whose::Team => "Таймыр",
            Whose::Foreign => "Колгуев",
        }
    }

    /// The middle of a telephone number of each client.
    const fn phone(self) -> &'static str {
        match self {
            Whose::Own => "4957770011",
            Whose::Team => "4957770022",
            Whose::Foreign => "4957770033",
        }
    }
}

/// What a cell must answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Want {
    /// The right lets it through: whatever the deed answers, it is no "may not" and no "not there".
    Open,
    /// The role has no such right: 403, and it says who has.
    Forbidden,
    /// The row is another team's: as if it were not there.
    Hidden,
    /// Another team's client: its name and who has it are shown, nothing else; nothing is changed.
    Locked,
    /// Seen, but in somebody else's hands: only its holder does this.
    Held,
}

/// What stands in the path or the body of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Thing {
    /// Rows of a client, read or changed within the team.
    OfClient,
    Case,
    Call,
    /// Rows of the house: nobody's in particular.
    OfHouse,
}

struct World {
    /// By what it is and whose client it is.
    ids: BTreeMap<(&'static str, Whose), String>,
    /// Cases and calls of each role's person.
    held: BTreeMap<(&'static str, &'static str, Whose), String>,
    staff: BTreeMap<&'static str, String>,
    /// A day a month ahead.
    soon: Day,
}

impl World {
    fn id(&self, kind: &'static str, whose: Whose) -> &str {
        &self.ids[&(kind, whose)]
    }
}

async fn post(server: &Server, path: &str, body: Value) -> Value {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", format!("{path} {body}").replace(|letter: char| !letter.is_ascii_graphic(), "."))
        .body(Body::from(body.to_string()))
        .unwrap();
    let (status, answer) = server.send(Some("integration"), request).await;
    assert!(status.is_success(), "{path} {body}: {status} {answer}");
    serde_json::from_str(&answer).unwrap_or_default()
}

fn number(value: &Value) -> String {
    value["id"].as_str().unwrap_or_else(|| panic!("no id in {value}")).to_owned()
}

/// Three clients of own, team's and another team, with one paper of each kind, made as a program makes them.
async fn world(server: &Server, soon: Day) -> World {
    let staff: BTreeMap<&'static str, String> =
        server.people.iter().map(|(login, staff)| (*login, staff.to_string())).collect();
    let mut world = World { ids: BTreeMap::new(), held: BTreeMap::new(), staff, soon };
    let item =
        json!({"sku": "M-1", "name": "Кружка", "unit": "шт", "group": "Посуда", "price": "122.00", "vat_rate": "22"});
    let item = number(&post(server, "/api/v1/items", item).await);
    post(server, "/api/v1/goods-receipts", json!({"lines": [{"sku": "M-1", "quantity": "500"}]})).await;
    let purchase = json!({"supplier": "Завод", "lines": [{"sku": "M-1", "quantity": "50", "expected_on": soon}]});
    let purchase = post(server, "/api/v1/purchase-orders", purchase).await;
    let arrival = purchase["lines"][0]["id"].as_str().unwrap_or_else(|| panic!("{purchase}")).to_owned();
    for whose in ALL {
        let mut put = |kind, id: String| world.ids.insert((kind, whose), id);
        put("item", item.clone());
        put("purchase", number(&purchase));
        put("arrival", arrival.clone());
        let phone = format!("+7{}", whose.phone());
        let client = json!({"name": format!("ООО «{}»", whose.mark()), "phones": [phone]});
        let client = number(&post(server, "/api/v1/clients", client).await);
        let person = json!({"name": "Пётр", "phones": ["+74951112200"]});
        let person = post(server, &format!("/api/v1/clients/{client}/contacts"), person).await;
        put("contact", number(&person["contacts"][0]));
        let team: &[&str] = match whose {
            Whose::Foreign => &["stranger"],
            _ => &["account_manager", "hunter"],
        };
        for login in team {
            let role = if *login == "hunter" { "hunter" } else { "account_manager" };
            post(server, &format!("/api/v1/clients/{client}/team"), json!({"user": login, "role": role})).await;
        }
        let form = Request::post("/orders/new")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(format!("_key=draft-{client}&client={client}")))
            .unwrap();
        let (status, body) = server.send(Some("head_service"), form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
        let drafts = Request::get(format!("/api/v1/orders?state=draft&client={client}")).body(Body::empty()).unwrap();
        let drafts: Value = serde_json::from_str(&server.send(Some("integration"), drafts).await.1).unwrap();
        let draft = number(&drafts["items"][0]);
        let form = Request::post(format!("/orders/{draft}/desk"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(format!("_key=line-{client}&version=1&what=M-1&much=2")))
            .unwrap();
        let (status, body) = server.send(Some("head_service"), form).await;
        assert!(status.is_success() || status.is_redirection(), "{body}");
        let order = Request::get(format!("/api/v1/orders/{draft}")).body(Body::empty()).unwrap();
        let order: Value = serde_json::from_str(&server.send(Some("integration"), order).await.1).unwrap();
        let line = order["lines"][0]["id"].as_str().unwrap_or_else(|| panic!("{order}")).to_owned();
        put("draft line", line);
        put("draft", draft);
        for kind in ["reserved", "confirmed", "invoiced", "shipped"] {
            let order = json!({"client": client, "mode": "all_or_nothing", "lines": [{"sku": "M-1", "quantity": "3"}],
                "wanted_on": Value::Null});
            let key = format!("{client}/{kind}");
            let order = keyed(server, "/api/v1/orders", &key, order).await;
            let (id, line) = (number(&order), order["lines"][0]["id"].as_str().unwrap_or_default().to_owned());
            let path = format!("/api/v1/orders/{id}");
            if kind != "reserved" {
                post(server, &format!("{path}/confirmation"), json!({})).await;
            }
            if kind == "invoiced" || kind == "shipped" {
                let invoice = number(&post(server, &format!("{path}/invoice"), json!({})).await);
                put("invoice", invoice.clone());
                if kind == "shipped" {
                    let paid = json!({"invoice": invoice, "amount": "100.00", "received_on": "2026-01-12"});
                    put("payment", number(&post(server, "/api/v1/payments", paid).await));
                    let sent = post(server, &format!("{path}/shipment"), json!({})).await;
                    put("shipment", sent["shipment"]["id"].as_str().unwrap().to_owned());
                }
            }
            put(kind, id);
            if kind == "reserved" {
                put("line", line);
            }
        }
        put("client", client);
    }
    for (login, staff) in world.staff.clone() {
        for whose in ALL {
            let holder = match whose {
                // Who holds no cases (a buyer, a program) is asked about a colleague's.
                Whose::Own if !HOLDS.contains(&login) => &world.staff["operator"],
                Whose::Own => &staff,
                Whose::Team => &world.staff[if login == "operator" { "service" } else { "operator" }],
                Whose::Foreign => &world.staff[if login == "consultant" { "coordinator" } else { "consultant" }],
            };
            let client = world.ids[&("client", whose)].clone();
            let case = json!({"kind": "task", "topic": "other", "subject": format!("{login} {whose:?}"), "client": client,
                "holder": holder});
            world.held.insert(("case", login, whose), number(&post(server, "/api/v1/cases", case).await));
        }
    }
    world
}

/// Roles that may hold a case.
const HOLDS: [&str; 15] = [
    "operator",
    "consultant",
    "estimator",
    "engineer",
    "coordinator",
    "service",
    "dispatcher",
    "account_manager",
    "hunter",
    "claims",
    "accountant",
    "head_front_desk",
    "head_service",
    "director",
    "stranger",
];

/// Each role's calls: answered by the person, by a colleague, by a colleague at another team's client.
async fn ring(server: &Server, world: &mut World, login: &'static str) {
    for whose in ALL {
        let from = format!("+7{}", whose.phone());
        let call =
            json!({"direction": "in", "from": from, "to": "+78125550100", "external_id": format!("{login} {whose:?}")});
        let call = number(&post(server, "/api/v1/calls", call).await);
        let operator = match whose {
            Whose::Own => login,
            _ => "spare",
        };
        let request = Request::post(format!("/api/v1/calls/{call}/answer"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from("{}"))
            .unwrap();
        let (status, answer) = server.send(Some(operator), request).await;
        assert!(status.is_success(), "{operator} answers: {status} {answer}");
        world.held.insert(("call", login, whose), call);
    }
}

async fn keyed(server: &Server, path: &str, key: &str, body: Value) -> Value {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", key)
        .body(Body::from(body.to_string()))
        .unwrap();
    let (status, answer) = server.send(Some("integration"), request).await;
    assert!(status.is_success(), "{path} {body}: {status} {answer}");
    serde_json::from_str(&answer).unwrap()
}

/// A route as one cell asks it.
struct Cell {
    uri: String,
    body: Option<Asked>,
    thing: Thing,
}

enum Asked {
    Json(Value),
    Form(String),
}

/// The path with the row of this cell in it, its body, and whose that row is.
fn cell(world: &World, route: &RouteInfo, login: &'static str, whose: Whose) -> Cell {
    let path = route.path.as_str();
    let bare = path.trim_start_matches("/api/v1");
    let room = bare.split('/').nth(1).unwrap_or_default();
    let tail = bare.rsplit('/').next().unwrap_or_default();
    let client = world.id("client", whose);
    let held = |kind| world.held.get(&(kind, login, whose)).map_or("999999", String::as_str);
    let operator = &world.staff["operator"];
    let (id, thing) = match room {
        "clients" => (client, Thing::OfClient),
        "orders" => {
            let state = match tail {
                "invoice" => "confirmed",
                "shipment" => "invoiced",
                "desk" | "offers" => "draft",
                _ => "reserved",
            };
            (world.id(state, whose), Thing::OfClient)
        }
        "invoices" => (world.id("invoice", whose), Thing::OfClient),
        "shipments" => (world.id("shipment", whose), Thing::OfClient),
        "payments" => (world.id("payment", whose), Thing::OfClient),
        "cases" => (held("case"), Thing::Case),
        "calls" => (held("call"), Thing::Call),
        "items" => (world.id("item", whose), Thing::OfHouse),
        "arrivals" => (world.id("arrival", whose), Thing::OfHouse),
        "purchase-orders" => (world.id("purchase", whose), Thing::OfHouse),
        "users" => (world.staff["spare"].as_str(), Thing::OfHouse),
        "sellers" => ("1", Thing::OfHouse),
        _ => ("999999", Thing::OfHouse),
    };
    let mut uri = path.replace("{id}", id).replace("{file}", id).replace("{session}", "999999");
    uri = uri.replace("{contact}", world.id("contact", whose));
    let has_row = uri != path;
    let of_client = matches!(
        (route.method.as_str(), path),
        (
            "POST",
            "/api/v1/orders" | "/orders/new" | "/api/v1/payments" | "/payments/new" | "/api/v1/cases" | "/cases/new"
        ) | ("GET", "/payments/new" | "/orders/new" | "/cases/new")
    );
    let thing = match thing {
        _ if of_client => Thing::OfClient,
        thing if has_row => thing,
        _ => Thing::OfHouse,
    };
    let due = format!("{}T10:00:00Z", world.soon);
    let line = world.id("line", whose);
    if route.method == "GET" {
        uri += &match path {
            "/payments/new" | "/orders/new" | "/cases/new" => format!("?client={client}"),
            "/orders/{id}/offers" => format!("?line={}", world.id("draft line", whose)),
            "/arrivals/{id}/preview" => format!("?expected_on={}", world.soon),
            "/search" | "/orders/items" => "?q=%D0%9A".to_owned(),
            "/api/v1/supplies" => "?sku=M-1".to_owned(),
            _ => String::new(),
        };
        return Cell { uri, body: None, thing };
    }
    let asked = if route.api {
        Asked::Json(match bare {
            "/clients" => json!({"name": format!("ООО «Новый {login}»")}),
            "/clients/{id}" => json!({"city": "Тверь"}),
            "/clients/{id}/contacts" => json!({"name": "Пётр"}),
            "/clients/{id}/phones" => json!({"phone": "+74951112233"}),
            "/clients/{id}/contacts/{contact}/reveal" | "/clients/{id}/reveal" => json!({"reason": "перезваниваю"}),
            "/clients/{id}/team" => json!({"user": "spare", "role": "coordinator"}),
            "/clients/{id}/terms" => json!({"credit_limit": "100000.00", "payment_days": 14}),
            "/clients/{id}/item-codes" => json!({"codes": [{"client_sku": "X-1", "sku": "M-1"}]}),
            "/orders" => {
                json!({"client": client, "mode": "all_or_nothing", "lines": [{"sku": "M-1", "quantity": "1"}]})
            }
            "/orders/{id}/substitution" => json!({"line": line, "sku": "M-1"}),
            "/payments" => json!({"client": client, "amount": "1.00", "received_on": "2026-01-12"}),
            "/payments/{id}/reversal" => json!({"reason": "ошибка"}),
            "/availability" => json!({"lines": [{"sku": "M-1", "quantity": "1"}]}),
            "/cases" => json!({"kind": "task", "topic": "other", "subject": login, "client": client}),
            "/cases/{id}" => json!({"next_step": "позвонить", "due_at": due}),
            "/cases/{id}/hand-over" => json!({"to": operator, "reason": "отпуск", "brief": "всё в деле"}),
            "/cases/{id}/closure" => json!({"outcome": "done", "result": "сделано"}),
            "/cases/{id}/refusal" => json!({"reason": "не моё"}),
            "/calls" => json!({"direction": "in", "from": "+74950000000", "to": "+78125550100"}),
            "/calls/{id}/caller" => json!({"client": client}),
            "/calls/{id}/connection" => json!({"to": operator, "topic": "other"}),
            "/calls/{id}/call-back" => json!({"due_at": due, "topic": "other"}),
            "/presence" => json!({"state": "free"}),
            "/users/{id}" => json!({"name": "Spare", "roles": ["account_manager", "hunter"]}),
            _ => json!({}),
        })
    } else {
        Asked::Form(match bare {
            "/clients/{id}/contacts/{contact}/reveal" | "/clients/{id}/reveal" => "reason=call".to_owned(),
            "/clients/{id}/terms" => "version=1&credit_limit=100000&payment_days=14".to_owned(),
            "/orders/new" => format!("client={client}"),
            "/orders/{id}/substitution" => format!("line={line}&sku=M-1"),
            "/payments/new" => format!("client={client}&amount=1&received_on=2026-01-12"),
            "/payments/{id}/reversal" => "reason=oops".to_owned(),
            "/cases/new" => format!("client={client}&kind=task&topic=other&subject={login}"),
            "/cases/{id}/hand-over" => format!("to={operator}&reason=leave&brief=all"),
            "/cases/{id}/closure" => "outcome=done&result=done".to_owned(),
            "/cases/{id}/refusal" => "reason=no".to_owned(),
            "/cases/{id}/plan" => format!("next_step=call&day={}&time=10:00", world.soon),
            "/calls/{id}/caller" => format!("client={client}"),
            "/calls/{id}/connection" => format!("to={operator}&topic=other"),
            "/calls/{id}/call-back" => "time=18:00&topic=other".to_owned(),
            "/presence" => "state=free".to_owned(),
            "/users/{id}" => "version=1&name=Spare&role=hunter".to_owned(),
            _ => String::new(),
        })
    };
    Cell { uri, body: Some(asked), thing }
}

/// Where a client of another team is not hidden but locked.
const LOCKED: [&str; 10] = [
    "/clients/{id}",
    "/clients/{id}/edit",
    "/api/v1/clients/{id}",
    "/api/v1/clients/{id}/dossier",
    "/api/v1/clients/{id}/contacts",
    "/api/v1/clients/{id}/phones",
    "/clients/{id}/reveal",
    "/clients/{id}/contacts/{contact}/reveal",
    "/api/v1/clients/{id}/reveal",
    "/api/v1/clients/{id}/contacts/{contact}/reveal",
];

/// What the table of rights says of a cell.
fn wanted(route: &RouteInfo, perm: Perm, role: Role, thing: Thing, whose: Whose) -> Want {
    let tail = route.path.rsplit('/').next().unwrap_or_default();
    let scope = match (thing, access::scope(role, perm)) {
        // A client is made of a case by whoever holds it, and may make clients besides.
        (Thing::Case, Scope::All) if perm == Perm::ClientsWrite => access::scope(role, Perm::CasesWrite),
        (_, scope) => scope,
    };
    match (scope, thing) {
        (Scope::None, _) => Want::Forbidden,
        (Scope::All, _) | (_, Thing::OfHouse) => Want::Open,
        (_, Thing::OfClient) => match perm {
            // Numbers are hidden outside the team and shown for a reason to whoever may see the client.
            Perm::ClientsContacts if access::scope(role, Perm::ClientsRead) == Scope::All => Want::Open,
            // A case is opened for a client whom the person may see.
            Perm::CasesWrite if access::scope(role, Perm::CasesRead) == Scope::All => Want::Open,
            _ if whose != Whose::Foreign => Want::Open,
            _ if LOCKED.contains(&route.path.as_str()) && (route.method.as_str(), tail) != ("GET", "edit") => {
                Want::Locked
            }
            _ => Want::Hidden,
        },
        (_, Thing::Case) => {
            let reads_all = access::scope(role, Perm::CasesRead) == Scope::All;
            match whose {
                Whose::Foreign if !reads_all => Want::Hidden,
                _ if route.method == "GET" => Want::Open,
                Whose::Own => Want::Open,
                // Whoever sees a case may take it over; an offer is answered by whom it was made to.
                _ if tail == "holder" => Want::Open,
                _ => Want::Held,
            }
        }
        (_, Thing::Call) => match whose {
            Whose::Own => Want::Open,
            _ if route.method == "GET" => Want::Hidden,
            _ => Want::Held,
        },
    }
}

fn request(route: &RouteInfo, cell: &Cell, nonce: usize) -> Request<Body> {
    let request = Request::builder()
        .method(route.method.as_str())
        .uri(&cell.uri)
        .header("sec-fetch-site", "same-origin")
        .header(header::ACCEPT_LANGUAGE, "ru");
    match &cell.body {
        None => request.body(Body::empty()).unwrap(),
        Some(Asked::Json(value)) => {
            let mut request = request
                .header(header::CONTENT_TYPE, "application/json")
                .header("idempotency-key", format!("cell-{nonce}"));
            if route.method == "PATCH" || route.method == "PUT" {
                request = request.header(header::IF_MATCH, "\"1\"");
            }
            request.body(Body::from(value.to_string())).unwrap()
        }
        Some(Asked::Form(text)) => request
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("_key=form-{nonce}&{text}")))
            .unwrap(),
    }
}

/// A row of the sums below: a table and what is in it.
#[derive(Debug, PartialEq, Eq)]
struct Sum(String, String);

impl FromRow for Sum {
    fn from_row(next: &mut dyn FnMut() -> Result<kernel::Value, Fault>) -> Result<Self, Fault> {
        Ok(Sum(String::from_value(next()?)?, String::from_value(next()?)?))
    }
}

/// What may move though a deed was refused: keys and their answers, a sale that was lost, when a token was used.
const MAY_MOVE: [&str; 5] = ["idempotency", "lost_demand", "api_token", "sign_in_attempt", "order_reader"];

/// One statement that adds up every column of every table.
fn sums() -> &'static store::Sql {
    let leak = |text: String| -> &'static store::Sql {
        let text: &'static str = Box::leak(text.into_boxed_str());
        Box::leak(Box::new(store::Sql { name: "SUMS", text, pg: None, place: "test" }))
    };
    let base = lite(&company::modules()).unwrap();
    let columns = leak(
        "SELECT m.name, c.name || ' ' || c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'migration%' ORDER BY m.name, c.cid"
            .to_owned(),
    );
    let columns: Vec<Sum> = base.store.read_now(move |read| read.rows(columns, p![])).unwrap();
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for Sum(table, column) in columns {
        if !MAY_MOVE.contains(&table.as_str()) {
            tables.entry(table).or_default().push(column);
        }
    }
    assert!(tables.len() > 40, "{tables:?}");
    let mut text = String::new();
    for (table, columns) in &tables {
        let join = if text.is_empty() { "" } else { " UNION ALL " };
        write!(text, "{join}SELECT '{table}', CAST(COUNT(*) AS TEXT)").unwrap();
        for column in columns {
            let (name, kind) = column.split_once(' ').unwrap();
            // PostgreSQL numbers and seals its events a moment after the commit.
            if table == "event" && name != "id" {
                continue;
            }
            let value = if kind.starts_with("INT") { name.to_owned() } else { format!("LENGTH({name})") };
            write!(text, " || '/' || CAST(COALESCE(SUM({value}), 0) AS TEXT)").unwrap();
        }
        write!(text, " FROM {table}").unwrap();
    }
    leak(text + " ORDER BY 1")
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// What a page or an answer shows though the reader may not see it.
fn leak(role: Role, cell: &Cell, body: &str) -> Option<&'static str> {
    let clients = access::scope(role, Perm::ClientsRead);
    let contacts = access::scope(role, Perm::ClientsContacts);
    // Who calls is shown to all who may answer, a locked client to who looks for it, the buyer on papers one may read.
    let named = ["/clients", "/search", "/calls"].iter().any(|room| cell.uri.contains(room));
    let papers = access::scope(role, Perm::OrdersRead);
    if clients.max(papers) != Scope::All && !named && body.contains(Whose::Foreign.mark()) {
        return Some("names another team's client");
    }
    if clients.max(papers) == Scope::None && ALL.iter().any(|whose| body.contains(whose.mark())) {
        return Some("names a client");
    }
    if contacts != Scope::All && digits(body).contains(Whose::Foreign.phone()) {
        return Some("shows another team's telephone");
    }
    None
}

#[test]
fn every_cell_of_rights_is_as_the_table_says_and_a_refusal_changes_nothing() {
    let sums = sums();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    both(&company::modules(), |base| {
        let server = server(base);
        runtime.block_on(async { walk(base, &server, sums).await });
    });
}

async fn walk(base: &TestBase, server: &Server, sums: &'static store::Sql) {
    let soon = base.store.now().day(&kernel::Zone::parse("Europe/Moscow").unwrap()).add_days(30);
    let mut world = world(server, soon).await;
    for role in Role::ALL.iter().copied() {
        if !matches!(access::scope(role, Perm::CallsWrite), Scope::None) {
            ring(server, &mut world, role.code()).await;
        }
    }
    let read = async || -> Vec<Sum> { base.store.read(move |read| read.rows(sums, p![])).await.unwrap() };
    let (mut cells, mut refused, mut own_phones, mut odd) = (0_usize, 0_usize, 0_usize, Vec::new());
    // A case taken over is one's own from then on: that comes last.
    let mut routes: Vec<&RouteInfo> = server.info.routes.iter().collect();
    routes.sort_by_key(|route| route.path.ends_with("/holder"));
    for route in routes {
        // A practice call is made in the training company only.
        let Some(perm) = route.perm.filter(|_| route.path != "/calls/simulate") else { continue };
        // A list is taken away only by who may read it.
        let list = route.path.strip_suffix("/export");
        let reading =
            server.info.routes.iter().find(|other| other.method == "GET" && Some(other.path.as_str()) == list);
        let reads =
            |role| reading.and_then(|list| list.perm).is_none_or(|perm| access::scope(role, perm) != Scope::None);
        // Refusals first: what is let through changes the rows of the others.
        for pass in [true, false] {
            for role in Role::ALL.iter().copied() {
                for whose in ALL {
                    let cell = cell(&world, route, role.code(), whose);
                    let want = if reads(role) { wanted(route, perm, role, cell.thing, whose) } else { Want::Forbidden };
                    if (want == Want::Open) == pass {
                        continue;
                    }
                    let before = read().await;
                    let (status, body) = server.send(Some(role.code()), request(route, &cell, cells)).await;
                    cells += 1;
                    let at = format!("{} {} as {} ({whose:?})", route.method, cell.uri, role.code());
                    if !is_as_wanted(want, &cell, &access::who_may(perm), status, &body) {
                        odd.push(format!("{at}: wanted {want:?}, answered {status} {}", head(&body)));
                    }
                    if status.is_client_error() {
                        refused += 1;
                        let after = read().await;
                        let moved: Vec<_> = before.iter().zip(&after).filter(|(one, other)| one != other).collect();
                        assert!(moved.is_empty(), "{at}: {status}, yet {moved:?} changed");
                    } else if route.method == "GET" {
                        own_phones += usize::from(digits(&body).contains(Whose::Own.phone()));
                        odd.extend(leak(role, &cell, &body).map(|what| format!("{at}: {what}")));
                    }
                }
            }
        }
    }
    assert!(odd.is_empty(), "{} of {cells} cells:\n{}", odd.len(), odd.join("\n"));
    // A telephone that is never shown would make the check of the foreign one idle.
    assert!(own_phones > 20, "{own_phones} pages show the telephone of one's own client");
    assert!(cells > 8_000 && refused > 4_000, "{cells} cells, {refused} refused");
}

fn head(body: &str) -> String {
    let problem: Value = serde_json::from_str(body).unwrap_or_default();
    match problem["type"].as_str() {
        Some(kind) => kind.to_owned(),
        None => String::new(),
    }
}

/// Whether a cell answers as the table says; a role without the right is told who has it.
fn is_as_wanted(want: Want, cell: &Cell, who: &[Role], status: StatusCode, body: &str) -> bool {
    let in_body = cell.body.is_some() && cell.thing == Thing::OfClient;
    match want {
        Want::Forbidden => {
            status == StatusCode::FORBIDDEN && who.iter().any(|role| body.contains(access::role_name(Lang::Ru, *role)))
        }
        // A client named in a body is a wrong field, as if there were none of that number.
        Want::Hidden => status == StatusCode::NOT_FOUND || in_body && status == StatusCode::UNPROCESSABLE_ENTITY,
        Want::Locked if cell.body.is_none() => status == StatusCode::OK,
        Want::Locked => status == StatusCode::FORBIDDEN || status == StatusCode::NOT_FOUND,
        Want::Held => status == StatusCode::FORBIDDEN || status == StatusCode::CONFLICT,
        Want::Open => {
            let missing = status == StatusCode::NOT_FOUND && (cell.uri.contains("999999") || body.contains("999999"));
            !status.is_server_error() && status != StatusCode::FORBIDDEN && (status != StatusCode::NOT_FOUND || missing)
        }
    }
}
