//! `workspace add`: one workspace, with its token.

use license::Label;
use rocketchat::{Address, AddressError, InsecureHttp, Route, UserId, holds_token};
use watch::{
    Credential, Workspace, WorkspaceId,
    workspace::{details::WorkspaceDetails, groups::GroupName, import::TryOut},
};

use super::{open, report, token};
use crate::{args::Add, context::Context, error::CommandError, misplaced::shown_file, terminal};

/// The largest certificate file, in bytes.
const MOST: u64 = 16 << 20;

/// Runs it; returns the exit code.
pub(super) async fn run(args: &Add, context: &Context) -> Result<u8, CommandError> {
    let group = args.group.clone().map(GroupName::try_from).transpose();
    let group = group.map_err(|error| usage(format!("--group: {error}")))?;
    let workspace = workspace(args)?;
    let token = token::read(&args.token)?;
    let try_out = if args.unchecked { TryOut::No } else { TryOut::Yes };
    let desktop = open(context, "Nothing was added.").await?;
    let imported = desktop.import(vec![(workspace, token)], try_out).await?;
    let code = report(&imported)?;
    let added: Vec<_> = imported.added.iter().map(|added| added.id).collect();
    if let (Some(group), false) = (group, added.is_empty()) {
        desktop.move_to_group_called(added, group).await?;
    }
    desktop.copy_store();
    Ok(code)
}

/// The workspace that the arguments describe. No message repeats what may be a secret.
fn workspace(args: &Add) -> Result<Workspace, CommandError> {
    let name = Label::new(&args.name);
    if name.is_empty() {
        return Err(usage("--name: must not be empty"));
    }
    if holds_token(&args.name) {
        return Err(usage("--name: looks like a token"));
    }
    let plain = if args.allow_http { InsecureHttp::Allowed } else { InsecureHttp::Refused };
    let (address, route, ca_pem) = (address(&args.url, plain)?, route(args)?, certificates(args)?);
    let id = WorkspaceId::random();
    Ok(Workspace {
        id,
        name,
        address,
        user_id: user_id(args)?,
        account: None,
        plain,
        route,
        ca_pem,
        credential: Credential::PersonalAccessToken,
        token: id.into(),
        details: WorkspaceDetails::default(),
    })
}

fn address(url: &str, plain: InsecureHttp) -> Result<Address, CommandError> {
    if holds_token(url) {
        return Err(usage("the address appears to contain a token"));
    }
    Address::parse(url, plain).map_err(|error| match error {
        AddressError::NotAnAddress(_) => usage("the address is not a web address"),
        AddressError::OtherScheme(scheme) if scheme.len() > 10 => usage("an address starts with https://"),
        other => usage(other.to_string()),
    })
}

fn route(args: &Add) -> Result<Route, CommandError> {
    let Some(proxy) = &args.proxy else { return Ok(Route::System) };
    let route: Route = proxy.parse().map_err(|_| {
        usage("--proxy: not a proxy address, such as http://proxy:3128 or socks5://proxy:1080, nor “direct”")
    })?;
    match route.holds_credentials() {
        true => Err(usage(
            "--proxy: contains a username or a password, which is not kept; use the system's proxy settings instead",
        )),
        false => Ok(route),
    }
}

fn certificates(args: &Add) -> Result<Option<String>, CommandError> {
    use std::io::Read;

    let Some(file) = &args.ca_file else { return Ok(None) };
    let mut pem = String::new();
    let read = std::fs::File::open(file).and_then(|open| open.take(MOST).read_to_string(&mut pem));
    read.map_err(|error| usage(format!("--ca-file: {} cannot be read ({error})", shown_file(file))))?;
    match pem.contains("-----BEGIN CERTIFICATE-----") {
        true => Ok(Some(pem)),
        false => Err(usage(format!("--ca-file: {} contains no certificate in PEM format", shown_file(file)))),
    }
}

fn user_id(args: &Add) -> Result<UserId, CommandError> {
    let text = match &args.user_id {
        Some(text) => text.clone(),
        None if terminal::can_ask() => terminal::ask("User ID: ")?,
        None => return Err(usage("no user ID, and no terminal to ask for it: use --user-id")),
    };
    let user_id = UserId::new(&text);
    match user_id.as_str().is_empty() {
        true => Err(usage("--user-id: is empty")),
        false if holds_token(&text) => Err(usage("--user-id: looks like a token, not a user ID")),
        false => Ok(user_id),
    }
}

fn usage(text: impl Into<String>) -> CommandError {
    CommandError::Usage(text.into())
}
