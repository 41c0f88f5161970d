//! Looking at a screen: pictures for people, and what a program can check of it.

use serde_json::{Value, json};

use super::{Browser, HEIGHT, WIDTH};
use crate::engine::Engine;
use crate::fail::{done, fail};
use crate::host;
use crate::place;

/// The widths of which a picture is kept.
const PICTURES: [u32; 2] = [WIDTH, 360];

/// Where nothing may need sideways scrolling: the least width, and 200 % zoom of the usual one (BAR F7).
const NARROW: [u32; 2] = [640, 320];

impl Browser {
    /// Looks at the screen as it is now: keeps a picture at both widths under this name, and fails on what axe-core
    /// finds (BAR F1) and on sideways scrolling (BAR F7). Every screen, error state and dialog is looked at once.
    ///
    /// Only Chromium makes its window as narrow as a telephone; the others do this at the usual width.
    /// And where all journeys have their page on a host of its own, it is the same page, which has been looked at.
    pub async fn looks_at(&self, name: &str) {
        if host::is_for_all() {
            return;
        }
        let narrows = self.engine == Engine::Chromium;
        for width in PICTURES.into_iter().filter(|width| narrows || *width == WIDTH) {
            self.resize(width).await;
            self.keep_picture(name, width).await;
            self.check_with_axe(name, width).await;
        }
        for width in NARROW.into_iter().filter(|_| narrows) {
            self.resize(width).await;
            self.check_width(name, width).await;
        }
        self.resize(WIDTH).await;
    }

    /// Makes the window this wide.
    pub async fn resize(&self, width: u32) {
        self.resize_to(width, HEIGHT).await;
    }

    async fn resize_to(&self, width: u32, height: u32) {
        if self.engine == Engine::Chromium {
            let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
            done(self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await, "the window's size");
        } else {
            self.resize_window(width, height).await;
        }
        // Two frames: the layout of the first may still move in the second.
        let drawn = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(1)))";
        done(self.driver.execute_async(drawn, vec![]).await, "drawing");
    }

    /// Makes the window so large that the page has this size.
    async fn resize_window(&self, width: u32, height: u32) {
        let size = async || {
            let size = self.asks("return [innerWidth, innerHeight]").await;
            serde_json::from_value::<(u32, u32)>(size).unwrap_or_default()
        };
        if size().await == (width, height) {
            return;
        }
        let set = async |width, height| {
            let set = self.driver.set_window_rect(0, 0, width, height).await;
            done(set, "the window's size");
        };
        set(width, height).await;
        // Bars and frames take their part.
        let inner = size().await;
        if inner != (width, height) {
            set(2 * width - inner.0.min(width), 2 * height - inner.1.min(height)).await;
        }
    }

    /// A picture of the whole page; of a dialog as it is seen.
    async fn keep_picture(&self, name: &str, width: u32) {
        let script = "return document.querySelector('dialog:modal') ? 0 : document.scrollingElement.scrollHeight";
        let height = self.asks(script).await.as_u64().and_then(|height| u32::try_from(height).ok()).unwrap_or_default();
        self.resize_to(width, height.max(HEIGHT)).await;
        let file = place::shots().join(format!("{}-{name}-{width}.png", self.journey));
        done(self.driver.screenshot(&file).await, file.display());
    }

    async fn check_width(&self, name: &str, width: u32) {
        let script = "const wide = [document.scrollingElement, ...document.querySelectorAll('dialog:modal')]
                .filter(one => one.scrollWidth > one.clientWidth);
            if (wide.length === 0) return '';
            return [...document.querySelectorAll('body *')]
                .filter(one => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth)
                .map(one => one.outerHTML.slice(0, 160)).slice(0, 5).join('\\n') || wide[0].outerHTML.slice(0, 160)";
        let wide = self.asks(script).await;
        if wide != "" {
            fail(format!(
                "「{name}」 needs sideways scrolling at {width} pixels:\n{}",
                wide.as_str().unwrap_or_default()
            ));
        }
    }

    async fn check_with_axe(&self, name: &str, width: u32) {
        if self.asks("return typeof axe").await != "object" {
            let axe = place::axe();
            let axe = std::fs::read_to_string(&axe).unwrap_or_else(|error| panic!("{}: {error}", axe.display()));
            done(self.driver.execute(axe, vec![]).await, "axe-core");
        }
        let script = "const done = arguments[0];
            const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
            axe.run(document, { runOnly: tags, resultTypes: ['violations'] }).then(
                result => done(result.violations.flatMap(one => one.nodes.map(node =>
                    `${one.id}: ${one.help}\\n    ${node.html.slice(0, 200)}\\n    ${node.failureSummary}`))),
                error => done([String(error)]))";
        let found = done(self.driver.execute_async(script, vec![]).await, "axe-core");
        let found: Vec<&str> = found.json().as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if !found.is_empty() {
            fail(format!("axe-core on 「{name}」 at {width} pixels:\n{}", found.join("\n")));
        }
    }
}
