//! Whether anything has grown.

use crate::sample::Sample;

/// How far the end may lie above the beginning: a share of it, or so many MiB, whichever is more. An allocator's free
/// memory moves by that much.
pub(crate) const MARGIN: (f64, f64) = (0.03, 24.0);

/// What has grown from the first third of `samples` to the last, in words.
pub(crate) fn grown(samples: &[Sample]) -> Vec<String> {
    let third = (samples.len() / 3).max(1);
    let (first, last) = (&samples[..third], &samples[samples.len() - third..]);
    let figures: [(&str, fn(&Sample) -> f64); 3] = [
        ("resident memory, MiB", |sample| sample.resident),
        ("addresses, MiB", |sample| sample.addresses),
        ("mappings", |sample| sample.mappings),
    ];
    let compare = |(name, figure): (&str, fn(&Sample) -> f64)| {
        let (before, after) = (median(first, figure), median(last, figure));
        let allowed = before + (before * MARGIN.0).max(MARGIN.1);
        (after > allowed).then(|| format!("{name}: grew from {before:.1} to {after:.1}, allowed {allowed:.1}"))
    };
    figures.into_iter().filter_map(compare).collect()
}

fn median(samples: &[Sample], figure: fn(&Sample) -> f64) -> f64 {
    let mut figures: Vec<f64> = samples.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(step: f64) -> Vec<String> {
        let sample = |n| Sample { resident: 500.0 + step * f64::from(n), ..Default::default() };
        grown(&(0..30).map(sample).collect::<Vec<_>>())
    }

    #[test]
    fn what_grows_slowly_is_found_and_what_moves_is_not() {
        assert_eq!(run(0.0), [""; 0]);
        assert_eq!(run(0.5), [""; 0], "ten MiB are the allocator's");
        assert_eq!(run(2.0).len(), 1);
    }
}
