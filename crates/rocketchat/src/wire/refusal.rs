//! The messages of servers that refuse or fail.

use jiff::SignedDuration;
use license::Label;
use serde_json::Value;

/// The server's message in the body of an error, if it has one.
pub fn error_message(body: &Value) -> Option<Label> {
    let text = ["message", "error", "reason"].iter().find_map(|key| body.get(key)?.as_str())?;
    Some(Label::new(text)).filter(|label| !label.is_empty())
}

/// Whether Rocket.Chat refuses because of too many requests. Not every version says so by the status 429.
pub fn is_rate_limit(body: &Value) -> bool {
    let names = |text: &str| text.contains("too-many-requests");
    ["errorType", "error", "message"].iter().any(|key| body.get(key).and_then(Value::as_str).is_some_and(names))
}

/// The wait in a message such as “You must wait 56 seconds before trying this endpoint again”.
pub fn stated_wait(message: &str) -> Option<SignedDuration> {
    let words: Vec<&str> = message.split(' ').collect();
    let is_unit = |word: &str| word.trim_end_matches(['.', ',']).starts_with("second");
    let stated = words.windows(3).find(|words| words[0] == "wait" && is_unit(words[2]))?;
    Some(SignedDuration::from_secs(stated[1].parse::<u32>().ok()?.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_read_out_of_the_message() {
        let seconds = |message| stated_wait(message).map(|wait| wait.as_secs());
        let of_the_server = "Error, too many requests. Please slow down. You must wait 56 seconds before trying this endpoint again. [error-too-many-requests]";
        assert_eq!(seconds(of_the_server), Some(56));
        assert_eq!(seconds("You must wait 1 second."), Some(1));
        for other in
            ["", "wait", "You must wait some seconds", "wait -5 seconds", "wait 99999999999 seconds", "wait 5 days"]
        {
            assert_eq!(seconds(other), None, "{other}");
        }
    }
}
