//! The workspaces, and the payloads of their endpoints.

use axum::http::Method;

use crate::endpoint::Endpoint;

/// The values of the two headers with which Rocket.Chat authenticates a client.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Credentials {
    /// The value of `X-User-Id`.
    pub user_id: String,
    /// The value of `X-Auth-Token`: a personal access token.
    pub token: String,
}

/// A workspace of the sandbox.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Its path, and the name that tests use.
    pub slug: String,
    /// The display name.
    pub name: String,
    /// What is special about it, in one line.
    pub about: &'static str,
    /// The full version of its server, for instance `8.5.1`.
    pub server_version: &'static str,
    /// The credentials of its account.
    pub credentials: Credentials,
    pub(crate) cloud_workspace_id: &'static str,
    /// Host and path, if it has a host of its own.
    pub(crate) own_address: Option<String>,
    pub(crate) role: &'static str,
    pub(crate) payloads: Payloads,
    pub(crate) quirk: Quirk,
}

/// A workspace at a host of its own. It has no license until a test calls [`set_answer`](crate::Sandbox::set_answer).
#[derive(Clone, Debug)]
pub struct Host {
    /// The name that tests use.
    pub slug: String,
    /// The host name, for instance `chat.acme.example`. It answers under every path.
    pub host: String,
    /// The path of its own address, for instance `/team`; usually empty.
    pub path: String,
    /// The full version of its server, for instance `8.5.1`.
    pub server_version: &'static str,
    /// The user id of its account.
    pub user_id: String,
}

/// Behavior that the payloads alone cannot express.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Quirk {
    None,
    /// Only the first call of `licenses.info` returns the license, which lapsed two days ago.
    ForgetsAfterFirstCall,
    /// Every token has been revoked.
    Revoked,
    /// The account lacks `view-privileged-setting`, and the server answers with 403.
    Forbidden,
    /// Every connection is closed without an answer.
    Down,
}

/// The template of each endpoint's answer; an endpoint without one answers 404.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Payloads {
    info: &'static str,
    info_v1: Option<&'static str>,
    licenses_info: Option<&'static str>,
    licenses_get: Option<&'static str>,
    max_active_users: Option<&'static str>,
    is_enterprise: Option<&'static str>,
}

const ME: &str = include_str!("../payloads/me.json");
const INFO: &str = include_str!("../payloads/info.json");
/// Without an address and a workspace id, because a test sets its licenses.
const INFO_HOST: &str = include_str!("../payloads/info.host.json");
const INFO_6: &str = include_str!("../payloads/info.6.json");
const INFO_OLD: &str = include_str!("../payloads/info.old.json");
const ENTERPRISE: &str = include_str!("../payloads/enterprise.json");

const SETTINGS_PUBLIC: &str = include_str!("../payloads/settings.public.json");
const REGISTRATION_STATUS: &str = include_str!("../payloads/cloud.registrationStatus.json");
const PRESENCE_CONNECTIONS: &str = include_str!("../payloads/presence.getConnections.json");
const STATISTICS: &str = include_str!("../payloads/statistics.json");

/// The list of server versions that the vendor supports, before it is signed.
pub(crate) const SUPPORTED_VERSIONS: &str = include_str!("../payloads/supported-versions.json");
/// The first answer of the lapsed workspace: servers notice only once a day that a license has ended.
pub(crate) const FIRST_LICENSES_INFO: &str = include_str!("../payloads/lapsed/licenses.info.first.json");

impl Payloads {
    /// A server from 7.0 on, which has only `licenses.info`.
    const fn modern(licenses_info: &'static str) -> Self {
        Self {
            info: INFO,
            info_v1: None,
            licenses_info: Some(licenses_info),
            licenses_get: None,
            max_active_users: None,
            is_enterprise: None,
        }
    }

    pub(crate) fn of(&self, endpoint: Endpoint) -> Option<&'static str> {
        match endpoint {
            Endpoint::Info => Some(self.info),
            Endpoint::InfoV1 => self.info_v1,
            Endpoint::Me => Some(ME),
            Endpoint::LicensesInfo => self.licenses_info,
            Endpoint::LicensesGet => self.licenses_get,
            Endpoint::LicensesMaxActiveUsers => self.max_active_users,
            Endpoint::LicensesIsEnterprise => self.is_enterprise,
            Endpoint::SettingsPublic => Some(SETTINGS_PUBLIC),
            Endpoint::RegistrationStatus => Some(REGISTRATION_STATUS),
            Endpoint::PresenceConnections => Some(PRESENCE_CONNECTIONS),
            Endpoint::Statistics => Some(STATISTICS),
            Endpoint::Login
            | Endpoint::SendEmailCode
            | Endpoint::GenerateToken
            | Endpoint::Logout
            | Endpoint::LicensesValidate
            | Endpoint::LicensesAdd
            | Endpoint::StoredKey
            | Endpoint::StoredKeyStatus
            | Endpoint::SyncWorkspace
            | Endpoint::Icon
            | Endpoint::IncomingWebhook => None,
        }
    }
}

impl Workspace {
    fn modern(slug: &str, name: &str, about: &'static str, payload: &'static str, login: [&str; 2]) -> Self {
        let [user_id, token] = login.map(str::to_owned);
        Self {
            slug: slug.to_owned(),
            name: name.to_owned(),
            about,
            server_version: "8.5.1",
            credentials: Credentials { user_id, token },
            cloud_workspace_id: "64df890111e1f20001d201b4",
            own_address: None,
            role: "admin",
            payloads: Payloads::modern(payload),
            quirk: Quirk::None,
        }
    }

    /// A copy of `modern` with its own slug and credentials.
    pub(crate) fn copy_of_modern(number: usize) -> Self {
        let mut copy = modern();
        copy.slug = format!("modern-{number:03}");
        copy.name = format!("Acme Site {number:03}");
        copy.credentials.user_id = format!("mDrnCopy{number:03}AcmeXq");
        copy.credentials.token = format!("sandboxCopy{number:03}-9f2kTqLw7ZrXb4NvYd1HsGm3PcUe");
        copy
    }

    /// A workspace at a host of its own.
    pub(crate) fn at_host(host: &Host) -> Self {
        let token = format!("sandboxHost-{}-Wq6YbLn4GcHm9PdSe1Ju7", host.slug);
        let about = "at a host of its own, with the answers that a test sets";
        let payload = include_str!("../payloads/community/licenses.info.json");
        let mut workspace = Self::modern(&host.slug, &host.slug, about, payload, [&host.user_id, &token]);
        workspace.server_version = host.server_version;
        workspace.own_address = Some(format!("{}{}", host.host, host.path));
        workspace.payloads.info = INFO_HOST;
        // Only administrators see the patch level of the version.
        workspace.role = "license-reader";
        if !workspace.is_at_least(7, 0) {
            workspace.payloads.licenses_get = Some(include_str!("../payloads/four/licenses.get.json"));
            workspace.payloads.max_active_users = Some(include_str!("../payloads/four/licenses.maxActiveUsers.json"));
        }
        if !workspace.is_at_least(6, 5) {
            workspace.payloads.licenses_info = None;
            workspace.payloads.info = INFO_OLD;
        }
        workspace
    }

    /// Whether its server has an endpoint.
    pub(crate) fn has(&self, endpoint: Endpoint) -> bool {
        match endpoint {
            Endpoint::LicensesValidate => self.is_at_least(8, 7),
            Endpoint::StoredKey | Endpoint::StoredKeyStatus => true,
            Endpoint::SettingsPublic => self.is_at_least(7, 0),
            Endpoint::PresenceConnections => self.is_at_least(6, 3),
            endpoint if endpoint.method() == Method::POST => true,
            endpoint => self.payloads.of(endpoint).is_some(),
        }
    }

    fn is_at_least(&self, major: u32, minor: u32) -> bool {
        let mut parts = self.server_version.split('.').map(|part| part.parse().unwrap_or(0));
        (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) >= (major, minor)
    }

    pub(crate) fn server_version_without_patch(&self) -> &str {
        self.server_version.rsplit_once('.').map_or(self.server_version, |(minor, _)| minor)
    }
}

/// The listed workspaces, in the order in which the program prints them.
pub(crate) fn all() -> Vec<Workspace> {
    vec![modern(), six(), four(), community(), lapsed(), trial(), renewing(), noperm(), forbidden(), revoked(), down()]
}

/// The workspaces that represent generations of the API. They can be reached by their slugs, but are not listed.
pub(crate) fn generations() -> Vec<Workspace> {
    vec![three(), five(), sixfour(), sixsix(), seven(), eight()]
}

fn three() -> Workspace {
    Workspace {
        payloads: Payloads {
            info: INFO_OLD,
            info_v1: Some(INFO_OLD),
            licenses_info: None,
            licenses_get: Some(include_str!("../payloads/three/licenses.get.json")),
            max_active_users: None,
            is_enterprise: Some(ENTERPRISE),
        },
        ..generation(
            "three",
            "3.18.7",
            "the flat licenses.get without tag and meta; the use of seats is not included",
            "",
        )
    }
}

fn five() -> Workspace {
    Workspace {
        payloads: Payloads {
            info: INFO_OLD,
            info_v1: Some(INFO_OLD),
            licenses_info: None,
            licenses_get: Some(include_str!("../payloads/five/licenses.get.json")),
            max_active_users: Some(include_str!("../payloads/five/licenses.maxActiveUsers.json")),
            is_enterprise: Some(ENTERPRISE),
        },
        ..generation("five", "5.4.10", "two licenses in one answer, one of them a bundle without a tag", "")
    }
}

fn sixfour() -> Workspace {
    Workspace {
        payloads: Payloads {
            info: INFO_6,
            info_v1: None,
            licenses_info: None,
            licenses_get: Some(include_str!("../payloads/sixfour/licenses.get.json")),
            max_active_users: Some(include_str!("../payloads/sixfour/licenses.maxActiveUsers.json")),
            is_enterprise: Some(ENTERPRISE),
        },
        ..generation("sixfour", "6.4.9", "a wrapped licenses.get with a license of the third generation", "")
    }
}

fn sixsix() -> Workspace {
    Workspace {
        payloads: Payloads { info: INFO_6, ..Payloads::modern(include_str!("../payloads/sixsix/licenses.info.json")) },
        ..generation("sixsix", "6.6.3", "an early licenses.info: without hasValidLicense and externalModules", "")
    }
}

fn seven() -> Workspace {
    let payload = include_str!("../payloads/seven/licenses.info.json");
    generation("seven", "7.10.0", "licenses.info with add-ons, which stop nothing", payload)
}

fn eight() -> Workspace {
    let payload = include_str!("../payloads/eight/licenses.info.json");
    generation("eight", "8.8.0", "a period of every behavior; a license key can be checked beforehand", payload)
}

fn generation(slug: &str, server_version: &'static str, about: &'static str, payload: &'static str) -> Workspace {
    let user_id = format!("gEnRtN{slug}Xq2TvLz8");
    let token = format!("sandboxGeneration-{slug}-9TxQv4ZwLy7KbRn2GcHm5Pd");
    Workspace { server_version, ..Workspace::modern(slug, slug, about, payload, [&user_id, &token]) }
}

fn modern() -> Workspace {
    Workspace::modern(
        "modern",
        "Acme Industries",
        "8.5, everything that licenses.info can say; ends in 25 days, some modules in 11",
        include_str!("../payloads/modern/licenses.info.json"),
        ["rbAXPnMktTFbNpwtJ", "sandboxModern-RScctEHSmLGZGywfIhWyRpyofhKO1"],
    )
}

fn six() -> Workspace {
    Workspace {
        server_version: "6.5.0",
        cloud_workspace_id: "62ab4410c0ffee0001a7e9d2",
        payloads: Payloads {
            info: INFO_6,
            info_v1: None,
            licenses_info: None,
            licenses_get: Some(include_str!("../payloads/six/licenses.get.json")),
            max_active_users: Some(include_str!("../payloads/six/licenses.maxActiveUsers.json")),
            is_enterprise: Some(ENTERPRISE),
        },
        ..Workspace::modern(
            "six",
            "Harbor Logistics",
            "6.5 behind a gateway that does not pass licenses.info: the wrapped licenses.get; ends in 200 days",
            "",
            ["hLgXq2vTz8RnW4sKd", "sandboxSix-7yQmVtB2xLr9KeHc4WnPzSd6UgJa1Fo0"],
        )
    }
}

fn four() -> Workspace {
    Workspace {
        server_version: "4.8.7",
        cloud_workspace_id: "63cfe8550c95db00013d7798",
        payloads: Payloads {
            info: INFO_OLD,
            info_v1: Some(INFO_OLD),
            licenses_info: None,
            licenses_get: Some(include_str!("../payloads/four/licenses.get.json")),
            max_active_users: Some(include_str!("../payloads/four/licenses.maxActiveUsers.json")),
            is_enterprise: Some(ENTERPRISE),
        },
        ..Workspace::modern(
            "four",
            "Old Mill Brewery",
            "4.8, the flat licenses.get exactly as published; expired on 2023-07-13",
            "",
            ["oMbR5xYk9TwQa3LfE", "sandboxFour-cW8pRz5TnKx1YvQe3LmHd7BgUs9JoA2"],
        )
    }
}

fn community() -> Workspace {
    Workspace {
        cloud_workspace_id: "65d20b7e44aa910001f3c6b8",
        ..Workspace::modern(
            "community",
            "Makerspace Lisbon",
            "8.5 without any license: the community's limits",
            include_str!("../payloads/community/licenses.info.json"),
            ["mKsLb7NdV2qXy4ZhP", "sandboxCommunity-3nVxQ7LzKd1TgWb9RmYe5PsHc8"],
        )
    }
}

fn lapsed() -> Workspace {
    Workspace {
        server_version: "8.4.3",
        cloud_workspace_id: "61f3d90a7b22410001c5e873",
        quirk: Quirk::ForgetsAfterFirstCall,
        ..Workspace::modern(
            "lapsed",
            "Cedar & Finch Legal",
            "8.4, lapsed two days ago: returned by the first call of licenses.info, but not by later ones",
            include_str!("../payloads/lapsed/licenses.info.json"),
            ["cFnLg8TqZ3vRx6WkM", "sandboxLapsed-Zt4GmXw8QbNc6VyLr2KpHd9SeUj5A"],
        )
    }
}

fn trial() -> Workspace {
    Workspace {
        cloud_workspace_id: "6718bada55000000014d2c09",
        ..Workspace::modern(
            "trial",
            "Fjord Robotics",
            "8.5, a trial that ends in 6 days, with all 25 seats taken",
            include_str!("../payloads/trial/licenses.info.json"),
            ["fJrRb4WmC9yTq2XnL", "sandboxTrial-Lq9WvTz3YcRx7KbMn5GdHs1PeUf8oJ"],
        )
    }
}

fn renewing() -> Workspace {
    Workspace {
        cloud_workspace_id: "6650aa0fe1d2c30001b8a477",
        ..Workspace::modern(
            "renewing",
            "Lima Dental Group",
            "8.5, a Pro plan that renews itself in 12 days",
            include_str!("../payloads/renewing/licenses.info.json"),
            ["lMdGr6PzK2wXv9TbQ", "sandboxRenewing-5XkTnQ8ZvGy2WcLr7HmBd4SpJe9"],
        )
    }
}

fn noperm() -> Workspace {
    Workspace {
        cloud_workspace_id: "63f7de1900b3c50001aa4e27",
        role: "guest",
        ..Workspace::modern(
            "noperm",
            "Northern Archive",
            "8.5, a caller who may not see the license: 200 with no license and no limits",
            include_str!("../payloads/noperm/licenses.info.json"),
            ["nArCh3VtX8qLz5YwR", "sandboxNoperm-8RvKz2TxWq6YbLn4GcHm9PdSe1Ju7"],
        )
    }
}

fn forbidden() -> Workspace {
    Workspace {
        server_version: "5.4.4",
        cloud_workspace_id: "60c1e8f3ab9d420001f6d015",
        role: "guest",
        quirk: Quirk::Forbidden,
        payloads: Payloads {
            info: INFO_OLD,
            info_v1: None,
            licenses_info: None,
            // Never sent, because the server answers 403.
            licenses_get: Some(include_str!("../payloads/four/licenses.get.json")),
            max_active_users: Some(include_str!("../payloads/forbidden/licenses.maxActiveUsers.json")),
            is_enterprise: Some(ENTERPRISE),
        },
        ..Workspace::modern(
            "forbidden",
            "Granite Savings Bank",
            "5.4, a caller who may not see the license: 403",
            "",
            ["gRnTb9XwQ4zKv7LyM", "sandboxForbidden-Vy6TqXz9LbKr3WnGm8HcPd2SeJ"],
        )
    }
}

fn revoked() -> Workspace {
    Workspace {
        cloud_workspace_id: "60aa7c51fe82d40001b9037d",
        quirk: Quirk::Revoked,
        ..Workspace::modern(
            "revoked",
            "Pelican Airways",
            "8.5, the token has been revoked: 401 to every authenticated call",
            include_str!("../payloads/modern/licenses.info.json"),
            ["pLcNa5YtV8wXq2ZbK", "sandboxRevoked-2KzWx7TvQy5LnRb9GmHc4PdSe8Ju"],
        )
    }
}

fn down() -> Workspace {
    Workspace {
        cloud_workspace_id: "66c4019d8e35f20001d7ba90",
        quirk: Quirk::Down,
        ..Workspace::modern(
            "down",
            "Sunken Studio",
            "closes every connection without an answer",
            include_str!("../payloads/modern/licenses.info.json"),
            ["sNkSt2VzX6qTw9YrL", "sandboxDown-9TxQv4ZwLy7KbRn2GcHm5PdSe8Ju1fW"],
        )
    }
}
