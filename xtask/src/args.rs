//! The command line.

use anyhow::{Result, anyhow, bail};
use lexopt::prelude::*;

use crate::page::hosting::Site;

/// What `cargo xtask help` prints.
pub(crate) const USAGE: &str = "\
cargo xtask run [--port N] [--release] [--fresh]
    Gets the tools, builds the page and the server, and starts the demonstration on http://127.0.0.1:8080.
      --port N      listen on another port
      --release     build the server optimised (slower to build, faster to use)
      --fresh       first delete var/: the database, the mails and the key of an earlier demonstration

cargo xtask test [FILTER…] [--only PART]… [--engines LIST] [--skip-install] [-- ARG…]
    Gets what testing needs beyond that, and runs every test.
      FILTER        only tests whose name contains it
      --only PART   check, unit, api, components or journeys; may be repeated
      --engines LIST  the engines for every journey: all, or some of chromium,firefox,webkit. Without it every journey
                    runs in Chromium, and those that walk a line M of the specification in all three. In Chromium
                    these are also walked with the page on nginx, on another origin than the API
      --skip-install  install nothing: use what is there, and say what is missing
      -- ARG…       handed to the test programs, such as --nocapture

cargo xtask check [--skip-install]
    Format, clippy with warnings denied, duplicate, refused and unused dependencies.

cargo xtask bench [--sizes N,N…] [--rounds N] [--dev] [--skip-install]
    Measures the server at several sizes, on SQLite and on PostgreSQL; the figures land in target/bench/.
      --sizes N,N…  users and certificates of one company; 1000,10000,100000
      --rounds N    how often each request is sent to each size; 200
      --dev         the unoptimised server: to try the measuring, not the server
      --skip-install  without PostgreSQL if it is not there

cargo xtask dist [--api ORIGIN] [--name NAME]
    Builds the page into dist/, what its host has to be told into hosting/, and lists the files with their sizes.
      --api ORIGIN  the API's origin, such as https://api.example.jp, where it is not the page's own
      --name NAME   what the service is called on the screens

cargo xtask size [--why]
    What a first visit loads, in bytes, against size-budget.toml.
      --why         also what the first WASM file is made of

Tools are kept in $SHIRUSHI_TOOLS, else $XDG_CACHE_HOME/shirushi/tools, else ~/.cache/shirushi/tools.
";

/// One command with its options.
#[derive(Debug, PartialEq)]
pub(crate) enum Order {
    /// Print [`USAGE`].
    Help,
    /// `cargo xtask run`.
    Run(RunWishes),
    /// `cargo xtask test`.
    Test(TestWishes),
    /// `cargo xtask check`.
    Check(Install),
    /// `cargo xtask bench`.
    Bench(BenchWishes),
    /// `cargo xtask dist`.
    Dist(Site),
    /// `cargo xtask size`, and whether it is to say why.
    Size(bool),
}

/// Options of `bench`.
#[derive(Debug, PartialEq)]
pub(crate) struct BenchWishes {
    /// How many users and certificates; the first is what the others are compared with.
    pub(crate) sizes: Vec<usize>,
    /// How often each request is sent.
    pub(crate) rounds: usize,
    /// The unoptimised server.
    pub(crate) dev: bool,
    /// Whether missing things may be installed.
    pub(crate) install: Install,
}

/// Whether missing things may be installed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Install {
    /// Get what is missing.
    #[default]
    Missing,
    /// Only say what is missing.
    Nothing,
}

/// Options of `run`.
#[derive(Debug, PartialEq)]
pub(crate) struct RunWishes {
    /// The port on the loopback address.
    pub(crate) port: u16,
    /// Build the server optimised.
    pub(crate) release: bool,
    /// Delete `var/` first.
    pub(crate) fresh: bool,
}

/// Options of `test`.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct TestWishes {
    /// Parts of test names; none means all tests.
    pub(crate) filters: Vec<String>,
    /// The parts to run; none means all.
    pub(crate) only: Vec<Part>,
    /// The engines for every journey; none means the usual ones.
    pub(crate) engines: Vec<Engine>,
    /// Whether missing things may be installed.
    pub(crate) install: Install,
    /// Handed to the test programs.
    pub(crate) rest: Vec<String>,
}

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Engine {
    /// Chromium.
    Chromium,
    /// Firefox.
    Firefox,
    /// WebKitGTK.
    Webkit,
}

impl Engine {
    /// All engines, in the order in which journeys run in them.
    pub(crate) const ALL: [Engine; 3] = [Engine::Chromium, Engine::Firefox, Engine::Webkit];

    /// The word for `--engines`, and for the journeys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Engine::Chromium => "chromium",
            Engine::Firefox => "firefox",
            Engine::Webkit => "webkit",
        }
    }

    /// The engines of a list such as `chromium,firefox`.
    fn listed(list: &str) -> Result<Vec<Engine>> {
        if list == "all" {
            return Ok(Engine::ALL.to_vec());
        }
        let named = |name: &str| Engine::ALL.into_iter().find(|engine| engine.name() == name);
        list.split(',')
            .map(|name| {
                let name = name.trim();
                named(name).ok_or_else(|| {
                    anyhow!("there is no engine `{name}`; write all, or some of chromium,firefox,webkit")
                })
            })
            .collect()
    }
}

/// A part of the tests that can be run alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Part {
    /// Format, lints, dependencies.
    Check,
    /// Rules, store, and this program.
    Unit,
    /// The server through HTTP.
    Api,
    /// The page's components in a browser.
    Components,
    /// Whole journeys in a browser.
    Journeys,
}

impl Part {
    /// All parts, in the order in which they run.
    pub(crate) const ALL: [Part; 5] = [Part::Check, Part::Unit, Part::Api, Part::Components, Part::Journeys];

    /// The word for `--only`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Part::Check => "check",
            Part::Unit => "unit",
            Part::Api => "api",
            Part::Components => "components",
            Part::Journeys => "journeys",
        }
    }

    fn named(name: &str) -> Result<Part> {
        Part::ALL.into_iter().find(|part| part.name() == name).ok_or_else(|| {
            anyhow!("there is no part `{name}`; the parts are check, unit, api, components and journeys")
        })
    }
}

/// Reads the command line of this process.
pub(crate) fn read() -> Result<Order> {
    parse(lexopt::Parser::from_env())
}

fn parse(mut parser: lexopt::Parser) -> Result<Order> {
    let command = match parser.next()? {
        None | Some(Short('h') | Long("help")) => return Ok(Order::Help),
        Some(Value(word)) => word.string()?,
        Some(other) => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "help" => Ok(Order::Help),
        "run" => run(parser),
        "test" => test(parser),
        "check" => check(parser),
        "bench" => bench(parser),
        "dist" => dist(parser),
        "size" => match parser.next()? {
            None => Ok(Order::Size(false)),
            Some(Long("why")) => Ok(Order::Size(true)),
            Some(Short('h') | Long("help")) => Ok(Order::Help),
            Some(other) => Err(other.unexpected().into()),
        },
        other => bail!("there is no command `{other}`\n\n{USAGE}"),
    }
}

fn run(mut parser: lexopt::Parser) -> Result<Order> {
    let mut wishes = RunWishes { port: 8080, release: false, fresh: false };
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(Order::Help),
            Short('p') | Long("port") => wishes.port = parser.value()?.parse()?,
            Long("release") => wishes.release = true,
            Long("fresh") => wishes.fresh = true,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Order::Run(wishes))
}

fn test(mut parser: lexopt::Parser) -> Result<Order> {
    let mut wishes = TestWishes::default();
    loop {
        // Past `--` everything is for the test programs, options and words alike.
        if parser.try_raw_args().and_then(|raw| raw.peek().map(|next| next == "--")) == Some(true) {
            let words = parser.raw_args()?.skip(1);
            wishes.rest = words.map(|word| word.string()).collect::<Result<_, _>>()?;
            return Ok(Order::Test(wishes));
        }
        match parser.next()? {
            None => return Ok(Order::Test(wishes)),
            Some(Short('h') | Long("help")) => return Ok(Order::Help),
            Some(Long("only")) => wishes.only.push(Part::named(&parser.value()?.string()?)?),
            Some(Long("engines")) => wishes.engines = Engine::listed(&parser.value()?.string()?)?,
            Some(Long("skip-install")) => wishes.install = Install::Nothing,
            Some(Value(filter)) => wishes.filters.push(filter.string()?),
            Some(other) => return Err(other.unexpected().into()),
        }
    }
}

fn bench(mut parser: lexopt::Parser) -> Result<Order> {
    let mut wishes =
        BenchWishes { sizes: vec![1_000, 10_000, 100_000], rounds: 200, dev: false, install: Install::Missing };
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(Order::Help),
            Long("sizes") => {
                let sizes = parser.value()?.string()?;
                wishes.sizes = sizes.split(',').map(str::parse).collect::<Result<_, _>>()?;
            }
            Long("rounds") => wishes.rounds = parser.value()?.parse::<usize>()?.max(1),
            Long("dev") => wishes.dev = true,
            Long("skip-install") => wishes.install = Install::Nothing,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Order::Bench(wishes))
}

fn dist(mut parser: lexopt::Parser) -> Result<Order> {
    let mut site = Site::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(Order::Help),
            Long("api") => site.api = parser.value()?.string()?,
            Long("name") => site.name = parser.value()?.string()?,
            other => return Err(other.unexpected().into()),
        }
    }
    site.check()?;
    Ok(Order::Dist(site))
}

fn check(mut parser: lexopt::Parser) -> Result<Order> {
    let mut install = Install::Missing;
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(Order::Help),
            Long("skip-install") => install = Install::Nothing,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Order::Check(install))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(words: &[&str]) -> Result<Order> {
        parse(lexopt::Parser::from_args(words))
    }

    #[test]
    fn run_has_a_port_and_flags() {
        let expected = RunWishes { port: 9000, release: true, fresh: false };
        assert_eq!(order(&["run", "--port", "9000", "--release"]).unwrap(), Order::Run(expected));
        assert!(order(&["run", "--port", "70000"]).is_err());
        assert!(order(&["run", "page"]).is_err());
    }

    #[test]
    fn test_takes_filters_parts_and_what_follows_the_dashes() {
        let words = ["test", "login", "--only", "api", "mail", "--", "--nocapture", "x"];
        let expected = TestWishes {
            filters: vec!["login".into(), "mail".into()],
            only: vec![Part::Api],
            engines: vec![],
            install: Install::Missing,
            rest: vec!["--nocapture".into(), "x".into()],
        };
        assert_eq!(order(&words).unwrap(), Order::Test(expected));
        assert!(order(&["test", "--only", "everything"]).is_err());
    }

    #[test]
    fn bench_has_sizes_and_rounds() {
        let words = ["bench", "--sizes", "10,200", "--rounds", "5", "--dev"];
        let expected = BenchWishes { sizes: vec![10, 200], rounds: 5, dev: true, install: Install::Missing };
        assert_eq!(order(&words).unwrap(), Order::Bench(expected));
        assert!(order(&["bench", "--sizes", "many"]).is_err());
    }

    #[test]
    fn engines_are_listed_or_all() {
        let engines = |list: &str| match order(&["test", "--engines", list]) {
            Ok(Order::Test(wishes)) => Some(wishes.engines),
            _ => None,
        };
        assert_eq!(engines("all"), Some(Engine::ALL.to_vec()));
        assert_eq!(engines("webkit, chromium"), Some(vec![Engine::Webkit, Engine::Chromium]));
        assert_eq!(engines("safari"), None);
    }

    #[test]
    fn nothing_and_help_print_the_usage() {
        assert_eq!(order(&[]).unwrap(), Order::Help);
        assert_eq!(order(&["dist", "--help"]).unwrap(), Order::Help);
        assert!(order(&["publish"]).is_err());
    }
}
