//! Commands of the window for the stored data as a whole: export, import, diagnostics, reset.

use tauri::{AppHandle, State, command};
use watch::{Failure, ImportPlan, language::Language};

use crate::{
    dependencies::{self, Dependency},
    diagnostics,
    engine::AppState,
    save_dialog,
};

#[command(async)]
pub(crate) fn export_settings(state: State<'_, AppState>) -> Result<String, Failure> {
    state.engine.export()
}

#[command(async)]
pub(crate) fn plan_import(state: State<'_, AppState>, text: &str) -> Result<ImportPlan, Failure> {
    state.engine.plan_import(text)
}

#[command(async)]
pub(crate) fn import_settings(state: State<'_, AppState>, text: &str) -> Result<ImportPlan, Failure> {
    state.engine.import_settings(text)
}

#[command]
pub(crate) async fn save_text(app: AppHandle, name: String, text: String) -> Result<bool, Failure> {
    save_dialog::save(&app, &name, text).await
}

#[command]
pub(crate) async fn reset(state: State<'_, AppState>) -> Result<(), Failure> {
    state.engine.reset().await
}

#[command(async)]
pub(crate) fn set_language(state: State<'_, AppState>, language: Language) -> Result<(), Failure> {
    state.engine.set_language(language)
}

#[command]
pub(crate) async fn diagnostics(app: AppHandle) -> String {
    diagnostics::text(&app).await
}

#[command(async)]
pub(crate) fn dependencies() -> Vec<Dependency> {
    dependencies::all()
}
