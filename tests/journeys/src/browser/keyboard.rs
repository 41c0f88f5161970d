//! Going by the keyboard alone, and by an IME.

use serde_json::json;
use thirtyfour::Key;

use super::{Browser, Control};
use crate::fail::{done, fail};

/// More stops than any screen has.
const STOPS: u32 = 150;

impl Browser {
    /// Presses Tab until the control has the focus. Each stop on the way must show that it has it (BAR F7).
    pub async fn tabs_to(&self, control: Control<'_>) {
        let mut passed = Vec::new();
        for _ in 0..STOPS {
            self.presses(Key::Tab).await;
            let name = self.focused_name().await;
            if self.hides_focus().await {
                fail(format!("nobody can see that 「{name}」 has the focus"));
            }
            if control.has_focus().await {
                return;
            }
            passed.push(name);
        }
        fail(format!("Tab does not lead to {control:?}, but to {passed:?}"));
    }

    /// Whether what has the focus looks the same without it.
    async fn hides_focus(&self) -> bool {
        let script = "const one = document.activeElement;
            if (one === document.body) return false;
            const style = getComputedStyle(one);
            return (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 1) && style.boxShadow === 'none'";
        self.asks(script).await == true
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
