//! The company's valid certificates on a time line, those that end next first.
//!
//! It is a table, and the pictures in it are decoration: whoever hears the page is told the same dates in the same
//! order. Each row has a small SVG of its own, measured in per cent, so that the words beside it keep their size on a
//! telephone.

use contract::certificate::{CertificateQuery, CertificateSort, CertificateState, CertificateSummary};
use contract::page::Page as ListPage;
use js_sys::Date;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::api;
use crate::browser;
use crate::components::certificate_state::{certificate_state, ends_soon};
use crate::components::remote::Remote;
use crate::paths::{PagePath, REUSE};
use crate::session::Session;

/// How many certificates are shown; the list has the others.
const SHOWN: u32 = 10;
/// The most months or years that are named on the axis, so that they stay apart on a telephone.
const TICKS: u32 = 4;
/// Japan is so far ahead of UTC.
const JAPAN_MS: f64 = 9.0 * 3_600_000.0;

const COLUMNS: [&str; 3] = ["電子証明書", "有効期間", "有効期限"];

/// The time line.
pub(super) fn timeline(session: Session) -> AnyView {
    let list = Remote::<ListPage<CertificateSummary>>::new();
    let load = Callback::new(move |()| list.load(api::certificates(session, &next_to_end())));
    load.run(());
    view! {
        <section class="home__section">
            <h2>"電子証明書の有効期間"</h2>
            {list.view(load, content)}
        </section>
    }
    .into_any()
}

/// The valid ones, those that end next first.
fn next_to_end() -> CertificateQuery {
    CertificateQuery {
        state: CertificateState::Valid.code().to_owned(),
        sort: CertificateSort::ExpiresAt.code().to_owned(),
        limit: Some(SHOWN),
        ..CertificateQuery::default()
    }
}

fn content(page: &ListPage<CertificateSummary>) -> AnyView {
    let Some(scale) = Scale::of(&page.items, browser::now_ms()) else {
        return view! {
            <p>"有効な電子証明書はありません。署名するには、上の①の方法で電子証明書の発行を申請してください。"</p>
        }
        .into_any();
    };
    let shown = page.items.len() as u64;
    let words = if page.total > shown {
        ["有効な電子証明書のうち、有効期限の近い", &shown.to_string(), "件を表示しています。"].concat()
    } else {
        ["有効な電子証明書は", &shown.to_string(), "件です。有効期限の近い順に表示しています。"].concat()
    };
    let query = next_to_end();
    let all = PagePath::Certificates.href_with(&[("state", &query.state), ("sort", &query.sort)]);
    view! {
        <p>{words}</p>
        <div role="table" aria-label="電子証明書の有効期間" class="timeline">
            <div role="rowgroup">
                <div role="row" class="timeline__row timeline__row--head">
                    <span role="columnheader" class="timeline__which">
                        {COLUMNS[0]}
                    </span>
                    <span role="columnheader" class="timeline__when">
                        <span class="visually-hidden">{COLUMNS[1]}</span>
                        {scale.axis()}
                    </span>
                    <span role="columnheader" class="timeline__end">
                        {COLUMNS[2]}
                    </span>
                </div>
            </div>
            <div role="rowgroup">{page.items.iter().map(|certificate| row(certificate, &scale)).collect_view()}</div>
        </div>
        <p>
            <a href=all>"有効期限の近い順に、すべて見る"</a>
        </p>
    }
    .into_any()
}

fn row(certificate: &CertificateSummary, scale: &Scale) -> AnyView {
    let number = certificate.certificate_number.clone();
    let href = PagePath::Certificate(number.clone()).href();
    let end = browser::date(&certificate.not_after);
    // All of them are valid; only what ends soon is worth a label.
    let soon = ends_soon(certificate.state, &certificate.not_after)
        .map(|_| certificate_state(certificate.state, &certificate.not_after));
    let renew = soon.is_some().then(|| {
        let href = PagePath::ApplicationInput.href_with(&[(REUSE, &number)]);
        view! {
            " "
            <a class="timeline__renew" href=href>"更新を申請" <span class="visually-hidden">{["（", &number, "）"].concat()}</span></a>
        }
        .into_any()
    });
    let whole = [&browser::date(&certificate.not_before), "から", &end, "まで"].concat();
    view! {
        <div role="row" class="timeline__row">
            <span role="cell" class="timeline__which">
                <a href=href>{number}</a>
                " "
                {[&certificate.department_name, "　", &certificate.title_name].concat()}
            </span>
            <span role="cell" class="timeline__when">
                <span class="visually-hidden">{whole}</span>
                {scale.bar(certificate)}
            </span>
            <span role="cell" class="timeline__end">
                {end}
                " "
                {soon}
                {renew}
            </span>
        </div>
    }
    .into_any()
}

/// Which moments the line spans, and what is named on it.
#[derive(Clone, Debug, PartialEq)]
struct Scale {
    from: f64,
    to: f64,
    now: f64,
    ticks: Vec<(f64, String)>,
}

impl Scale {
    /// From the first beginning to the last end; nothing where there is no certificate.
    fn of(certificates: &[CertificateSummary], now: f64) -> Option<Self> {
        let (mut from, mut to) = (now, now);
        for certificate in certificates {
            from = browser::milliseconds(&certificate.not_before)?.min(from);
            to = browser::milliseconds(&certificate.not_after)?.max(to);
        }
        (from < to).then(|| Self { from, to, now, ticks: ticks(from, to) })
    }

    /// Where a moment lies. Whole numbers only: formatting floats costs kilobytes.
    fn permille(&self, ms: f64) -> u32 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
        let permille = ((ms - self.from) / (self.to - self.from) * 1000.0).clamp(0.0, 1000.0) as u32;
        permille
    }

    fn bar(&self, certificate: &CertificateSummary) -> AnyView {
        let at = |moment| browser::milliseconds(moment).map_or(0, |ms| self.permille(ms));
        let (begin, end, now) = (at(&certificate.not_before), at(&certificate.not_after), self.permille(self.now));
        let left = if ends_soon(certificate.state, &certificate.not_after).is_some() {
            "timeline__left timeline__left--soon"
        } else {
            "timeline__left"
        };
        view! {
            <svg class="timeline__bar" width="100%" height="24" aria-hidden="true" focusable="false">
                {self.ticks.iter().map(|(ms, _)| line("timeline__tick", self.permille(*ms))).collect_view()}
                {stripe("timeline__past", begin, now)} {stripe(left, now.max(begin), end)} {line("timeline__now", now)}
            </svg>
        }
        .into_any()
    }

    fn axis(&self) -> AnyView {
        let ticks = self
            .ticks
            .iter()
            .map(|(ms, name)| {
                let at = self.permille(*ms);
                [line("timeline__tick", at), label("timeline__name", at, "12", name.clone())]
            })
            .collect::<Vec<_>>();
        let now = self.permille(self.now);
        view! {
            <svg class="timeline__axis" width="100%" height="36" aria-hidden="true" focusable="false">
                {ticks} {label("timeline__today", now, "30", "今日".to_owned())}
            </svg>
        }
        .into_any()
    }
}

/// 1234 as 123.4%.
fn percent(permille: u32) -> String {
    [&(permille / 10).to_string(), ".", &(permille % 10).to_string(), "%"].concat()
}

fn line(class: &'static str, at: u32) -> AnyView {
    let x = percent(at);
    view! { <line class=class x1=x.clone() x2=x y1="0" y2="100%"></line> }.into_any()
}

fn stripe(class: &'static str, from: u32, to: u32) -> AnyView {
    let width = percent(to.saturating_sub(from));
    view! { <rect class=class x=percent(from) width=width y="6" height="12" rx="3"></rect> }.into_any()
}

fn label(class: &'static str, at: u32, y: &'static str, name: String) -> AnyView {
    let anchor = match at {
        0..120 => "start",
        880.. => "end",
        _ => "middle",
    };
    view! { <text class=class x=percent(at) y=y text-anchor=anchor>{name}</text> }.into_any()
}

/// The first of a month in Japan, for as many months between two moments as can be named, and their names.
fn ticks(from: f64, to: f64) -> Vec<(f64, String)> {
    let (first, last) = (months(from), months(to));
    let step = [1, 3, 6, 12, 24, 60, 120].into_iter().find(|step| (last - first) / step <= TICKS).unwrap_or(240);
    (first + 1..=last)
        .filter(|month| month % step == 0)
        .map(|month| {
            let (year, of_year) = (month / 12, month % 12);
            let ms = Date::utc(f64::from(year), f64::from(of_year)) - JAPAN_MS;
            let mut name = [&year.to_string(), "年"].concat();
            if step < 12 {
                name.push_str(&[&(of_year + 1).to_string(), "月"].concat());
            }
            (ms, name)
        })
        .collect()
}

/// The months of Japan's calendar from the year 0 to a moment.
fn months(ms: f64) -> u32 {
    let date = Date::new(&JsValue::from_f64(ms + JAPAN_MS));
    date.get_utc_full_year() * 12 + date.get_utc_month()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Timestamp;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn certificate(from: &str, to: &str) -> CertificateSummary {
        CertificateSummary {
            certificate_number: "JC-00000001".to_owned(),
            department_name: "本社".to_owned(),
            title_name: "社長".to_owned(),
            not_before: Timestamp(from.to_owned()),
            not_after: Timestamp(to.to_owned()),
            state: CertificateState::Valid,
            bound_users: 1,
        }
    }

    fn at(moment: &str) -> f64 {
        browser::milliseconds(&Timestamp(moment.to_owned())).unwrap()
    }

    #[wasm_bindgen_test]
    fn the_line_spans_all_that_is_on_it_and_the_present() {
        let now = at("2026-11-22T00:00:00Z");
        assert_eq!(Scale::of(&[], now), None);
        let one = certificate("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
        let other = certificate("2025-01-01T00:00:00Z", "2026-12-01T00:00:00Z");
        let scale = Scale::of(&[one, other], now).unwrap();
        assert_eq!((scale.from, scale.to), (at("2025-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")));
        assert_eq!((scale.permille(scale.from), scale.permille(scale.to)), (0, 1000));
        assert_eq!(scale.permille(at("2026-01-01T00:00:00Z")), 500);
        assert_eq!(scale.permille(at("1999-01-01T00:00:00Z")), 0, "nothing leaves the picture");
    }

    #[wasm_bindgen_test]
    fn the_axis_names_few_months_and_by_japans_calendar() {
        for (to, names) in [
            ("2026-12-20T00:00:00Z", vec!["2026年12月"]),
            ("2027-08-01T00:00:00Z", vec!["2027年1月", "2027年4月", "2027年7月"]),
            ("2029-11-01T00:00:00Z", vec!["2027年", "2028年", "2029年"]),
        ] {
            let ticks = ticks(at("2026-11-22T00:00:00Z"), at(to));
            assert_eq!(ticks.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), names);
        }
        // Midnight in Japan is three in the afternoon of the day before in UTC.
        assert_eq!(ticks(at("2026-11-22T00:00:00Z"), at("2026-12-20T00:00:00Z"))[0].0, at("2026-11-30T15:00:00Z"));
    }
}
