//! Models: each protocol in all interleavings of its steps, as it is and with a mistake planted in it.
//!
//! A model is a function of the step that may be wrong, so the same assertions that hold of the protocol find the mistake.

mod hotness;
mod spmc_queue;
mod tiered;
mod work_range;
mod worker_pool;
mod write_behind;

/// Runs `model` in all interleavings in which threads are interrupted up to `preemptions` times: more find nothing new in
/// protocols of few variables, and take hours.
fn check(preemptions: usize, model: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.check(model);
}
