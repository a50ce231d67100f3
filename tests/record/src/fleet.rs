//! The fleet of an agency: eleven workspaces, one in each state.

use sandbox::Fault;

use crate::{
    member::{Answers, Arrival, Licenses, Member},
    terms::{Terms, community, limit},
    time::at,
};

const GOLD: &str = "#F3BE08";

/// Most of the modules that exist.
const EVERYTHING: [&str; 23] = [
    "auditing",
    "push-privacy",
    "device-management",
    "abac",
    "ldap-enterprise",
    "saml-enterprise",
    "oauth-enterprise",
    "livechat-enterprise",
    "canned-responses",
    "omnichannel-mobile-enterprise",
    "contact-id-verification",
    "outbound-messaging",
    "teams-mention",
    "videoconference-enterprise",
    "message-read-receipt",
    "outlook-calendar",
    "unlimited-presence",
    "teams-voip",
    "engagement-dashboard",
    "custom-roles",
    "hide-watermark",
    "scalability",
    "federation",
];

/// The groups: id, name, color, members.
pub(crate) const GROUPS: [(&str, &str, &str, &[&str]); 3] = [
    ("customers", "Customers", "blue", &["acme", "northwind", "zenith", "clinic"]),
    ("public", "Public sector", "green", &["stadtwerke", "prefeitura", "riverside"]),
    ("internal", "Internal", "violet", &["support", "labs", "documented"]),
];

pub(crate) fn members() -> Vec<Member> {
    vec![
        Member {
            address: "rocket.helios-energie.example/chat".to_owned(),
            server_version: "4.8.7",
            ..Member::new("documented", "Helios Energie AG", |_| Answers::of(None, Licenses::Same))
        },
        Member {
            since: 368.0,
            refreshes: &[368.0, 41.0, 3.1],
            ..Member::new("northwind", "Northwind Logistics", northwind)
        },
        Member { refreshes: &[40.0, 2.17], ..Member::new("stadtwerke", "Stadtwerke Musterhausen", stadtwerke) },
        Member {
            since: 1.0 / 24.0,
            refreshes: &[1.0 / 24.0],
            is_regular: false,
            ..Member::new("support", "Kestrel Support Desk", support)
        },
        Member {
            server_version: "8.6.0",
            since: 60.0,
            refreshes: &[60.0, 24.7, 3.0, 0.1],
            is_regular: false,
            ..Member::new("labs", "Kestrel Labs", labs)
        },
        Member { refreshes: &[2.21, 0.92], ..Member::new("clinic", "Blue Harbor Clinic", clinic) },
        Member {
            arrival: Arrival::Imported,
            since: 6.5,
            is_regular: false,
            ..Member::new("prefeitura", "Prefeitura de São Brás", |_| Answers::fails(Fault::CloseConnection))
        },
        Member {
            address: "chat.acme.example/team".to_owned(),
            server_version: "8.8.0",
            since: 380.0,
            refreshes: &[380.0, 353.0, 352.0, 31.0, 9.0, 2.1],
            ..Member::new("acme", "Acme Corporation", acme)
        },
        Member {
            server_version: "7.10.0",
            user_id: "mQ7rYvX2bLpK9sTnE",
            ..Member::new("riverside", "Riverside School District", |_| {
                Answers::of(Some("7.10"), Licenses::FailsAtLicense(Fault::Status(403)))
            })
        },
        Member { since: 516.0, refreshes: &[516.0, 151.0], ..Member::new("zenith", "Zenith Bank", zenith) },
        Member::new("club", "Chaos Makers Club", club),
    ]
}

fn modules(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

/// Grows linearly over half a year, with some noise; exactly `now` at the end.
fn along(ago: f64, then: f64, now: f64, unrest: f64) -> u64 {
    if ago < 0.02 {
        return whole(now);
    }
    // Pseudo-random between −½ and ½, and the same in every recording.
    let seed = whole(ago * 96.0).wrapping_add(whole(now)).wrapping_mul(2_654_435_761) % 1_000;
    #[expect(clippy::cast_precision_loss, reason = "below a thousand")]
    let chance = seed as f64 / 1_000.0 - 0.5;
    whole(now + (then - now) * ago / 182.0 + chance * unrest)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least zero, and small")]
fn whole(value: f64) -> u64 {
    value.round().max(0.0) as u64
}

fn northwind(ago: f64) -> Answers {
    let used = if ago > 41.05 { along(ago.min(182.0), 60.0, 75.0, 0.0) } else { along(ago, 115.0, 88.0, 1.4) };
    if ago < 3.15 {
        let limits = [limit("activeUsers", used, 50), limit("privateApps", 1, 3)];
        return Answers::info("8.5", community(&limits));
    }
    let seats = if ago > 41.05 { 75 } else { 100 };
    let terms = Terms {
        workspace_id: Some("65a1f3c20c95db00013d9f02"),
        modules: modules(&["livechat-enterprise", "canned-responses", "message-read-receipt", "teams-mention"]),
        limits: vec![limit("activeUsers", used, seats), limit("privateApps", 1, 3)],
        ..Terms::of("Pro", "#1D74F5", -3.2)
    };
    Answers::info("8.5", terms.answer())
}

fn stadtwerke(ago: f64) -> Answers {
    let seats = if ago > 40.0 { 1_500 } else { 1_000 };
    let used = along(ago, 1_140.0, 1_312.0, 14.0);
    if ago < 2.18 {
        return Answers::info("8.5", community(&[limit("activeUsers", used, 50), limit("guestUsers", 0, 0)]));
    }
    let terms = Terms {
        modules: modules(&["auditing", "ldap-enterprise", "saml-enterprise", "scalability"]),
        limits: vec![
            limit("activeUsers", used, seats)
                .step(seats, "prevent_action")
                .step(seats * 11 / 10, "start_fair_policy")
                .step(seats * 5 / 4, "invalidate_license"),
            limit("guestUsers", 0, 0),
        ],
        addresses: vec!["https://chat.stadtwerke-alt.example".to_owned()],
        issued: Some(at(324.0)),
        ..Terms::of("Enterprise", GOLD, 41.0)
    };
    Answers::info("8.5", terms.answer())
}

fn support(_: f64) -> Answers {
    let terms = Terms {
        issued: Some(at(30.0)),
        modules: modules(&["livechat-enterprise", "canned-responses", "outbound-messaging"]),
        limits: vec![
            limit("activeUsers", 47, 50),
            limit("monthlyActiveContacts", 99, 100).step(100, "prevent_action").step_of(
                110,
                "disable_modules",
                &["livechat-enterprise", "outbound-messaging"],
            ),
        ],
        ..Terms::of("Starter", "#2DE0A5", (3.0 * 60.0 + 5.2) / 1_440.0)
    };
    Answers::info("8.5", terms.answer())
}

fn labs(ago: f64) -> Answers {
    if ago > 24.8 {
        return Answers::info("8.6", community(&[limit("activeUsers", 5, 50), limit("privateApps", 0, 3)]));
    }
    let used = if ago > 0.2 { 6 } else { 9 };
    let terms = Terms {
        trial: true,
        issued: Some(at(24.7)),
        granted_by: Some("self-service"),
        cancellable: true,
        workspace_id: Some("65a1f3c20c95db00013d9f04"),
        modules: modules(&EVERYTHING),
        limits: vec![limit("activeUsers", used, -1), limit("guestUsers", 2, -1), limit("privateApps", 0, -1)],
        ..Terms::of("Enterprise", GOLD, 5.3)
    };
    Answers::info("8.6", terms.answer())
}

fn clinic(ago: f64) -> Answers {
    if ago < 2.2 {
        return Answers::of(None, Licenses::FailsAtLicense(Fault::Status(401)));
    }
    let terms = Terms {
        issued: Some(at(269.0)),
        modules: modules(&["auditing", "fips", "ldap-enterprise", "livechat-enterprise", "message-read-receipt"]),
        limits: vec![
            limit("activeUsers", 412, 500).step(500, "prevent_action").step(500, "prevent_installation"),
            limit("guestUsers", 12, 100),
        ],
        offline: true,
        addresses: vec!["2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824".to_owned()],
        ..Terms::of("Enterprise", GOLD, 96.0)
    };
    Answers::info("8.5", terms.answer())
}

fn acme(ago: f64) -> Answers {
    let seats = if ago > 9.05 { 200 } else { 250 };
    let users = if ago > 9.05 { along(ago.min(182.0), 160.0, 198.8, 2.0) } else { along(ago, -424.2, 231.0, 2.0) };
    let guests = whole(41.0 - ago).max(1);
    let apps = if ago > 70.0 {
        1
    } else if ago > 22.0 {
        2
    } else {
        3
    };
    let contacts = if ago < 0.02 { 1_250 } else { whole(1_650.0 - ((ago + 24.0) % 30.0) * 52.0) };
    let mut modules = modules(&EVERYTHING);
    modules.push("acme.room-directory".to_owned());
    modules.retain(|id| id != "abac" || ago < 9.05);
    let mut inactive = vec!["voip-enterprise"];
    if ago > 31.05 {
        modules.push("fips".to_owned());
    } else {
        inactive.push("fips");
    }
    let mut terms = Terms {
        visual: Some(at(-19.6)),
        issued: Some(at(352.0)),
        workspace_id: Some("65a1f3c20c95db00013d9f01"),
        id: Some("6744c0de9b1e8a0001c0ffee"),
        granted_to: Some(("it-licenses@acme.example", "Acme Corporation")),
        granted_by: Some("sales"),
        addresses: vec!["chat.acme.example/team".to_owned(), "*.acme.example/team".to_owned()],
        admins_notified: Some(at(17.4)),
        users_notified: Some(at(-5.6)),
        periods: vec![("disable_modules", at(-6.2), vec!["auditing", "videoconference-enterprise"])],
        modules,
        inactive,
        limits: vec![
            limit("activeUsers", users, seats)
                .step(seats, "prevent_action")
                .step_of(seats * 11 / 10, "disable_modules", &["auditing", "abac", "engagement-dashboard"])
                .step(seats * 6 / 5, "invalidate_license"),
            limit("guestUsers", guests, 50).step(40, "start_fair_policy").step(50, "prevent_action"),
            limit("roomsPerGuest", None, 5),
            limit("privateApps", apps, 3),
            limit("marketplaceApps", 4, -1),
            limit("monthlyActiveContacts", contacts, 5_000).step(5_000, "prevent_action").step_of(
                6_000,
                "disable_modules",
                &["outbound-messaging"],
            ),
        ],
        ..Terms::of("Enterprise", GOLD, 12.6)
    };
    if ago > 352.5 {
        terms = Terms {
            tags: vec![("Pro", "#1D74F5")],
            until: Some(at(352.0)),
            issued: Some(at(717.0)),
            visual: None,
            admins_notified: None,
            users_notified: None,
            periods: Vec::new(),
            auto_renew: ago > 353.5,
            ..terms
        };
        terms
            .modules
            .retain(|id| !["auditing", "fips", "device-management", "acme.room-directory"].contains(&id.as_str()));
        terms.limits[4] = if ago > 353.5 { limit("marketplaceApps", 6, -1) } else { limit("marketplaceApps", 4, 5) };
    }
    let version = if ago > 352.5 {
        "8.0"
    } else if ago > 2.15 {
        "8.7"
    } else {
        "8.8"
    };
    Answers::of((ago > 2.15).then_some(version), Licenses::Info(terms.answer()))
}

fn zenith(ago: f64) -> Answers {
    let is_first = ago > 151.5;
    let contacts = if is_first { 9_310 } else { along(ago, 9_200.0, 24_450.0, 420.0) };
    let most = if is_first { 25_000 } else { 50_000 };
    let mut modules = modules(&EVERYTHING);
    if is_first {
        modules.retain(|id| !["abac", "outbound-messaging", "contact-id-verification"].contains(&id.as_str()));
    }
    let terms = Terms {
        tags: vec![("Enterprise", GOLD), ("Finance", "#9F22C7")],
        auto_renew: true,
        until: Some(at(if is_first { 151.0 } else { -214.0 })),
        issued: Some(at(if is_first { 516.0 } else { 151.0 })),
        workspace_id: Some("65a1f3c20c95db00013d9f05"),
        id: Some("6744c0de9b1e8a0001bead01"),
        granted_to: Some(("Zenith Bank plc", "Zenith Bank")),
        granted_by: Some("reseller"),
        modules,
        limits: vec![
            limit("activeUsers", along(ago.min(182.0), 4_960.0, 5_821.0, 12.0), -1).step(-1, "allow_action"),
            limit("guestUsers", along(ago.min(182.0), 260.0, 310.0, 2.0), 1_000),
            limit("roomsPerGuest", None, -1),
            limit("privateApps", 11, -1),
            limit("marketplaceApps", 18, -1),
            limit("monthlyActiveContacts", contacts, most)
                .step(most / 2, "start_fair_policy")
                .step(most, "prevent_action"),
        ],
        honored: true,
        ..Terms::default()
    };
    Answers::info("8.5", terms.answer())
}

fn club(ago: f64) -> Answers {
    let limits = [
        limit("activeUsers", 34, 50),
        limit("privateApps", 0, 3),
        limit("marketplaceApps", if ago > 9.0 { 3 } else { 4 }, 5),
        limit("monthlyActiveContacts", 0, 0),
    ];
    Answers::info("8.4", community(&limits))
}
