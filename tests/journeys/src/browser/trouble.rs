//! What happens to a page without its user: time, settings of the system, answers that go astray.

use serde_json::{Value, json};

use super::Browser;
use crate::fail::done;

impl Browser {
    /// Lets time pass by the page's clock.
    pub async fn lets_time_pass(&self, seconds: u32) {
        // Firefox runs scripts in a world of their own: only what is the window's is the page's, too.
        let script = "const { Date } = window, before = Date.now.bind(Date);
            Date.now = () => before() + arguments[0] * 1000";
        // `arguments` of the inner arrow function are the script's own.
        self.asks_with(script, json!([seconds])).await;
    }

    /// The system asks for less motion.
    pub async fn wants_less_motion(&self) {
        self.prefers(&[("prefers-reduced-motion", "reduce")]).await;
    }

    /// The system puts colours of its own in place of the page's, as in a theme of high contrast, and asks for less
    /// motion.
    pub async fn wants_its_own_colours_and_less_motion(&self) {
        self.prefers(&[("forced-colors", "active"), ("prefers-reduced-motion", "reduce")]).await;
    }

    async fn prefers(&self, features: &[(&str, &str)]) {
        let wished: Vec<_> = features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        let wish = json!({ "features": wished });
        done(self.driver.cdp().send_raw("Emulation.setEmulatedMedia", wish).await, "what the system prefers");
        for (name, value) in features {
            let script = "return matchMedia(`(${arguments[0]}: ${arguments[1]})`).matches";
            assert_eq!(self.asks_with(script, json!([name, value])).await, true, "{name} is not {value}");
        }
    }

    /// From now on every page that is opened waits for [`lets_the_application_come`](Self::lets_the_application_come).
    pub async fn waits_for_the_application(&self) {
        let source = "const come = new Promise(resolve => window.letCome = resolve);
            for (const name of ['instantiateStreaming', 'instantiate']) {
                const real = WebAssembly[name].bind(WebAssembly);
                WebAssembly[name] = async (...all) => { await come; return real(...all) };
            }";
        let script = json!({ "source": source });
        done(self.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", script).await, "a slow network");
    }

    /// The WebAssembly has arrived.
    pub async fn lets_the_application_come(&self) {
        self.asks("window.letCome()").await;
    }

    /// From now on an address of the API is answered like this; the server hears nothing of it.
    pub async fn is_answered(&self, path: &str, status: u16, body: &str) {
        let script = "const [path, status, body] = arguments;
            window.trueFetch ??= window.fetch;
            window.fetch = (request, ...rest) => new URL(request.url ?? request, location).pathname === path
                ? Promise.resolve(new window.Response(body, { status }))
                : window.trueFetch(request, ...rest)";
        self.asks_with(script, json!([path, status, body])).await;
    }

    /// From now on the server hears what is sent to this address, but its answers get lost.
    pub async fn loses_answers(&self, path: &str) {
        let script = "const [path] = arguments;
            window.trueFetch ??= window.fetch;
            window.fetch = async (request, ...rest) => {
                const isLost = new URL(request.url ?? request, location).pathname === path;
                const answer = await window.trueFetch(request, ...rest);
                if (isLost) throw new window.TypeError('Failed to fetch');
                return answer;
            }";
        self.asks_with(script, json!([path])).await;
    }

    /// From now on answers of this address come only when [told to](Self::lets_answers_come), or get lost then.
    pub async fn holds_answers(&self, path: &str, lost: bool) {
        let script = "const [path, lost] = arguments;
            window.trueFetch ??= window.fetch;
            const come = new Promise(resolve => window.letAnswersCome = resolve);
            window.fetch = async (request, ...rest) => {
                const isHeld = new URL(request.url ?? request, location).pathname === path;
                const answer = await window.trueFetch(request, ...rest);
                if (!isHeld) return answer;
                await come;
                if (lost) throw new TypeError('Failed to fetch');
                return answer;
            }";
        self.asks_with(script, json!([path, lost])).await;
    }

    /// What was held comes, and the page has done what it does about it.
    pub async fn lets_answers_come(&self) {
        let script = "const done = arguments[0];
            window.letAnswersCome();
            setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))";
        done(self.driver.execute_async(script, vec![]).await, "the answers");
    }

    /// From now on no part of the page comes, and no file that parts share; everything else does.
    pub async fn misses_parts(&self) {
        self.is_refused(json!(["*/assets/split_*", "*/assets/chunk_*"])).await;
    }

    /// From now on one part of the page does not come; all others do.
    pub async fn misses_part(&self, name: &str) {
        self.is_refused(json!([format!("*/assets/split_{name}-*")])).await;
    }

    /// From now on the styles of what is seen inside do not come.
    pub async fn misses_styles(&self) {
        self.is_refused(json!(["*/assets/inside-*.css"])).await;
    }

    /// The parts come again.
    pub async fn gets_parts_again(&self) {
        self.is_refused(json!([])).await;
    }

    /// By the browser itself, so that it holds from the first moment of whatever is opened.
    async fn is_refused(&self, addresses: Value) {
        let cdp = self.driver.cdp();
        done(cdp.send_raw("Network.enable", json!({})).await, "the network");
        done(cdp.send_raw("Network.setBlockedURLs", json!({ "urls": addresses })).await, "a network with holes");
    }

    /// The network works again.
    pub async fn is_answered_again(&self) {
        self.asks("window.fetch = window.trueFetch").await;
    }
}
