//! The pages.
use anyhow::Result;
use crate::{bench::Bench, samples::Samples};
pub(crate) async fn measure(_bench: &mut Bench, _samples: &mut Samples) -> Result<()> { Ok(()) }
