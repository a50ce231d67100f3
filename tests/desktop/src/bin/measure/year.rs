//! How large the store is after a year.
use anyhow::Result;
use crate::{bench::Bench, samples::Samples};
pub(crate) async fn measure(_bench: &Bench, _samples: &mut Samples) -> Result<()> { Ok(()) }
