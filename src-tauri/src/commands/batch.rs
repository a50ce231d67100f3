//! Commands to add many workspaces at once.

use tauri::AppHandle;
use watch::{
    Failure,
    batch::{BatchId, BatchRowEdit, BatchView},
};

use super::{SecretText, engine};

pub(super) async fn read_batch(app: &AppHandle, text: SecretText) -> Result<BatchView, Failure> {
    engine(app).read_batch(text.expose()).await
}

pub(super) async fn check_batch(app: &AppHandle, id: BatchId, rows: Vec<usize>) -> Result<BatchView, Failure> {
    engine(app).check_batch(id, &rows).await
}

pub(super) fn stop_batch(app: &AppHandle, id: BatchId) -> Result<(), Failure> {
    engine(app).stop_batch(id)
}

pub(super) fn edit_batch_row(
    app: &AppHandle,
    id: BatchId,
    row: usize,
    edit: BatchRowEdit,
) -> Result<BatchView, Failure> {
    engine(app).edit_batch_row(id, row, edit)
}

pub(super) async fn add_batch(app: &AppHandle, id: BatchId, rows: Vec<usize>) -> Result<BatchView, Failure> {
    engine(app).add_batch(id, &rows).await
}

pub(super) fn close_batch(app: &AppHandle, id: BatchId) -> Result<(), Failure> {
    engine(app).close_batch(id);
    Ok(())
}
