//! Every list, search and sort reads its page from an index in its order: no scan of a whole table, no sort (D4.4, D8.2).

use contract::application::ApplicationState;
use contract::certificate::{CertificateSort, CertificateState};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DbBackend, EntityTrait, QueryFilter as _, QueryOrder as _, QueryTrait as _,
    Select, Statement,
};
use server::demonstration::scale::{self, Scale};
use server::entity::user;
use server::store::CompanyScope;
use server::store::certificate_list::{self, Conditions, Order};
use server::store::cursor::{PageRequest, count_statement};
use server::store::{applications, users};

use crate::stand::Stand;
use crate::stand::database::{Database, Kind, on_each_database};

on_each_database!(
    every_page_of_certificates_comes_from_an_index_d8_2,
    every_page_of_users_comes_from_an_index_d4_4,
    every_page_of_applications_comes_from_an_index_d13_1,
);

/// A company with many of everything, and what it is reached through.
async fn load(database: &Database) -> (Stand, CompanyScope) {
    let stand = Stand::start(database).await;
    scale::load(&stand.state, Scale { users: 2_000, certificates: 3_000 }).await.unwrap();
    // SQLite is left without statistics, as the server leaves it; PostgreSQL gathers them by itself.
    if database.kind == Kind::Postgres {
        stand.sql("ANALYZE").await;
    }
    let first = user::Entity::find()
        .filter(user::Column::CompanyId.eq(scale::COMPANY_ID))
        .order_by_asc(user::Column::Id)
        .one(&stand.state.db)
        .await;
    let scope = CompanyScope::of(&first.unwrap().unwrap());
    (stand, scope)
}

/// How the database carries a statement out.
async fn explain(stand: &Stand, statement: &Statement) -> String {
    let db = &stand.state.db;
    let (backend, how) = match db.get_database_backend() {
        DbBackend::Sqlite => (DbBackend::Sqlite, "EXPLAIN QUERY PLAN"),
        other => (other, "EXPLAIN"),
    };
    let values = statement.values.clone().map_or_else(Vec::new, |values| values.0);
    let explain = Statement::from_sql_and_values(backend, format!("{how} {}", statement.sql), values);
    let lines = db.query_all_raw(explain).await.unwrap();
    let column = if backend == DbBackend::Sqlite { "detail" } else { "QUERY PLAN" };
    lines.iter().map(|line| line.try_get::<String>("", column).unwrap()).collect::<Vec<_>>().join("\n")
}

/// What is wrong with a plan, if anything is.
fn fault(plan: &str) -> Option<&str> {
    plan.lines().find(|line| {
        let line = line.trim_start_matches([' ', '-', '>']);
        line.starts_with("SCAN ") && !line.starts_with("SCAN counted")
            || line.contains("TEMP B-TREE")
            || line.starts_with("Seq Scan")
            || line.starts_with("Sort ")
            || line.starts_with("Incremental Sort")
            || line.starts_with("Parallel Seq")
    })
}

/// Where PostgreSQL expects few hits among the few rows here, it reads them all and sorts the hits; so there only what
/// matches `many` is told by its plan. SQLite decides by the indexes alone.
async fn check<E: EntityTrait>(faults: &mut Vec<String>, stand: &Stand, what: &str, many: bool, query: Select<E>) {
    if stand.state.db.get_database_backend() == DbBackend::Postgres && !many {
        return;
    }
    let statement = query.build(stand.state.db.get_database_backend());
    let plan = explain(stand, &statement).await;
    if fault(&plan).is_some() {
        faults.push(format!("{what}\n{}\n{plan}\n", statement.sql.split(" FROM ").nth(1).unwrap_or_default()));
    }
}

/// Counting stops at a number, and goes through the company's own rows. PostgreSQL rightly reads a small table as a
/// whole when all of it is the company's; SQLite tells what a larger one would get.
async fn check_count<E: EntityTrait>(faults: &mut Vec<String>, stand: &Stand, what: &str, query: Select<E>) {
    let backend = stand.state.db.get_database_backend();
    let plan = explain(stand, &backend.build(&count_statement(query))).await;
    if backend == DbBackend::Sqlite && fault(&plan).is_some() {
        faults.push(format!("count of {what}\n{plan}\n"));
    }
    if backend == DbBackend::Postgres && !plan.contains("Limit") {
        faults.push(format!("endless count of {what}\n{plan}\n"));
    }
}

fn searches(stand: &Stand) -> Vec<(&'static str, Conditions)> {
    let text = |text: &str| text.to_owned();
    let now = stand.state.now();
    let range = (Some(now.plus_days(10)), Some(now.plus_days(20)));
    let mut searches = vec![
        ("all", Conditions::default()),
        ("number", Conditions { certificate_number: text("99"), ..Conditions::default() }),
        ("department", Conditions { department: text("部"), ..Conditions::default() }),
        ("department of nobody", Conditions { department: text("無い"), ..Conditions::default() }),
        ("title", Conditions { title: text("7課"), ..Conditions::default() }),
        ("expiry", Conditions { expires_from: range.0, expires_before: range.1, ..Conditions::default() }),
        (
            "expiry and title",
            Conditions { expires_from: range.0, expires_before: range.1, title: text("7"), ..Conditions::default() },
        ),
    ];
    for (what, state) in ["valid", "expired", "revoked"].into_iter().zip(CertificateState::ALL) {
        searches.push((what, Conditions { state: Some(state), ..Conditions::default() }));
    }
    searches
}

async fn every_page_of_certificates_comes_from_an_index_d8_2(database: Database) {
    let (stand, scope) = load(&database).await;
    let mut faults = Vec::new();
    let now = stand.state.now();
    let row = server::entity::certificate::Entity::find()
        .filter(server::entity::certificate::Column::CompanyId.eq(scale::COMPANY_ID))
        .one(&stand.state.db)
        .await;
    let row = row.unwrap().unwrap();
    for (what, conditions) in searches(&stand) {
        for by in CertificateSort::ALL {
            let matching = || certificate_list::matching(&scope, &conditions, now, by);
            for descending in [false, true] {
                let key = certificate_list::key_of(&row, by);
                for after in [None, Some(key.as_str())] {
                    let page = certificate_list::page(matching(), Order { by, descending }, after, 51).unwrap();
                    let what = format!("{what} by {by:?} descending {descending} after {after:?}");
                    check(&mut faults, &stand, &what, what.starts_with("all "), page).await;
                }
            }
            check_count(&mut faults, &stand, what, matching()).await;
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));

    // Of one user there are few: found by the user, then put in order; no table is read as a whole.
    let conditions = Conditions { user_key: "nobody".to_owned(), ..Conditions::default() };
    for by in CertificateSort::ALL {
        let matching = certificate_list::matching(&scope, &conditions, now, by);
        let page = certificate_list::page(matching, Order { by, descending: false }, None, 51).unwrap();
        let statement = page.build(stand.state.db.get_database_backend());
        let plan = explain(&stand, &statement).await;
        let scans = |line: &str| line.contains("Seq Scan on certificates") || line.contains("SCAN certificates");
        assert!(!plan.lines().any(scans), "by {by:?}\n{plan}");
    }
}

async fn every_page_of_users_comes_from_an_index_d4_4(database: Database) {
    let (stand, scope) = load(&database).await;
    let mut faults = Vec::new();
    let mut all = vec![users::UserConditions::default()];
    for part in ["a", "無い"] {
        let part = part.to_owned();
        all.push(users::UserConditions { user_id: part.clone(), ..Default::default() });
        all.push(users::UserConditions { name: part.clone(), ..Default::default() });
        all.push(users::UserConditions { department: part, ..Default::default() });
    }
    for (index, conditions) in all.into_iter().enumerate() {
        let many = index == 0;
        for after in [None, Some("m".to_owned())] {
            let page = PageRequest { after, limit: 50 };
            let query = users::page_of(users::matching(&scope, &conditions), &page);
            check(&mut faults, &stand, &format!("{conditions:?} {page:?}"), many, query).await;
        }
        check_count(&mut faults, &stand, &format!("{conditions:?}"), users::matching(&scope, &conditions)).await;
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

async fn every_page_of_applications_comes_from_an_index_d13_1(database: Database) {
    let (stand, scope) = load(&database).await;
    let mut faults = Vec::new();
    let states = [None].into_iter().chain(ApplicationState::ALL.map(Some));
    for state in states {
        for after in [None, Some("AP-50001500".to_owned())] {
            let page = PageRequest { after, limit: 50 };
            let query = applications::page_of(applications::matching(&scope, state), &page);
            check(&mut faults, &stand, &format!("{state:?} {page:?}"), state.is_none(), query).await;
        }
        check_count(&mut faults, &stand, &format!("{state:?}"), applications::matching(&scope, state)).await;
    }
    assert!(faults.is_empty(), "{} faults on {:?}\n{}", faults.len(), database.kind == Kind::Sqlite, faults.join("\n"));
}
