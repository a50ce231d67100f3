//! The fleet file: what it may contain, and how errors in it are reported.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use sandbox::{Host, Sandbox};
use support::{NOW, Stage};

/// A workspace with the documented example license, in four lines, to which each case adds its own.
const ACME: &str = r#"[[workspace]]
name = "Acme"
url = "https://chat.acme.example/team"
user_id = "rbAXPnMktTFbNpwtJ"
"#;

/// What an error costs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cost {
    /// Its workspace.
    Workspace,
    /// The whole file.
    File,
}

#[tokio::test]
async fn an_error_names_its_line_column_and_key_and_costs_its_workspace() {
    let stage = Stage::new().await;
    stage.write("empty", "\n");
    stage.write("acme.token", "secret-of-acme\n");
    stage.write("not.pem", "certificate?");
    let key = r#"token_file = "acme.token""#;
    let acme = |lines: &str| format!("{ACME}{lines}\n");
    let cases = [
        (acme(""), r#"fleet.toml:1:1: workspace "Acme": no token: set token_env, token_file or token_credential"#),
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
            "fleet.toml:5:13: workspace \"Acme\": token_env: not a valid name of an environment variable",
        ),
        (
            acme("token_file = \"gone\""),
            "fleet.toml:5:14: workspace \"Acme\": token_file: FOLDER/gone cannot be read (no such file)",
        ),
        (acme("token_file = \"empty\""), "fleet.toml:5:14: workspace \"Acme\": token_file: FOLDER/empty is empty"),
        (
            acme("token_env = \"X\"\ntoken_file = \"empty\""),
            "fleet.toml:6:14: workspace \"Acme\": token_file: token_env is set as well; use one of them",
        ),
        (
            acme("token_credential = \"acme\""),
            "fleet.toml:5:20: workspace \"Acme\": token_credential: the credential acme is not available: CREDENTIALS_DIRECTORY",
        ),
        (
            acme("token_credential = \"../acme\""),
            "fleet.toml:5:20: workspace \"Acme\": token_credential: not a valid credential name",
        ),
        (
            acme(&format!("{key}\ntoken_credential = \"acme\"")),
            "fleet.toml:6:20: workspace \"Acme\": token_credential: token_file is set as well; use one of them",
        ),
        (
            acme(&format!("{key}\nca_file = \"gone.pem\"")),
            "fleet.toml:6:11: workspace \"Acme\": ca_file: FOLDER/gone.pem cannot be read (no such file)",
        ),
        (
            acme(&format!("{key}\nca_file = \"not.pem\"")),
            "fleet.toml:6:11: workspace \"Acme\": ca_file: FOLDER/not.pem contains no certificate in PEM format",
        ),
        (
            acme(&format!("{key}\nproxy = \"nonsense\"")),
            "fleet.toml:6:9: workspace \"Acme\": proxy: not a proxy address",
        ),
        (
            acme(&format!("{key}\nproxy = \"ftp://proxy\"")),
            "fleet.toml:6:9: workspace \"Acme\": proxy: not a proxy address",
        ),
        (
            acme(&format!("{key}\nallow_htpp = true")),
            "fleet.toml:6:1: workspace \"Acme\": unknown field `allow_htpp`, expected one of `name`",
        ),
        (
            acme(&format!("{key}\nallow_http = 1")),
            "fleet.toml:6:14: workspace \"Acme\": allow_http: invalid type: integer `1`, expected a boolean",
        ),
        (
            acme(&format!("{key}\nmute = [\"guests\"]")),
            "fleet.toml:6:9: workspace \"Acme\": mute: unknown name guests, expected one of",
        ),
        (
            acme(&format!("{key}\nlimits = {{ guest_users = {{ warn = 101, crit = 100 }} }}")),
            "fleet.toml:6:26: workspace \"Acme\": limits: guest_users: warn is above crit",
        ),
        (
            acme(&format!("{key}\nlimits.seats.warn = 90")),
            "fleet.toml:6:8: workspace \"Acme\": limits: unknown name seats, expected one of",
        ),
        (
            acme(&format!("{key}\nwarn = \"soon\"")),
            "fleet.toml:6:8: workspace \"Acme\": warn: use a number and a unit: 30d",
        ),
        (
            acme(&format!("{key}\nwarn = \"3d\"\ncrit = \"4d\"")),
            "fleet.toml:7:8: workspace \"Acme\": crit: must not be longer than warn",
        ),
        (
            acme(&format!("{key}\nexpect = {{ license = false, seats = 5 }}")),
            "fleet.toml:6:10: workspace \"Acme\": expect: plan, modules and seats require a license",
        ),
        (
            acme(&format!("{key}\nexpect = {{ seat = 5 }}")),
            "fleet.toml:6:12: workspace \"Acme\": expect: unknown field `seat`",
        ),
        (
            acme(&format!("{key}\nexpect = {{ seats = -5 }}")),
            "fleet.toml:6:20: workspace \"Acme\": expect: invalid value",
        ),
        ("[[workspaces]]\nname = \"Acme\"\n".to_owned(), "fleet.toml:1:3: unknown field `workspaces`"),
        ("[[workspace]]\nname = \"Acme\"\n".to_owned(), "fleet.toml:1:1: workspace \"Acme\": missing field `url`"),
        (
            "[[workspace]]\nname = \"\\u200b\"\nurl = \"a\"\nuser_id = \"u\"\n".to_owned(),
            "fleet.toml:2:8: name: must not be empty",
        ),
        (ACME.replace("rbAXPnMktTFbNpwtJ", " "), "fleet.toml:4:11: workspace \"Acme\": user_id: is empty"),
        (
            ACME.replace("https:", "ftp:"),
            "fleet.toml:3:7: workspace \"Acme\": url: an address starts with https://, not with ftp:",
        ),
        (
            ACME.replace("https://", "https://me:pw@"),
            "fleet.toml:3:7: workspace \"Acme\": url: the address must not contain a username or password",
        ),
        (ACME.replace("https://chat", "http s"), "fleet.toml:3:7: workspace \"Acme\": url: not a web address"),
    ];
    let whole = [
        ("x = 1\n[[workspaces]]\nname = \"Acme\"\n".to_owned(), "fleet.toml:2:3: unknown field `workspaces`"),
        ("workspace = 1\n".to_owned(), "fleet.toml:1:1: workspace: use [[workspace]], in double brackets"),
        (acme(&format!("{key}\nname = \"Again\"")), "fleet.toml:6:1: name: duplicate key"),
        (acme(&format!("{key}\nproxy = ")), "fleet.toml:6:9: proxy: "),
        (
            format!("{ACME}{key}\n{ACME}{key}\n"),
            "fleet.toml:7:8: workspace \"Acme\": name: used by another workspace in this file",
        ),
        (
            "[workspace]\nname = \"Acme\"\n".to_owned(),
            "fleet.toml:1:2: workspace: use [[workspace]], in double brackets",
        ),
        (String::new(), "fleet.toml:1:1: no workspaces: add a [[workspace]] section"),
    ];
    let cases = cases.into_iter().map(|(text, expected)| (text, expected, Cost::Workspace));
    let cases = cases.chain(whole.into_iter().map(|(text, expected)| (text, expected, Cost::File)));
    let folder = stage.folder.path().to_str().unwrap();
    for (text, expected, cost) in cases {
        // The other workspace is read all the same, wherever it is in the file.
        let other = stage.section("six");
        let text = if cost == Cost::Workspace { format!("{text}\n{other}") } else { text };
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
            assert!(!run.err.contains("secret-of-acme") && !run.err.contains("me:pw"));
            if cost == Cost::File {
                assert_eq!((run.code, run.out.as_str()), (2, ""), "{text}");
                continue;
            }
            assert_eq!(run.code, 3, "{text}");
            let json = run.json();
            let workspaces = json["workspaces"].as_array().unwrap();
            let status = |at: usize| workspaces[at]["status"].as_str().unwrap();
            let broken = usize::from(status(0) == "valid");
            assert_eq!((workspaces.len(), status(broken), status(1 - broken)), (2, "unknown", "valid"), "{text}");
            let error = &workspaces[broken]["error"];
            assert!(["misconfigured", "credentials_missing"].contains(&error["code"].as_str().unwrap()), "{error}");
            assert!(error["message"].as_str().unwrap().starts_with("fleet.toml:"), "{error}");
            assert!(!run.out.contains("secret-of-acme") && !run.out.contains("me:pw"));
        }
    }
}

#[tokio::test]
async fn what_is_wrong_with_one_workspace_hides_no_other() {
    let stage = Stage::new().await;
    let (sound, broken) = (stage.section("trial"), format!("{ACME}token_file = \"gone\"\n"));
    for text in [format!("{broken}{sound}"), format!("{sound}{broken}")] {
        let fleet = stage.write("fleet.toml", &text);
        let fleet = fleet.to_str().unwrap();
        let check = stage.run(&["check", "--fleet", fleet]);
        assert_eq!(check.code, 2, "what ends is not hidden: {}", check.out);
        assert!(check.out.contains("Fjord Robotics: trial ends in 6 days"), "{}", check.out);
        assert!(check.out.contains(" - Acme: ") && check.out.contains("token_file: "), "{}", check.out);
        let alone = stage.run(&["check", "--fleet", fleet, "--workspace", "Fjord Robotics"]);
        assert_eq!((alone.code, alone.err.as_str()), (2, ""), "{}", alone.out);
        assert!(!alone.out.contains("Acme"), "{}", alone.out);
        let broken = stage.run(&["check", "--fleet", fleet, "--workspace", "Acme"]);
        assert_eq!(broken.code, 3, "{}", broken.out);
        assert!(broken.out.starts_with("LICENSE UNKNOWN - Acme: "), "{}", broken.out);
        let list = stage.run(&["list", "--fleet", fleet]);
        assert_eq!(list.code, 3);
        assert!(list.out.contains("unknown   Acme            check failed"), "{}", list.out);
    }
}

#[tokio::test]
async fn text_of_other_editors_and_shells_is_read_or_named() {
    let stage = Stage::new().await;
    let token = stage.sandbox.credentials("modern").token;
    let section = stage.section("modern");
    let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let show = |bytes: Vec<u8>| {
        std::fs::write(stage.folder.path().join("modern.token"), bytes).unwrap();
        stage.run(&["show", "--json", "--fleet", "fleet.toml"])
    };
    stage.write("fleet.toml", &format!("\u{feff}{}", section.replace('\n', "\r\n")));
    for text in [
        format!("\u{feff}{token}\r\n"),
        format!("{token}\n\n"),
        format!("\u{200b}{token}\u{200b}"),
        format!("{token}\0"),
    ] {
        let run = show(text.clone().into_bytes());
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{text:?}");
    }
    for (bytes, says) in [
        (utf_16(&format!("\u{feff}{token}\r\n")), "UTF-16 text"),
        (utf_16(&format!("{token}\r\n")), "UTF-16 text"),
        (format!("{}\u{7}{}", &token[..5], &token[5..]).into_bytes(), "an invalid character: U+0007"),
        (format!("Bearer {token}").into_bytes(), "contains whitespace"),
        (b"\xff\xfe\xff".to_vec(), "UTF-16"),
        (b"T\xe9".to_vec(), "not UTF-8 text"),
        ("\u{feff}\n".into(), "is empty"),
    ] {
        let requests = stage.sandbox.requests().len();
        let run = show(bytes);
        let error = run.workspace()["error"].take();
        assert_eq!((run.code, &error["code"]), (3, &"credentials_missing".into()));
        assert!(error["message"].as_str().unwrap().contains(says), "{error}");
        assert_eq!(stage.sandbox.requests().len(), requests, "nothing was sent");
    }
    let by_variable = section.replace("token_file = \"modern.token\"", "token_env = \"TOKEN\"");
    stage.write("fleet.toml", &by_variable);
    let mut command = stage.command(&["show", "--json", "--fleet", "fleet.toml"]);
    let run = stage.finish(command.env("TOKEN", format!("\u{feff}{token}\n")));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    std::fs::write(stage.folder.path().join("fleet.toml"), utf_16(&format!("\u{feff}{by_variable}"))).unwrap();
    let run = stage.run(&["show", "--json", "--fleet", "fleet.toml"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("fleet.toml: could not read the fleet file (UTF-16 text"), "{}", run.err);
}

#[tokio::test]
async fn a_workspace_in_a_folder_named_like_a_page_is_read() {
    let pages = ["live", "group", "home", "channel", "direct", "admin", "invite", "room"];
    let host = |slug: &&str| Host {
        slug: (*slug).to_owned(),
        host: format!("{slug}.example"),
        path: String::new(),
        server_version: "8.5.1",
        user_id: format!("userOf{slug}"),
    };
    let builder =
        pages.iter().fold(Sandbox::builder().now(NOW.parse().unwrap()), |builder, slug| builder.host(host(slug)));
    let stage = Stage { sandbox: builder.start().await.unwrap(), folder: tempfile::tempdir().unwrap() };
    for slug in pages {
        let (url, origin) = (stage.sandbox.url(slug), stage.sandbox.origin());
        for folder in
            [url.clone(), url.replace(&origin, &format!("{origin}/team")), format!("{url}/channel/general?msg=x")]
        {
            let fleet = stage.write("fleet.toml", &stage.section(slug).replace(&url, &folder));
            let run = stage.run(&["show", "--json", "--fleet", fleet.to_str().unwrap()]);
            let found = folder.replace("/channel/general?msg=x", "");
            assert_eq!((run.code, run.workspace()["url"].as_str()), (0, Some(found.as_str())), "{folder}: {}", run.out);
        }
    }
}

#[tokio::test]
async fn a_page_is_left_out_of_an_address() {
    let stage = Stage::new().await;
    let root = stage.sandbox.url("modern");
    for page in [
        "/channel/general?msg=abc",
        "/admin/info",
        "/invite/x",
        "/room/x",
        "/thread/a/b",
        "/setup-wizard/1",
        "/reset-password/x",
        "/home",
        "/live/x",
        "/",
    ] {
        let fleet = stage.write("fleet.toml", &stage.section("modern").replace(&root, &format!("{root}{page}")));
        let run = stage.run(&["show", "--json", "--fleet", fleet.to_str().unwrap()]);
        assert_eq!((run.code, run.workspace()["url"].as_str()), (0, Some(root.as_str())), "{page}: {}", run.out);
    }
    let is_sent = |path: &str| {
        stage.sandbox.requests().iter().any(|r| r.carries_credentials() && r.path_and_query.contains(path))
    };
    assert!(!is_sent("channel") && !is_sent("invite"), "no token was sent to a page");
}

#[tokio::test]
async fn a_misplaced_token_is_not_repeated() {
    let stage = Stage::new().await;
    let token = "RScctEHSmLGZGywfIhWyRpyofhKOiMoUIpimhvheU3f";
    let lower = token.to_lowercase();
    stage.write("x", "sound");
    let acme = |line: &str| format!("{ACME}{line}\n");
    let sound = |line: &str| acme(&format!("token_file = \"x\"\n{line}"));
    let alert = |line: &str| sound(&format!("[[alert]]\nname = \"Ops\"\nkind = \"room\"\n{line}"));
    let forms = [
        acme(&format!("token_env = \"{token}\"")),
        acme(&format!("token_env = \"Bearer {token}\"")),
        acme(&format!("token_env = \"me:{token}\"")),
        acme(&format!("token_env = \" {token} \"")),
        acme(&format!("token_env = \"{token}.{token}\"")),
        acme(&format!("token_env = \"{lower}\"")),
        acme(&format!("token_env = {token}")),
        acme(&format!("token_env = \"{token}")),
        acme(&format!("token_env = [\"{token}\"]")),
        acme(&format!("token_file = \"{token}\"")),
        acme(&format!("token_file = \"{lower}\"")),
        acme(&format!("token_file = \"Bearer {token}\"")),
        acme(&format!("token_file = \"./{token}\"")),
        acme(&format!("token_file = \"{token}.txt\"")),
        acme(&format!("token = \"{token}\"")),
        sound(&format!("{token} = true")),
        sound(&format!("{lower} = true")),
        sound(&format!("\"{token}\" = true")),
        sound(&format!("x.{token} = true")),
        sound(&format!("[{token}]")),
        sound(&format!("[[{token}]]")),
        sound(&format!("[workspace.{token}]")),
        sound(&format!("allow_http = \"{token}\"")),
        sound(&format!("allow_http = {token}")),
        sound(&format!("ca_file = \"{token}\"")),
        sound(&format!("ca_file = \"{lower}\"")),
        sound(&format!("proxy = \"{token}\"")),
        sound(&format!("proxy = \"http://{token}@proxy:1\"")),
        sound(&format!("mute = [\"{token}\"]")),
        sound(&format!("warn = \"{token}\"")),
        sound(&format!("limits = {{ {token} = {{ warn = 1 }} }}")),
        sound(&format!("limits = {{ active_users = {{ {token} = 1 }} }}")),
        sound(&format!("expect = {{ plan = \"{token}\" }}")),
        sound(&format!("expect = {{ modules = [\"{token}\"] }}")),
        sound(&format!("expect = {{ {token} = true }}")),
        sound(&format!("expect = \"{token}\"")),
        alert(&format!("url = \"https://chat.example/hooks/{token}\"")),
        alert(&format!("url_env = \"X\"\nkinds_off = [\"{token}\"]")),
        alert(&format!("url_env = \"X\"\nworkspaces = [\"{token}\"]")),
        alert(&format!("url_env = \"X\"\nquiet = {{ from = \"{token}\", until = \"7:00\" }}")),
        alert(&format!("url_env = \"X\"\nallow_http = \"{token}\"")),
        alert(&format!("url_env = \"X\"\nproxy = \"http://me:{token}@proxy:1\"")),
        sound(&format!("[[alert]]\nname = \"{token}\"")),
        sound(&format!("[[alert]]\nname = \"Ops\"\nkind = \"{token}\"")),
        sound(&format!("[alert]\nname = \"{token}\"")),
        ACME.replace("rbAXPnMktTFbNpwtJ", token) + "token_file = \"x\"\n",
        ACME.replace("Acme", token) + "token_file = \"x\"\n",
        ACME.replace("https://chat.acme.example/team", token) + "token_file = \"x\"\n",
        ACME.replace("team", token) + "token_file = \"x\"\n",
        ACME.replace("team", &format!("?token={token}")) + "token_file = \"x\"\n",
        ACME.replace("https://", &format!("https://{token}@")) + "token_file = \"x\"\n",
        ACME.replace("https://", &format!("https://me:{token}@")) + "token_file = \"x\"\n",
        ACME.replace("https://", &format!("{token}://")) + "token_file = \"x\"\n",
        ACME.replace("https://", &format!("https://{token}.")) + "token_file = \"x\"\n",
        token.to_owned(),
        format!("{token} = 1"),
        format!("workspace = \"{token}\""),
        format!("workspace = [\"{token}\"]"),
    ];
    for text in forms {
        let fleet = stage.write("fleet.toml", &text);
        for arguments in [
            &["show", "--fleet"][..],
            &["show", "--json", "--fleet"],
            &["list", "--fleet"],
            &["check", "--fleet"],
            &["workspace", "import"],
        ] {
            let run = stage.run(&[arguments, &[fleet.to_str().unwrap()]].concat());
            assert!([1, 2, 3].contains(&run.code), "{text}: {run:?}");
            assert!(run.err.contains("fleet.toml:"), "{text}: {run:?}");
            let said = format!("{}{}", run.out, run.err).to_lowercase();
            assert!(!said.contains(&lower), "{arguments:?} {text}: {run:?}");
        }
    }
}

#[tokio::test]
async fn every_command_says_what_is_wrong_with_an_alert_and_uses_nothing_of_it() {
    let stage = Stage::new().await;
    let section = stage.section("modern");
    let line = section.lines().count() + 1;
    let room = |more: &str| format!("[[alert]]\nname = \"Ops\"\nkind = \"room\"\nurl_env = \"OPS_URL\"\n{more}\n");
    let mail =
        |more: &str| format!("[[alert]]\nname = \"Ops\"\nkind = \"email\"\nfrom = \"me@acme.example\"\n{more}\n");
    let sound = "server = \"mail.acme.example\"\nto = [\"you@acme.example\"]";
    for (alert, error) in [
        (room(""), None),
        (room("quiet = { from = \"22:00\", until = \"07:00\", exception = \"critical\" }\nlanguage = \"pt-BR\""), None),
        (room("kinds_off = [\"forecast\"]\nmin_urgency = \"critical\"\nallow_http = true\nproxy = \"direct\""), None),
        (mail(sound), None),
        (room("url_file = \"x\""), Some((4, 12, "url_file: url_env is set as well; use one of them"))),
        (
            room("kinds_off = [\"deadlin\"]"),
            Some((4, 14, "kinds_off: unknown name deadlin, expected one of deadline, ")),
        ),
        (
            room("min_urgency = \"high\""),
            Some((4, 15, "min_urgency: unknown name high, expected one of low, normal, ")),
        ),
        (room("workspaces = [\"Acme\"]"), Some((4, 15, "workspaces: no workspace in this file is called Acme"))),
        (room("workspaces = []"), Some((4, 14, "workspaces: is empty; leave it out for all of them"))),
        (room("quiet = { from = \"ten\", until = \"07:00\" }"), Some((4, 18, "quiet: from: not a time of day, "))),
        (room("key_env = \"KEY\""), Some((4, 11, "key: does not belong to an alert of this kind"))),
        (room("server = \"x\""), Some((4, 10, "server: does not belong to an alert of this kind"))),
        (room("proxy = \"nowhere\""), Some((4, 9, "proxy: not a proxy address, "))),
        (mail(""), Some((0, 1, "no server: an alert of this kind needs it"))),
        (mail(&sound.replace("you@", "you")), Some((0, 1, "recipient 1 is not an email address. "))),
        (mail(&format!("{sound}\nuser = \"me\"")), Some((0, 1, "no password: set password_env, "))),
        (mail(&format!("{sound}\nsecurity = \"none\"")), Some((0, 1, "without encryption, "))),
        (mail(&format!("{sound}\nallow_http = true")), Some((6, 14, "allow_http: does not belong to "))),
        (
            room("").replace("url_env = \"OPS_URL\"\n", ""),
            Some((0, 1, "no url: set url_env, url_file or url_credential")),
        ),
        (room("").repeat(2), Some((6, 8, "name: used by another alert in this file"))),
    ] {
        stage.write("fleet.toml", &format!("{section}{alert}"));
        for arguments in [["list", "--fleet", "fleet.toml"], ["show", "--fleet", "fleet.toml"]] {
            let run = stage.run(&arguments);
            assert_eq!(run.code, 0, "{run:?}");
            match error {
                None => assert_eq!(run.err, "", "{alert}"),
                Some((below, column, text)) => {
                    let start = format!("license-watch: fleet.toml:{}:{column}: alert \"Ops\": {text}", line + below);
                    assert!(run.err.starts_with(&start) && run.err.lines().count() == 1, "{start}\n{}", run.err);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_missing_or_binary_fleet_file_is_an_error() {
    let stage = Stage::new().await;
    let run = stage.run(&["show", "--fleet", "gone.toml"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert_eq!(run.err, "license-watch: gone.toml: could not read the fleet file (no such file)\n");
    std::fs::write(stage.folder.path().join("latin1.toml"), b"[[workspace]]\nname = \"B\xfccher\"\n").unwrap();
    let run = stage.run(&["show", "--fleet", "latin1.toml"]);
    assert_eq!(run.err, "license-watch: latin1.toml: could not read the fleet file (not UTF-8 text)\n");
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

#[tokio::test]
async fn a_token_can_be_a_credential_of_systemd() {
    let stage = Stage::new().await;
    let section = stage.section("modern").replace("token_file = \"modern.token\"", "token_credential = \"acme\"");
    let fleet = stage.write("fleet.toml", &section);
    let credentials = tempfile::tempdir().unwrap();
    let run = || {
        let mut command = stage.command(&["show", "--json", "--fleet", fleet.to_str().unwrap()]);
        stage.finish(command.env("CREDENTIALS_DIRECTORY", credentials.path()))
    };
    let missing = run();
    assert_eq!(missing.workspace()["error"]["code"], "credentials_missing");
    assert!(
        missing.err.contains("token_credential: the credential acme cannot be read (no such file)"),
        "{}",
        missing.err
    );
    std::fs::write(credentials.path().join("acme"), stage.sandbox.credentials("modern").token).unwrap();
    assert_eq!((run().code, &run().workspace()["status"]), (0, &"expiring".into()));
}
