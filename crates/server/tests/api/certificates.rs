//! Certificates whose application can be reused (M2.1, M2.2, M2.3, M2.4), and what waits to be done (M1.3).

use contract::certificate::{ReusableCertificate, ReusableContent, ReuseReason};
use contract::page::Page;
use contract::problem::ProblemCode;
use contract::routes;
use contract::session::Todo;
use server::clock::Moment;

use crate::stand::client::Client;
use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, KEY};
use crate::stand::world::{ADMIN_A, ADMIN_B, DISABLED_A, SAMPLES, SIGNER_A, Sample};
use crate::stand::{BEGIN, Stand};

on_each_database!(
    reusable_are_those_announced_and_those_expired_within_a_year_m2_2,
    the_year_and_the_end_are_exact_m2_2,
    the_list_and_the_single_one_agree_at_every_moment_m2_2,
    none_to_reuse_is_an_empty_list_m2_3,
    choosing_one_shows_what_its_application_held_m2_4,
    a_disabled_signer_comes_back_empty_m2_4,
    long_lists_are_paged_m2_1,
    what_waits_to_be_done_m1_3,
);

async fn reusable(client: &Client) -> Page<ReusableCertificate> {
    client.get(routes::REUSABLE_CERTIFICATES).await.json()
}

fn titles(page: &Page<ReusableCertificate>) -> Vec<&str> {
    page.items.iter().map(|certificate| certificate.title_name.as_str()).collect()
}

async fn reusable_are_those_announced_and_those_expired_within_a_year_m2_2(database: Database) {
    let stand = Stand::start(&database).await;
    let page = reusable(&stand.logged_in(ADMIN_A).await).await;
    // Not the valid one, not the one expired for longer, not the revoked one, none of the other company's.
    assert_eq!(titles(&page), ["満了間近", "期限切れ", "署名者停止"], "the one that ends last comes first (M2.1)");
    let reasons: Vec<ReuseReason> = page.items.iter().map(|certificate| certificate.reason).collect();
    assert_eq!(reasons, [ReuseReason::ExpiryNoticeSent, ReuseReason::Expired, ReuseReason::Expired]);
    assert_eq!((page.total, page.next_cursor), (3, None));
    assert_eq!(page.items[0].not_after.0, "2026-12-12T05:00:00Z");
    let page = reusable(&stand.logged_in(ADMIN_B).await).await;
    assert_eq!((titles(&page), page.total), (vec!["乙支店長"], 1));
}

/// A certificate that ends at `BEGIN`, and the moment from which it is seen.
async fn ends_at_begin(stand: &Stand, notice: bool) -> String {
    stand.clock.set(BEGIN);
    stand.sql("DELETE FROM bindings").await;
    stand.sql("DELETE FROM certificates").await;
    Sample { notice, ..SAMPLES[0] }.live(stand, BEGIN).await
}

async fn the_year_and_the_end_are_exact_m2_2(database: Database) {
    let stand = Stand::start(&database).await;
    let year = Moment(BEGIN.0 + 365 * 86_400 * 1000);
    for notice in [true, false] {
        ends_at_begin(&stand, notice).await;
        let announced = if notice { Some(ReuseReason::ExpiryNoticeSent) } else { None };
        for (now, expected) in [
            (Moment(BEGIN.0 - 1), announced),
            // Valid to the very end.
            (BEGIN, announced),
            // A certificate tells time in seconds: its last second belongs to it.
            (Moment(BEGIN.0 + 999), announced),
            (Moment(BEGIN.0 + 1000), Some(ReuseReason::Expired)),
            (Moment(year.0 - 1), Some(ReuseReason::Expired)),
            // A year ago to the millisecond is still within the year.
            (year, Some(ReuseReason::Expired)),
            (Moment(year.0 + 1), None),
        ] {
            stand.clock.set(now);
            let page = reusable(&stand.logged_in(ADMIN_A).await).await;
            assert_eq!(page.items.first().map(|first| first.reason), expected, "{now:?} notice {notice}");
            assert_eq!(page.total, u64::from(expected.is_some()));
        }
    }
}

async fn the_list_and_the_single_one_agree_at_every_moment_m2_2(database: Database) {
    let stand = Stand::start(&database).await;
    let numbers: Vec<String> = (1..=7).map(|number| format!("JC-{number:08}")).collect();
    for days in [-500, -100, -20, 0, 15, 21, 30, 264, 265, 266, 400, 700] {
        stand.clock.set(BEGIN.plus_days(days));
        let admin = stand.logged_in(ADMIN_A).await;
        let listed: Vec<String> =
            reusable(&admin).await.items.into_iter().map(|certificate| certificate.certificate_number).collect();
        for number in &numbers {
            let status = admin.get(&routes::fill(routes::REUSABLE_CERTIFICATE, number)).await.status.as_u16();
            assert_eq!(status == 200, listed.contains(number), "{number} after {days} days: {status}");
            // What cannot be chosen cannot be filed either.
            let mut form = forms::good(SIGNER_A);
            form.reused_certificate = Some(number.clone());
            let filing = forms::file(&admin, &format!("{KEY}-{days}-{number}"), &form).await;
            assert_eq!(filing.status == 201, listed.contains(number), "{number} after {days} days: {}", filing.text());
        }
    }
}

async fn none_to_reuse_is_an_empty_list_m2_3(database: Database) {
    let stand = Stand::start(&database).await;
    stand.sql("UPDATE certificates SET revoked_at = 1").await;
    let page = reusable(&stand.logged_in(ADMIN_A).await).await;
    assert_eq!((page.items.len(), page.total, page.next_cursor), (0, 0, None));
}

async fn content(client: &Client, title: &str) -> ReusableContent {
    let page = reusable(client).await;
    let chosen = page.items.into_iter().find(|certificate| certificate.title_name == title).unwrap();
    let content: ReusableContent =
        client.get(&routes::fill(routes::REUSABLE_CERTIFICATE, &chosen.certificate_number)).await.json();
    assert_eq!(content.certificate, chosen);
    assert_eq!(content.form.reused_certificate.as_ref(), Some(&chosen.certificate_number));
    content
}

async fn choosing_one_shows_what_its_application_held_m2_4(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let content = content(&admin, "満了間近").await;
    let mut expected = forms::good(SIGNER_A);
    expected.certificate.title_name = "満了間近".to_owned();
    expected.reused_certificate = content.form.reused_certificate.clone();
    assert_eq!(content.form, expected);
    // It can be filed as it came (method 1 for a renewal, M1.3).
    let filed = forms::filed(&admin, KEY, &content.form).await;
    assert_eq!(filed.form, content.form);

    let number = content.certificate.certificate_number;
    for wrong in ["JC-99999999", "JC-00000001", "x", number.to_lowercase().as_str()] {
        let answer = admin.get(&routes::fill(routes::REUSABLE_CERTIFICATE, wrong)).await;
        answer.refused(404, ProblemCode::NotFound);
    }
}

async fn a_disabled_signer_comes_back_empty_m2_4(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let content = content(&admin, "署名者停止").await;
    assert_eq!(content.form.signer_user_id, "");
    assert!(!stand.nobody().get(routes::REUSABLE_CERTIFICATES).await.text().contains(DISABLED_A.id));
    assert_eq!(content.form.certificate.department_name, "東京支店", "the rest is there");
}

async fn long_lists_are_paged_m2_1(database: Database) {
    let stand = Stand::start(&database).await;
    for index in 0..23 {
        // Many end at the same moment: the number decides then.
        Sample { notice: true, ..SAMPLES[0] }.live(&stand, BEGIN.plus_days(index / 6)).await;
    }
    let admin = stand.logged_in(ADMIN_A).await;
    let whole = reusable(&admin).await;
    assert_eq!((whole.items.len(), whole.total), (26, 26));
    let (mut pieces, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("{}?limit=5&cursor={cursor}", routes::REUSABLE_CERTIFICATES);
        let page: Page<ReusableCertificate> = admin.get(&path).await.json();
        assert_eq!(page.total, 26);
        pieces.extend(page.items);
        match page.next_cursor {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!(pieces, whole.items);
}

async fn what_waits_to_be_done_m1_3(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    forms::filed(&admin, KEY, &forms::good(SIGNER_A)).await;
    let todo: Todo = admin.get(routes::TODO).await.json();
    assert_eq!((todo.applications_under_way, todo.certificates_expiring), (1, 1));
    assert_eq!(todo.next_expiry.unwrap().0, "2026-12-12T05:00:00Z");
    let todo: Todo = stand.logged_in(ADMIN_B).await.get(routes::TODO).await.json();
    assert_eq!((todo.applications_under_way, todo.certificates_expiring), (0, 1));
    stand.clock.set(BEGIN.plus_days(21));
    let todo: Todo = stand.logged_in(ADMIN_B).await.get(routes::TODO).await.json();
    assert_eq!((todo.certificates_expiring, todo.next_expiry), (0, None));
}
