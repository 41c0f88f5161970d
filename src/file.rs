//! Files of the person's own: read in the browser, never sent.

use js_sys::{Array, Uint8Array};
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, HtmlInputElement, Url};

/// The file that was chosen in a control.
pub(crate) fn chosen(input: &HtmlInputElement) -> Option<File> {
    input.files()?.get(0)
}

/// SHA-256 of a file, as hexadecimal digits; nothing when it cannot be read.
pub(crate) async fn sha256(file: &File) -> Option<String> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    let subtle = window().crypto().ok()?.subtle();
    let digest = subtle.digest_with_str_and_buffer_source("SHA-256", buffer.dyn_ref()?).ok()?;
    let digest = JsFuture::from(digest).await.ok()?;
    let bytes = Uint8Array::new(&digest).to_vec();
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

/// Saves bytes that came as base64 as a file of the person's own.
pub(crate) fn save_base64(name: &str, media_type: &str, base64: &str) {
    let Ok(text) = window().atob(base64) else { return };
    // `atob` answers a text of one character a byte.
    let bytes: Vec<u8> = text.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
    save(name, media_type, &bytes);
}

/// Saves bytes as a file of the person's own.
pub(crate) fn save(name: &str, media_type: &str, bytes: &[u8]) {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &options) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    if let Some(link) = document().create_element("a").ok().and_then(|a| a.dyn_into::<HtmlAnchorElement>().ok()) {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    let _ = Url::revoke_object_url(&url);
}
