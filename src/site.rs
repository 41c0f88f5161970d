//! Where this page is: what the start of the page (`xtask/src/page/start.js`) read from `config.json`, which whoever
//! deploys the page may edit. Built by Trunk alone there is none of it, and the API is where the page is.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// The service's name where `config.json` has no other.
const SERVICE_NAME: &str = "CECTRUST-Light";

/// The name of the service.
pub(crate) fn service_name() -> String {
    said("name").unwrap_or_else(|| SERVICE_NAME.to_owned())
}

/// An address of the API, on whichever host it is.
pub(crate) fn api(route: &str) -> String {
    [said("api").unwrap_or_default().trim_end_matches('/'), route].concat()
}

/// Which build of the page this is; nothing where it was built for development.
pub(crate) fn version() -> Option<String> {
    said("version")
}

fn said(name: &str) -> Option<String> {
    let site = Reflect::get(&js_sys::global(), &JsValue::from_str("shirushi")).ok()?;
    let text = Reflect::get(&site, &JsValue::from_str(name)).ok()?.as_string()?;
    (!text.is_empty()).then_some(text)
}
