//! Which of the workspaces in a fleet file are those that are known already.

use std::collections::{HashMap, HashSet};

use license::Label;
use rocketchat::{Address, Token, UserId};

use super::{Workspace, WorkspaceId};

/// A workspace of a fleet file. Its id is not used: it gets one by what is known already.
#[derive(Debug, Clone)]
pub struct FleetEntry {
    /// The workspace.
    pub workspace: Workspace,
    /// Its token.
    pub token: Token,
}

/// What else is in a fleet file, and is not to be taken for what has left it.
#[derive(Debug, Clone, Default)]
pub struct Others {
    /// By their names.
    pub names: HashSet<Label>,
    /// Those that are known, perhaps under other names.
    pub ids: HashSet<WorkspaceId>,
}

/// A workspace of a fleet file that is known now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Its id.
    pub id: WorkspaceId,
    /// Why an earlier workspace with this name is not the same; `None` if there is none, or it is.
    pub replaces: Option<Replaced>,
}

/// Why the workspace at a new address is not taken for the one with the same name, so that it inherits nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaced {
    /// The server there names another workspace ID.
    Other,
    /// The server there names none, or none is known of the earlier one.
    Unverifiable,
}

/// A workspace that is known already.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stored<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) is_archived: bool,
}

/// What a workspace of a fleet file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// This one.
    Known(WorkspaceId),
    /// Perhaps this one, at another address.
    Moved(WorkspaceId),
    /// Not known.
    New,
    /// The same as another one in the file, with this index.
    Same(usize),
}

/// Finds out what each workspace of a fleet file is. An address says more than a name: whoever swaps two names has renamed
/// both, and moved neither.
pub(crate) fn matches(entries: &[&Workspace], stored: &[Stored<'_>]) -> Vec<Match> {
    let mut found: Vec<Option<Match>> = vec![None; entries.len()];
    let mut taken = HashSet::new();
    let mut accounts: HashMap<(&Address, &UserId), usize> = HashMap::new();
    for (index, entry) in entries.iter().enumerate() {
        let first = *accounts.entry((&entry.address, &entry.user_id)).or_insert(index);
        found[index] = (first != index).then_some(Match::Same(first));
    }
    let mut named: HashMap<&Label, Vec<&Stored<'_>>> = HashMap::new();
    for stored in stored {
        named.entry(&stored.workspace.name).or_default().push(stored);
    }
    let by_account: HashMap<_, _> =
        stored.iter().map(|s| ((s.workspace.address.clone(), &s.workspace.user_id), s.workspace.id)).collect();
    let mut settle = |find: &dyn Fn(&Workspace, &HashSet<WorkspaceId>) -> Option<Match>| {
        for (entry, found) in entries.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
            *found = find(entry, &taken);
            if let Some(Match::Known(id) | Match::Moved(id)) = found {
                taken.insert(*id);
            }
        }
    };
    settle(&|entry, taken| {
        let same_name = named.get(&entry.name).into_iter().flatten().filter(|s| !taken.contains(&s.workspace.id));
        let mut here = same_name.filter(|stored| leads_to(&entry.address, &stored.workspace.address));
        here.next().map(|stored| Match::Known(stored.workspace.id))
    });
    settle(&|entry, taken| {
        let addresses = entry.address.clone().candidates().into_iter();
        let mut known = addresses.filter_map(|address| by_account.get(&(address, &entry.user_id)));
        known.find(|id| !taken.contains(*id)).map(|id| Match::Known(*id))
    });
    settle(&|entry, taken| {
        let same_name = named.get(&entry.name).into_iter().flatten().filter(|s| !taken.contains(&s.workspace.id));
        // The latest, and rather one that was in the file until now.
        let latest = same_name.max_by_key(|stored| !stored.is_archived);
        latest.map(|stored| Match::Moved(stored.workspace.id))
    });
    found.into_iter().map(|found| found.unwrap_or(Match::New)).collect()
}

/// Whether an address in a fleet file, which may be that of a page, is that of a workspace.
fn leads_to(address: &Address, known: &Address) -> bool {
    address == known || (address.may_be_page() && address.clone().candidates().contains(known))
}

#[cfg(test)]
mod tests {
    use rocketchat::InsecureHttp;

    use super::*;

    fn workspace(name: &str, address: &str, user: &str) -> Workspace {
        let address = Address::parse(&format!("https://{address}.example"), InsecureHttp::Refused).unwrap();
        Workspace { name: name.into(), address, user_id: UserId::new(user), ..Workspace::example() }
    }

    /// A name, an address and an account.
    type Row = (&'static str, &'static str, &'static str);

    /// What each of these entries is, with the names of what is stored; those in brackets are archived.
    fn found(stored: &[Row], entries: &[Row]) -> Vec<String> {
        let stored: Vec<_> = stored
            .iter()
            .map(|(name, address, user)| {
                let bare = name.trim_matches(['[', ']']);
                (workspace(bare, address, user), *name != bare)
            })
            .collect();
        let known: Vec<_> =
            stored.iter().map(|(workspace, is_archived)| Stored { workspace, is_archived: *is_archived }).collect();
        let entries: Vec<_> = entries.iter().map(|(name, address, user)| workspace(name, address, user)).collect();
        let at = |id| {
            let (workspace, _) = stored.iter().find(|(workspace, _)| workspace.id == id).unwrap();
            format!("{}@{}", workspace.name, workspace.address.host().trim_end_matches(".example"))
        };
        let found = matches(&entries.iter().collect::<Vec<_>>(), &known).into_iter();
        let text = |found| match found {
            Match::Known(id) => format!("is {}", at(id)),
            Match::Moved(id) => format!("moved {}", at(id)),
            Match::New => "new".to_owned(),
            Match::Same(index) => format!("same {index}"),
        };
        found.map(text).collect()
    }

    #[test]
    fn a_workspace_is_recognized_by_its_address_and_then_by_its_name() {
        let stored = [("A", "a", "me"), ("B", "b", "me")];
        let cases: [(&[Row], &[&str]); 9] = [
            (&[("A", "a", "me"), ("B", "b", "me")], &["is A@a", "is B@b"]),
            (&[("B", "b", "me"), ("A", "a", "other")], &["is B@b", "is A@a"]),
            (&[("C", "a", "me"), ("B", "b", "me")], &["is A@a", "is B@b"]),
            (&[("A", "c", "me"), ("B", "b", "me")], &["moved A@a", "is B@b"]),
            (&[("B", "a", "me"), ("A", "b", "me")], &["is A@a", "is B@b"]),
            (&[("A", "a", "me"), ("C", "b", "me"), ("B", "c", "me")], &["is A@a", "is B@b", "new"]),
            (&[("C", "c", "me"), ("D", "a", "other")], &["new", "new"]),
            (&[("A", "a", "me"), ("Again", "a", "me")], &["is A@a", "same 0"]),
            (&[("C", "c", "me"), ("D", "c", "me")], &["new", "same 0"]),
        ];
        for (entries, expected) in cases {
            assert_eq!(found(&stored, entries), expected, "{entries:?}");
        }
    }

    #[test]
    fn one_that_left_the_file_comes_back() {
        let stored = [("[A]", "a", "me"), ("A", "b", "me")];
        assert_eq!(found(&stored, &[("A", "a", "me")]), ["is A@a"]);
        assert_eq!(found(&stored, &[("A", "c", "me")]), ["moved A@b"]);
        assert_eq!(found(&stored[..1], &[("A", "c", "me")]), ["moved A@a"]);
        assert_eq!(found(&stored[..1], &[("B", "a", "me")]), ["is A@a"]);
    }

    #[test]
    fn the_address_of_a_page_is_that_of_its_workspace() {
        let mut page = workspace("A", "a", "me");
        page.address = Address::parse("https://a.example/channel/general", InsecureHttp::Refused).unwrap();
        let known = workspace("A", "a", "me");
        let stored = [Stored { workspace: &known, is_archived: false }];
        assert_eq!(matches(&[&page], &stored), [Match::Known(known.id)]);
        page.name = "B".into();
        assert_eq!(matches(&[&page], &stored), [Match::Known(known.id)]);
    }
}
