//! 自社電子証明書検索/一覧 (M8.1, D8.2): conditions, order, file. Paging is in [`crate::method2_pages`].

use contract::Reason;
use contract::certificate::CertificateState;
use contract::problem::ProblemCode;
use contract::routes;
use sea_orm::{EntityTrait as _, QueryOrder as _};
use server::clock::Moment;
use server::demonstration::scale::{self, Scale};
use server::entity::user;

use crate::stand::client::Client;
use crate::stand::database::{Database, on_each_database};
use crate::stand::method2::{add, list, logged_in_as, query};
use crate::stand::world::{ADMIN_A, ADMIN_B, MEMBER_B, SIGNER_A};
use crate::stand::{BEGIN, Stand};

on_each_database!(
    no_conditions_list_all_of_the_company_m8_1,
    each_condition_matches_a_part_ignoring_case_and_width_d8_2,
    wildcards_quotes_and_emoji_stand_for_themselves_d8_2,
    conditions_without_end_are_refused_d8_2,
    the_state_is_a_condition_d8_2,
    the_days_of_expiry_are_those_of_japan_d8_2,
    days_that_are_none_and_reversed_ones_are_refused_d8_2,
    the_bound_users_id_is_taken_whole_d8_2,
    the_file_holds_the_whole_result_d8_2,
);

/// The last digits of the numbers that match, in the list's order.
async fn found(client: &Client, pairs: &[(&str, &str)]) -> Vec<u32> {
    let page = list(client, pairs).await;
    assert_eq!((page.total, page.total_is_least), (page.items.len() as u64, false), "{pairs:?}");
    page.items.iter().map(|row| row.certificate_number.trim_start_matches("JC-").parse().unwrap()).collect()
}

async fn no_conditions_list_all_of_the_company_m8_1(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    assert_eq!(found(&admin, &[]).await, [1, 2, 3, 4, 5, 6], "none of the other company's");
    let empty: Vec<(&str, &str)> = [
        "certificate_number",
        "department",
        "title",
        "state",
        "expires_from",
        "expires_to",
        "user_id",
        "sort",
        "order",
    ]
    .map(|name| (name, ""))
    .into();
    assert_eq!(found(&admin, &empty).await, [1, 2, 3, 4, 5, 6]);
    assert_eq!(found(&admin, &[("department", " 　 "), ("user_id", " ")]).await, [1, 2, 3, 4, 5, 6]);
    let page = list(&admin, &[]).await;
    let row = &page.items[0];
    assert_eq!((row.certificate_number.as_str(), row.state), ("JC-00000001", CertificateState::Valid));
    assert_eq!((row.department_name.as_str(), row.title_name.as_str(), row.bound_users), ("東京支店", "有効", 1));
    assert_eq!(row.not_after.0, BEGIN.plus_days(300).to_wire().0);
    assert_eq!(page.items[3].bound_users, 1, "its signer is disabled, and bound as before");
    assert_eq!(found(&stand.logged_in(ADMIN_B).await, &[]).await, [7]);
}

async fn each_condition_matches_a_part_ignoring_case_and_width_d8_2(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    add(&stand, "ＩＴ推進ｾﾝﾀｰ", "Émile Ｄirector", BEGIN.plus_days(1)).await;
    for (conditions, expected) in [
        (vec![("certificate_number", "0003")], vec![3]),
        (vec![("certificate_number", "jc-0000000")], vec![1, 2, 3, 4, 5, 6, 8]),
        (vec![("certificate_number", "ｊｃ－００００００２")], vec![]),
        (vec![("certificate_number", " ＪＣ-０００００００２ ")], vec![2]),
        (vec![("certificate_number", "00000007")], vec![]),
        (vec![("department", "it推")], vec![8]),
        (vec![("department", "センター")], vec![8]),
        (vec![("department", "ｲt")], vec![]),
        (vec![("title", "émile d")], vec![8]),
        (vec![("title", "ÉMILE")], vec![8]),
        (vec![("title", "期限切れ")], vec![3, 5]),
        (vec![("title", "乙支店長")], vec![]),
        // Together they narrow.
        (vec![("department", "東京"), ("title", "効"), ("certificate_number", "1")], vec![1]),
        (vec![("department", "東京"), ("title", "効")], vec![1, 6]),
    ] {
        let mut numbers = found(&admin, &conditions).await;
        numbers.sort_unstable();
        assert_eq!(numbers, expected, "{conditions:?}");
    }
}

async fn wildcards_quotes_and_emoji_stand_for_themselves_d8_2(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    for (department, title) in
        [("a_b", "100% 達成"), ("axb", "1000 達成"), ("'営業' \"部\"", "🦀 蟹"), ("営業\\部", "[特]*? 👩")]
    {
        add(&stand, department, title, BEGIN.plus_days(1)).await;
    }
    for (name, value, expected) in [
        ("department", "_", vec![8]),
        ("department", "a_b", vec![8]),
        ("title", "%", vec![8]),
        ("title", "100%", vec![8]),
        ("department", "'", vec![10]),
        ("department", "' OR '1'='1", vec![]),
        ("department", "'; DROP TABLE certificates; --", vec![]),
        ("department", "\"部\"", vec![10]),
        ("department", "\\", vec![11]),
        ("department", "\\部", vec![11]),
        ("title", "🦀", vec![10]),
        ("title", "👩", vec![11]),
        ("title", "[特]*?", vec![11]),
        ("title", "?", vec![11]),
        ("certificate_number", "%", vec![]),
        ("certificate_number", "_", vec![]),
        ("certificate_number", "'🦀\"\\", vec![]),
        ("user_id", "%", vec![]),
        ("user_id", "' OR 1=1 --", vec![]),
        ("user_id", "🦀", vec![]),
    ] {
        assert_eq!(found(&admin, &[(name, value)]).await, expected, "{name}={value}");
    }
}

async fn conditions_without_end_are_refused_d8_2(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    for name in ["certificate_number", "department", "title", "user_id"] {
        assert!(found(&admin, &[(name, &"長".repeat(100))]).await.is_empty());
        for (long, actual) in [("a".repeat(10_000), 10_000), ("%".repeat(1_000), 1_000), ("🦀".repeat(101), 101)] {
            for route in [routes::CERTIFICATES, routes::CERTIFICATES_CSV] {
                let refused = admin.get(&query(route, &[(name, &long)])).await;
                let problem = refused.refused(422, ProblemCode::InvalidFields).problem();
                assert_eq!(problem.errors[0].pointer, name);
                assert_eq!(problem.errors[0].reason, Reason::TooLong { max: 100, actual });
            }
        }
        refused(&admin, &[(name, "a\0b")], name).await;
        refused(&admin, &[(name, "a\u{202e}b")], name).await;
    }
    for name in ["state", "expires_from", "expires_to", "sort", "order", "cursor"] {
        refused(&admin, &[(name, &"x".repeat(10_000))], name).await;
    }
}

/// Asserts that the request is refused because of this one parameter.
async fn refused(client: &Client, pairs: &[(&str, &str)], pointer: &str) {
    let problem = client.get(&query(routes::CERTIFICATES, pairs)).await.refused(422, ProblemCode::InvalidFields);
    let pointers: Vec<String> = problem.problem().errors.into_iter().map(|error| error.pointer).collect();
    assert_eq!(pointers, [pointer], "{pairs:?}");
}

async fn the_state_is_a_condition_d8_2(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let number = add(&stand, "境", "今", BEGIN).await;
    for sort in ["number", "department", "title", "issued_at", "expires_at", "state"] {
        for (state, expected) in [("valid", vec![1, 2, 8]), ("expired", vec![3, 4, 5]), ("revoked", vec![6])] {
            let mut numbers = found(&admin, &[("state", state), ("sort", sort)]).await;
            numbers.sort_unstable();
            assert_eq!(numbers, expected, "{state} by {sort}");
        }
    }
    // The list and its rows agree at the very end: the last second belongs to the certificate.
    for (now, state) in [(BEGIN.0 + 999, CertificateState::Valid), (BEGIN.0 + 1000, CertificateState::Expired)] {
        stand.clock.set(Moment(now));
        let page = list(&admin, &[("state", state.code()), ("certificate_number", &number)]).await;
        assert_eq!((page.total, page.items[0].state), (1, state));
    }
    for bad in ["Valid", "有効", "valid ", "1"] {
        refused(&admin, &[("state", bad)], "state").await;
    }
}

/// A moment, by the clocks of Japan.
fn japan(day: &str, seconds: i64) -> Moment {
    Moment::midnight_in_japan(day).unwrap().plus_seconds(seconds)
}

async fn the_days_of_expiry_are_those_of_japan_d8_2(database: Database) {
    let stand = Stand::start(&database).await;
    // In UTC the first three end on one day. Two years before the last end all were issued.
    stand.clock.set(japan("2028-04-01", 1));
    let admin = stand.logged_in(ADMIN_A).await;
    add(&stand, "日", "前日の最後", japan("2030-03-31", -1)).await;
    add(&stand, "日", "最初", japan("2030-03-31", 0)).await;
    add(&stand, "日", "最後", japan("2030-04-01", -1)).await;
    add(&stand, "日", "翌日の最初", japan("2030-04-01", 0)).await;
    for sort in ["number", "expires_at", "state"] {
        for (from, to, expected) in [
            ("2030-03-31", "2030-03-31", vec![9, 10]),
            ("2030-03-31", "", vec![9, 10, 11]),
            ("2030-03-30", "2030-03-30", vec![8]),
            ("2030-04-01", "2030-04-01", vec![11]),
            ("2030-04-02", "", vec![]),
            ("", "2030-03-30", vec![1, 2, 3, 4, 5, 6, 8]),
        ] {
            let pairs = [("expires_from", from), ("expires_to", to), ("sort", sort)];
            let mut numbers = found(&admin, &pairs).await;
            numbers.sort_unstable();
            assert_eq!(numbers, expected, "{pairs:?}");
        }
    }
    let narrowed = [("expires_from", "2030-03-31"), ("title", "最初"), ("user_id", SIGNER_A.id), ("state", "valid")];
    assert_eq!(found(&admin, &narrowed).await, [9, 11]);
}

async fn days_that_are_none_and_reversed_ones_are_refused_d8_2(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    for bad in
        ["2030-02-30", "2030-3-1", "2030/03/01", "２０３０-０３-０１", "x", "2030-03-01T00:00", "0", "-000001-01", "'"]
    {
        refused(&admin, &[("expires_from", bad)], "expires_from").await;
        refused(&admin, &[("expires_to", bad)], "expires_to").await;
    }
    refused(&admin, &[("expires_from", "2030-03-02"), ("expires_to", "2030-03-01")], "expires_to").await;
    assert_eq!(found(&admin, &[("expires_from", "0000-01-01"), ("expires_to", "9999-12-30")]).await.len(), 6);
    // The calendar's last day has no day after it.
    let last = admin.get(&query(routes::CERTIFICATES, &[("expires_to", "9999-12-31")])).await;
    assert!(last.status.as_u16() < 500, "{}", last.text());
}

async fn the_bound_users_id_is_taken_whole_d8_2(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    for typed in [SIGNER_A.id, "SHOMEI.shiro", " ｓｈｏｍｅｉ．ｓｈｉｒｏ　"] {
        assert_eq!(found(&admin, &[("user_id", typed)]).await, [1, 2, 3, 5, 6], "{typed}");
    }
    for other in ["shomei", "hiro", ADMIN_A.id, MEMBER_B.id, "nobody"] {
        assert!(found(&admin, &[("user_id", other)]).await.is_empty(), "{other}");
    }
    stand.sql("UPDATE bindings SET released_at = 1 WHERE certificate_number = 'JC-00000002'").await;
    assert_eq!(found(&admin, &[("user_id", SIGNER_A.id)]).await, [1, 3, 5, 6], "bound now");
    assert!(found(&stand.logged_in(ADMIN_B).await, &[("user_id", SIGNER_A.id)]).await.is_empty());
}

async fn the_file_holds_the_whole_result_d8_2(database: Database) {
    let stand = Stand::start(&database).await;
    scale::load(&stand.state, Scale { users: 3, certificates: 1_050, issued: false }).await.unwrap();
    let first = user::Entity::find().order_by_asc(user::Column::Id).all(&stand.state.db).await.unwrap();
    let first = first.into_iter().find(|user| user.company_id == scale::COMPANY_ID).unwrap();
    let admin = logged_in_as(&stand, &first).await;
    let file = |pairs: Vec<(&'static str, &'static str)>| admin.get(&query(routes::CERTIFICATES_CSV, &pairs));
    let answer = file(vec![("limit", "7"), ("sort", "title"), ("order", "desc")]).await.is(200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert!(answer.header("content-disposition").contains("attachment"));
    let text = answer.text();
    let mut lines = text.strip_prefix('\u{feff}').unwrap().split_terminator("\r\n");
    assert_eq!(lines.next(), Some("電子証明書管理番号,部署名,役職名,発行日,有効期限,状態,紐付け人数"));
    let mut numbers: Vec<&str> = lines.map(|line| line.split(',').next().unwrap()).collect();
    let listed = list(&admin, &[("sort", "title"), ("order", "desc"), ("limit", "200")]).await;
    let listed: Vec<String> = listed.items.into_iter().map(|row| row.certificate_number).collect();
    assert_eq!(numbers[..200], listed, "in the order of the list");
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 1_050, "none left out, none twice");
    // Conditions hold in the file too; another company's file has nothing of it.
    assert_eq!(file(vec![("title", "第7課長")]).await.is(200).text().lines().count(), 2);
    assert_eq!(file(vec![("title", "無い")]).await.is(200).text().lines().count(), 1);
    file(vec![("sort", "x")]).await.is(422);
    let of_a = stand.logged_in(ADMIN_A).await.get(routes::CERTIFICATES_CSV).await.is(200).text();
    assert_eq!(of_a.lines().count(), 7);
    assert!(of_a.contains("JC-00000001,東京支店,有効,"));
    assert!(of_a.contains(",有効,1"));
}
