//! Kinds of controls, as a person tells them apart.

use crate::engine::Engine;

/// A kind of control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Button,
    Checkbox,
    Column,
    Dialog,
    Field,
    File,
    Heading,
    Link,
    Radio,
    Region,
    Row,
    Table,
    Unfolding,
}

impl Kind {
    /// What may be of this kind.
    pub(super) fn selector(self) -> &'static str {
        match self {
            Self::Button => "button, [role=button]",
            Self::Checkbox => "input[type=checkbox]",
            Self::Column => "th, [role=columnheader]",
            Self::Dialog => "dialog",
            Self::Field => "input:not([type=radio], [type=checkbox], [type=file]), select, textarea",
            Self::File => "input[type=file]",
            Self::Heading => "h1, h2, h3, h4",
            Self::Link => "a[href]",
            Self::Radio => "input[type=radio]",
            Self::Region => "section[aria-labelledby], aside[aria-labelledby]",
            Self::Row => "tr, [role=row]",
            Self::Table => "table, [role=table]",
            Self::Unfolding => "summary",
        }
    }

    /// The roles that the browser gives it.
    pub(super) fn roles(self) -> &'static [&'static str] {
        match self {
            Self::Button => &["button"],
            Self::Checkbox => &["checkbox"],
            Self::Column => &["columnheader"],
            Self::Dialog => &["dialog"],
            Self::Field => &["textbox", "searchbox", "combobox", "Date"],
            Self::File => &["button"],
            Self::Heading => &["heading"],
            Self::Link => &["link"],
            Self::Radio => &["radio"],
            Self::Region => &["region", "complementary"],
            Self::Row => &["row"],
            Self::Table => &["table"],
            Self::Unfolding => &["DisclosureTriangle", "button"],
        }
    }

    /// Further roles that an engine gives it, where it says something else than the others.
    pub(super) fn roles_in(self, engine: Engine) -> &'static [&'static str] {
        match (self, engine) {
            // A field for a password has no role in HTML-AAM, and Firefox says so.
            (Self::Field, Engine::Firefox) => &[""],
            // A select that opens is a button to WebKit.
            (Self::Field, Engine::Webkit) => &["button", "listbox", ""],
            (Self::Unfolding, Engine::Firefox | Engine::Webkit) => &["summary", "generic", ""],
            _ => &[],
        }
    }
}
