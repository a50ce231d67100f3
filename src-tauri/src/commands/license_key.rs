//! Commands to renew a license, with a key or from the vendor's cloud.

use tauri::AppHandle;
use watch::{
    Failure, WorkspaceId,
    engine::CloudSynced,
    present::view::{KeyApplied, KeyConsent, KeyMatch, KeyPreview, PreviousKeyView},
};

use super::{SecretText, engine};

pub(super) async fn preview_license_key(
    app: &AppHandle,
    id: WorkspaceId,
    key: SecretText,
) -> Result<KeyPreview, Failure> {
    engine(app).preview_key(id, key.expose()).await
}

pub(super) fn match_license_key(app: &AppHandle, key: SecretText) -> Result<KeyMatch, Failure> {
    engine(app).match_key(key.expose())
}

pub(super) async fn apply_license_key(
    app: &AppHandle,
    id: WorkspaceId,
    key: SecretText,
    consent: KeyConsent,
) -> Result<KeyApplied, Failure> {
    engine(app).apply_key(id, key.expose(), consent).await
}

pub(super) async fn restore_license_key(
    app: &AppHandle,
    id: WorkspaceId,
    consent: KeyConsent,
) -> Result<KeyApplied, Failure> {
    engine(app).restore_key(id, consent).await
}

pub(super) fn previous_license_key(app: &AppHandle, id: WorkspaceId) -> Result<Option<PreviousKeyView>, Failure> {
    engine(app).previous_key(id)
}

pub(super) async fn sync_with_cloud(app: &AppHandle, id: WorkspaceId) -> Result<CloudSynced, Failure> {
    engine(app).sync_with_cloud(id).await
}
