//! openssl, which knows nothing of the server.

use std::path::{Path, PathBuf};
use std::process::Command;

use contract::routes;

use super::Stand;
use super::client::Client;

/// Runs it; whether it succeeded, and all that it said.
pub(crate) fn openssl(folder: &Path, arguments: &str) -> (bool, String) {
    let output = Command::new("openssl").current_dir(folder).args(arguments.split(' ')).output();
    let output = output.expect("openssl is installed");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// Writes what everybody may fetch, the root and the revocation list, into a folder: `root.pem`, `root.crl`.
pub(crate) async fn fetch_authority(stand: &Stand, folder: &Path) -> PathBuf {
    let nobody = stand.nobody();
    for (path, name) in [(routes::ROOT_CERTIFICATE, "root.pem"), (routes::ROOT_CRL, "root.crl")] {
        let body = nobody.get(path).await.is(200).body;
        std::fs::write(folder.join(name), body).unwrap();
    }
    folder.to_owned()
}

/// Writes a certificate as its administrator gets it: `user.pem`.
pub(crate) async fn fetch_certificate(administrator: &Client, number: &str, folder: &Path) {
    let chain = administrator.get(&routes::fill(routes::CERTIFICATE_PEM, number)).await.is(200);
    const END: &str = "-----END CERTIFICATE-----\n";
    let text = chain.text();
    // Its own comes first, then its issuer's.
    let (own, issuer) = text.split_once(END).unwrap();
    assert!(issuer.ends_with(END));
    std::fs::write(folder.join("user.pem"), format!("{own}{END}")).unwrap();
}
