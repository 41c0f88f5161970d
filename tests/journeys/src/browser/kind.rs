//! Kinds of controls, as a person tells them apart.

/// A kind of control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Button,
    Dialog,
    Field,
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
            Self::Dialog => "dialog",
            Self::Field => "input:not([type=radio], [type=checkbox]), select, textarea",
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
            Self::Dialog => &["dialog"],
            Self::Field => &["textbox", "searchbox", "combobox"],
            Self::Heading => &["heading"],
            Self::Link => &["link"],
            Self::Radio => &["radio"],
            Self::Region => &["region", "complementary"],
            Self::Row => &["row"],
            Self::Table => &["table"],
            Self::Unfolding => &["DisclosureTriangle", "button"],
        }
    }
}
