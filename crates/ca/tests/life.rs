//! The whole life of a certificate, checked by other people's programs: BAR K1, K2, K3.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ca::certificate::{Issuer, Period, Serial, Subject, issue, make_root};
use ca::crl::{self, Reason, Revoked};
use ca::key::KeyPair;
use ca::{Error, Seconds, signature};
use sha2::{Digest as _, Sha256};

const NOW: Seconds = Seconds(1_795_323_900); // 2026-11-22T05:05:00Z
const DAY: u64 = 86_400;

/// Reproducible bytes that look random.
struct Bytes(u64);

impl Bytes {
    fn fill(&mut self) -> impl FnMut(&mut [u8]) + '_ {
        |buffer| {
            for byte in buffer {
                self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                *byte = (self.0 >> 56) as u8;
            }
        }
    }
}

fn root(bytes: &mut Bytes) -> Issuer {
    let key = KeyPair::generate(&mut bytes.fill());
    let serial = Serial::generate(&mut bytes.fill());
    let period = Period { not_before: Seconds(NOW.0 - 365 * DAY), not_after: Seconds(NOW.0 + 7300 * DAY) };
    make_root("CECTRUST-Light", "CECTRUST-Light Root CA 1", key, serial, period).expect("a root")
}

fn subject() -> Subject {
    Subject {
        organization: "Yamada Kensetsu".to_owned(),
        organizational_unit: "honsha".to_owned(),
        title: "shacho".to_owned(),
        certificate_number: "JC-00000001".to_owned(),
    }
}

fn user(issuer: &Issuer, bytes: &mut Bytes) -> Issuer {
    let key = KeyPair::generate(&mut bytes.fill());
    let serial = Serial::generate(&mut bytes.fill());
    let period = Period { not_before: Seconds(NOW.0 - DAY), not_after: Seconds(NOW.0 + 730 * DAY) };
    let public_key = key.public_key().expect("a public key");
    let certificate =
        issue(issuer, &subject(), &public_key, serial, period, "http://127.0.0.1:8080/crl/root.crl").expect("issued");
    Issuer { certificate, key }
}

/// A folder that goes away.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("shirushi-ca-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content).expect("written");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn openssl(arguments: &[&str], files: &[(&str, &Path)]) -> Output {
    let mut command = Command::new("openssl");
    command.args(arguments);
    for (option, path) in files {
        if !option.is_empty() {
            command.arg(option);
        }
        command.arg(path);
    }
    command.output().expect("openssl is installed")
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn openssl_verifies_the_chain_and_reads_the_profile_k1() {
    let mut bytes = Bytes(1);
    let root = root(&mut bytes);
    let user = user(&root, &mut bytes);
    let folder = Folder::new("k1");
    let root_file = folder.write("root.pem", root.certificate.to_pem().expect("pem"));
    let user_file = folder.write("user.pem", user.certificate.to_pem().expect("pem"));

    let attime = NOW.0.to_string();
    let verified =
        openssl(&["verify", "-x509_strict", "-attime", &attime], &[("-CAfile", &root_file), ("", &user_file)]);
    assert!(verified.status.success(), "{}", text(&verified));

    let shown =
        text(&openssl(&["x509", "-noout", "-text", "-nameopt", "sep_comma_plus_space"], &[("-in", &user_file)]));
    for line in [
        "Subject: C=JP, O=Yamada Kensetsu, OU=honsha, title=shacho, CN=JC-00000001, serialNumber=JC-00000001",
        "X509v3 Key Usage: critical",
        "Digital Signature, Non Repudiation",
        "1.3.6.1.5.5.7.3.36",
        "URI:http://127.0.0.1:8080/crl/root.crl",
        "Signature Algorithm: ecdsa-with-SHA256",
        "Version: 3 (0x2)",
    ] {
        assert!(shown.contains(line), "{line} in {shown}");
    }
    assert_eq!(
        user.certificate.subject(),
        "C=JP, O=Yamada Kensetsu, OU=honsha, title=shacho, CN=JC-00000001, serialNumber=JC-00000001"
    );
}

/// pkilint knows the fine print of RFC 5280 that `openssl verify` forgives.
#[test]
fn pkilint_finds_nothing_k1_k2() {
    let Some(python) = std::env::var_os("SHIRUSHI_TEST_PYTHON") else {
        panic!("SHIRUSHI_TEST_PYTHON names a Python with pkilint; `cargo xtask test` sets it")
    };
    let tools = Path::new(&python).parent().expect("a folder").to_owned();
    let mut bytes = Bytes(8);
    let root = root(&mut bytes);
    let user = user(&root, &mut bytes);
    let entry = Revoked { serial: user.certificate.serial(), at: NOW, reason: Reason::Superseded };
    let list = crl::make(&root, &[entry], 1, NOW, Seconds(NOW.0 + 7 * DAY)).expect("a list");
    let folder = Folder::new("pkilint");
    let root_file = folder.write("root.pem", root.certificate.to_pem().expect("pem"));
    let user_file = folder.write("user.pem", user.certificate.to_pem().expect("pem"));
    let list_file = folder.write("list.crl", list);
    for (tool, options, file) in [
        ("lint_pkix_cert", &["lint"][..], &root_file),
        ("lint_pkix_cert", &["lint"], &user_file),
        ("lint_crl", &["lint", "-t", "CRL", "-p", "PKIX"], &list_file),
    ] {
        let mut command = Command::new(tools.join(tool));
        let output = command.args(options).args(["-s", "NOTICE"]).arg(file).output().expect("pkilint is installed");
        assert!(output.status.success(), "{tool} {}: {}", file.display(), text(&output));
    }
}

#[test]
fn a_thousand_serials_are_unique_positive_and_at_most_20_octets_k1() {
    let mut bytes = Bytes(2);
    let root = root(&mut bytes);
    let key = KeyPair::generate(&mut bytes.fill()).public_key().expect("a public key");
    let period = Period { not_before: NOW, not_after: Seconds(NOW.0 + DAY) };
    let serials: BTreeSet<Vec<u8>> = (0..1000)
        .map(|_| {
            let serial = Serial::generate(&mut bytes.fill());
            issue(&root, &subject(), &key, serial, period, "http://a.example/c").expect("issued").serial()
        })
        .collect();
    assert_eq!(serials.len(), 1000);
    assert!(serials.iter().all(|serial| serial.len() == 20 && serial[0] < 0x80));
}

#[test]
fn names_that_do_not_fit_are_refused_k1() {
    let mut bytes = Bytes(3);
    let root = root(&mut bytes);
    let key = KeyPair::generate(&mut bytes.fill()).public_key().expect("a public key");
    let period = Period { not_before: NOW, not_after: Seconds(NOW.0 + DAY) };
    for title in [String::new(), "x".repeat(65)] {
        let subject = Subject { title, ..subject() };
        let refused = issue(&root, &subject, &key, Serial::generate(&mut bytes.fill()), period, "http://a.example/c");
        assert!(matches!(refused, Err(Error::Name { field: "title", .. })));
    }
}

#[test]
fn a_revoked_certificate_is_in_the_list_k2() {
    let mut bytes = Bytes(4);
    let root = root(&mut bytes);
    let (revoked, valid) = (user(&root, &mut bytes), user(&root, &mut bytes));
    let folder = Folder::new("k2");
    let root_file = folder.write("root.pem", root.certificate.to_pem().expect("pem"));
    let attime = NOW.0.to_string();

    let entry =
        Revoked { serial: revoked.certificate.serial(), at: Seconds(NOW.0 - 60), reason: Reason::KeyCompromise };
    for (name, entries, revoked_passes) in [("empty", vec![], true), ("one", vec![entry], false)] {
        let list = crl::make(&root, &entries, 7, Seconds(NOW.0 - 1), Seconds(NOW.0 + DAY)).expect("a list");
        let der = folder.write(&format!("{name}.crl"), list);
        let pem = folder.0.join(format!("{name}.pem"));
        let converted = openssl(&["crl", "-inform", "DER"], &[("-in", &der), ("-out", &pem)]);
        assert!(converted.status.success(), "{}", text(&converted));
        for (certificate, passes) in [(&revoked, revoked_passes), (&valid, true)] {
            let file = folder.write("user.pem", certificate.certificate.to_pem().expect("pem"));
            let verified = openssl(
                &["verify", "-crl_check", "-attime", &attime],
                &[("-CAfile", &root_file), ("-CRLfile", &pem), ("", &file)],
            );
            assert_eq!(verified.status.success(), passes, "{name}: {}", text(&verified));
        }
    }
}

#[test]
fn a_signature_verifies_outside_and_one_changed_byte_does_not_k3() {
    let mut bytes = Bytes(5);
    let root = root(&mut bytes);
    let user = user(&root, &mut bytes);
    let folder = Folder::new("k3");
    let content = "工事請負契約書".repeat(1000);
    let digest: [u8; 32] = Sha256::digest(&content).into();
    let signed = signature::sign(&digest, &user.certificate, &[&root.certificate], &user.key, NOW).expect("signed");

    let root_file = folder.write("root.pem", root.certificate.to_pem().expect("pem"));
    let signature_file = folder.write("contract.p7s", &signed);
    let attime = NOW.0.to_string();
    let verify = |content: &[u8]| {
        let content_file = folder.write("contract.pdf", content);
        openssl(
            &["cms", "-verify", "-purpose", "any", "-binary", "-inform", "DER", "-attime", &attime],
            &[
                ("-in", &signature_file),
                ("-content", &content_file),
                ("-CAfile", &root_file),
                ("-out", &folder.0.join("out")),
            ],
        )
    };
    let verified = verify(content.as_bytes());
    assert!(verified.status.success(), "{}", text(&verified));
    let mut changed = content.into_bytes();
    changed[500] ^= 1;
    assert!(!verify(&changed).status.success());

    assert!(signature::verifies(&signed, &digest, &user.certificate));
    let changed: [u8; 32] = Sha256::digest(&changed).into();
    assert!(!signature::verifies(&signed, &changed, &user.certificate));
    for index in (0..signed.len()).rev().step_by(7) {
        let mut flipped = signed.clone();
        flipped[index] ^= 1;
        // A flip in what is not signed (the chain inside) may go unnoticed here; it must never crash.
        let _ = signature::verifies(&flipped, &digest, &user.certificate);
    }
}

#[test]
fn a_key_fits_its_certificate_only_and_a_certificate_its_issuer_only() {
    let mut bytes = Bytes(6);
    let (root, other) = (root(&mut bytes), root(&mut bytes));
    let (a, b) = (user(&root, &mut bytes), user(&root, &mut bytes));
    assert!(a.certificate.fits(&a.key) && !a.certificate.fits(&b.key));
    assert!(a.certificate.is_issued_by(&root.certificate) && !a.certificate.is_issued_by(&other.certificate));
    let pkcs8 = a.key.to_pkcs8().expect("pkcs8");
    assert!(a.certificate.fits(&KeyPair::from_pkcs8(&pkcs8).expect("read")));
}

#[test]
fn times_are_told_as_rfc_5280_wants_beyond_2049() {
    let mut bytes = Bytes(7);
    let root = root(&mut bytes);
    let key = KeyPair::generate(&mut bytes.fill()).public_key().expect("a public key");
    for not_after in [2_524_607_999, 2_524_608_000] {
        let period = Period { not_before: NOW, not_after: Seconds(not_after) };
        let serial = Serial::generate(&mut bytes.fill());
        let certificate = issue(&root, &subject(), &key, serial, period, "http://a.example/c").expect("issued");
        assert_eq!(certificate.period(), period);
    }
}
