//! Nothing, in the place of `wasm-streams`, under its name (`[patch.crates-io]`).
//!
//! Leptos brings server_fn along, and that the streams of server functions. There are no server functions here; but
//! wasm-streams exports its classes to JavaScript, and what is exported stays in the page, 3 KiB of every first visit.
//! Here is what server_fn compiles against. None of it is ever called.

use futures_core::Stream;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use wasm_bindgen::JsValue;
use web_sys::ReadableStream as Raw;

/// A stream of the browser's.
#[derive(Debug)]
pub struct ReadableStream(Raw);

/// What comes out of one: nothing, for there is none.
#[derive(Debug)]
pub struct IntoStream(Infallible);

impl ReadableStream {
    /// Takes one.
    pub fn from_raw(raw: Raw) -> Self {
        Self(raw)
    }

    /// Gives it back.
    pub fn into_raw(self) -> Raw {
        self.0
    }

    /// Would make one.
    pub fn from_stream(_stream: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        none()
    }

    /// Would read one.
    pub fn into_stream(self) -> IntoStream {
        none()
    }
}

fn none() -> ! {
    panic!("this page streams nothing")
}

impl Stream for IntoStream {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.0 {}
    }
}
