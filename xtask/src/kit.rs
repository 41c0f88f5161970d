//! What a command needs from outside the clone, and getting all of it before the work begins.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::args::Install;
use crate::place::Place;
use crate::say::{self, Steps};
use crate::tools::{self, axe, chromium, engines, machete, nginx, postgres, python, target};

/// Something that has to be on the machine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Need {
    /// Rust's standard library for the browser.
    Target,
    /// wasm-bindgen and its test runner.
    WasmBindgen,
    /// wasm-opt.
    Binaryen,
    /// wasm-split.
    WasmSplit,
    /// rustfmt and clippy.
    Lints,
    /// cargo-machete.
    Machete,
    /// PostgreSQL's programs.
    Postgres,
    /// A browser, its driver, and fonts.
    Chromium,
    /// Firefox and its driver.
    Firefox,
    /// WebKit's browser and driver, and a display.
    Webkit,
    /// Python with a mail server to be tested against and a fuzzer of APIs.
    Python,
    /// The checker of accessibility.
    Axe,
    /// A host for static files.
    Nginx,
}

/// What building the page needs.
pub(crate) const PAGE: [Need; 4] = [Need::Target, Need::WasmBindgen, Need::Binaryen, Need::WasmSplit];

/// Where everything was found.
#[derive(Default)]
pub(crate) struct Kit {
    /// Folders of tools that were not on PATH.
    folders: Vec<PathBuf>,
    /// PostgreSQL's folder of programs.
    pub(crate) postgres: Option<PathBuf>,
    /// The browser and its driver.
    pub(crate) chromium: Option<chromium::Browser>,
    /// The programs of further engines.
    engines: engines::Programs,
    /// Engines that cannot be had here, and why.
    pub(crate) missing: Vec<(&'static str, String)>,
    /// The Python that has the packages.
    pub(crate) python: Option<PathBuf>,
    /// `axe.min.js`.
    pub(crate) axe: Option<PathBuf>,
    /// nginx, where it is to be had.
    pub(crate) nginx: Option<PathBuf>,
}

impl Kit {
    /// Finds or gets everything, one step each.
    pub(crate) fn gather(place: &Place, needs: &[Need], install: Install, steps: &mut Steps) -> Result<Kit> {
        let mut kit = Kit::default();
        for need in needs {
            match need {
                Need::Target => target::ensure(place, install, steps)?,
                Need::Lints => target::ensure_lints(place, install, steps)?,
                Need::WasmBindgen => kit.tool(place, &tools::wasm_bindgen::tool(place)?, install, steps)?,
                Need::Binaryen => kit.tool(place, &tools::binaryen::tool(), install, steps)?,
                Need::WasmSplit => kit.tool(place, &tools::wasm_split::tool(), install, steps)?,
                Need::Machete => kit.tool(place, &machete::tool(), install, steps)?,
                Need::Postgres => kit.postgres = Some(postgres::ensure(install, steps)?),
                Need::Chromium => kit.chromium = Some(chromium::ensure(install, steps)?),
                Need::Firefox => kit.engine("firefox", engines::firefox(place, install, steps)),
                Need::Webkit => kit.engine("webkit", engines::webkit(install, steps)),
                Need::Python => kit.python = Some(python::ensure(place, install, steps)?),
                Need::Nginx => kit.nginx = nginx::ensure(install, steps),
                Need::Axe => kit.axe = Some(axe::ensure(place, install, steps)?),
            }
        }
        Ok(kit)
    }

    /// PATH with the tools in front.
    pub(crate) fn path(&self) -> OsString {
        let usual = std::env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(std::env::split_paths(&usual));
        std::env::join_paths(folders).unwrap_or(usual)
    }

    /// A tool of the kit, or one on PATH.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        let kept = self.folders.iter().map(|folder| folder.join(name));
        kept.into_iter().find(|path| crate::place::is_program(path)).unwrap_or_else(|| PathBuf::from(name))
    }

    /// Tells a test where everything is.
    pub(crate) fn tell(&self, command: &mut Command) {
        command.env("PATH", self.path());
        let mut set = |name: &str, value: Option<&Path>| {
            if let Some(value) = value {
                command.env(name, value);
            }
        };
        set("SHIRUSHI_TEST_PYTHON", self.python.as_deref());
        set("SHIRUSHI_TEST_AXE", self.axe.as_deref());
        for (name, program) in &self.engines {
            set(name, Some(program));
        }
        set("SHIRUSHI_TEST_NGINX", self.nginx.as_deref());
        if let Some(browser) = &self.chromium {
            set("SHIRUSHI_TEST_CHROMIUM", Some(&browser.chromium));
            set("SHIRUSHI_TEST_CHROMEDRIVER", Some(&browser.driver));
            set("CHROMEDRIVER", Some(&browser.driver));
        }
    }

    /// Journeys go on without an engine that cannot be had; the end of the output says so.
    fn engine(&mut self, name: &'static str, got: Result<engines::Programs>) {
        match got {
            Ok(programs) => self.engines.extend(programs),
            Err(error) => {
                crate::interrupt::leave_to_handler();
                say::note(&format!("SKIPPED: the journeys in {name}: {error:#}"));
                self.missing.push((name, format!("{error:#}")));
            }
        }
    }

    fn tool(&mut self, place: &Place, tool: &tools::Tool, install: Install, steps: &mut Steps) -> Result<()> {
        if let Some(folder) = tool.ensure(place, install, steps)? {
            self.folders.push(folder);
        }
        Ok(())
    }
}
