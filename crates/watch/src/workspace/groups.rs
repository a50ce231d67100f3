//! Groups of workspaces, such as customers or environments, and the order in which somebody put them.

use std::{fmt, str::FromStr};

use license::Label;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::workspace::WorkspaceId;

/// The identity of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct GroupId(Uuid);

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for GroupId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::from_str(text).map(Self)
    }
}

/// The colors that a group can have. What they look like is for each theme to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the color that it names")]
pub enum GroupColor {
    Red,
    Orange,
    Yellow,
    Green,
    Teal,
    Blue,
    Violet,
    Pink,
    Gray,
}

/// A group of workspaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Group {
    /// Its identity.
    pub id: GroupId,
    /// What the admin calls it.
    pub name: GroupName,
    /// Its color.
    pub color: GroupColor,
}

/// What a group is called: a line that is not blank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct GroupName(Label);

/// A group needs a name.
#[derive(Debug, thiserror::Error)]
#[error("a group needs a name")]
pub struct NoName;

impl TryFrom<String> for GroupName {
    type Error = NoName;

    fn try_from(text: String) -> Result<Self, NoName> {
        let label = Label::new(&text);
        if label.is_empty() { Err(NoName) } else { Ok(Self(label)) }
    }
}

impl From<GroupName> for String {
    fn from(name: GroupName) -> Self {
        name.0.to_string()
    }
}

impl GroupName {
    /// The name.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// Where a workspace stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct GroupMembership {
    /// Which workspace.
    pub workspace: WorkspaceId,
    /// In which group; nothing when in none.
    pub group: Option<GroupId>,
}

/// The groups in their order, and every workspace in its own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[ts(export)]
pub struct Arrangement {
    /// The groups.
    pub groups: Vec<Group>,
    /// The workspaces.
    pub places: Vec<GroupMembership>,
}

impl Arrangement {
    /// The same with some workspaces in a group, or in none, in the order given: before another workspace, or at the end.
    /// What is not there stays away.
    pub fn placing(mut self, ids: &[WorkspaceId], group: Option<GroupId>, before: Option<WorkspaceId>) -> Self {
        let moved: Vec<_> = ids
            .iter()
            .filter(|id| self.places.iter().any(|place| place.workspace == **id))
            .map(|id| GroupMembership { workspace: *id, group })
            .collect();
        self.places.retain(|place| !ids.contains(&place.workspace));
        let at = self.places.iter().position(|place| Some(place.workspace) == before).unwrap_or(self.places.len());
        self.places.splice(at..at, moved);
        self
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_is_moved_every_workspace_stands_once_and_the_rest_keeps_its_order(
            size in 1_usize..20, moved in proptest::collection::vec(0_usize..25, 0..6), before in proptest::option::of(0_usize..25),
        ) {
            let ids: Vec<_> = (0..25).map(|_| WorkspaceId::random()).collect();
            let places = ids[..size].iter().map(|id| GroupMembership { workspace: *id, group: None }).collect();
            let group = Some(GroupId(Uuid::new_v4()));
            let mut wanted: Vec<_> = moved.iter().map(|at| ids[*at]).collect();
            wanted.dedup();
            let mut once = Vec::new();
            wanted.retain(|id| { let new = !once.contains(id); once.push(*id); new });
            let after = Arrangement { groups: Vec::new(), places }.placing(&wanted, group, before.map(|at| ids[at]));
            let order: Vec<_> = after.places.iter().map(|place| place.workspace).collect();
            let still: Vec<_> = order.iter().filter(|id| !wanted.contains(id)).copied().collect();
            let before_that: Vec<_> = ids[..size].iter().filter(|id| !wanted.contains(id)).copied().collect();
            prop_assert_eq!(still, before_that);
            let there: Vec<_> = wanted.iter().filter(|id| ids[..size].contains(id)).copied().collect();
            let in_group: Vec<_> = after.places.iter().filter(|p| p.group == group).map(|p| p.workspace).collect();
            prop_assert_eq!(&in_group, &there);
            prop_assert_eq!(order.len(), size);
            if let (Some(before), Some(last)) = (before.map(|at| ids[at]), there.last()) {
                let place = |id| order.iter().position(|other| *other == id);
                if let Some(at) = place(before).filter(|_| !wanted.contains(&before)) {
                    prop_assert_eq!(place(*last), Some(at - 1));
                }
            }
        }
    }

    #[test]
    fn a_group_without_a_name_is_none() {
        assert!(serde_json::from_str::<GroupName>("\"Customers\"").is_ok());
        assert!(serde_json::from_str::<GroupName>("\" \\u200b \"").is_err());
    }
}
