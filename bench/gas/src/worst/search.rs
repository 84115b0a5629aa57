//! The search.

use super::kinds::Kind;
use super::knobs::Random;
use super::stage::{Figures, Scale, measure};
use super::yardsticks::Aim;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How many of the best inputs are measured again.
const FINALISTS: usize = 2;
/// How often each of them is.
const AGAIN: usize = 3;

/// An input and what it took.
#[derive(Clone, Debug)]
pub struct Found {
    /// The settings of the kind's knobs.
    pub settings: Vec<u64>,
    /// The figure it was looked for.
    pub figure: f64,
    /// All figures.
    pub figures: Figures,
}

/// The worst inputs of a kind.
#[derive(Clone, Debug)]
pub struct Worst {
    /// One for each of [`Aim::ALL`], where any input was taken.
    pub found: Vec<Option<Found>>,
    /// Inputs that were tried.
    pub tried: usize,
    /// Why the last one was refused that was.
    pub refused: Option<String>,
}

struct Search<'k> {
    kind: &'k Kind,
    random: Random,
    /// The best so far, for each aim, the best first.
    best: [Vec<Found>; 4],
    tried: usize,
    refused: Option<String>,
    log: Option<PathBuf>,
}

/// Looks for the worst inputs of `kind` for so long. Each input is written to the file `log` before it is tried.
pub fn search(kind: &Kind, budget: Duration, seed: u64, log: Option<PathBuf>) -> Worst {
    let began = Instant::now();
    let best = std::array::from_fn(|_| Vec::new());
    let mut search = Search { kind, random: Random::new(seed), best, tried: 0, refused: None, log };
    kind.known.iter().for_each(|settings| search.try_out(settings.clone()));
    // At random for two fifths of the time, then up from the best, for time twice as long as for each other aim.
    while began.elapsed() < budget.mul_f64(0.4) {
        let settings = kind.knobs.iter().map(|knob| knob.any(&mut search.random)).collect();
        search.try_out(settings);
        if kind.knobs.is_empty() {
            break;
        }
    }
    let turns = [0, 1, 0, 2, 3];
    let mut turn = 0;
    while began.elapsed() < budget.mul_f64(0.8) && !kind.knobs.is_empty() {
        search.climb(turns[turn % turns.len()]);
        turn += 1;
    }
    let found = Aim::ALL.iter().enumerate().map(|(at, aim)| search.confirm(at, *aim)).collect();
    Worst { found, tried: search.tried, refused: search.refused }
}

impl Search<'_> {
    /// Measures an input and keeps it where it is among the best.
    fn try_out(&mut self, settings: Vec<u64>) {
        self.tried += 1;
        if let Some(file) = &self.log {
            // What ends the process can be read there; without the file there is nothing to be done about it.
            let _ = std::fs::write(file, format!("{} {settings:?}\n", self.kind.name));
        }
        let figures = match measure(&self.kind.case(&settings), Scale::SEARCH) {
            Ok(figures) => figures,
            Err(why) => {
                self.refused = Some(why);
                return;
            }
        };
        for (aim, best) in Aim::ALL.iter().zip(&mut self.best) {
            let figure = aim.of(&figures, self.kind.paid);
            let at = best.partition_point(|found| found.figure >= figure);
            if at < FINALISTS && !best.iter().any(|found| found.settings == settings) {
                best.insert(at, Found { settings: settings.clone(), figure, figures });
                best.truncate(FINALISTS);
            }
        }
    }

    /// Tries a neighbour of one of the best.
    fn climb(&mut self, aim: usize) {
        let at = self.random.below(self.best[aim].len() as u64) as usize;
        let Some(from) = self.best[aim].get(at) else { return };
        let mut settings = from.settings.clone();
        for _ in 0..=self.random.below(2) {
            let knob = self.random.below(settings.len() as u64) as usize;
            settings[knob] = self.kind.knobs[knob].near(settings[knob], &mut self.random);
        }
        self.try_out(settings);
    }

    /// The worst of the best, measured again: the median of some measurements as in the search, or one at a larger
    /// scale. What is far from the yardstick, on either side, stands as it is.
    fn confirm(&self, at: usize, aim: Aim) -> Option<Found> {
        let best = self.best[at].first()?;
        let most = aim.most();
        if best.figure < most / 4.0 || best.figure > 3.0 * most {
            return Some(best.clone());
        }
        let again = |found: &Found| {
            let case = self.kind.case(&found.settings);
            let take = |scale| {
                let figures = measure(&case, scale).ok()?;
                Some(Found { settings: found.settings.clone(), figure: aim.of(&figures, self.kind.paid), figures })
            };
            let mut small: Vec<_> = (0..AGAIN).filter_map(|_| take(Scale::SEARCH)).collect();
            small.sort_by(|one, other| one.figure.total_cmp(&other.figure));
            let median = (!small.is_empty()).then(|| small.swap_remove(small.len() / 2));
            median.into_iter().chain(take(Scale::CONFIRM)).max_by(|one, other| one.figure.total_cmp(&other.figure))
        };
        self.best[at].iter().filter_map(again).max_by(|one, other| one.figure.total_cmp(&other.figure))
    }
}
