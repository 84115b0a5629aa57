//! A contract that reads a ledger written as text, adds it up and writes a report: parsing, maps, sorting, formatting.

use std::collections::BTreeMap;
use std::fmt::Write;

const LEDGER: &str = "\
alice:1200.50:rent, march; bob:-75.25:books; carol:310:salary (part); alice:-42.10:groceries; \
dave:0.99:refund; bob:88.00:\"gift\"; erin:-1999.95:laptop; carol:-12.5:tea & cake; alice:5.05:interest; \
frank:77.77:lottery; grace:-3.30:stamps; bob:-14.60:train; erin:250:sale; dave:-61.2:shoes; heidi:19.19:tips";

/// One person's entries.
#[derive(Debug, Default)]
struct Account {
    entries: u32,
    cents: i64,
    largest: i64,
    notes: Vec<String>,
}

fn cents(text: &str) -> Result<i64, String> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let malformed = |e| format!("{text:?}: {e}");
    let whole: i64 = whole.parse().map_err(malformed)?;
    let part: i64 = format!("{part:0<2}").parse().map_err(malformed)?;
    Ok(sign * (whole * 100 + part))
}

fn read(ledger: &str) -> Result<BTreeMap<String, Account>, String> {
    let mut accounts: BTreeMap<String, Account> = BTreeMap::new();
    for entry in ledger.split(';').map(str::trim) {
        let parts: Vec<&str> = entry.split(':').collect();
        let [name, amount, note] = parts.as_slice() else { return Err(format!("{parts:?}")) };
        let account = accounts.entry(name.to_uppercase()).or_default();
        let cents = cents(amount)?;
        account.entries += 1;
        account.cents += cents;
        account.largest = account.largest.max(cents.abs());
        account.notes.push(note.chars().rev().collect());
    }
    Ok(accounts)
}

fn write(accounts: &BTreeMap<String, Account>, round: u32) -> Result<String, std::fmt::Error> {
    let mut report = String::new();
    let mut rows: Vec<_> = accounts.iter().collect();
    rows.sort_by_key(|(name, account)| (-account.cents, *name));
    writeln!(report, "report {round:#06x}: {} accounts", rows.len())?;
    for (name, account) in &rows {
        let share = account.largest as f64 / account.cents.unsigned_abs().max(1) as f64;
        writeln!(report, "{name:>8} {:>10}.{:02} {share:8.3} {:?}", account.cents / 100, account.cents.abs() % 100, account.notes)?;
    }
    writeln!(report, "{rows:?}")?;
    Ok(report)
}

/// Reads the ledger and writes the report, `times` times.
#[unsafe(no_mangle)]
pub extern "C" fn report(times: u32) -> u32 {
    let mut sum = 0u32;
    for round in 0..times {
        let text = match read(LEDGER) {
            Ok(accounts) => write(&accounts, round).unwrap_or_default(),
            Err(why) => why,
        };
        sum = text.bytes().fold(sum, |sum, byte| sum.rotate_left(5) ^ u32::from(byte));
    }
    sum
}
