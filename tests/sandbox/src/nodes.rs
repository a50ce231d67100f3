//! Several nodes behind one address, which do not all report the same license.

use std::collections::HashMap;

use serde_json::Value;

/// When a load balancer picks the next node.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Rotation {
    /// For each reading of the license.
    PerRequest,
    /// For each connection, which stays with its node.
    PerConnection,
}

/// The nodes of a workspace.
#[derive(Debug)]
pub(crate) struct Nodes {
    rotation: Rotation,
    /// How the answer of each to `licenses.info` differs from the regular one, as a JSON merge patch.
    patches: Vec<Value>,
    picked: usize,
    by_connection: HashMap<u64, usize>,
}

impl Nodes {
    pub(crate) fn new(rotation: Rotation, patches: Vec<Value>) -> Self {
        Self { rotation, patches, picked: 0, by_connection: HashMap::new() }
    }

    /// The patch of the node that answers a request on a connection.
    pub(crate) fn pick(&mut self, connection: u64) -> Option<&Value> {
        let mut next = || {
            self.picked += 1;
            self.picked - 1
        };
        let node = match self.rotation {
            Rotation::PerRequest => next(),
            Rotation::PerConnection => *self.by_connection.entry(connection).or_insert_with(next),
        };
        self.patches.get(node % self.patches.len().max(1))
    }
}
