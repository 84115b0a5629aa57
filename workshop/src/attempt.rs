//! Attempt: one run of one test.
//!
//! A part that ends early ends the whole run, because nothing unwinds in WebAssembly. Then the test runs anew from its beginning,
//! in a fresh world, up to where that part began: there the part is passed over, its report is that of the run before, and the
//! worlds are as it left them. So the test goes on as it would have.

use crate::pattern::Pattern;
use crate::report::{GasSample, Remark, TestReport, Verdict};
use crate::world::World;
use crate::world::contracts::Contracts;
use crate::world::outcome::{Draw, Outcome};
use allod_vm::StackFrame;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Remarks of one run, and bytes of them, at most.
const MOST_REMARKS: usize = 10_000;
const MOST_BYTES: usize = 4 << 20;
/// Worlds of a test, and calls in them, at most.
const MOST_WORLDS: usize = 64;
const MOST_CALLS: usize = 50_000;

/// Worlds of a test, and what it did there.
#[derive(Default)]
pub(crate) struct Acts {
    pub(crate) worlds: Vec<World>,
    pub(crate) outcomes: Vec<Outcome>,
    /// Calls that were kept in blocks, and deploys.
    pub(crate) samples: Vec<GasSample>,
}

impl Acts {
    fn fork(&self) -> Result<Self, String> {
        let worlds = self.worlds.iter().map(World::fork).collect::<Result<_, _>>()?;
        Ok(Self { worlds, outcomes: self.outcomes.clone(), samples: self.samples.clone() })
    }
}

/// Part that ended early in a run before.
pub(crate) struct Ended {
    report: TestReport,
    /// The worlds as it left them.
    acts: Acts,
}

/// Parts that ended early, by name.
pub(crate) type AllEnded = HashMap<String, Arc<Ended>>;

/// Part that is open.
struct OpenPart {
    report: TestReport,
    /// Number of times that each name was given to a part.
    names: HashMap<String, u32>,
}

/// The end of a run before that of its test.
pub(crate) enum EarlyEnd {
    /// The test itself ended it.
    Test,
    /// A part did, which is passed over in the next run.
    Part(Box<Ended>),
}

/// One run of one test.
pub(crate) struct Attempt {
    pub(crate) acts: Acts,
    pub(crate) contracts: Contracts,
    pub(crate) draw: Arc<Draw>,
    pattern: Arc<Pattern>,
    ended: Arc<AllEnded>,
    /// The test, and the parts that are open in it.
    open: Vec<OpenPart>,
    /// Functions that check something for others.
    helpers: HashSet<String>,
    /// The line of the question that is being answered.
    pub(crate) place: Option<String>,
    remarks: usize,
    bytes: usize,
    pub(crate) early: Option<EarlyEnd>,
    /// A fault of the machine, which is no verdict.
    pub(crate) fault: Option<String>,
}

impl OpenPart {
    fn new(name: String) -> Self {
        Self { report: TestReport { name, ..TestReport::default() }, names: HashMap::new() }
    }
}

impl Attempt {
    /// A run of the test called `name`, which passes over parts that have `ended` early before.
    pub(crate) fn new(
        name: &str,
        pattern: Arc<Pattern>,
        contracts: Contracts,
        draw: Arc<Draw>,
        ended: Arc<AllEnded>,
    ) -> Self {
        Self {
            acts: Acts::default(),
            contracts,
            draw,
            pattern,
            ended,
            open: vec![OpenPart::new(name.to_owned())],
            helpers: HashSet::new(),
            place: None,
            remarks: 0,
            bytes: 0,
            early: None,
            fault: None,
        }
    }

    /// Notes where the test is: the line of the innermost function that is no helper.
    pub(crate) fn at(&mut self, stack: &[StackFrame]) {
        let own = stack.iter().find(|frame| !self.helpers.contains(&frame.function)).or(stack.last());
        self.place = own.and_then(|frame| frame.line.as_ref()).map(ToString::to_string);
    }

    /// Notes that the innermost function checks something for others.
    pub(crate) fn helper(&mut self, stack: &[StackFrame]) {
        self.helpers.extend(stack.first().map(|frame| frame.function.clone()));
    }

    /// Notes a message of the test at `level`.
    pub(crate) fn log(&mut self, level: u32, text: &str) {
        self.remark(level as usize, self.place.clone(), text.trim_end_matches('\n'));
    }

    fn remark(&mut self, level: usize, place: Option<String>, text: &str) {
        if self.remarks > MOST_REMARKS || self.bytes > MOST_BYTES {
            return;
        }
        (self.remarks, self.bytes) = (self.remarks + 1, self.bytes + text.len());
        let cut = self.remarks > MOST_REMARKS || self.bytes > MOST_BYTES;
        let text = if cut { "more messages than are kept" } else { text };
        let level = level.min(self.open.len().saturating_sub(1));
        if let Some(part) = self.open.get_mut(level) {
            part.report.remarks.push(Remark { place, text: text.to_owned() });
        }
    }

    /// Marks the test at `level` as failed, and all that it is in.
    pub(crate) fn fail(&mut self, level: u32) {
        for part in self.open.iter_mut().take((level as usize).saturating_add(1)) {
            part.report.verdict = Verdict::Failed;
        }
    }

    /// Begins a part: whether it is to run, else its verdict, and its name.
    pub(crate) fn begin(&mut self, name: &str) -> (bool, Verdict, String) {
        let Some(parent) = self.open.last_mut() else { return (false, Verdict::Passed, String::new()) };
        let name = part_name(name, &mut parent.names);
        let name = format!("{}/{name}", parent.report.name);
        if !self.pattern.fits(&name) {
            return (false, Verdict::Passed, name);
        }
        let ended = self.ended.clone();
        let Some(ended) = ended.get(&name) else {
            self.open.push(OpenPart::new(name.clone()));
            return (true, Verdict::Passed, name);
        };
        match ended.acts.fork() {
            Ok(acts) => self.acts = acts,
            Err(why) => self.fault = Some(why),
        }
        let verdict = ended.report.verdict;
        if verdict == Verdict::Failed {
            self.fail(self.open.len() as u32 - 1);
        }
        if let Some(parent) = self.open.last_mut() {
            parent.report.parts.push(ended.report.clone());
        }
        (false, verdict, name)
    }

    /// Ends the test at `level` with a verdict.
    pub(crate) fn end(&mut self, level: u32, verdict: Verdict) {
        self.close(level as usize, verdict);
    }

    /// Ends the run, because the test at `level` does not go on.
    pub(crate) fn exit(&mut self, level: u32, verdict: Verdict) {
        let early = match self.close(level as usize, verdict) {
            Some(report) => EarlyEnd::Part(Box::new(Ended { report, acts: std::mem::take(&mut self.acts) })),
            None => EarlyEnd::Test,
        };
        self.early = Some(early);
    }

    /// Closes the part at `level`, and those that are open within it. Gives its report unless it is the test itself.
    fn close(&mut self, level: usize, verdict: Verdict) -> Option<TestReport> {
        while self.open.len() > level + 1 {
            self.close_innermost();
        }
        if let Some(part) = self.open.last_mut() {
            part.report.verdict = part.report.verdict.max(verdict);
        }
        if level == 0 { None } else { self.close_innermost() }
    }

    /// Closes the innermost part. Gives its report, which its parent has too.
    fn close_innermost(&mut self) -> Option<TestReport> {
        let report = self.open.pop()?.report;
        let parent = self.open.last_mut()?;
        parent.report.parts.push(report.clone());
        Some(report)
    }

    /// Ends the run with a message, because the test can't go on.
    pub(crate) fn break_off(&mut self, place: Option<String>, text: &str) {
        let level = self.open.len().saturating_sub(1);
        self.remark(level, place, text);
        self.fail(level as u32);
    }

    /// The report of the test, which has ended.
    pub(crate) fn finish(&mut self) -> TestReport {
        while self.open.len() > 1 {
            self.close_innermost();
        }
        let unseen: Vec<_> = self.acts.outcomes.iter().filter(|one| one.status() != 0 && !one.looked).collect();
        let remarks: Vec<_> = unseen.into_iter().map(|one| (one.place.clone(), unlooked(&one.line()))).collect();
        for (place, text) in remarks {
            self.remark(0, place, &text);
            self.fail(0);
        }
        let mut report = self.open.pop().map(|part| part.report).unwrap_or_default();
        report.calls = std::mem::take(&mut self.acts.samples);
        report
    }

    /// Adds an outcome. Gives its number.
    pub(crate) fn add_outcome(&mut self, outcome: Outcome, kept: bool) -> Result<u32, String> {
        if self.acts.outcomes.len() == MOST_CALLS {
            return Err(format!("more than {MOST_CALLS} calls in one test"));
        }
        self.acts.samples.extend(outcome.sample().filter(|_| kept));
        self.acts.outcomes.push(outcome);
        Ok(self.acts.outcomes.len() as u32 - 1)
    }

    /// Adds an empty world. Gives its number.
    pub(crate) fn add_world(&mut self) -> Result<u32, String> {
        if self.acts.worlds.len() == MOST_WORLDS {
            return Err(format!("more than {MOST_WORLDS} worlds in one test"));
        }
        self.acts.worlds.push(World::new()?);
        Ok(self.acts.worlds.len() as u32 - 1)
    }
}

/// Words about a call that failed and was not looked at.
fn unlooked(line: &str) -> String {
    format!("{line}\n  nobody looked at the result: add .OK(t), .Reverts(t, …) or .Fails(t, …)")
}

impl Ended {
    /// The name of the part.
    pub(crate) fn name(&self) -> &str {
        &self.report.name
    }
}

/// The name of a part as the `go` command has it: blanks are underlines, and one that was given before gets a number.
fn part_name(given: &str, names: &mut HashMap<String, u32>) -> String {
    let letter = |letter: char| if letter.is_whitespace() { '_' } else { letter };
    let plain: String = given.chars().map(letter).take(200).collect();
    let count = names.entry(plain.clone()).or_default();
    let number = *count;
    *count += 1;
    match (plain.is_empty(), number) {
        (true, _) => format!("#{number:02}"),
        (false, 0) => plain,
        (false, _) => format!("{plain}#{number:02}"),
    }
}
