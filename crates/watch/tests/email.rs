//! Email, against a mail server that is none of ours: Exim, unpacked from Debian's packages. Where it cannot be had or run
//! (another system, no network, not root), these tests are left out, and say so.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/mail_server.rs"]
mod mail_server;
mod support;

use std::time::Duration;

use mail_server::{Files, MailServer};
use serde_json::{Value, json};
use support::{World, add_due};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use watch::{
    Engine, FailureCode,
    deliver::channel::{ChannelId, input::ChannelInput},
    present::view::ChannelState,
};

fn mail(port: u16, security: &str, fields: Value) -> ChannelInput {
    let mut target = json!({
        "kind": "email", "server": "localhost", "port": port, "security": security, "user": null, "password": null,
        "from": "alerts@acme.example", "to": ["ops@example.test"], "ca_pem": null,
    });
    target.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    serde_json::from_value(json!({
        "name": "Mail", "enabled": true, "target": target, "filter": {}, "quiet": null, "exception": "none",
        "language": null,
    }))
    .unwrap()
}

/// Sends a test with this channel, and returns why it was not accepted.
async fn test(engine: &Engine, input: ChannelInput) -> Option<watch::Failure> {
    let id = engine.add_channel(input).await.unwrap();
    let outcome = engine.test_channel(id).await;
    engine.remove_channel(id).await.unwrap();
    outcome.err()
}

async fn until(engine: &Engine, id: ChannelId, is: impl Fn(&ChannelState, bool) -> bool) {
    let mut events = engine.subscribe();
    let wait = async {
        loop {
            let view = engine.channels().unwrap().into_iter().find(|view| view.id == id).unwrap();
            if is(&view.state, view.sent_at.is_some()) {
                return;
            }
            let _ = events.recv().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("the channel never got there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reminders_arrive_as_one_e_mail() {
    let Some(server) = MailServer::start() else { return };
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = engine.add_channel(mail(server.port, "none", json!({}))).await.unwrap();
    add_due(&world, &engine, &sandbox, "trial").await;
    until(&engine, id, |_, is_sent| is_sent).await;
    let mails = server.mails(1);
    assert_eq!(mails.len(), 1);
    let lines = |start: &str| mails[0].lines().filter(|line| line.starts_with(start)).collect::<Vec<_>>();
    assert_eq!(lines("Subject: "), ["Subject: 127.0.0.1: trial ends in 6 days"], "{}", mails[0]);
    assert_eq!(lines("Auto-Submitted: "), ["Auto-Submitted: auto-generated"]);
    assert_eq!(lines("Also: ").len(), 3);
    assert!(mails[0].contains("/trial/admin/subscription"), "{}", mails[0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn encryption_and_sign_in_are_checked() {
    let Some(server) = MailServer::start() else { return };
    let (world, ca) = (World::new(), server.ca_pem.clone());
    let engine = world.desktop();
    let code = |failure: Option<watch::Failure>| failure.map(|failure| failure.code);
    let me = |password: &str| json!({ "user": "me", "password": password, "ca_pem": ca });
    assert_eq!(test(&engine, mail(server.port, "start_tls", me("pa55"))).await, None);
    assert_eq!(test(&engine, mail(server.tls_port, "tls", me("pa55"))).await, None);
    assert_eq!(server.mails(2).len(), 2);
    for (port, security) in [(server.port, "start_tls"), (server.tls_port, "tls")] {
        let refused = code(test(&engine, mail(port, security, me("wrong"))).await);
        assert_eq!(refused, Some(FailureCode::ChannelSignIn), "{security}");
        let unknown = json!({ "user": "me", "password": "pa55" });
        let unknown = code(test(&engine, mail(port, security, unknown)).await);
        assert_eq!(unknown, Some(FailureCode::ChannelUntrusted), "{security}, by an authority that nobody knows");
    }
    // TLS is not what answers at this port.
    assert!(test(&engine, mail(server.port, "tls", me("pa55"))).await.is_some());
    server.set(Files::WithoutStartTls, true);
    assert_eq!(
        code(test(&engine, mail(server.port, "start_tls", me("pa55"))).await),
        Some(FailureCode::ChannelUntrusted)
    );
    assert_eq!(server.mails(2).len(), 2, "nothing was sent where it could be read");
    assert!(!server.log().contains("pa55"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_and_deferred_e_mail_are_told_apart() {
    let Some(server) = MailServer::start() else { return };
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let failure = test(&engine, mail(server.port, "none", json!({ "to": ["refused@example.test"] }))).await.unwrap();
    assert_eq!(failure.code, FailureCode::ChannelRefused);
    assert!(failure.message.contains("refused@example.test (550)"), "{failure:?}");
    assert_eq!(failure.server_said.as_deref(), Some("refused@example.test: no such mailbox"));

    server.set(Files::Greylist, true);
    let id = engine.add_channel(mail(server.port, "none", json!({}))).await.unwrap();
    add_due(&world, &engine, &sandbox, "trial").await;
    until(&engine, id, |state, _| {
        matches!(state, ChannelState::Failing { failure, .. } if failure.code == FailureCode::ChannelUnavailable)
    })
    .await;
    server.set(Files::Greylist, false);
    engine.retry_channel(id).unwrap();
    until(&engine, id, |state, is_sent| is_sent && *state == ChannelState::Working).await;
    assert_eq!(server.mails(1).len(), 1);
    let nobody = MailServer::vacant_port();
    let failure = test(&engine, mail(nobody, "none", json!({}))).await.unwrap();
    assert_eq!(failure.code, FailureCode::ChannelUnreachable);
}

/// To whom each email went, in any order.
fn recipients(server: &MailServer, least: usize) -> Vec<String> {
    let mails = server.mails(least).into_iter();
    let recipient = |mail: String| {
        let line = mail.lines().find_map(|line| line.strip_prefix("Envelope-to: "));
        line.map(str::to_owned)
    };
    let mut recipients: Vec<_> = mails.filter_map(recipient).collect();
    recipients.sort();
    recipients
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_bad_recipient_keeps_no_email_from_the_others_who_get_it_once() {
    let Some(server) = MailServer::start() else { return };
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let to = |all: &[&str]| mail(server.port, "none", json!({ "to": all }));
    let [ops, later, refused] = ["ops@example.test", "later@example.test", "refused@example.test"];
    server.set(Files::GreylistOne, true);
    let id = engine.add_channel(to(&[refused, ops, later])).await.unwrap();
    add_due(&world, &engine, &sandbox, "trial").await;
    let names = |state: &ChannelState, names: &[&str]| {
        let ChannelState::Failing { failure, .. } = state else { return false };
        assert_eq!(failure.code, FailureCode::ChannelRecipients);
        let said = failure.server_said.as_deref().unwrap_or_default();
        [ops, later, refused].iter().all(|address| names.contains(address) == said.contains(address))
    };
    until(&engine, id, |state, _| names(state, &[later, refused])).await;
    assert_eq!(recipients(&server, 1), [ops]);
    // The process ends, as if killed, and starts again.
    drop(engine);
    let engine = world.desktop();
    server.set(Files::GreylistOne, false);
    engine.retry_channel(id).unwrap();
    until(&engine, id, |state, _| names(state, &[refused])).await;
    assert_eq!(recipients(&server, 2), [later, ops]);
    // Without the one that is refused, everybody has it.
    engine.edit_channel(id, to(&[ops, later])).await.unwrap();
    until(&engine, id, |state, is_sent| is_sent && *state == ChannelState::Working).await;
    let mails = server.mails(2);
    assert_eq!(recipients(&server, 2), [later, ops]);
    let ids: Vec<_> = mails.iter().map(|mail| mail.lines().find(|line| line.starts_with("Message-ID: "))).collect();
    assert!(ids[0].is_some() && ids[0] == ids[1], "{ids:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_an_e_mail_that_may_have_arrived_has_the_same_message_id() {
    let Some(server) = MailServer::start() else { return };
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = engine.add_channel(mail(cut_once(server.port).await, "none", json!({}))).await.unwrap();
    add_due(&world, &engine, &sandbox, "trial").await;
    until(&engine, id, |state, _| matches!(state, ChannelState::Failing { .. })).await;
    assert_eq!(server.mails(1).len(), 1, "the server has it, and its client does not know");
    // The process ends, as if killed, and starts again.
    drop(engine);
    let engine = world.desktop();
    engine.retry_channel(id).unwrap();
    until(&engine, id, |_, is_sent| is_sent).await;
    let mails = server.mails(2);
    let ids: Vec<_> = mails.iter().map(|mail| mail.lines().find(|line| line.starts_with("Message-ID: "))).collect();
    assert!(mails.len() == 2 && ids[0].is_some() && ids[0] == ids[1], "{ids:?}");
}

/// A way to the server on which the first connection breaks off when the server has accepted an email, before its client
/// learns that.
async fn cut_once(port: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let own = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut is_first = true;
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            let cuts = std::mem::replace(&mut is_first, false);
            tokio::spawn(forward(client, server, cuts));
        }
    });
    own
}

async fn forward(client: TcpStream, server: TcpStream, cuts: bool) {
    let (mut from_client, mut to_client) = client.into_split();
    let (from_server, mut to_server) = server.into_split();
    let requests = tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_client, &mut to_server).await;
    });
    let (mut lines, mut is_in_data) = (BufReader::new(from_server).split(b'\n'), false);
    while let Ok(Some(line)) = lines.next_segment().await {
        if cuts && is_in_data {
            break;
        }
        is_in_data = line.starts_with(b"354");
        let _ = to_client.write_all(&[&line[..], b"\n"].concat()).await;
    }
    requests.abort();
}
