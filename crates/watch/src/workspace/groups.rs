//! Groups of workspaces, such as customers or environments, and the user's order of groups and workspaces.

use std::{fmt, str::FromStr};

use license::Label;
use serde::{Deserialize, Serialize};
use strum::EnumIter;
use ts_rs::TS;
use uuid::Uuid;

use crate::workspace::WorkspaceId;

/// The id of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct GroupId(Uuid);

impl GroupId {
    /// Generates a new id.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

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

/// The color of a group. The exact shade depends on the theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, EnumIter)]
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
    /// Its id.
    pub id: GroupId,
    /// The user's name for it.
    pub name: GroupName,
    /// Its color.
    pub color: GroupColor,
}

/// The name of a group: one line that is not blank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct GroupName(Label);

/// The name of a group is blank.
#[derive(Debug, thiserror::Error)]
#[error("a group needs a name")]
pub struct BlankName;

impl TryFrom<String> for GroupName {
    type Error = BlankName;

    fn try_from(text: String) -> Result<Self, BlankName> {
        let label = Label::new(&text);
        if label.is_empty() { Err(BlankName) } else { Ok(Self(label)) }
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

/// Which group a workspace is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct GroupMembership {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Its group; `null` if it is in none.
    pub group: Option<GroupId>,
}

/// The groups and the workspaces, each in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[ts(export)]
pub struct Arrangement {
    /// The groups, in their order.
    pub groups: Vec<Group>,
    /// Every workspace with its group, in their order.
    pub places: Vec<GroupMembership>,
}

impl Arrangement {
    /// Moves workspaces to a group (`None` for no group) in the given order, before another workspace (`None` for the
    /// end). Ignores ids of unknown workspaces.
    pub fn with_moved(mut self, ids: &[WorkspaceId], group: Option<GroupId>, before: Option<WorkspaceId>) -> Self {
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
        fn moving_keeps_every_workspace_once_and_the_others_in_order(
            size in 1_usize..20, moved in proptest::collection::vec(0_usize..25, 0..6), before in proptest::option::of(0_usize..25),
        ) {
            let ids: Vec<_> = (0..25).map(|_| WorkspaceId::random()).collect();
            let places = ids[..size].iter().map(|id| GroupMembership { workspace: *id, group: None }).collect();
            let group = Some(GroupId(Uuid::new_v4()));
            let mut requested: Vec<_> = moved.iter().map(|at| ids[*at]).collect();
            requested.dedup();
            let mut once = Vec::new();
            requested.retain(|id| { let new = !once.contains(id); once.push(*id); new });
            let after = Arrangement { groups: Vec::new(), places }.with_moved(&requested, group, before.map(|at| ids[at]));
            let order: Vec<_> = after.places.iter().map(|place| place.workspace).collect();
            let others: Vec<_> = order.iter().filter(|id| !requested.contains(id)).copied().collect();
            let expected: Vec<_> = ids[..size].iter().filter(|id| !requested.contains(id)).copied().collect();
            prop_assert_eq!(others, expected);
            let moved_ids: Vec<_> = requested.iter().filter(|id| ids[..size].contains(id)).copied().collect();
            let in_group: Vec<_> = after.places.iter().filter(|p| p.group == group).map(|p| p.workspace).collect();
            prop_assert_eq!(&in_group, &moved_ids);
            prop_assert_eq!(order.len(), size);
            if let (Some(before), Some(last)) = (before.map(|at| ids[at]), moved_ids.last()) {
                let place = |id| order.iter().position(|other| *other == id);
                if let Some(at) = place(before).filter(|_| !requested.contains(&before)) {
                    prop_assert_eq!(place(*last), Some(at - 1));
                }
            }
        }
    }

    #[test]
    fn blank_group_name_is_rejected() {
        assert!(serde_json::from_str::<GroupName>("\"Customers\"").is_ok());
        assert!(serde_json::from_str::<GroupName>("\" \\u200b \"").is_err());
    }
}
