//! What index.html shows until the application is there: the login, which can be typed into already.
//!
//! It stays until the server has said whether somebody is logged in. Then it goes, and what was typed into it, where
//! the caret stood, and whether ［ログイン］ was pressed, go over into the application's own login.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::browser;

const SHELL: &str = "shell";
const FORM: &str = "shell-form";

/// What was typed before the application was there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    /// What the fields held, in the order in which they were asked for.
    pub(crate) values: [String; 3],
    /// The field that had the focus, and where the caret stood in it.
    pub(crate) caret: Option<(String, u32, u32)>,
    /// Whether the form was sent.
    pub(crate) sent: bool,
}

/// What is left of the shell, for the login to take.
#[derive(Clone, Copy)]
pub(crate) struct Shell(StoredValue<Option<Typed>>);

impl Shell {
    /// Nothing taken yet.
    pub(crate) fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// Whether it is still on the screen.
    pub(crate) fn is_there(self) -> bool {
        browser::element(SHELL).is_some()
    }

    /// Takes it off the screen and keeps what the fields with these ids hold.
    pub(crate) fn leave(self, ids: [&str; 3]) {
        let Some(shell) = browser::element(SHELL) else { return };
        let control = |id: &str| browser::element(id)?.dyn_into::<HtmlInputElement>().ok();
        let values = ids.map(|id| control(id).map(|input| input.value()).unwrap_or_default());
        let caret = browser::focused().and_then(|focused| {
            let id = focused.id();
            let input = focused.dyn_into::<HtmlInputElement>().ok()?;
            let end = input.value().encode_utf16().count() as u32;
            let at = |place: Result<Option<u32>, _>| place.ok().flatten().unwrap_or(end);
            Some((id, at(input.selection_start()), at(input.selection_end())))
        });
        let sent = browser::element(FORM).is_some_and(|form| form.has_attribute("data-sent"));
        self.0.set_value(Some(Typed { values, caret, sent }));
        shell.remove();
    }

    /// What was typed; once.
    pub(crate) fn take(self) -> Typed {
        self.0.try_update_value(Option::take).flatten().unwrap_or_default()
    }
}

impl Typed {
    /// Puts the caret back where it stood.
    pub(crate) fn restore_caret(&self) {
        let Some((id, start, end)) = self.caret.clone() else { return };
        browser::after_render(move || {
            browser::focus(&id);
            if let Some(input) = browser::element(&id).and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
                let _ = input.set_selection_range(start, end);
            }
        });
    }
}

/// The shell, from wherever it is asked for.
pub(crate) fn use_shell() -> Shell {
    expect_context()
}

#[cfg(test)]
mod tests;
