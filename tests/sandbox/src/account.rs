//! The administrator's account at a workspace: how it signs in, what it may do, and which tokens it has.

use axum::http::HeaderMap;

/// What a person signs in with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Login {
    /// The user name.
    pub user: String,
    /// The e-mail address, which signs in as well.
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

    pub(crate) fn is_of(&self, user: &str) -> bool {
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
    /// A code by e-mail. It works once.
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
    /// `edit-privileged-setting`.
    EditSettings,
}

/// A token that the sandbox has made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IssuedToken {
    /// The name of a personal access token; `None` for the token of a session.
    pub name: Option<String>,
    /// The token.
    pub token: String,
}

/// The present state of the account.
#[derive(Debug, Default)]
pub(crate) struct Account {
    pub(crate) second_factor: SecondFactor,
    pub(crate) create_tokens: Allowed,
    pub(crate) edit_settings: Allowed,
    pub(crate) issued: Vec<IssuedToken>,
    /// The revoked tokens among those that existed from the start.
    pub(crate) ended: Vec<String>,
    made: u32,
    code: u32,
}

impl Account {
    /// A token that was never made before.
    pub(crate) fn issue(&mut self, name: Option<String>, slug: &str) -> String {
        self.made += 1;
        let kind = if name.is_some() { "Personal" } else { "Session" };
        let token = format!("sandbox{kind}{:03}-{slug}-4kXvQz7LbRn2GcHm5PdSe8Ju1fW", self.made);
        self.issued.push(IssuedToken { name, token: token.clone() });
        token
    }

    /// Ends a token, whichever it is.
    pub(crate) fn end(&mut self, token: &str) {
        self.issued.retain(|issued| issued.token != token);
        self.ended.push(token.to_owned());
    }

    /// Whether a token works, of those that were made since the start.
    pub(crate) fn has_issued(&self, token: &[u8]) -> bool {
        self.issued.iter().any(|issued| issued.token.as_bytes() == token)
    }

    /// The code that works at this moment.
    pub(crate) fn code(&self) -> String {
        format!("{:06}", 271_828 + 7 * self.code)
    }

    /// Generates a new code; the one before no longer works.
    pub(crate) fn new_code(&mut self) {
        self.code += 1;
    }

    /// Whether this is the code. One of a mail works once.
    pub(crate) fn takes(&mut self, code: &str) -> bool {
        let right = code == self.code();
        if right && self.second_factor == SecondFactor::Email {
            self.new_code();
        }
        right
    }
}

/// A header as text.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
