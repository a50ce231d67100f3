//! What the window may ask of all that is kept: to carry it elsewhere, to show it to whoever helps, to forget it.

use tauri::{AppHandle, State, command};
use watch::{Failure, ImportPlan, i18n::language::Language};

use crate::{
    dependencies::{self, Dependency},
    diagnostics,
    engine::Watching,
    file,
};

#[command(async)]
pub(crate) fn export_settings(watching: State<'_, Watching>) -> Result<String, Failure> {
    watching.engine.export()
}

#[command(async)]
pub(crate) fn plan_import(watching: State<'_, Watching>, text: &str) -> Result<ImportPlan, Failure> {
    watching.engine.plan_import(text)
}

#[command(async)]
pub(crate) fn import_settings(watching: State<'_, Watching>, text: &str) -> Result<ImportPlan, Failure> {
    watching.engine.import_settings(text)
}

#[command]
pub(crate) async fn save_text(app: AppHandle, name: String, text: String) -> Result<bool, Failure> {
    file::save(&app, &name, text).await
}

#[command]
pub(crate) async fn reset(watching: State<'_, Watching>) -> Result<(), Failure> {
    watching.engine.reset().await
}

#[command]
pub(crate) fn set_language(watching: State<'_, Watching>, language: Language) -> Result<(), Failure> {
    watching.engine.set_language(language)
}

#[command]
pub(crate) async fn diagnostics(app: AppHandle) -> String {
    diagnostics::text(&app).await
}

#[command]
pub(crate) fn dependencies() -> Vec<Dependency> {
    dependencies::all()
}
