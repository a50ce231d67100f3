//! Workspaces with something wrong that no license says: one for each kind of consequence.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sandbox::Endpoint;
use serde_json::{Value, json};

use crate::{
    member::{Answers, Licenses, Member},
    terms::{Terms, community, limit},
    time::at,
};

const GOLD: &str = "#F3BE08";

pub(crate) fn members() -> Vec<Member> {
    let lately = |slug, name, answers: fn(f64) -> Answers| Member {
        since: 12.0,
        refreshes: &[12.0, 6.0, 3.0],
        ..Member::new(slug, name, answers)
    };
    vec![
        lately("countdown", "Harbor Rowing Club", countdown),
        lately("readonly", "Quarry Makers", read_only),
        Member { server_version: "8.7.0", ..lately("moved", "Montblanc Reisen", moved) },
        Member { server_version: "8.1.2", ..lately("unsupported", "Ostfriesische Landeskirche", unsupported) },
        Member { server_version: "8.2.6", ..lately("aging", "Cooperativa do Vale", aging) },
        lately("guest", "Lakeside Hospital", guest),
        Member { server_version: "8.7.0", ..lately("many", "Delta Works", many) },
    ]
}

fn small() -> Value {
    community(&[limit("activeUsers", 34, 50), limit("privateApps", 1, 3)])
}

/// The setting with the days until a workspace becomes read-only.
fn days_left(days: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "a few days")]
    let value = days.ceil().max(0.0) as i64;
    json!({"settings": [{"_id": "Cloud_Workspace_AirGapped_Restrictions_Remaining_Days", "value": value}], "success": true})
}

fn not_registered(answers: Answers) -> Answers {
    let status = json!({"registrationStatus": {"workspaceRegistered": false}, "success": true});
    answers.and(Endpoint::RegistrationStatus, status)
}

fn countdown(ago: f64) -> Answers {
    not_registered(Answers::info("8.5", small()).and(Endpoint::SettingsPublic, days_left(3.5 + ago)))
}

fn read_only(ago: f64) -> Answers {
    not_registered(Answers::info("8.5", small()).and(Endpoint::SettingsPublic, days_left(ago - 2.0)))
}

/// The server's address has changed, and its key is for the old one.
fn moved(ago: f64) -> Answers {
    let terms = Terms {
        modules: ["auditing", "livechat-enterprise", "scalability"].map(str::to_owned).to_vec(),
        limits: vec![limit("activeUsers", 212, 250)],
        addresses: vec!["chat.montblanc-alt.example".to_owned()],
        ..Terms::of("Enterprise", GOLD, 190.0)
    };
    let answer = terms.answer();
    if ago > 3.5 {
        let info = json!({"workspaceUrl": "chat.montblanc-alt.example"});
        return Answers::info("8.7", answer).and(Endpoint::Info, info);
    }
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let license = answer["license"]["license"].to_string();
    let key = format!("RCV3_{}.{}.{}", part(r#"{"alg":"RS256","typ":"JWT"}"#), part(&license), part("nobody"));
    Answers::info("8.7", community(&[limit("activeUsers", 212, 50)]))
        .and(Endpoint::Info, json!({"workspaceUrl": "chat.moved.example"}))
        .and(Endpoint::StoredKey, json!({"_id": "Enterprise_License", "value": key, "success": true}))
}

fn unsupported(_: f64) -> Answers {
    Answers::of(None, Licenses::Info(small()))
}

fn aging(_: f64) -> Answers {
    let terms = Terms {
        modules: vec!["auditing".to_owned()],
        limits: vec![limit("activeUsers", 80, 100)],
        ..Terms::of("Pro", "#1D74F5", 240.0)
    };
    Answers::of(None, Licenses::Info(terms.answer()))
}

/// The account may not see the license, only what everybody sees of it.
fn guest(_: f64) -> Answers {
    let modules = ["auditing", "ldap-enterprise", "livechat-enterprise", "message-read-receipt", "scalability"];
    let terms = Terms {
        trial: true,
        tags: vec![("Enterprise", GOLD), ("Health", "#2DE0A5")],
        modules: modules.map(str::to_owned).to_vec(),
        honored: true,
        ..Terms::default()
    };
    let mut answer = terms.answer();
    if let Some(license) = answer["license"].as_object_mut() {
        license.remove("license");
        license.insert("limits".to_owned(), json!({}));
    }
    Answers::info("8.5", answer)
}

/// Everything at once: modules that have stopped, a refused action, a renewal that cannot arrive, presence, an announcement.
fn many(_: f64) -> Answers {
    let terms = Terms {
        auto_renew: true,
        modules: vec!["livechat-enterprise".to_owned()],
        inactive: vec!["auditing", "abac"],
        periods: vec![("prevent_action", at(4.0), Vec::new())],
        limits: vec![
            limit("activeUsers", 10, -1).step(-1, "prevent_action").step(10, "invalidate_license"),
            limit("guestUsers", 50, 50).step(50, "allow_action"),
            limit("privateApps", 3, 3).step(3, "prevent_action"),
        ],
        workspace_id: Some("65a1f3c20c95db00013d9f09"),
        ..Terms::of("Enterprise", GOLD, 40.0)
    };
    let mut answer = terms.answer();
    answer["license"]["cloudSyncAnnouncement"] = json!({"blocks": [
        {"type": "section", "text": {"type": "plain_text", "text": "Maintenance of the cloud portal on Sunday from 06:00 to 08:00 UTC."}}
    ]});
    not_registered(Answers::info("8.7", answer))
        .and(Endpoint::PresenceConnections, json!({"current": 193, "max": 200, "success": true}))
        .and(Endpoint::Statistics, json!({"fips": true, "success": true}))
}
