//! What is done to the fleet, and what the engine makes of it: the pages' player has no other answers.

use std::path::Path;

use anyhow::{Context, Result};
use sandbox::{Fault, Key, Sandbox, SecondFactor};
use serde_json::{Map, Value, json};

use crate::{
    commands,
    member::{Answers, Licenses, Member, Then},
    terms::{Terms, community, limit},
    world::{Network, Scene, World},
};

/// Steps that follow each other. Each chapter begins with the fleet as it is recorded.
struct Chapter {
    name: &'static str,
    prepare: fn(&Sandbox),
    steps: Vec<Step>,
}

/// A command with its arguments. In them, `@NAME` is the id of that name, and `*KIND:SLUG` a secret: the player takes
/// anything in its place.
struct Step(&'static str, Value);

/// The servers that are not watched yet, by what is peculiar about them.
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
    all.extend(["new", "app", "mail"].map(|slug| plain(slug, licensed)));
    all.push(plain("community", |_| Answers::info("8.5", community(&[limit("activeUsers", 12, 50)]))));
    all.push(plain("guest", |_| Answers {
        version: Some("8.5"),
        licenses: Licenses::FailsAtLicense(Fault::Status(403)),
    }));
    all
}

fn licensed(_: f64) -> Answers {
    let modules = ["auditing", "ldap-enterprise", "livechat-enterprise"].map(str::to_owned).to_vec();
    let limits = vec![limit("activeUsers", 41, 50)];
    Answers::info("8.5", Terms { modules, limits, ..Terms::of("Enterprise", "#F3BE08", 27.2) }.answer())
}

fn connection() -> Value {
    json!({"allow_http": false, "route": {"via": "system"}, "ca_pem": null})
}

fn probe(address: &str) -> Step {
    Step("probe", json!({"input": {"address": address, "connection": connection()}}))
}

fn add(address: &str, sign_in: Value) -> Step {
    let input = json!({"address": address, "name": null, "connection": connection(), "sign_in": sign_in});
    Step("add_workspace", json!({"input": input}))
}

fn token(slug: &str) -> Value {
    json!({"with": "token", "user_id": format!("*user_id:{slug}"), "token": format!("*token:{slug}")})
}

fn password(slug: &str) -> Value {
    json!({"with": "password", "user": format!("*user:{slug}"), "password": format!("*password:{slug}")})
}

fn answer_factor(factor: &str, code: &str) -> Step {
    Step("answer_second_factor", json!({"challenge": "@challenge", "factor": factor, "code": code}))
}

fn chapters() -> Vec<Chapter> {
    let nothing: fn(&Sandbox) = |_| {};
    let plain = |name, steps| Chapter { name, prepare: nothing, steps };
    let of = |command, id: &str| Step(command, json!({"id": id}));
    let file = json!({
        "license_watch": 1,
        "exported_at": "2025-12-31T22:00:00Z",
        "groups": [{"id": "00000000-0000-4000-9000-000000000001", "name": "Partners", "color": "red"}],
        "workspaces": [
            {"name": "Acme Corporation", "address": "https://chat.acme.example/team", "user_id": "rbAXPnMktTFbNpwtJ", "group": null},
            {
                "name": "Lighthouse Logistics",
                "address": "https://chat.lighthouse.example",
                "user_id": "rbAXPnMktTFbNpwtJ",
                "group": "00000000-0000-4000-9000-000000000001",
            },
        ],
    })
    .to_string();
    let failing = ["down", "sleepy", "shop", "portal", "ruin", "crowd", "garble", "flood", "self"];
    let mut looks: Vec<_> = failing.iter().map(|slug| probe(&format!("https://{slug}.example"))).collect();
    looks.extend([
        probe("http://chat.intern.example"),
        probe("not an address"),
        probe("https://chat.acme.example/team"),
    ]);
    vec![
        plain("probe", looks),
        plain(
            "add by token",
            vec![
                probe("https://new.example"),
                add(
                    "https://new.example",
                    json!({"with": "token", "user_id": "*user_id:new.example", "token": "bad-token"}),
                ),
                add("https://new.example", token("new.example")),
                add("https://new.example", token("new.example")),
            ],
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
                add(
                    "https://new.example",
                    json!({"with": "password", "user": "*user:new.example", "password": "wrong password"}),
                ),
                add("https://new.example", password("new.example")),
            ],
        ),
        Chapter {
            name: "add by password and the code of an app",
            prepare: |sandbox| sandbox.set_second_factor("app.example", SecondFactor::Totp),
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
            name: "give a sign-in up",
            prepare: |sandbox| sandbox.set_second_factor("app.example", SecondFactor::Totp),
            steps: vec![
                add("https://app.example", password("app.example")),
                Step("cancel_sign_in", json!({"challenge": "@challenge"})),
                answer_factor("totp", "*code:app.example"),
            ],
        },
        Chapter {
            name: "reconnect",
            prepare: |sandbox| sandbox.set_fault("clinic", None),
            steps: vec![Step(
                "reconnect_workspace",
                json!({"id": "@clinic", "input": {"connection": connection(), "keep_ca": false, "sign_in": token("clinic")}}),
            )],
        },
        plain("refresh", vec![of("refresh_workspace", "@acme"), of("refresh_workspace", "@clinic")]),
        plain(
            "leave",
            vec![
                Step("sign_out", json!({"id": "@acme", "token": "revoke"})),
                Step("remove_workspace", json!({"id": "@acme", "token": "revoke"})),
            ],
        ),
        plain(
            "leave a token valid",
            vec![
                Step("sign_out", json!({"id": "@acme", "token": "leave"})),
                Step("remove_workspace", json!({"id": "@acme", "token": "leave"})),
            ],
        ),
        plain(
            "renew",
            vec![
                Step("check_license_key", json!({"id": "@acme", "key": Key::OtherAddress.text()})),
                Step("check_license_key", json!({"id": "@acme", "key": Key::Expired.text()})),
                Step("check_license_key", json!({"id": "@acme", "key": Key::TooFewSeats.text()})),
                Step("check_license_key", json!({"id": "@acme", "key": Key::Garbage.text()})),
                Step("apply_license_key", json!({"id": "@acme", "key": Key::Garbage.text()})),
                Step("apply_license_key", json!({"id": "@acme", "key": Key::TooFewSeats.text()})),
                Step("check_license_key", json!({"id": "@acme", "key": "*key:renewal"})),
                Step("apply_license_key", json!({"id": "@acme", "key": "*key:renewal"})),
                Step("check_license_key", json!({"id": "@labs", "key": "*key:renewal"})),
            ],
        ),
        plain(
            "snooze",
            ["hour", "tomorrow", "week"]
                .map(|snooze| Step("snooze_reminder", json!({"id": 50, "snooze": snooze})))
                .into_iter()
                .chain([Step("dismiss_reminder", json!({"id": 56}))])
                .collect(),
        ),
        plain(
            "pause",
            vec![
                Step("pause_reminders", json!({"snooze": "hour"})),
                Step("pause_reminders", json!({"snooze": "tomorrow"})),
                Step("pause_reminders", json!({"snooze": "week"})),
                Step("resume_reminders", json!({})),
            ],
        ),
        plain(
            "mute",
            vec![
                Step("set_workspace_reminders", json!({"id": "@acme", "reminders": {"is": "muted"}})),
                Step("set_workspace_reminders", json!({"id": "@acme", "reminders": {"is": "default"}})),
            ],
        ),
        plain(
            "import",
            vec![
                Step("plan_import", json!({"text": "no such file"})),
                Step("plan_import", json!({"text": file})),
                Step("import_settings", json!({"text": file})),
            ],
        ),
        plain(
            "settings",
            vec![
                Step(
                    "update_settings",
                    json!({"patch": {"refresh": {"interval_hours": 12, "route": {"via": "direct"}}}}),
                ),
                Step("update_settings", json!({"patch": {"refresh": {"route": {"via": "proxy", "url": "nonsense"}}}})),
                Step("update_settings", json!({"patch": {"language": "de"}})),
            ],
        ),
        plain("reset", vec![Step("reset", json!({}))]),
    ]
}

/// Plays the script on the fleet.
pub(crate) async fn record(
    scene: &Scene,
    world: &World,
    network: &Network,
    folder: &Path,
) -> Result<Map<String, Value>> {
    let mut recorded = Map::new();
    for (number, Chapter { name, prepare, steps }) in chapters().into_iter().enumerate() {
        let mut world = world.again(scene, network, &folder.join(number.to_string())).await?;
        prepare(&world.sandbox);
        let mut answers = Vec::new();
        for Step(command, args) in steps {
            let step = world.step(command, args).await.with_context(|| format!("{name}: {command}"))?;
            answers.push(step);
        }
        recorded.insert(name.to_owned(), Value::Array(answers));
    }
    Ok(recorded)
}

impl World {
    async fn step(&mut self, command: &str, args: Value) -> Result<Value> {
        let before = self.reads().await?;
        let real = self.real(args.clone());
        let answer = commands::call(&self.engine, command, &real).await?;
        self.name_what_is_new(answer.as_ref().ok());
        let events = self.window_events().await;
        let after = self.reads().await?;
        let events = self.names.named(Value::Array(events));
        let mut step = json!({
            "command": command,
            "args": public(args),
            "events": brief(events, &after),
            "changes": changes(&before, &after),
        });
        match answer {
            Ok(answer) => step["answer"] = self.names.named(answer),
            Err(failure) => step["failure"] = self.names.named(serde_json::to_value(failure)?),
        }
        Ok(step)
    }

    /// Arguments with ids and secrets in them.
    fn real(&self, args: Value) -> Value {
        match args {
            Value::String(text) => Value::String(match text.strip_prefix('*').and_then(|text| text.split_once(':')) {
                Some(("user_id", slug)) => self.sandbox.credentials(slug).user_id,
                Some(("token", slug)) => self.sandbox.credentials(slug).token,
                Some(("user", slug)) => self.sandbox.login(slug).user,
                Some(("password", slug)) => self.sandbox.login(slug).password,
                Some(("code", slug)) => self.sandbox.second_factor_code(slug),
                Some(_) => Key::Renewal.text().to_owned(),
                None => match text.strip_prefix('@').and_then(|name| self.names.id(name)) {
                    Some(id) => id.to_owned(),
                    None => text,
                },
            }),
            Value::Array(all) => all.into_iter().map(|inner| self.real(inner)).collect(),
            Value::Object(all) => Value::Object(all.into_iter().map(|(key, inner)| (key, self.real(inner))).collect()),
            other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
        }
    }

    fn name_what_is_new(&mut self, answer: Option<&Value>) {
        if let Some(id) = answer.and_then(|answer| answer.pointer("/challenge/id")).and_then(Value::as_str) {
            // Whoever waits for a second factor is one at a time.
            self.names.name(id, "challenge");
        }
        for (workspace, _) in self.engine.snapshots() {
            let id = workspace.id.to_string();
            if self.names.named(json!(id)) == json!(id) {
                self.names.name(&id, &format!("added-{}", workspace.address.host()));
            }
        }
    }
}

/// Arguments as the player finds them.
fn public(args: Value) -> Value {
    match args {
        Value::String(text) if text.starts_with('*') => json!("*"),
        Value::String(text) => json!(text.strip_prefix('@').unwrap_or(&text)),
        Value::Array(all) => all.into_iter().map(public).collect(),
        Value::Object(all) => Value::Object(all.into_iter().map(|(key, inner)| (key, public(inner))).collect()),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
    }
}

/// Events, with the ids alone of workspaces that are as they are read afterwards.
fn brief(events: Value, after: &Map<String, Value>) -> Value {
    let views = after.get("workspaces").and_then(by_id).unwrap_or_default();
    let brief = |event: &Value| match event.get("workspaces").and_then(by_id) {
        Some(changed) if changed.iter().all(|(id, view)| views.get(id) == Some(view)) => {
            json!({"type": event["type"], "ids": changed.keys().collect::<Vec<_>>()})
        }
        Some(_) | None => event.clone(),
    };
    let mut all: Vec<_> = event_list(&events).iter().map(brief).collect();
    // Workspaces that are removed together go in the order of their ids, which are others in every recording.
    for together in all.chunk_by_mut(|one, next| [one, next].iter().all(|event| event["type"] == "workspace_removed")) {
        together.sort_by_key(|event| event["id"].to_string());
    }
    Value::Array(all)
}

fn event_list(events: &Value) -> &[Value] {
    events.as_array().map_or(&[], Vec::as_slice)
}

/// What is read otherwise afterwards. Of a list of things with ids: by id, the fields that differ, or nothing for what is
/// gone; of a thing the fields that differ; of everything else the whole.
fn changes(before: &Map<String, Value>, after: &Map<String, Value>) -> Value {
    let mut changes = Map::new();
    for (key, new) in after {
        let old = before.get(key).unwrap_or(&Value::Null);
        // The text of an export tells nothing that the rest does not.
        if old == new || key == "export_settings" {
            continue;
        }
        let is_list = matches!(key.as_str(), "workspaces" | "reminders");
        let change = match (by_id(old), by_id(new), old.as_object(), new.as_object()) {
            (Some(old), Some(new), ..) if is_list => of_each(&old, &new),
            (.., Some(old), Some(new)) => of_fields(old, new),
            _ => new.clone(),
        };
        changes.insert(key.clone(), change);
    }
    Value::Object(changes)
}

fn by_id(list: &Value) -> Option<Map<String, Value>> {
    let entry = |entry: &Value| {
        let id = match entry.get("id")? {
            Value::String(id) => id.clone(),
            other => other.to_string(),
        };
        Some((id, entry.clone()))
    };
    list.as_array()?.iter().map(entry).collect()
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
    Value::Object(fields.map(|(name, value)| (name.clone(), value.clone())).collect())
}
