//! One journey: a server, a browser, and what is kept when it fails.

use std::any::Any;
use std::future::poll_fn;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use crate::browser::Browser;
use crate::engine::Engine;
use crate::fail::fail;
use crate::host::{self, Host};
use crate::place;
use crate::server::Server;

/// A journey that has not begun.
#[derive(Debug)]
pub struct Plan {
    name: String,
    settings: Vec<(String, String)>,
    only_in: Option<(Engine, String)>,
    not_in: Option<(Engine, String)>,
    on_a_host: bool,
}

/// Plans a journey. Pictures are named after it.
pub fn journey(name: &str) -> Plan {
    Plan { name: name.to_owned(), settings: Vec::new(), only_in: None, not_in: None, on_a_host: host::is_for_all() }
}

impl Plan {
    /// With another setting of the server.
    pub fn with(mut self, setting: &str, value: &str) -> Self {
        self.settings.push((setting.to_owned(), value.to_owned()));
        self
    }

    /// In this engine alone, and why. In the others it is told as skipped.
    pub fn only_in(mut self, engine: Engine, why: &str) -> Self {
        self.only_in = Some((engine, why.to_owned()));
        self
    }

    /// Not in this engine, and why. There it is told as skipped.
    pub fn not_in(mut self, engine: Engine, why: &str) -> Self {
        self.not_in = Some((engine, why.to_owned()));
        self
    }

    /// With the page on a host of its own, on another origin than the API. Where there is no nginx it is told as skipped.
    pub fn on_a_host(mut self) -> Self {
        self.on_a_host = true;
        self
    }

    /// Why it is not walked here, if so.
    fn obstacle(&self) -> Option<String> {
        match (&self.only_in, &self.not_in) {
            (Some((engine, why)), _) if *engine != Engine::now() => Some(format!("only in {engine}: {why}")),
            (_, Some((engine, why))) if *engine == Engine::now() => Some(format!("not in {engine}: {why}")),
            _ if self.on_a_host && place::nginx().is_none() => Some("only with nginx, which is not here".to_owned()),
            _ => None,
        }
    }

    /// Walks it: with a server and a browser of its own, both gone at its end.
    pub async fn walk(self, walk: impl AsyncFnOnce(&Journey)) {
        if let Some(obstacle) = self.obstacle() {
            let file = place::shots().join(format!("SKIPPED-{}.txt", self.name));
            std::fs::write(&file, format!("{} {obstacle}\n", self.name))
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            return;
        }
        let mut host = if self.on_a_host { Host::set_up() } else { None };
        let about_host = host.as_ref().map(Host::settings).unwrap_or_default();
        let server = Server::start([about_host, self.settings].concat());
        if let Some(host) = &mut host {
            host.start(server.url()).await;
        }
        let page = host.as_ref().map_or_else(|| server.url().to_owned(), Host::page);
        let first = Arc::new(Browser::open(&self.name, &page).await);
        let journey = Journey { name: self.name, server, host, page, first, others: Mutex::default() };
        let mut ended = caught(async {
            walk(&journey).await;
            journey.complain().await;
        })
        .await;
        if ended.is_err() {
            // What fails here must not hide what failed before.
            let _ = caught(journey.keep_traces()).await;
        }
        if let Err(leaving) = caught(journey.leave()).await {
            ended = ended.and(Err(leaving));
        }
        if let Err(why) = ended {
            resume_unwind(why);
        }
    }
}

/// A journey under way. It stands for the person at the first browser, too.
#[derive(Debug)]
pub struct Journey {
    name: String,
    /// The server.
    pub server: Server,
    host: Option<Host>,
    /// The page's origin.
    page: String,
    first: Arc<Browser>,
    others: Mutex<Vec<Arc<Browser>>>,
}

impl Deref for Journey {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.first
    }
}

impl Journey {
    /// The host of the page, where it has one of its own.
    pub fn host(&self) -> &Host {
        self.host.as_ref().unwrap_or_else(|| fail("the page has no host of its own in this journey"))
    }

    /// Somebody else, at another computer.
    pub async fn somebody_else(&self) -> Arc<Browser> {
        let browser = Arc::new(Browser::open(&self.name, &self.page).await);
        if let Ok(mut others) = self.others.lock() {
            others.push(browser.clone());
        }
        browser
    }

    fn browsers(&self) -> Vec<Arc<Browser>> {
        let others = self.others.lock().map(|others| others.clone()).unwrap_or_default();
        std::iter::once(self.first.clone()).chain(others).collect()
    }

    async fn complain(&self) {
        for browser in self.browsers() {
            let complaints = browser.complaints().await;
            assert!(complaints.is_empty(), "the browser complains:\n{}", complaints.join("\n"));
        }
    }

    async fn keep_traces(&self) {
        for (number, browser) in self.browsers().iter().enumerate() {
            browser.keep_traces(number + 1).await;
        }
        let _ = std::fs::write(place::shots().join(format!("FAILED-{}.log", self.name)), self.server.log());
    }

    async fn leave(self) {
        let mut browsers = self.browsers();
        drop((self.first, self.others));
        for browser in browsers.drain(..) {
            if let Ok(browser) = Arc::try_unwrap(browser) {
                browser.close().await;
            }
        }
    }
}

/// Runs something to its end or to its panic.
async fn caught<T>(work: impl Future<Output = T>) -> Result<T, Box<dyn Any + Send>> {
    let mut work = pin!(work);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(value)) => Poll::Ready(Ok(value)),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}
