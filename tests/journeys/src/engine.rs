//! The three engines, and how a browser of each is started.

use std::fmt;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use thirtyfour::common::capabilities::desiredcapabilities::Capabilities;

use crate::fail::DEADLINE;
use crate::place;
use crate::program::Program;

/// How often it is tried whether a driver listens.
const TRIES: u32 = 1500;

/// An engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, by chromedriver.
    Chromium,
    /// Firefox, by geckodriver.
    Firefox,
    /// WebKitGTK's MiniBrowser, by WebKitWebDriver, on a display that nobody sees.
    Webkit,
}

impl Engine {
    /// The engine in which this program walks its journeys: `SHIRUSHI_TEST_ENGINE`, Chromium where it is not set.
    pub fn now() -> Self {
        let name = std::env::var("SHIRUSHI_TEST_ENGINE").unwrap_or_default();
        match name.as_str() {
            "" | "chromium" => Self::Chromium,
            "firefox" => Self::Firefox,
            "webkit" => Self::Webkit,
            other => panic!("SHIRUSHI_TEST_ENGINE={other}: the engines are chromium, firefox and webkit"),
        }
    }

    /// Starts its driver and answers with the address. What it saves goes to `downloads`, all else to `folder`.
    pub(crate) fn driver(self, folder: &Path, downloads: &Path) -> (Vec<Program>, String) {
        let alone = |(program, address)| (vec![program], address);
        match self {
            Self::Chromium => alone(chromedriver(folder)),
            Self::Firefox => alone(geckodriver(folder)),
            Self::Webkit => webkit_driver(folder, downloads),
        }
    }

    /// Whether one driver serves several browsers.
    pub(crate) fn shares_a_driver(self) -> bool {
        self == Self::Chromium
    }

    /// What a browser is asked for. The certificate of a journey's host was signed by nobody.
    pub(crate) fn wishes(self, folder: &Path, downloads: &Path, (width, height): (u32, u32)) -> Capabilities {
        let wishes = match self {
            Self::Chromium => json!({
                "browserName": "chrome",
                "acceptInsecureCerts": true,
                "goog:loggingPrefs": { "browser": "SEVERE" },
                "goog:chromeOptions": {
                    "binary": place::chromium(),
                    "args": [
                        "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                        "--disable-background-networking", "--lang=ja",
                        format!("--user-data-dir={}", folder.display()), format!("--window-size={width},{height}"),
                    ],
                    "prefs": { "download.default_directory": downloads, "download.prompt_for_download": false },
                },
            }),
            Self::Firefox => json!({
                "browserName": "firefox",
                "acceptInsecureCerts": true,
                "moz:firefoxOptions": {
                    "binary": place::firefox(),
                    "args": ["-headless", format!("--width={width}"), format!("--height={height}")],
                    "prefs": {
                        "browser.download.folderList": 2,
                        "browser.download.dir": downloads,
                        "browser.download.useDownloadDir": true,
                        "browser.download.alwaysOpenPanel": false,
                        // What the page says goes to geckodriver's output.
                        "devtools.console.stdout.content": true,
                        "intl.accept_languages": "ja",
                        "accessibility.force_disabled": 0,
                    },
                },
            }),
            Self::Webkit => json!({
                "browserName": "MiniBrowser",
                "acceptInsecureCerts": true,
                "webkitgtk:browserOptions": {
                    "binary": place::minibrowser(),
                    "args": [
                        "--automation", "--enable-write-console-messages-to-stdout=true",
                        format!("--geometry={width}x{height}"),
                    ],
                },
            }),
        };
        match wishes {
            Value::Object(wishes) => Capabilities::from(wishes),
            _ => Capabilities::new(),
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::Webkit => "WebKit",
        })
    }
}

fn chromedriver(folder: &Path) -> (Program, String) {
    let mut command = Command::new(place::chromedriver());
    // Whatever browser and driver leave behind goes with the folder.
    command.arg("--port=0").env("TMPDIR", folder);
    let (program, port) = Program::start_apart(command, |line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        Some(port.trim_end_matches('.').to_owned())
    });
    (program, format!("http://127.0.0.1:{port}"))
}

fn geckodriver(folder: &Path) -> (Program, String) {
    let mut command = Command::new(place::geckodriver());
    command.args(["--port", "0", "--websocket-port", "0"]).arg("--profile-root").arg(folder).env("TMPDIR", folder);
    let (program, address) =
        Program::start_apart(command, |line| Some(line.split_once("Listening on ")?.1.trim().to_owned()));
    (program, format!("http://{address}"))
}

fn webkit_driver(folder: &Path, downloads: &Path) -> (Vec<Program>, String) {
    let (screen, display) = display();
    // It does not tell which port it takes; between this question and its start nobody else is likely to take it.
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let address = free.unwrap_or_else(|error| panic!("no free port: {error}"));
    let settings = format!("XDG_DOWNLOAD_DIR=\"{}\"\n", downloads.display());
    if let Err(error) = std::fs::write(folder.join("user-dirs.dirs"), settings) {
        panic!("{}: {error}", folder.display());
    }
    let mut command = Command::new(place::webkit_driver());
    command
        .arg(format!("--port={}", address.port()))
        .arg("--host=127.0.0.1")
        .env("DISPLAY", display)
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder)
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("TMPDIR", folder)
        .env("GDK_BACKEND", "x11")
        .env("GTK_A11Y", "none")
        .env("NO_AT_BRIDGE", "1")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        // Its sandbox does not start as root; the pages are our own.
        .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
        .env_remove("WAYLAND_DISPLAY");
    let program = Program::start_silent(command);
    let listens = (0..TRIES).any(|_| {
        let listens = TcpStream::connect(address).is_ok();
        if !listens {
            std::thread::sleep(DEADLINE / TRIES);
        }
        listens
    });
    assert!(listens, "WebKitWebDriver does not listen:\n{}", program.log());
    (vec![program, screen], format!("http://{address}"))
}

/// A display for one MiniBrowser. The pointer rests in its middle, and with it what an X server without a window manager
/// has for focus: only there `:focus` means something.
fn display() -> (Program, String) {
    let mut command = Command::new(place::xvfb());
    command.args(["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]);
    Program::start_apart(command, |line| line.trim().parse::<u32>().ok().map(|number| format!(":{number}")))
}
