//! The page of Shirushi: who may sign with which e-certificate.
//!
//! This file mounts the application and does nothing else; the tour starts in [`app`].

#![expect(unreachable_pub, reason = "the component macro makes the properties of a component public")]

mod api;
mod app;
mod browser;
mod components;
mod file;
mod form;
mod inside;
mod layout;
mod pages;
mod parts;
mod paths;
mod reactive;
mod session;
mod shell;
mod site;
#[cfg(test)]
mod stage;
mod version;
mod wire;

fn main() {
    console_error_panic_hook::set_once();
    app::mount();
}
