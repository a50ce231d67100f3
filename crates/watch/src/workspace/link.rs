//! Links out of the application. Each is made from a known target and what is stored of a workspace, never from an address
//! that the window or a server names.

use std::fmt;

use license::{License, LimitKind};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use strum::EnumIter;
use ts_rs::TS;
use url::Url;

use super::{Workspace, details::MailAddress, snapshot::Snapshot};
use crate::i18n::{Audience, values};

/// Where a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, EnumIter)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LinkTarget {
    /// The workspace.
    Workspace,
    /// Its Subscription page, on which a license can be bought, extended and applied.
    Subscription,
    /// Rocket.Chat's cloud console.
    Portal,
    /// A new message in the mail program, with what is needed to renew the license, to the contact in its
    /// details, if there is one.
    Mail,
}

/// A link that may be opened: its scheme is `https`, `http` or `mailto`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(type = "string")]
pub struct Link(String);

/// Rocket.Chat's cloud console, where workspaces and their subscriptions are managed.
const PORTAL: &str = "https://cloud.rocket.chat/";

/// The route of the Subscription page; servers before 6.5 lead from it to their start page.
const SUBSCRIPTION: &str = "admin/subscription";

/// What stays as it is in a part of a `mailto` link (RFC 6068): the unreserved characters of RFC 3986.
const NOT_UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What stays as it is in a path. URLs allow more in it, such as `|`, `'` and `$`, but the programs that open links may be
/// shell scripts.
const NOT_IN_PATH: &AsciiSet = &NOT_UNRESERVED.remove(b'/').remove(b'%');

impl Link {
    /// The link to a target.
    pub(crate) fn new(target: LinkTarget, workspace: &Workspace, snapshot: &Snapshot, reader: &Audience<'_>) -> Self {
        Self(match target {
            LinkTarget::Workspace => page(workspace.address.page("")),
            LinkTarget::Subscription => page(workspace.address.page(SUBSCRIPTION)),
            LinkTarget::Portal => PORTAL.to_owned(),
            LinkTarget::Mail => mail(workspace, snapshot, reader),
        })
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The link to a page of a workspace.
fn page(mut url: Url) -> String {
    let path = utf8_percent_encode(url.path(), NOT_IN_PATH).to_string();
    url.set_path(&path);
    url.as_str().trim_end_matches('/').to_owned()
}

/// A message about the renewal of a license. Only what is known is in it.
fn mail(workspace: &Workspace, snapshot: &Snapshot, reader: &Audience<'_>) -> String {
    let (words, observation) = (reader.words, snapshot.observation());
    let license: Option<&License> = observation.deciding_licenses(reader.now).first().copied();
    let id =
        snapshot.facts.identity.workspace_id.as_ref().or(license.and_then(|license| license.workspace_id.as_ref()));
    let seats = observation.limit(LimitKind::ActiveUsers, reader.now);
    let seats = seats.and_then(|limit| Some((limit.used?, limit.effective_max().number())));
    let end = license.and_then(License::expires_at);
    let mut lines = vec![
        words.text("mail-greeting"),
        String::new(),
        words.text("mail-request"),
        String::new(),
        words.format("mail-workspace", &values!["name" => workspace.name.to_string()]),
        words.format("mail-address", &values!["address" => workspace.address.to_string()]),
    ];
    lines.extend(id.map(|id| words.format("mail-workspace-id", &values!["id" => id.to_string()])));
    lines.extend(license.map(|license| words.format("mail-plan", &values!["plan" => license.plan.to_string()])));
    lines.extend(seats.map(|(used, max)| match max {
        Some(max) => words.format("mail-seats", &values!["used" => used, "max" => max]),
        None => words.format("mail-seats-unlimited", &values!["used" => used]),
    }));
    lines.extend(end.map(|at| words.format("mail-end", &values!["date" => reader.date(at)])));
    let subject = words.format("mail-subject", &values!["name" => workspace.name.to_string()]);
    // RFC 6068 wants line breaks as CR and LF.
    let (subject, body) = (encoded(&subject), encoded(&lines.join("\r\n")));
    let to = workspace.details.contact.as_ref().map(recipient).unwrap_or_default();
    format!("mailto:{to}?subject={subject}&body={body}")
}

/// A mail address as a part of a link, in which only its @ keeps its meaning.
fn recipient(contact: &MailAddress) -> String {
    contact.as_str().split('@').map(encoded).collect::<Vec<_>>().join("@")
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NOT_UNRESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};
    use license::Label;
    use rocketchat::{Address, InsecureHttp};
    use strum::IntoEnumIterator;

    use super::*;
    use crate::i18n::language::Language;
    use crate::workspace::details::WorkspaceDetails;

    fn links(workspace: &Workspace) -> Vec<String> {
        let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let reader = Audience { now, zone: &TimeZone::UTC, words: Language::English.words() };
        LinkTarget::iter().map(|t| Link::new(t, workspace, &Snapshot::default(), &reader).to_string()).collect()
    }

    #[test]
    fn a_link_leads_to_the_workspace_in_its_folder() {
        let address = Address::parse("https://acme.example:8443/team", InsecureHttp::Refused).unwrap();
        let links = links(&Workspace { address, ..Workspace::example() });
        assert_eq!(links[0], "https://acme.example:8443/team");
        assert_eq!(links[1], "https://acme.example:8443/team/admin/subscription");
        assert_eq!(links[2], "https://cloud.rocket.chat/");
    }

    #[test]
    fn a_message_goes_to_the_contact_and_to_nobody_else() {
        let contact = |address: &str| Some(MailAddress::parse(address).unwrap());
        let details = |contact| WorkspaceDetails { contact, ..WorkspaceDetails::default() };
        let mail = |details| links(&Workspace { details, ..Workspace::example() }).pop().unwrap();
        assert!(
            mail(details(contact("renewals+de@acme.example")))
                .starts_with("mailto:renewals%2Bde@acme.example?subject=")
        );
        assert!(mail(details(contact("a#b=c@acme.example"))).starts_with("mailto:a%23b%3Dc@acme.example?subject="));
        assert!(mail(WorkspaceDetails::default()).starts_with("mailto:?subject="));
    }

    #[test]
    fn no_address_and_no_name_leads_anywhere_else() {
        let hostile = [
            "https://acme.example/\"; touch x; \"",
            "https://acme.example/a\nb\r\nc",
            "https://acme.example/$(id)`id`",
            "https://acme.example/?x=1&y=2#z",
            "http://acme.example/'|calc",
            "javascript://acme.example/%0aalert(1)",
            "file:///etc/passwd",
            "mailto:a@b.example",
            "https://a@acme.example",
        ];
        let addresses: Vec<_> =
            hostile.iter().filter_map(|text| Address::parse(text, InsecureHttp::Allowed).ok()).collect();
        assert_eq!(addresses.len(), 5, "other schemes and user names are no addresses");
        for address in addresses {
            let name = Label::new("x?cc=a@b.example&body=%0A\r\nTo: c@d.example \"'<>");
            for link in links(&Workspace { address, name, ..Workspace::example() }) {
                let url = Url::parse(&link).unwrap();
                assert!(["http", "https", "mailto"].contains(&url.scheme()), "{link}");
                assert!(link.chars().all(|c| c.is_ascii_alphanumeric() || "-._~%/:@?=&".contains(c)), "{link}");
                let pairs: Vec<_> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
                let expected: &[&str] = if url.scheme() == "mailto" { &["subject", "body"] } else { &[] };
                assert_eq!(pairs, expected, "{link}");
                if url.scheme() != "mailto" {
                    assert!(!link.contains('&'), "{link}");
                    assert!(["acme.example", "cloud.rocket.chat"].contains(&url.host_str().unwrap()), "{link}");
                }
            }
        }
    }
}
