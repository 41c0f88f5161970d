//! The server's command line.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line speaks to its user")]

mod commands;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use server::authority;
use server::clock::SystemClock;
use server::config::Config;
use server::demonstration;
use server::entropy::SystemEntropy;
use server::key::ServerKey;
use server::mail::Transport;
use server::state::AppState;
use server::store::search;
use server::{db, jobs, metrics, router};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

type Error = Box<dyn std::error::Error + Send + Sync>;

const USAGE: &str = "\
shirushi-server COMMAND

  serve                                   answer requests, send mails
  openapi                                 print the OpenAPI document
  import-users FILE                       add and change companies and users from a CSV file; - is standard input
  set-password COMPANY USER               set a password, read from standard input, and end the user's sessions
  verify-audit                            check that no audit row was changed or removed
  rotate-key                              make a new server key and seal everything anew; stop the servers before
  backup FILE                             copy the SQLite database while it is in use; PostgreSQL has pg_dump
  scale-data --users N --certificates N   load a company of that size, for tests of scale

All settings come from the environment (SHIRUSHI_…); README.md lists them.";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["serve"] => serve().await,
        ["openapi"] => commands::openapi(),
        ["import-users", file] => commands::import_users(file).await,
        ["set-password", company, user] => commands::set_password(company, user).await,
        ["verify-audit"] => commands::verify_audit().await,
        ["rotate-key"] => commands::rotate_key().await,
        ["backup", file] => commands::backup(file).await,
        ["scale-data", "--users", users, "--certificates", certificates] => {
            commands::scale_data(users, certificates).await
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("shirushi-server: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start_logging(config: &Config) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if config.log_json { log.json().init() } else { log.init() }
}

/// The server's parts, without listening and without workers.
///
/// The key file is made only beside a database that nothing was sealed in yet: whatever went on with another key would
/// write audit rows that can never be verified.
async fn open(config: Config) -> Result<AppState, Error> {
    let entropy = SystemEntropy;
    let db = db::connect(&config.database_url, config.database_connections)
        .await
        .map_err(|error| format!("the database of SHIRUSHI_DATABASE_URL cannot be used: {error}"))?;
    let path = config.key_file.clone();
    let is_sealed = authority::is_there(&db).await?;
    if is_sealed && !path.exists() {
        return Err(format!(
            "the key file {} is not there, and the database was made with one; SHIRUSHI_KEY_FILE names it",
            path.display()
        )
        .into());
    }
    let key = ServerKey::load_or_create(&path, &entropy)
        .map_err(|error| format!("the key file {}: {error}", path.display()))?;
    let state = AppState::new(db, Arc::new(SystemClock), Arc::new(entropy), config, key);
    if is_sealed {
        state.authority().await.map_err(|failure| format!("{failure:?}"))?;
    }
    Ok(state)
}

async fn serve() -> Result<(), Error> {
    let mut config = Config::from_env()?;
    start_logging(&config);
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        format!("cannot listen on {}: {error}; SHIRUSHI_LISTEN names another address", config.listen)
    })?;
    let address = listener.local_addr()?;
    if config.listen.port() == 0 {
        for url in [&mut config.public_url, &mut config.crl_url] {
            *url = url.replacen(":0", &format!(":{}", address.port()), 1);
        }
    }
    let transport = Transport::from_config(&config)?;
    let state = open(config).await?;
    if state.config.demonstration {
        demonstration::load_once(&state, &transport).await.map_err(|failure| format!("{failure:?}"))?;
    }
    // Companies come from elsewhere; from now on their users are found by a part of their names.
    search::take_in_companies(&state.db).await?;
    // Made at the first start; a key file that does not fit is said now, not at the first issue.
    state.authority().await.map_err(|failure| format!("{failure:?}"))?;
    let service = router::router(state.clone()).map_err(|error| format!("the page cannot be served: {error}"))?;

    let metrics = match state.config.metrics_listen {
        Some(address) => {
            let listener = TcpListener::bind(address)
                .await
                .map_err(|error| format!("cannot serve figures on {address} (SHIRUSHI_METRICS_LISTEN): {error}"))?;
            let address = listener.local_addr()?;
            tokio::spawn(axum::serve(listener, metrics::router(state.clone())).into_future());
            Some(address)
        }
        None => None,
    };
    let (stop, stopped) = watch::channel(false);
    let workers = if state.config.workers { jobs::start(&state, transport, &stopped) } else { Vec::new() };
    // Before anybody can know that the server is there: one asked to end at once ends in good order too.
    let end_signals = EndSignals::listen()?;
    println!("listening on http://{address}");
    if let Some(address) = metrics {
        println!("figures at http://{address}/metrics");
    }
    if state.config.demonstration {
        print_log_ins();
    }
    let mut until = stopped.clone();
    let shutdown = async move {
        // An error means that the sender is gone, which is the end too.
        let _ = until.wait_for(|stop| *stop).await;
    };
    tokio::spawn(async move {
        end_signals.come().await;
        let _ = stop.send(true);
    });
    axum::serve(listener, service.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(shutdown)
        .await?;
    for worker in workers {
        worker.await?;
    }
    Ok(())
}

/// The ways a process is asked to end.
struct EndSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl EndSignals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn come(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

fn print_log_ins() {
    println!("\nLog-ins of the demonstration (password of all: {}):\n", demonstration::PASSWORD);
    println!("  {:<10} {:<16} ", "企業ID", "利用者ID");
    for log_in in demonstration::LOG_INS {
        println!("  {:<12} {:<18} {}", log_in.company_id, log_in.user_id, log_in.who);
    }
    println!();
}
