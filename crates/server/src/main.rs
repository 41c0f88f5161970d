//! The server's command line.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line speaks to its user")]

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use sea_orm::{ConnectionTrait as _, DbBackend};
use server::clock::SystemClock;
use server::config::Config;
use server::demonstration::{self, scale};
use server::entropy::SystemEntropy;
use server::key::ServerKey;
use server::mail::Transport;
use server::state::AppState;
use server::store::search;
use server::{audit, db, jobs, router};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

type Error = Box<dyn std::error::Error + Send + Sync>;

const USAGE: &str = "\
shirushi-server COMMAND

  serve                                   answer requests, send mails
  openapi                                 print the OpenAPI document
  verify-audit                            check that no audit row was changed or removed
  complete-search                         find users by their names who were added by something else
  scale-data --users N --certificates N   load a company of that size, for tests of scale

All settings come from the environment (SHIRUSHI_…); README.md lists them.";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["serve"] => serve().await,
        ["openapi"] => openapi(),
        ["verify-audit"] => verify_audit().await,
        ["complete-search"] => complete_search().await,
        ["scale-data", "--users", users, "--certificates", certificates] => scale_data(users, certificates).await,
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

async fn open(config: Config) -> Result<AppState, Error> {
    let entropy = SystemEntropy;
    let key = ServerKey::load_or_create(&config.key_file, &entropy)
        .map_err(|error| format!("the key file {}: {error}", config.key_file.display()))?;
    let db = db::connect(&config.database_url, config.database_connections)
        .await
        .map_err(|error| format!("the database of SHIRUSHI_DATABASE_URL cannot be used: {error}"))?;
    Ok(AppState::new(db, Arc::new(SystemClock), Arc::new(entropy), config, key))
}

async fn serve() -> Result<(), Error> {
    let mut config = Config::from_env()?;
    start_logging(&config);
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        format!("cannot listen on {}: {error}; SHIRUSHI_LISTEN names another address", config.listen)
    })?;
    let address = listener.local_addr()?;
    if config.listen.port() == 0 {
        config.public_url = config.public_url.replace(":0", &format!(":{}", address.port()));
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

    let (stop, stopped) = watch::channel(false);
    let workers = if state.config.workers { jobs::start(&state, transport, &stopped) } else { Vec::new() };
    // Before anybody can know that the server is there: one asked to end at once ends in good order too.
    let end_signals = EndSignals::listen()?;
    println!("listening on http://{address}");
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

fn openapi() -> Result<(), Error> {
    println!("{}", router::openapi().to_pretty_json()?);
    Ok(())
}

async fn verify_audit() -> Result<(), Error> {
    let state = open(Config::from_env()?).await?;
    let rows = audit::verify(&state.db, &state.key).await??;
    println!("{rows} audit rows, each where it belongs");
    Ok(())
}

async fn complete_search() -> Result<(), Error> {
    let state = open(Config::from_env()?).await?;
    search::complete(&state.db).await?;
    println!("every user and certificate is found by its texts");
    Ok(())
}

async fn scale_data(users: &str, certificates: &str) -> Result<(), Error> {
    let scale = scale::Scale { users: users.parse()?, certificates: certificates.parse()?, issued: true };
    let state = open(Config::from_env()?).await?;
    scale::load(&state, scale).await.map_err(|failure| format!("{failure:?}"))?;
    if state.db.get_database_backend() == DbBackend::Postgres {
        // As it would be some time after so many rows came; SQLite has nothing of the kind.
        state.db.execute_unprepared("VACUUM ANALYZE").await?;
    }
    println!("{} users and {} certificates in {}", scale.users, scale.certificates, scale::COMPANY_ID);
    println!("its administrator: {} (password: {})", scale::administrator(), demonstration::PASSWORD);
    Ok(())
}
