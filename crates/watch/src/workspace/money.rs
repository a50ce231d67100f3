//! What a license costs: an exact amount in a currency of ISO 4217.

use std::fmt;

use iso_currency::Currency;

/// The most minor units that an amount has. A page can still count them exactly.
const MOST: u64 = 9_000_000_000_000_000;

/// An amount of money, not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// In the currency's smallest unit, such as cents.
    minor: u64,
    currency: Currency,
}

/// Why a text is not an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// It is not a number.
    #[error("the cost is not an amount such as 12400.50")]
    NotAnAmount,
    /// It has more decimal places than its currency.
    #[error("the cost has more decimal places than its currency")]
    TooPrecise,
    /// It is more than any license costs.
    #[error("the cost is too large")]
    TooLarge,
    /// It may mean two amounts, such as `12,400` in a currency with three decimal places.
    #[error("the cost can be read in two ways: write it without separators of thousands")]
    Ambiguous,
    /// The currency is missing or unknown.
    #[error("the currency is not a code of ISO 4217, such as EUR or USD")]
    Currency,
}

impl Money {
    /// Parses an amount as people write it, with or without separators of thousands: `12400`, `12,400.50`, `12.400,50`,
    /// `12 400,50` and `12'400.50`. Nothing is rounded.
    ///
    /// # Errors
    /// Why it is not an amount of that currency.
    pub fn parse(amount: &str, currency: &str) -> Result<Self, MoneyError> {
        let currency = Currency::from_code(&currency.trim().to_uppercase()).ok_or(MoneyError::Currency)?;
        // Of a metal or a test code there are no coins.
        let places = currency.exponent().ok_or(MoneyError::Currency)?;
        let (whole, fraction) = split(amount, usize::from(places))?;
        let digits = format!("{whole}{fraction:0<width$}", width = usize::from(places));
        // The digits of a number that is too long for its type are digits, too.
        let minor = digits.parse().map_err(|_| MoneyError::TooLarge)?;
        if minor > MOST { Err(MoneyError::TooLarge) } else { Ok(Self { minor, currency }) }
    }

    /// The code of its currency.
    pub fn currency(&self) -> &'static str {
        self.currency.code()
    }

    /// The exact amount as a decimal number with a dot, and with all places of its currency.
    pub fn amount(&self) -> String {
        let places = usize::from(self.currency.exponent().unwrap_or_default());
        let digits = format!("{:0>width$}", self.minor, width = places + 1);
        match digits.split_at(digits.len() - places) {
            (whole, "") => whole.to_owned(),
            (whole, fraction) => format!("{whole}.{fraction}"),
        }
    }

    /// The sum of two amounts of the same currency; `None` if they are of different ones, or if it is too large.
    pub fn plus(self, other: Self) -> Option<Self> {
        let minor = self.minor.checked_add(other.minor)?;
        (self.currency == other.currency).then_some(Self { minor, ..self })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency())
    }
}

/// The digits before and after the decimal separator, of which a currency has so many places.
fn split(amount: &str, places: usize) -> Result<(String, String), MoneyError> {
    // A space, a narrow space or an apostrophe only separates thousands.
    let text: String =
        amount.trim().chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '’')).collect();
    let separators: Vec<_> = text.char_indices().filter(|(_, c)| matches!(c, '.' | ',')).collect();
    let (whole, fraction) = match separators[..] {
        [] => (text.as_str(), ""),
        [(at, separator)] => {
            let (whole, fraction) = (&text[..at], &text[at + 1..]);
            let may_be_thousands = fraction.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
            match (may_be_thousands, places, separator) {
                // This is how an amount is written here.
                (true, 3.., '.') | (false, ..) => (whole, fraction),
                (true, 3.., _) => return Err(MoneyError::Ambiguous),
                (true, ..) => (text.as_str(), ""),
            }
        }
        [.., (_, before), (at, last)] if before != last => (&text[..at], &text[at + 1..]),
        [..] => (text.as_str(), ""),
    };
    let whole = without_thousands(whole).ok_or(MoneyError::NotAnAmount)?;
    if !fraction.chars().all(|c| c.is_ascii_digit()) {
        return Err(MoneyError::NotAnAmount);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > places { Err(MoneyError::TooPrecise) } else { Ok((whole, fraction.to_owned())) }
}

/// The digits of a whole number, whose thousands one kind of separator may set apart; `None` if it is none.
fn without_thousands(text: &str) -> Option<String> {
    let separator = text.chars().find(|c| matches!(c, '.' | ','));
    let mut parts = text.split(|c| Some(c) == separator);
    let first = parts.next().filter(|first| !first.is_empty() && (separator.is_none() || first.len() <= 3))?;
    let rest: Vec<_> = parts.collect();
    let is_number = rest.iter().all(|part| part.len() == 3)
        && std::iter::once(&first).chain(&rest).all(|part| part.chars().all(|c| c.is_ascii_digit()));
    is_number.then(|| rest.into_iter().fold(first.to_owned(), |all, part| all + part))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(amount: &str, currency: &str) -> Result<String, MoneyError> {
        Money::parse(amount, currency).map(|money| money.to_string())
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for text in [
            "12400.5",
            "12,400.50",
            "12.400,50",
            "12 400,5",
            "12'400.50",
            "12\u{202f}400,50",
            " 12400,50 ",
            "12400.500",
        ] {
            assert_eq!(read(text, "EUR").as_deref(), Ok("12400.50 EUR"), "{text}");
        }
        for text in ["1234567", "1.234.567", "1,234,567", "1 234 567", "1,234,567.00"] {
            assert_eq!(read(text, "usd").as_deref(), Ok("1234567.00 USD"), "{text}");
        }
        assert_eq!(read("12.400", "EUR").as_deref(), Ok("12400.00 EUR"), "no currency of two places has three");
        assert_eq!(read("12,400", "JPY").as_deref(), Ok("12400 JPY"));
        assert_eq!(read("1.5", "KWD").as_deref(), Ok("1.500 KWD"));
        assert_eq!(read("12.400", "KWD").as_deref(), Ok("12.400 KWD"));
        assert_eq!(read("0", "EUR").as_deref(), Ok("0.00 EUR"));
    }

    #[test]
    fn what_is_not_an_exact_amount_is_refused() {
        use MoneyError::{Ambiguous, Currency, NotAnAmount, TooLarge, TooPrecise};
        for text in
            ["", " ", ".", ",", ".5", "-5", "+5", "1e3", "12,40,0", "1.2.3", "five", "12,400,50", "€5", "٣", "1.2,3.4"]
        {
            assert_eq!(read(text, "EUR"), Err(NotAnAmount), "{text}");
        }
        assert_eq!([read("0.125", "EUR"), read("1.5", "JPY"), read("12.3456", "KWD")], [const { Err(TooPrecise) }; 3]);
        assert_eq!(read("12,400", "KWD"), Err(Ambiguous));
        assert_eq!(
            [read("99999999999999999999999", "EUR"), read("90000000000000.01", "EUR")],
            [const { Err(TooLarge) }; 2]
        );
        for code in ["", "EURO", "ERU", "XAU", "XXX", "€"] {
            assert_eq!(read("5", code), Err(Currency), "{code}");
        }
    }

    #[test]
    fn only_amounts_of_one_currency_add_up() {
        let [tenth, fifth, yen] =
            [("0.10", "EUR"), ("0.20", "EUR"), ("1", "JPY")].map(|(a, c)| Money::parse(a, c).unwrap());
        assert_eq!(tenth.plus(fifth).unwrap().to_string(), "0.30 EUR");
        assert_eq!(tenth.plus(yen), None);
    }

    proptest! {
        #[test]
        fn an_amount_survives_being_written(minor in 0..=MOST, currency in prop::sample::select(vec!["EUR", "JPY", "KWD"])) {
            let money = Money { minor, currency: Currency::from_code(currency).unwrap() };
            prop_assert_eq!(Money::parse(&money.amount(), currency), Ok(money));
        }

        #[test]
        fn no_text_is_a_panic(amount in ".*", currency in ".*") {
            let _ = Money::parse(&amount, &currency);
            let _ = Money::parse(&amount, "EUR");
        }
    }
}
