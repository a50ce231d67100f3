//! Records what the pages show in a plain browser, from the real engine on the sandbox's servers, over sockets.
//!
//! `record FOLDER` writes the recording; `record --check FOLDER` compares it with the existing one.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "telling a developer what happens is the job")]

mod commands;
mod failing;
mod findings;
mod fleet;
mod many;
mod member;
mod script;
mod stable;
mod strange;
mod terms;
mod time;
mod world;

use std::{
    env, fs,
    net::TcpListener,
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, bail};
use sandbox::Proxy;
use serde_json::{Value, json};

use crate::world::{Network, Scene, World};

/// The environment variable with the proxy's port, for the process that records.
const PORT: &str = "RECORD_PROXY_PORT";

fn main() -> Result<ExitCode> {
    match env::var(PORT) {
        Ok(port) => record(port.parse()?),
        Err(_) => prepare(),
    }
}

/// Starts the recording in an environment that leads the engine to the sandbox: a proxy and a trusted authority, as they
/// would be set up in an admin's system.
fn prepare() -> Result<ExitCode> {
    let folder = tempfile::tempdir()?;
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let status = Command::new(env::current_exe()?)
        .args(env::args_os().skip(1))
        .env(PORT, port.to_string())
        .env("HTTPS_PROXY", format!("http://127.0.0.1:{port}"))
        .env("SSL_CERT_FILE", folder.path().join("authorities.pem"))
        .env_remove("SSL_CERT_DIR")
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[tokio::main(flavor = "current_thread")]
async fn record(port: u16) -> Result<ExitCode> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let (is_check, folder) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--check", folder] => (true, folder),
        [folder] => (false, folder),
        _ => bail!("record [--check] FOLDER"),
    };
    let authorities = env::var_os("SSL_CERT_FILE").context("no SSL_CERT_FILE")?.into();
    let network = Network { proxy: Proxy::start_on(port)?, authorities };
    let work = tempfile::tempdir()?;
    let mut stale = Vec::new();
    for scene in scenes() {
        let mut world = World::start(&scene, &network, &work.path().join(scene.name)).await?;
        world.play(&scene).await.with_context(|| format!("the scene {}", scene.name))?;
        let reads = world.reads().await?;
        let mut recording = json!({"reads": reads});
        if !scene.others.is_empty() {
            let chapters = work.path().join("chapters");
            recording["script"] =
                json!(script::record(&scene, &world, &reads, &network, &chapters).await.context("the script")?);
        }
        let file = Path::new(folder).join(format!("{}.json", scene.name));
        let text = text(&recording)?;
        if is_check {
            if fs::read_to_string(&file).ok().as_deref() != Some(&text) {
                stale.push(file.display().to_string());
            }
        } else {
            fs::create_dir_all(folder)?;
            fs::write(&file, text)?;
            println!("{}", file.display());
        }
    }
    match stale.is_empty() {
        true => Ok(ExitCode::SUCCESS),
        false => {
            eprintln!("The engine's answers differ from the recording; record again (cargo xtask record). {stale:?}");
            Ok(ExitCode::FAILURE)
        }
    }
}

fn scenes() -> Vec<Scene> {
    let scene = |name, members| Scene { name, members, groups: &[], snoozed: None, others: Vec::new() };
    vec![
        Scene {
            groups: &fleet::GROUPS,
            snoozed: Some(("acme", 0.1)),
            others: script::servers(),
            ..scene("fleet", fleet::members())
        },
        Scene { groups: &strange::GROUPS, ..scene("strange", strange::members()) },
        scene("errors", failing::members()),
        scene("findings", findings::members()),
        scene("many", many::members()),
    ]
}

/// Formats a recording with one answer per line, so that diffs are readable.
fn text(recording: &Value) -> Result<String> {
    let mut text = String::from("{\n");
    let sections = recording.as_object().context("a recording has sections")?;
    for (number, (section, entries)) in sections.iter().enumerate() {
        text.push_str(&format!("{}: {{\n", json!(section)));
        let entries = entries.as_object().context("a section has entries")?;
        for (number, (key, value)) in entries.iter().enumerate() {
            let comma = if number + 1 < entries.len() { "," } else { "" };
            text.push_str(&format!("{}: {}{comma}\n", json!(key), serde_json::to_string(value)?));
        }
        text.push_str(if number + 1 < sections.len() { "},\n" } else { "}\n" });
    }
    text.push_str("}\n");
    Ok(text)
}
