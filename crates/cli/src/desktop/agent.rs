//! The agent that has the desktop's store, as its client. What is sent to it may hold tokens; no answer does.

use std::time::Duration;

use ipc::{
    VERSION,
    client::{CallError, Client, ConnectError, Connection},
    endpoint::Endpoint,
    message::{ClientKind, Greeting},
};
use rocketchat::Token;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use watch::{
    Failure, FailureCode, TokenFate, Workspace, WorkspaceId,
    present::view::{KeyApplied, KeyConsent, KeyPreview},
    workspace::{
        details::DetailsEntry,
        groups::GroupName,
        import::{ImportEntry, Imported, TryOut},
    },
};

/// How long the agent may take for what it has at hand.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// A connection to the agent. Clones share it.
#[derive(Clone)]
pub(crate) struct Agent(Client);

/// Why there is no connection.
pub(super) enum NoAgent {
    /// Nothing listens: it may be about to end.
    NotListening,
    /// It does not serve this program.
    Unusable(Failure),
}

impl Agent {
    pub(super) async fn connect(endpoint: &Endpoint) -> Result<Self, NoAgent> {
        let connection = match timeout(PATIENCE, Connection::open(endpoint, &ClientKind::CommandLine)).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(ConnectError::NotRunning(_) | ConnectError::Frame(_))) => return Err(NoAgent::NotListening),
            Ok(Err(ConnectError::NoAnswer)) | Err(_) => return Err(NoAgent::Unusable(no_answer())),
        };
        let unusable = match connection.greeting() {
            Greeting::Ready => return Ok(Self(connection.start(|_| ()))),
            Greeting::OtherVersion { version } => unreachable(
                format!(
                    "License Watch is running in the background in version {version}, and this is version {VERSION}"
                ),
                "Quit License Watch and start it again.",
            ),
            Greeting::Failed { reason, .. } => unreachable(reason.message.clone(), &reason.hint),
            // Only a window is told that.
            Greeting::WindowElsewhere => no_answer(),
        };
        Err(NoAgent::Unusable(unusable))
    }

    pub(super) async fn refresh(&self, id: WorkspaceId) -> Result<(), Failure> {
        self.call("refresh_workspace", &json!({ "id": id })).await
    }

    pub(super) async fn confirm(&self) -> Result<(), Failure> {
        self.call("confirm", &json!({})).await
    }

    pub(super) async fn import(&self, workspaces: &[(Workspace, Token)], try_out: TryOut) -> Result<Imported, Failure> {
        let workspace = |(workspace, token): &(Workspace, Token)| json!({ "workspace": ImportEntry::from(workspace), "token": token.expose() });
        let workspaces: Vec<_> = workspaces.iter().map(workspace).collect();
        self.call_while_alive("import_new", &json!({ "workspaces": workspaces, "try_out": try_out })).await
    }

    pub(super) async fn move_to_group_called(&self, ids: &[WorkspaceId], group: &GroupName) -> Result<(), Failure> {
        self.call_while_alive("move_to_group_called", &json!({ "ids": ids, "group": group })).await
    }

    pub(super) async fn edit(
        &self,
        id: WorkspaceId,
        name: Option<&str>,
        details: &DetailsEntry,
    ) -> Result<String, Failure> {
        /// What is needed of the workspace afterwards.
        #[derive(Deserialize)]
        struct Edited {
            name: String,
        }
        let edit = json!({ "name": name, "details": details });
        let edited: Edited = self.call_while_alive("edit_workspace", &json!({ "id": id, "edit": edit })).await?;
        Ok(edited.name)
    }

    pub(super) async fn preview_key(&self, id: WorkspaceId, key: &str) -> Result<KeyPreview, Failure> {
        self.call_while_alive("preview_license_key", &json!({ "id": id, "key": key })).await
    }

    pub(super) async fn apply_key(
        &self,
        id: WorkspaceId,
        key: &str,
        consent: KeyConsent,
    ) -> Result<KeyApplied, Failure> {
        self.call_while_alive("apply_license_key", &json!({ "id": id, "key": key, "consent": consent })).await
    }

    pub(super) async fn remove(&self, id: WorkspaceId) -> Result<(), Failure> {
        self.call_while_alive("remove_workspace", &json!({ "id": id, "token": TokenFate::Leave })).await
    }

    /// Calls a command that may take as long as it needs, as long as the agent answers others meanwhile.
    async fn call_while_alive<T: DeserializeOwned>(&self, command: &str, arguments: &Value) -> Result<T, Failure> {
        tokio::select! {
            answer = self.call(command, arguments) => answer,
            () = self.silence() => Err(no_answer()),
        }
    }

    /// Waits until the agent does not answer any more.
    async fn silence(&self) {
        loop {
            sleep(PATIENCE).await;
            if timeout(PATIENCE, self.call::<Value>("workspace_order", &json!({}))).await.is_err() {
                return;
            }
        }
    }

    async fn call<T: DeserializeOwned>(&self, command: &str, arguments: &Value) -> Result<T, Failure> {
        let arguments = serde_json::value::to_raw_value(arguments).map_err(|error| bug(&error))?;
        match self.0.call(command, arguments).await {
            Ok(answer) => serde_json::from_str(answer.get()).map_err(|error| bug(&error)),
            Err(CallError::Failed(failure)) => Err(serde_json::from_str(failure.get()).unwrap_or_else(|e| bug(&e))),
            Err(CallError::Disconnected) => Err(unreachable(
                "License Watch, which runs in the background, has ended".to_owned(),
                "Find out with “workspace list” what was done, and try again.",
            )),
            Err(CallError::TooLarge) => Err(Failure::new(
                FailureCode::BadList,
                "this is too much to pass to License Watch, which runs in the background, at once",
                "Use several files, or quit License Watch and try again.",
            )),
        }
    }
}

fn unreachable(message: String, hint: &str) -> Failure {
    Failure::new(FailureCode::AgentUnreachable, message, hint)
}

/// The agent does not answer.
pub(super) fn no_answer() -> Failure {
    unreachable(
        "License Watch, which runs in the background, does not respond".to_owned(),
        "End license-watch-agent, start License Watch again, and try again.",
    )
}

fn bug(error: &serde_json::Error) -> Failure {
    // Where in the text it is, and not the text.
    let message = format!("the answer of License Watch is not understood (column {})", error.column());
    Failure::new(FailureCode::Internal, message, "Please report this bug.")
}
