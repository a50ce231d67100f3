//! Dates in texts, read as the server reads them: by `Date.parse` of its JavaScript engine, which accepts far more than ISO
//! 8601. What it does not accept never ends or begins anything there.
//!
//! This follows `src/date/dateparser-inl.h` of V8: first the format of the standard, and from where that fails the older,
//! lenient one. A time without a zone is local there; here it is UTC, which is what servers run in.

/// The most milliseconds before and after 1970 that a date of JavaScript can have.
pub(super) const MOST: i64 = 8_640_000_000_000_000;

/// The milliseconds since 1970 of the date in a text. `None` if it is not a date to JavaScript.
pub(super) fn parse(text: &str) -> Option<i64> {
    let mut scanner = Scanner { rest: text };
    let (mut day, mut time, mut zone) = (Day::default(), Time::default(), Zone::default());
    let mut token = standard(&mut scanner, &mut day, &mut time, &mut zone)?;
    let mut has_number = day.count > 0;
    while token != Token::End {
        match token {
            Token::Number { value, .. } => {
                has_number = true;
                number(value, &mut scanner, &mut day, &mut time, &mut zone)?;
            }
            Token::Word(word) => match word {
                Word::HalfDay(hours) if time.count > 0 => time.half_day = Some(hours),
                Word::Month(month) => {
                    day.month = Some(month);
                    scanner.skip('-');
                }
                Word::Zone(hours) if has_number => zone = Zone::of_hours(hours),
                // Other words may only come before the first number, and not right before it.
                Word::HalfDay(_) | Word::Zone(_) | Word::TimeFollows | Word::Other => {
                    if has_number || matches!(scanner.peek(), Token::Number { .. }) {
                        return None;
                    }
                }
            },
            Token::Symbol(sign @ ('+' | '-')) if zone.is_utc() || time.count > 0 => {
                zone.sign = Some(if sign == '-' { -1 } else { 1 });
                let (value, digits) = match scanner.peek() {
                    Token::Number { value, digits, .. } => {
                        scanner.next();
                        (value, digits)
                    }
                    Token::Word(_) | Token::Symbol(_) | Token::Space | Token::End => (0, 0),
                };
                has_number = true;
                (zone.hour, zone.minute) = match digits {
                    _ if scanner.peek() == Token::Symbol(':') => (Some(value), None),
                    1 | 2 => (Some(value), Some(0)),
                    3 | 4 => (Some(value / 100), Some(value % 100)),
                    _ => return None,
                };
            }
            Token::Symbol('+' | '-' | ')') if has_number => return None,
            Token::Symbol(_) | Token::Space | Token::End => {}
        }
        token = scanner.next();
    }
    let milliseconds = day.days()? * 86_400_000 + time.milliseconds()? - zone.milliseconds();
    (milliseconds.abs() <= MOST).then_some(milliseconds)
}

/// Reads the standard's format as far as it goes. Returns the first token that does not belong to it, and `None` if the text
/// is no date at all.
fn standard<'a>(scanner: &mut Scanner<'a>, day: &mut Day, time: &mut Time, zone: &mut Zone) -> Option<Token<'a>> {
    match scanner.peek() {
        sign @ Token::Symbol('+' | '-') => {
            scanner.next();
            let Some(year) = scanner.number_of(6) else { return Some(sign) };
            match sign {
                Token::Symbol('-') if year == 0 => return Some(sign),
                Token::Symbol('-') => day.add(-year)?,
                _ => day.add(year)?,
            }
        }
        _ => match scanner.number_of(4) {
            Some(year) => day.add(year)?,
            None => return Some(scanner.next()),
        },
    }
    for most in [12, 31] {
        if !scanner.skip('-') {
            break;
        }
        match scanner.peek() {
            Token::Number { value, digits: 2, .. } if (1..=most).contains(&value) => {
                scanner.next();
                day.add(value)?;
            }
            _ => return Some(scanner.next()),
        }
    }
    match scanner.peek() {
        Token::End => {}
        Token::Word(Word::TimeFollows) => {
            scanner.next();
            let hour = scanner.number_of(2).filter(|hour| *hour <= 24)?;
            time.add(hour)?;
            let is_minute = |minute: &i64| *minute < 60 && (hour < 24 || *minute == 0);
            if !scanner.skip(':') {
                return None;
            }
            time.add(scanner.number_of(2).filter(is_minute)?)?;
            if scanner.skip(':') {
                time.add(scanner.number_of(2).filter(is_minute)?)?;
                if scanner.skip('.') {
                    let Token::Number { text, .. } = scanner.next() else { return None };
                    time.add(thousandths(text))?;
                }
            }
            match scanner.next() {
                Token::End => {}
                Token::Word(Word::Zone(0)) => *zone = Zone::of_hours(0),
                Token::Symbol(sign @ ('+' | '-')) => {
                    zone.sign = Some(if sign == '-' { -1 } else { 1 });
                    let (hour, minute) = match scanner.number_of(4) {
                        Some(both) => (both / 100, both % 100),
                        None => {
                            let hour = scanner.number_of(2)?;
                            (hour, scanner.skip(':').then(|| scanner.number_of(2)).flatten()?)
                        }
                    };
                    if hour > 23 || minute > 59 {
                        return None;
                    }
                    (zone.hour, zone.minute) = (Some(hour), Some(minute));
                }
                _ => return None,
            }
            if scanner.peek() != Token::End {
                return None;
            }
        }
        _ => return Some(scanner.next()),
    }
    day.is_standard = true;
    Some(Token::End)
}

/// A number of the older format.
fn number(value: i64, scanner: &mut Scanner<'_>, day: &mut Day, time: &mut Time, zone: &mut Zone) -> Option<()> {
    if scanner.skip(':') {
        if scanner.skip(':') {
            if time.count > 0 {
                return None;
            }
            time.add(value)?;
            return time.add(0);
        }
        time.add(value)?;
        scanner.skip('.');
        return Some(());
    }
    if scanner.skip('.') && time.expects(value) {
        time.add(value)?;
        let Token::Number { text, .. } = scanner.next() else { return None };
        return time.finish(thousandths(text));
    }
    if zone.hour.is_some() && zone.minute.is_none() && (0..60).contains(&value) {
        zone.minute = Some(value);
        return Some(());
    }
    if time.expects(value) {
        time.finish(value)?;
        return match scanner.peek() {
            Token::End | Token::Space | Token::Symbol('+' | '-') | Token::Word(Word::Zone(0)) => Some(()),
            Token::Number { .. } | Token::Word(_) | Token::Symbol(_) => None,
        };
    }
    day.add(value)?;
    scanner.skip('-');
    Some(())
}

/// The milliseconds of a fraction of a second.
fn thousandths(digits: &str) -> i64 {
    format!("{digits:0<3}").get(..3).and_then(|text| text.parse().ok()).unwrap_or(0)
}

#[derive(Default)]
struct Day {
    parts: [i64; 3],
    count: usize,
    month: Option<i64>,
    is_standard: bool,
}

impl Day {
    fn add(&mut self, part: i64) -> Option<()> {
        *self.parts.get_mut(self.count)? = part;
        self.count += 1;
        Some(())
    }

    /// The days since 1970.
    fn days(&self) -> Option<i64> {
        if self.count == 0 {
            return None;
        }
        let mut parts = self.parts;
        parts[self.count..].fill(1);
        let [first, second, third] = parts;
        let is_day = |day| (1..=31).contains(&day);
        let (year, month, day) = match self.month {
            None if self.is_standard || !is_day(first) => (first, second, third),
            None => (third, first, second),
            // Without a year, it is 2001.
            Some(month) if self.count == 1 && is_day(first) => (1, month, first),
            Some(month) if is_day(first) => (second, month, first),
            Some(month) => (first, month, second),
        };
        let year = match year {
            0..50 if !self.is_standard => year + 2000,
            50..100 if !self.is_standard => year + 1900,
            year => year,
        };
        if year.abs() > 300_000 {
            return None;
        }
        // The 30th of February is the 2nd of March, or the 1st.
        ((1..=12).contains(&month) && is_day(day)).then(|| days_before(year, month) + day - 1)
    }
}

/// The days from 1970 to the first of a month, in the calendar of today.
fn days_before(year: i64, month: i64) -> i64 {
    // Years that begin in March end with the leap day.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (153 * month + 2) / 5 - 719_468
}

#[derive(Default)]
struct Time {
    parts: [i64; 4],
    count: usize,
    half_day: Option<i64>,
}

impl Time {
    fn add(&mut self, part: i64) -> Option<()> {
        *self.parts.get_mut(self.count)? = part;
        self.count += 1;
        Some(())
    }

    /// Adds the last part.
    fn finish(&mut self, part: i64) -> Option<()> {
        self.add(part)?;
        self.count = self.parts.len();
        Some(())
    }

    fn expects(&self, part: i64) -> bool {
        match self.count {
            1 | 2 => (0..60).contains(&part),
            3 => (0..1000).contains(&part),
            _ => false,
        }
    }

    fn milliseconds(&self) -> Option<i64> {
        let [mut hour, minute, second, millisecond] = self.parts;
        if let Some(hours) = self.half_day {
            if !(0..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + hours;
        }
        let is_time = (0..24).contains(&hour) && minute < 60 && second < 60 && millisecond < 1000;
        let is_end_of_day = hour == 24 && minute == 0 && second == 0 && millisecond == 0;
        (is_time || is_end_of_day).then_some(((hour * 60 + minute) * 60 + second) * 1000 + millisecond)
    }
}

#[derive(Default)]
struct Zone {
    sign: Option<i64>,
    hour: Option<i64>,
    minute: Option<i64>,
}

impl Zone {
    fn of_hours(hours: i64) -> Self {
        Self { sign: Some(hours.signum() | 1), hour: Some(hours.abs()), minute: Some(0) }
    }

    fn is_utc(&self) -> bool {
        self.hour == Some(0) && self.minute == Some(0)
    }

    fn milliseconds(&self) -> i64 {
        let minutes = self.hour.unwrap_or(0) * 60 + self.minute.unwrap_or(0);
        self.sign.unwrap_or(1) * minutes * 60_000
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'a> {
    /// Digits; only the first nine that are not leading zeros count, which is enough for every date.
    Number {
        value: i64,
        digits: usize,
        text: &'a str,
    },
    Word(Word),
    Symbol(char),
    Space,
    End,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Word {
    Month(i64),
    /// The hours to add: 0 or 12.
    HalfDay(i64),
    /// The hours east of UTC.
    Zone(i64),
    /// The `T` between a date and a time.
    TimeFollows,
    Other,
}

impl Word {
    fn new(word: &str) -> Self {
        const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let word = word.to_ascii_lowercase();
        match word.as_str() {
            "am" => Self::HalfDay(0),
            "pm" => Self::HalfDay(12),
            "z" | "ut" | "utc" | "gmt" => Self::Zone(0),
            "edt" => Self::Zone(-4),
            "est" | "cdt" => Self::Zone(-5),
            "cst" | "mdt" => Self::Zone(-6),
            "mst" | "pdt" => Self::Zone(-7),
            "pst" => Self::Zone(-8),
            "t" => Self::TimeFollows,
            _ => match (1..).zip(MONTHS).find(|(_, name)| word.starts_with(name)) {
                Some((month, _)) => Self::Month(month),
                None => Self::Other,
            },
        }
    }
}

#[derive(Clone, Copy)]
struct Scanner<'a> {
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    fn next(&mut self) -> Token<'a> {
        let Some(first) = self.rest.chars().next() else { return Token::End };
        let length = |belongs: fn(char) -> bool| self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let (token, length) = match first {
            '0'..='9' => {
                let digits = length(|c| c.is_ascii_digit());
                let text = &self.rest[..digits];
                let significant = text.trim_start_matches('0');
                let value = significant.get(..9).unwrap_or(significant).parse().unwrap_or(0);
                (Token::Number { value, digits, text }, digits)
            }
            c if c.is_whitespace() => (Token::Space, length(char::is_whitespace)),
            '(' => {
                let mut open = 0_usize;
                let end = self.rest.find(|c| {
                    match c {
                        '(' => open += 1,
                        ')' => open -= 1,
                        _ => {}
                    }
                    open == 0
                });
                (Token::Space, end.map_or(self.rest.len(), |end| end + 1))
            }
            'A'.. => {
                let length = length(|c| c >= 'A' && !c.is_whitespace());
                (Token::Word(Word::new(&self.rest[..length])), length)
            }
            symbol => (Token::Symbol(symbol), symbol.len_utf8()),
        };
        self.rest = &self.rest[length..];
        token
    }

    fn peek(&self) -> Token<'a> {
        let mut ahead = *self;
        ahead.next()
    }

    fn skip(&mut self, symbol: char) -> bool {
        match self.rest.strip_prefix(symbol) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// The next token, if it is a number of this many digits; otherwise it stays the next one.
    fn number_of(&mut self, wanted: usize) -> Option<i64> {
        match self.peek() {
            Token::Number { value, digits, .. } if digits == wanted => {
                self.next();
                Some(value)
            }
            Token::Number { .. } | Token::Word(_) | Token::Symbol(_) | Token::Space | Token::End => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What `new Date(text).getTime()` is in Node.js 20 with the time zone UTC.
    const BY_NODE: &str = include_str!("../../tests/payloads/dates-by-node.json");

    #[test]
    fn texts_are_read_as_javascript_reads_them() {
        let rows: Vec<(String, Option<i64>)> = serde_json::from_str(BY_NODE).unwrap();
        let differing: Vec<_> = rows.iter().filter(|(text, at)| parse(text) != *at).collect();
        assert!(
            differing.is_empty() && rows.len() > 100,
            "{:?}",
            differing.iter().map(|(text, at)| (text, at, parse(text))).collect::<Vec<_>>()
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,40}", dateish in "[0-9:.+TZ/ (),janpmutc-]{0,30}") {
            for text in [text, dateish] {
                prop_assert!(parse(&text).is_none_or(|at| at.abs() <= MOST));
            }
        }
    }
}
