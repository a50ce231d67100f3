//! One workspace for each way in which a refresh fails.

use sandbox::Fault;

use crate::{
    member::{Answers, Licenses, Member, Then},
    terms::{Terms, limit},
};

/// The workspaces, each named after the code of its failure. All were read successfully a day earlier.
pub(crate) fn members() -> Vec<Member> {
    let fails: [(&str, Then); 12] = [
        ("unreachable", |ago| then(ago, Licenses::Fails(Fault::CloseConnection))),
        ("not_rocketchat", |ago| then(ago, Licenses::Fails(Fault::Html(200)))),
        ("gate", |ago| then(ago, Licenses::FailsAtLicense(Fault::Html(403)))),
        ("unauthorized", |ago| then(ago, Licenses::FailsAtLicense(Fault::Status(401)))),
        ("forbidden", |ago| then(ago, Licenses::FailsAtLicense(Fault::Status(403)))),
        ("not_found", |ago| then(ago, Licenses::FailsAtLicense(Fault::Status(404)))),
        ("rate_limited", |ago| then(ago, Licenses::FailsAtLicense(Fault::RateLimited { wait_secs: 300 }))),
        ("server", |ago| then(ago, Licenses::FailsAtLicense(Fault::Status(503)))),
        ("too_large", |ago| then(ago, Licenses::FailsAtLicense(Fault::Huge(9 << 20)))),
        ("malformed", |ago| then(ago, Licenses::FailsAtLicense(Fault::NotJson))),
        ("redirected", |ago| {
            let to = "https://login.example".to_owned();
            then(ago, Licenses::FailsAtLicense(Fault::Redirect { to, status: 302 }))
        }),
        ("timeout", |ago| then(ago, Licenses::FailsAtLicense(Fault::Hold))),
    ];
    let member = |(code, answers): (&str, Then)| Member {
        address: format!("chat.{}.example", code.replace('_', "-")),
        since: 1.0,
        refreshes: &[1.0, 0.0],
        is_regular: false,
        ..Member::new(&format!("fails-{code}"), &format!("Fails: {code}"), answers)
    };
    fails.into_iter().map(member).collect()
}

/// A plain license until half a day ago, and then another answer.
fn then(ago: f64, licenses: Licenses) -> Answers {
    if ago < 0.5 {
        return Answers::of(None, licenses);
    }
    let limits = vec![limit("activeUsers", 12, 50)];
    Answers::info("8.5", Terms { limits, ..Terms::of("Pro", "#1D74F5", 200.0) }.answer())
}
