//! All journeys, by noun. How to add one: see the documentation of the crate.

mod adapted;
mod first_load;
mod getting_in;
mod heard;
mod hosted;
mod life;
mod lost_answers;
mod method1;
mod method2;
mod paper;
mod parts;
mod passwords;
mod sessions;
