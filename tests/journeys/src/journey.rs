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
use crate::place;
use crate::server::Server;

/// A journey that has not begun.
#[derive(Debug)]
pub struct Plan {
    name: String,
    settings: Vec<(String, String)>,
    only_in: Option<(Engine, String)>,
}

/// Plans a journey. Pictures are named after it.
pub fn journey(name: &str) -> Plan {
    Plan { name: name.to_owned(), settings: Vec::new(), only_in: None }
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

    /// Walks it: with a server and a browser of its own, both gone at its end.
    pub async fn walk(self, walk: impl AsyncFnOnce(&Journey)) {
        if let Some((engine, why)) = &self.only_in
            && *engine != Engine::now()
        {
            let told = format!("{} only in {engine}: {why}\n", self.name);
            let file = place::shots().join(format!("SKIPPED-{}.txt", self.name));
            std::fs::write(&file, told).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            return;
        }
        let server = Server::start(self.settings);
        let first = Arc::new(Browser::open(&self.name, server.url()).await);
        let journey = Journey { name: self.name, server, first, others: Mutex::default() };
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
    /// Somebody else, at another computer.
    pub async fn somebody_else(&self) -> Arc<Browser> {
        self.somebody_at(self.server.url()).await
    }

    /// Somebody else, who reaches the page under another address.
    pub async fn somebody_at(&self, page: &str) -> Arc<Browser> {
        let browser = Arc::new(Browser::open(&self.name, page).await);
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
