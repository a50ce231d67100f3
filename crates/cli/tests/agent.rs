//! The commands on the desktop's store while an agent has it: they go through the agent, which knows what they did, and no
//! agent that is frozen or of another version holds them up for long. These agents have no keyring, so that they keep tokens
//! in memory.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use ipc::{
    client::Incoming,
    endpoint::Endpoint,
    frame::{self, MAX_FROM_CLIENT},
    message::{ClientKind, Greeting, Hello, Session},
    store_lock::StoreLock,
};
use sandbox::{Endpoint as Request, Fault};
use serde_json::{Value, json};
use support::{
    Stage,
    agent::{Agent, TIMEOUT, arguments, call, client, data_dir, run, until},
};

/// The names of the workspaces that the agent has, each with whether it was read, in the order of the names.
async fn known_to_agent(stage: &Stage) -> Vec<(String, bool)> {
    let all = call(stage, "workspaces", json!({})).await;
    let one =
        |workspace: &Value| (workspace["name"].as_str().unwrap().to_owned(), workspace["fetched_at"] != Value::Null);
    let mut all: Vec<_> = all.as_array().unwrap().iter().map(one).collect();
    all.sort();
    all
}

fn rows(stage: &Stage) -> u32 {
    let store = rusqlite::Connection::open(data_dir(stage).join(watch::store::FILE_NAME)).unwrap();
    store.query_row("select count(*) from workspaces", [], |row| row.get(0)).unwrap()
}

fn window() -> ClientKind {
    ClientKind::Window { screen: None, web_view: String::new(), session: Session::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_agent_does_what_commands_ask_for_and_its_window_shows_it() {
    let stage = Arc::new(Stage::new().await);
    let fleet = stage.fleet(&["modern", "four"]);
    let fleet = fleet.to_str().unwrap();
    let _agent = Agent::start(&stage).await;
    let events = Arc::new(Mutex::new(Vec::<Value>::new()));
    let received = events.clone();
    let window = client(&stage, &window(), move |incoming| {
        if let Incoming::Event(event) = incoming {
            received.lock().unwrap().push(serde_json::from_str(event.get()).unwrap());
        }
    })
    .await;
    let seen = async |what: &str, is_it: &dyn Fn(&Value) -> bool| {
        until(what, async || events.lock().unwrap().iter().any(is_it).then_some(())).await;
    };

    let import = run(&stage, &["workspace", "import", fleet]).await;
    assert_eq!((import.code, import.out.lines().count()), (0, 2), "{import:?}");
    let names = ["modern", "four"].map(|slug| stage.sandbox.workspace(slug).name.clone());
    let mut both = names.clone().map(|name| (name, true)).to_vec();
    both.sort();
    assert_eq!(known_to_agent(&stage).await, both, "the agent has them, and has read them");
    seen("the event of the import", &|event| {
        event["type"] == "workspaces_changed"
            && event["workspaces"].as_array().unwrap().iter().any(|one| one["name"] == names[0].as_str())
    })
    .await;

    let again = run(&stage, &["workspace", "import", fleet]).await;
    assert_eq!((again.code, again.out.as_str()), (0, ""), "{again:?}");
    assert!(again.err.contains(&format!("{}: this workspace is already added", names[0])), "{again:?}");
    assert_eq!(rows(&stage), 2);
    assert_eq!(run(&stage, &["workspace", "list"]).await.out.lines().count(), 2);

    let requests = stage.sandbox.requests().len();
    for (arguments, code) in [(&["show", "--cached"][..], 0), (&["list"], 0), (&["export", "csv"], 0)] {
        let cached = run(&stage, arguments).await;
        assert_eq!(cached.code, code, "{cached:?}");
        assert!(names.iter().all(|name| cached.out.contains(name)), "{cached:?}");
    }
    assert_eq!(stage.sandbox.requests().len(), requests, "nothing was fetched");
    stage.sandbox.set_fault_at("four", Request::Info, Fault::Status(502));
    events.lock().unwrap().clear();
    let show = run(&stage, &["show", "--json"]).await;
    let errors = show.json();
    let errors: Vec<_> = errors["workspaces"].as_array().unwrap().iter().map(|one| &one["error"]["code"]).collect();
    assert_eq!((show.code, errors), (3, vec![&Value::Null, &json!("server")]));
    let is_refreshed = |event: &Value| {
        event["type"] == "workspaces_changed"
            && event["workspaces"].as_array().unwrap().iter().any(|one| one["error"]["code"] == "server")
    };
    seen("the event of the refresh", &is_refreshed).await;
    assert_eq!(run(&stage, &["check", "--workspace", &names[0]]).await.code, 1);
    assert!(stage.sandbox.requests().len() > requests);

    let removed = run(&stage, &["workspace", "remove", &names[0], "--yes"]).await;
    assert!(removed.code == 0 && removed.out.starts_with("removed  "), "{removed:?}");
    assert_eq!(known_to_agent(&stage).await, [(names[1].clone(), true)]);
    seen("the event of the removal", &|event| event["type"] == "workspace_removed").await;
    let refused = window.call("import_new", arguments(&json!({ "workspaces": [], "try_out": "no" }))).await;
    assert!(format!("{refused:?}").contains("there is no such command"), "{refused:?}");

    for file in
        std::fs::read_dir(data_dir(&stage)).unwrap().chain(std::fs::read_dir(data_dir(&stage).join("logs")).unwrap())
    {
        let Ok(content) = std::fs::read(file.unwrap().path()) else { continue };
        for slug in ["modern", "four"] {
            let token = stage.sandbox.credentials(slug).token;
            assert!(
                !content.windows(token.len()).any(|part| part == token.as_bytes()),
                "the token of {slug} is in a file"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_not_imported_by_an_agent() {
    let stage = Arc::new(Stage::new().await);
    stage.sandbox.set_fault_at("four", Request::Info, Fault::Status(502));
    let fleet = stage.fleet(&["modern", "four"]);
    let _agent = Agent::start(&stage).await;
    let import = run(&stage, &["workspace", "import", fleet.to_str().unwrap()]).await;
    let failed = &stage.sandbox.workspace("four").name;
    assert_eq!((import.code, import.out.lines().count()), (3, 1), "{import:?}");
    assert!(import.err.contains(&format!("{failed} was not added: ")), "{import:?}");
    let unchecked = run(&stage, &["workspace", "import", "--unchecked", fleet.to_str().unwrap()]).await;
    assert_eq!(unchecked.code, 0, "{unchecked:?}");
    assert_eq!(known_to_agent(&stage).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_agent_holds_up_no_command_for_long() {
    let stage = Arc::new(Stage::new().await);
    let fleet = stage.fleet(&["modern"]);
    let agent = Agent::start(&stage).await;
    assert_eq!(run(&stage, &["workspace", "import", fleet.to_str().unwrap()]).await.code, 0);
    agent.signal("STOP");
    for arguments in [&["list"][..], &["show", "--cached"], &["export", "csv"], &["workspace", "list"]] {
        let cached = run(&stage, arguments).await;
        assert!(cached.code == 0 && cached.out.contains("Acme Industries"), "{arguments:?}: {cached:?}");
    }
    let start = Instant::now();
    let check = run(&stage, &["check", "--timeout", "2s"]).await;
    assert_eq!(check.code, 1, "what is known to end is still a warning: {}", check.out);
    let message = "no response from License Watch, which runs in the background, within 2s";
    assert!(check.out.contains(message) && start.elapsed() < Duration::from_secs(8), "{check:?}");
    let show = run(&stage, &["show", "--json", "--timeout", "1s"]).await;
    assert_eq!((show.code, &show.workspace()["error"]["code"]), (3, &json!("credentials_missing")));
    let more = stage.fleet(&["four"]);
    let import = ["workspace", "import", more.to_str().unwrap()];
    let remove = ["workspace", "remove", "--all", "--yes"];
    let (import, remove) = tokio::join!(run(&stage, &import), run(&stage, &remove));
    for (run, nothing) in [(import, "Nothing was added."), (remove, "Nothing was removed.")] {
        assert_eq!((run.code, run.out.as_str()), (1, ""));
        assert!(run.err.contains("does not respond") && run.err.trim_end().ends_with(nothing), "{run:?}");
    }
    agent.signal("CONT");
    assert_eq!(known_to_agent(&stage).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_that_freezes_or_ends_during_a_command_does_not_hold_it_up() {
    let stage = Arc::new(Stage::new().await);
    let fleet = stage.fleet(&["modern"]);
    let mut agent = Agent::start(&stage).await;
    assert_eq!(run(&stage, &["workspace", "import", fleet.to_str().unwrap()]).await.code, 0);
    for signal in ["STOP", "KILL"] {
        // Joins one that is still running.
        call(&stage, "refresh_all", json!({})).await;
        stage.sandbox.set_fault_at("modern", Request::Info, Fault::Hold);
        let requests = stage.sandbox.requests().len();
        let check = tokio::spawn({
            let stage = stage.clone();
            async move { run(&stage, &["check", "--timeout", "4s"]).await }
        });
        until("a request", async || (stage.sandbox.requests().len() > requests).then_some(())).await;
        agent.signal(signal);
        let check = check.await.unwrap();
        assert_eq!(check.code, 1, "what is known to end is still a warning: {}", check.out);
        let expected = if signal == "STOP" { "no response within 4s" } else { "has ended" };
        assert!(check.out.contains(expected), "{signal}: {}", check.out);
        agent.signal("CONT");
        stage.sandbox.set_fault_at("modern", Request::Info, None);
    }
    agent.0.wait().unwrap();
    let list = run(&stage, &["list"]).await;
    assert!(list.code == 0 && list.out.contains("Acme Industries"), "alone again: {list:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_of_another_version_is_named_and_its_store_only_read() {
    let stage = Arc::new(Stage::new().await);
    let fleet = stage.fleet(&["modern"]);
    {
        let _agent = Agent::start(&stage).await;
        assert_eq!(run(&stage, &["workspace", "import", fleet.to_str().unwrap()]).await.code, 0);
    }
    let endpoint = Endpoint::of(&data_dir(&stage));
    let _lock = StoreLock::for_agent(&data_dir(&stage), &endpoint, TIMEOUT).unwrap().unwrap();
    let socket = endpoint.listen().unwrap();
    let _other = tokio::spawn(async move {
        loop {
            let (mut receiver, mut sender) = frame::split(socket.accept().await.unwrap(), MAX_FROM_CLIENT);
            let _hello: Hello = receiver.next().await.unwrap();
            sender.send(&Greeting::OtherVersion { version: "0.0.9".to_owned() }).await.unwrap();
        }
    });
    let check = run(&stage, &["check"]).await;
    let message =
        format!("License Watch is running in the background in version 0.0.9, and this is version {}", ipc::VERSION);
    assert!(check.code == 1 && check.out.contains(&message), "{check:?}");
    for arguments in [&["workspace", "import", fleet.to_str().unwrap()][..], &["workspace", "remove", "--all", "--yes"]]
    {
        let run = run(&stage, arguments).await;
        assert!(run.code == 1 && run.err.contains("Quit License Watch and start it again."), "{run:?}");
    }
    assert_eq!(run(&stage, &["workspace", "list"]).await.out.lines().count(), 1);
    assert_eq!(rows(&stage), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn six_imports_at_once_beside_an_agent_add_everything_once() {
    let stage = Arc::new(Stage::new().await);
    let fleet = stage.fleet(&["modern", "four"]);
    // Waited for, because a command that is alone needs a keyring.
    let _agent = Agent::start(&stage).await;
    let import = || {
        let (stage, fleet) = (stage.clone(), fleet.clone());
        async move { run(&stage, &["workspace", "import", fleet.to_str().unwrap()]).await }
    };
    let runs = tokio::join!(import(), import(), import(), import(), import(), import());
    let runs: [support::Run; 6] = runs.into();
    assert!(runs.iter().all(|run| run.code == 0), "{runs:?}");
    assert_eq!(runs.iter().map(|run| run.out.lines().count()).sum::<usize>(), 2, "{runs:?}");
    assert_eq!((rows(&stage), known_to_agent(&stage).await.len()), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_that_starts_waits_for_a_command_and_says_why_it_cannot_start() {
    let stage = Arc::new(Stage::new().await);
    let command = StoreLock::for_command(&data_dir(&stage)).unwrap().unwrap();
    let socket = || {
        let files = std::fs::read_dir(stage.folder.path().join("run/license-watch")).ok()?;
        files.map(|file| file.unwrap().path()).find(|file| file.extension().is_some_and(|end| end == "sock"))
    };
    let start = Instant::now();
    let agent = Agent::spawn(&stage);
    until("the socket", async || socket()).await;
    assert!(!data_dir(&stage).join(watch::store::FILE_NAME).exists(), "the store is the command's");
    drop(command);
    assert_eq!(call(&stage, "workspaces", json!({})).await, json!([]));
    assert!(start.elapsed() < Duration::from_secs(9), "as soon as the command has ended");
    drop(agent);

    let _command = StoreLock::for_command(&data_dir(&stage)).unwrap().unwrap();
    let _agent = Agent::spawn(&stage);
    let greeting = until("a greeting", async || {
        let mut stream = tokio::net::UnixStream::connect(socket()?).await.ok()?;
        greet(&mut stream).await
    })
    .await;
    let text = greeting.to_string();
    assert!(text.contains("is using the stored data") && text.contains("Wait until it has ended"), "{text}");
}

/// What the agent answers to the headless program.
async fn greet(stream: &mut tokio::net::UnixStream) -> Option<Value> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let hello = serde_json::to_vec(&Hello::new(&ClientKind::CommandLine).unwrap()).unwrap();
    stream.write_u32(hello.len().try_into().unwrap()).await.ok()?;
    stream.write_all(&hello).await.ok()?;
    let length = stream.read_u32().await.ok()?;
    let mut text = vec![0; length.try_into().unwrap()];
    stream.read_exact(&mut text).await.ok()?;
    serde_json::from_slice(&text).ok()
}
