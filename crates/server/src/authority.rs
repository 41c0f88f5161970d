//! The certificate authority, behind one small interface (D13.2).
//!
//! The rest of the server knows [`Authority`] only. To put another authority in its place, implement the trait (an
//! outside one would send the public key and the subject to its own service) and hand it to
//! [`AppState::with_authority`](crate::state::AppState::with_authority). What this one needs of the database is in this
//! module.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ca::certificate::{Certificate, Issuer, Period, Serial, Subject, issue, make_root};
use ca::crl::{self, Revoked};
use ca::key::KeyPair;
use ca::{Error, Seconds};
use sea_orm::{
    ActiveModelTrait as _, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait as _, Set, sea_query::OnConflict,
};
use zeroize::Zeroizing;

use crate::clock::Moment;
use crate::db::begin_write;
use crate::entity::authority;
use crate::problem::{Failure, Outcome};
use crate::state::AppState;

/// What the server needs of a certificate authority.
#[async_trait::async_trait]
pub trait Authority: Send + Sync {
    /// The certificate that all others are issued by.
    fn root(&self) -> &Certificate;

    /// Issues a certificate for a public key (`SubjectPublicKeyInfo`, DER).
    ///
    /// # Errors
    ///
    /// When the authority refuses or is away.
    async fn issue(&self, subject: &Subject, public_key: &[u8], period: Period) -> Outcome<Certificate>;

    /// Makes the revocation list of this number, DER.
    ///
    /// # Errors
    ///
    /// When the authority is away.
    async fn revocation_list(
        &self,
        revoked: &[Revoked],
        number: u64,
        this_update: Seconds,
        next_update: Seconds,
    ) -> Outcome<Vec<u8>>;
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Internal(format!("certificate authority: {error}"))
    }
}

/// A moment as certificates tell it.
pub fn seconds(at: Moment) -> Seconds {
    Seconds(u64::try_from(at.0.div_euclid(1000)).unwrap_or(0))
}

/// The authority that the server keeps itself: its key is in the database, under the server's key.
struct OwnAuthority {
    issuer: Issuer,
    entropy: Arc<dyn crate::entropy::Entropy>,
    crl_url: String,
}

#[async_trait::async_trait]
impl Authority for OwnAuthority {
    fn root(&self) -> &Certificate {
        &self.issuer.certificate
    }

    async fn issue(&self, subject: &Subject, public_key: &[u8], period: Period) -> Outcome<Certificate> {
        let serial = Serial::generate(&mut |buffer| self.entropy.fill(buffer));
        Ok(issue(&self.issuer, subject, public_key, serial, period, &self.crl_url)?)
    }

    async fn revocation_list(
        &self,
        revoked: &[Revoked],
        number: u64,
        this_update: Seconds,
        next_update: Seconds,
    ) -> Outcome<Vec<u8>> {
        Ok(crl::make(&self.issuer, revoked, number, this_update, next_update)?)
    }
}

/// The name of the one row, and what its key is sealed for.
const ROOT: &str = "root";
/// How long the root is valid.
const ROOT_YEARS: i32 = 20;

/// Reads the server's own authority, or makes it at the first start. Of two servers that start at once one makes it.
///
/// # Errors
///
/// When the database fails, or the key in it was sealed by another server's key.
pub async fn load_or_create(state: &AppState) -> Outcome<Arc<dyn Authority>> {
    let row = match authority::Entity::find_by_id(ROOT).one(&state.db).await? {
        Some(row) => row,
        None => create(state).await?,
    };
    let key = open(state, &row)?;
    let der = STANDARD.decode(&row.der).map_err(|error| Failure::Internal(error.to_string()))?;
    let issuer = Issuer { certificate: Certificate::from_der(&der)?, key: KeyPair::from_pkcs8(&key)? };
    Ok(Arc::new(OwnAuthority { issuer, entropy: state.entropy.clone(), crl_url: state.config.crl_url.clone() }))
}

/// Whether the database has an authority: then it belongs to a key.
///
/// # Errors
///
/// When the database fails.
pub async fn is_there(db: &DatabaseConnection) -> Result<bool, DbErr> {
    Ok(authority::Entity::find_by_id(ROOT).one(db).await?.is_some())
}

/// Seals the authority's private key under the server's current key, where there is an authority.
///
/// # Errors
///
/// When the database fails, or none of the server's keys opens it.
pub async fn seal_anew(tx: &DatabaseTransaction, state: &AppState) -> Outcome<()> {
    let Some(row) = authority::Entity::find_by_id(ROOT).one(tx).await? else { return Ok(()) };
    let key = open(state, &row)?;
    let sealed_key = state.key.seal(ROOT, &row.der, &key, state.entropy.as_ref());
    authority::ActiveModel { name: Set(row.name), sealed_key: Set(sealed_key), ..Default::default() }
        .update(tx)
        .await?;
    Ok(())
}

fn open(state: &AppState, row: &authority::Model) -> Outcome<Zeroizing<Vec<u8>>> {
    state.key.open(ROOT, &row.der, &row.sealed_key).ok_or_else(|| {
        Failure::Internal("the authority's key was sealed by another key than SHIRUSHI_KEY_FILE's".to_owned())
    })
}

async fn create(state: &AppState) -> Outcome<authority::Model> {
    let mut fill = |buffer: &mut [u8]| state.entropy.fill(buffer);
    let key = KeyPair::generate(&mut fill);
    let serial = Serial::generate(&mut fill);
    let now = state.now();
    let not_after = Seconds(seconds(now.plus_months(12 * ROOT_YEARS)).0 - 1);
    let period = Period { not_before: seconds(now), not_after };
    let name = &state.config.service_name;
    let issuer = make_root(name, &format!("{name} Root CA 1"), key, serial, period)?;
    let der = STANDARD.encode(issuer.certificate.to_der()?);
    let sealed_key = state.key.seal(ROOT, &der, &issuer.key.to_pkcs8()?, state.entropy.as_ref());
    let row = authority::ActiveModel {
        name: Set(ROOT.to_owned()),
        der: Set(der),
        sealed_key: Set(sealed_key),
        created_at: Set(now.0),
    };
    let tx = begin_write(&state.db).await?;
    authority::Entity::insert(row)
        .on_conflict(OnConflict::column(authority::Column::Name).do_nothing().to_owned())
        .exec_without_returning(&tx)
        .await?;
    let row = authority::Entity::find_by_id(ROOT).one(&tx).await?;
    tx.commit().await?;
    row.ok_or_else(|| Failure::Internal("the authority could not be made".to_owned()))
}
