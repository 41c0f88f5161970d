//! The server's settings, all from the environment, each with a default that works on one's own machine.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use axum::http::Uri;
use axum::http::uri::Authority;
use ipnet::IpNet;
use lettre::message::Mailbox;

/// All settings. [`Config::from_env`] documents the names. Never printed, not even by `Debug`: the addresses of database
/// and SMTP server hold passwords.
#[derive(Clone)]
pub struct Config {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Where figures for Prometheus are served, if anywhere; for the inner network only.
    pub metrics_listen: Option<SocketAddr>,
    /// SQLite or PostgreSQL.
    pub database_url: String,
    /// The most connections to the database.
    pub database_connections: u32,
    /// The built page, if this server also serves it.
    pub page_dir: Option<PathBuf>,
    /// Origins of pages on other hosts that may call the API.
    pub page_origins: Vec<String>,
    /// The address under which people reach the page, for links in mails.
    pub public_url: String,
    /// Where `.eml` files land when there is no SMTP server (D15.4).
    pub mail_dir: PathBuf,
    /// The SMTP server.
    pub smtp_url: Option<String>,
    /// The sender of all mails.
    pub mail_from: String,
    /// The service's name in subjects and screens (D15.2).
    pub service_name: String,
    /// Whether the demonstration data is loaded and its mails can be read.
    pub demonstration: bool,
    /// The key outside the database.
    pub key_file: PathBuf,
    /// Networks of reverse proxies whose `X-Forwarded-For` is believed (BAR S6).
    pub trusted_proxies: Vec<IpNet>,
    /// Whether cookies are `Secure` and `__Host-`; off only for plain http on loopback (BAR S2).
    pub secure_cookies: bool,
    /// The session ends after so many seconds without a request.
    pub session_idle_seconds: u32,
    /// The session ends after so many seconds, whatever happens.
    pub session_absolute_seconds: u32,
    /// Whether this process sends mails and runs jobs; a second one may only answer requests.
    pub workers: bool,
    /// A claimed mail that is not reported within so many seconds is claimed again.
    pub mail_lease_seconds: u32,
    /// An application that no operator has opened is issued by itself after so many seconds (D13.1); never when absent.
    pub auto_issue_seconds: Option<u32>,
    /// The address of the revocation list that certificates name.
    pub crl_url: String,
    /// Log lines as JSON.
    pub log_json: bool,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{name}={value}: {why}")]
pub struct ConfigError {
    name: &'static str,
    value: String,
    why: String,
}

impl Config {
    /// Reads the settings from the process's environment.
    ///
    /// # Errors
    ///
    /// The first setting that cannot be used, with the reason.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_vars(&std::env::vars().collect())
    }

    /// Reads the settings from given variables.
    ///
    /// # Errors
    ///
    /// The first setting that cannot be used, with the reason.
    pub fn from_vars(vars: &HashMap<String, String>) -> Result<Self, ConfigError> {
        let vars = Vars(vars);
        let listen: SocketAddr = vars.parse("SHIRUSHI_LISTEN", "127.0.0.1:8080")?;
        let public_url = match vars.optional("SHIRUSHI_PUBLIC_URL") {
            Some(_) => vars.address("SHIRUSHI_PUBLIC_URL", "")?,
            None => format!("http://{listen}"),
        };
        let page_origins: Vec<Origin> = vars.list("SHIRUSHI_PAGE_ORIGINS")?;
        let page_origins: Vec<String> = page_origins.into_iter().map(|origin| origin.0).collect();
        // Every certificate names this address for as long as it lives, and a static host would answer it with the page.
        if page_origins.contains(&public_url) && vars.optional("SHIRUSHI_CRL_URL").is_none() {
            return Err(ConfigError {
                name: "SHIRUSHI_CRL_URL",
                value: String::new(),
                why: format!(
                    "the page is on another host, so name the API's address of the revocation list: \
                     https://API-HOST{}",
                    contract::routes::ROOT_CRL
                ),
            });
        }
        let plain_loopback = public_url.starts_with("http://") && listen.ip().is_loopback();
        Ok(Self {
            listen,
            metrics_listen: vars.parse_optional("SHIRUSHI_METRICS_LISTEN")?,
            database_url: vars.text("SHIRUSHI_DATABASE_URL", "sqlite://var/shirushi.db?mode=rwc"),
            database_connections: vars.parse("SHIRUSHI_DATABASE_CONNECTIONS", "10")?,
            page_dir: vars.optional("SHIRUSHI_PAGE_DIR").map(PathBuf::from),
            page_origins,
            crl_url: vars.address("SHIRUSHI_CRL_URL", &format!("{public_url}{}", contract::routes::ROOT_CRL))?,
            public_url,
            mail_dir: PathBuf::from(vars.text("SHIRUSHI_MAIL_DIR", "var/mail")),
            smtp_url: vars.optional("SHIRUSHI_SMTP_URL"),
            mail_from: vars.parse::<Sender>("SHIRUSHI_MAIL_FROM", "no-reply@cectrust-light.example")?.0,
            service_name: vars.text("SHIRUSHI_SERVICE_NAME", "CECTRUST-Light"),
            demonstration: vars.parse("SHIRUSHI_DEMONSTRATION", "false")?,
            key_file: PathBuf::from(vars.text("SHIRUSHI_KEY_FILE", "var/server.key")),
            trusted_proxies: vars.list("SHIRUSHI_TRUSTED_PROXIES")?,
            secure_cookies: vars.parse("SHIRUSHI_SECURE_COOKIES", if plain_loopback { "false" } else { "true" })?,
            session_idle_seconds: vars.parse("SHIRUSHI_SESSION_IDLE_SECONDS", "1800")?,
            session_absolute_seconds: vars.parse("SHIRUSHI_SESSION_ABSOLUTE_SECONDS", "43200")?,
            workers: vars.parse("SHIRUSHI_WORKERS", "true")?,
            mail_lease_seconds: vars.parse("SHIRUSHI_MAIL_LEASE_SECONDS", "120")?,
            auto_issue_seconds: vars.parse_optional("SHIRUSHI_AUTO_ISSUE_SECONDS")?,
            log_json: vars.parse("SHIRUSHI_LOG_JSON", "false")?,
        })
    }
}

struct Vars<'a>(&'a HashMap<String, String>);

impl Vars<'_> {
    fn optional(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|value| !value.is_empty()).cloned()
    }

    fn text(&self, name: &str, default: &str) -> String {
        self.optional(name).unwrap_or_else(|| default.to_owned())
    }

    fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(
        &self,
        name: &'static str,
        default: &str,
    ) -> Result<T, ConfigError> {
        parse_one(name, &self.text(name, default))
    }

    fn parse_optional<T: std::str::FromStr<Err: std::fmt::Display>>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, ConfigError> {
        self.optional(name).map(|text| parse_one(name, &text)).transpose()
    }

    /// An address of the web without a slash at its end.
    fn address(&self, name: &'static str, default: &str) -> Result<String, ConfigError> {
        let value = self.text(name, default);
        let wrong = |why: &str| Err(ConfigError { name, value: value.clone(), why: why.to_owned() });
        match value.parse::<Uri>() {
            Ok(uri) if ["http", "https"].map(Some).contains(&uri.scheme_str()) && uri.host().is_some() => {}
            _ => return wrong("an address such as https://sign.example.jp is wanted"),
        }
        if value.ends_with('/') { wrong("without the slash at the end") } else { Ok(value) }
    }

    fn list<T: std::str::FromStr<Err: std::fmt::Display>>(&self, name: &'static str) -> Result<Vec<T>, ConfigError> {
        let text = self.optional(name).unwrap_or_default();
        text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(|item| parse_one(name, item)).collect()
    }
}

/// An origin as a browser sends it.
struct Origin(String);

impl std::str::FromStr for Origin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
        let is_origin = host.parse::<Authority>().is_ok_and(|host| !host.as_str().contains('@'));
        let is_origin = is_origin && *text == text.to_lowercase();
        if is_origin { Ok(Self(text.to_owned())) } else { Err("an origin such as https://app.example.jp is wanted") }
    }
}

/// A mail address that mails can be sent from.
struct Sender(String);

impl std::str::FromStr for Sender {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // As the transport reads it: a name before the address is fine, too.
        let mailbox = text.parse::<Mailbox>();
        mailbox.map(|_| Self(text.to_owned())).map_err(|_| "a mail address such as no-reply@example.jp is wanted")
    }
}

fn parse_one<T: std::str::FromStr<Err: std::fmt::Display>>(name: &'static str, value: &str) -> Result<T, ConfigError> {
    value.parse().map_err(|error: T::Err| ConfigError { name, value: value.to_owned(), why: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_vars(&pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn the_cookie_prefix_is_dropped_on_plain_http_loopback_only_s2() {
        assert!(!with(&[]).expect("defaults").secure_cookies);
        assert!(with(&[("SHIRUSHI_LISTEN", "0.0.0.0:80")]).expect("good").secure_cookies);
        assert!(with(&[("SHIRUSHI_PUBLIC_URL", "https://sign.example")]).expect("good").secure_cookies);
    }

    #[test]
    fn what_would_be_noticed_too_late_is_refused_at_the_start() {
        for (name, value) in [
            ("SHIRUSHI_MAIL_FROM", "nobody"),
            ("SHIRUSHI_PUBLIC_URL", "sign.example"),
            ("SHIRUSHI_PUBLIC_URL", "https://sign.example/"),
            ("SHIRUSHI_PAGE_ORIGINS", "https://sign.example/"),
            ("SHIRUSHI_PAGE_ORIGINS", "https://Sign.example"),
            ("SHIRUSHI_PAGE_ORIGINS", "*"),
            ("SHIRUSHI_CRL_URL", "https://しるし.example/root.crl"),
        ] {
            let error = with(&[(name, value)]).err().expect(value);
            assert!(error.to_string().starts_with(&format!("{name}={value}: ")), "{error}");
        }
        let good = [
            ("SHIRUSHI_MAIL_FROM", "しるし <no-reply@sign.example>"),
            ("SHIRUSHI_PAGE_ORIGINS", "https://a.example:8443"),
        ];
        assert!(with(&good).is_ok());
    }

    #[test]
    fn certificates_name_a_revocation_list_that_is_there_k1() {
        let list = |pairs: &[(&str, &str)]| with(pairs).map(|config| config.crl_url);
        let one_host = list(&[("SHIRUSHI_PUBLIC_URL", "https://sign.example")]);
        assert_eq!(one_host, Ok("https://sign.example/api/v1/authority/root.crl".to_owned()));
        let page = [("SHIRUSHI_PUBLIC_URL", "https://app.example"), ("SHIRUSHI_PAGE_ORIGINS", "https://app.example")];
        let refused = list(&page).expect_err("the page's host has no list");
        assert!(refused.to_string().starts_with("SHIRUSHI_CRL_URL="), "{refused}");
        let named = ("SHIRUSHI_CRL_URL", "https://api.example/api/v1/authority/root.crl");
        assert_eq!(list(&[page[0], page[1], named]), Ok(named.1.to_owned()));
    }

    #[test]
    fn a_bad_setting_is_named_with_the_reason() {
        let error = with(&[("SHIRUSHI_LISTEN", "here")]).err().expect("refused");
        assert!(error.to_string().starts_with("SHIRUSHI_LISTEN=here: "), "{error}");
    }
}
