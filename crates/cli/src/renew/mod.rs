//! `renew`: a license key for a workspace. It is validated and shown what it changes before anything is sent; then the license
//! is read until the server has decided.
//!
//! - [`words`]: the words of the window; [`text`]: what is printed.

mod text;
mod words;

use std::{
    fs::File,
    io::{self, IsTerminal, Read},
};

use rocketchat::LicenseKey;
use serde::Serialize;
use watch::{
    Failure, FailureCode, Workspace,
    present::view::{KeyApplied, KeyConsent, KeyPreview, KeyVerdict, RenewalOutcome},
};

use crate::{
    args::Renew,
    context::Context,
    error::CommandError,
    misplaced::shown_file,
    output, terminal,
    wording::Reader,
    workspaces::{find, open},
};

/// Nothing was changed at the server.
const NOTHING_CHANGED: u8 = 3;

/// The server rejected the license.
const REJECTED: u8 = 4;

/// Whether the server has accepted the license is unknown.
const NOT_CONFIRMED: u8 = 5;

/// The number of the JSON's schema.
const SCHEMA: u32 = 1;

/// Four times what a key may have, for the line breaks and spaces that editors add.
const MOST: u64 = 4 * LicenseKey::MAX as u64;

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    schema: u32,
    workspace: Named<'a>,
    /// What the key would change.
    preview: &'a KeyPreview,
    /// What became of it; `null` if it was not applied.
    applied: Option<&'a KeyApplied>,
}

/// A workspace in that.
#[derive(Serialize)]
struct Named<'a> {
    id: String,
    name: &'a str,
    url: String,
}

/// Runs it; returns the exit code.
pub(crate) async fn run(args: &Renew, context: &Context) -> Result<u8, CommandError> {
    if !args.yes && !terminal::can_ask() {
        return Err(CommandError::Usage(
            "no terminal to ask for confirmation: use --yes to apply without it".to_owned(),
        ));
    }
    let key = key(args)?;
    let reader = Reader { now: context.now(), zone: context.zone.clone() };
    let mut desktop = open(context, UNCHANGED).await?;
    let known = desktop.known(context)?.workspaces.into_iter().map(|(workspace, _)| workspace).collect();
    let workspace = find(known, &args.name)?;
    let name = workspace.name.as_str();
    let preview = match desktop.preview_key(workspace.id, &key).await {
        Ok(preview) => preview,
        Err(failure) => return Ok(failed(&workspace, &failure, UNCHANGED, NOTHING_CHANGED)),
    };
    let show = |text: &str| {
        if !args.json {
            return output::print(text);
        }
        output::note(text.trim_end());
        Ok(())
    };
    let finish = |applied: Option<&KeyApplied>, code| {
        if args.json {
            print_json(&workspace, &preview, applied)?;
        }
        Ok(code)
    };
    if !args.json || !args.yes {
        show(&text::preview(&preview, name, &reader))?;
    }
    if preview.is_same_key {
        return finish(None, 0);
    }
    let fits = !matches!(preview.verdict, KeyVerdict::DoesNotFit { .. });
    if args.yes && !fits && !args.force {
        output::note(&format!("{UNCHANGED} Use --force to apply it all the same."));
        return finish(None, NOTHING_CHANGED);
    }
    if !args.yes {
        // An agent that starts does not wait for the answer.
        drop(desktop);
        if !terminal::confirm(&text::question(&preview, name))? {
            output::note(UNCHANGED);
            return finish(None, NOTHING_CHANGED);
        }
        desktop = open(context, UNCHANGED).await?;
    }
    let consent = if fits && !args.force { KeyConsent::OnlyIfItFits } else { KeyConsent::EvenWithoutLicense };
    let applied = match desktop.apply_key(workspace.id, &key, consent).await {
        Ok(applied) => applied,
        Err(failure) if is_certain(failure.code) => {
            return Ok(failed(&workspace, &failure, UNCHANGED, NOTHING_CHANGED));
        }
        Err(failure) => {
            return Ok(failed(&workspace, &failure, "It is not known whether the server has the key.", NOT_CONFIRMED));
        }
    };
    desktop.copy_store();
    if !args.json {
        output::print(&text::applied(&applied, name, &reader))?;
    }
    let code = match applied.outcome {
        RenewalOutcome::Applied | RenewalOutcome::Unchanged => 0,
        RenewalOutcome::NeedsConsent { .. } => NOTHING_CHANGED,
        RenewalOutcome::Refused { .. } | RenewalOutcome::LicenseGone { .. } => REJECTED,
        RenewalOutcome::Unconfirmed => NOT_CONFIRMED,
    };
    finish(Some(&applied), code)
}

const UNCHANGED: &str = "Nothing was changed.";

/// The license key, as text. It is checked here, so that no other secret is sent to a server by mistake.
fn key(args: &Renew) -> Result<String, CommandError> {
    let usage = |text: String| Err(CommandError::Usage(text));
    let mut key = String::new();
    let read = match &args.key_file {
        Some(file) => File::open(file).and_then(|file| file.take(MOST).read_to_string(&mut key)),
        // A terminal cuts off long lines.
        None if io::stdin().is_terminal() => {
            return usage("no license key: use --key-file, or pass it on standard input".to_owned());
        }
        None => io::stdin().lock().take(MOST).read_to_string(&mut key),
    };
    let source = args.key_file.as_deref().map_or("standard input".to_owned(), shown_file);
    if let Err(error) = read {
        return usage(format!("{source} cannot be read ({error})"));
    }
    match LicenseKey::new(&key) {
        Ok(_) => Ok(key),
        Err(error) => usage(format!("{source}: {error}")),
    }
}

/// Prints why it failed; returns the exit code.
fn failed(workspace: &Workspace, failure: &Failure, then: &str, code: u8) -> u8 {
    output::note(&format!("{}: {failure}. {} {then}", workspace.name, failure.hint));
    code
}

/// Whether a key certainly has not arrived, or was refused as such, when applying it failed.
fn is_certain(code: FailureCode) -> bool {
    matches!(
        code,
        FailureCode::NotLicenseKey
            | FailureCode::KeyRefused
            | FailureCode::Forbidden
            | FailureCode::Unauthorized
            | FailureCode::CredentialsMissing
            | FailureCode::UnknownWorkspace
    )
}

fn print_json(workspace: &Workspace, preview: &KeyPreview, applied: Option<&KeyApplied>) -> Result<(), CommandError> {
    let Workspace { id, name, address, .. } = workspace;
    let workspace = Named { id: id.to_string(), name: name.as_str(), url: address.to_string() };
    output::print(&output::json(&Report { schema: SCHEMA, workspace, preview, applied })?)
}
