//! `serve`, over HTTP and with signals, as a real process.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::{
    io::{Read, Write},
    net::TcpStream,
    os::unix::net::UnixDatagram,
    time::{Duration, Instant},
};

use sandbox::{Fault, Sandbox};
use support::{
    NOW, Run, Stage,
    serving::{PATIENCE, Serving},
};
use watch::Store;

fn known(stage: &Stage) -> Vec<String> {
    let store = Store::open_fleet(&stage.folder.path().join("state/s.sqlite3"), NOW.parse().unwrap()).unwrap();
    let archived = store.handling().unwrap();
    let active = |workspace: &watch::Workspace| !archived.contains_key(&workspace.id);
    store.workspaces().unwrap().into_iter().filter(active).map(|workspace| workspace.name.to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_watches_serves_and_stops() {
    let stage = Stage::new().await;
    stage.fleet(&["modern", "trial"]);
    stage.sandbox.set_fault("trial", Fault::Hold);
    let serving = Serving::start(&stage, &[], &[]);
    assert_eq!(serving.get("/-/healthy").status, 200);
    stage
        .sandbox
        .wait_for_requests(|requests| requests.iter().any(|request| request.path_and_query.contains("trial")))
        .await;
    assert_eq!(serving.get("/-/ready").status, 503, "one has not answered yet");
    stage.sandbox.set_fault("trial", Fault::Status(503));
    serving.until("/-/ready", 200);

    let index = serving.get("/");
    assert!(
        index.status == 200 && index.head.contains("text/html") && index.body.contains("calendar.ics"),
        "{index:?}"
    );
    let text = serving.get("/metrics");
    assert!(text.head.contains("content-type: text/plain; version=0.0.4; charset=utf-8"), "{}", text.head);
    assert!(text.body.contains("license_watch_build_info{") && !text.body.contains("# EOF"), "{}", text.body);
    let open =
        "GET /metrics HTTP/1.1\r\nhost: localhost\r\naccept: application/openmetrics-text; version=1.0.0\r\n\r\n";
    let open = serving.request(open);
    assert!(open.head.contains("application/openmetrics-text; version=1.0.0"), "{}", open.head);
    assert!(open.body.ends_with("# EOF\n"));
    let calendar = serving.get("/calendar.ics");
    assert!(calendar.head.contains("text/calendar") && calendar.body.starts_with("BEGIN:VCALENDAR\r\n"));
    assert_eq!(serving.get("/other").status, 404);
    assert_eq!(serving.request("POST /metrics HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n").status, 405);
    let head = serving.request("HEAD /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n");
    assert_eq!((head.status, head.body.as_str()), (200, ""));

    let requests = stage.sandbox.request_count();
    for _ in 0..20 {
        serving.get("/metrics");
    }
    assert_eq!(stage.sandbox.request_count(), requests, "nobody is asked for a scrape");
    serving.signal(rustix::process::Signal::TERM);
    assert_eq!(serving.ended(), 0);
    assert_eq!(known(&stage).len(), 2);
    // What it has stored is what a check knows.
    let check =
        stage.run(&["check", "--fleet", "fleet.toml", "--state", "state/s.sqlite3", "--workspace", "Acme Industries"]);
    assert_eq!(check.code, 1, "{}", check.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_fleet_is_sent_in_pieces() {
    let sandbox = Sandbox::builder().now(NOW.parse().unwrap()).copies(120).start().await.unwrap();
    let stage = Stage { sandbox, folder: tempfile::tempdir().unwrap() };
    let slugs: Vec<_> = (1..=120).map(|number| format!("modern-{number:03}")).collect();
    stage.fleet(&slugs.iter().map(String::as_str).collect::<Vec<_>>());
    let serving = Serving::start(&stage, &[], &[]);
    serving.until("/-/ready", 200);
    let check = |path: &str, is_of_each: fn(&str) -> bool, end: &str| {
        // Older clients get it without the lengths of the pieces, and with that of the whole.
        let whole = serving.request(&format!("GET {path} HTTP/1.0\r\nhost: localhost\r\n\r\n"));
        assert!(whole.head.contains(&format!("\r\ncontent-length: {}", whole.body.len())), "{}", whole.head);
        assert!(whole.body.len() > 2 * (128 << 10) && whole.body.ends_with(end), "{path}: {}", whole.body.len());
        assert_eq!(whole.body.lines().filter(|line| is_of_each(line)).count(), 120, "{path}");
        let in_pieces = serving.get(path);
        assert!(in_pieces.head.contains("transfer-encoding: chunked"), "{}", in_pieces.head);
        assert!(in_pieces.body.ends_with("\r\n0\r\n\r\n"), "it says that this is all");
        let head = serving.request(&format!("HEAD {path} HTTP/1.1\r\nhost: localhost\r\n\r\n"));
        assert_eq!((head.status, head.body.as_str()), (200, ""));
    };
    check("/metrics", |line| line.starts_with("license_watch_up{"), "\n");
    let is_expiry = |line: &str| line.starts_with("SUMMARY:") && line.ends_with(": license expires");
    check("/calendar.ics", is_expiry, "END:VCALENDAR\r\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_required_where_one_is_set() {
    let stage = Stage::new().await;
    stage.fleet(&["modern"]);
    stage.write("serve.token", "the-token-of-prometheus\n");
    let serving = Serving::start(&stage, &["--token-file", "serve.token"], &[("RUST_LOG", "trace")]);
    let with = |path: &str, token: &str| {
        serving
            .request(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\r\n"))
            .status
    };
    for path in ["/", "/metrics", "/calendar.ics", "/other"] {
        let refused = serving.get(path);
        assert!(refused.status == 401 && refused.head.contains("www-authenticate: bearer"), "{path}: {refused:?}");
        assert_eq!(with(path, "another-token-of-somebody"), 401);
    }
    assert_eq!(with("/metrics", "the-token-of-prometheus"), 200);
    assert_eq!(serving.get("/calendar.ics?token=the-token-of-prometheus").status, 200);
    assert_eq!(serving.get("/metrics?token=the-token-of-prometheus").status, 401, "only calendars cannot send headers");
    assert_eq!(serving.get("/-/healthy").status, 200);

    stage.write("serve.token", "a-newer-token-of-prometheus\n");
    serving.signal(rustix::process::Signal::HUP);
    serving.noted("the fleet file was read again");
    assert_eq!(
        (with("/metrics", "the-token-of-prometheus"), with("/metrics", "a-newer-token-of-prometheus")),
        (401, 200)
    );
    serving.signal(rustix::process::Signal::INT);
    let logged: Vec<_> = serving.notes.iter().collect();
    assert!(logged.iter().all(|line| !line.contains("the-token-of-prometheus")), "{logged:?}");
    assert_eq!(serving.ended(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_reads_the_fleet_file_again() {
    let stage = Stage::new().await;
    stage.fleet(&["modern"]);
    let serving = Serving::start(&stage, &[], &[]);
    serving.until("/-/ready", 200);

    stage.fleet(&["modern", "trial"]);
    serving.signal(rustix::process::Signal::HUP);
    serving.noted("the fleet file was read again");
    stage
        .sandbox
        .wait_for_requests(|requests| requests.iter().any(|request| request.path_and_query.contains("trial")))
        .await;

    stage.write("fleet.toml", "[[workspace]\n");
    serving.signal(rustix::process::Signal::HUP);
    let note = serving.noted("The previous fleet is still watched");
    assert!(note.contains("fleet.toml:1:13"), "{note}");
    assert_eq!(serving.get("/-/healthy").status, 200);

    stage.fleet(&["trial"]);
    serving.signal(rustix::process::Signal::HUP);
    serving.noted("the fleet file was read again");
    serving.signal(rustix::process::Signal::TERM);
    assert_eq!(serving.ended(), 0);
    assert_eq!(known(&stage), [stage.sandbox.workspace("trial").name.clone()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_clients_hold_up_nobody() {
    let stage = Stage::new().await;
    stage.fleet(&["modern"]);
    let serving = Serving::start(&stage, &[], &[]);
    let slow = || {
        let mut stream = TcpStream::connect(serving.address).unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: ").unwrap();
        stream
    };
    let mut slow: Vec<_> = (0..200).map(|_| slow()).collect();
    let started = Instant::now();
    assert_eq!(serving.get("/metrics").status, 200);
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    // The oldest have made room, and the others may not take forever.
    for stream in [0, 199].map(|index| slow[index].try_clone().unwrap()).iter_mut() {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(!rest.starts_with(b"HTTP/1.1 200"));
    }
    slow.clear();

    let huge = format!("GET / HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n", "a".repeat(40_000));
    let mut stream = TcpStream::connect(serving.address).unwrap();
    // It may have hung up before it has everything.
    let _ = stream.write_all(huge.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
    assert_eq!(serving.get("/").status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_do_not_read_leave_room_for_others() {
    let stage = Stage::new().await;
    write_large_fleet(&stage);
    let serving = Serving::start(&stage, &[], &[]);
    serving.until("/-/ready", 200);
    let ask = || {
        let mut stream = TcpStream::connect(serving.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        (stream, String::from_utf8_lossy(&status[9..]).into_owned())
    };
    let mut asked: Vec<_> = (0..50).map(|_| ask()).collect();
    let is_answered: Vec<_> = asked.iter().map(|(_, status)| status == "200").collect();
    assert!(is_answered[..32].iter().all(|is_answered| *is_answered), "{is_answered:?}");
    // The buffers of the system may have taken the whole of an answer, which leaves its place.
    let refused = is_answered.iter().position(|is_answered| !is_answered).expect("nobody was refused");
    let mut rest = String::new();
    asked[refused].0.read_to_string(&mut rest).unwrap();
    assert!(asked[refused].1 == "503" && rest.contains("\r\nretry-after: 5\r\n"), "{rest}");
    assert_eq!((serving.get("/-/healthy").status, serving.get("/").status), (200, 200));
    drop(asked);
    serving.until("/metrics", 200);
}

/// Writes a fleet whose metrics fit in no buffer. All entries are the same workspace, which is read once.
fn write_large_fleet(stage: &Stage) {
    let section = stage.section("modern");
    let name = format!("{:?}", stage.sandbox.workspace("modern").name);
    let entry = |number: usize| section.replace(&name, &format!("\"{number:04}{}\"", "x".repeat(190)));
    stage.write("fleet.toml", &(0..600).map(entry).collect::<String>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_connections_cuts_nobody_who_is_being_answered() {
    let stage = Stage::new().await;
    write_large_fleet(&stage);
    let serving = Serving::start(&stage, &[], &[]);
    serving.until("/-/ready", 200);

    let mut scrape = TcpStream::connect(serving.address).unwrap();
    scrape.set_read_timeout(Some(PATIENCE)).unwrap();
    scrape.write_all(b"GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    let mut begin = [0; 1024];
    scrape.read_exact(&mut begin).unwrap();
    let begin = String::from_utf8_lossy(&begin).into_owned();
    assert!(begin.contains("transfer-encoding: chunked"), "{begin}");

    let mut flood: Vec<_> = (0..200).map(|_| TcpStream::connect(serving.address).unwrap()).collect();
    assert_eq!(serving.get("/-/healthy").status, 200);
    for stream in flood.iter_mut().take(100) {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut rest = Vec::new();
        assert_eq!(stream.read_to_end(&mut rest).unwrap_or(0), 0, "the oldest have made room");
    }
    let mut rest = Vec::new();
    scrape.read_to_end(&mut rest).unwrap();
    assert!(rest.len() > 8 << 20, "no buffer holds all of it: {}", rest.len());
    assert!(rest.ends_with(b"\r\n0\r\n\r\n"), "it was cut");
}

/// Hours after the first reading, before `serve` reads again.
const LATER: &str = "2026-03-01T03:30:00Z";

/// When what `serve` has read is outdated.
const MUCH_LATER: &str = "2026-03-01T13:00:00Z";

/// Runs a command on the state of `serve`.
fn beside(stage: &Stage, now: &str, command: &[&str]) -> Run {
    let arguments = [command, &["--fleet", "fleet.toml", "--state", "state/s.sqlite3"]].concat();
    stage.finish(stage.command(&arguments).env("LICENSE_WATCH_NOW", now))
}

fn uids(calendar: &str) -> Vec<&str> {
    let mut uids: Vec<_> = calendar.lines().filter_map(|line| line.strip_prefix("UID:")).collect();
    uids.sort_unstable();
    uids
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_beside_it_show_what_it_has_read_and_how_old_that_is() {
    let stage = Stage::new().await;
    stage.fleet(&["modern", "community"]);
    let serving = Serving::start(&stage, &[], &[]);
    serving.until("/-/ready", 200);
    // Who only looks needs no token.
    std::fs::remove_file(stage.folder.path().join("community.token")).unwrap();
    let requests = stage.sandbox.request_count();

    let check = beside(&stage, LATER, &["check", "--timeout", "2s"]);
    assert_eq!((check.code, check.err.as_str()), (1, ""), "{}", check.out);
    assert!(check.out.contains("Enterprise expires in 24 days (oldest check 3 h 29 m ago) | "), "{}", check.out);
    let community = stage.sandbox.workspace("community").name.clone();
    let one = beside(&stage, LATER, &["check", "--workspace", &community]);
    assert!(one.code == 0 && one.out.contains(" (checked 3 h 29 m ago)"), "{one:?}");
    let outdated = beside(&stage, MUCH_LATER, &["check", "--workspace", &community]);
    assert!(outdated.code == 3 && outdated.out.contains(": last checked 12 h 59 m ago"), "{outdated:?}");

    let note = "serve is using the state file: this is what it has read, the oldest 3 h 29 m ago";
    for command in [&["show"][..], &["list"], &["metrics"], &["export", "csv"]] {
        let run = beside(&stage, LATER, command);
        assert!(run.code == 0 && run.err.contains(note), "{command:?}: {run:?}");
        assert!(run.out.contains("Acme Industries") && run.out.contains(&community), "{command:?}: {}", run.out);
    }
    for (now, is_stale) in [(LATER, false), (MUCH_LATER, true)] {
        let shown = beside(&stage, now, &["show", "--json"]).json()["workspaces"][0].clone();
        assert_eq!((&shown["stale"], &shown["status"]), (&is_stale.into(), &"expiring".into()));
        assert!(shown["fetched_at"].as_str().unwrap().starts_with("2026-03-01T00:0"), "{shown}");
    }
    stage.fleet(&["modern", "community", "trial"]);
    let new = beside(&stage, LATER, &["check", "--workspace", &stage.sandbox.workspace("trial").name]);
    assert!(new.code == 3 && new.out.contains(": not checked yet"), "{new:?}");
    assert_eq!(stage.sandbox.request_count(), requests, "serve alone asks");

    serving.signal(rustix::process::Signal::TERM);
    assert_eq!(serving.ended(), 0);
    let alone = beside(&stage, LATER, &["check"]);
    assert!(!alone.out.contains("check") && stage.sandbox.request_count() > requests, "{alone:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_calendar_has_the_events_of_the_one_that_is_served() {
    let stage = Stage::new().await;
    stage.fleet(&["modern", "trial"]);
    let serving = Serving::start(&stage, &[], &[]);
    serving.until("/-/ready", 200);
    let served = serving.get("/calendar.ics").body;
    assert!(uids(&served).len() > 2, "{served}");
    assert_eq!(uids(&beside(&stage, LATER, &["export", "ics"]).out), uids(&served));
    serving.signal(rustix::process::Signal::TERM);
    assert_eq!(serving.ended(), 0);
    // Also if this command reads the workspaces itself, under another name.
    let section = stage.section("modern");
    stage.write("fleet.toml", &format!("{}{}", section.replace("Acme Industries", "Renamed"), stage.section("trial")));
    let exported = beside(&stage, LATER, &["export", "ics"]);
    assert!(exported.code == 0 && exported.out.contains("SUMMARY:Renamed: "), "{exported:?}");
    assert_eq!(uids(&exported.out), uids(&served));
}

#[tokio::test(flavor = "multi_thread")]
async fn systemd_is_told_how_it_is() {
    let stage = Stage::new().await;
    stage.fleet(&["modern"]);
    let path = stage.folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let next = |wanted: &str| loop {
        let mut buffer = [0; 1024];
        let length = socket.recv(&mut buffer).unwrap();
        let message = String::from_utf8_lossy(&buffer[..length]).into_owned();
        if message.starts_with(wanted) {
            return message;
        }
    };
    let environment = [("NOTIFY_SOCKET", path.to_str().unwrap()), ("WATCHDOG_USEC", "200000")];
    let serving = Serving::start(&stage, &[], &environment);
    assert_eq!(next("READY=1"), "READY=1\nSTATUS=workspaces watched: 1 of 1");
    next("WATCHDOG=1");
    next("WATCHDOG=1");
    stage.write("fleet.toml", &format!("{}token_fiel = \"x\"\n{}", stage.section("trial"), stage.section("modern")));
    serving.signal(rustix::process::Signal::HUP);
    assert!(next("RELOADING=1").contains("\nMONOTONIC_USEC="));
    assert_eq!(next("READY=1"), "READY=1\nSTATUS=workspaces watched: 1 of 2");
    stage.write("fleet.toml", "[[workspace]\n");
    serving.signal(rustix::process::Signal::HUP);
    let broken = next("READY=1");
    assert!(broken.contains("STATUS=workspaces watched: 1 of 2; ") && broken.contains("fleet.toml:1:13"), "{broken}");
    assert!(broken.ends_with(". The previous fleet is still watched"), "{broken}");
    serving.signal(rustix::process::Signal::TERM);
    next("STOPPING=1");
    assert_eq!(serving.ended(), 0);

    let arguments = ["serve", "--fleet", "fleet.toml", "--state", "state/s.sqlite3", "--listen", "192.0.2.1:1"];
    stage.command(&arguments).envs(environment).output().unwrap();
    let why = next("STATUS=");
    assert!(why.starts_with("STATUS=cannot listen on 192.0.2.1:1 ("), "{why}");
}

#[tokio::test]
async fn what_it_cannot_do_without_is_an_error() {
    let stage = Stage::new().await;
    stage.fleet(&["modern"]);
    let serve = |more: &[&str]| stage.run(&[&["serve", "--fleet", "fleet.toml"], more].concat());
    let state = ["--state", "state.sqlite3", "--listen", "127.0.0.1:0"];
    let with = |more: &[&str]| serve(&[&state, more].concat());
    stage.write("short.token", "short");
    for (run, code, error) in [
        (serve(&[]), 2, "serve needs a state file: use --state FILE"),
        (with(&["--every", "30m"]), 2, "--every 30m: must be from 1h to 24h, in whole hours"),
        (with(&["--token-file", "gone"]), 2, "--token-file: gone cannot be used (no such file)"),
        (with(&["--token-file", "short.token"]), 2, "--token-file: short.token has fewer than 16 characters"),
        (serve(&["--state", "s", "--listen", "192.0.2.1:1"]), 1, "cannot listen on 192.0.2.1:1 ("),
    ] {
        assert_eq!(run.code, code, "{run:?}");
        assert!(run.err.contains(error), "{}", run.err);
    }
}
