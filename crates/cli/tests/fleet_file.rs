//! The fleet file: what it may contain, and how errors in it are reported.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use support::Stage;

/// A workspace with the documented example license, in four lines, to which each case adds its own.
const ACME: &str = r#"[[workspace]]
name = "Acme"
url = "https://chat.acme.example/team"
user_id = "rbAXPnMktTFbNpwtJ"
"#;

#[tokio::test]
async fn an_error_names_its_line_column_and_key() {
    let stage = Stage::new().await;
    stage.write("empty", "\n");
    stage.write("acme.token", "secret-of-acme\n");
    stage.write("not.pem", "certificate?");
    let key = r#"token_file = "acme.token""#;
    let acme = |lines: &str| format!("{ACME}{lines}\n");
    let cases = [
        (acme(""), r#"fleet.toml:1:1: workspace "Acme": there is no token: give token_env or token_file"#),
        (
            acme("token_env = \"ACME_TOKEN\""),
            "fleet.toml:5:13: workspace \"Acme\": token_env: the environment variable ACME_TOKEN is not set",
        ),
        (
            acme("token_env = \"EMPTY\""),
            "fleet.toml:5:13: workspace \"Acme\": token_env: the environment variable EMPTY is empty",
        ),
        (
            acme("token_env = \"A=B\""),
            "fleet.toml:5:13: workspace \"Acme\": token_env: it is not the name of an environment variable",
        ),
        (
            acme("token_file = \"gone\""),
            "fleet.toml:5:14: workspace \"Acme\": token_file: FOLDER/gone cannot be read (there is no such file)",
        ),
        (acme("token_file = \"empty\""), "fleet.toml:5:14: workspace \"Acme\": token_file: FOLDER/empty is empty"),
        (
            acme("token_env = \"X\"\ntoken_file = \"empty\""),
            "fleet.toml:6:14: workspace \"Acme\": token_file: there is a token_env as well; give one of the two",
        ),
        (
            acme(&format!("{key}\nca_file = \"gone.pem\"")),
            "fleet.toml:6:11: workspace \"Acme\": ca_file: FOLDER/gone.pem cannot be read (there is no such file)",
        ),
        (
            acme(&format!("{key}\nca_file = \"not.pem\"")),
            "fleet.toml:6:11: workspace \"Acme\": ca_file: FOLDER/not.pem holds no certificate in PEM",
        ),
        (
            acme(&format!("{key}\nproxy = \"nonsense\"")),
            "fleet.toml:6:9: workspace \"Acme\": proxy: it is not the address of a proxy",
        ),
        (
            acme(&format!("{key}\nproxy = \"ftp://proxy\"")),
            "fleet.toml:6:9: workspace \"Acme\": proxy: it is not the address of a proxy",
        ),
        (
            acme(&format!("{key}\nallow_htpp = true")),
            "fleet.toml:6:1: unknown field `allow_htpp`, expected one of `name`",
        ),
        (
            acme(&format!("{key}\nallow_http = 1")),
            "fleet.toml:6:14: allow_http: invalid type: integer `1`, expected a boolean",
        ),
        (acme(&format!("{key}\nname = \"Again\"")), "fleet.toml:6:1: name: duplicate key"),
        (acme(&format!("{key}\n[[workspaces]]")), "fleet.toml:6:3: unknown field `workspaces`"),
        (acme(&format!("{key}\nproxy = ")), "fleet.toml:6:9: proxy: "),
        (
            format!("{ACME}{key}\n{ACME}{key}\n"),
            "fleet.toml:7:8: workspace \"Acme\": name: another workspace in this file has the same name",
        ),
        ("[[workspace]]\nname = \"Acme\"\n".to_owned(), "fleet.toml:1:1: missing field `url`"),
        (
            "[[workspace]]\nname = \"\\u200b\"\nurl = \"a\"\nuser_id = \"u\"\n".to_owned(),
            "fleet.toml:2:8: name: a workspace needs a name",
        ),
        (ACME.replace("rbAXPnMktTFbNpwtJ", " "), "fleet.toml:4:11: workspace \"Acme\": user_id: it is empty"),
        (
            ACME.replace("https:", "ftp:"),
            "fleet.toml:3:7: workspace \"Acme\": url: an address starts with https://, not with ftp:",
        ),
        (
            ACME.replace("https://", "https://me:pw@"),
            "fleet.toml:3:7: workspace \"Acme\": url: the address contains a user name or a password, which must not be part of it",
        ),
        (ACME.replace("https://chat", "http s"), "fleet.toml:3:7: workspace \"Acme\": url: it is not a web address"),
        (String::new(), "fleet.toml:1:1: it names no workspace: add a [[workspace]] section"),
    ];
    let folder = stage.folder.path().to_str().unwrap();
    for (text, expected) in cases {
        stage.write("fleet.toml", &text);
        for command in ["show", "list"] {
            let mut command = stage.command(&[command, "--json", "--fleet", "fleet.toml"]);
            let run = stage.finish(command.env("EMPTY", " "));
            let expected = format!("license-watch: {}", expected.replace("FOLDER/", ""));
            assert!(
                run.err.replace(folder, "FOLDER").starts_with(&expected),
                "{text}\n{}\nexpected {expected}",
                run.err
            );
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{text}");
            assert!(!run.err.contains("secret-of-acme") && !run.err.contains("me:pw"));
        }
    }
    assert!(stage.sandbox.requests().is_empty());
}

#[tokio::test]
async fn a_misplaced_token_is_not_repeated() {
    let stage = Stage::new().await;
    let token = "RScctEHSmLGZGywfIhWyRpyofhKOiMoUIpimhvheU3f";
    for line in [
        format!("token_env = \"{token}\""),
        format!("token_file = \"{token}\""),
        format!("token = \"{token}\""),
        format!("allow_http = \"{token}\""),
        format!("token_env = {token}"),
        format!("token_env = \"{token}"),
        format!("proxy = \"{token}\"\ntoken_file = \"x\""),
    ] {
        let fleet = stage.write("fleet.toml", &format!("{ACME}{line}\n"));
        let run = stage.run(&["show", "--fleet", fleet.to_str().unwrap()]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains("fleet.toml:5:"), "{}", run.err);
        assert!(!run.err.contains(token), "{line}: {}", run.err);
    }
}

#[tokio::test]
async fn a_missing_or_binary_fleet_file_is_an_error() {
    let stage = Stage::new().await;
    let run = stage.run(&["show", "--fleet", "gone.toml"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert_eq!(run.err, "license-watch: gone.toml: the fleet file cannot be read (there is no such file)\n");
    std::fs::write(stage.folder.path().join("latin1.toml"), b"[[workspace]]\nname = \"B\xfccher\"\n").unwrap();
    let run = stage.run(&["show", "--fleet", "latin1.toml"]);
    assert_eq!(run.err, "license-watch: latin1.toml: the fleet file cannot be read (it is not UTF-8 text)\n");
}

#[tokio::test]
async fn a_token_comes_from_the_environment_or_from_a_file_beside_the_fleet_file() {
    let stage = Stage::new().await;
    let by_file = stage.section("modern");
    let by_variable = stage.section("six").replace("token_file = \"six.token\"", "token_env = \"SIX_TOKEN\"");
    let fleet = stage.write("fleet.toml", &format!("{by_file}{by_variable}"));
    let elsewhere = tempfile::tempdir().unwrap();
    let mut command = stage.command(&["list", "--fleet", fleet.to_str().unwrap()]);
    command.current_dir(elsewhere.path()).env("SIX_TOKEN", stage.sandbox.credentials("six").token);
    let run = stage.finish(&mut command);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
}

#[tokio::test]
async fn a_configured_proxy_is_used() {
    let stage = Stage::new().await;
    let proxy = sandbox::Recorder::start().await.unwrap();
    let section = stage.section("modern");
    let fleet = stage.write("fleet.toml", &format!("{section}proxy = \"{}\"\n", proxy.url()));
    stage.run(&["list", "--fleet", fleet.to_str().unwrap()]);
    assert!(!proxy.requests().is_empty() && stage.sandbox.requests().is_empty());
}

#[tokio::test]
async fn the_systems_proxy_is_used_except_for_its_excluded_hosts() {
    let stage = Stage::new().await;
    let proxy = sandbox::Recorder::start().await.unwrap();
    let fleet = stage.fleet(&["modern"]);
    let list = |no_proxy: &str| {
        let mut command = stage.command(&["list", "--fleet", fleet.to_str().unwrap()]);
        command.env("HTTP_PROXY", proxy.url()).env("http_proxy", proxy.url()).env("NO_PROXY", no_proxy);
        stage.finish(command.env("no_proxy", no_proxy))
    };
    list("elsewhere.example");
    assert!(!proxy.requests().is_empty() && stage.sandbox.requests().is_empty());
    let requests = proxy.requests().len();
    assert_eq!(list("elsewhere.example,127.0.0.1").code, 0);
    assert!(proxy.requests().len() == requests && !stage.sandbox.requests().is_empty());
}
