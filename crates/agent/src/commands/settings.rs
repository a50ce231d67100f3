//! Commands for the settings, and for the stored data as a whole: export, import, reset.

use watch::{
    Engine, Failure, ImportPlan,
    settings::{Settings, SettingsPatch},
};

/// The largest export can be sent as an argument, in which a character of it may take two bytes.
const _: () = assert!(2 * watch::MAX_EXPORT + 1024 <= ipc::frame::MAX_FROM_CLIENT);

pub(super) fn settings(engine: &Engine) -> Result<Settings, Failure> {
    Ok(engine.settings())
}

pub(super) fn update_settings(engine: &Engine, patch: SettingsPatch) -> Result<Settings, Failure> {
    engine.patch_settings(&patch)?;
    settings(engine)
}

pub(super) fn export_settings(engine: &Engine) -> Result<String, Failure> {
    engine.export()
}

pub(super) fn plan_import(engine: &Engine, text: String) -> Result<ImportPlan, Failure> {
    engine.plan_import(&text)
}

pub(super) fn import_settings(engine: &Engine, text: String) -> Result<ImportPlan, Failure> {
    engine.import_settings(&text)
}

pub(super) async fn reset(engine: &Engine) -> Result<(), Failure> {
    engine.reset().await
}
