//! Going by the keyboard alone, and by an IME.

use serde_json::{Value, json};
use thirtyfour::{Key, TypingData};

use super::{Browser, Control};
use crate::engine::Engine;
use crate::fail::{comes_true, done, fail};

/// More stops than any screen has.
const STOPS: u32 = 150;

/// Tab, as WebDriver writes it.
const TAB: char = '\u{e004}';

/// Shift and Control, which are held while the keys after them are pressed.
const HELD: [char; 2] = ['\u{e008}', '\u{e009}'];

/// Why the focus cannot be seen, if so: because the control looks the same without it, or because it is covered.
const HIDDEN: &str = "
    const one = document.activeElement;
    if (one === document.body) return '';
    const style = getComputedStyle(one);
    const isPlain = (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 1) && style.boxShadow === 'none';
    if (isPlain) return 'it looks as it does without';
    const { left, top, width, height } = one.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return 'it is out of sight';
    const seen = document.elementFromPoint(x, y);
    return one.contains(seen) || seen?.contains(one) ? '' : `it is behind ${seen?.outerHTML.slice(0, 120)}`";

impl Browser {
    /// Presses Tab until the control has the focus. Each stop on the way must show that it has it, and not hide behind
    /// something (BAR F7).
    pub async fn tabs_to(&self, control: Control<'_>) {
        let mut passed = Vec::new();
        for _ in 0..STOPS {
            self.presses(Key::Tab).await;
            let name = self.focused_name().await;
            let mut hidden = Value::Null;
            // A browser may scroll there only when it draws next.
            let seen = comes_true(async || {
                hidden = self.asks(HIDDEN).await;
                hidden == ""
            });
            if !seen.await {
                fail(format!("nobody can see that 「{name}」 has the focus: {hidden}"));
            }
            if control.has_focus().await {
                return;
            }
            passed.push(name);
        }
        fail(format!("Tab does not lead to {control:?}, but to {passed:?}"));
    }

    /// As a keyboard does, where the browser knows how: whether it did. Firefox and WebKit, told to type into a control,
    /// first enter it anew, and so would never leave that for a date, which consists of several.
    pub(super) async fn presses_one_by_one(&self, keys: &TypingData) -> bool {
        let does = match self.engine {
            Engine::Chromium => false,
            Engine::Firefox => true,
            Engine::Webkit => keys.as_vec().contains(&TAB),
        };
        if !does {
            return false;
        }
        let mut held = Vec::new();
        let mut chain = self.driver.action_chain();
        for key in keys.as_vec() {
            chain = chain.key_down(key);
            if HELD.contains(&key) {
                held.push(key);
            } else {
                chain = chain.key_up(key);
            }
        }
        for key in held {
            chain = chain.key_up(key);
        }
        done(chain.perform().await, "keys");
        true
    }

    /// Composes in an IME, in the field that has the focus; nothing is typed yet.
    pub async fn composes(&self, text: &str) {
        let end = text.encode_utf16().count();
        let wish = json!({ "text": text, "selectionStart": end, "selectionEnd": end });
        done(self.driver.cdp().send_raw("Input.imeSetComposition", wish).await, "composing");
    }

    /// Ends the composition with this text.
    pub async fn ends_composing(&self, text: &str) {
        done(self.driver.cdp().send_raw("Input.insertText", json!({ "text": text })).await, "the end of composing");
    }

    /// Presses a key that belongs to the IME, as browsers tell of it: Enter takes a candidate, Escape drops them.
    pub async fn presses_for_ime(&self, key: &str) {
        let script = "const about = { key: arguments[0], code: arguments[0], keyCode: 229, which: 229,
                isComposing: true, bubbles: true, cancelable: true };
            for (const kind of ['keydown', 'keyup'])
                document.activeElement.dispatchEvent(new KeyboardEvent(kind, about))";
        self.asks_with(script, json!([key])).await;
    }
}
