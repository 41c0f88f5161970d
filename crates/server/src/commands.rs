//! The commands that end by themselves.

use std::io::Read as _;
use std::path::Path;

use sea_orm::{ConnectionTrait as _, DbBackend};
use server::app::import;
use server::config::Config;
use server::demonstration::{self, scale};
use server::state::AppState;
use server::{audit, db, rotation, router};

use crate::{Error, open};

/// [`open`] for commands that may be the first to write into the database: the authority is made, to which the key file
/// belongs from then on.
async fn open_to_write(config: Config) -> Result<AppState, Error> {
    let state = open(config).await?;
    state.authority().await.map_err(|failure| format!("{failure:?}"))?;
    Ok(state)
}

/// Prints the OpenAPI document.
pub(crate) fn openapi() -> Result<(), Error> {
    println!("{}", router::openapi().to_pretty_json()?);
    Ok(())
}

/// Checks the audit log.
pub(crate) async fn verify_audit() -> Result<(), Error> {
    let state = open(Config::from_env()?).await?;
    let rows = audit::verify(&state.db, &state.key).await??;
    println!("{rows} audit rows, each where it belongs");
    Ok(())
}

/// Takes companies and users over from a file.
pub(crate) async fn import_users(file: &str) -> Result<(), Error> {
    let mut content = Vec::new();
    let read = match file {
        "-" => std::io::stdin().read_to_end(&mut content),
        path => std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut content)),
    };
    read.map_err(|error| format!("{file}: {error}"))?;
    let state = open_to_write(Config::from_env()?).await?;
    match import::import(&state, &content).await {
        Ok(done) => {
            println!("{} users added, {} changed, {} as they were", done.added, done.changed, done.unchanged);
            for number in &done.without_signer {
                println!("{number} is valid and has no signer any more: bind somebody, or revoke it");
            }
            Ok(())
        }
        Err(import::Refused::Faults(faults)) => {
            for fault in &faults {
                eprintln!("{fault}");
            }
            Err(format!("{} faults in {file}; nothing was taken over", faults.len()).into())
        }
        Err(import::Refused::Failed(failure)) => Err(format!("{failure:?}; nothing was taken over").into()),
    }
}

/// Gives a user a password, read from standard input.
pub(crate) async fn set_password(company: &str, user: &str) -> Result<(), Error> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']);
    let state = open_to_write(Config::from_env()?).await?;
    import::set_password(&state, company, user, password).await?;
    println!("{user} of {company} logs in with it from now on");
    Ok(())
}

/// Makes a new server key and seals everything anew.
pub(crate) async fn rotate_key() -> Result<(), Error> {
    let mut state = open(Config::from_env()?).await?;
    let path = state.config.key_file.clone();
    // After an interrupted rotation the new key is already there, and what is left to do is to seal.
    let unfinished = match audit::verify(&state.db, &state.key).await? {
        Err(audit::Broken::EarlierKey { .. }) => true,
        Err(broken) => return Err(format!("the audit log must be whole first: {broken}").into()),
        Ok(_) => false,
    };
    if !unfinished {
        state.key = state.key.followed_by_new(state.entropy.as_ref());
        state.key.replace_file(&path).map_err(|error| format!("the key file {}: {error}", path.display()))?;
    }
    let done = rotation::seal_anew(&state).await.map_err(|failure| format!("{failure:?}"))?;
    println!(
        "{} has a new key on top. Sealed anew: the authority's key, {} private keys, {} waiting mails.\n\
         Copy the file to every server and to where its backup is, then start the servers.",
        path.display(),
        done.private_keys,
        done.mails
    );
    Ok(())
}

/// Copies a SQLite database.
pub(crate) async fn backup(file: &str) -> Result<(), Error> {
    let config = Config::from_env()?;
    let key_file = config.key_file.display().to_string();
    db::backup(&config.database_url, Path::new(file)).await?;
    println!(
        "{file} is a copy of the database as it was just now. It is of no use without {key_file}: keep both, apart."
    );
    Ok(())
}

/// Loads a large company.
pub(crate) async fn scale_data(users: &str, certificates: &str) -> Result<(), Error> {
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
