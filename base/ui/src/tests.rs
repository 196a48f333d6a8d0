//! What every component must hold: its classes, escaping, and no inline style or handler.

use super::*;
use i18n::Lang;
use maud::{Markup, Render, html};

fn frame<'a>(menu: &'a [MenuItem], keys: &'a [KeyHint]) -> Frame<'a> {
    Frame {
        lang: Lang::Ru,
        theme: Some(Theme::Dark),
        title: "Заказы <7>",
        state: Some("7 ждут"),
        role_name: "Служба клиентов",
        person: "Юдина \"Т\"",
        initials: "ТЮ",
        menu,
        current: "/orders",
        search: Search::Everything,
        fit: true,
        keys,
        notice: Some(html! { "Учебная компания" }),
        live: Some("order:7".to_owned()),
        person_state: Vec::new(),
        seq: 7,
    }
}

fn menu() -> Vec<MenuItem> {
    let item = |href: &str, count, overdue, key| MenuItem {
        href: href.to_owned(),
        label: format!("Раздел {href}"),
        icon: "shopping-cart",
        count,
        overdue,
        key,
        divider_before: overdue,
    };
    vec![
        item("/orders", Some(7), false, Some('o')),
        item("/promises", Some(2), true, Some('з')),
        item("/x", Some(0), false, None),
    ]
}

fn hints() -> Vec<KeyHint> {
    vec![KeyHint { keys: "Ctrl Enter".into(), label: "резерв".into() }]
}

/// Every component once, with text that must be escaped.
fn everything() -> Vec<(&'static str, String)> {
    let evil = "\"><script>x</script>";
    let lang = Lang::Ru;
    let text = |markup: Markup| markup.into_string();
    let months = [evil.to_owned()];
    let series = [chart::Series { name: evil.to_owned(), values: vec![5] }];
    let drawn = chart::Chart {
        finer: None,
        title: evil,
        unit: evil,
        months: &months,
        series: &series,
        norm: Some(&[4]),
        lost_from: Some((0, evil)),
        max: None,
    };
    let framed =
        Frame { title: evil, state: Some(evil), person: evil, initials: evil, role_name: evil, ..frame(&[], &[]) };
    vec![
        ("shell", text(shell(&frame(&menu(), &hints()), html! { p { "x" } }))),
        ("shell escaped", text(shell(&framed, html! {}))),
        ("bare", text(bare(lang, None, evil, evil, html! {}))),
        ("fragment", text(fragment(lang, Some(evil), html! {}))),
        ("panel", text(panel(evil, Some(evil), Some(html! { (evil) }), html! { (evil) }, Some(html! { (evil) })))),
        (
            "live panel",
            text(
                Panel::new(evil)
                    .id("a")
                    .count(3)
                    .head(html! { (evil) })
                    .scroll(html! {})
                    .live("order:7", evil)
                    .render(),
            ),
        ),
        ("facts", text(facts(evil, &[Fact::new(evil, evil).unit(evil).detail(evil).tone(Tone::Bad).href(evil)]))),
        ("answer", text(answer_line(Tone::Warn, evil, evil, Some(evil)))),
        ("status", text(status(Tone::Bad, evil))),
        ("tag", text(tag(Tone::Warn, evil))),
        ("presence", text(presence(Tone::Warn))),
        ("answer cell", text(answer_cell(AnswerTone::Sub, evil))),
        ("date", text(changed_date(Some(evil), "26.11"))),
        ("bar", text(bar(lang, 142, Some(56), Tone::Warn))),
        ("note", text(note(Tone::Bad, evil, Some(html! { (evil) })))),
        ("done", text(done(evil, None))),
        ("empty", text(empty("inbox", evil, evil, Some(html! { (evil) })))),
        ("loading", text(loading(lang))),
        (
            "field",
            text(
                Field::new("inn", evil).value(evil).hint(evil).error(Some(evil)).placeholder(evil).required().render(),
            ),
        ),
        ("lines", text(Field::new("brief", evil).value(evil).rows(4).render())),
        ("select", text(Select::new("who", evil).option(evil, evil).chosen(evil).render())),
        ("check", text(Check::new("take", evil, evil).checked(true).render())),
        ("button", text(Button::submit(evil).primary().icon("check").key("Ctrl Enter").sends("deed", evil).render())),
        ("link", text(Button::link(evil, evil).square().icon("x").disabled(true).render())),
        ("key", text(one_time_key(evil))),
        ("kbd", text(kbd(evil))),
        ("head", text(head(&[Th::num(evil).sort(evil, Sort::Descending), Th::unseen(evil)]))),
        ("num", text(num(evil))),
        ("zero", text(zero(evil, true))),
        ("pager", text(pager(lang, Some(evil)))),
        ("chart", text(chart::stacked_months(lang, &drawn))),
        ("legend", text(chart::legend(lang, &drawn))),
        ("spark", text(chart::spark(&[1, 2], Tone::Ok, evil))),
        ("search", text(search_overlay(lang, Search::Everything))),
        ("group", text(search_group(evil))),
        ("hit", text(search_hit(evil, "lock", html! { (evil) }, evil, Tone::Warn))),
    ]
}

/// The tags of a page with what stands inside their angle brackets, quoted values taken out.
fn attribute_names(page: &str) -> Vec<String> {
    let mut names = Vec::new();
    for tag in page.split('<').skip(1) {
        let mut quoted = false;
        let bare: String = tag
            .chars()
            .take_while(|letter| {
                quoted ^= *letter == '"';
                quoted || *letter != '>'
            })
            .collect();
        let outside: String = bare.split('"').step_by(2).collect::<Vec<_>>().join(" ");
        names.extend(outside.split_whitespace().skip(1).map(|name| name.trim_end_matches('=').to_owned()));
    }
    names
}

#[test]
fn no_component_writes_a_style_or_a_handler() {
    for (name, page) in everything() {
        for attribute in attribute_names(&page) {
            assert!(
                attribute != "style" && !attribute.starts_with("on") && !attribute.starts_with("hx-on"),
                "{name}: {attribute}"
            );
        }
        assert!(!page.contains("<style"), "{name}");
    }
}

#[test]
fn every_component_escapes_what_people_typed() {
    for (name, page) in everything() {
        assert!(!page.contains("<script>x"), "{name}: {page}");
        assert!(!page.contains("=\"\"><script"), "{name}: {page}");
    }
}

#[test]
fn every_picture_shown_exists() {
    for (name, page) in everything() {
        for rest in page.split(".svg#").skip(1) {
            let picture = rest.split('"').next().unwrap();
            assert!(assets::ICONS.contains(&picture), "{name}: {picture}");
        }
    }
}

#[test]
fn shell_has_its_bands_and_says_who_and_where() {
    let page = shell(&frame(&menu(), &hints()), html! { p { "главное" } }).into_string();

    for part in [
        "<html lang=\"ru\" data-theme=\"dark\">",
        "p-rail",
        "p-top",
        "p-page fit",
        "p-keys",
        "p-skip",
        "data-live=\"order:7\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(page.contains("<title>Заказы &lt;7&gt; · Причал</title>"));
    assert!(page.contains("href=\"/orders\" aria-current=\"page\" data-go=\"KeyO\""));
    assert!(page.contains("data-go=\"KeyP\""));
    assert!(page.contains("<span class=\"cnt bad\" title=\"просрочено: 2\">2</span>"));
    assert_eq!(page.matches("class=\"cnt").count(), 2, "an empty queue shows no number");
    for action in ["/settings/theme", "/settings/language", "/sign-out"] {
        assert!(page.contains(&format!("method=\"post\" action=\"{action}\"")), "{action}");
    }
    let own = page.split_once("class=\"p-pop\"").map_or("", |(_, rest)| rest);
    assert!(own.contains("href=\"/settings\"") && own.contains("Мои настройки"), "the way to the own settings");
    assert!(page.contains("data-search") && page.contains("id=\"p-search\"") && page.contains("id=\"p-help\""));
}

#[test]
fn page_without_search_right_has_no_search() {
    let page = shell(&Frame { search: Search::Nothing, ..frame(&[], &[]) }, html! {}).into_string();
    assert!(!page.contains("p-find") && !page.contains("p-search"));
}

#[test]
fn page_speaks_english_too() {
    let page = shell(&Frame { lang: Lang::En, title: "Orders", ..frame(&[], &[]) }, html! {}).into_string();
    assert!(page.contains("Skip to content") && page.contains("Sign out") && !page.contains("Выйти"));
}

#[test]
fn field_in_error_keeps_its_value_and_is_told_where() {
    let field =
        Field::new("inn", "ИНН").value("9901").hint("10 или 12 цифр").error(Some("не сходится")).render().into_string();

    assert!(field.contains("<label class=\"p-lbl\" for=\"f-inn\">ИНН</label>"), "{field}");
    assert!(
        field.contains("aria-invalid=\"true\" aria-describedby=\"f-inn-h f-inn-e\" type=\"text\" value=\"9901\""),
        "{field}"
    );
    assert!(field.contains("<p class=\"p-hint err\" id=\"f-inn-e\" role=\"alert\">не сходится</p>"), "{field}");
}

#[test]
fn field_without_value_is_still_sent_empty() {
    assert!(Field::new("a", "A").render().into_string().contains("value=\"\""));
}

#[test]
fn button_shows_the_key_that_presses_it() {
    let button = Button::submit("Зарезервировать 8 строк").primary().large().key("Ctrl Enter").render().into_string();
    assert_eq!(
        button,
        "<button class=\"p-btn primary lg\" type=\"submit\" data-key=\"Ctrl+Enter\">Зарезервировать 8 строк \
         <kbd class=\"kbd\" aria-hidden=\"true\">Ctrl Enter</kbd></button>"
    );
}

#[test]
fn moved_date_keeps_the_first_word() {
    assert_eq!(
        changed_date(Some("20.11"), "26.11").into_string(),
        "<span class=\"nw\"><s class=\"strike\">20.11</s> <b>26.11</b></span>"
    );
    assert_eq!(changed_date(Some("26.11"), "26.11").into_string(), "<span class=\"nw\">26.11</span>");
}

#[test]
fn share_over_a_hundred_is_told_but_not_drawn_over() {
    let page = bar(Lang::Ru, 142, None, Tone::Bad).into_string();
    assert!(page.contains("aria-label=\"142 из 100\"") && page.contains("class=\"v bad\" width=\"100\""), "{page}");
}

#[test]
fn live_panel_fetches_itself_when_its_order_changes() {
    let page = Panel::new("Строки").id("lines").live("order:7", "/orders/7/lines").render().into_string();
    assert!(
        page.contains("id=\"lines\"")
            && page.contains("data-live=\"order:7\" hx-get=\"/orders/7/lines\" hx-trigger=\"live\""),
        "{page}"
    );
}

#[test]
fn last_page_offers_no_next() {
    assert_eq!(pager(Lang::Ru, None).into_string(), "");
    assert!(pager(Lang::En, Some("/orders?after=5")).into_string().contains("rel=\"next\">Show more</a>"));
}

#[test]
fn empty_frame_weighs_little() {
    let page = shell(&frame(&menu(), &hints()), html! {}).into_string();
    assert!(page.len() < 12_000, "{} bytes", page.len());
}

#[test]
fn a_number_of_a_paper_stays_whole_in_a_sentence() {
    let told = |text: &str| unbroken(text).into_string();
    assert_eq!(told("Where is order Z-120, cups?"), "Where is order <span class=\"nw\">Z-120,</span> cups?");
    assert_eq!(told("«З-7»"), "<span class=\"nw\">«З-7»</span>");
    for whole in ["", "a well-known thing", "on 3-4 days", " two  spaces "] {
        assert_eq!(told(whole), whole);
    }
    assert!(
        answer_line(Tone::Plain, "Z-1?", "O-2", Some("P-3")).into_string().matches("<span class=\"nw\">").count() == 3
    );
}
