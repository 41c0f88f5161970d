//! The application that is being written: its values, which errors show, and the draft that outlives a reload.
//!
//! One [`ApplicationDraft`] belongs to the user who is logged in and is shared by the input and the confirm screen.
//! Every change is written to the browser's store a moment later, so that a reload, Back, an ended session or a
//! closed tab lose nothing (BAR F5).

use contract::application::{ApplicationField, ApplicationForm};
use contract::contact::Applicant;
use contract::session::Me;
use contract::user::UserReference;
use contract::{FieldError, Reason, ja};
use leptos::prelude::*;
use std::time::Duration;

use crate::reactive::computed;
use crate::session::Session;

mod store;

pub(crate) use store::Draft;
use store::Slot;

/// How long typing must pause before the draft is written to the store.
const SAVE_AFTER: Duration = Duration::from_millis(250);

/// The id of a field's control, from which the ids of its hint and its error are made.
pub(crate) fn field_id(field: ApplicationField) -> String {
    field.pointer().trim_start_matches('/').replace('/', "-")
}

/// An error that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShownError {
    /// The id of the control it belongs to.
    pub(crate) id: String,
    /// What is wrong, why, and what to do.
    pub(crate) message: String,
}

/// A value that the server has refused; it stays wrong until it is changed.
#[derive(Clone, Debug, PartialEq)]
struct Refusal {
    field: ApplicationField,
    value: String,
    reason: Reason,
}

/// The application that is being written.
#[derive(Clone, Copy)]
pub(crate) struct ApplicationDraft {
    draft: RwSignal<Draft>,
    /// The form as this user would find it untouched.
    untouched: StoredValue<ApplicationForm>,
    slot: StoredValue<Slot>,
    saving: StoredValue<Option<TimeoutHandle>>,
    attempted: RwSignal<bool>,
    refusals: RwSignal<Vec<Refusal>>,
    errors: Memo<Vec<(ApplicationField, Reason)>>,
    /// What the confirm screen has to say to the input screen.
    note: StoredValue<Option<&'static str>>,
}

impl ApplicationDraft {
    /// The draft that this user left, or an untouched form. Call it where the page of a logged-in user begins.
    pub(crate) fn open(session: Session) -> Self {
        let untouched = session.with_me(|me| me.map(untouched_form).unwrap_or_default());
        let slot = session.with_me(Slot::of);
        let draft = RwSignal::new(slot.load().unwrap_or_else(|| Draft::new(untouched.clone())));
        let attempted = RwSignal::new(false);
        let refusals = RwSignal::new(Vec::<Refusal>::new());
        let errors =
            Memo::new(
                move |_| {
                    if attempted.get() { shown_errors(&draft.read().form, &refusals.read()) } else { Vec::new() }
                },
            );
        let this = Self {
            draft,
            untouched: StoredValue::new(untouched),
            slot: StoredValue::new(slot),
            saving: StoredValue::new(None),
            attempted,
            refusals,
            errors,
            note: StoredValue::new(None),
        };
        this.keep_in_step();
        this
    }

    /// Follows what other tabs of the same user do, and writes what is pending when the page is left.
    fn keep_in_step(self) {
        let listening = window_event_listener_untyped("storage", move |event| {
            if let Some(draft) = self.slot.with_value(|slot| slot.draft_in(&event)) {
                self.draft.set(draft);
            }
        });
        let leaving = window_event_listener_untyped("pagehide", move |_| self.save_now());
        on_cleanup(move || {
            self.save_now();
            listening.remove();
            leaving.remove();
        });
    }

    /// A field's value, followed.
    pub(crate) fn value(self, field: ApplicationField) -> Signal<String> {
        computed(move || field.get(&self.draft.read().form).to_owned()).into()
    }

    /// The whole form, followed.
    pub(crate) fn with_form<T>(self, read: impl FnOnce(&ApplicationForm) -> T) -> T {
        read(&self.draft.read().form)
    }

    /// The whole form as it is now, not followed.
    pub(crate) fn with_form_untracked<T>(self, read: impl FnOnce(&ApplicationForm) -> T) -> T {
        read(&self.draft.read_untracked().form)
    }

    /// The whole form as it would be filed now.
    pub(crate) fn normalised(self) -> ApplicationForm {
        self.draft.with_untracked(|draft| draft.form.normalised())
    }

    /// The chosen user, followed.
    pub(crate) fn signer(self) -> Option<UserReference> {
        self.draft.read().signer.clone()
    }

    /// Takes what was typed into a field.
    pub(crate) fn set(self, field: ApplicationField, value: String) {
        if self.draft.with_untracked(|draft| field.get(&draft.form) == value) {
            return;
        }
        self.change(|draft| field.set(&mut draft.form, value));
    }

    /// Takes values for several fields at once.
    pub(crate) fn fill<const N: usize>(self, fields: [ApplicationField; N], values: [String; N]) {
        self.change(|draft| {
            for (field, value) in fields.into_iter().zip(values) {
                field.set(&mut draft.form, value);
            }
        });
    }

    /// Takes the user chosen in the dialog, or looked up for an ID the form already holds.
    pub(crate) fn set_signer(self, user: UserReference) {
        self.change(|draft| {
            draft.form.signer_user_id = user.user_id.clone();
            draft.signer = Some(user);
        });
    }

    /// Adds the name to the ID of a user that came with a reused application; that is no edit.
    pub(crate) fn name_signer(self, user: UserReference) {
        // The answer may come after the page of this user was left.
        let is_news = |draft: &Draft| draft.form.signer_user_id == user.user_id && draft.signer.as_ref() != Some(&user);
        if self.draft.try_with_untracked(is_news) == Some(true) {
            self.change(|draft| draft.signer = Some(user));
        }
    }

    /// Fills the form with what the application of a certificate held (M2.4). The applicant stays: that is the
    /// person who is applying now (M5.2).
    pub(crate) fn reuse(self, form: ApplicationForm) {
        self.change(|draft| {
            let applicant = draft.form.applicant.clone();
            draft.form = ApplicationForm { applicant, ..form };
            draft.signer = None;
            draft.baseline = draft.form.clone();
        });
        self.attempted.set(false);
    }

    /// Whether the person has changed something since the form was last filled (D2.5).
    pub(crate) fn is_edited(self) -> bool {
        self.draft.with_untracked(|draft| {
            let mut baseline = draft.baseline.clone();
            baseline.reused_certificate = draft.form.reused_certificate.clone();
            baseline.normalised() != draft.form.normalised()
        })
    }

    /// Whether there is something that would be lost, followed.
    pub(crate) fn is_in_progress(self) -> bool {
        let draft = self.draft.read();
        self.untouched.with_value(|untouched| draft.form != *untouched)
    }

    /// Throws the draft away; the form is untouched again.
    pub(crate) fn discard(self) {
        self.forget_pending();
        if let Some(untouched) = self.untouched.try_get_value() {
            self.draft.try_set(Draft::new(untouched));
        }
        self.attempted.try_set(false);
        self.refusals.try_set(Vec::new());
        self.slot.try_with_value(Slot::clear);
    }

    /// The way to throw the draft away later: also once its user has logged out, and it lies in the store alone.
    pub(crate) fn discarding(self) -> impl FnOnce() {
        let slot = self.slot.get_value();
        move || {
            self.discard();
            slot.clear();
        }
    }

    /// The key with which this content is filed: the same for the same content of the same draft, in any tab, however
    /// often it is sent (D6.2, BAR S14).
    pub(crate) fn idempotency_key(self) -> String {
        self.draft.with_untracked(Draft::idempotency_key)
    }

    /// Whether every rule holds; from now on errors show.
    pub(crate) fn attempt(self) -> bool {
        self.attempted.set(true);
        self.save_now();
        self.errors.with_untracked(Vec::is_empty)
    }

    /// Whether every rule holds, with no error shown for it.
    pub(crate) fn holds(self) -> bool {
        self.draft.with_untracked(|draft| draft.form.check().is_empty())
    }

    /// Takes the fields that the server refused. Says whether any of them is a field of the form.
    pub(crate) fn refuse(self, errors: &[FieldError]) -> bool {
        let refusals = self.draft.try_with_untracked(|draft| {
            errors
                .iter()
                .filter_map(|error| {
                    let field = ApplicationField::from_pointer(&error.pointer)?;
                    let value = field.normalise(field.get(&draft.form));
                    Some(Refusal { field, value, reason: error.reason.clone() })
                })
                .collect::<Vec<_>>()
        });
        // The answer may come after the page of this user was left.
        let Some(refusals) = refusals else { return false };
        let any = !refusals.is_empty();
        self.refusals.set(refusals);
        self.attempted.set(true);
        any
    }

    /// Leaves a note for the input screen.
    pub(crate) fn leave_note(self, note: &'static str) {
        self.note.set_value(Some(note));
    }

    /// The note left for the input screen.
    pub(crate) fn take_note(self) -> Option<&'static str> {
        self.note.try_update_value(Option::take).flatten()
    }

    /// What is wrong with a field, followed; nothing before the first ［確認］.
    pub(crate) fn error(self, field: ApplicationField) -> Signal<Option<String>> {
        computed(move || {
            self.errors.read().iter().find(|(at, _)| *at == field).map(|(_, reason)| ja::field_error(field, reason))
        })
        .into()
    }

    /// All that is wrong, in the order of the screen, followed.
    pub(crate) fn errors(self) -> Signal<Vec<ShownError>> {
        computed(move || {
            let errors = self.errors.read();
            errors
                .iter()
                .map(|(field, reason)| ShownError { id: field_id(*field), message: ja::field_error(*field, reason) })
                .collect()
        })
        .into()
    }

    fn change(self, change: impl FnOnce(&mut Draft)) {
        self.draft.update(change);
        self.forget_pending();
        let pending = set_timeout_with_handle(move || self.save_now(), SAVE_AFTER).ok();
        self.saving.set_value(pending);
    }

    fn forget_pending(self) {
        if let Some(pending) = self.saving.try_update_value(Option::take).flatten() {
            pending.clear();
        }
    }

    /// Writes what is pending.
    pub(crate) fn save_now(self) {
        if self.saving.try_update_value(Option::take).flatten().is_some_and(|pending| {
            pending.clear();
            true
        }) {
            self.draft.with_untracked(|draft| self.slot.with_value(|slot| slot.save(draft)));
        }
    }
}

/// Rules first, then what the server refused and nobody has changed since.
fn shown_errors(form: &ApplicationForm, refusals: &[Refusal]) -> Vec<(ApplicationField, Reason)> {
    let mut shown: Vec<_> = form
        .check()
        .into_iter()
        .filter_map(|error| Some((ApplicationField::from_pointer(&error.pointer)?, error.reason)))
        .collect();
    for refusal in refusals {
        let unchanged = refusal.field.normalise(refusal.field.get(form)) == refusal.value;
        if unchanged && !shown.iter().any(|(field, _)| *field == refusal.field) {
            shown.push((refusal.field, refusal.reason.clone()));
        }
    }
    shown.sort_by_key(|(field, _)| *field);
    shown
}

/// What the form holds before anybody types: the company's name, and the applicant (M5.2).
fn untouched_form(me: &Me) -> ApplicationForm {
    let mut form = ApplicationForm {
        applicant: Applicant {
            department: me.department.clone(),
            name: me.name.clone(),
            phone: me.phone.clone(),
            mail_address: me.mail_address.clone(),
        },
        ..ApplicationForm::default()
    };
    if let Some(company) = &me.company {
        form.certificate.company_name = company.name.clone();
    }
    form
}

/// Whether a draft of this user is in the store.
pub(crate) fn is_draft_stored(me: Option<&Me>) -> bool {
    Slot::of(me).load().is_some()
}

/// The draft of the user who is logged in.
pub(crate) fn use_draft() -> ApplicationDraft {
    expect_context()
}

#[cfg(test)]
mod tests;
