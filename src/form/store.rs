//! Where a draft lives while nobody looks: the browser's store, one slot for each user of each company.

use contract::application::ApplicationForm;
use contract::session::Me;
use contract::user::UserReference;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use web_sys::{Event, StorageEvent};

use crate::browser;
use crate::wire;

/// An application that is being written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Draft {
    /// Tells this draft from an earlier one with the same content.
    id: String,
    /// What the fields hold.
    pub(crate) form: ApplicationForm,
    /// What they held when they were last filled for the person, not by the person.
    pub(crate) baseline: ApplicationForm,
    /// The chosen user, with the name to show.
    pub(crate) signer: Option<UserReference>,
}

impl Draft {
    /// A new one.
    pub(crate) fn new(form: ApplicationForm) -> Self {
        Self { id: browser::random_id(), baseline: form.clone(), form, signer: None }
    }

    /// The draft's id and a digest of what would be filed: 49 characters. Derived and not stored, so that tabs cannot
    /// disagree about it, and a change can never go out under the key of what was there before.
    pub(crate) fn idempotency_key(&self) -> String {
        // FNV-1a. It need not withstand an attacker, who could send any key anyway.
        let text = wire::write(&self.form.normalised());
        let digest = text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        let mut key = self.id.clone();
        key.push('-');
        for shift in (0..16).rev() {
            key.push(char::from_digit(((digest >> (shift * 4)) & 15) as u32, 16).unwrap_or('0'));
        }
        key
    }
}

/// The place of one user's draft.
#[derive(Clone, Debug)]
pub(super) struct Slot(String);

impl Slot {
    /// The place of this user's draft.
    pub(super) fn of(me: Option<&Me>) -> Self {
        let company = me.and_then(|me| me.company.as_ref()).map_or("", |company| company.company_id.as_str());
        let user = me.map_or("", |me| me.user_id.as_str());
        Self(["shirushi.draft", company, user].join("/"))
    }

    /// What lies there; nothing when it is empty or of another version of the page.
    pub(super) fn load(&self) -> Option<Draft> {
        let text = browser::storage()?.get_item(&self.0).ok()??;
        wire::read(&text).ok()
    }

    /// Puts a draft there.
    pub(super) fn save(&self, draft: &Draft) {
        if let Some(storage) = browser::storage() {
            // A full or forbidden store costs the draft only its life beyond this page.
            let _ = storage.set_item(&self.0, &wire::write(draft));
        }
    }

    /// Empties it.
    pub(super) fn clear(&self) {
        if let Some(storage) = browser::storage() {
            let _ = storage.remove_item(&self.0);
        }
    }

    /// What another tab has put there, if that is what an event tells. That a draft is gone is not followed: this tab
    /// may still show it, and its key makes sure that it is not filed twice.
    pub(super) fn draft_in(&self, event: &Event) -> Option<Draft> {
        let event = event.dyn_ref::<StorageEvent>()?;
        if event.key().as_deref() != Some(&self.0) {
            return None;
        }
        wire::read(&event.new_value()?).ok()
    }
}
