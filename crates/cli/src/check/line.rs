//! The output of a check: one line, and more below it if they are asked for.

use crate::finding::{Finding, State};

/// The maximum number of findings in the line, because a monitoring system shows a line and not a page.
const MOST: usize = 8;

/// Between the findings in the line. Nagios makes a colon of a semicolon.
const SEPARATOR: &str = " - ";

/// Sorts findings: worst first, then soonest first.
pub(super) fn sort(findings: &mut [Finding]) {
    findings
        .sort_by_key(|finding| (std::cmp::Reverse(finding.state), finding.is_muted, finding.at.is_none(), finding.at));
}

/// The worst state, and the text of all findings, which are sorted.
pub(super) fn text(findings: &[Finding], workspaces: usize) -> (State, String) {
    let state = findings.first().map_or(State::Unknown, |finding| finding.state);
    let mut texts: Vec<_> = match state {
        State::Ok => findings.iter().take(1).map(|finding| finding.text.clone()).collect(),
        _ => findings.iter().filter(|finding| finding.state > State::Ok).map(|finding| finding.text.clone()).collect(),
    };
    if texts.len() > MOST {
        let more = texts.len() - MOST;
        texts.truncate(MOST);
        texts.push(format!("and {more} more"));
    }
    let text = texts.join(SEPARATOR);
    match (state, workspaces) {
        (State::Ok, workspaces) if workspaces > 1 => (state, format!("{workspaces} workspaces, {text}")),
        _ => (state, text),
    }
}

/// Joins the parts. Their text contains neither the separator of the perfdata nor a line break.
pub(super) fn line(state: State, text: &str, perfdata: &str) -> String {
    let bar = if perfdata.is_empty() { "" } else { " | " };
    format!("LICENSE {} - {}{bar}{perfdata}\n", state.name(), plain(text))
}

/// The lines below it: every finding, also those that are well or for which the line has no room.
pub(super) fn more(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("[{}] {}\n", finding.state.name(), plain(&finding.text))).collect()
}

fn plain(text: &str) -> String {
    let plain = |c: char| match c {
        '|' => '/',
        ';' => ',',
        c if c.is_control() => ' ',
        c => c,
    };
    text.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Subject;

    fn finding(state: State, at: Option<i64>, text: &str) -> Finding {
        let at = at.map(|s| jiff::Timestamp::from_second(s).unwrap());
        Finding { state, at, text: text.to_owned(), subject: Subject::License, is_muted: false }
    }

    #[test]
    fn the_worst_is_told_first_and_of_the_equally_bad_the_soonest() {
        let mut findings = vec![
            finding(State::Ok, None, "fine"),
            finding(State::Unknown, None, "down"),
            finding(State::Warning, None, "full"),
            finding(State::Warning, Some(9), "later"),
            finding(State::Warning, Some(3), "sooner"),
            finding(State::Critical, Some(99), "worst"),
        ];
        sort(&mut findings);
        let (state, text) = text(&findings, 6);
        assert_eq!((state, text.as_str()), (State::Critical, "worst - sooner - later - full - down"));
        let below = "[CRITICAL] worst\n[WARNING] sooner\n[WARNING] later\n[WARNING] full\n[UNKNOWN] down\n[OK] fine\n";
        assert_eq!(more(&findings), below);
    }

    #[test]
    fn when_all_is_well_the_soonest_is_told() {
        let mut findings = vec![finding(State::Ok, None, "community"), finding(State::Ok, Some(5), "ends")];
        sort(&mut findings);
        assert_eq!(text(&findings, 2), (State::Ok, "2 workspaces, ends".to_owned()));
    }

    #[test]
    fn a_line_stays_a_line_and_bounded() {
        let many: Vec<_> = (0..500).map(|n| finding(State::Unknown, None, &n.to_string())).collect();
        assert_eq!(text(&many, 500).1, "0 - 1 - 2 - 3 - 4 - 5 - 6 - 7 - and 492 more");
        assert_eq!(line(State::Unknown, "a|b;\nc\u{1b}[1m", ""), "LICENSE UNKNOWN - a/b, c [1m\n");
        assert_eq!(more(&[finding(State::Ok, None, "a|b\nc")]), "[OK] a/b c\n", "a bar there would begin perfdata");
    }
}
