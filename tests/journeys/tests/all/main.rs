//! All journeys, by noun. How to add one: see the documentation of the crate.

mod getting_in;
mod hosted;
mod method1;
mod passwords;
mod sessions;
