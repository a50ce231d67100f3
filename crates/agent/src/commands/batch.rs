//! Commands to add many workspaces at once.

use watch::{
    Engine, Failure,
    batch::{BatchId, BatchRowEdit, BatchView},
};

use super::SecretText;

pub(super) async fn read_batch(engine: &Engine, text: SecretText) -> Result<BatchView, Failure> {
    engine.read_batch(text.expose()).await
}

pub(super) async fn check_batch(engine: &Engine, id: BatchId, rows: Vec<usize>) -> Result<BatchView, Failure> {
    engine.check_batch(id, &rows).await
}

pub(super) fn stop_batch(engine: &Engine, id: BatchId) -> Result<(), Failure> {
    engine.stop_batch(id)
}

pub(super) fn edit_batch_row(
    engine: &Engine,
    id: BatchId,
    row: usize,
    edit: BatchRowEdit,
) -> Result<BatchView, Failure> {
    engine.edit_batch_row(id, row, edit)
}

pub(super) async fn add_batch(engine: &Engine, id: BatchId, rows: Vec<usize>) -> Result<BatchView, Failure> {
    engine.add_batch(id, &rows).await
}

pub(super) fn close_batch(engine: &Engine, id: BatchId) -> Result<(), Failure> {
    engine.close_batch(id);
    Ok(())
}
