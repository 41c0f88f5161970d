//! Detached signatures over a SHA-256 digest, as CMS SignedData (RFC 5652).

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use p256::ecdsa::DerSignature;
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use sha2::{Digest as _, Sha256};
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::certificate::Certificate;
use crate::key::KeyPair;
use crate::{Error, Seconds};

const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");
/// id-aa-signingCertificateV2 (RFC 5035): binds the signature to this one certificate.
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const ECDSA_WITH_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");

/// Signs a digest: a `ContentInfo` with the signer's certificate and its chain inside, DER.
///
/// # Errors
///
/// None that a certificate and a key made by this crate can have.
pub fn sign(
    digest: &[u8; 32],
    certificate: &Certificate,
    chain: &[&Certificate],
    key: &KeyPair,
    at: Seconds,
) -> Result<Vec<u8>, Error> {
    let attributes = signed_attributes(digest, certificate, at)?;
    // What is signed is the SET OF itself, not the [0] it becomes in the SignerInfo (RFC 5652, 5.4).
    let signature: DerSignature = key.signing_key().sign(&attributes.to_der()?);
    let tbs = certificate.inner().tbs_certificate();
    let sid = SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
        issuer: tbs.issuer().clone(),
        serial_number: tbs.serial_number().clone(),
    });
    let signer = SignerInfo {
        version: CmsVersion::V1,
        sid,
        digest_alg: algorithm(SHA_256),
        signed_attrs: Some(attributes),
        signature_algorithm: algorithm(ECDSA_WITH_SHA_256),
        signature: OctetString::new(signature.as_bytes())?,
        unsigned_attrs: None,
    };
    let mut certificates = SetOfVec::new();
    for certificate in [certificate].into_iter().chain(chain.iter().copied()) {
        certificates.insert(CertificateChoices::Certificate(certificate.inner().clone()))?;
    }
    let signed_data = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![algorithm(SHA_256)])?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: DATA, econtent: None },
        certificates: Some(CertificateSet(certificates)),
        crls: None,
        signer_infos: SignerInfos(SetOfVec::try_from(vec![signer])?),
    };
    let content = Any::encode_from(&signed_data)?;
    Ok(ContentInfo { content_type: SIGNED_DATA, content }.to_der()?)
}

fn algorithm(oid: ObjectIdentifier) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid, parameters: None }
}

fn attribute(oid: ObjectIdentifier, value: Any) -> Result<Attribute, Error> {
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![value])? })
}

fn signed_attributes(digest: &[u8; 32], certificate: &Certificate, at: Seconds) -> Result<Attributes, Error> {
    let hash = OctetString::new(Sha256::digest(certificate.to_der()?).as_slice())?;
    // SigningCertificateV2 { certs { ESSCertIDv2 { certHash } } }; SHA-256 is the default and left out.
    let ess = vec![vec![vec![hash]]];
    Ok(SetOfVec::try_from(vec![
        attribute(CONTENT_TYPE, Any::encode_from(&DATA)?)?,
        attribute(SIGNING_TIME, Any::encode_from(&at.to_x509()?)?)?,
        attribute(MESSAGE_DIGEST, Any::encode_from(&OctetString::new(digest.as_slice())?)?)?,
        attribute(SIGNING_CERTIFICATE_V2, Any::encode_from(&ess)?)?,
    ])?)
}

/// Whether a signature made by [`sign`] is this certificate's over this digest.
pub fn verifies(signature: &[u8], digest: &[u8; 32], certificate: &Certificate) -> bool {
    let check = || -> Option<()> {
        let content = ContentInfo::from_der(signature).ok()?;
        let signed_data: SignedData = content.content.decode_as().ok()?;
        let signer = signed_data.signer_infos.0.iter().next()?;
        let attributes = signer.signed_attrs.as_ref()?;
        let signed = attributes.iter().find(|attribute| attribute.oid == MESSAGE_DIGEST)?.values.iter().next()?;
        (signed.value() == digest).then_some(())?;
        let signature = DerSignature::try_from(signer.signature.as_bytes()).ok()?;
        certificate.verifying_key()?.verify(&attributes.to_der().ok()?, &signature).ok()
    };
    check().is_some()
}
