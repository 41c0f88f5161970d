//! The page on a static host of its own: a real nginx with TLS, and the API behind another name of the same site.
//!
//! Names below `.localhost` are this machine for every browser; `app.` and `api.shirushi.localhost` are one site to it,
//! as two names of one company's domain are, so that cookies with `SameSite=Strict` go from the one to the other. Only
//! WebKit takes them for two sites; with names below `example.jp` in the machine's list of hosts it does not.
//!
//! A journey that is about this says so ([`Plan::on_a_host`](crate::Plan::on_a_host)). `SHIRUSHI_TEST_HOST=nginx` puts
//! all journeys of a run there.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::common::common;
use crate::fail::{comes_true, fail};
use crate::place;
use crate::program::Program;

const BROTLI: &str = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

/// Whether this run has every journey's page on a host of its own.
pub(crate) fn is_for_all() -> bool {
    std::env::var("SHIRUSHI_TEST_HOST").is_ok_and(|host| host == "nginx")
}

/// A host that is set up, and then started.
#[derive(Debug)]
pub struct Host {
    nginx: PathBuf,
    folder: PathBuf,
    tls: u16,
    plain: u16,
    running: Option<Program>,
}

impl Host {
    /// Sets one up; nothing where there is no nginx here.
    pub(crate) fn set_up() -> Option<Self> {
        let nginx = place::nginx()?;
        let folder = common().folder();
        copy(&place::page(), &folder.join("page"));
        Some(Self { nginx, folder, tls: free_port(), plain: free_port(), running: None })
    }

    /// What the server has to be told about it.
    pub(crate) fn settings(&self) -> Vec<(String, String)> {
        let set = |name: &str, value: String| (name.to_owned(), value);
        vec![
            set("SHIRUSHI_PAGE_ORIGINS", self.page()),
            set("SHIRUSHI_PUBLIC_URL", self.page()),
            set("SHIRUSHI_CRL_URL", self.api() + "/api/v1/authority/root.crl"),
            set("SHIRUSHI_SECURE_COOKIES", "true".to_owned()),
        ]
    }

    /// The page's origin.
    pub fn page(&self) -> String {
        format!("https://app.shirushi.localhost:{}", self.tls)
    }

    /// The API's origin.
    pub fn api(&self) -> String {
        format!("https://api.shirushi.localhost:{}", self.tls)
    }

    /// A file of the page, as it lies on the host.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join("page").join(name)
    }

    /// The first file of the page's assets whose name begins and ends like this, as it is asked for.
    pub fn asset(&self, begin: &str, end: &str) -> String {
        let files = fs::read_dir(self.file("assets")).into_iter().flatten().flatten();
        let mut names = files.map(|file| file.file_name().to_string_lossy().into_owned());
        let name = names.find(|name| name.starts_with(begin) && name.ends_with(end));
        format!("/assets/{}", name.unwrap_or_else(|| fail(format!("no {begin}…{end} in assets"))))
    }

    /// Starts it, with the page told where the API is, and the API at `server` behind its other name.
    pub(crate) async fn start(&mut self, server: &str) {
        let folder = self.folder.display();
        let config = format!("{{\"api\":\"{}\",\"name\":\"\"}}", self.api());
        write(&self.file("config.json"), &config);
        // What `cargo xtask dist` wrote for nginx, with this API in its policy, as `--api` would have it.
        let rules = place::page().parent().map(|root| root.join("hosting/nginx.conf")).unwrap_or_default();
        let rules = fs::read_to_string(&rules).unwrap_or_else(|error| fail(format!("{}: {error}", rules.display())));
        let told = rules.split("connect-src 'self'").nth(1).and_then(|after| after.split(';').next());
        let told = told.unwrap_or_else(|| fail("hosting/nginx.conf has no policy"));
        let policy = |api: &str| format!("connect-src 'self'{api};");
        let rules = rules.replace(&policy(told), &policy(&format!(" {}", self.api())));
        write(&self.folder.join("rules.conf"), &rules);

        let brotli = Path::new(BROTLI).is_file();
        let (load, packed) =
            if brotli { (format!("load_module {BROTLI};"), "brotli_static on;") } else { Default::default() };
        let (tls, plain) = (self.tls, self.plain);
        write(
            &self.folder.join("nginx.conf"),
            &format!(
                "{load} daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
                events {{}}
                http {{
                    access_log off;
                    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
                    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
                    ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
                    server {{
                        listen 127.0.0.1:{tls} ssl; listen 127.0.0.1:{plain};
                        server_name app.shirushi.localhost; root {folder}/page; {packed}
                        include {folder}/rules.conf;
                    }}
                    server {{
                        listen 127.0.0.1:{tls} ssl; listen 127.0.0.1:{plain};
                        server_name api.shirushi.localhost;
                        location / {{ proxy_pass {server}; proxy_set_header Host $http_host; }}
                    }}
                }}"
            ),
        );
        self.make_certificate();
        let mut nginx = Command::new(&self.nginx);
        nginx.arg("-c").arg(self.folder.join("nginx.conf")).arg("-e").arg(self.folder.join("error.log"));
        self.running = Some(Program::start_silent(nginx));
        let listens = comes_true(async || TcpStream::connect(("127.0.0.1", plain)).is_ok());
        if !listens.await {
            fail(fs::read_to_string(self.folder.join("error.log")).unwrap_or_default());
        }
    }

    fn make_certificate(&self) {
        let mut openssl = Command::new("openssl");
        openssl
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"])
            .args(["-days", "2", "-subj", "/CN=shirushi.localhost", "-addext"])
            .arg("subjectAltName=DNS:app.shirushi.localhost,DNS:api.shirushi.localhost")
            .arg("-keyout")
            .arg(self.folder.join("key.pem"))
            .arg("-out")
            .arg(self.folder.join("cert.pem"))
            .stderr(Stdio::null());
        let made = openssl.status().is_ok_and(|status| status.success());
        assert!(made, "openssl makes no certificate");
    }

    /// What a request of a program, not of a browser, is answered: status and headers, in lower case.
    pub fn asks(&self, request: &str, host: &str, headers: &[&str], body: &str) -> String {
        let mut text = format!("{request} HTTP/1.1\r\nHost: {host}:{}\r\nConnection: close\r\n", self.tls);
        headers.iter().for_each(|header| text.push_str(&format!("{header}\r\n")));
        if !body.is_empty() {
            text.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()));
        }
        text.push_str("\r\n");
        text.push_str(body);
        let mut answer = Vec::new();
        let asked = TcpStream::connect(("127.0.0.1", self.plain)).and_then(|mut stream| {
            stream.write_all(text.as_bytes())?;
            stream.read_to_end(&mut answer)
        });
        assert!(asked.is_ok(), "{request}: {asked:?}");
        let answer = String::from_utf8_lossy(&answer);
        answer.split("\r\n\r\n").next().unwrap_or_default().to_lowercase()
    }
}

fn write(file: &Path, text: &str) {
    fs::write(file, text).unwrap_or_else(|error| fail(format!("{}: {error}", file.display())));
}

fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-r").arg(from).arg(to).status();
    assert!(copied.is_ok_and(|status| status.success()), "{} is not to be copied", from.display());
}

/// A port that is free now.
fn free_port() -> u16 {
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).map(|address| address.port());
    port.unwrap_or_else(|error| fail(error))
}
