//! A new server key in the place of the present one: `shirushi-server rotate-key`.
//!
//! Everything that the key seals is sealed anew, in one transaction: the authority's private key, the outer wrap of
//! every certificate's private key (no PIN is needed for that), the texts of secret mails that wait. Audit rows stay as
//! they are, since the table is append-only; a row under the new key follows in every chain, and covers all before it
//! through their hashes. So the earlier keys stay in the file, to verify those rows, and may be known to anybody.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use crate::audit::{self, Action, Actor, Entry};
use crate::authority;
use crate::db::begin_write;
use crate::entity::{audit_head, certificate};
use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::mails;

/// How many certificates are read at once.
const STEP: u64 = 500;

/// How much was sealed anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    /// Private keys of certificates.
    pub private_keys: u64,
    /// Texts of mails that wait.
    pub mails: u64,
}

/// Seals everything under the current key that is still under an earlier one. What was done before stays as it is, so
/// that a rotation that was interrupted can be repeated.
///
/// # Errors
///
/// When the database fails, or something opens with none of the keys; then nothing is changed.
pub async fn seal_anew(state: &AppState) -> Outcome<Rotated> {
    let tx = begin_write(&state.db).await?;
    authority::seal_anew(&tx, state).await?;
    let done = Rotated { private_keys: rewrap_all(&tx, state).await?, mails: mails::seal_anew(&tx, state).await? };
    let chains: Vec<String> =
        audit_head::Entity::find().select_only().column(audit_head::Column::Chain).into_tuple().all(&tx).await?;
    for chain in chains {
        let entry = Entry {
            actor: &Actor::server(&chain),
            action: Action::RotateKey,
            object: "",
            outcome: "ok",
            detail: serde_json::json!({}),
        };
        audit::append(&tx, &state.key, state.now(), entry).await?;
    }
    tx.commit().await?;
    Ok(done)
}

async fn rewrap_all(tx: &DatabaseTransaction, state: &AppState) -> Outcome<u64> {
    let (mut done, mut after) = (0, String::new());
    loop {
        let rows: Vec<(String, String)> = certificate::Entity::find()
            .select_only()
            .column(certificate::Column::CertificateNumber)
            .column(certificate::Column::WrappedKey)
            .filter(certificate::Column::CertificateNumber.gt(after.as_str()))
            .order_by_asc(certificate::Column::CertificateNumber)
            .limit(STEP)
            .into_tuple()
            .all(tx)
            .await?;
        let Some((last, _)) = rows.last() else { return Ok(done) };
        after.clone_from(last);
        for (number, wrapped) in &rows {
            if wrapped.is_empty() {
                continue;
            }
            let anew = rewrapped(state, number, wrapped)
                .ok_or_else(|| Failure::Internal(format!("the private key of {number} opens with none of the keys")))?;
            certificate::Entity::update_many()
                .col_expr(certificate::Column::WrappedKey, Expr::value(anew))
                .filter(certificate::Column::CertificateNumber.eq(number.as_str()))
                .exec(tx)
                .await?;
            done += 1;
        }
    }
}

fn rewrapped(state: &AppState, number: &str, wrapped: &str) -> Option<String> {
    let wrapped = STANDARD.decode(wrapped).ok()?;
    let mut fill = |buffer: &mut [u8]| state.entropy.fill(buffer);
    state.key.each().find_map(|key| {
        let anew = ca::wrap::rewrap(&wrapped, key.bytes(), state.key.bytes(), number, &mut fill).ok()?;
        Some(STANDARD.encode(anew))
    })
}
