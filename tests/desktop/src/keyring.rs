//! The desktop's keyring, which a test can start late, lock, kill, or replace with one that hangs.

use std::{
    collections::HashMap,
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context, Result};
use futures_util::StreamExt;
use zbus::{
    Connection, MatchRule, Message, MessageStream,
    fdo::{DBusProxy, MonitoringProxy},
    message::Type,
    names::BusName,
    zvariant::{DynamicType, ObjectPath, OwnedObjectPath, OwnedValue, Value},
};

use crate::{
    desktop::{Desktop, INSTALLED_SERVICES},
    wait::until_true,
};

/// The name of the service on the bus.
const SERVICE: &str = "org.freedesktop.secrets";

const PATH: &str = "/org/freedesktop/secrets";

/// The password of the desktop's keyring.
const PASSWORD: &str = "a private desktop";

/// The only collection and the only item of a keyring that hangs.
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";
const ITEM: &str = "/org/freedesktop/secrets/collection/login/1";
const PROMPT: &str = "/org/freedesktop/secrets/prompt/1";

impl Desktop {
    /// Starts the keyring, and unlocks it.
    ///
    /// # Errors
    /// If it does not start.
    pub async fn start_keyring(&mut self) -> Result<()> {
        let mut keyring = Command::new("gnome-keyring-daemon");
        keyring.args(["--foreground", "--unlock", "--components=secrets"]).stdin(Stdio::piped()).stdout(Stdio::null());
        let keyring = self.add(keyring)?;
        // The input up to its end is the password with which the keyring is created and unlocked.
        let mut input = keyring.stdin().context("no input")?;
        input.write_all(PASSWORD.as_bytes())?;
        drop(input);
        self.wait_for_owner(SERVICE).await
    }

    /// Kills the keyring.
    ///
    /// # Errors
    /// If it is not running.
    pub async fn kill_keyring(&mut self) -> Result<()> {
        self.stop("gnome-keyring-daemon")?;
        let bus = DBusProxy::new(self.bus()).await?;
        let name = BusName::try_from(SERVICE)?;
        until_true("the end of the keyring", async || Ok(!bus.name_has_owner(name.clone()).await?)).await
    }

    /// Lets the session bus start the keyring on demand.
    ///
    /// # Errors
    /// If no keyring is installed.
    pub async fn allow_keyring_on_demand(&self) -> Result<()> {
        let file = "org.freedesktop.secrets.service";
        fs::copy(Path::new(INSTALLED_SERVICES).join(file), self.folder().join("services").join(file))?;
        let bus = DBusProxy::new(self.bus()).await?;
        until_true("a keyring that can be started", async || {
            bus.reload_config().await?;
            Ok(bus.list_activatable_names().await?.iter().any(|name| name.as_str() == SERVICE))
        })
        .await
    }

    /// Locks the keyring.
    ///
    /// # Errors
    /// If it cannot be locked.
    pub async fn lock_keyring(&self) -> Result<()> {
        let collection = self.collection().await?;
        self.ask_keyring("org.freedesktop.Secret.Service", "Lock", &vec![collection]).await?;
        Ok(())
    }

    /// Unlocks the keyring, like a sign-in to the desktop or its password manager.
    ///
    /// # Errors
    /// If it cannot be unlocked.
    pub async fn unlock_keyring(&self) -> Result<()> {
        let body = ("plain", Value::from(""));
        let session = self.ask_keyring("org.freedesktop.Secret.Service", "OpenSession", &body).await?;
        let (_, session): (OwnedValue, OwnedObjectPath) = session.body().deserialize()?;
        let secret = (session, Vec::<u8>::new(), PASSWORD.as_bytes().to_vec(), "text/plain");
        let interface = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface";
        self.ask_keyring(interface, "UnlockWithMasterPassword", &(self.collection().await?, secret)).await?;
        Ok(())
    }

    /// The users of a service's entries in the keyring.
    ///
    /// # Errors
    /// If the keyring does not answer.
    pub async fn keyring_users(&self, service: &str) -> Result<Vec<String>> {
        let wanted = HashMap::from([("service", service)]);
        let found = self.ask_keyring("org.freedesktop.Secret.Service", "SearchItems", &wanted).await?;
        let (unlocked, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) = found.body().deserialize()?;
        let mut users = Vec::new();
        for item in unlocked.iter().chain(&locked) {
            let properties = Some("org.freedesktop.DBus.Properties");
            let body = ("org.freedesktop.Secret.Item", "Attributes");
            let reply = self.bus().call_method(Some(SERVICE), item, properties, "Get", &body).await?;
            let attributes: OwnedValue = reply.body().deserialize()?;
            let mut attributes = HashMap::<String, String>::try_from(attributes)?;
            users.push(attributes.remove("username").unwrap_or_default());
        }
        Ok(users)
    }

    /// Whether the keyring's prompt is on the screen.
    ///
    /// # Errors
    /// If the display does not answer.
    pub fn has_prompt(&self) -> Result<bool> {
        Ok(!self.windows("Unlock Login Keyring")?.is_empty())
    }

    /// Enters the password into the keyring's prompt.
    ///
    /// # Errors
    /// If typing fails.
    pub fn answer_prompt(&self) -> Result<()> {
        self.enter(PASSWORD)
    }

    async fn collection(&self) -> Result<OwnedObjectPath> {
        let reply = self.ask_keyring("org.freedesktop.Secret.Service", "ReadAlias", &"default").await?;
        Ok(reply.body().deserialize()?)
    }

    async fn ask_keyring<B: serde::Serialize + DynamicType>(
        &self,
        interface: &str,
        method: &str,
        body: &B,
    ) -> Result<Message> {
        let reply = self.bus().call_method(Some(SERVICE), PATH, Some(interface), method, body).await;
        reply.with_context(|| format!("{method} of the keyring"))
    }

    /// Replaces the keyring, which must not be running, with one that hangs.
    ///
    /// # Errors
    /// If there is another one.
    pub async fn start_hanging_keyring(&self, hang: Hang) -> Result<HangingKeyring> {
        let connection = self.connect().await?;
        let messages = MessageStream::from(&connection);
        connection.request_name(SERVICE).await.context("failed to replace the keyring")?;
        let serving = tokio::spawn(serve(connection.clone(), messages, hang));
        Ok(HangingKeyring { connection, serving })
    }

    /// Counts the prompts of the keyring from now on.
    ///
    /// # Errors
    /// If the bus cannot be watched.
    pub async fn count_prompts(&self) -> Result<Prompts> {
        let connection = self.connect().await?;
        let mut messages = MessageStream::from(&connection);
        let calls = MatchRule::builder().msg_type(Type::MethodCall).interface("org.freedesktop.Secret.Prompt")?;
        MonitoringProxy::new(&connection).await?.become_monitor(&[calls.build()], 0).await?;
        let shown = Arc::new(Mutex::new(0));
        let counter = Arc::clone(&shown);
        tokio::spawn(async move {
            while let Some(Ok(message)) = messages.next().await {
                if message.header().member().is_some_and(|member| member.as_str() == "Prompt") {
                    *counter.lock().unwrap_or_else(PoisonError::into_inner) += 1;
                }
            }
        });
        Ok(Prompts(shown))
    }
}

/// How many prompts were shown.
#[derive(Debug, Clone)]
pub struct Prompts(Arc<Mutex<usize>>);

impl Prompts {
    /// How many so far.
    pub fn shown(&self) -> usize {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a keyring never answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hang {
    /// The first call of every client.
    OpenSession,
    /// The search for an entry.
    SearchItems,
    /// Reading an entry.
    GetSecret,
    /// Nothing, but the keyring is locked, and its prompt is never answered.
    Prompt,
}

/// A keyring that hangs. It ends with [`HangingKeyring::end`].
pub struct HangingKeyring {
    connection: Connection,
    serving: tokio::task::JoinHandle<()>,
}

impl HangingKeyring {
    /// Ends it.
    ///
    /// # Errors
    /// If the connection to the bus cannot be closed.
    pub async fn end(self) -> Result<()> {
        self.serving.abort();
        Ok(self.connection.close().await?)
    }
}

async fn serve(connection: Connection, mut messages: MessageStream, hang: Hang) {
    while let Some(Ok(message)) = messages.next().await {
        if message.message_type() == Type::MethodCall {
            // Fails if the client has ended.
            let _ = answer(&connection, &message, hang).await;
        }
    }
}

async fn answer(connection: &Connection, call: &Message, hang: Hang) -> zbus::Result<()> {
    let header = call.header();
    let nothing = ObjectPath::try_from("/")?;
    let items = || Ok::<_, zbus::Error>(vec![ObjectPath::try_from(ITEM)?]);
    match header.member().map(|member| member.as_str()) {
        Some("OpenSession") if hang == Hang::OpenSession => Ok(()),
        Some("SearchItems") if hang == Hang::SearchItems => Ok(()),
        Some("GetSecret") if hang == Hang::GetSecret => Ok(()),
        Some("OpenSession") => {
            // A valid public key of the key exchange. What it leads to is never used.
            let public_key = vec![3_u8; 128];
            connection.reply(&header, &(Value::from(public_key), ObjectPath::try_from(PATH)?)).await
        }
        Some("SearchItems") => match hang {
            Hang::Prompt => connection.reply(&header, &(Vec::<ObjectPath<'_>>::new(), items()?)).await,
            Hang::OpenSession | Hang::SearchItems | Hang::GetSecret => {
                connection.reply(&header, &(items()?, Vec::<ObjectPath<'_>>::new())).await
            }
        },
        Some("ReadAlias") => connection.reply(&header, &ObjectPath::try_from(COLLECTION)?).await,
        Some("Get") => connection.reply(&header, &Value::from(hang == Hang::Prompt)).await,
        Some("Unlock") => {
            let unlocked = Vec::<ObjectPath<'_>>::new();
            connection.reply(&header, &(unlocked, ObjectPath::try_from(PROMPT)?)).await
        }
        Some("Delete") => connection.reply(&header, &nothing).await,
        Some(_) | None => connection.reply(&header, &()).await,
    }
}
