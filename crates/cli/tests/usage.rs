//! Exit codes, the clock, the log, and closed pipes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::process::Stdio;

use support::Stage;

#[tokio::test]
async fn wrong_usage_exits_with_2_and_prints_no_data() {
    let stage = Stage::new().await;
    for arguments in [
        &["show", "--nonsense"][..],
        &["nonsense"],
        &[],
        &["show", "--fleet"],
        &["show", "--fleet", "x", "--cached"],
        &["workspace", "remove", "--yes"],
        &["workspace", "remove", "Acme", "--all"],
        &["workspace", "import", "gone.toml"],
        &["export", "html", "--modules"],
    ] {
        let run = stage.run(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(!run.err.is_empty(), "{arguments:?}");
    }
}

#[tokio::test]
async fn no_message_repeats_a_token_in_the_wrong_place() {
    let stage = Stage::new().await;
    let tokens =
        ["X4kq9ZrT2mVw8LpB1nYc7HsD5fGj3Ka6QeUoRiWtP0z", "x4kq9zrt2mvw8lpb1nyc7hsd5fgj3ka6qeuoriwtp0z", "Hunter2"];
    let fleet = stage.fleet(&["six"]);
    let fleet = fleet.to_str().unwrap();
    for token in tokens {
        let (option, value) = (format!("--{token}"), format!("--token={token}"));
        let (timeout, json) = (format!("--timeout={token}"), format!("--json={token}"));
        let (short, header) = (format!("-{token}"), format!("X-Auth-Token: {token}"));
        let mut misuses = vec![
            vec![token],
            vec![option.as_str()],
            vec![value.as_str()],
            vec![header.as_str()],
            vec![short.as_str()],
            vec!["show", token],
            vec!["show", header.as_str()],
            vec!["show", "--token", token],
            vec!["show", value.as_str()],
            vec!["show", option.as_str()],
            vec!["show", timeout.as_str()],
            vec!["show", json.as_str()],
            vec!["show", "--", token],
            vec!["check", "--warn", token],
            vec!["check", "-w", token],
            vec!["check", "-t", token],
            vec!["check", short.as_str()],
            vec!["check", token],
            vec!["metrics", token],
            vec!["metrics", "--timeout", token],
            vec!["export", token],
            vec!["export", "html", "--changes", token],
            vec!["export", "csv", "--modules", "--changes", token],
            vec!["completions", token],
            vec!["workspace", token],
            vec!["workspace", "remove", "six", token],
            vec!["workspace", "list", token],
            vec!["workspace", "import", fleet, token],
            vec!["workspace", "add", "https://a.example", "--name", "Acme", "--token", token],
            vec!["workspace", "add", "https://a.example", "--name", "Acme", token],
            vec!["workspace", "edit", "six", token],
            vec!["workspace", "export", "settings.json", token],
            vec!["renew", "six", token],
            vec!["help", token],
        ];
        if token != "Hunter2" {
            // Where a name is expected, only what looks like a token is hidden.
            misuses.extend([
                vec!["workspace", "remove", "--yes", token],
                vec!["workspace", "import", token],
                vec!["workspace", "add", token, "--name", "Acme", "--user-id", "me", "--token-stdin"],
                vec!["workspace", "add", "https://a.example", "--name", token, "--user-id", "me", "--token-stdin"],
                vec!["workspace", "add", "https://a.example", "--name", "Acme", "--user-id", token, "--token-stdin"],
                vec![
                    "workspace",
                    "add",
                    "https://a.example",
                    "--name",
                    "Acme",
                    "--user-id",
                    "me",
                    "--token-env",
                    token,
                ],
                vec![
                    "workspace",
                    "add",
                    "https://a.example",
                    "--name",
                    "Acme",
                    "--user-id",
                    "me",
                    "--token-file",
                    token,
                ],
                vec!["workspace", "verify", token],
                vec!["renew", "six", "--yes", "--key-file", token],
                vec!["check", "--workspace", token, "--fleet", fleet],
                vec!["show", "--fleet", token],
                vec!["check", "--fleet", token],
                vec!["man", "--output", token],
                vec!["metrics", "--fleet", token],
            ]);
        }
        for arguments in misuses {
            let run = stage.run(&arguments);
            let said = format!("{}{}", run.out, run.err);
            assert!(run.code != 0 && !said.contains(token), "{arguments:?}: {said}");
        }
    }
}

#[tokio::test]
async fn help_and_version_are_not_wrong_usage() {
    let stage = Stage::new().await;
    for arguments in [&["--help"][..], &["--version"], &["show", "--help"], &["workspace", "import", "--help"]] {
        let run = stage.run(arguments);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{arguments:?}");
    }
    assert!(stage.run(&["--help"]).out.contains("3 some could not be checked"));
    let help = stage.run(&["check", "--help"]);
    assert_eq!((help.code, help.err.as_str()), (3, ""), "a check that was not done is not OK");
}

/// The names of the commands, as `--help` lists them.
fn commands(stage: &Stage) -> Vec<String> {
    let help = stage.run(&["--help"]).out;
    let (_, list) = help.split_once("Commands:\n").unwrap();
    // A description that goes on in another line is indented further.
    let lines = list.lines().take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("   "));
    let names: Vec<_> = lines.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.contains(&"show"), "{help}");
    names.into_iter().filter(|name| *name != "help").map(str::to_owned).collect()
}

#[tokio::test]
async fn the_readme_and_its_page_about_servers_name_every_command() {
    let pages = [include_str!("../../../README.md"), include_str!("../../../docs/headless.md")];
    for name in commands(&Stage::new().await) {
        // In the README's table, a row can be about two of them; on the page, they are in headings or sentences.
        for page in pages {
            let is_named = page.contains(&format!("`{name}`")) || page.contains(&format!("`license-watch {name}"));
            assert!(is_named, "a page does not say what {name} does");
        }
    }
}

#[tokio::test]
async fn every_shell_completes_every_command() {
    let stage = Stage::new().await;
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = stage.run(&["completions", shell]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{shell}");
        for name in commands(&stage) {
            assert!(run.out.contains(&name), "{shell} does not complete {name}");
        }
    }
}

#[tokio::test]
async fn there_is_a_manual_page_for_every_command() {
    let stage = Stage::new().await;
    let run = stage.run(&["man"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.contains(".TH license-watch 1"), "{}", run.out);
    let folder = tempfile::tempdir().unwrap();
    let written = stage.run(&["man", "--output", folder.path().to_str().unwrap()]);
    assert_eq!((written.code, written.out.as_str(), written.err.as_str()), (0, "", ""));
    let read = |page: &str| std::fs::read_to_string(folder.path().join(page)).unwrap_or_default();
    assert_eq!(read("license-watch.1"), run.out);
    for name in commands(&stage) {
        let page = format!("license\\-watch\\-{name}(1)");
        assert!(run.out.contains(&page), "the page does not refer to {page}: {}", run.out);
        assert!(read(&format!("license-watch-{name}.1")).contains(".TH"), "no page for {name}");
    }
    assert!(read("license-watch-workspace-import.1").contains("unchecked"));
}

#[tokio::test]
async fn manual_pages_that_cannot_be_written_are_reported() {
    let run = Stage::new().await.run(&["man", "--output", "no/such/folder"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.contains("could not write the manual pages to no/such/folder"), "{}", run.err);
}

#[tokio::test]
async fn the_documentation_names_everything_that_can_be_muted() {
    let stage = Stage::new().await;
    let fleet = stage.write("fleet.toml", &format!("{}mute = [\"nothing\"]\n", stage.section("six")));
    let run = stage.run(&["list", "--fleet", fleet.to_str().unwrap()]);
    let (_, names) = run.err.trim_end().split_once("expected one of ").unwrap();
    let page = include_str!("../../../docs/headless.md");
    let (_, mutes) = page.split_once("- **`mute`**").unwrap();
    let (mutes, _) = mutes.split_once("\n- **").unwrap();
    for name in names.split(", ") {
        assert!(mutes.contains(&format!("`{name}`")), "docs/headless.md does not say that {name} can be muted");
    }
}

#[tokio::test]
async fn an_invalid_clock_is_wrong_usage() {
    let stage = Stage::new().await;
    let run = stage.finish(stage.command(&["list"]).env("LICENSE_WATCH_NOW", "yesterday"));
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("LICENSE_WATCH_NOW=\"yesterday\" is not a timestamp"), "{}", run.err);
}

#[tokio::test]
async fn the_systems_clock_is_the_default_in_whole_seconds() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["six"]);
    let before = jiff::Timestamp::now().as_second();
    let mut command = stage.command(&["show", "--json", "--fleet", fleet.to_str().unwrap()]);
    let json = stage.finish(command.env_remove("LICENSE_WATCH_NOW")).json();
    for at in [&json["generated_at"], &json["workspaces"][0]["fetched_at"]] {
        let at = at.as_str().unwrap();
        assert!(!at.contains('.') && at.ends_with('Z'), "{at}");
        let at = at.parse::<jiff::Timestamp>().unwrap().as_second();
        assert!((before..=jiff::Timestamp::now().as_second() + 1).contains(&at));
    }
}

#[tokio::test]
async fn the_log_is_off_by_default_and_never_contains_a_token() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["modern", "revoked"]);
    let arguments = ["show", "--json", "--fleet", fleet.to_str().unwrap()];
    assert_eq!(stage.run(&arguments).err, "");
    let run = stage.finish(stage.command(&arguments).env("RUST_LOG", "trace"));
    assert!(run.err.contains("licenses.info") && run.err.contains("answered"), "{}", run.err);
    assert_eq!(run.json()["schema"], 1, "the log is not among the data");
}

#[tokio::test]
async fn a_reader_that_closes_the_pipe_is_not_an_error() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["modern"]);
    for arguments in [&["show", "--fleet"][..], &["show", "--json", "--fleet"]] {
        let mut command = stage.command(&[arguments, &[fleet.to_str().unwrap()]].concat());
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        assert_eq!(output.status.code(), Some(0));
    }
}
