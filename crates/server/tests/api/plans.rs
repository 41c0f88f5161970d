//! Every list, search and sort reads its page from an index: no scan of a whole table, and nothing is put in order but
//! what was few before (D4.4, D8.2, D13.1, S9).

use contract::application::ApplicationState;
use contract::certificate::{CertificateSort, CertificateState};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DbBackend, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, Set, Statement,
};
use server::clock::Moment;
use server::demonstration::scale::{self, Scale};
use server::entity::{audit, certificate, user};
use server::store::certificate_list::{self, Conditions, Order, Way};
use server::store::cursor::{PageRequest, count_statement};
use server::store::search::{self, Count, FEW};
use server::store::{CompanyScope, applications, audit_list, bindings, certificates, users};

use crate::stand::Stand;
use crate::stand::database::{Database, on_each_database};

on_each_database!(every_list_search_and_sort_has_its_index_d4_4_d8_2_d13_1);

/// Enough for a database to prefer an index where there is one.
const ROWS: usize = 4_200;

/// A company with many of everything, and what it is reached through.
async fn load(stand: &Stand) -> CompanyScope {
    if stand.state.db.get_database_backend() == DbBackend::Postgres {
        // The tables lie on as many pages as ones ten times as long; else PostgreSQL would rightly read them as a whole.
        for table in ["users", "certificates", "applications", "audit"] {
            stand.sql(&format!("ALTER TABLE {table} SET (fillfactor = 10)")).await;
        }
    }
    scale::load(&stand.state, Scale { users: ROWS, certificates: ROWS, issued: false }).await.unwrap();
    let db = &stand.state.db;
    let numbers: Vec<usize> = (0..ROWS).collect();
    for chunk in numbers.chunks(500) {
        let rows = chunk.iter().map(|number| audit::ActiveModel {
            id: sea_orm::NotSet,
            chain: Set(scale::COMPANY_ID.to_owned()),
            sequence: Set(*number as i64 + 1),
            at: Set(*number as i64 * 60_000),
            actor: Set(format!("user{}", number % 500)),
            role: Set("administrator".to_owned()),
            address: Set("127.0.0.1".to_owned()),
            action: Set("sign".to_owned()),
            object: Set(format!("JC-{:08}", number % 700)),
            outcome: Set("ok".to_owned()),
            detail: Set("{}".to_owned()),
            previous: Set(String::new()),
            hash: Set(String::new()),
        });
        audit::Entity::insert_many(rows).exec_without_returning(db).await.unwrap();
    }
    // Some of what is rare.
    stand.sql("UPDATE applications SET state = 'received' WHERE receipt_number LIKE '%00'").await;
    stand.sql("UPDATE applications SET state = 'examining' WHERE receipt_number LIKE '%50'").await;
    stand.sql("UPDATE certificates SET revoked = 1, revoked_at = 1 WHERE certificate_number LIKE '%77'").await;
    let first = user::Entity::find()
        .filter(user::Column::CompanyId.eq(scale::COMPANY_ID))
        .order_by_asc(user::Column::Id)
        .one(db)
        .await;
    CompanyScope::of(&first.unwrap().unwrap())
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

/// What is wrong with a plan, if anything is. What was found by another index may be put in order, if it is `few`.
fn fault(plan: &str, few: bool) -> Option<&str> {
    plan.lines().find(|line| {
        let line = line.trim_start_matches([' ', '-', '>']);
        let scans = line.starts_with("SCAN ") && !line.starts_with("SCAN counted")
            // A derived table, which is limited.
            && line != "SCAN search_grams"
            || line.contains("Seq Scan on");
        let sorts = line.contains("TEMP B-TREE") || line.starts_with("Sort ") || line.starts_with("Incremental Sort");
        scans || sorts && !few
    })
}

/// The plans that have been looked at.
struct Plans<'a> {
    stand: &'a Stand,
    looked_at: usize,
    faults: Vec<String>,
}

impl Plans<'_> {
    async fn look(&mut self, what: &str, statement: Statement, few: bool) {
        let plan = explain(self.stand, &statement).await;
        self.looked_at += 1;
        if fault(&plan, few).is_some() {
            self.faults.push(format!("{what}\n{}\n{:?}\n{plan}\n", statement.sql, statement.values));
        }
    }

    async fn page<E: sea_orm::EntityTrait>(&mut self, what: &str, query: sea_orm::Select<E>) {
        let statement = query.build(self.stand.state.db.get_database_backend());
        self.look(what, statement, false).await;
    }

    /// Rows by many of their keys: found by those, and not among all of the company's.
    async fn by_key<E: sea_orm::EntityTrait>(&mut self, what: &str, query: sea_orm::Select<E>, key: &str) {
        let backend = self.stand.state.db.get_database_backend();
        let plan = explain(self.stand, &query.build(backend)).await;
        self.looked_at += 1;
        // PostgreSQL knows how many rows a company has.
        if backend == DbBackend::Sqlite && !plan.contains(key) {
            self.faults.push(format!("{what}\n{plan}\n"));
        }
    }

    /// Counting stops at a number. PostgreSQL rightly reads a table as a whole when nearly all of it is the company's and
    /// its rows are few; only SQLite, which decides by the indexes alone, tells what a larger one would get.
    async fn count(&mut self, what: &str, count: Count) {
        let backend = self.stand.state.db.get_database_backend();
        let (Count::Exact(statement) | Count::AtLeast(statement)) = count else { return };
        let statement = backend.build(&statement);
        assert!(statement.sql.contains("LIMIT"), "{what}: counts without end");
        if backend == DbBackend::Sqlite {
            self.look(&format!("count of {what}"), statement, true).await;
        }
    }
}

fn searches(now: Moment) -> Vec<(&'static str, Conditions)> {
    let text = |text: &str| text.to_owned();
    let days = |from: i64, to: i64| Conditions {
        expires_from: Some(now.plus_days(from)),
        expires_before: Some(now.plus_days(to)),
        ..Conditions::default()
    };
    let mut searches = vec![
        ("all", Conditions::default()),
        ("one number", Conditions { certificate_number: text("jc-50000099"), ..Conditions::default() }),
        ("a digit", Conditions { certificate_number: text("0"), ..Conditions::default() }),
        ("a department", Conditions { department: text("支店"), ..Conditions::default() }),
        ("a long department", Conditions { department: text("名古屋支店"), ..Conditions::default() }),
        ("department of nobody", Conditions { department: text("無い"), ..Conditions::default() }),
        ("a title", Conditions { title: text("77課"), ..Conditions::default() }),
        ("every title", Conditions { title: text("課長"), ..Conditions::default() }),
        ("few days", days(10, 20)),
        ("many days", days(-600, 600)),
        ("few days and a title", Conditions { title: text("課"), ..days(10, 20) }),
        ("many days and a title", Conditions { title: text("課"), ..days(-600, 600) }),
        ("a number within", Conditions { certificate_number: text("0000777"), ..Conditions::default() }),
        ("two parts", Conditions { department: text("部"), title: text("第"), ..Conditions::default() }),
    ];
    for (what, state) in ["valid", "expired", "revoked"].into_iter().zip(CertificateState::ALL) {
        searches.push((what, Conditions { state: Some(state), ..Conditions::default() }));
    }
    searches
}

/// Number, department, title, revoked, end.
type Told = (String, String, String, i32, i64);

/// All of the company's certificates in an order.
async fn all_in_order(stand: &Stand, scope: &CompanyScope, order: Order) -> Vec<Told> {
    use certificate::Column::{CertificateNumber, DepartmentKey, NotAfter, Revoked, TitleKey};
    let (now, all) = (stand.state.now(), Conditions::default());
    let query = certificate_list::page(scope, &all, now, (&Way::Sorted, order), None, ROWS as u64).unwrap();
    let query = query.select_only().columns([CertificateNumber, DepartmentKey, TitleKey, Revoked, NotAfter]);
    query.into_tuple().all(&stand.state.db).await.unwrap()
}

/// Whether a certificate matches, told without the database.
fn matches(conditions: &Conditions, row: &Told, now: Moment) -> bool {
    let (number, department, title, revoked, end) = row;
    let state = match () {
        () if *revoked == 1 => CertificateState::Revoked,
        () if *end < now.floor_to_second().0 => CertificateState::Expired,
        () => CertificateState::Valid,
    };
    number.to_lowercase().contains(&conditions.certificate_number)
        && department.contains(&conditions.department)
        && title.contains(&conditions.title)
        && conditions.state.is_none_or(|wanted| wanted == state)
        && conditions.expires_from.is_none_or(|from| *end >= from.0)
        && conditions.expires_before.is_none_or(|before| *end < before.0)
}

/// Whichever way is taken, the pages and the count are those of the whole list, looked through.
async fn whichever_way_the_hits_are_the_same(stand: &Stand, scope: &CompanyScope) {
    let (db, now) = (&stand.state.db, stand.state.now());
    let mut ways = std::collections::BTreeSet::new();
    for (column, by) in CertificateSort::ALL.into_iter().enumerate() {
        for descending in [false, true] {
            let order = Order { by, descending };
            let all = all_in_order(stand, scope, order).await;
            assert_eq!(all.len(), ROWS);
            // Every search by every column, in one direction or the other.
            let turn = column + usize::from(descending);
            for (_, (what, conditions)) in searches(now).into_iter().enumerate().filter(|(at, _)| (at + turn) % 2 == 0)
            {
                let expected: Vec<&str> =
                    all.iter().filter(|row| matches(&conditions, row, now)).map(|row| row.0.as_str()).collect();
                let (way, driver) = Way::find(db, scope, &conditions, now, by).await.unwrap();
                ways.insert(format!("{way:?}").split([' ', '(']).next().unwrap().to_owned());
                let (mut found, mut after) = (Vec::new(), None::<String>);
                for _ in 0..3 {
                    let page = certificate_list::page(scope, &conditions, now, (&way, order), after.as_deref(), 40);
                    let rows = page.unwrap().all(db).await.unwrap();
                    after = rows.last().map(|row| certificate_list::key_of(row, by)).or(after);
                    found.extend(rows.into_iter().map(|row| row.certificate_number));
                }
                assert_eq!(found, expected[..expected.len().min(120)], "{what} by {by:?} {descending} {way:?}");
                let count = certificate_list::count_of(scope, &conditions, now, (&way, driver.as_ref()));
                let least = matches!(count, Count::AtLeast(_));
                let counted = count.carry_out(db).await.unwrap();
                let hits = expected.len() as u64;
                assert!(counted.rows() == hits || least && counted.rows() <= hits, "{what}: {counted:?} of {hits}");
            }
        }
    }
    assert_eq!(ways.into_iter().collect::<Vec<_>>(), ["Led", "Narrow", "Sorted"]);
}

async fn certificates_of(plans: &mut Plans<'_>, scope: &CompanyScope) {
    let (db, now) = (&plans.stand.state.db, plans.stand.state.now());
    let row = certificate::Entity::find().filter(certificate::Column::CompanyId.eq(scale::COMPANY_ID)).one(db).await;
    let row = row.unwrap().unwrap();
    let backend = db.get_database_backend();
    for (what, conditions) in searches(now) {
        for by in CertificateSort::ALL {
            let (way, driver) = Way::find(db, scope, &conditions, now, by).await.unwrap();
            let few = match &way {
                Way::Sorted => false,
                // In the order of the grams.
                Way::Led(_) if by == CertificateSort::Number => false,
                Way::Led(driver) => driver.rows() <= FEW,
                Way::Narrow | Way::ByUser => true,
            };
            let key = certificate_list::key_of(&row, by);
            for descending in [false, true] {
                for after in [None, Some(key.as_str())] {
                    let order = Order { by, descending };
                    let page = certificate_list::page(scope, &conditions, now, (&way, order), after, 51).unwrap();
                    let what = format!("{what} by {by:?} descending {descending} after {after:?}: {way:?}");
                    // What PostgreSQL knows to be rare it may put in order, too.
                    let rare = driver.as_ref().is_some_and(|driver| driver.rows() < FEW / 4);
                    plans.look(&what, page.build(backend), few || backend == DbBackend::Postgres && rare).await;
                }
            }
            plans.count(what, certificate_list::count_of(scope, &conditions, now, (&way, driver.as_ref()))).await;
        }
    }
    // Of one user there are few: found by the user, then put in order.
    let conditions = Conditions { user_key: "sato.taro".to_owned(), ..Conditions::default() };
    for by in CertificateSort::ALL {
        let (way, _) = Way::find(db, scope, &conditions, now, by).await.unwrap();
        let order = Order { by, descending: false };
        let page = certificate_list::page(scope, &conditions, now, (&way, order), None, 51).unwrap();
        plans.look(&format!("of a user by {by:?}"), page.build(backend), true).await;
    }
    for after in [None, Some(format!("{}/JC-50000000", now.0))] {
        let page = PageRequest { after, limit: 50 };
        plans.page("reusable", certificates::reusable_page_of(scope, now, &page)).await;
    }
    plans.count("reusable", Count::Exact(count_statement(certificates::reusable_rows(scope, now)))).await;
}

async fn users_of(plans: &mut Plans<'_>, scope: &CompanyScope) {
    let db = &plans.stand.state.db;
    let mut all = vec![users::UserConditions::default()];
    for part in ["a", "tana", "佐藤", "藤 健一", "部", "名古屋支店", "無い"] {
        let part = part.to_owned();
        all.push(users::UserConditions { user_id: part.clone(), ..Default::default() });
        all.push(users::UserConditions { name: part.clone(), ..Default::default() });
        all.push(users::UserConditions { department: part, ..Default::default() });
    }
    all.push(users::UserConditions { user_id: "sato".into(), name: "郎".into(), department: "部".into() });
    for conditions in all {
        let driver = search::rarest(db, scope, &conditions.parts()).await.unwrap();
        for after in [None, Some("m".to_owned())] {
            let page = PageRequest { after, limit: 50 };
            let query = users::page_of(scope, &conditions, driver.as_ref(), &page);
            let rare = driver.as_ref().is_some_and(|driver| driver.rows() < FEW / 4);
            let backend = db.get_database_backend();
            let few = backend == DbBackend::Postgres && rare;
            plans.look(&format!("{conditions:?} {page:?} {driver:?}"), query.build(backend), few).await;
        }
        plans.count(&format!("{conditions:?}"), users::count_of(scope, &conditions, driver.as_ref())).await;
    }
    let first = user::Entity::find().filter(user::Column::CompanyId.eq(scope.company_id())).one(db).await;
    plans.by_key("users by their rows", users::many(scope, 1..100), "(rowid=?)").await;
    plans
        .look("bindings of a user", bindings::of(&first.unwrap().unwrap()).build(db.get_database_backend()), true)
        .await;
}

async fn applications_of(plans: &mut Plans<'_>, scope: &CompanyScope) {
    let receipts = ["AP-50000001"; 50];
    plans.by_key("issued on applications", applications::certificates_of(scope, receipts), "(receipt_number=?)").await;
    for state in [None].into_iter().chain(ApplicationState::ALL.map(Some)) {
        for after in [None, Some("AP-50001500".to_owned())] {
            let page = PageRequest { after, limit: 50 };
            let query = applications::page_of(applications::matching(scope, state), &page);
            let few = plans.stand.state.db.get_database_backend() == DbBackend::Postgres
                && state.is_some_and(|state| state != ApplicationState::Checked);
            let statement = query.build(plans.stand.state.db.get_database_backend());
            plans.look(&format!("applications {state:?} {page:?}"), statement, few).await;
            if let Some(state) = state.filter(|state| state.is_under_way()) {
                let query = applications::waiting_page_of(applications::waiting_in(state), &page);
                let statement = query.build(plans.stand.state.db.get_database_backend());
                plans.look(&format!("waiting {state:?} {page:?}"), statement, few).await;
            }
        }
        let count = Count::Exact(count_statement(applications::matching(scope, state)));
        plans.count(&format!("applications {state:?}"), count).await;
    }
}

async fn audit_of(plans: &mut Plans<'_>, scope: &CompanyScope) {
    let text = |text: &str| text.to_owned();
    let day = (Some(Moment(60_000_000)), Some(Moment(160_000_000)));
    let person = audit_list::Conditions { actor: text("user7"), ..Default::default() };
    let object = audit_list::Conditions { object: text("JC-00000007"), ..Default::default() };
    for conditions in [
        audit_list::Conditions::default(),
        audit_list::Conditions { from: day.0, end: day.1, ..person.clone() },
        audit_list::Conditions { from: day.0, end: day.1, ..object.clone() },
        audit_list::Conditions { from: day.0, end: day.1, ..Default::default() },
        audit_list::Conditions { actor: text("user7"), ..object.clone() },
        person,
        object,
    ] {
        for after in [None, Some("80000000/1400")] {
            let query = audit_list::page(scope, &conditions, after, 51).unwrap();
            // Of one person or object PostgreSQL knows here that they are few.
            let backend = plans.stand.state.db.get_database_backend();
            let named = !conditions.actor.is_empty() || !conditions.object.is_empty();
            let few = backend == DbBackend::Postgres && named;
            plans.look(&format!("audit {conditions:?} {after:?}"), query.build(backend), few).await;
        }
        let count = Count::Exact(count_statement(audit_list::matching(scope, &conditions)));
        plans.count(&format!("audit {conditions:?}"), count).await;
    }
}

async fn every_list_search_and_sort_has_its_index_d4_4_d8_2_d13_1(database: Database) {
    let stand = Stand::start(&database).await;
    let scope = load(&stand).await;
    stand
        .sql(if stand.state.db.get_database_backend() == DbBackend::Sqlite { "SELECT 1" } else { "VACUUM ANALYZE" })
        .await;
    whichever_way_the_hits_are_the_same(&stand, &scope).await;
    let mut plans = Plans { stand: &stand, looked_at: 0, faults: Vec::new() };
    for round in 0..2 {
        certificates_of(&mut plans, &scope).await;
        users_of(&mut plans, &scope).await;
        applications_of(&mut plans, &scope).await;
        audit_of(&mut plans, &scope).await;
        // As the server leaves SQLite, without statistics, and with them.
        if round == 0 && stand.state.db.get_database_backend() == DbBackend::Sqlite {
            stand.sql("ANALYZE").await;
        } else {
            break;
        }
    }
    let (faults, looked_at) = (plans.faults, plans.looked_at);
    assert!(faults.is_empty(), "{} faults in {looked_at} plans\n{}", faults.len(), faults.join("\n"));
    assert!(looked_at > 400, "{looked_at}");
}
