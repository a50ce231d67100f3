//! The administrator's account at a workspace: how it signs in, what it may do, and which tokens it has.

use axum::http::HeaderMap;

/// User name and password.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Login {
    /// The user name.
    pub user: String,
    /// The e-mail address, which can be used instead of the user name.
    pub email: String,
    /// The password.
    pub password: String,
}

impl Login {
    pub(crate) fn of(slug: &str) -> Self {
        Self {
            user: "license.watch".to_owned(),
            email: format!("license.watch@{slug}.example"),
            password: format!("sandbox pass phrase of {slug}"),
        }
    }

    pub(crate) fn matches(&self, user: &str) -> bool {
        user == self.user || user == self.email
    }
}

/// The second factor of a sign-in, besides the password.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum SecondFactor {
    /// None: an endpoint that needs one requires the password again.
    #[default]
    None,
    /// A code of an authenticator app. It works until a new one is generated.
    Totp,
    /// A code sent by e-mail. It works once.
    Email,
}

/// Whether the account may do something.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Allowed {
    /// It may.
    #[default]
    Yes,
    /// It may not.
    No,
}

/// A permission of the account.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Permission {
    /// `create-personal-access-tokens`.
    CreateTokens,
    /// `view-privileged-setting`.
    ViewSettings,
    /// `edit-privileged-setting`.
    EditSettings,
    /// `manage-cloud`.
    ManageCloud,
}

/// A token that the sandbox has made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IssuedToken {
    /// The name of a personal access token; `None` for the token of a session.
    pub name: Option<String>,
    /// The token.
    pub token: String,
}

/// The current state of the account.
#[derive(Debug, Default)]
pub(crate) struct Account {
    pub(crate) second_factor: SecondFactor,
    pub(crate) create_tokens: Allowed,
    pub(crate) view_settings: Allowed,
    pub(crate) edit_settings: Allowed,
    pub(crate) manage_cloud: Allowed,
    pub(crate) issued: Vec<IssuedToken>,
    /// Revoked tokens.
    pub(crate) revoked: Vec<String>,
    issued_count: u32,
    code: u32,
}

impl Account {
    /// Issues a new token.
    pub(crate) fn issue(&mut self, name: Option<String>, slug: &str) -> String {
        self.issued_count += 1;
        let kind = if name.is_some() { "Personal" } else { "Session" };
        let token = format!("sandbox{kind}{:03}-{slug}-4kXvQz7LbRn2GcHm5PdSe8Ju1fW", self.issued_count);
        self.issued.push(IssuedToken { name, token: token.clone() });
        token
    }

    /// Revokes a token, whether or not the sandbox issued it.
    pub(crate) fn revoke(&mut self, token: &str) {
        self.issued.retain(|issued| issued.token != token);
        self.revoked.push(token.to_owned());
    }

    /// Whether the token was issued since the start and still works.
    pub(crate) fn has_issued(&self, token: &[u8]) -> bool {
        self.issued.iter().any(|issued| issued.token.as_bytes() == token)
    }

    /// The code that is currently valid.
    pub(crate) fn code(&self) -> String {
        format!("{:06}", 271_828 + 7 * self.code)
    }

    /// Generates a new code, and invalidates the previous one.
    pub(crate) fn new_code(&mut self) {
        self.code += 1;
    }

    /// Checks a code. A code sent by e-mail is used up by this.
    pub(crate) fn accept_code(&mut self, code: &str) -> bool {
        let valid = code == self.code();
        if valid && self.second_factor == SecondFactor::Email {
            self.new_code();
        }
        valid
    }
}

/// A header as text; `None` if it is absent or not text.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
