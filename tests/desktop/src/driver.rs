//! The pages in the window, through WebDriver.

use std::{net::TcpListener, path::Path, process::Command};

use anyhow::{Context, Result};
use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    elements::Element,
    key::Key,
};
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

    /// Waits for an element with this test id whose text contains `text`, and returns the first one.
    ///
    /// # Errors
    /// If it does not appear.
    pub async fn find_with(&self, id: &str, text: &str) -> Result<Element> {
        until(&format!("{id} with {text:?} in the window"), async || {
            for element in self.client.find_all(Locator::Css(&css(id))).await? {
                if element.prop("textContent").await?.is_some_and(|content| content.contains(text)) {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Waits for an element with this test id whose text contains `text`, and returns an attribute of the first one.
    ///
    /// # Errors
    /// If it does not appear, or has no such attribute.
    pub async fn attribute(&self, id: &str, text: &str, attribute: &str) -> Result<String> {
        let value = self.find_with(id, text).await?.attr(attribute).await?;
        value.with_context(|| format!("{id} has no {attribute}"))
    }

    /// Waits for an element with this test id whose text contains `text`, and returns the whole text of the first one,
    /// with what is cut off.
    ///
    /// # Errors
    /// If it does not appear.
    pub async fn text_with(&self, id: &str, text: &str) -> Result<String> {
        Ok(self.find_with(id, text).await?.prop("textContent").await?.unwrap_or_default())
    }

    /// How many elements with this test id there are now.
    ///
    /// # Errors
    /// If the driver fails.
    pub async fn count(&self, id: &str) -> Result<usize> {
        Ok(self.client.find_all(Locator::Css(&css(id))).await?.len())
    }

    /// Whether there is an element with this test id now.
    ///
    /// # Errors
    /// If the driver fails.
    pub async fn has(&self, id: &str) -> Result<bool> {
        Ok(self.count(id).await? > 0)
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
        Ok(self.reach(id).await?.click().await?)
    }

    /// Waits for the element with this test id, and scrolls it into view.
    async fn reach(&self, id: &str) -> Result<Element> {
        let element = self.find(id).await?;
        // The driver scrolls the page only, and not a menu or a dialog.
        let scroll = "document.querySelector(arguments[0])?.scrollIntoView({block: 'nearest'})";
        self.client.execute(scroll, vec![css(id).into()]).await?;
        Ok(element)
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

    /// Replaces the text in the field with this test id at once, because typing thousands of letters takes a minute.
    ///
    /// # Errors
    /// If it does not appear.
    pub async fn paste(&self, id: &str, text: &str) -> Result<()> {
        self.find(id).await?;
        let paste = "const field = document.querySelector(arguments[0]);
            field.value = arguments[1];
            field.dispatchEvent(new Event('input', {bubbles: true}));";
        self.client.execute(paste, vec![css(id).into(), text.into()]).await?;
        Ok(())
    }

    /// Ends the session, and the application with it.
    ///
    /// # Errors
    /// If the driver fails.
    pub async fn end(self) -> Result<()> {
        Ok(self.client.close().await?)
    }
}

/// What a task takes of a user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Effort {
    /// Clicks with any button; a double click is two.
    pub clicks: u32,
    /// Pressed keys, among them letters; a combination is one.
    pub keys: u32,
    /// Fields that are filled in, by typing or pasting.
    pub fields: u32,
}

/// A user of the window, whose effort is counted.
pub struct User<'a> {
    window: &'a WebDriver,
    effort: Effort,
}

impl<'a> User<'a> {
    /// A user who has done nothing yet.
    pub fn new(window: &'a WebDriver) -> Self {
        Self { window, effort: Effort::default() }
    }

    /// The effort since this was called last.
    pub fn take_effort(&mut self) -> Effort {
        std::mem::take(&mut self.effort)
    }

    /// Clicks the element with this test id.
    ///
    /// # Errors
    /// If it does not appear, or cannot be clicked.
    pub async fn click(&mut self, id: &str) -> Result<()> {
        self.effort.clicks += 1;
        self.window.click(id).await
    }

    /// Clicks the first element with this test id whose text contains `text`.
    ///
    /// # Errors
    /// If it does not appear, or cannot be clicked.
    pub async fn click_with(&mut self, id: &str, text: &str) -> Result<()> {
        self.effort.clicks += 1;
        Ok(self.window.find_with(id, text).await?.click().await?)
    }

    /// Clicks a part, by its test id, of the first element with a test id whose text contains `text`. The pointer is moved
    /// there first, because some parts are only there then.
    ///
    /// # Errors
    /// If either does not appear, or the part cannot be clicked.
    pub async fn click_part(&mut self, id: &str, text: &str, part: &str) -> Result<()> {
        self.effort.clicks += 1;
        let element = self.window.find_with(id, text).await?;
        let part = element.find(Locator::Css(&css(part))).await?;
        let there = PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
        self.window.client.perform_actions(MouseActions::new("mouse".to_owned()).then(there)).await?;
        Ok(part.click().await?)
    }

    /// Double-clicks the element with this test id.
    ///
    /// # Errors
    /// If it does not appear, or the driver fails.
    pub async fn double_click(&mut self, id: &str) -> Result<()> {
        self.effort.clicks += 2;
        let element = self.window.reach(id).await?;
        let there = PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
        let button = MOUSE_BUTTON_LEFT;
        let mut mouse = MouseActions::new("mouse".to_owned()).then(there);
        for _ in 0..2 {
            mouse = mouse.then(PointerAction::Down { button }).then(PointerAction::Up { button });
        }
        Ok(self.window.client.perform_actions(mouse).await?)
    }

    /// Replaces the text in the field with this test id.
    ///
    /// # Errors
    /// If it does not appear, or cannot be typed into.
    pub async fn fill(&mut self, id: &str, text: &str) -> Result<()> {
        self.effort.fields += 1;
        self.window.fill(id, text).await
    }

    /// Pastes a text into the field with this test id, in place of what it contains.
    ///
    /// # Errors
    /// If it does not appear.
    pub async fn paste(&mut self, id: &str, text: &str) -> Result<()> {
        self.effort.fields += 1;
        self.window.paste(id, text).await
    }

    /// Presses a key where the focus is.
    ///
    /// # Errors
    /// If the driver fails.
    pub async fn press(&mut self, key: impl Into<char>) -> Result<()> {
        self.effort.keys += 1;
        let value = key.into();
        let keys = KeyActions::new("keyboard".to_owned()).then(KeyAction::Down { value });
        Ok(self.window.client.perform_actions(keys.then(KeyAction::Up { value })).await?)
    }

    /// Presses a letter together with Ctrl.
    ///
    /// # Errors
    /// If the driver fails.
    pub async fn press_with_ctrl(&mut self, value: char) -> Result<()> {
        self.effort.keys += 1;
        let control = Key::Control.into();
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: control })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: control });
        Ok(self.window.client.perform_actions(keys).await?)
    }

    /// Types a text where the focus is, one key a letter.
    ///
    /// # Errors
    /// If the driver fails.
    pub async fn type_keys(&mut self, text: &str) -> Result<()> {
        for letter in text.chars() {
            self.press(letter).await?;
        }
        Ok(())
    }
}

fn css(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}
