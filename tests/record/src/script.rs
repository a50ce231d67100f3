//! The script: commands that are run on the fleet, and their effects. The pages' player has no other answers.

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use sandbox::{Cloud, Fault, Key, Sandbox, SecondFactor};
use serde_json::{Map, Value, json};

use crate::{
    commands::{self, PAGE, READS},
    member::{Answers, Licenses, Member, Then},
    terms::{Terms, community, limit},
    world::{Network, Scene, World},
};

/// Steps that follow each other. Each chapter starts with the recorded fleet.
struct Chapter {
    name: &'static str,
    prepare: fn(&Sandbox),
    steps: Vec<Step>,
}

/// A command with its arguments, in which `@NAME` is replaced by an id, `#NAME:SLUG` by a license key that the player knows
/// by its name, and `*KIND:SLUG` by a secret: the player accepts any text in place of a secret.
#[derive(Clone)]
struct Step(&'static str, Value);

/// The servers that are not in the fleet yet, named by their peculiarity.
pub(crate) fn servers() -> Vec<Member> {
    let plain = |slug: &str, answers: Then| Member {
        address: format!("{slug}.example"),
        ..Member::new(&format!("{slug}.example"), slug, answers)
    };
    let fails: [(&str, Then); 8] = [
        ("down", |_| Answers::fails(Fault::CloseConnection)),
        ("sleepy", |_| Answers::fails(Fault::Hold)),
        ("shop", |_| Answers::fails(Fault::Html(200))),
        ("portal", |_| Answers::fails(Fault::Redirect { to: "https://login.example".to_owned(), status: 302 })),
        ("ruin", |_| Answers::fails(Fault::Status(502))),
        ("crowd", |_| Answers::fails(Fault::RateLimited { wait_secs: 300 })),
        ("garble", |_| Answers::fails(Fault::Cut(9))),
        ("flood", |_| Answers::fails(Fault::Huge(9 << 20))),
    ];
    let mut all: Vec<_> = fails.into_iter().map(|(slug, answers)| plain(slug, answers)).collect();
    all.extend(["new", "app", "mail", LONG_HOST].map(|slug| plain(slug, licensed)));
    // Versions in the vendor's list: one whose support ends soon, one whose support has ended.
    let of_version = |slug, server_version| Member { server_version, ..plain(slug, unchanged) };
    all.extend([of_version("aging", "8.2.6"), of_version("old", "8.1.2")]);
    all.push(plain("community", |_| Answers::info("8.5", community(&[limit("activeUsers", 12, 50)]))));
    all.push(plain("guest", |_| Answers::of(Some("8.5"), Licenses::FailsAtLicense(Fault::Status(403)))));
    all
}

fn unchanged(_: f64) -> Answers {
    Answers::of(None, Licenses::Same)
}

fn licensed(_: f64) -> Answers {
    let modules = ["auditing", "ldap-enterprise", "livechat-enterprise"].map(str::to_owned).to_vec();
    let limits = vec![limit("activeUsers", 41, 50)];
    let answer = Terms { modules, limits, ..Terms::of("Enterprise", "#F3BE08", 27.2) }.answer();
    Answers::of(None, Licenses::Info(answer))
}

const LONG_HOST: &str = "chat.sehr-langsehr-langsehr-langsehr-langsehr-langsehr-lang";

/// The proxy of the scene, as it is named in the recording.
const PROXY: &str = "proxy.example:3128";

/// An argument: an export of the current settings.
const EXPORT: &str = "@export_settings";

fn connection() -> Value {
    json!({"allow_http": false, "route": {"via": "system"}, "ca_pem": null})
}

/// A connection through a proxy, with or without a certificate authority.
fn through_proxy(ca_pem: Option<&str>) -> Value {
    json!({"allow_http": false, "route": {"via": "proxy", "url": format!("http://{PROXY}")}, "ca_pem": ca_pem})
}

/// An argument: any authority, for which the player accepts any text.
const ANY_CA: Option<&str> = Some("*ca:");

fn probe(address: &str) -> Step {
    probe_by(address, connection())
}

fn probe_by(address: &str, connection: Value) -> Step {
    Step("probe", json!({"input": {"address": address, "connection": connection}}))
}

fn add(address: &str, sign_in: Value) -> Step {
    add_as(address, Value::Null, connection(), sign_in)
}

fn add_as(address: &str, name: Value, connection: Value, sign_in: Value) -> Step {
    let input = json!({"address": address, "name": name, "connection": connection, "sign_in": sign_in});
    Step("add_workspace", json!({"input": input}))
}

fn reconnect(id: &str, connection: Value, sign_in: Value) -> Step {
    let input = json!({"connection": connection, "keep_ca": false, "sign_in": sign_in});
    Step("reconnect_workspace", json!({"id": format!("@{id}"), "input": input}))
}

fn token(slug: &str) -> Value {
    json!({"with": "token", "user_id": format!("*user_id:{slug}"), "token": format!("*token:{slug}")})
}

fn bad_token(slug: &str) -> Value {
    json!({"with": "token", "user_id": format!("*user_id:{slug}"), "token": "bad-token"})
}

fn password(slug: &str) -> Value {
    json!({"with": "password", "user": format!("*user:{slug}"), "password": format!("*password:{slug}")})
}

fn bad_password(slug: &str) -> Value {
    json!({"with": "password", "user": format!("*user:{slug}"), "password": "wrong password"})
}

fn answer_factor(factor: &str, code: &str) -> Step {
    Step("answer_second_factor", json!({"challenge": "@challenge", "factor": factor, "code": code}))
}

fn of(command: &'static str, id: &str) -> Step {
    Step(command, json!({"id": format!("@{id}")}))
}

fn settings(patch: Value) -> Step {
    Step("update_settings", json!({"patch": patch}))
}

fn own_reminders(id: &str, reminders: Value) -> Step {
    Step("set_workspace_reminders", json!({"id": format!("@{id}"), "reminders": reminders}))
}

fn handle(command: &'static str, ids: &[&str]) -> Step {
    Step(command, json!({"ids": ids.iter().map(|id| format!("@{id}")).collect::<Vec<_>>()}))
}

fn snooze_workspaces(ids: &[&str], snooze: &str) -> Step {
    let ids: Vec<_> = ids.iter().map(|id| format!("@{id}")).collect();
    Step("snooze_workspaces", json!({"ids": ids, "snooze": snooze}))
}

fn groups(groups: &[(&str, &str, &str)]) -> Step {
    let group = |(id, name, color): &(&str, &str, &str)| json!({"id": format!("@{id}"), "name": name, "color": color});
    Step("set_groups", json!({"groups": groups.iter().map(group).collect::<Vec<_>>()}))
}

fn place(ids: &[&str], group: Option<&str>, before: Option<&str>) -> Step {
    let ids: Vec<_> = ids.iter().map(|id| format!("@{id}")).collect();
    let named = |id: &str| format!("@{id}");
    Step("move_workspaces", json!({"ids": ids, "group": group.map(named), "before": before.map(named)}))
}

/// A settings file with a workspace of the fleet, and others with long, foreign and hostile names; and with channels, of which
/// one cannot be used.
fn file() -> String {
    let long = "Betriebsgesellschaft für kommunale Rechenzentren und Verwaltungsdigitalisierung";
    let user_id = "rbAXPnMktTFbNpwtJ";
    let partners = "00000000-0000-4000-9000-000000000001";
    json!({
        "license_watch": 1,
        "exported_at": "2025-12-31T22:00:00Z",
        "groups": [
            {"id": partners, "name": "Partners <b>&\u{202e}", "color": "red"},
            {"id": "00000000-0000-4000-9000-000000000002", "name": long, "color": "blue"},
        ],
        "workspaces": [
            {"name": "Acme", "address": "https://chat.acme.example/team", "user_id": user_id, "group": null},
            {
                "name": "Lighthouse Logistics",
                "address": "https://chat.lighthouse.example",
                "user_id": user_id,
                "route": {"via": "proxy", "url": "http://proxy.lighthouse.example:3128"},
                "ca_pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
                "group": partners,
            },
            {"name": long, "address": "https://chat.kommunal.example/rz", "user_id": user_id, "group": null},
            {"name": "عملاء \u{202e}exe", "address": "https://conversa.praca.example/equipe", "user_id": user_id, "group": null},
            {"name": "<b>Bold</b> & \u{202e}gnp.exe", "address": "https://chat.strange.example", "user_id": user_id, "group": null},
        ],
        "channels": [
            {
                "id": "00000000-0000-4000-9000-000000000003",
                "name": "Operations <b>&\u{202e}",
                "target": {
                    "kind": "room",
                    "host": "chat.lighthouse.example",
                    "connection": {"route": {"via": "proxy", "url": "http://proxy.lighthouse.example:3128"}},
                },
            },
            {
                "id": "00000000-0000-4000-9000-000000000004",
                "name": long,
                "target": {
                    "kind": "email",
                    "server": "mail.kommunal.example",
                    "port": 465,
                    "security": "tls",
                    "user": "licenses",
                    "from": "licenses@kommunal.example",
                    "to": ["operations@kommunal.example", "renewals@kommunal.example"],
                },
            },
            {"id": "00000000-0000-4000-9000-000000000005", "name": "Fax", "target": {"kind": "fax"}},
        ],
    })
    .to_string()
}

fn empty_file() -> String {
    json!({"license_watch": 1, "exported_at": "2025-12-31T22:00:00Z", "groups": [], "workspaces": []}).to_string()
}

fn chapters(fleet: &[&str]) -> Vec<Chapter> {
    let of_each = |step: fn(&str) -> Step| fleet.iter().map(|id| step(id)).collect::<Vec<_>>();
    let mut all = adding();
    all.extend([
        Chapter {
            name: "reconnect",
            prepare: |sandbox| {
                for slug in ["clinic", "prefeitura"] {
                    sandbox.set_fault(slug, None);
                }
            },
            steps: vec![
                reconnect("clinic", connection(), bad_token("clinic")),
                reconnect("clinic", connection(), token("clinic")),
                reconnect("prefeitura", connection(), token("prefeitura")),
                reconnect("acme", through_proxy(ANY_CA), Value::Null),
            ],
        },
        plain("edit", editing()),
        plain("move to another address", moving()),
        plain("act on a selection", selecting()),
        plain("add many", adding_many()),
        plain("refresh", of_each(|id| of("refresh_workspace", id))),
        plain("refresh all", vec![Step("refresh_all", json!({}))]),
        plain("sign out", of_each(|id| Step("sign_out", json!({"id": format!("@{id}"), "token": "revoke"})))),
        plain("remove", of_each(|id| Step("remove_workspace", json!({"id": format!("@{id}"), "token": "revoke"})))),
        plain(
            "sign out and leave the token valid",
            of_each(|id| Step("sign_out", json!({"id": format!("@{id}"), "token": "leave"}))),
        ),
        plain(
            "remove and leave the token valid",
            of_each(|id| Step("remove_workspace", json!({"id": format!("@{id}"), "token": "leave"}))),
        ),
    ]);
    all.extend(renewing());
    all.extend(reminding(fleet));
    all.extend(arranging());
    all.extend([
        plain(
            "import",
            vec![
                Step("plan_import", json!({"text": "no such file"})),
                Step("plan_import", json!({"text": EXPORT})),
                Step("import_settings", json!({"text": EXPORT})),
                Step("plan_import", json!({"text": empty_file()})),
                Step("plan_import", json!({"text": file()})),
                Step("import_settings", json!({"text": file()})),
            ],
        ),
        plain(
            "settings",
            vec![
                settings(json!({"refresh": {"interval_hours": 12}})),
                settings(json!({"refresh": {"interval_hours": 4}})),
                settings(json!({"refresh": {"route": {"via": "direct"}}})),
                settings(json!({"refresh": {"route": {"via": "proxy", "url": "nonsense"}}})),
                settings(json!({"refresh": {"route": {"via": "proxy", "url": "proxy.example"}}})),
                settings(json!({"refresh": {"route": {"via": "proxy", "url": "http://proxy.example:3128"}}})),
                settings(json!({"language": "de"})),
                settings(json!({"language": null, "no_tray_explained": true})),
            ],
        ),
        plain("reset", vec![Step("reset", json!({}))]),
    ]);
    all
}

fn plain(name: &'static str, steps: Vec<Step>) -> Chapter {
    Chapter { name, prepare: |_| {}, steps }
}

fn adding() -> Vec<Chapter> {
    let failing = ["down", "sleepy", "shop", "portal", "ruin", "crowd", "garble", "flood", "self"];
    let mut looks: Vec<_> = failing.iter().map(|slug| probe(&format!("https://{slug}.example"))).collect();
    looks.extend(["old", "aging"].map(|slug| probe(&format!("https://{slug}.example"))));
    looks.extend([
        probe("http://chat.intern.example"),
        probe("not an address"),
        probe("https://chat.acme.example/team"),
        probe("new.example"),
    ]);
    let long = format!("https://{LONG_HOST}.example");
    let totp: fn(&Sandbox) = |sandbox| sandbox.set_second_factor("app.example", SecondFactor::Totp);
    vec![
        plain("probe", looks),
        plain(
            "add by token",
            vec![
                probe("https://new.example"),
                add("https://new.example", bad_token("new.example")),
                add("https://new.example", token("new.example")),
                add("https://new.example", token("new.example")),
            ],
        ),
        plain(
            "add under a name",
            vec![add_as("https://new.example", json!("Brand New"), connection(), token("new.example"))],
        ),
        plain(
            "add under a long name",
            vec![probe(&long), add_as(&long, json!(LONG_NAME), connection(), token(&format!("{LONG_HOST}.example")))],
        ),
        plain(
            "add through a proxy",
            vec![
                probe_by("https://new.example", through_proxy(None)),
                probe_by("https://new.example", through_proxy(ANY_CA)),
                add_as("https://new.example", Value::Null, through_proxy(ANY_CA), token("new.example")),
            ],
        ),
        plain(
            "add through a proxy without an authority",
            vec![add_as("https://new.example", Value::Null, through_proxy(None), token("new.example"))],
        ),
        plain(
            "add once more",
            vec![add_as("https://chat.acme.example/team", json!("acme"), connection(), token("acme"))],
        ),
        plain(
            "add without a license",
            vec![
                probe("https://community.example"),
                add("https://community.example", token("community.example")),
                probe("https://guest.example"),
                add("https://guest.example", token("guest.example")),
            ],
        ),
        plain(
            "add by password",
            vec![
                add("https://new.example", bad_password("new.example")),
                add("https://new.example", password("new.example")),
            ],
        ),
        Chapter {
            name: "add by password and the code of an app",
            prepare: totp,
            steps: vec![
                probe("https://app.example"),
                add("https://app.example", password("app.example")),
                answer_factor("totp", "000000"),
                answer_factor("totp", "*code:app.example"),
            ],
        },
        Chapter {
            name: "add by password and codes by mail",
            prepare: |sandbox| sandbox.set_second_factor("mail.example", SecondFactor::Email),
            steps: vec![
                probe("https://mail.example"),
                add("https://mail.example", password("mail.example")),
                Step("resend_code", json!({"challenge": "@challenge"})),
                answer_factor("email", "*code:mail.example"),
                Step("finish_with_session", json!({"challenge": "@challenge"})),
            ],
        },
        Chapter {
            name: "cancel a sign-in",
            prepare: totp,
            steps: vec![
                add("https://app.example", password("app.example")),
                Step("cancel_sign_in", json!({"challenge": "@challenge"})),
                answer_factor("totp", "*code:app.example"),
            ],
        },
    ]
}

fn editing() -> Vec<Step> {
    let edit = |edit: Value| Step("edit_workspace", json!({"id": "@acme", "edit": edit}));
    let details = |cost: &str, contact: &str| {
        json!({
            "owner": "Facilities", "contract": "C-2026/17", "cost": cost, "currency": "EUR",
            "note": "Ask for the discount.", "contact": contact,
        })
    };
    vec![
        edit(json!({"name": "Acme Industries", "details": null})),
        edit(json!({"name": "Acme Industries", "details": details("a lot", "renewals@acme.example")})),
        edit(json!({"name": "Acme Industries", "details": details("12400", "nobody")})),
        edit(json!({"name": "Acme Industries", "details": details("12400", "renewals@acme.example")})),
    ]
}

fn moving() -> Vec<Step> {
    let target = |address: &str| json!({"address": address, "connection": connection(), "keep_ca": false});
    let check = |address: &str| Step("check_workspace_address", json!({"id": "@acme", "target": target(address)}));
    let relocate = |address: &str| {
        let input = json!({
            "target": target(address), "confirmed_url": address, "unverified": true, "sign_in": token("new.example"),
        });
        Step("move_workspace_address", json!({"id": "@acme", "input": input}))
    };
    vec![
        check("https://down.example"),
        check("https://chat.acme.example/team"),
        check("https://new.example"),
        relocate("https://new.example"),
    ]
}

fn selecting() -> Vec<Step> {
    let ids = json!(["@acme", "@zenith"]);
    let muting = |muted: bool| Step("mute_workspaces", json!({"ids": ids, "muted": muted}));
    vec![
        muting(true),
        muting(false),
        Step("refresh_workspaces", json!({"ids": ids})),
        Step("remove_workspaces", json!({"ids": ids, "token": "leave"})),
    ]
}

/// The list that is pasted in the script.
const LIST: &str = "address,name,user_id,token,group,phone
https://community.example,,,,Customers,1
https://new.example,Brand New,rbAXPnMktTFbNpwtJ,bad-token,Customers,2
https://chat.acme.example/team,Acme again,,,,
https://down.example,,,,,
";

fn adding_many() -> Vec<Step> {
    let edit = json!({
        "address": "https://new.example", "name": "Brand New", "user_id": "", "token": null, "allow_http": false,
    });
    let with = |command, more: Value| {
        let mut args = json!({"id": "@batch"});
        args.as_object_mut().into_iter().for_each(|args| args.extend(more.as_object().cloned().unwrap_or_default()));
        Step(command, args)
    };
    vec![
        Step("read_batch", json!({"text": "nothing,here"})),
        Step("read_batch", json!({"text": LIST})),
        with("check_batch", json!({"rows": [0, 1, 2, 3]})),
        with("edit_batch_row", json!({"row": 1, "edit": edit})),
        with("check_batch", json!({"rows": [1]})),
        with("stop_batch", json!({})),
        with("add_batch", json!({"rows": [0]})),
        with("close_batch", json!({})),
    ]
}

fn renewing() -> Vec<Chapter> {
    let preview = |id: &str, key: &str| Step("preview_license_key", json!({"id": format!("@{id}"), "key": key}));
    let with = |command, id: &str, key: &str, consent: &str| {
        Step(command, json!({"id": format!("@{id}"), "key": key, "consent": consent}))
    };
    let apply = |id: &str, key: &str| with("apply_license_key", id, key, "only_if_it_fits");
    let renew = vec![
        preview("acme", "#other-address:acme"),
        preview("acme", "#ended:acme"),
        preview("acme", "#not-begun:acme"),
        preview("acme", "#too-few-seats:acme"),
        preview("acme", "#garbage:acme"),
        preview("acme", "#present:acme"),
        preview("acme", "#encrypted:acme"),
        apply("acme", "#garbage:acme"),
        apply("acme", "#ended:acme"),
        apply("acme", "#present:acme"),
        preview("acme", "*key:acme"),
        apply("acme", "*key:acme"),
    ];
    let lose = vec![
        preview("acme", "#ended:acme"),
        with("apply_license_key", "acme", "#ended:acme", "even_without_license"),
        Step("restore_license_key", json!({"id": "@acme", "consent": "only_if_it_fits"})),
    ];
    let find = |key: &str| Step("match_license_key", json!({"key": key}));
    let found = vec![find("#encrypted:acme"), find("#garbage:acme"), find("*key:acme")];
    let link = |target: &str| Step("link", json!({"id": "@acme", "target": target}));
    let links = ["workspace", "subscription", "portal", "mail"].map(link).into();
    let old_server = vec![
        preview("labs", "#encrypted:labs"),
        preview("labs", "#other-address:labs"),
        preview("labs", "*key:labs"),
        apply("labs", "*key:labs"),
    ];
    let sync = |id: &str| of("sync_with_cloud", id);
    vec![
        plain("renew", renew),
        plain("find the workspace of a license key", found),
        plain("links", links),
        plain("lose the license and put it back", lose),
        plain("renew on a server that cannot check a key", old_server),
        Chapter {
            name: "sync with the cloud",
            prepare: |sandbox| {
                let seats = json!({"limits": {"activeUsers": {"max": 500}}});
                sandbox.set_cloud("labs", Cloud::License(json!({"license": seats})));
            },
            steps: vec![sync("acme"), sync("labs")],
        },
        Chapter {
            name: "sync with a cloud that cannot be reached",
            prepare: |sandbox| sandbox.set_cloud("acme", Cloud::Unreachable),
            steps: vec![sync("acme")],
        },
    ]
}

/// The license key with a name in the script.
fn key_named(name: &str) -> Key {
    match name {
        "present" => Key::Present,
        "other-address" => Key::OtherAddress,
        "ended" => Key::Ended,
        "not-begun" => Key::NotBegun,
        "too-few-seats" => Key::TooFewSeats,
        "encrypted" => Key::Encrypted,
        _ => Key::Garbage,
    }
}

/// Acknowledges, snoozes and archives each workspace, and several at once; each time, undoes it, and takes it back.
fn handling(fleet: &[&str]) -> Vec<Step> {
    let undone = |step: Step, ids: &[&str]| {
        [step.clone(), handle("undo_handling", ids), step, handle("reactivate_workspaces", ids)]
    };
    let together: Vec<&str> = fleet.iter().copied().take(2).collect();
    let mut steps = Vec::new();
    for ids in fleet.iter().map(std::slice::from_ref).chain([together.as_slice()]) {
        steps.extend(undone(handle("acknowledge_workspaces", ids), ids));
        for snooze in ["hour", "tomorrow", "week"] {
            steps.extend(undone(snooze_workspaces(ids, snooze), ids));
        }
        steps.extend(undone(handle("archive_workspaces", ids), ids));
    }
    steps
}

fn reminding(fleet: &[&str]) -> Vec<Chapter> {
    let snooze = |id: u64, snooze: &str| Step("snooze_reminders", json!({"ids": [id], "snooze": snooze}));
    let complete = |ids: &[u64]| Step("complete_reminders", json!({"ids": ids}));
    let reopen = |ids: &[u64]| Step("reopen_reminders", json!({"ids": ids}));
    let pause = |snooze: &str| Step("pause_reminders", json!({"snooze": snooze}));
    let quiet = |until: &str| settings(json!({"reminders": {"quiet": {"from": "22:00:00", "until": until}}}));
    vec![
        plain("snooze for an hour", vec![snooze(50, "hour")]),
        plain("snooze until tomorrow", vec![snooze(50, "tomorrow")]),
        plain("snooze for a week", vec![snooze(50, "week")]),
        plain("end a snooze", vec![snooze(50, "week"), reopen(&[50])]),
        plain("complete a snoozed reminder", vec![snooze(50, "week"), complete(&[50]), reopen(&[50])]),
        plain("complete", vec![complete(&[50]), reopen(&[50]), complete(&[50, 51]), reopen(&[50, 51])]),
        plain("test notification", vec![Step("send_test_notification", json!({}))]),
        plain(
            "kinds and steps",
            vec![
                settings(json!({"reminders": {"off": ["outdated"]}})),
                settings(json!({"reminders": {"steps": [70, 100]}})),
            ],
        ),
        plain(
            "reminders of one group",
            vec![Step("set_group_reminders", json!({"id": "@customers", "reminders": {"is": "muted"}}))],
        ),
        plain("pause", vec![pause("hour"), pause("tomorrow"), pause("week"), Step("resume_reminders", json!({}))]),
        plain(
            "lead times",
            vec![
                settings(json!({"reminders": {"lead": [90, 60, 30, 14, 7, 3, 1, 0]}})),
                settings(json!({"reminders": {"lead": [60, 30, 14, 7, 3, 1, 0]}})),
            ],
        ),
        plain(
            "quiet hours",
            vec![
                quiet("07:00:00"),
                quiet("23:30:00"),
                quiet("22:00:00"),
                settings(json!({"reminders": {"exception": "critical"}})),
                settings(json!({"reminders": {"quiet": null, "exception": "none"}})),
            ],
        ),
        plain(
            "reminders of one workspace",
            vec![
                own_reminders("zenith", json!({"is": "muted"})),
                own_reminders(
                    "acme",
                    json!({"is": "custom", "lead": [30, 14, 7, 3, 1, 0], "steps": null, "off": null}),
                ),
                own_reminders("acme", json!({"is": "default"})),
            ],
        ),
        plain("handle workspaces", handling(fleet)),
    ]
}

fn arranging() -> Vec<Chapter> {
    let customers = ("customers", "Customers", "blue");
    let public = ("public", "Public sector", "green");
    let internal = ("internal", "Internal", "violet");
    vec![
        plain(
            "groups",
            vec![
                groups(&[("customers", "Internal too", "blue"), public, internal]),
                groups(&[("customers", "Internal too", "pink"), public, internal]),
                groups(&[public, ("customers", "Internal too", "pink"), internal]),
                groups(&[public, ("customers", "Internal too", "pink"), internal, ("new-group", "Banks", "orange")]),
                place(&["zenith"], Some("new-group"), None),
                groups(&[]),
            ],
        ),
        plain(
            "remove a group and undo it",
            vec![
                groups(&[public, internal]),
                groups(&[customers, public, internal]),
                place(&["acme", "northwind", "zenith", "clinic"], Some("customers"), None),
            ],
        ),
        plain(
            "move",
            vec![
                place(&["acme"], Some("customers"), Some("zenith")),
                place(&["acme"], Some("customers"), Some("northwind")),
                place(&["zenith"], Some("public"), Some("stadtwerke")),
                place(&["support", "labs", "club"], Some("public"), None),
                place(&["support"], None, None),
                place(&["club"], Some("internal"), None),
            ],
        ),
    ]
}

/// A right-to-left name that is longer than a line.
const LONG_NAME: &str = "مساحة عمل بلدية المدينة الكبيرة للتواصل مع المواطنين والموظفين في جميع الأقسام والفروع";

/// Runs the script on the fleet.
pub(crate) async fn record(
    scene: &Scene,
    world: &World,
    base: &Map<String, Value>,
    network: &Network,
    folder: &Path,
) -> Result<Map<String, Value>> {
    let mut recorded = Map::new();
    let fleet: Vec<_> = scene.members.iter().map(|member| member.slug.as_str()).collect();
    for (number, Chapter { name, prepare, steps }) in chapters(&fleet).into_iter().enumerate() {
        let mut world = world.again(scene, network, &folder.join(number.to_string())).await?;
        world.names.name(network.proxy.url("http").trim_start_matches("http://"), PROXY);
        world.names.name("00000000-0000-4000-9000-000000000009", "new-group");
        prepare(&world.sandbox);
        let mut answers = Vec::new();
        let mut reads = world.reads_after(base).await?;
        for Step(command, args) in steps {
            answers.push(world.step(command, args, &mut reads).await.with_context(|| format!("{name}: {command}"))?);
        }
        recorded.insert(name.to_owned(), Value::Array(answers));
    }
    Ok(recorded)
}

impl World {
    async fn step(&mut self, command: &str, args: Value, reads: &mut Map<String, Value>) -> Result<Value> {
        let export = self.engine.export().map_err(|failure| anyhow!("{failure:?}"))?;
        let real = self.real(args.clone(), &export);
        let public = public(args, &reads["export_settings"]);
        let answer = commands::call(&self.engine, command, &real).await?;
        self.name_what_is_new(answer.as_ref().ok());
        let events = self.window_events().await;
        let after = self.reads_after(reads).await?;
        let events = self.names.named(Value::Array(events));
        let mut step = json!({
            "command": command,
            "args": public,
            "events": brief(events, &after),
            "orders": orders(reads, &after),
            "changes": if command == "reset" { whole(&after) } else { changes(reads, &after) },
        });
        *reads = after;
        match answer {
            Ok(answer) => step["answer"] = self.names.named(answer),
            Err(failure) => step["failure"] = self.names.named(serde_json::to_value(failure)?),
        }
        Ok(step)
    }

    /// Replaces the placeholders for ids and secrets in arguments.
    fn real(&self, args: Value, export: &str) -> Value {
        match args {
            Value::String(text) if text == EXPORT => json!(export),
            Value::String(text) => Value::String(match text.strip_prefix('*').and_then(|text| text.split_once(':')) {
                Some(("user_id", slug)) => self.sandbox.credentials(slug).user_id,
                Some(("token", slug)) => self.sandbox.credentials(slug).token,
                Some(("user", slug)) => self.sandbox.login(slug).user,
                Some(("password", slug)) => self.sandbox.login(slug).password,
                Some(("code", slug)) => self.sandbox.second_factor_code(slug),
                Some(("ca", _)) => self.sandbox.ca_pem().to_owned(),
                Some(("key", slug)) => self.sandbox.key(slug, Key::Renewal),
                Some(_) => text,
                None => match text.strip_prefix('@').and_then(|name| self.names.id(name)) {
                    Some(id) => id.to_owned(),
                    None if text.starts_with('#') => {
                        let (name, slug) = text.trim_start_matches('#').split_once(':').unwrap_or_default();
                        self.sandbox.key(slug, key_named(name))
                    }
                    None => text.replace(PROXY, self.names.id(PROXY).unwrap_or(PROXY)),
                },
            }),
            Value::Array(all) => all.into_iter().map(|inner| self.real(inner, export)).collect(),
            Value::Object(all) => {
                Value::Object(all.into_iter().map(|(key, inner)| (key, self.real(inner, export))).collect())
            }
            other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
        }
    }

    fn name_what_is_new(&mut self, answer: Option<&Value>) {
        if let Some(id) = answer.and_then(|answer| answer.pointer("/challenge/id")).and_then(Value::as_str) {
            // Only one sign-in waits for a second factor at a time.
            self.names.name(id, "challenge");
        }
        if let Some(id) = answer.filter(|answer| answer.get("rows").is_some()).and_then(|batch| batch["id"].as_str()) {
            // There is only one batch at a time.
            self.names.name(id, "batch");
        }
        for (workspace, _) in self.engine.snapshots() {
            let id = workspace.id.to_string();
            if self.names.named(json!(id)) == json!(id) {
                self.names.name(&id, &format!("added-{}", workspace.address.host()));
            }
        }
    }
}

/// The arguments as the player compares them.
fn public(args: Value, export: &Value) -> Value {
    match args {
        Value::String(text) if text == EXPORT => export.clone(),
        Value::String(text) if text.starts_with('*') => json!("*"),
        Value::String(text) if text.starts_with('#') => json!(text.split(':').next().unwrap_or_default()),
        Value::String(text) => json!(text.strip_prefix('@').unwrap_or(&text)),
        Value::Array(all) => all.into_iter().map(|inner| public(inner, export)).collect(),
        Value::Object(all) => Value::Object(all.into_iter().map(|(key, inner)| (key, public(inner, export))).collect()),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
    }
}

/// The events, in which workspaces are reduced to their ids if the changed reads contain them.
fn brief(events: Value, after: &Map<String, Value>) -> Value {
    let views = after.get("workspaces").and_then(by_id).unwrap_or_default();
    let brief = |event: &Value| match event.get("workspaces").and_then(by_id) {
        Some(changed) if changed.iter().all(|(id, view)| views.get(id) == Some(view)) => {
            json!({"type": event["type"], "ids": changed.keys().collect::<Vec<_>>()})
        }
        Some(_) | None => event.clone(),
    };
    let mut all: Vec<_> = event_list(&events).iter().map(brief).collect();
    // Workspaces that are removed together are sorted by their ids, which are random.
    for together in all.chunk_by_mut(|one, next| [one, next].iter().all(|event| event["type"] == "workspace_removed")) {
        together.sort_by_key(|event| event["id"].to_string());
    }
    Value::Array(all)
}

fn event_list(events: &Value) -> &[Value] {
    events.as_array().map_or(&[], Vec::as_slice)
}

/// The reads that are recorded completely: after a reset nothing is left of them.
fn whole(after: &Map<String, Value>) -> Value {
    let kept = after.iter().filter(|(key, _)| {
        let key = key.as_str();
        (READS.contains(&key) && key != "export_settings") || key == PAGE
    });
    Value::Object(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
}

/// The changes of the reads. In a list of objects with ids: by id, the fields that differ, or `null` if it was removed; in
/// an object the fields that differ; anything else is replaced.
fn changes(before: &Map<String, Value>, after: &Map<String, Value>) -> Value {
    let mut changes = Map::new();
    for (key, new) in after {
        let old = before.get(key).unwrap_or(&Value::Null);
        // The text of an export contains nothing new, and a new sample would repeat most of a year of them.
        let is_left_out = key == "export_settings" || (key.starts_with("usage ") && before.contains_key(key));
        if old == new || is_left_out {
            continue;
        }
        let change = match (by_id(old), by_id(new), old.as_object(), new.as_object()) {
            (Some(old), Some(new), ..) if key == PAGE || LISTS.contains(&key.as_str()) => of_each(&old, &new),
            (.., Some(old), Some(new)) => of_fields(old, new),
            _ => new.clone(),
        };
        changes.insert(key.clone(), change);
    }
    Value::Object(changes)
}

/// The lists of objects with ids whose order matters.
const LISTS: [&str; 2] = ["workspaces", "reminders"];

/// The new order of these lists, if it is not that of the remaining objects followed by the new ones.
fn orders(before: &Map<String, Value>, after: &Map<String, Value>) -> Value {
    let order = |key: &str| {
        let (old, new) = (before.get(key)?, after.get(key)?);
        (!is_in_order(old, new)?).then(|| ids(new)).flatten().map(|ids| (key.to_owned(), json!(ids)))
    };
    Value::Object(LISTS.iter().filter_map(|key| order(key)).collect())
}

/// Whether the remaining objects of a list keep their order, followed by the new ones.
fn is_in_order(old: &Value, new: &Value) -> Option<bool> {
    let after = by_id(new)?;
    let stay: Vec<_> = ids(old)?.into_iter().filter(|id| after.contains_key(id)).collect();
    Some(ids(new)?.starts_with(&stay))
}

/// The ids of a list's objects, in its order: a membership in a group has that of its workspace.
fn ids(list: &Value) -> Option<Vec<String>> {
    let id = |entry: &Value| match entry.get("id").or_else(|| entry.get("workspace"))? {
        Value::String(id) => Some(id.clone()),
        other => Some(other.to_string()),
    };
    list.as_array()?.iter().map(id).collect()
}

fn by_id(list: &Value) -> Option<Map<String, Value>> {
    Some(ids(list)?.into_iter().zip(list.as_array()?.iter().cloned()).collect())
}

fn of_each(old: &Map<String, Value>, new: &Map<String, Value>) -> Value {
    let gone = old.keys().filter(|id| !new.contains_key(*id)).map(|id| (id.clone(), Value::Null));
    let other = new.iter().filter_map(|(id, after)| {
        let before = old.get(id).and_then(Value::as_object).cloned().unwrap_or_default();
        let fields = of_fields(&before, after.as_object()?);
        (fields != json!({})).then_some((id.clone(), fields))
    });
    Value::Object(gone.chain(other).collect())
}

fn of_fields(old: &Map<String, Value>, new: &Map<String, Value>) -> Value {
    let fields = new.iter().filter(|(name, value)| old.get(*name) != Some(value));
    let field = |(name, value): (&String, &Value)| {
        let places = (name == "places").then(|| of_places(&old[name], value)).flatten();
        (name.clone(), places.unwrap_or_else(|| value.clone()))
    };
    Value::Object(fields.map(field).collect())
}

/// What differs in the memberships in groups, if the order is the same.
fn of_places(old: &Value, new: &Value) -> Option<Value> {
    is_in_order(old, new)?.then(|| Some(of_each(&by_id(old)?, &by_id(new)?))).flatten()
}
