//! Which of Rocket.Chat's endpoints a path names, and below which workspace's folder.

use axum::http::Method;

/// An endpoint that some Rocket.Chat server answers.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Endpoint {
    /// `/api/info`: the server's version, without login.
    Info,
    /// `/api/v1/info`: where old servers kept the same.
    InfoV1,
    /// `/api/v1/me`: the user that the credentials belong to.
    Me,
    /// `/api/v1/licenses.info`: the license, from 6.5 on.
    LicensesInfo,
    /// `/api/v1/licenses.get`: the licenses, from 3.10 to 6.x.
    LicensesGet,
    /// `/api/v1/licenses.maxActiveUsers`: seats and seats in use, from 4.0 on.
    LicensesMaxActiveUsers,
    /// `/api/v1/licenses.isEnterprise`: whether any license is valid; gone with 7.0.
    LicensesIsEnterprise,
    /// `/api/v1/login`: trades a password for a session.
    Login,
    /// `/api/v1/users.2fa.sendEmailCode`: sends the code of a second factor by e-mail.
    SendEmailCode,
    /// `/api/v1/users.generatePersonalAccessToken`: trades a session for a token that lasts.
    GenerateToken,
    /// `/api/v1/logout`: revokes the token that it is called with.
    Logout,
    /// `/api/v1/licenses.validate`: whether a license key would be accepted, from 8.7 on.
    LicensesValidate,
    /// `/api/v1/licenses.add`: applies a license key.
    LicensesAdd,
}

impl Endpoint {
    /// Every endpoint that the sandbox knows.
    pub const ALL: [Self; 13] = [
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
    ];

    /// The endpoint's path below a workspace's address, for instance `/api/v1/me`.
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
        }
    }

    /// Its HTTP method.
    pub fn method(self) -> Method {
        match self {
            Self::Info
            | Self::InfoV1
            | Self::Me
            | Self::LicensesInfo
            | Self::LicensesGet
            | Self::LicensesMaxActiveUsers
            | Self::LicensesIsEnterprise => Method::GET,
            Self::Login
            | Self::SendEmailCode
            | Self::GenerateToken
            | Self::Logout
            | Self::LicensesValidate
            | Self::LicensesAdd => Method::POST,
        }
    }

    /// Whether a caller must be logged in to be answered.
    pub(crate) fn needs_login(self) -> bool {
        !matches!(self, Self::Info | Self::InfoV1 | Self::Login | Self::SendEmailCode)
    }

    fn from_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|endpoint| endpoint.path() == path)
    }
}

/// The target of a request's path.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Target<'a> {
    /// The last folder before `/api/`; a workspace may lie deeper than one level.
    pub(crate) slug: &'a str,
    /// `None` for an endpoint that no Rocket.Chat server has, or a path outside the API.
    pub(crate) endpoint: Option<Endpoint>,
}

impl<'a> Target<'a> {
    pub(crate) fn of(path: &'a str) -> Self {
        let (folder, endpoint) = match path.find("/api/") {
            Some(at) => (&path[..at], Endpoint::from_path(&path[at..])),
            None => (path.trim_end_matches('/'), None),
        };
        let slug = folder.rsplit('/').next().unwrap_or_default();
        Self { slug, endpoint }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_lies_in_any_folder() {
        let shallow = Target::of("/modern/api/v1/licenses.info");
        assert_eq!(shallow, Target { slug: "modern", endpoint: Some(Endpoint::LicensesInfo) });
        let deep = Target::of("/deep/er/modern/api/info");
        assert_eq!(deep, Target { slug: "modern", endpoint: Some(Endpoint::Info) });
    }

    #[test]
    fn other_paths_name_no_endpoint() {
        assert_eq!(Target::of("/modern/api/v1/channels.list").endpoint, None);
        assert_eq!(Target::of("/modern/"), Target { slug: "modern", endpoint: None });
        assert_eq!(Target::of("/"), Target { slug: "", endpoint: None });
    }
}
