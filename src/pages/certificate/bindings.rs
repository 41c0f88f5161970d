//! 紐付け更新: one user more and any number less, in one operation (M10.1 to M11.6).

pub(crate) mod complete;
pub(crate) mod confirm;
mod draft;
pub(crate) mod input;

use contract::binding::CertificateView;
use leptos::prelude::{Callable as _, Callback};

use crate::api::{self, Versioned};
use crate::components::remote::Remote;
use crate::session::Session;

/// The certificate with its bindings, as loaded, with its version.
type Loaded = Remote<Versioned<CertificateView>>;

/// Loads the certificate, and how to load it again.
fn load(session: Session, number: &str) -> (Loaded, Callback<()>) {
    let certificate = Loaded::new();
    let number = number.to_owned();
    let again = Callback::new(move |()| certificate.refresh(api::certificate(session, &number)));
    again.run(());
    (certificate, again)
}
