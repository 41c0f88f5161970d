//! A control, found by its kind and its name each time something is done with it.

use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::error::{WebDriverErrorInner, WebDriverResult};
use thirtyfour::{Key, TypingData, WebElement};

use super::kind::Kind;
use super::{Browser, has, spoken};
use crate::engine::Engine;
use crate::fail::{DEADLINE, comes_true, comes_true_within, done, fail};

/// Between the parts of a double click.
const AT_ONCE: Option<Duration> = Some(Duration::ZERO);

/// The text of an element. Of a table or a row what a screen reader would say of it: browsers do not lay out rows that are out of
/// sight, and leave them out of what can be seen.
pub(super) const TEXT: &str = "const [one] = arguments;
    const row = 'tr, [role=row]';
    if (!one.matches(`table, [role=table], ${row}`)) return one.innerText;
    const said = cell => [...cell.childNodes].filter(part => part.ariaHidden !== 'true').map(part => part.textContent);
    const rows = one.matches(row) ? [one] : [...one.querySelectorAll(row)];
    return rows.map(row => [...row.children].map(cell => said(cell).join('')).join(' ')).join('\\n')";

/// Whether a browser tells no name of such a control; its text is what is looked for then.
fn has_no_name(kind: Kind, engine: Engine) -> bool {
    kind == Kind::Row || (kind == Kind::Column && engine == Engine::Webkit)
}

/// A control that may or may not be there yet.
#[derive(Clone, Copy, Debug)]
pub struct Control<'a> {
    pub(super) browser: &'a Browser,
    pub(super) kind: Kind,
    pub(super) name: &'a str,
    /// Whether the name is only a part of it.
    pub(super) part: bool,
}

impl Control<'_> {
    /// Waits until it is there.
    pub async fn there(self) {
        self.element().await;
    }

    /// Waits until it is not there.
    pub async fn gone(self) {
        if !comes_true(async || self.all().await.is_ok_and(|found| found.is_empty())).await {
            self.fail("is still there").await;
        }
    }

    /// Whether it is there now.
    pub async fn is_there(self) -> bool {
        done(self.all().await, format!("looking for {self:?}")).len() == 1
    }

    /// Clicks on it with the pointer.
    pub async fn click(self) {
        self.try_until_done("be clicked", async |element| {
            if self.browser.engine == Engine::Webkit {
                // WebKitWebDriver does not wait until what it scrolls to is laid out.
                let script = "const [one, done] = arguments;
                    one.scrollIntoView({ block: 'center', behavior: 'instant' });
                    requestAnimationFrame(() => requestAnimationFrame(() => done(1)))";
                self.browser.driver.execute_async(script, vec![element.to_json()?]).await?;
            }
            element.click().await
        })
        .await;
    }

    /// Clicks on it twice, as fast as people who do so everywhere.
    pub async fn double_click(self) {
        self.try_until_done("be clicked", async |element| {
            element.scroll_into_view().await?;
            element.handle().action_chain_with_delay(AT_ONCE, AT_ONCE).double_click_element(&element).perform().await
        })
        .await;
    }

    /// Types at the end of what it holds, key by key.
    pub async fn types(self, keys: impl Into<TypingData>) {
        let keys: String = keys.into().as_vec().into_iter().collect();
        self.try_until_done("be typed into", async |element| element.send_keys(&keys).await).await;
    }

    /// Replaces what it holds by typing.
    pub async fn fill(self, text: &str) {
        self.types(Key::Control + "a").await;
        self.types(Key::Backspace + text).await;
    }

    /// Chooses the entry of a select whose text contains this.
    pub async fn choose(self, entry: &str) {
        let mut entries = Vec::new();
        let chosen = comes_true(async || {
            entries = self.entries().await;
            let Some(at) = entries.iter().position(|text| text.contains(entry)) else { return false };
            // WebKit remembers when the select is entered what was chosen; its driver chooses without entering.
            let script = "arguments[0].blur(); arguments[0].focus(); return arguments[0].options[arguments[1]]";
            let Ok(option) = self.ask(script, json!(at)).await else { return false };
            let option = WebElement::from_json(option, self.browser.driver.handle().clone());
            match option {
                Ok(option) => option.click().await.is_ok(),
                Err(_) => false,
            }
        });
        if !chosen.await {
            self.fail(&format!("has no entry 「{entry}」, but {entries:?}")).await;
        }
    }

    /// The entries of a select.
    pub async fn entries(self) -> Vec<String> {
        let answer = self.ask("return [...arguments[0].options].map(option => option.text)", Value::Null).await;
        serde_json::from_value(done(answer, format!("the entries of {self:?}"))).unwrap_or_default()
    }

    /// What a field holds.
    pub async fn value(self) -> String {
        let answer = self.ask("return arguments[0].value", Value::Null).await;
        done(answer, format!("the value of {self:?}")).as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a field holds exactly this.
    pub async fn holds(self, text: &str) {
        if !comes_true(async || self.value().await == text).await {
            let value = self.value().await;
            self.fail(&format!("holds 「{value}」, not 「{text}」")).await;
        }
    }

    /// Its text, or the hints, notes and errors that belong to it, as a screen reader would read them.
    pub async fn description(self) -> String {
        let script = "return (arguments[0].getAttribute('aria-describedby') ?? '').split(/\\s+/)
            .map(id => document.getElementById(id)?.textContent ?? '').join(' ')";
        done(self.ask(script, Value::Null).await, format!("what describes {self:?}"))
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until its hints, notes and errors contain this.
    pub async fn says(self, text: &str) {
        if !comes_true(async || has(&self.description().await, text)).await {
            let description = self.description().await;
            self.fail(&format!("does not say 「{text}」, but 「{description}」")).await;
        }
    }

    /// Waits until its hints, notes and errors do not contain this.
    pub async fn no_longer_says(self, text: &str) {
        if !comes_true(async || !has(&self.description().await, text)).await {
            self.fail(&format!("still says 「{text}」")).await;
        }
    }

    /// Waits until its text contains this.
    pub async fn reads(self, text: &str) {
        let reads = async || match self.ask(TEXT, Value::Null).await {
            Ok(all) => has(all.as_str().unwrap_or_default(), text),
            Err(_) => false,
        };
        if !comes_true(reads).await {
            self.fail(&format!("does not read 「{text}」")).await;
        }
    }

    /// Its text.
    pub async fn text(self) -> String {
        let answer = self.ask(TEXT, Value::Null).await;
        done(answer, format!("the text of {self:?}")).as_str().unwrap_or_default().to_owned()
    }

    /// An attribute; empty where it has none.
    pub async fn attribute(self, name: &str) -> String {
        let answer = self.ask("return arguments[0].getAttribute(arguments[1]) ?? ''", json!(name)).await;
        done(answer, format!("{name} of {self:?}")).as_str().unwrap_or_default().to_owned()
    }

    /// Whether a field is marked as wrong.
    pub async fn is_wrong(self) -> bool {
        self.attribute("aria-invalid").await == "true"
    }

    /// Whether it can be used.
    pub async fn is_enabled(self) -> bool {
        done(self.element().await.is_enabled().await, format!("whether {self:?} is enabled"))
    }

    /// Whether a radio button is chosen.
    pub async fn is_chosen(self) -> bool {
        done(self.element().await.is_selected().await, format!("whether {self:?} is chosen"))
    }

    /// Whether it has the focus now.
    pub async fn has_focus(self) -> bool {
        let answer = self.ask("return arguments[0] === document.activeElement", Value::Null).await;
        answer.is_ok_and(|has| has == true)
    }

    /// Waits until it has the focus.
    pub async fn gets_focus(self) {
        if !comes_true(async || self.has_focus().await).await {
            let focused = self.browser.focused_name().await;
            self.fail(&format!("does not have the focus, but 「{focused}」")).await;
        }
    }

    /// Asks the page something about it: `arguments[0]` is the element, `arguments[1]` is `more`.
    pub(crate) async fn ask(self, script: &str, more: Value) -> WebDriverResult<Value> {
        let element = self.element().await;
        Ok(self.browser.driver.execute(script, vec![element.to_json()?, more]).await?.json().clone())
    }

    /// All that bear the name.
    async fn all(self) -> WebDriverResult<Vec<WebElement>> {
        let arguments = vec![json!(self.kind.selector()), json!(self.name), json!(self.part)];
        self.browser.driver.execute(include_str!("find.js"), arguments).await?.elements()
    }

    /// The one that bears the name, once it is there. Its kind and name must be told to screen readers, too.
    pub(super) async fn element(self) -> WebElement {
        let mut found = None;
        let mut last = String::new();
        // A little less than whoever asks for it waits: this knows better what is missing.
        let there = comes_true_within(DEADLINE.mul_f32(0.9), async || {
            let all = match self.all().await {
                Ok(all) => all,
                Err(error) => {
                    last = error.to_string();
                    return false;
                }
            };
            let [element] = all.as_slice() else {
                last = format!("{} of them", all.len());
                return false;
            };
            let (Ok(role), Ok(name)) = (spoken::role(element).await, spoken::name(element).await) else {
                return false;
            };
            if name.is_empty() && self.browser.engine == Engine::Webkit {
                // WebKit knows no name of what it has not laid out.
                let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
                if let Ok(element) = element.to_json() {
                    self.browser.asks_with(script, json!([element])).await;
                }
            }
            last = format!("one that is spoken as {role} 「{name}」");
            let (name, wanted) = (spoken::squeezed(&name), spoken::squeezed(self.name));
            // A row has no name of its own; its text is what is looked for. And browsers agree neither on what a field
            // for a file is nor on what its name says besides its label.
            if self.kind == Kind::File {
                found = Some(element.clone());
            }
            let is_named = has_no_name(self.kind, self.browser.engine)
                || if self.part { name.contains(&wanted) } else { name == wanted };
            let roles = [self.kind.roles(), self.kind.roles_in(self.browser.engine)].concat();
            if roles.contains(&role.as_str()) && is_named {
                found = Some(element.clone());
            }
            found.is_some()
        });
        let there = there.await;
        match found {
            Some(element) if there => element,
            _ => self.fail(&format!("is not there ({last})")).await,
        }
    }

    /// Does something with it, again where the page has just drawn it anew or something is still in front of it.
    async fn try_until_done(self, what: &str, mut act: impl AsyncFnMut(WebElement) -> WebDriverResult<()>) {
        let mut last = None;
        let acted = comes_true(async || match act(self.element().await).await {
            Ok(()) => true,
            Err(error) => {
                let again = matches!(
                    *error,
                    WebDriverErrorInner::ElementClickIntercepted(_)
                        | WebDriverErrorInner::ElementNotInteractable(_)
                        | WebDriverErrorInner::StaleElementReference(_)
                );
                last = Some(error.to_string());
                if !again {
                    fail(format!("{self:?} cannot {what}: {error}"));
                }
                false
            }
        });
        if !acted.await {
            self.fail(&format!("cannot {what}: {last:?}")).await;
        }
    }

    async fn fail(self, what: &str) -> ! {
        let part = if self.part { " (part of its name)" } else { "" };
        let (title, text) = (self.browser.title().await, self.browser.text().await);
        fail(format!("{:?} 「{}」{part} {what}; on 「{title}」:\n{text}", self.kind, self.name))
    }
}
