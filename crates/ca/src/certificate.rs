//! X.509 certificates (RFC 5280).

use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{DerSignature, VerifyingKey};
use p256::pkcs8::DecodePublicKey as _;
use x509_cert::Certificate as X509;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder as _, CertificateBuilder};
use x509_cert::certificate::TbsCertificate;
use x509_cert::der::asn1::{Any, Ia5String, ObjectIdentifier, SetOfVec};
use x509_cert::der::referenced::OwnedToRef as _;
use x509_cert::der::{Decode as _, DecodePem as _, Encode as _, EncodePem as _, Tag};
use x509_cert::ext::pkix::crl::CrlDistributionPoints;
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, ToExtension as _};
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};
use x509_cert::time::Validity;

use crate::key::KeyPair;
use crate::{Error, Seconds};

const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const ORGANIZATIONAL_UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
const TITLE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.12");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");
/// id-kp-documentSigning (RFC 9336).
const DOCUMENT_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.36");

/// The upper bound of the names in a subject (RFC 5280, appendix A: ub-organization-name and its like).
const NAME_MAX: usize = 64;

/// Who a certificate names (BAR K1, D13.2), in Latin letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// O: the company.
    pub organization: String,
    /// OU: the department.
    pub organizational_unit: String,
    /// title: the title.
    pub title: String,
    /// CN and serialNumber: 電子証明書管理番号.
    pub certificate_number: String,
}

/// From when until when a certificate is valid, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first second.
    pub not_before: Seconds,
    /// The last second.
    pub not_after: Seconds,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate(X509);

/// 20 random bytes made a serial number: positive, at most 20 octets, 158 random bits (BAR K1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serial([u8; 20]);

impl Serial {
    /// A serial number from random bytes.
    pub fn generate(fill: &mut dyn FnMut(&mut [u8])) -> Self {
        let mut bytes = [0u8; 20];
        fill(&mut bytes);
        // The highest bit is the sign; the next one, always set, keeps the length at 20 octets.
        bytes[0] = bytes[0] & 0x7f | 0x40;
        Self(bytes)
    }

    fn to_x509(self) -> Result<SerialNumber, Error> {
        Ok(SerialNumber::new(&self.0)?)
    }
}

/// The authority that issues: its certificate and its key.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// Its certificate.
    pub certificate: Certificate,
    /// Its key.
    pub key: KeyPair,
}

/// The parts of the extensions that depend on what is made.
enum Profile<'a> {
    Root { subject: Name },
    User { subject: Name, issuer: Name, crl_url: &'a str },
}

impl BuilderProfile for Profile<'_> {
    fn get_issuer(&self, subject: &Name) -> Name {
        match self {
            Self::Root { .. } => subject.clone(),
            Self::User { issuer, .. } => issuer.clone(),
        }
    }

    fn get_subject(&self) -> Name {
        match self {
            Self::Root { subject } | Self::User { subject, .. } => subject.clone(),
        }
    }

    fn build_extensions(
        &self,
        public_key: SubjectPublicKeyInfoRef<'_>,
        issuer_key: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        let name = tbs.subject();
        let subject_key = SubjectKeyIdentifier::try_from(public_key)?;
        let key_identifier = Some(SubjectKeyIdentifier::try_from(issuer_key)?.0);
        let authority_key = AuthorityKeyIdentifier { key_identifier, ..Default::default() };
        Ok(match self {
            Self::Root { .. } => vec![
                BasicConstraints { ca: true, path_len_constraint: Some(0) }.to_extension(name, &[])?,
                KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign).to_extension(name, &[])?,
                subject_key.to_extension(name, &[])?,
            ],
            Self::User { crl_url, .. } => vec![
                KeyUsage(KeyUsages::DigitalSignature | KeyUsages::NonRepudiation).to_extension(name, &[])?,
                ExtendedKeyUsage(vec![DOCUMENT_SIGNING]).to_extension(name, &[])?,
                subject_key.to_extension(name, &[])?,
                authority_key.to_extension(name, &[])?,
                CrlDistributionPoints(vec![distribution_point(crl_url)?]).to_extension(name, &[])?,
            ],
        })
    }
}

fn distribution_point(url: &str) -> Result<DistributionPoint, x509_cert::der::Error> {
    let name = GeneralName::UniformResourceIdentifier(Ia5String::new(url)?);
    Ok(DistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(vec![name])),
        reasons: None,
        crl_issuer: None,
    })
}

/// A name of these parts, one in each RDN, in this order.
fn name(parts: &[(ObjectIdentifier, &'static str, &str)]) -> Result<Name, Error> {
    let mut sequence = RdnSequence::default();
    for (oid, field, value) in parts {
        let length = value.chars().count();
        if !(1..=NAME_MAX).contains(&length) {
            return Err(Error::Name { field, length, max: NAME_MAX });
        }
        // X.520 wants these two as PrintableString; all else is UTF8String (RFC 5280, 4.1.2.4).
        let tag = if [COUNTRY, SERIAL_NUMBER].contains(oid) { Tag::PrintableString } else { Tag::Utf8String };
        let value = Any::new(tag, value.as_bytes())?;
        let mut set = SetOfVec::new();
        set.insert(AttributeTypeAndValue { oid: *oid, value })?;
        sequence.push(RelativeDistinguishedName::from(set));
    }
    Ok(Name::hazmat_from_rdn_sequence(sequence))
}

/// Makes a root that certifies itself.
///
/// # Errors
///
/// [`Error::Name`] for a name that does not fit.
pub fn make_root(
    organization: &str,
    common_name: &str,
    key: KeyPair,
    serial: Serial,
    period: Period,
) -> Result<Issuer, Error> {
    let subject = name(&[(COUNTRY, "C", "JP"), (ORGANIZATION, "O", organization), (COMMON_NAME, "CN", common_name)])?;
    let certificate = build(Profile::Root { subject }, &key.public_key()?, serial, period, &key)?;
    Ok(Issuer { certificate, key })
}

/// Issues a certificate by the profile K1. `public_key` is a `SubjectPublicKeyInfo`, DER; `crl_url` is where the
/// revocation list will be.
///
/// # Errors
///
/// [`Error::Name`] for a name that does not fit, [`Error::Malformed`] for a bad public key or URL.
pub fn issue(
    issuer: &Issuer,
    subject: &Subject,
    public_key: &[u8],
    serial: Serial,
    period: Period,
    crl_url: &str,
) -> Result<Certificate, Error> {
    let subject = name(&[
        (COUNTRY, "C", "JP"),
        (ORGANIZATION, "O", &subject.organization),
        (ORGANIZATIONAL_UNIT, "OU", &subject.organizational_unit),
        (TITLE, "title", &subject.title),
        (COMMON_NAME, "CN", &subject.certificate_number),
        (SERIAL_NUMBER, "serialNumber", &subject.certificate_number),
    ])?;
    let issuer_name = issuer.certificate.0.tbs_certificate().subject().clone();
    let profile = Profile::User { subject, issuer: issuer_name, crl_url };
    build(profile, public_key, serial, period, &issuer.key)
}

fn build(
    profile: Profile<'_>,
    public_key: &[u8],
    serial: Serial,
    period: Period,
    signer: &KeyPair,
) -> Result<Certificate, Error> {
    let validity = Validity::new(period.not_before.to_x509()?, period.not_after.to_x509()?);
    let public_key = SubjectPublicKeyInfoOwned::from_der(public_key)?;
    let builder = CertificateBuilder::new(profile, serial.to_x509()?, validity, public_key)?;
    Ok(Certificate(builder.build::<_, DerSignature>(signer.signing_key())?))
}

impl Certificate {
    /// Reads DER.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`].
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        Ok(Self(X509::from_der(der)?))
    }

    /// Reads PEM.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`].
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        Ok(Self(X509::from_pem(pem)?))
    }

    /// As DER.
    ///
    /// # Errors
    ///
    /// None that a certificate made or read here can have.
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        Ok(self.0.to_der()?)
    }

    /// As PEM.
    ///
    /// # Errors
    ///
    /// None that a certificate made or read here can have.
    pub fn to_pem(&self) -> Result<String, Error> {
        Ok(self.0.to_pem(x509_cert::der::pem::LineEnding::LF)?)
    }

    /// The serial number, big-endian, without a leading zero.
    pub fn serial(&self) -> Vec<u8> {
        let bytes = self.0.tbs_certificate().serial_number().as_bytes();
        bytes.iter().copied().skip_while(|byte| *byte == 0).collect()
    }

    /// From when until when it is valid.
    pub fn period(&self) -> Period {
        let validity = self.0.tbs_certificate().validity();
        Period {
            not_before: Seconds(validity.not_before.to_unix_duration().as_secs()),
            not_after: Seconds(validity.not_after.to_unix_duration().as_secs()),
        }
    }

    /// The subject as RFC 4514 writes it, but in the order of the certificate.
    pub fn subject(&self) -> String {
        let name = self.0.tbs_certificate().subject();
        let parts = name.iter().map(|part| {
            let label = match part.oid {
                COUNTRY => "C",
                ORGANIZATION => "O",
                ORGANIZATIONAL_UNIT => "OU",
                TITLE => "title",
                COMMON_NAME => "CN",
                SERIAL_NUMBER => "serialNumber",
                _ => "?",
            };
            format!("{label}={}", String::from_utf8_lossy(part.value.value()))
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    /// Whether this private key belongs to it.
    pub fn fits(&self, key: &KeyPair) -> bool {
        let own = self.0.tbs_certificate().subject_public_key_info().owned_to_ref();
        VerifyingKey::try_from(own).is_ok_and(|own| own == *key.verifying_key())
    }

    /// Whether the issuer's key signed it, in the issuer's name.
    pub fn is_issued_by(&self, issuer: &Self) -> bool {
        let tbs = self.0.tbs_certificate();
        let signed = || {
            let key = issuer.verifying_key()?;
            let signature = self.0.signature().as_bytes()?;
            let signature = DerSignature::try_from(signature).ok()?;
            key.verify(&tbs.to_der().ok()?, &signature).ok()
        };
        tbs.issuer() == issuer.0.tbs_certificate().subject() && signed().is_some()
    }

    pub(crate) fn verifying_key(&self) -> Option<VerifyingKey> {
        let der = self.0.tbs_certificate().subject_public_key_info().to_der().ok()?;
        VerifyingKey::from_public_key_der(&der).ok()
    }

    pub(crate) fn inner(&self) -> &X509 {
        &self.0
    }
}
