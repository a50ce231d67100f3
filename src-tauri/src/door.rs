//! The one command that the pages can call. It names a command, which the window answers itself if it needs a dialog or
//! another application, or else passes on to the agent as it is.

use ipc::{
    failure::{ClientFailure, ClientFailureCode},
    message::SavedFile,
    paths,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{
    Value, json,
    value::{RawValue, to_raw_value},
};
use tauri::{
    AppHandle, Manager, State,
    ipc::{InvokeError, Response},
};

use crate::{
    agent_link::{AgentLink, Failed},
    file_manager, link_opener,
    save_dialog::{self, LastSaved},
};

/// A text that the agent made, to be saved.
#[derive(Deserialize)]
struct Document {
    name: String,
    text: String,
}

/// Calls a command with its arguments, a JSON object. The answer is JSON, too.
#[tauri::command]
pub(crate) async fn call(
    app: AppHandle,
    link: State<'_, AgentLink>,
    command: String,
    arguments: String,
) -> Result<Response, InvokeError> {
    let answer = match RawValue::from_string(arguments) {
        Ok(arguments) => answer(&app, &link, &command, arguments).await,
        Err(error) => Err(bug(&error).into()),
    };
    match answer {
        Ok(answer) => Ok(Response::new(Box::<str>::from(answer).into_string())),
        Err(Failed::Here(failure)) => Err(failure.into()),
        Err(Failed::InAgent(failure)) => match serde_json::from_str(failure.get()) {
            Ok(failure) => Err(InvokeError(failure)),
            Err(error) => Err(bug(&error).into()),
        },
    }
}

async fn answer(
    app: &AppHandle,
    link: &AgentLink,
    command: &str,
    arguments: Box<RawValue>,
) -> Result<Box<RawValue>, Failed> {
    match command {
        "save_text" => {
            let Document { name, text } = parse(&arguments)?;
            raw(&save_dialog::save(app, &name, text).await?.is_some())
        }
        "export_table" => raw(&save(app, link, "table", arguments).await?),
        "save_report" => raw(&save(app, link, "report", arguments).await?),
        "print_report" => raw(&print(app, link, &arguments).await?),
        "show_saved_file" => {
            if let Some(file) = app.state::<LastSaved>().get() {
                file_manager::show(&file).await?;
            }
            raw(&())
        }
        "open_data_folder" => {
            let folder = paths::data_dir().map_err(|error| bug(&error))?;
            link_opener::open_folder(&folder).await?;
            raw(&())
        }
        "open_link" => {
            // The pages name a workspace and a target, and the agent makes the address.
            let address: String = parse(&link.call("link", arguments).await?)?;
            link_opener::open(&address).await?;
            raw(&())
        }
        "start_agent" => {
            link.start_agent().await?;
            raw(&())
        }
        _ => link.call(command, arguments).await,
    }
}

/// Has the agent make a document, and saves it to a file that the user picks.
async fn save(
    app: &AppHandle,
    link: &AgentLink,
    command: &str,
    arguments: Box<RawValue>,
) -> Result<Option<SavedFile>, Failed> {
    let Document { name, text } = parse(&link.call(command, arguments).await?)?;
    Ok(save_dialog::save(app, &name, text).await?)
}

/// Saves a report, and opens it in the browser to print it. A web view's own print dialog would block the main thread.
async fn print(app: &AppHandle, link: &AgentLink, arguments: &RawValue) -> Result<Option<SavedFile>, Failed> {
    #[derive(Deserialize)]
    struct Arguments {
        report: Value,
    }
    let Arguments { report } = parse(arguments)?;
    let saved = save(app, link, "report", raw(&json!({ "report": report, "format": "html" }))?).await?;
    if let Some(file) = &saved {
        link_opener::open_report(file.path.as_ref()).await?;
    }
    Ok(saved)
}

fn parse<T: DeserializeOwned>(json: &RawValue) -> Result<T, ClientFailure> {
    serde_json::from_str(json.get()).map_err(|error| bug(&error))
}

fn raw(answer: &impl Serialize) -> Result<Box<RawValue>, Failed> {
    to_raw_value(answer).map_err(|error| bug(&error).into())
}

fn bug(error: &dyn std::fmt::Display) -> ClientFailure {
    ClientFailure::new(ClientFailureCode::Internal, error.to_string(), "This is a bug. Please report it.")
}
