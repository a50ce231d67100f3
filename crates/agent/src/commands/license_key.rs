//! Commands to renew a license, with a key or from the vendor's cloud.

use watch::{
    Engine, Failure, WorkspaceId,
    engine::CloudSynced,
    present::view::{KeyApplied, KeyConsent, KeyMatch, KeyPreview, PreviousKeyView},
};

use super::SecretText;

pub(super) async fn preview_license_key(
    engine: &Engine,
    id: WorkspaceId,
    key: SecretText,
) -> Result<KeyPreview, Failure> {
    engine.preview_key(id, key.expose()).await
}

pub(super) fn match_license_key(engine: &Engine, key: SecretText) -> Result<KeyMatch, Failure> {
    engine.match_key(key.expose())
}

pub(super) async fn apply_license_key(
    engine: &Engine,
    id: WorkspaceId,
    key: SecretText,
    consent: KeyConsent,
) -> Result<KeyApplied, Failure> {
    engine.apply_key(id, key.expose(), consent).await
}

pub(super) async fn restore_license_key(
    engine: &Engine,
    id: WorkspaceId,
    consent: KeyConsent,
) -> Result<KeyApplied, Failure> {
    engine.restore_key(id, consent).await
}

pub(super) fn previous_license_key(engine: &Engine, id: WorkspaceId) -> Result<Option<PreviousKeyView>, Failure> {
    engine.previous_key(id)
}

pub(super) async fn sync_with_cloud(engine: &Engine, id: WorkspaceId) -> Result<CloudSynced, Failure> {
    engine.sync_with_cloud(id).await
}
