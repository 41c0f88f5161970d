//! nginx, which stands for the static hosts of this world, and openssl for its certificate.

use std::path::PathBuf;

use super::apt;
use crate::args::Install;
use crate::place;
use crate::say::Steps;

const FOLDERS: [&str; 2] = ["/usr/sbin", "/usr/local/sbin"];

/// Where Debian's module for files packed by brotli lies.
const BROTLI: &str = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

/// Finds or installs it. Without it the journeys through it are skipped, which they say.
pub(crate) fn ensure(install: Install, steps: &mut Steps) -> Option<PathBuf> {
    let step = steps.next("nginx and openssl, for the page on a host of its own");
    let is_there = || find().is_some() && place::on_path("openssl").is_some() && PathBuf::from(BROTLI).is_file();
    let mut how = "present".to_owned();
    if !is_there() {
        let packages = ["nginx-light", "libnginx-mod-http-brotli-static", "openssl"];
        how = match apt::install("nginx, its module for brotli, or openssl", &packages, install) {
            Ok(()) => "installed".to_owned(),
            Err(error) => format!("SKIPPED: {error}"),
        };
    }
    step.done(&how);
    if place::on_path("openssl").is_some() { find() } else { None }
}

fn find() -> Option<PathBuf> {
    let elsewhere = || FOLDERS.iter().map(|folder| PathBuf::from(folder).join("nginx"));
    place::on_path("nginx").or_else(|| elsewhere().find(|path| place::is_program(path)))
}
