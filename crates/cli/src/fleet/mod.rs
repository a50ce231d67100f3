//! The fleet file: workspaces named in TOML, with tokens from the environment or from files.

mod error;
mod token;

use std::{
    collections::HashSet,
    fs,
    io::{self, Read},
    ops::Range,
    path::{Path, PathBuf},
};

use license::Label;
use rocketchat::{Address, AddressError, InsecureHttp, Route, Token, UserId};
use serde::Deserialize;
use toml::Spanned;
use watch::{Credential, Workspace, WorkspaceId};

pub(crate) use error::FleetError;
use error::{Problem, SourceLocation};

/// The largest size of a fleet file and of a certificate file, in bytes: a file of another kind, named by mistake, must
/// not fill the memory.
const MOST: u64 = 16 << 20;

/// A workspace of the file, with its token.
pub(crate) struct Member {
    pub(crate) workspace: Workspace,
    pub(crate) token: Token,
    /// The start of its section in the file.
    pub(crate) location: SourceLocation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    workspace: Vec<Spanned<Section>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    name: Spanned<String>,
    url: Spanned<String>,
    user_id: Spanned<String>,
    token_env: Option<Spanned<String>>,
    token_file: Option<Spanned<PathBuf>>,
    #[serde(default)]
    allow_http: bool,
    ca_file: Option<Spanned<PathBuf>>,
    proxy: Option<Spanned<String>>,
}

/// Reads a fleet file and everything that it refers to.
///
/// # Errors
/// The first problem in it, with its line and column.
pub(crate) fn read(path: &Path) -> Result<Vec<Member>, FleetError> {
    let text = read_text(path, MOST).map_err(|reason| FleetError::file(path, &reason))?;
    let read = || {
        let file: File = toml::from_str(&text).map_err(|error| Problem::of_toml(&error, &text))?;
        members(file, path.parent().unwrap_or(Path::new("")))
    };
    let members: Vec<_> = read().map_err(|problem| FleetError::new(path, &text, &problem))?;
    Ok(members
        .into_iter()
        .map(|(workspace, token, start)| Member { workspace, token, location: SourceLocation::new(path, &text, start) })
        .collect())
}

type Unplaced = (Workspace, Token, usize);

fn members(file: File, folder: &Path) -> Result<Vec<Unplaced>, Problem> {
    if file.workspace.is_empty() {
        return Err(Problem::at(0..0, "it names no workspace: add a [[workspace]] section"));
    }
    let mut names = HashSet::new();
    let mut members = Vec::with_capacity(file.workspace.len());
    for section in file.workspace {
        let span = section.span();
        let section = section.into_inner();
        let name = Label::new(section.name.get_ref());
        if name.is_empty() {
            return Err(Problem::at(section.name.span(), "name: a workspace needs a name"));
        }
        if !names.insert(name.clone()) {
            let problem = Problem::at(section.name.span(), "name: another workspace in this file has the same name");
            return Err(problem.of(&name));
        }
        let (workspace, token) =
            member(section, name.clone(), span.clone(), folder).map_err(|problem| problem.of(&name))?;
        members.push((workspace, token, span.start));
    }
    Ok(members)
}

fn member(section: Section, name: Label, whole: Range<usize>, folder: &Path) -> Result<(Workspace, Token), Problem> {
    let plain = if section.allow_http { InsecureHttp::Allowed } else { InsecureHttp::Refused };
    let user_id = UserId::new(section.user_id.get_ref());
    if user_id.as_str().is_empty() {
        return Err(Problem::at(section.user_id.span(), "user_id: it is empty"));
    }
    let workspace = Workspace {
        id: WorkspaceId::random(),
        name,
        address: address(&section.url)?,
        user_id,
        account: None,
        plain,
        route: section.proxy.as_ref().map_or(Ok(Route::System), route)?,
        ca_pem: section.ca_file.as_ref().map(|file| certificates(file, folder)).transpose()?,
        credential: Credential::PersonalAccessToken,
    };
    let token = match (&section.token_env, &section.token_file) {
        (Some(variable), None) => token::from_environment(variable),
        (None, Some(file)) => token::from_file(file, folder),
        (Some(_), Some(file)) => {
            Err(Problem::at(file.span(), "token_file: there is a token_env as well; give one of the two"))
        }
        (None, None) => Err(Problem::at(whole, "there is no token: give token_env or token_file")),
    }?;
    Ok((workspace, token))
}

/// The address. The client decides later whether `http://` may be used, because a refusal is a state of the workspace.
fn address(url: &Spanned<String>) -> Result<Address, Problem> {
    Address::parse(url.get_ref(), InsecureHttp::Allowed).map_err(|error| {
        // The text is not repeated if it may contain a password.
        let reason = match error {
            AddressError::NotAnAddress(_) => "it is not a web address".to_owned(),
            other => other.to_string(),
        };
        Problem::at(url.span(), &format!("url: {reason}"))
    })
}

fn route(text: &Spanned<String>) -> Result<Route, Problem> {
    let reason =
        "proxy: it is not the address of a proxy, such as http://proxy:3128 or socks5://proxy:1080, nor \"direct\"";
    text.get_ref().parse().map_err(|_| Problem::at(text.span(), reason))
}

fn certificates(file: &Spanned<PathBuf>, folder: &Path) -> Result<String, Problem> {
    let path = folder.join(file.get_ref());
    let shown = Label::new(&path.display().to_string());
    let pem = read_text(&path, MOST)
        .map_err(|reason| Problem::at(file.span(), &format!("ca_file: {shown} cannot be read ({reason})")))?;
    match pem.contains("-----BEGIN CERTIFICATE-----") {
        true => Ok(pem),
        false => Err(Problem::at(file.span(), &format!("ca_file: {shown} holds no certificate in PEM"))),
    }
}

/// The text of a file of at most this many bytes, or why it cannot be read.
fn read_text(path: &Path, most: u64) -> Result<String, String> {
    let read = || {
        let mut bytes = Vec::new();
        fs::File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    })?;
    match bytes.len() as u64 > most {
        true => Err(format!("it is larger than {most} bytes")),
        false => String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned()),
    }
}
