//! Finding controls by what they are and what they are called, never by how they are made.

use super::kind::Kind;
use super::{Browser, Control};

impl Browser {
    /// The button with this name.
    pub fn button<'a>(&'a self, name: &'a str) -> Control<'a> {
        self.control(Kind::Button, name)
    }

    /// The link with this name.
    pub fn link<'a>(&'a self, name: &'a str) -> Control<'a> {
        self.control(Kind::Link, name)
    }

    /// The field with this label; ※必須 is no part of it.
    pub fn field<'a>(&'a self, label: &'a str) -> Control<'a> {
        self.control(Kind::Field, label)
    }

    /// The field for a file with this label.
    pub fn file<'a>(&'a self, label: &'a str) -> Control<'a> {
        self.control(Kind::File, label)
    }

    /// The checkbox with this name.
    pub fn checkbox<'a>(&'a self, name: &'a str) -> Control<'a> {
        self.control(Kind::Checkbox, name)
    }

    /// The checkbox with this text in its name.
    pub fn checkbox_with<'a>(&'a self, text: &'a str) -> Control<'a> {
        Control { part: true, ..self.checkbox(text) }
    }

    /// The heading of a column that contains this text.
    pub fn column<'a>(&'a self, text: &'a str) -> Control<'a> {
        Control { part: true, ..self.control(Kind::Column, text) }
    }

    /// The heading with this text.
    pub fn heading<'a>(&'a self, text: &'a str) -> Control<'a> {
        self.control(Kind::Heading, text)
    }

    /// The open dialog with this heading.
    pub fn dialog<'a>(&'a self, heading: &'a str) -> Control<'a> {
        self.control(Kind::Dialog, heading)
    }

    /// The part of the page with this heading.
    pub fn region<'a>(&'a self, heading: &'a str) -> Control<'a> {
        self.control(Kind::Region, heading)
    }

    /// The radio button with this name.
    pub fn radio<'a>(&'a self, name: &'a str) -> Control<'a> {
        self.control(Kind::Radio, name)
    }

    /// The table with this name.
    pub fn table<'a>(&'a self, name: &'a str) -> Control<'a> {
        self.control(Kind::Table, name)
    }

    /// The row of a table that contains this text.
    pub fn row<'a>(&'a self, text: &'a str) -> Control<'a> {
        Control { part: true, ..self.control(Kind::Row, text) }
    }

    /// What can be unfolded, with this text in its heading.
    pub fn unfolding<'a>(&'a self, text: &'a str) -> Control<'a> {
        Control { part: true, ..self.control(Kind::Unfolding, text) }
    }

    /// The link with this text in its name.
    pub fn link_with<'a>(&'a self, text: &'a str) -> Control<'a> {
        Control { part: true, ..self.link(text) }
    }

    /// The button with this text in its name.
    pub fn button_with<'a>(&'a self, text: &'a str) -> Control<'a> {
        Control { part: true, ..self.button(text) }
    }

    fn control<'a>(&'a self, kind: Kind, name: &'a str) -> Control<'a> {
        Control { browser: self, kind, name, part: false }
    }
}
