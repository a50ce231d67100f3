//! The endpoints of Rocket.Chat, and which endpoint and workspace a path names.

use axum::http::Method;

use crate::hook;

/// An endpoint that at least one version of Rocket.Chat has.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Endpoint {
    /// `/api/info`: the server's version. Needs no credentials.
    Info,
    /// `/api/v1/info`: the same, on old servers.
    InfoV1,
    /// `/api/v1/me`: the user that the credentials belong to.
    Me,
    /// `/api/v1/licenses.info`: the license, from 6.5 on.
    LicensesInfo,
    /// `/api/v1/licenses.get`: the licenses, from 3.10 to 6.x.
    LicensesGet,
    /// `/api/v1/licenses.maxActiveUsers`: seats and seats in use, from 4.0 on.
    LicensesMaxActiveUsers,
    /// `/api/v1/licenses.isEnterprise`: whether any license is valid; removed in 7.0.
    LicensesIsEnterprise,
    /// `/api/v1/login`: starts a session with user name and password.
    Login,
    /// `/api/v1/users.2fa.sendEmailCode`: sends a second factor code by e-mail.
    SendEmailCode,
    /// `/api/v1/users.generatePersonalAccessToken`: creates a token that outlives the session.
    GenerateToken,
    /// `/api/v1/logout`: revokes the token that it is called with.
    Logout,
    /// `/api/v1/licenses.validate`: whether a license key would be accepted, from 8.7 on.
    LicensesValidate,
    /// `/api/v1/licenses.add`: applies a license key.
    LicensesAdd,
    /// `/api/v1/settings.public`: settings that anybody may read, here from 7.0 on. Needs no credentials.
    SettingsPublic,
    /// `/api/v1/settings/Enterprise_License`: the license key that is set.
    StoredKey,
    /// `/api/v1/settings/Enterprise_License_Status`: whether that key is honored.
    StoredKeyStatus,
    /// `/api/v1/cloud.registrationStatus`: whether the workspace is registered with the vendor's cloud.
    RegistrationStatus,
    /// `/api/v1/presence.getConnections`: how many are connected, from 6.3 on.
    PresenceConnections,
    /// `/api/v1/statistics`: numbers about the server.
    Statistics,
    /// `/api/v1/cloud.syncWorkspace`: fetches the license from the vendor's cloud, and reports to it.
    SyncWorkspace,
    /// `/assets/favicon_192.png`: the icon of the workspace.
    Icon,
    /// `/hooks/:id/:token`: an incoming webhook, which posts to a room. Its path is its secret.
    IncomingWebhook,
}

impl Endpoint {
    /// Every endpoint that the sandbox knows by a path that does not vary.
    pub const ALL: [Self; 21] = [
        Self::Info,
        Self::InfoV1,
        Self::Me,
        Self::LicensesInfo,
        Self::LicensesGet,
        Self::LicensesMaxActiveUsers,
        Self::LicensesIsEnterprise,
        Self::Login,
        Self::SendEmailCode,
        Self::GenerateToken,
        Self::Logout,
        Self::LicensesValidate,
        Self::LicensesAdd,
        Self::SettingsPublic,
        Self::StoredKey,
        Self::StoredKeyStatus,
        Self::RegistrationStatus,
        Self::PresenceConnections,
        Self::Statistics,
        Self::SyncWorkspace,
        Self::Icon,
    ];

    /// The path below a workspace's address, for instance `/api/v1/me`.
    pub fn path(self) -> &'static str {
        match self {
            Self::Info => "/api/info",
            Self::InfoV1 => "/api/v1/info",
            Self::Me => "/api/v1/me",
            Self::LicensesInfo => "/api/v1/licenses.info",
            Self::LicensesGet => "/api/v1/licenses.get",
            Self::LicensesMaxActiveUsers => "/api/v1/licenses.maxActiveUsers",
            Self::LicensesIsEnterprise => "/api/v1/licenses.isEnterprise",
            Self::Login => "/api/v1/login",
            Self::SendEmailCode => "/api/v1/users.2fa.sendEmailCode",
            Self::GenerateToken => "/api/v1/users.generatePersonalAccessToken",
            Self::Logout => "/api/v1/logout",
            Self::LicensesValidate => "/api/v1/licenses.validate",
            Self::LicensesAdd => "/api/v1/licenses.add",
            Self::SettingsPublic => "/api/v1/settings.public",
            Self::StoredKey => "/api/v1/settings/Enterprise_License",
            Self::StoredKeyStatus => "/api/v1/settings/Enterprise_License_Status",
            Self::RegistrationStatus => "/api/v1/cloud.registrationStatus",
            Self::PresenceConnections => "/api/v1/presence.getConnections",
            Self::Statistics => "/api/v1/statistics",
            Self::SyncWorkspace => "/api/v1/cloud.syncWorkspace",
            Self::Icon => "/assets/favicon_192.png",
            Self::IncomingWebhook => hook::FOLDER,
        }
    }

    /// The HTTP method.
    pub fn method(self) -> Method {
        match self {
            Self::Info
            | Self::InfoV1
            | Self::Me
            | Self::LicensesInfo
            | Self::LicensesGet
            | Self::LicensesMaxActiveUsers
            | Self::LicensesIsEnterprise
            | Self::SettingsPublic
            | Self::StoredKey
            | Self::StoredKeyStatus
            | Self::RegistrationStatus
            | Self::PresenceConnections
            | Self::Statistics
            | Self::Icon => Method::GET,
            Self::Login
            | Self::SendEmailCode
            | Self::GenerateToken
            | Self::Logout
            | Self::LicensesValidate
            | Self::LicensesAdd
            | Self::SyncWorkspace
            | Self::IncomingWebhook => Method::POST,
        }
    }

    /// Whether the endpoint requires credentials.
    pub(crate) fn needs_login(self) -> bool {
        !matches!(
            self,
            Self::Info
                | Self::InfoV1
                | Self::Login
                | Self::SendEmailCode
                | Self::SettingsPublic
                | Self::Icon
                | Self::IncomingWebhook
        )
    }

    fn from_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|endpoint| endpoint.path() == path)
    }
}

/// The workspace and endpoint of a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Target<'a> {
    /// The path segment before `/api/`. A workspace may be nested in further segments.
    pub(crate) slug: &'a str,
    /// `None` for a path outside the API, or an endpoint that the sandbox does not know.
    pub(crate) endpoint: Option<Endpoint>,
}

impl<'a> Target<'a> {
    pub(crate) fn of(path: &'a str) -> Self {
        if let Some(at) = path.find(hook::FOLDER) {
            let slug = path[..at].rsplit('/').next().unwrap_or_default();
            return Self { slug, endpoint: Some(Endpoint::IncomingWebhook) };
        }
        let (prefix, endpoint) = match path.find("/api/").or_else(|| path.find("/assets/")) {
            Some(at) => (&path[..at], Endpoint::from_path(&path[at..])),
            None => (path.trim_end_matches('/'), None),
        };
        let slug = prefix.rsplit('/').next().unwrap_or_default();
        Self { slug, endpoint }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_may_be_nested() {
        let shallow = Target::of("/modern/api/v1/licenses.info");
        assert_eq!(shallow, Target { slug: "modern", endpoint: Some(Endpoint::LicensesInfo) });
        let deep = Target::of("/deep/er/modern/api/info");
        assert_eq!(deep, Target { slug: "modern", endpoint: Some(Endpoint::Info) });
    }

    #[test]
    fn other_paths_have_no_endpoint() {
        assert_eq!(Target::of("/modern/api/v1/channels.list").endpoint, None);
        assert_eq!(Target::of("/modern/"), Target { slug: "modern", endpoint: None });
        assert_eq!(Target::of("/"), Target { slug: "", endpoint: None });
    }
}
