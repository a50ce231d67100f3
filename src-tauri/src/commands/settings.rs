//! Commands for the settings, and for the stored data as a whole: export, import, reset.

use tauri::AppHandle;
use watch::{
    Failure, ImportPlan,
    settings::{Settings, SettingsPatch},
};

use super::engine;

pub(super) fn settings(app: &AppHandle) -> Result<Settings, Failure> {
    Ok(engine(app).settings())
}

pub(super) fn update_settings(app: &AppHandle, patch: SettingsPatch) -> Result<Settings, Failure> {
    engine(app).patch_settings(&patch)?;
    settings(app)
}

pub(super) fn export_settings(app: &AppHandle) -> Result<String, Failure> {
    engine(app).export()
}

pub(super) fn plan_import(app: &AppHandle, text: String) -> Result<ImportPlan, Failure> {
    engine(app).plan_import(&text)
}

pub(super) fn import_settings(app: &AppHandle, text: String) -> Result<ImportPlan, Failure> {
    engine(app).import_settings(&text)
}

pub(super) async fn reset(app: &AppHandle) -> Result<(), Failure> {
    engine(app).reset().await
}
