//! What two or more pages use. A part that serves one page only lives with that page.
//!
//! Each component that has a look has one style file of its own, `style/components/<name>.css`.

pub(crate) mod busy_button;
pub(crate) mod certificate_state;
pub(crate) mod dialog;
pub(crate) mod error_summary;
pub(crate) mod field;
pub(crate) mod icon;
pub(crate) mod mail_table;
pub(crate) mod menu;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod page_list;
pub(crate) mod pager;
pub(crate) mod password_field;
pub(crate) mod print;
pub(crate) mod question;
pub(crate) mod refusal;
pub(crate) mod remote;
pub(crate) mod revoking;
pub(crate) mod saving;
pub(crate) mod stepper;
pub(crate) mod summary_list;
pub(crate) mod table;
pub(crate) mod text_area;
pub(crate) mod text_field;
pub(crate) mod user_picker;
pub(crate) mod words;
