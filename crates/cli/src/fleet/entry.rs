//! One workspace of a fleet file: from its section to a workspace that can be read.

use std::{
    collections::BTreeMap,
    ops::Range,
    path::{Path, PathBuf},
};

use license::Label;
use rocketchat::{Address, AddressError, InsecureHttp, Route, Token, UserId, holds_token};
use serde::Deserialize;
use toml::Spanned;
use watch::{Credential, Workspace, WorkspaceId, workspace::details::WorkspaceDetails};

use super::{
    MOST,
    error::{EntryError, Problem, Source},
    judgment::{ExpectSection, LevelsSection, policy},
    secret::{SecretKeys, SecretSource, TOKEN, shown_path, token},
    text_file::read_text,
};
use crate::policy::Policy;

/// A section as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Section {
    name: Spanned<String>,
    url: Spanned<String>,
    user_id: Spanned<String>,
    token_env: Option<Spanned<String>>,
    token_file: Option<Spanned<PathBuf>>,
    token_credential: Option<Spanned<String>>,
    #[serde(default)]
    allow_http: bool,
    ca_file: Option<Spanned<PathBuf>>,
    proxy: Option<Spanned<String>>,
    pub(super) expect: Option<Spanned<ExpectSection>>,
    pub(super) warn: Option<Spanned<String>>,
    pub(super) crit: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) mute: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) limits: BTreeMap<Spanned<String>, Spanned<LevelsSection>>,
}

/// A workspace of the file, before the files and variables that it names are read.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    workspace: Workspace,
    token: SecretSource,
    ca_file: Option<Spanned<PathBuf>>,
    at: Range<usize>,
    source: Source,
}

/// A workspace of the file, with its token.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) workspace: Workspace,
    pub(crate) token: Token,
}

impl Section {
    /// The workspace that it names, and how that is judged.
    pub(super) fn into_draft(self, at: Range<usize>, source: &Source) -> Result<(Draft, Policy), Problem> {
        let user_id = UserId::new(self.user_id.get_ref());
        if user_id.as_str().is_empty() {
            return Err(Problem::at(self.user_id.span(), "user_id: is empty"));
        }
        if holds_token(user_id.as_str()) {
            return Err(Problem::at(self.user_id.span(), "user_id: looks like a token, not a user ID"));
        }
        let id = WorkspaceId::random();
        let workspace = Workspace {
            id,
            name: Label::new(self.name.get_ref()),
            address: address(self.url.get_ref(), self.url.span())?,
            user_id,
            account: None,
            plain: if self.allow_http { InsecureHttp::Allowed } else { InsecureHttp::Refused },
            route: self.proxy.as_ref().map_or(Ok(Route::System), route)?,
            ca_pem: None,
            credential: Credential::PersonalAccessToken,
            token: id.into(),
            details: WorkspaceDetails::default(),
        };
        let policy = policy(&self)?;
        let keys = SecretKeys { env: self.token_env, file: self.token_file, credential: self.token_credential };
        let token = keys.required(TOKEN, at.clone())?;
        Ok((Draft { workspace, token, ca_file: self.ca_file, at, source: source.clone() }, policy))
    }
}

impl Draft {
    /// The workspace, without its certificates.
    pub(crate) fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// Its name.
    pub(super) fn name(&self) -> &Label {
        &self.workspace.name
    }

    /// The workspace with its token and its certificates. Reads files.
    ///
    /// # Errors
    /// If one of them cannot be used.
    pub(crate) fn resolve(self) -> Result<Member, EntryError> {
        let folder = self.source.folder();
        let read = || {
            let ca_pem = self.ca_file.as_ref().map(|file| certificates(file, folder)).transpose()?;
            Ok((self.token.read(folder, token)?, ca_pem))
        };
        match read() {
            Ok((token, ca_pem)) => Ok(Member { workspace: Workspace { ca_pem, ..self.workspace }, token }),
            Err(problem) => Err(self.error(problem)),
        }
    }

    /// That its proxy holds a user name or a password, which the desktop's store must not keep.
    pub(crate) fn proxy_credentials(&self) -> Option<EntryError> {
        let text = "proxy: contains a username or a password, which the store does not keep; use the system's proxy \
                    settings instead";
        self.workspace.route.holds_credentials().then(|| self.error(Problem::at(self.at.clone(), text)))
    }

    fn error(&self, problem: Problem) -> EntryError {
        self.source.error(&problem.of(self.name()))
    }
}

/// The address. The client decides later whether `http://` may be used, because a refusal is a state of the workspace.
pub(super) fn address(url: &str, at: Range<usize>) -> Result<Address, Problem> {
    if holds_token(url) {
        return Err(Problem::at(at, "url: appears to contain a token"));
    }
    Address::parse(url, InsecureHttp::Allowed).map_err(|error| {
        // The text is not repeated if it may contain a password or a token.
        let reason = match error {
            AddressError::NotAnAddress(_) => "not a web address".to_owned(),
            AddressError::OtherScheme(scheme) if scheme.len() > 10 => "an address starts with https://".to_owned(),
            other => other.to_string(),
        };
        Problem::at(at, format!("url: {reason}"))
    })
}

/// A proxy setting.
pub(super) fn route(text: &Spanned<String>) -> Result<Route, Problem> {
    let reason = "proxy: not a proxy address, such as http://proxy:3128 or socks5://proxy:1080, nor \"direct\"";
    let route: Route = text.get_ref().parse().map_err(|_| Problem::at(text.span(), reason))?;
    match &route {
        Route::Proxy(proxy) if holds_token(proxy.username()) => {
            Err(Problem::at(text.span(), "proxy: the username looks like a token"))
        }
        Route::System | Route::Direct | Route::Proxy(_) => Ok(route),
    }
}

/// The certificates in a file.
pub(super) fn certificates(file: &Spanned<PathBuf>, folder: &Path) -> Result<String, Problem> {
    let shown = shown_path(file.get_ref(), folder);
    let pem = read_text(&folder.join(file.get_ref()), MOST)
        .map_err(|reason| Problem::at(file.span(), format!("ca_file: {shown} cannot be read ({reason})")))?;
    match pem.contains("-----BEGIN CERTIFICATE-----") {
        true => Ok(pem),
        false => Err(Problem::at(file.span(), format!("ca_file: {shown} contains no certificate in PEM format"))),
    }
}
