//! The alerts of a fleet file that `serve` sends by email, against Exim. Where that cannot be had or run, this is left out, and
//! says so.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../../watch/tests/support/mail_server.rs"]
#[allow(dead_code)]
mod mail_server;
mod support;

use std::time::{Duration, Instant};

use mail_server::MailServer;
use support::{
    Stage,
    serving::{PATIENCE, Serving},
};

/// Later than the first reading by more than the time for which additions wait for more of them.
const LATER: &str = "2026-03-01T00:01:00Z";

fn until_pending(serving: &Serving, number: usize) {
    let line = format!("license_watch_alert_channel_pending{{channel=\"Managers\"}} {number}");
    let end = Instant::now() + PATIENCE;
    while !serving.get("/metrics").body.lines().any(|known| known == line) {
        assert!(Instant::now() < end, "never {line}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_sent_by_email_once_and_its_password_only_over_tls() {
    let Some(server) = MailServer::start() else { return };
    let stage = Stage::new().await;
    stage.write("ca.pem", &server.ca_pem);
    stage.write("mail.password", "pa55\n");
    let alert = format!(
        "[[alert]]\nname = \"Managers\"\nkind = \"email\"\nserver = \"localhost\"\nport = {}\nsecurity = \"start_tls\"\n\
         user = \"me\"\npassword_file = \"mail.password\"\nca_file = \"ca.pem\"\nfrom = \"alerts@acme.example\"\n\
         to = [\"it@example.test\", \"boss@example.test\"]\n",
        server.port
    );
    stage.write("fleet.toml", &format!("{}{alert}", stage.section("trial")));
    let serving = Serving::start(&stage, &[], &[]);
    until_pending(&serving, 1);
    drop(serving);
    for _ in 0..2 {
        let serving = Serving::start(&stage, &[], &[("LICENSE_WATCH_NOW", LATER)]);
        until_pending(&serving, 0);
        assert!(serving.start_notes.is_empty(), "{:?}", serving.start_notes);
    }
    let name = &stage.sandbox.workspace("trial").name;
    // The server has put it into the mailbox of each recipient.
    let mails = server.mails(2);
    let [mail, other] = &mails[..] else { panic!("{mails:#?}") };
    assert_eq!(mail.split_once("\nFrom: ").unwrap().1, other.split_once("\nFrom: ").unwrap().1);
    assert!(
        mail.contains("\nFrom: \"License Watch\" <alerts@acme.example>\n") && mail.contains(name.as_str()),
        "{mail}"
    );
    assert!(mail.contains("it@example.test") && mail.contains("boss@example.test"), "{mail}");
    assert!(server.log().contains("A=plain:me") && !server.log().contains("pa55"), "{}", server.log());
}
