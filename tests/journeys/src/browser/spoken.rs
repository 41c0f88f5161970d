//! What the browser itself tells a screen reader of an element.

use std::fmt::Debug;

use thirtyfour::common::command::FormatRequestData;
use thirtyfour::error::WebDriverResult;
use thirtyfour::{RequestData, SessionId, WebElement};

/// WebDriver's commands for it, which thirtyfour does not have.
#[derive(Debug)]
struct Computed {
    what: &'static str,
    element: String,
}

impl FormatRequestData for Computed {
    fn format_request(&self, session: &SessionId) -> RequestData {
        // The default method is GET.
        RequestData::new(
            Default::default(),
            format!("session/{session}/element/{}/computed{}", self.element, self.what),
        )
    }
}

/// Its role.
pub(super) async fn role(element: &WebElement) -> WebDriverResult<String> {
    computed(element, "role").await
}

/// Its name.
pub(super) async fn name(element: &WebElement) -> WebDriverResult<String> {
    computed(element, "label").await
}

async fn computed(element: &WebElement, what: &'static str) -> WebDriverResult<String> {
    let command = Computed { what, element: element.element_id().to_string() };
    element.handle().cmd(command).await?.value()
}

/// A name without what only the eye needs: spaces, and the mark of a field that must be filled in.
pub(super) fn squeezed(name: &str) -> String {
    name.replace("※必須", "").split_whitespace().collect()
}
