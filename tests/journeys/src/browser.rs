//! A person at a browser: what is seen, and what is done with pointer and keyboard.

mod control;
mod find;
mod heard;
mod keyboard;
mod kind;
mod look;
mod paper;
mod spoken;
mod trouble;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use thirtyfour::{TypingData, WebDriver, WindowHandle};

use crate::common::common;
use crate::engine::Engine;
use crate::fail::{comes_true, done, fail};
use crate::place;
use crate::program::Program;

pub use control::Control;

/// The name of the service, which stands in every title.
const SERVICE: &str = "CECTRUST-Light";

/// The width at which a journey is walked.
const WIDTH: u32 = 1280;
/// The height of the window.
const HEIGHT: u32 = 900;

/// A browser of its own, which knows nothing of another one.
#[derive(Debug)]
pub struct Browser {
    driver: WebDriver,
    engine: Engine,
    /// The driver, and what else serves this browser alone.
    programs: Vec<Program>,
    /// The journey, after which pictures are named.
    journey: String,
    /// The page's origin.
    page: String,
    downloads: PathBuf,
}

impl Browser {
    pub(crate) async fn open(journey: &str, page: &str) -> Self {
        let engine = Engine::now();
        let (folder, downloads) = (common().folder(), common().folder());
        let (programs, address) = if engine.shares_a_driver() {
            (Vec::new(), common().shared_driver(engine))
        } else {
            engine.driver(&folder, &downloads)
        };
        let wishes = engine.wishes(&folder, &downloads, (WIDTH, HEIGHT));
        let driver = match WebDriver::new(&address, wishes).await {
            Ok(driver) => driver,
            Err(error) => {
                let log: String = programs.iter().map(Program::log).collect();
                fail(format!("{engine} does not open: {error}\n{log}"))
            }
        };
        let browser = Self { driver, engine, programs, downloads, journey: journey.to_owned(), page: page.to_owned() };
        browser.resize(WIDTH).await;
        browser
    }

    /// Opens an address of the page, such as `/applications`.
    pub async fn goes_to(&self, path: &str) {
        done(self.driver.goto(format!("{}{path}", self.page)).await, path);
    }

    /// The address now, without the origin.
    pub async fn address(&self) -> String {
        let url = done(self.driver.current_url().await, "the address");
        url.as_str().trim_start_matches(&self.page).to_owned()
    }

    /// Waits until the address is this.
    pub async fn is_at(&self, path: &str) {
        if !comes_true(async || self.address().await == path).await {
            fail(format!("the address is {}, not {path}", self.address().await));
        }
    }

    /// ［再読み込み］
    pub async fn reloads(&self) {
        done(self.driver.refresh().await, "reload");
    }

    /// ［戻る］
    pub async fn goes_back(&self) {
        done(self.driver.back().await, "back");
    }

    /// ［進む］
    pub async fn goes_forward(&self) {
        done(self.driver.forward().await, "forward");
    }

    /// Presses keys where the focus is.
    pub async fn presses(&self, keys: impl Into<TypingData>) {
        let keys = keys.into();
        if self.presses_one_by_one(&keys).await {
            return;
        }
        let focused = done(self.driver.active_element().await, "where the focus is");
        done(focused.send_keys(keys).await, "a key");
    }

    /// The title of the window.
    pub async fn title(&self) -> String {
        self.driver.title().await.unwrap_or_default()
    }

    /// All that can be read now.
    pub async fn text(&self) -> String {
        self.asks("return document.body?.innerText ?? ''").await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until this can be read somewhere.
    pub async fn sees(&self, text: &str) {
        if !comes_true(async || has(&self.text().await, text)).await {
            fail(format!("「{text}」 is not to be read; on 「{}」:\n{}", self.title().await, self.text().await));
        }
    }

    /// Waits until this can be read nowhere.
    pub async fn no_longer_sees(&self, text: &str) {
        if !comes_true(async || !has(&self.text().await, text)).await {
            fail(format!("「{text}」 can still be read; on 「{}」:\n{}", self.title().await, self.text().await));
        }
    }

    /// Waits until this is announced: it stands in a live region.
    pub async fn hears(&self, text: &str) {
        let script = "return [...document.querySelectorAll('[role=status], [role=alert]')].map(one => one.innerText)";
        let announced = async || {
            let regions = self.asks(script).await;
            regions.as_array().into_iter().flatten().any(|region| has(region.as_str().unwrap_or_default(), text))
        };
        if !comes_true(announced).await {
            fail(format!("「{text}」 is not announced; on 「{}」:\n{}", self.title().await, self.text().await));
        }
    }

    /// Waits until the page with this heading is shown, under this title.
    pub async fn is_on(&self, page: &str) {
        let title = format!("{page}｜{SERVICE}");
        let there = comes_true(async || self.title().await == title && self.heading(page).is_there().await);
        if !there.await {
            fail(format!("not on 「{page}」, but on 「{}」:\n{}", self.title().await, self.text().await));
        }
    }

    /// Waits until a change of page has led here: title and heading say so, and the heading has the focus (BAR F3).
    pub async fn arrives_on(&self, page: &str) {
        self.is_on(page).await;
        self.heading(page).gets_focus().await;
    }

    /// The name, as a screen reader would say it, of what has the focus.
    pub async fn focused_name(&self) -> String {
        match self.driver.active_element().await {
            Ok(focused) => spoken::name(&focused).await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Waits until the focus is on what has this name.
    pub async fn focus_is_on(&self, name: &str) {
        if !comes_true(async || spoken::squeezed(&self.focused_name().await) == spoken::squeezed(name)).await {
            fail(format!("the focus is on 「{}」, not on 「{name}」", self.focused_name().await));
        }
    }

    /// The session's cookies are gone, as when the server has forgotten them.
    pub async fn loses_cookies(&self) {
        if self.engine == Engine::Chromium {
            // WebDriver's word forgets only those of the page's origin; the API may have another one.
            done(self.driver.cdp().send_raw("Network.clearBrowserCookies", json!({})).await, "the cookies");
        } else {
            done(self.driver.delete_all_cookies().await, "the cookies");
        }
    }

    /// Opens a second tab and goes there.
    pub async fn opens_tab(&self) -> WindowHandle {
        // A tab of MiniBrowser stays behind the first one, where nothing is drawn.
        let opened = match self.engine {
            Engine::Webkit => self.driver.new_window().await,
            _ => self.driver.new_tab().await,
        };
        let tab = done(opened, "a tab");
        self.turns_to(&tab).await;
        self.resize(WIDTH).await;
        tab
    }

    /// The tab in front.
    pub async fn tab(&self) -> WindowHandle {
        done(self.driver.window().await, "the tab")
    }

    /// Brings a tab to the front.
    pub async fn turns_to(&self, tab: &WindowHandle) {
        done(self.driver.switch_to_window(tab.clone()).await, "the tab");
    }

    /// The folder in which the page saves files.
    pub(crate) fn downloads(&self) -> &Path {
        &self.downloads
    }

    /// Runs a script in the page. For what a person cannot do by hand: an IME, a clock, a broken network.
    pub async fn asks(&self, script: &str) -> Value {
        self.asks_with(script, json!([])).await
    }

    /// Runs a script in the page with arguments.
    pub async fn asks_with(&self, script: &str, arguments: Value) -> Value {
        let arguments = arguments.as_array().cloned().unwrap_or_default();
        // A page that is just being left answers nothing.
        self.driver.execute(script, arguments).await.map(|answer| answer.json().clone()).unwrap_or_default()
    }

    /// Waits until something holds that has no word of its own here.
    pub async fn waits_until(&self, what: &str, holds: impl AsyncFnMut() -> bool) {
        if !comes_true(holds).await {
            fail(format!("waited in vain: {what}; on 「{}」:\n{}", self.title().await, self.text().await));
        }
    }

    /// Keeps what can be seen now, for whoever looks into a failure.
    pub(crate) async fn keep_traces(&self, number: usize) {
        let file = |ending: &str| place::shots().join(format!("FAILED-{}-{number}.{ending}", self.journey));
        let _ = self.driver.screenshot(Path::new(&file("png"))).await;
        if let Ok(source) = self.driver.source().await {
            let _ = std::fs::write(file("html"), source);
        }
    }

    /// What the page must never do, whatever else a journey looks at.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let lines = match self.programs.first() {
            // Firefox and WebKit say on their output what their pages say.
            Some(program) => program.log().lines().map(str::to_owned).collect(),
            None => {
                let log = self.driver.browser_log().await.unwrap_or_default();
                log.into_iter().map(|entry| entry.message).collect::<Vec<_>>()
            }
        };
        let bad = ["panicked", "Content Security Policy", "Content-Security-Policy", "RuntimeError", "Uncaught"];
        lines.into_iter().filter(|text| bad.iter().any(|bad| text.contains(bad))).collect()
    }

    pub(crate) async fn close(self) {
        // The driver may have lost it already; the journey has told why.
        let _ = self.driver.quit().await;
    }
}

/// Whether a text contains another; how they are spaced and broken into lines is for the eye only.
fn has(text: &str, part: &str) -> bool {
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    squeezed(text).contains(&squeezed(part))
}
