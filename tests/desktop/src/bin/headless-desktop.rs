//! Runs a command in a headless desktop until it exits. With `--screenshot`, the desktop looks like one that people use,
//! and once the window of License Watch is shown, takes a screenshot with the tray's menu open, and then stops it.

#[cfg(target_os = "linux")]
mod linux {
    use std::{
        path::PathBuf,
        process::{Command, ExitCode},
        time::Duration,
    };

    use anyhow::{Context, Result, ensure};
    use desktop_tests::{
        Desktop,
        scenery::Scenery,
        wait::{until_terminated, until_true},
    };

    /// The title of the window to wait for.
    const TITLE: &str = "License Watch";

    /// How long to wait for the window's content and for notifications before the screenshot.
    const PAINT_TIME: Duration = Duration::from_secs(4);

    /// How long the tray's menu takes to appear.
    const MENU_TIME: Duration = Duration::from_secs(1);

    /// Where the window is: left, top, width and height. It has room for every workspace of the sandbox.
    const WINDOW: [u32; 4] = [48, 40, 1220, 960];

    struct Arguments {
        size: (u32, u32),
        scenery: Scenery,
        screenshot: Option<PathBuf>,
        command: Vec<String>,
    }

    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Arguments> {
        let mut parsed =
            Arguments { size: (1720, 1080), scenery: Scenery::Light, screenshot: None, command: Vec::new() };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--size" => {
                    let size = arguments.next().context("--size requires WIDTHxHEIGHT")?;
                    let (width, height) = size.split_once('x').context("--size requires WIDTHxHEIGHT")?;
                    parsed.size = (width.parse()?, height.parse()?);
                }
                "--dark" => parsed.scenery = Scenery::Dark,
                "--screenshot" => {
                    parsed.screenshot = Some(arguments.next().context("--screenshot requires a file")?.into())
                }
                "--" => parsed.command = arguments.by_ref().collect(),
                other => anyhow::bail!("unknown argument {other}"),
            }
        }
        ensure!(
            !parsed.command.is_empty(),
            "usage: headless-desktop [--size WxH] [--dark] [--screenshot FILE.png] -- COMMAND…"
        );
        Ok(parsed)
    }

    pub(crate) async fn run() -> Result<ExitCode> {
        let Arguments { size, scenery, screenshot, command } = read(std::env::args().skip(1))?;
        let screen = format!("{}x{}", size.0, size.1);
        let desktop = match screenshot {
            Some(_) => Desktop::start_scenic(&screen, scenery).await?,
            None => Desktop::start(&screen).await?,
        };
        let mut process: Command = desktop.command(&command[0]);
        let mut process = tokio::process::Command::from(std::mem::replace(&mut process, Command::new("true")));
        let mut process = process.args(&command[1..]).kill_on_drop(true).spawn()?;
        let Some(picture) = screenshot else {
            tokio::select! {
                status = process.wait() => {
                    return Ok(status?.code().map_or(ExitCode::FAILURE, |code| ExitCode::from(code as u8)));
                }
                () = until_terminated() => return end(process).await,
            }
        };
        let result = async {
            until_true("a window of License Watch", async || {
                let ended = process.try_wait()?;
                ensure!(ended.is_none(), "the command has exited: {ended:?}");
                Ok(!desktop.windows(TITLE)?.is_empty())
            })
            .await?;
            let window = desktop.windows(TITLE)?.into_iter().next().context("the window was closed")?;
            desktop.place(&window, WINDOW)?;
            tokio::time::sleep(PAINT_TIME).await;
            desktop.open_tray_menu(size)?;
            tokio::time::sleep(MENU_TIME).await;
            desktop.screenshot(&picture)
        };
        tokio::select! {
            result = result => result?,
            () = until_terminated() => {}
        }
        end(process).await
    }

    /// Sends SIGTERM to the command, so that it can clean up, and waits until it has exited.
    async fn end(mut process: tokio::process::Child) -> Result<ExitCode> {
        if let Some(id) = process.id() {
            Command::new("kill").args(["-TERM", &id.to_string()]).status()?;
        }
        process.wait().await?;
        Ok(ExitCode::SUCCESS)
    }
}

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> anyhow::Result<std::process::ExitCode> {
    linux::run().await
}

#[cfg(not(target_os = "linux"))]
fn main() {
    panic!("a headless desktop runs on Linux only");
}
