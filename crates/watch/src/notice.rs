//! What is said: one notice for a workspace, or one for many at once.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};
use license::{Countdown, DeadlineKind, Renewal};

use crate::{
    remind::{self, Reminder},
    workspace::WorkspaceId,
};

/// The most workspaces that are told one by one when several come due at once.
const ONE_BY_ONE: usize = 3;

/// The most workspaces that a notice about many names.
const NAMED: usize = 5;

/// The identity of something that is told, in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NoticeId(pub(crate) i64);

/// Something to show: one notification.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// What it tells, to be marked as shown: see [`crate::Engine::mark_shown`].
    pub ids: Vec<NoticeId>,
    /// What it is about.
    pub about: About,
}

/// What a notice is about.
#[derive(Debug, Clone, PartialEq)]
pub enum About {
    /// One workspace: the tightest of what is due.
    Workspace(Reminder),
    /// Many at once: the tightest of each, the most urgent first.
    Fleet(Vec<Reminder>),
}

/// How much a notice presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Good to know: something renews itself.
    Low,
    /// There is time.
    Normal,
    /// Three days or less.
    Critical,
}

impl Notice {
    /// The notices of what was handed out: one for each workspace, or one for all of them where they are many.
    pub fn of(handed: Vec<(NoticeId, Reminder)>, now: Timestamp) -> Vec<Self> {
        let mut by_workspace: BTreeMap<WorkspaceId, (Vec<NoticeId>, Vec<Reminder>)> = BTreeMap::new();
        for (id, reminder) in handed {
            let (ids, reminders) = by_workspace.entry(reminder.workspace).or_default();
            ids.push(id);
            reminders.push(reminder);
        }
        let mut each: Vec<_> = by_workspace
            .into_values()
            .filter_map(|(ids, reminders)| Some((ids, remind::tightest(reminders, now)?)))
            .collect();
        each.sort_by_key(|(_, reminder)| reminder.deadline.at);
        if each.len() <= ONE_BY_ONE {
            return each.into_iter().map(|(ids, reminder)| Self { ids, about: About::Workspace(reminder) }).collect();
        }
        let (ids, reminders): (Vec<_>, Vec<_>) = each.into_iter().unzip();
        vec![Self { ids: ids.concat(), about: About::Fleet(reminders) }]
    }

    /// How much it presses: as much as the most urgent of it.
    pub fn urgency(&self) -> Urgency {
        match &self.about {
            About::Workspace(reminder) => reminder.urgency(),
            About::Fleet(reminders) => reminders.iter().map(Reminder::urgency).max().unwrap_or(Urgency::Normal),
        }
    }

    /// The one workspace that it is about; nothing when it is about many.
    pub fn workspace(&self) -> Option<WorkspaceId> {
        match &self.about {
            About::Workspace(reminder) => Some(reminder.workspace),
            About::Fleet(_) => None,
        }
    }

    /// A title and a body, for a reader in `zone`.
    pub fn text(&self, now: Timestamp, zone: &TimeZone) -> (String, String) {
        match &self.about {
            About::Workspace(reminder) => reminder.text(now, zone),
            About::Fleet(reminders) => {
                let mut lines: Vec<_> = reminders.iter().take(NAMED).map(|r| r.title(now, zone)).collect();
                if let more @ 1.. = reminders.len().saturating_sub(NAMED) {
                    lines.push(format!("and {more} more"));
                }
                (format!("{} workspaces need you", reminders.len()), lines.join("\n"))
            }
        }
    }
}

impl Reminder {
    fn urgency(&self) -> Urgency {
        match self.renewal {
            Renewal::Automatic => Urgency::Low,
            Renewal::Manual if self.threshold <= 3 => Urgency::Critical,
            Renewal::Manual => Urgency::Normal,
        }
    }

    /// Which workspace, and what of it, in a few words.
    fn title(&self, now: Timestamp, zone: &TimeZone) -> String {
        match Countdown::between(now, self.deadline.at, zone) {
            Countdown::Left(left) => format!("{}: {left} left", self.name),
            Countdown::Gone(_) => {
                let ended = match (self.deadline.kind, self.renewal) {
                    (DeadlineKind::ModulesDisabled, _) => "modules have stopped",
                    (DeadlineKind::TrialEnd, _) => "the trial has ended",
                    (_, Renewal::Automatic) => "the renewal was due",
                    (_, Renewal::Manual) => "the license has ended",
                };
                format!("{}: {ended}", self.name)
            }
        }
    }

    /// A title and a body, for a reader in `zone`.
    pub fn text(&self, now: Timestamp, zone: &TimeZone) -> (String, String) {
        let at = zone.to_datetime(self.deadline.at).strftime("%-d %B %Y, %H:%M");
        let plan = &self.plan;
        let (what, whats) = match (self.deadline.kind, self.renewal) {
            (DeadlineKind::ModulesDisabled, _) => (self.modules(), "modules stop"),
            (DeadlineKind::TrialEnd, _) => (format!("The trial of {plan}"), "the trial ends"),
            (_, Renewal::Automatic) => (plan.clone(), "the license renews itself"),
            (_, Renewal::Manual) => (plan.clone(), "the license ends"),
        };
        let body = match self.deadline.has_come(now) {
            false => format!("{what}: {whats} on {at}."),
            true => format!("{what}: {at}."),
        };
        (self.title(now, zone), body)
    }

    /// The modules that stop, as many as fit a line.
    fn modules(&self) -> String {
        const MOST: usize = 4;
        let names: Vec<_> = self.deadline.modules.iter().take(MOST).map(ToString::to_string).collect();
        match self.deadline.modules.len() {
            0 => self.plan.clone(),
            n if n > MOST => format!("{} and {} more", names.join(", "), n - MOST),
            _ => names.join(", "),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use license::Deadline;

    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn due(number: i64, workspace: WorkspaceId, days: i64) -> (NoticeId, Reminder) {
        let deadline = Deadline::new(NOW + SignedDuration::from_hours(days * 24), DeadlineKind::Expiry);
        let (name, plan, threshold) = (format!("W{number}"), "Pro".to_owned(), days);
        (NoticeId(number), Reminder { workspace, name, plan, deadline, threshold, renewal: Renewal::Manual })
    }

    #[test]
    fn several_of_a_workspace_are_one_and_the_tightest() {
        let (a, b) = (WorkspaceId::random(), WorkspaceId::random());
        let notices = Notice::of(vec![due(1, a, 30), due(2, b, 14), due(3, a, 3)], NOW);
        let told: Vec<_> = notices.iter().map(|n| (n.workspace(), n.ids.len(), n.urgency())).collect();
        assert_eq!(told, [(Some(a), 2, Urgency::Critical), (Some(b), 1, Urgency::Normal)]);
        assert_eq!(notices[0].text(NOW, &TimeZone::UTC).0, "W3: 3 days left");
    }

    #[test]
    fn more_than_three_workspaces_are_one_notice_that_names_the_most_urgent() {
        let each = |n: i64| due(n, WorkspaceId::random(), 20 - n);
        assert_eq!(Notice::of((1..=3).map(each).collect(), NOW).len(), 3);
        let notices = Notice::of((1..=7).map(each).collect(), NOW);
        assert_eq!((notices.len(), notices[0].ids.len(), notices[0].workspace()), (1, 7, None));
        let (title, body) = notices[0].text(NOW, &TimeZone::UTC);
        assert_eq!(title, "7 workspaces need you");
        assert!(body.starts_with("W7: 13 days left\n") && body.ends_with("\nand 2 more"), "{body}");
    }
}
