//! The 利用者選択 dialog's search (M4.2, D4.4).

use contract::page::Page;
use contract::problem::ProblemCode;
use contract::routes;
use contract::user::{Role, UserSummary};
use contract::{FieldError, Reason};

use crate::stand::Stand;
use crate::stand::client::Client;
use crate::stand::database::{Database, on_each_database};
use crate::stand::world::{
    ADMIN_A, ADMIN_B, DISABLED_A, LEFT_A, MEMBER_A, SECOND_ADMIN_A, SIGNER_A, colleague, import_users,
};

on_each_database!(
    empty_conditions_list_all_but_those_who_left_or_are_disabled_m4_2,
    each_condition_matches_a_part_ignoring_case_and_width_d4_4,
    wildcards_quotes_and_emoji_stand_for_themselves_d4_4,
    conditions_without_end_are_refused_d4_4,
    whether_somebody_is_a_signing_id_d4_4,
    paging_through_300_has_neither_gap_nor_double_d4_4,
);

/// A query, percent-encoded.
fn query(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={}", routes::fill("{x}", value))).collect();
    format!("{}?{}", routes::USERS, pairs.join("&"))
}

async fn search(client: &Client, pairs: &[(&str, &str)]) -> Page<UserSummary> {
    client.get(&query(pairs)).await.json()
}

async fn ids(client: &Client, pairs: &[(&str, &str)]) -> Vec<String> {
    let page = search(client, pairs).await;
    assert_eq!(page.total, page.items.len() as u64);
    page.items.into_iter().map(|user| user.user_id).collect()
}

async fn add(stand: &Stand, people: &[(&str, &str, &str)]) {
    let rows: Vec<_> =
        people.iter().map(|(id, name, department)| colleague(id, name, department, Role::Member)).collect();
    import_users(stand, &rows).await;
}

async fn empty_conditions_list_all_but_those_who_left_or_are_disabled_m4_2(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let active = [MEMBER_A.id, ADMIN_A.id, SECOND_ADMIN_A.id, SIGNER_A.id];
    for conditions in [vec![], vec![("user_id", ""), ("name", ""), ("department", "")], vec![("name", " 　 ")]] {
        assert_eq!(ids(&admin, &conditions).await, active, "by ID; nobody of another company");
    }
    for person in [DISABLED_A, LEFT_A] {
        assert!(ids(&admin, &[("user_id", person.id)]).await.is_empty());
    }
    assert_eq!(ids(&stand.logged_in(ADMIN_B).await, &[]).await, ["ippan.roku", "kanri.goro"]);
    let page = search(&admin, &[("user_id", ADMIN_A.id)]).await;
    let row = &page.items[0];
    assert_eq!((row.name.as_str(), row.department.as_str()), ("管理 花子", "総務部"));
    assert_eq!(row.mail_address, "user@k1001.example");
}

async fn each_condition_matches_a_part_ignoring_case_and_width_d4_4(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    add(&stand, &[("YAMADA-01", "ヤマダ ﾊﾟｳﾙ", "ＩＴ推進部"), ("émile", "Émile Ｄupont", "it支援")]).await;
    for (conditions, expected) in [
        (vec![("user_id", "anri")], vec!["kanri.hanako", "kanri.taro"]),
        (vec![("user_id", "ＫＡＮＲＩ．ｔ")], vec!["kanri.taro"]),
        (vec![("user_id", "yamada")], vec!["YAMADA-01"]),
        (vec![("name", "花")], vec!["kanri.hanako"]),
        (vec![("name", " 花子　")], vec!["kanri.hanako"]),
        // Few type the space between the names, and some a wide one.
        (vec![("name", "管理花子")], vec!["kanri.hanako"]),
        (vec![("name", "管理　花")], vec!["kanri.hanako"]),
        (vec![("name", "ﾔﾏﾀﾞ")], vec!["YAMADA-01"]),
        (vec![("name", "パウル")], vec!["YAMADA-01"]),
        (vec![("name", "émile dUPONT")], vec!["émile"]),
        (vec![("department", "it")], vec!["YAMADA-01", "émile"]),
        (vec![("department", "ｉｔ推")], vec!["YAMADA-01"]),
        // Together they narrow.
        (vec![("user_id", "kanri"), ("name", "太郎"), ("department", "総務")], vec!["kanri.taro"]),
        (vec![("user_id", "kanri"), ("department", "営業")], vec![]),
    ] {
        assert_eq!(ids(&admin, &conditions).await, expected, "{conditions:?}");
    }
}

async fn wildcards_quotes_and_emoji_stand_for_themselves_d4_4(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    add(
        &stand,
        &[
            ("a_b", "100% 達成", "'営業' \"部\""),
            ("axb", "1000 達成", "営業\\部"),
            ("crab", "🦀 蟹", "👪部"),
            ("yoshi", "𠮷野 家", "[特]*?部"),
        ],
    )
    .await;
    for (name, value, expected) in [
        ("user_id", "_", vec!["a_b"]),
        ("user_id", "a_b", vec!["a_b"]),
        ("name", "%", vec!["a_b"]),
        ("name", "100%", vec!["a_b"]),
        ("department", "'", vec!["a_b"]),
        ("department", "' OR '1'='1", vec![]),
        ("department", "'; DROP TABLE users; --", vec![]),
        ("department", "\"部\"", vec!["a_b"]),
        ("department", "\\", vec!["axb"]),
        ("department", "\\部", vec!["axb"]),
        ("name", "🦀", vec!["crab"]),
        ("name", "𠮷", vec!["yoshi"]),
        ("department", "[特]*?", vec!["yoshi"]),
        ("department", "*", vec!["yoshi"]),
    ] {
        assert_eq!(ids(&admin, &[(name, value)]).await, expected, "{name}={value}");
    }
}

async fn conditions_without_end_are_refused_d4_4(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    assert!(ids(&admin, &[("name", &"長".repeat(100))]).await.is_empty());
    // Percent-encoded, more than 7,281 of these would not fit into an address at all.
    for (long, actual) in [("a".repeat(10_000), 10_000), ("長".repeat(7_000), 7_000), ("🦀".repeat(101), 101)] {
        let problem = admin.get(&query(&[("name", &long)])).await.refused(422, ProblemCode::InvalidFields).problem();
        let reason = Reason::TooLong { max: 100, actual };
        assert_eq!(problem.errors, [FieldError { pointer: "name".to_owned(), reason }]);
    }
    let conditions = [("user_id", "a\nb"), ("department", "a\u{202e}b")];
    let problem = admin.get(&query(&conditions)).await.refused(422, ProblemCode::InvalidFields).problem();
    let pointers: Vec<&str> = problem.errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, ["user_id", "department"]);
}

async fn whether_somebody_is_a_signing_id_d4_4(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let page = search(&admin, &[]).await;
    let signing: Vec<&str> =
        page.items.iter().filter(|user| user.is_signing_id).map(|user| user.user_id.as_str()).collect();
    assert_eq!(signing, [SIGNER_A.id]);
    // Bound to several: released from one she still is, from all she is not.
    stand.sql("UPDATE bindings SET released_at = 1 WHERE certificate_number <> 'JC-00000001'").await;
    assert!(search(&admin, &[("user_id", SIGNER_A.id)]).await.items[0].is_signing_id);
    stand.sql("UPDATE bindings SET released_at = 1").await;
    assert!(!search(&admin, &[("user_id", SIGNER_A.id)]).await.items[0].is_signing_id);
}

async fn paging_through_300_has_neither_gap_nor_double_d4_4(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    let ids: Vec<String> = (0..300)
        .map(|number| format!("{}{:03}", if number % 2 == 0 { "User-" } else { "user." }, number * 7 % 300))
        .collect();
    let people: Vec<(&str, &str, &str)> = ids.iter().map(|id| (id.as_str(), "多数 太郎", "多数部")).collect();
    add(&stand, &people).await;
    for limit in ["7", "50", "100", "200"] {
        let (mut seen, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let page = search(&admin, &[("department", "多数"), ("limit", limit), ("cursor", &cursor)]).await;
            assert_eq!(page.total, 300);
            assert!(page.items.len() <= limit.parse().unwrap());
            seen.extend(page.items.into_iter().map(|user| user.user_id.to_lowercase()));
            pages += 1;
            match page.next_cursor {
                Some(next) => cursor = next,
                None => break,
            }
        }
        assert_eq!(seen.len(), 300);
        assert!(seen.windows(2).all(|pair| pair[0] != pair[1]));
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), 300, "none twice");
        assert_eq!(pages, 300_usize.div_ceil(limit.parse().unwrap()));
    }
    // Without a limit it is 50; the last page that is just full has no next.
    let page = search(&admin, &[("department", "多数")]).await;
    assert_eq!(page.items.len(), 50);
    // Somebody who joins or leaves meanwhile moves nobody else out of the pages to come.
    stand.sql(&format!("UPDATE users SET state = 'left' WHERE user_id = '{}'", page.items[49].user_id)).await;
    let cursor = page.next_cursor.unwrap();
    let next = search(&admin, &[("department", "多数"), ("cursor", &cursor)]).await;
    assert_eq!(next.items.len(), 50);
    assert!(next.items.iter().all(|user| !page.items.contains(user)));
}
