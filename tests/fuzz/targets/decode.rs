//! Feeds arbitrary bytes to all decoders of server answers. They must return a value or an error and stay within bounds,
//! and a decoded value must survive storing, loading and evaluating. `cargo xtask fuzz` runs this, seeded with the
//! recorded answers.
#![no_main]
#![allow(clippy::unwrap_used, reason = "a panic is a finding")]

use std::io::{self, Write};

use libfuzzer_sys::fuzz_target;
use license::{Attention, Countdown, Entitlement, Label, Observation, diff};
use rocketchat::wire::{get, info, key, login, refusal, server};

/// How much larger a decoded value may be than its answer: names become objects with a few fields each.
const GROWTH: usize = 64;

fuzz_target!(|bytes: &[u8]| {
    let Ok(body) = serde_json::from_slice(bytes) else { return };
    let _ = (server::decode(&body), login::session(&body), login::token(&body), login::challenge(&body));
    let _ = (key::is_success(&body), key::problems(&body));
    if let Some(message) = refusal::error_message(&body) {
        assert!(message.as_str().chars().count() <= Label::MAX);
    }
    for entitlement in [info::decode(&body), get::decode(&body)].into_iter().flatten() {
        check(&entitlement, bytes.len());
    }
});

fn check(entitlement: &Entitlement, size: usize) {
    let stored = serde_json::to_string(entitlement).unwrap();
    assert!(stored.len() <= (size + 100) * GROWTH, "{size} bytes became {}", stored.len());
    assert_eq!(serde_json::from_str::<Entitlement>(&stored).unwrap(), *entitlement);
    assert_eq!(diff(entitlement, entitlement), []);
    let now = "2026-03-01T00:00:00Z".parse().unwrap();
    let observation = Observation {
        latest: Some(entitlement),
        last_known_licenses: entitlement.licenses(),
        facts: license::ServerFacts::unknown(),
    };
    let _ = (observation.headline(now), observation.limits(now), observation.modules(now));
    assert!(observation.attention(now) >= Attention::Calm);
    for deadline in entitlement.licenses().iter().flat_map(|license| &license.deadlines) {
        let (Countdown::Left(amount) | Countdown::Gone(amount)) =
            Countdown::between(now, deadline.at, &jiff::tz::TimeZone::UTC);
        write!(io::sink(), "{amount}").unwrap();
    }
}
