//! The programs of others against which the server is tested, from Python's packages.

use std::path::PathBuf;
use std::process::Stdio;

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::DEADLINE;

/// A Python that has aiosmtpd, and schemathesis beside it.
pub(crate) fn python() -> PathBuf {
    let path = std::env::var_os("SHIRUSHI_TEST_PYTHON").filter(|path| !path.is_empty());
    let path = path.expect(
        "SHIRUSHI_TEST_PYTHON names no Python with aiosmtpd and schemathesis; `cargo xtask test --only api` gets one",
    );
    PathBuf::from(path)
}

/// Prints its port, then each mail that comes in as a line of JSON, until its input ends.
const MAIL_SERVER: &str = "
import asyncio, json, sys
from aiosmtpd.smtp import SMTP

class Handler:
    async def handle_DATA(self, server, session, envelope):
        text = envelope.original_content.decode('utf-8', 'replace')
        print(json.dumps({'recipients': envelope.rcpt_tos, 'text': text}), flush=True)
        return '250 OK'

async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), hostname='sink'), '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)

asyncio.run(serve())
";

/// A mail as aiosmtpd, which nobody here wrote, has understood it.
#[derive(Debug, Deserialize)]
pub(crate) struct Received {
    pub(crate) recipients: Vec<String>,
    pub(crate) text: String,
}

impl Received {
    /// The lines of the mail's head that begin with this name, whatever its case.
    pub(crate) fn headers(&self, name: &str) -> Vec<&str> {
        let head = self.text.lines().take_while(|line| !line.is_empty());
        head.filter(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:"))).collect()
    }
}

/// A mail server of aiosmtpd; dropped, it ends.
pub(crate) struct MailServer {
    _child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// As `SHIRUSHI_SMTP_URL` wants it.
    pub(crate) url: String,
}

impl MailServer {
    pub(crate) async fn start() -> Self {
        let mut child = Command::new(python())
            .args(["-c", MAIL_SERVER])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = Self::line(&mut lines).await;
        Self { _child: child, lines, url: format!("smtp://127.0.0.1:{port}") }
    }

    async fn line(lines: &mut Lines<BufReader<ChildStdout>>) -> String {
        let line = tokio::time::timeout(DEADLINE, lines.next_line()).await.expect("aiosmtpd is silent");
        line.unwrap().expect("aiosmtpd has ended")
    }

    /// The next mail that comes in.
    pub(crate) async fn received(&mut self) -> Received {
        serde_json::from_str(&Self::line(&mut self.lines).await).unwrap()
    }
}
