//! `cargo xtask bench`: how quick the server is, and whether it stays so when there is more in the database.
//!
//! One run loads every size, starts a server for each, and then sends the same requests to all of them in turn, so that
//! what else the machine does meanwhile falls on all alike.

mod http;
mod serving;
mod table;

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::args::BenchWishes;
use crate::interrupt::TemporaryFolder;
use crate::place::Place;
use crate::say::{self, Steps};
use crate::server::{self, Profile};
use crate::tools::postgres::{self, Cluster};
use http::{Answer, Connection, query};
use serving::{Database, Serving};
use table::{Figures, Row};

/// How often the read without a login is sent.
const READS: usize = 2_000;

/// That read.
const REVOCATION_LIST: &str = "/api/v1/authority/root.crl";

/// What is asked of the list of certificates: a name, and the conditions.
const CERTIFICATES: [(&str, &[(&str, &str)]); 9] = [
    ("list", &[]),
    ("list by department, descending", &[("sort", "department"), ("order", "desc")]),
    ("list by end of validity", &[("sort", "expires_at")]),
    ("search: one hit", &[("title", "第777課長")]),
    ("search: one in twelve", &[("department", "東京支店")]),
    ("search: all match", &[("title", "課長")]),
    ("search: no hit", &[("department", "無い部")]),
    ("search: one in ninety, by end", &[("title", "第77"), ("sort", "expires_at")]),
    ("search: part, state, sort", &[("department", "支店"), ("state", "valid"), ("sort", "expires_at")]),
];

/// What is asked of the list of users.
const USERS: [(&str, &[(&str, &str)]); 4] = [
    ("users", &[]),
    ("users: few hits", &[("user_id", "sato.taro")]),
    ("users: frequent", &[("name", "藤")]),
    ("users: no hit", &[("name", "無い")]),
];

/// Measures on each database that there is, and writes the figures down.
pub(crate) fn run(place: &Place, wishes: &BenchWishes) -> Result<bool> {
    ensure!(
        wishes.sizes.len() > 1 && wishes.sizes.iter().all(|size| *size >= 1_000),
        "two sizes or more, from 1000 on"
    );
    let mut steps = Steps::new(3 + 2 * (wishes.sizes.len() + 1));
    let profile = if wishes.dev { Profile::Dev } else { Profile::Server };
    let programs = server::build_for_bench(place, profile, &mut steps)?;
    let found = postgres::ensure(wishes.install, &mut steps);
    if let Err(error) = &found {
        say::note(&format!("without PostgreSQL: {error:#}"));
    }
    let mut figures = Figures::default();
    let idle = steps.next("the server's memory while nobody asks anything");
    let folder = TemporaryFolder::make("bench")?;
    figures.idle_kib = Serving::start(&programs.0, &Database::sqlite(folder.path(), "idle")?, true)?.memory()?;
    idle.done(&format!("{:.1} MiB", figures.idle_kib as f64 / 1024.0));

    figures.rows.extend(measure(wishes, &programs, "SQLite", &mut steps, |size| {
        Database::sqlite(folder.path(), &size.to_string())
    })?);
    if let Ok(found) = found {
        let make = |size: usize| {
            let cluster = Cluster::start_one(&found, &format!("postgres-{size}"))?;
            Database::postgres(cluster, folder.path(), &size.to_string())
        };
        figures.rows.extend(measure(wishes, &programs, "PostgreSQL", &mut steps, make)?);
    }
    figures.sizes.clone_from(&wishes.sizes);
    figures.rounds = wishes.rounds;
    figures.optimised = !wishes.dev;
    let target = place.target.join("bench");
    fs::create_dir_all(&target)?;
    fs::write(target.join("bench.json"), serde_json::to_string_pretty(&figures.json())?)?;
    fs::write(target.join("bench.md"), figures.markdown())?;
    println!("\n{}", figures.markdown());
    say::note(&format!("written to {}", target.join("bench.md").display()));
    Ok(true)
}

/// Loads, starts and asks servers of every size on one kind of database.
fn measure(
    wishes: &BenchWishes,
    (program, bare): &(std::path::PathBuf, std::path::PathBuf),
    kind: &'static str,
    steps: &mut Steps,
    make: impl Fn(usize) -> Result<Database>,
) -> Result<Vec<Row>> {
    let mut servers = Vec::new();
    for size in &wishes.sizes {
        let step = steps.next(&format!("{kind}: {size} users and certificates"));
        let database = make(*size)?;
        let (company, user, password) = serving::load(program, &database, *size)?;
        let serving = Serving::start(program, &database, false)?;
        let mut client = Connection::to(serving.address)?;
        log_in(&mut client, &company, &user, &password)?;
        servers.push((serving, Asker::new(client)?, database));
        step.done("loaded");
        let database = &servers[servers.len() - 1].2;
        if size == &wishes.sizes[0] {
            publish(program, database)?;
            let bare = Serving::start_bare(bare, database)?;
            servers[0].1.bare = Some(Connection::to(bare.address)?);
            servers[0].1.bare_server = Some(bare);
        }
    }
    let step = steps.next(&format!("{kind}: asking"));
    let names =
        CERTIFICATES.iter().chain(&USERS).map(|(name, _)| *name).chain(["applications", "detail", "binding change"]);
    let mut rows: Vec<Row> = names.map(|name| Row::new(kind, name, wishes.sizes.len())).collect();
    let mut said = Instant::now();
    for round in 0..wishes.rounds + 3 {
        for (row, what) in rows.iter_mut().enumerate().map(|(index, row)| (row, index)) {
            for (place, (_, asker, _)) in servers.iter_mut().enumerate() {
                let time = asker.ask(what)?;
                // The first few warm caches and prepare statements.
                if round >= 3 {
                    row.times[place].push(time);
                }
            }
        }
        if said.elapsed() > Duration::from_secs(10) {
            say::note(&format!("round {round} of {}", wishes.rounds));
            said = Instant::now();
        }
    }
    rows.push(servers[0].1.compare(kind)?);
    step.done("done");
    Ok(rows)
}

/// Lets a server with workers make the revocation list that is read in the comparison.
fn publish(program: &std::path::Path, database: &Database) -> Result<()> {
    let server = Serving::start(program, database, true)?;
    let mut client = Connection::to(server.address)?;
    let begun = Instant::now();
    while client.ask("GET", REVOCATION_LIST, &[], "")?.status != 200 {
        ensure!(begun.elapsed() < Duration::from_secs(60), "no revocation list is made");
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

fn log_in(client: &mut Connection, company: &str, user: &str, password: &str) -> Result<()> {
    let body = json!({ "company_id": company, "user_id": user, "password": password }).to_string();
    let answer = client.ask("POST", "/api/v1/session", &[], &body)?;
    ensure!(answer.status == 200, "logging in: {} {}", answer.status, String::from_utf8_lossy(&answer.body));
    let cookies = answer.headers.iter().filter(|(name, _)| name == "set-cookie");
    let cookies: Vec<&str> = cookies.filter_map(|(_, value)| value.split(';').next()).collect();
    client.cookie = cookies.join("; ");
    Ok(())
}

/// Sends the requests to one server.
struct Asker {
    client: Connection,
    /// The certificate that is looked at and changed.
    number: String,
    /// Who is bound to it and released again.
    user: String,
    bare: Option<Connection>,
    bare_server: Option<Serving>,
}

impl Asker {
    fn new(mut client: Connection) -> Result<Asker> {
        let path = query("/api/v1/certificates", &[("state", "valid"), ("limit", "1")]);
        let page = good(client.ask("GET", &path, &[], "")?)?.json()?;
        let number = page["items"][0]["certificate_number"].as_str().context("no certificate")?.to_owned();
        let page = good(client.ask("GET", "/api/v1/users?limit=50", &[], "")?)?.json()?;
        let user = page["items"][40]["user_id"].as_str().context("no user")?.to_owned();
        Ok(Asker { client, number, user, bare: None, bare_server: None })
    }

    /// Sends the request of that number.
    fn ask(&mut self, what: usize) -> Result<Duration> {
        let lists = CERTIFICATES.len();
        let answer = if let Some((_, pairs)) = CERTIFICATES.get(what) {
            self.client.ask("GET", &query("/api/v1/certificates", pairs), &[], "")?
        } else if let Some((_, pairs)) = USERS.get(what - lists) {
            self.client.ask("GET", &query("/api/v1/users", pairs), &[], "")?
        } else if what == lists + USERS.len() {
            self.client.ask("GET", "/api/v1/applications", &[], "")?
        } else {
            let path = format!("/api/v1/certificates/{}", self.number);
            let seen = good(self.client.ask("GET", &path, &[], "")?)?;
            if what == lists + USERS.len() + 1 { seen } else { self.change(&path, &seen)? }
        };
        Ok(good(answer)?.time)
    }

    /// Binds the user, or releases who was bound so.
    fn change(&mut self, path: &str, seen: &Answer) -> Result<Answer> {
        let bound = seen.json()?["bound"].as_array().context("no bindings")?.clone();
        let is_bound = bound.iter().any(|row| row["user"]["user_id"] == self.user.as_str());
        let wish = if is_bound {
            json!({ "bind": null, "release": [self.user] })
        } else {
            json!({ "bind": self.user, "release": [] })
        };
        let etag = seen.header("etag").context("no ETag")?;
        self.client.ask("POST", &format!("{path}/binding-changes"), &[("If-Match", etag)], &wish.to_string())
    }

    /// The read that needs no log-in, here and with nothing around it, in turn.
    fn compare(&mut self, kind: &'static str) -> Result<Row> {
        let mut row = Row::new(kind, "revocation list, against bare axum", 2);
        let mut bare = self.bare.take().context("no bare server")?;
        self.client.cookie.clear();
        for _ in 0..READS {
            for (place, client) in [&mut bare, &mut self.client].into_iter().enumerate() {
                row.times[place].push(good(client.ask("GET", REVOCATION_LIST, &[], "")?)?.time);
            }
        }
        Ok(row)
    }
}

fn good(answer: Answer) -> Result<Answer> {
    ensure!(answer.status == 200, "{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
    Ok(answer)
}
