//! The alerts of the fleet file, as channels of the engine.

use std::collections::HashMap;

use watch::{
    Engine, Failure,
    deliver::channel::{ChannelDefinition, ChannelFilter, ChannelName, Scope, secret::ChannelSecret},
    present::metrics::MeasuredChannel,
};

use crate::{
    error::CommandError,
    fleet::{Alert, AlertEntry},
    load::bug,
    output,
    remembered::{Placement, known_ids},
};

/// The alerts as they were read last.
#[derive(Clone, Default)]
pub(super) struct Alerts {
    usable: Vec<Alert>,
    /// Those with an error. What waits for them keeps waiting.
    unusable: Vec<ChannelName>,
    /// Whether it cannot be known which one an alert with an error is.
    is_any_nameless: bool,
}

impl Alerts {
    /// Reads the secrets of alerts. What is wrong with one is said, and costs that one alone.
    ///
    /// # Errors
    /// Only if there is a bug.
    pub(super) async fn resolve(entries: Vec<AlertEntry>) -> Result<Self, CommandError> {
        // Files can take their time, on a network's disk.
        let resolve = |entry: AlertEntry| (entry.name, entry.alert.and_then(|draft| draft.resolve()));
        let resolving = tokio::task::spawn_blocking(move || entries.into_iter().map(resolve).collect::<Vec<_>>());
        let mut alerts = Self::default();
        for (name, alert) in resolving.await.map_err(|_| bug())? {
            match alert {
                Ok(alert) => alerts.usable.push(alert),
                Err(error) => {
                    output::note(&format!("{error}. Nothing is sent to it"));
                    alerts.is_any_nameless |= name.is_none();
                    // One with the name of another is not the one that messages wait for.
                    alerts.unusable.extend(name);
                }
            }
        }
        let Self { usable, unusable, .. } = &mut alerts;
        unusable.retain(|name| !usable.iter().any(|alert| alert.definition.name == *name));
        Ok(alerts)
    }

    /// Gives them to the engine, which watches the workspaces of these entries, and tries what was not accepted again.
    ///
    /// # Errors
    /// When the state cannot be written. Then nothing is changed.
    pub(super) fn give(&self, engine: &Engine, placements: &[Placement]) -> Result<(), Failure> {
        engine.give_channels(self.channels(engine, placements), |name| self.is_kept(name))
    }

    /// Has them be about the workspaces of these entries, of which the engine watches others than before.
    ///
    /// # Errors
    /// When the state cannot be written. Then nothing is changed.
    pub(super) fn adjust(&self, engine: &Engine, placements: &[Placement]) -> Result<(), Failure> {
        engine.adjust_channels(self.channels(engine, placements), |name| self.is_kept(name))
    }

    /// Whether what waits for one that cannot be used keeps waiting.
    fn is_kept(&self, name: &ChannelName) -> bool {
        self.is_any_nameless || self.unusable.contains(name)
    }

    fn channels(&self, engine: &Engine, placements: &[Placement]) -> Vec<(ChannelDefinition, ChannelSecret)> {
        let archived = engine.archived();
        let known = engine.snapshots().into_iter().map(|(workspace, _)| workspace);
        let mut ids: HashMap<_, _> = known
            .filter(|workspace| !archived.contains(&workspace.id))
            .map(|workspace| (workspace.name.clone(), workspace.id))
            .collect();
        let here = placements.iter().zip(known_ids(engine, placements));
        ids.extend(here.filter_map(|(placement, id)| Some((placement.name().clone(), id?))));
        let channel = |Alert { definition, secret, workspaces }: &Alert| {
            let scope = workspaces.as_ref().map_or(Scope::All, |names| Scope::Some {
                groups: Vec::new(),
                workspaces: names.iter().filter_map(|name| ids.get(name).copied()).collect(),
            });
            let mut definition = definition.clone();
            definition.filter = ChannelFilter { scope, ..definition.filter };
            (definition, secret.clone())
        };
        self.usable.iter().map(channel).collect()
    }

    /// How each fares.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub(super) fn measured(&self, engine: &Engine) -> Result<Vec<MeasuredChannel>, Failure> {
        let known = engine.channels()?;
        let mut measured: Vec<_> = known.iter().map(MeasuredChannel::from).collect();
        for name in &self.unusable {
            match measured.iter_mut().find(|channel| channel.name == name.as_str()) {
                Some(channel) => channel.is_up = Some(false),
                None => measured.push(MeasuredChannel {
                    name: name.as_str().to_owned(),
                    is_up: Some(false),
                    sent_at: None,
                    pending: 0,
                }),
            }
        }
        Ok(measured)
    }
}
