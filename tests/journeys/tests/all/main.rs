//! All journeys, by noun. How to add one: see the documentation of the crate.

mod getting_in;
mod life;
mod method1;
mod method2;
mod passwords;
mod sessions;
