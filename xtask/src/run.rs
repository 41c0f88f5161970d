//! `cargo xtask run`: the demonstration on this machine.

use std::fs;
use std::net::TcpListener;

use anyhow::{Context, Result, bail};

use crate::args::{Install, RunWishes};
use crate::job;
use crate::kit::{Kit, PAGE};
use crate::page;
use crate::place::Place;
use crate::say::{self, Steps};
use crate::server::{self, Profile};

/// Builds what is not built, and serves until Ctrl-C.
pub(crate) fn run(place: &Place, wishes: &RunWishes) -> Result<bool> {
    // Before minutes of building, not after.
    ensure_free(wishes.port)?;
    let mut steps = Steps::new(PAGE.len() + 3);
    let kit = Kit::gather(place, &PAGE, Install::Missing, &mut steps)?;
    page::build(place, &kit, &mut steps)?;
    let profile = if wishes.release { Profile::Server } else { Profile::Dev };
    let program = server::build(place, profile, &mut steps)?;

    let step = steps.next(&format!("Shirushi on http://127.0.0.1:{}", wishes.port));
    let data = place.root.join("var");
    if wishes.fresh && data.exists() {
        fs::remove_dir_all(&data).with_context(|| format!("{} can't be deleted", data.display()))?;
        say::note("deleted var/ with the data of an earlier demonstration");
    }
    fs::create_dir_all(data.join("mail"))?;
    say::note("its data is in var/, its mails in var/mail/; Ctrl-C ends it");
    println!();
    let ended = job::serve(
        place
            .command(program)
            .arg("serve")
            .env("SHIRUSHI_LISTEN", format!("127.0.0.1:{}", wishes.port))
            .env("SHIRUSHI_DATABASE_URL", "sqlite://var/shirushi.db?mode=rwc")
            .env("SHIRUSHI_PAGE_DIR", page::folder(place))
            .env("SHIRUSHI_MAIL_DIR", "var/mail")
            .env_remove("SHIRUSHI_SMTP_URL")
            .env("SHIRUSHI_KEY_FILE", "var/server.key")
            .env("SHIRUSHI_DEMONSTRATION", "true")
            // Whoever tries it out sees what they applied for being issued (D13.1).
            .env("SHIRUSHI_AUTO_ISSUE_SECONDS", "60"),
    )?;
    if !ended {
        let time = say::duration(step.elapsed());
        bail!(
            "the server ended after {time}; what it said is above\n\n\
             If its data is from an older version: cargo xtask run --fresh\n\
             (this deletes var/: the database, the mails and the key of the demonstration)"
        );
    }
    Ok(true)
}

fn ensure_free(port: u16) -> Result<()> {
    if port == 0 {
        return Ok(());
    }
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ok(()),
        Err(error) => {
            let other = if port == 8080 { 8081 } else { 8080 };
            bail!(
                "port {port} can't be used: {error}\n\n\
                 Is Shirushi running already? Then open http://127.0.0.1:{port}\n\
                 To take another port: cargo xtask run --port {other}"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_told_with_the_flag_to_use() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = ensure_free(port).unwrap_err().to_string();
        assert!(error.contains("--port 8080"), "{error}");
        drop(taken);
        assert!(ensure_free(0).is_ok());
    }
}
