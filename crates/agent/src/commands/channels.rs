//! Commands for channels.

use watch::{
    Failure,
    deliver::channel::{ChannelId, input::ChannelInput},
    present::view::ChannelView,
};

use crate::agent::Agent;

pub(super) fn channels(agent: &Agent) -> Result<Vec<ChannelView>, Failure> {
    agent.engine().channels()
}

pub(super) async fn add_channel(agent: &Agent, input: ChannelInput) -> Result<ChannelId, Failure> {
    agent.engine().add_channel(input).await
}

pub(super) async fn edit_channel(agent: &Agent, id: ChannelId, input: ChannelInput) -> Result<(), Failure> {
    agent.engine().edit_channel(id, input).await
}

pub(super) async fn remove_channel(agent: &Agent, id: ChannelId) -> Result<(), Failure> {
    agent.engine().remove_channel(id).await
}

pub(super) fn enable_channel(agent: &Agent, id: ChannelId, enabled: bool) -> Result<(), Failure> {
    agent.engine().enable_channel(id, enabled)
}

pub(super) async fn test_channel(agent: &Agent, id: ChannelId) -> Result<(), Failure> {
    agent.engine().test_channel(id).await
}

pub(super) fn retry_channel(agent: &Agent, id: ChannelId) -> Result<(), Failure> {
    agent.engine().retry_channel(id)
}
