//! The pages in the window, through WebDriver.

use std::{net::TcpListener, path::Path, process::Command};

use anyhow::{Context, Result};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::{child::Child, desktop::Desktop, wait::until};

/// A WebDriver session with the application. Dropping it ends the application.
pub struct WebDriver {
    client: Client,
    _driver: Child,
}

impl WebDriver {
    /// Starts WebKit's driver and, through it, the application with these arguments. Both get `environment` in addition to
    /// the desktop's. Returns once the application has a window.
    ///
    /// # Errors
    /// If either does not start.
    pub async fn start<'a>(
        desktop: &Desktop,
        app: &Path,
        arguments: &[&str],
        environment: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command: Command = desktop.command("/usr/bin/WebKitWebDriver");
        command.arg(format!("--port={port}")).env("TAURI_WEBVIEW_AUTOMATION", "true");
        command.envs(environment);
        let mut driver = desktop.spawn(&mut command)?;
        let options = json!({ "webkitgtk:browserOptions": { "binary": app, "args": arguments } });
        let options = options.as_object().cloned().context("no options")?;
        let client = until("a WebDriver session", async || {
            driver.check()?;
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(options.clone());
            Ok(Some(builder.connect(&format!("http://127.0.0.1:{port}")).await?))
        })
        .await?;
        Ok(Self { client, _driver: driver })
    }

    /// The client, for everything else.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Waits for the element with this test id.
    ///
    /// # Errors
    /// If it does not appear.
    pub async fn find(&self, id: &str) -> Result<Element> {
        let css = css(id);
        until(&format!("{id} in the window"), async || Ok(Some(self.client.find(Locator::Css(&css)).await?))).await
    }

    /// Waits for an element with this test id whose text contains `text`, and returns an attribute of the first one.
    ///
    /// # Errors
    /// If it does not appear.
    pub async fn attribute(&self, id: &str, text: &str, attribute: &str) -> Result<String> {
        until(&format!("{id} with {text:?} in the window"), async || {
            for element in self.client.find_all(Locator::Css(&css(id))).await? {
                if element.prop("textContent").await?.is_some_and(|content| content.contains(text)) {
                    return Ok(element.attr(attribute).await?);
                }
            }
            Ok(None)
        })
        .await
    }

    /// Whether there is an element with this test id now.
    ///
    /// # Errors
    /// If the driver fails.
    pub async fn has(&self, id: &str) -> Result<bool> {
        Ok(!self.client.find_all(Locator::Css(&css(id))).await?.is_empty())
    }

    /// Waits for the element with this test id, and returns its text.
    ///
    /// # Errors
    /// If it does not appear.
    pub async fn text(&self, id: &str) -> Result<String> {
        Ok(self.find(id).await?.text().await?)
    }

    /// Waits until the text of the element with this test id satisfies a condition, and returns it.
    ///
    /// # Errors
    /// If it does not.
    pub async fn wait_for_text(&self, id: &str, condition: impl Fn(&str) -> bool) -> Result<String> {
        let css = css(id);
        let mut last = String::new();
        let seen = until(&format!("the expected text of {id}"), async || {
            last = self.client.find(Locator::Css(&css)).await?.text().await?;
            Ok(condition(&last).then(|| last.clone()))
        })
        .await;
        seen.with_context(|| format!("its text was {last:?}"))
    }

    /// Clicks the element with this test id.
    ///
    /// # Errors
    /// If it does not appear, or cannot be clicked.
    pub async fn click(&self, id: &str) -> Result<()> {
        let element = self.find(id).await?;
        // The driver scrolls the page only, and not a menu or a dialog.
        let scroll = "document.querySelector(arguments[0])?.scrollIntoView({block: 'nearest'})";
        self.client.execute(scroll, vec![css(id).into()]).await?;
        Ok(element.click().await?)
    }

    /// Replaces the text in the field with this test id by typing.
    ///
    /// # Errors
    /// If it does not appear, or cannot be typed into.
    pub async fn fill(&self, id: &str, text: &str) -> Result<()> {
        let field = self.find(id).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Ends the session, and the application with it.
    ///
    /// # Errors
    /// If the driver fails.
    pub async fn end(self) -> Result<()> {
        Ok(self.client.close().await?)
    }
}

fn css(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}
