//! Leptos' reactive parts behind boxes, each once.
//!
//! A closure has a type of its own, and whatever is generic over it is compiled anew for every closure: some 500 bytes
//! of WASM for an effect, a computed value or a task. Handing over a box instead leaves one copy for each kind of
//! value (SPEED). `view!` does the same by itself with the closures in it, under `--cfg erase_components`.

use leptos::prelude::*;
use std::pin::Pin;

/// Runs something now, and again whenever a signal that it read has changed.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    effect_boxed(Box::new(run));
}

fn effect_boxed(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_| run());
}

/// A value computed from signals, which tells its readers only when it has become another.
pub(crate) fn computed<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    computed_boxed(Box::new(compute))
}

fn computed_boxed<T>(compute: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| compute())
}

/// Runs a task in the background.
pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    spawn_boxed(Box::pin(task));
}

fn spawn_boxed(task: Pin<Box<dyn Future<Output = ()>>>) {
    leptos::task::spawn_local(task);
}

/// A handler of an event of the kind `E`.
pub(crate) fn on<E>(handle: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(handle)
}
