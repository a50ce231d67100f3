//! Commands to renew a license, with a key or from the vendor's cloud.

use tauri::AppHandle;
use watch::{
    Failure, WorkspaceId,
    engine::{CloudSynced, KeyApplied, KeyVerdict},
};

use super::{SecretText, engine};

pub(super) async fn check_license_key(
    app: &AppHandle,
    id: WorkspaceId,
    key: SecretText,
) -> Result<KeyVerdict, Failure> {
    engine(app).check_key(id, key.expose()).await
}

pub(super) async fn apply_license_key(
    app: &AppHandle,
    id: WorkspaceId,
    key: SecretText,
) -> Result<KeyApplied, Failure> {
    engine(app).apply_key(id, key.expose()).await
}

pub(super) async fn sync_with_cloud(app: &AppHandle, id: WorkspaceId) -> Result<CloudSynced, Failure> {
    engine(app).sync_with_cloud(id).await
}
