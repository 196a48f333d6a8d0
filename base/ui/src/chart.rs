//! Charts drawn by the server: sharp, printable, readable without a script.
//!
//! Every column says its numbers in a `<title>`, and the whole table stands behind the drawing for those who do not
//! see it. All arithmetic is in whole tenths of a drawing unit.

use i18n::{Lang, fmt};
use maud::{Markup, html};

use crate::{Tone, texts};

/// Sales by months, stacked: what the client bought of each category, say.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chart<'a> {
    /// What is shown, as a sentence.
    pub title: &'a str,
    /// The unit of the axis, and of the values where they have no finer one: «тыс. ₽».
    pub unit: &'a str,
    /// The finer unit of the values, and how many of it make one of the axis: («₽», 1000). Columns and the table behind
    /// tell the values as they are, so that they add up.
    pub finer: Option<(&'a str, i64)>,
    /// The names of the columns from left to right.
    pub months: &'a [String],
    /// What is stacked, the lowest first; four at most have colours of their own.
    pub series: &'a [Series],
    /// The axis reaches at least so far.
    pub max: Option<i64>,
    /// A dashed line over the columns, one value per column.
    pub norm: Option<&'a [i64]>,
    /// From which column something is lost, and the words for it.
    pub lost_from: Option<(usize, &'a str)>,
}

impl Chart<'_> {
    /// How many of the values' units make one of the axis.
    fn per(&self) -> i64 {
        self.finer.map_or(1, |(_, per)| per.max(1))
    }

    /// The unit in which columns and the table tell the values.
    fn told_in(&self) -> &str {
        self.finer.map_or(self.unit, |(unit, _)| unit)
    }
}

/// One layer of a stacked chart.
#[derive(Debug, Clone, Default)]
pub struct Series {
    /// What it is: «Кабель».
    pub name: String,
    /// One value per column, in the chart's unit, or in its finer one. Less than nothing is drawn as nothing and told in the table.
    pub values: Vec<i64>,
}

/// A drawing's measures in tenths of a unit.
struct Canvas {
    class: &'static str,
    width: i64,
    height: i64,
    left: i64,
    right: i64,
    bottom: i64,
    label_every: usize,
}

const TOP: i64 = 140;

/// The drawing for desks, the narrow one for phones, and the table behind both.
pub fn stacked_months(lang: Lang, chart: &Chart<'_>) -> Markup {
    if chart.months.is_empty() {
        return html! { p.bd.t3 { (texts::no_data(lang)) } };
    }
    let axis = Axis::over(chart);
    let digits = i64::try_from(fmt::integer(lang, axis.top / chart.per()).chars().count()).unwrap_or(0);
    let left = (80 + 70 * digits).max(380);
    let crowded = chart.months.len() > 14;
    let wide = Canvas {
        class: "chart wide",
        width: 5900,
        height: 2160,
        left,
        right: 5860,
        bottom: 1960,
        label_every: if crowded { 3 } else { 1 },
    };
    let narrow = Canvas {
        class: "chart narrow",
        width: 3500,
        height: 2000,
        left,
        right: 3460,
        bottom: 1800,
        label_every: if crowded { 6 } else { 2 },
    };
    html! {
        (drawing(lang, chart, &axis, &wide))
        (drawing(lang, chart, &axis, &narrow))
        (table_behind(lang, chart))
    }
}

/// The colours of the layers, for the header of the panel.
pub fn legend(lang: Lang, chart: &Chart<'_>) -> Markup {
    html! {
        span.legend.end {
            @for (at, series) in chart.series.iter().enumerate() {
                span { i class={ "lg" (colour(at)) } {} (series.name) }
            }
            @if chart.norm.is_some() { span.t3 { "- - " (texts::norm(lang)) } }
        }
    }
}

/// A line of a few points, the last one marked; `label` says it in words.
pub fn spark(values: &[i64], tone: Tone, label: &str) -> Markup {
    let low = values.iter().min().copied().unwrap_or(0);
    let high = values.iter().max().copied().unwrap_or(0);
    let steps = i64::try_from(values.len().saturating_sub(1)).unwrap_or(0).max(1);
    let points: Vec<(String, String)> = (0..)
        .zip(values)
        .map(|(at, value)| {
            let x = 30 + 700 * at / steps;
            let y = if high == low { 100 } else { 170 - share(*value - low, high - low, 140) };
            (tenths(x), tenths(y))
        })
        .collect();
    let line: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
    html! {
        svg class={ "spark" @if let Some(tone) = tone.class() { " " (tone) } } viewBox="0 0 76 20" role="img" aria-label=(label) {
            polyline points=(line.join(" ")) {}
            @if let Some((x, y)) = points.last() { circle cx=(x) cy=(y) r="2.5" {} }
        }
    }
}

/// The upright axis: round numbers from nothing to a little over the tallest column.
struct Axis {
    step: i64,
    top: i64,
}

impl Axis {
    fn over(chart: &Chart<'_>) -> Axis {
        let columns = (0..chart.months.len()).map(|at| sum_at(chart, at));
        let norm = chart.norm.unwrap_or_default().iter().copied();
        let tallest = columns.chain(norm).chain(chart.max).max().unwrap_or(0).max(1);
        let per = chart.per();
        let step = round_step(tallest.div_ceil_to(per) / per).saturating_mul(per);
        let top = tallest.div_ceil_to(step);
        Axis { step, top }
    }

    fn ticks(&self) -> impl Iterator<Item = i64> + '_ {
        (0..=self.top / self.step).map(|n| n * self.step)
    }
}

trait DivCeilTo {
    fn div_ceil_to(self, step: i64) -> i64;
}

impl DivCeilTo for i64 {
    /// The next multiple of `step`, itself if it is one.
    fn div_ceil_to(self, step: i64) -> i64 {
        let missing = (step - self % step) % step;
        self.checked_add(missing).unwrap_or(self)
    }
}

/// 1, 2 or 5 with zeros, so that four steps or fewer reach `tallest`.
fn round_step(tallest: i64) -> i64 {
    let least = tallest / 4 + i64::from(tallest % 4 != 0);
    let mut decade = 1_i64;
    loop {
        for factor in [1, 2, 5] {
            match decade.checked_mul(factor) {
                Some(step) if step >= least => return step,
                Some(_) => {}
                None => return least,
            }
        }
        let Some(next) = decade.checked_mul(10) else { return least };
        decade = next;
    }
}

fn drawing(lang: Lang, chart: &Chart<'_>, axis: &Axis, canvas: &Canvas) -> Markup {
    let height_of = |value: i64| share(value.max(0), axis.top, canvas.bottom - TOP);
    let count = i64::try_from(chart.months.len()).unwrap_or(1).max(1);
    let slot = (canvas.right - canvas.left) / count;
    let middle = |at: i64| canvas.left + slot * at + slot / 2;
    let view = format!("0 0 {} {}", canvas.width / 10, canvas.height / 10);
    html! {
        svg class=(canvas.class) viewBox=(view) role="img" aria-label={ (chart.title) ", " (chart.unit) } {
            @for tick in axis.ticks() {
                @let y = canvas.bottom - height_of(tick);
                line class=(if tick == 0 { "ax ax0" } else { "ax" }) x1=(tenths(canvas.left)) x2=(tenths(canvas.right)) y1=(tenths(y)) y2=(tenths(y)) {}
                text x=(tenths(canvas.left - 60)) y=(tenths(y + 40)) text-anchor="end" { (fmt::integer(lang, tick / chart.per())) }
            }
            @if let Some((from, words)) = chart.lost_from {
                (lost(canvas, slot, i64::try_from(from).unwrap_or(0), words))
            }
            @for (at, month) in chart.months.iter().enumerate() {
                @let place = i64::try_from(at).unwrap_or(0);
                g {
                    title { (column_in_words(lang, chart, at)) }
                    @for (layer, floor, value) in layers(chart, at) {
                        rect class={ "s" (colour(layer)) } x=(tenths(middle(place) - slot * 31 / 100)) y=(tenths(canvas.bottom - height_of(floor + value))) width=(tenths(slot * 62 / 100)) height=(tenths(height_of(floor + value) - height_of(floor))) {}
                    }
                }
                @if at.is_multiple_of(canvas.label_every) {
                    text x=(tenths(middle(place))) y=(tenths(canvas.bottom + 150)) text-anchor="middle" { (month) }
                }
            }
            @if let Some(norm) = chart.norm {
                @let points: Vec<String> = (0..count).zip(norm).map(|(at, value)| format!("{},{}", tenths(middle(at)), tenths(canvas.bottom - height_of(*value)))).collect();
                polyline.norm points=(points.join(" ")) {}
            }
        }
    }
}

fn lost(canvas: &Canvas, slot: i64, from: i64, words: &str) -> Markup {
    let start = (canvas.left + slot * from).min(canvas.right);
    html! {
        rect.lost x=(tenths(start)) y=(tenths(TOP)) width=(tenths(canvas.right - start)) height=(tenths(canvas.bottom - TOP)) {}
        text.lostt x=(tenths(canvas.right - 60)) y=(tenths(TOP + 120)) text-anchor="end" { (words) }
    }
}

/// The layers of one column that have something to draw: which, above what, how much.
fn layers(chart: &Chart<'_>, at: usize) -> Vec<(usize, i64, i64)> {
    let mut floor = 0_i64;
    let mut layers = Vec::new();
    for (layer, series) in chart.series.iter().enumerate() {
        let value = value_at(series, at).max(0);
        if value > 0 {
            layers.push((layer, floor, value));
            floor = floor.saturating_add(value);
        }
    }
    layers
}

fn column_in_words(lang: Lang, chart: &Chart<'_>, at: usize) -> String {
    let month = chart.months.get(at).map(String::as_str).unwrap_or_default();
    let mut words: Vec<String> = chart
        .series
        .iter()
        .map(|series| format!("{} {}", series.name, fmt::integer(lang, value_at(series, at))))
        .collect();
    if let Some(norm) = chart.norm.and_then(|norm| norm.get(at)) {
        words.push(format!("{} {}", texts::norm(lang), fmt::integer(lang, *norm)));
    }
    format!("{month}: {}", words.join(", "))
}

fn table_behind(lang: Lang, chart: &Chart<'_>) -> Markup {
    html! {
        div.p-visually-hidden {
            table {
                caption { (chart.title) ", " (chart.told_in()) }
                thead { tr {
                    th scope="col" { (texts::month(lang)) }
                    @for series in chart.series { th scope="col" { (series.name) } }
                    @if chart.norm.is_some() { th scope="col" { (texts::norm(lang)) } }
                } }
                tbody {
                    @for (at, month) in chart.months.iter().enumerate() {
                        tr {
                            th scope="row" { (month) }
                            @for series in chart.series { td { (fmt::integer(lang, value_at(series, at))) } }
                            @if let Some(norm) = chart.norm { td { (fmt::integer(lang, norm.get(at).copied().unwrap_or(0))) } }
                        }
                    }
                }
            }
        }
    }
}

fn value_at(series: &Series, at: usize) -> i64 {
    series.values.get(at).copied().unwrap_or(0)
}

fn sum_at(chart: &Chart<'_>, at: usize) -> i64 {
    chart.series.iter().fold(0, |sum, series| sum.saturating_add(value_at(series, at).max(0)))
}

/// `length` in the proportion of `part` to `whole`.
fn share(part: i64, whole: i64, length: i64) -> i64 {
    let scaled = i128::from(part) * i128::from(length) / i128::from(whole.max(1));
    i64::try_from(scaled).unwrap_or(length)
}

/// 1254 tenths as the drawing writes them: `125.4`.
fn tenths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}.{}", value.abs() / 10, value.abs() % 10)
}

/// Colours go round after the fourth.
fn colour(layer: usize) -> usize {
    layer % 4 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn axis_has_round_steps_and_covers_the_tallest() {
        for (tallest, step, top) in
            [(1, 1, 1), (7, 2, 8), (659, 200, 800), (800, 200, 800), (801, 500, 1000), (4100, 2000, 6000)]
        {
            let values = vec![tallest];
            let series = [Series { name: "a".into(), values }];
            let axis = Axis::over(&Chart { months: &months(&["m"]), series: &series, ..Chart::default() });
            assert_eq!((axis.step, axis.top), (step, top), "{tallest}");
        }
        assert!(round_step(i64::MAX) > 0);
    }

    #[test]
    fn columns_say_their_numbers_and_the_table_stands_behind() {
        let series = [
            Series { name: "Кабель".into(), values: vec![310, 1240] },
            Series { name: "<Свет>".into(), values: vec![118] },
        ];
        let months = months(&["дек", "янв"]);
        let chart =
            Chart { title: "Оборот", unit: "тыс. ₽", months: &months, series: &series, ..Chart::default() };
        let page = stacked_months(Lang::Ru, &chart).into_string();

        assert!(page.contains("<title>дек: Кабель 310, &lt;Свет&gt; 118</title>"), "{page}");
        assert!(page.contains("<td>1\u{a0}240</td><td>0</td>"));
        assert!(page.contains("chart wide") && page.contains("chart narrow"));
        assert_eq!(page.matches("class=\"s2\"").count(), 2);
    }

    #[test]
    fn values_in_a_finer_unit_are_told_whole_under_an_axis_of_round_steps() {
        let series = [Series { name: "Кабель".into(), values: vec![16_500, 117_964] }];
        let months = months(&["дек", "янв"]);
        let finer = Some(("₽", 1000));
        let chart =
            Chart {
                title: "Оборот", unit: "тыс. ₽", finer, months: &months, series: &series, ..Chart::default()
            };
        let page = stacked_months(Lang::Ru, &chart).into_string();
        assert!(page.contains("<td>16\u{a0}500</td>") && page.contains("<td>117\u{a0}964</td>"), "{page}");
        assert!(page.contains("Оборот, ₽</caption>") && page.contains("aria-label=\"Оборот, тыс. ₽\""));
        assert!(page.contains(">150</text>") && page.contains("<title>дек: Кабель 16\u{a0}500</title>"), "{page}");
        let small = [Series { name: "Кабель".into(), values: vec![300] }];
        assert_eq!(Axis::over(&Chart { series: &small, ..chart }).top, 1000);
    }

    #[test]
    fn less_than_nothing_is_not_drawn_but_told() {
        let series = [Series { name: "Возвраты".into(), values: vec![-50, 100] }];
        let months = months(&["дек", "янв"]);
        let page =
            stacked_months(Lang::Ru, &Chart { months: &months, series: &series, ..Chart::default() }).into_string();

        assert_eq!(page.matches("class=\"s1\"").count(), 2);
        assert!(page.contains("<td>\u{2212}50</td>"));
        assert!(!page.contains("height=\"-"));
    }

    #[test]
    fn spark_marks_its_last_point() {
        let page = spark(&[10, 20, 5], Tone::Bad, "падает").into_string();
        assert!(page.contains("spark bad") && page.contains("points=\"3.0,12.4 38.0,3.0 73.0,17.0\""), "{page}");
        assert!(page.contains("<circle cx=\"73.0\" cy=\"17.0\""));
        assert!(!spark(&[], Tone::Plain, "пусто").into_string().contains("circle"));
    }
}
