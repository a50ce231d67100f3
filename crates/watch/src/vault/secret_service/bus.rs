//! The calls of the Secret Service that are needed (version 0.2 of the specification of freedesktop.org).
//!
//! Entries have the attributes `service` and `username`, as the `keyring` crate writes them.

use std::collections::HashMap;

use futures_util::StreamExt;
use rocketchat::Token;
use serde::{Serialize, de::DeserializeOwned};
use zbus::{
    Connection, DBusError, MatchRule, Message, MessageStream, message,
    zvariant::{DynamicType, ObjectPath, OwnedObjectPath, OwnedValue, Type, Value},
};

use super::session::{ALGORITHM, CipherError, KeyExchange, Secret, Session};
use crate::{vault::APPLICATION_ID, workspace::TokenId};

/// The name of the service.
pub(super) const SERVICE: &str = "org.freedesktop.secrets";

/// The path of the service's object, below which all its objects are.
pub(super) const PATH: &str = "/org/freedesktop/secrets";

const SERVICE_INTERFACE: &str = "org.freedesktop.Secret.Service";
const COLLECTION_INTERFACE: &str = "org.freedesktop.Secret.Collection";
const ITEM_INTERFACE: &str = "org.freedesktop.Secret.Item";
const PROMPT_INTERFACE: &str = "org.freedesktop.Secret.Prompt";
const PROPERTIES_INTERFACE: &str = "org.freedesktop.DBus.Properties";

/// The alias of the collection in which applications store what they do not want to store elsewhere.
const DEFAULT: &str = "default";

/// Where the specification says “no object”.
const NO_OBJECT: &str = "/";

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum CallError {
    /// No service has the name, and none can be started.
    #[error("{0}")]
    Absent(String),
    /// What is needed is locked.
    #[error("{0}")]
    Locked(&'static str),
    /// The service wants to ask the user first, by this prompt.
    #[error("it asks for a confirmation")]
    Confirmation(OwnedObjectPath),
    /// The session or an object is unknown, as after a restart of the service.
    #[error("{0}")]
    Stale(String),
    /// The service failed, or its answer is not one.
    #[error("{0}")]
    Failed(String),
}

impl From<CipherError> for CallError {
    fn from(error: CipherError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<zbus::Error> for CallError {
    fn from(error: zbus::Error) -> Self {
        let text = error.to_string();
        let name = match &error {
            zbus::Error::MethodError(name, ..) => name.to_string(),
            zbus::Error::FDO(error) => error.name().to_string(),
            // The connection to the bus is gone, or the bus sent something unreadable.
            zbus::Error::InputOutput(_) => return Self::Stale(text),
            _ => return Self::Failed(text),
        };
        match name.strip_prefix("org.freedesktop.").unwrap_or(&name) {
            "DBus.Error.ServiceUnknown" | "DBus.Error.NameHasNoOwner" => Self::Absent(text),
            name if name.starts_with("DBus.Error.Spawn.") => Self::Absent(text),
            "Secret.Error.IsLocked" => Self::Locked("it is locked"),
            "Secret.Error.NoSession"
            | "Secret.Error.NoSuchObject"
            | "DBus.Error.UnknownObject"
            | "DBus.Error.UnknownMethod"
            | "DBus.Error.UnknownInterface"
            | "DBus.Error.NoReply"
            | "DBus.Error.Disconnected" => Self::Stale(text),
            _ => Self::Failed(text),
        }
    }
}

/// The items that a search found.
pub(super) struct Found {
    pub(super) unlocked: Vec<OwnedObjectPath>,
    pub(super) locked: Vec<OwnedObjectPath>,
}

async fn call<B: Serialize + DynamicType>(
    connection: &Connection,
    path: &ObjectPath<'_>,
    interface: &str,
    method: &str,
    body: &B,
) -> Result<Message, CallError> {
    Ok(connection.call_method(Some(SERVICE), path, Some(interface), method, body).await?)
}

fn answer<T: DeserializeOwned + Type>(reply: &Message) -> Result<T, CallError> {
    reply.body().deserialize().map_err(|error| CallError::Failed(error.to_string()))
}

fn service() -> ObjectPath<'static> {
    ObjectPath::from_static_str_unchecked(PATH)
}

fn object(path: OwnedObjectPath) -> Option<OwnedObjectPath> {
    (path.as_str() != NO_OBJECT).then_some(path)
}

/// Opens an encrypted session. If the service is not running and the bus can start it, this starts it.
pub(super) async fn open_session(connection: &Connection) -> Result<Session, CallError> {
    let exchange = KeyExchange::new()?;
    let body = (ALGORITHM, Value::from(exchange.public_key()));
    let reply = call(connection, &service(), SERVICE_INTERFACE, "OpenSession", &body).await?;
    let (public_key, path): (OwnedValue, OwnedObjectPath) = answer(&reply)?;
    let public_key = Vec::<u8>::try_from(public_key).map_err(|error| CallError::Failed(error.to_string()))?;
    Ok(exchange.session(path, &public_key)?)
}

fn attributes(user: &str) -> HashMap<&'static str, &str> {
    HashMap::from([("service", APPLICATION_ID), ("username", user)])
}

async fn search(connection: &Connection, attributes: &HashMap<&str, &str>) -> Result<Found, CallError> {
    let reply = call(connection, &service(), SERVICE_INTERFACE, "SearchItems", attributes).await?;
    let (unlocked, locked) = answer(&reply)?;
    Ok(Found { unlocked, locked })
}

/// The entries of a token. One, unless another program has made more.
pub(super) async fn items_of(connection: &Connection, id: TokenId) -> Result<Found, CallError> {
    search(connection, &attributes(&id.to_string())).await
}

/// The entries of all workspaces.
pub(super) async fn items(connection: &Connection) -> Result<Found, CallError> {
    search(connection, &HashMap::from([("service", APPLICATION_ID)])).await
}

/// The collection for new items; `None` if there is none yet, or none is open.
pub(super) async fn default_collection(connection: &Connection) -> Result<Option<OwnedObjectPath>, CallError> {
    let reply = call(connection, &service(), SERVICE_INTERFACE, "ReadAlias", &DEFAULT).await?;
    Ok(object(answer(&reply)?))
}

pub(super) async fn is_locked(connection: &Connection, collection: &ObjectPath<'_>) -> Result<bool, CallError> {
    let reply = call(connection, collection, PROPERTIES_INTERFACE, "Get", &(COLLECTION_INTERFACE, "Locked")).await?;
    let locked: OwnedValue = answer(&reply)?;
    bool::try_from(locked).map_err(|error| CallError::Failed(error.to_string()))
}

/// The collection of an item.
pub(super) fn collection_of(item: &ObjectPath<'_>) -> Option<OwnedObjectPath> {
    let (collection, _) = item.as_str().rsplit_once('/')?;
    OwnedObjectPath::try_from(collection).ok()
}

pub(super) async fn read(
    connection: &Connection,
    session: &Session,
    item: &ObjectPath<'_>,
) -> Result<Token, CallError> {
    let reply = call(connection, item, ITEM_INTERFACE, "GetSecret", session.path()).await?;
    let secret: Secret = answer(&reply)?;
    let token = session.decrypt(secret).map_err(|_| CallError::Failed("the entry is not a token".to_owned()))?;
    Ok(Token::new(&token))
}

pub(super) async fn overwrite(
    connection: &Connection,
    session: &Session,
    item: &ObjectPath<'_>,
    token: &Token,
) -> Result<(), CallError> {
    let secret = session.encrypt(token.expose())?;
    call(connection, item, ITEM_INTERFACE, "SetSecret", &(secret,)).await.map(drop)
}

pub(super) async fn create(
    connection: &Connection,
    session: &Session,
    collection: &ObjectPath<'_>,
    id: TokenId,
    token: &Token,
) -> Result<(), CallError> {
    let (secret, user, replace) = (session.encrypt(token.expose())?, id.to_string(), true);
    let label = format!("keyring:{user}@{APPLICATION_ID}");
    let properties = HashMap::from([
        ("org.freedesktop.Secret.Item.Label", Value::from(label)),
        ("org.freedesktop.Secret.Item.Attributes", Value::from(attributes(&user))),
    ]);
    let reply =
        call(connection, collection, COLLECTION_INTERFACE, "CreateItem", &(properties, secret, replace)).await?;
    let (_item, prompt): (OwnedObjectPath, OwnedObjectPath) = answer(&reply)?;
    confirmed(prompt)
}

pub(super) async fn delete(connection: &Connection, item: &ObjectPath<'_>) -> Result<(), CallError> {
    let reply = call(connection, item, ITEM_INTERFACE, "Delete", &()).await?;
    confirmed(answer(&reply)?)
}

fn confirmed(prompt: OwnedObjectPath) -> Result<(), CallError> {
    match object(prompt) {
        None => Ok(()),
        Some(prompt) => Err(CallError::Confirmation(prompt)),
    }
}

/// Unlocks collections. Returns the prompt that asks the user; `None` if they are unlocked.
pub(super) async fn unlock(
    connection: &Connection,
    collections: &[OwnedObjectPath],
) -> Result<Option<OwnedObjectPath>, CallError> {
    let reply = call(connection, &service(), SERVICE_INTERFACE, "Unlock", &collections).await?;
    let (_unlocked, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) = answer(&reply)?;
    Ok(object(prompt))
}

/// Creates the default collection. Returns the prompt that asks the user for its password.
pub(super) async fn create_default_collection(connection: &Connection) -> Result<Option<OwnedObjectPath>, CallError> {
    let properties = HashMap::from([("org.freedesktop.Secret.Collection.Label", Value::from("Default keyring"))]);
    let reply = call(connection, &service(), SERVICE_INTERFACE, "CreateCollection", &(properties, DEFAULT)).await?;
    let (_collection, prompt): (OwnedObjectPath, OwnedObjectPath) = answer(&reply)?;
    Ok(object(prompt))
}

/// Shows a prompt and waits for the user, for as long as that takes. Returns whether the user agreed.
pub(super) async fn show(connection: &Connection, prompt: &ObjectPath<'_>) -> Result<bool, CallError> {
    // Before the prompt is shown, because it may end at once.
    let completed = MatchRule::builder().msg_type(message::Type::Signal).interface(PROMPT_INTERFACE)?;
    let completed = completed.member("Completed")?.path(prompt.as_ref())?.build();
    let mut completed = MessageStream::for_match_rule(completed, connection, None).await?;
    let no_window = "";
    call(connection, prompt, PROMPT_INTERFACE, "Prompt", &no_window).await?;
    match completed.next().await {
        Some(completed) => {
            let (is_dismissed, _result): (bool, OwnedValue) = answer(&completed?)?;
            Ok(!is_dismissed)
        }
        None => Err(CallError::Stale("the session bus disappeared".to_owned())),
    }
}
