//! Figures made of many measurements.

/// The median of some measurements, and how far the middle half of them reaches.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Half of the measurements are above.
    pub median: f64,
    /// A quarter is below.
    pub low: f64,
    /// A quarter is above.
    pub high: f64,
}

impl Figure {
    /// The figure for `measurements`, of which there must be at least one.
    pub fn of(mut measurements: Vec<f64>) -> Self {
        measurements.sort_by(f64::total_cmp);
        let at = |part: f64| measurements[((measurements.len() - 1) as f64 * part).round() as usize];
        Self { median: at(0.5), low: at(0.25), high: at(0.75) }
    }

    /// As a change in percent of what is one, with the distance to the farther quartile: `+12.3 ±0.4`.
    pub fn percent(&self) -> String {
        let spread = (self.high - self.median).max(self.median - self.low);
        format!("{:+.1} ±{:.1}", 100.0 * (self.median - 1.0), 100.0 * spread)
    }
}

/// The geometric mean of `ratios`.
pub fn geometric_mean(ratios: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, count) = ratios.into_iter().fold((0.0, 0.0), |(sum, count), ratio| (sum + ratio.ln(), count + 1.0));
    f64::exp(sum / count)
}

/// The middle one of `values`.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    Figure::of(values.into_iter().collect()).median
}
