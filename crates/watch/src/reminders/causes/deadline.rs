//! A deadline came inside of a threshold.

use jiff::Timestamp;
use license::{Countdown, Deadline, Effect, Renewal, Stop, StopKind};
use serde::{Deserialize, Serialize};

use crate::{
    i18n::{Audience, DurationStyle, values},
    reminders::{
        ReminderCause,
        condition::ConditionKind,
        settings::LeadTimes,
        threshold::{threshold, thresholds},
        urgency::Urgency,
    },
    workspace::snapshot::Snapshot,
};

/// A deadline that came inside of a threshold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DueDeadline {
    /// The plan whose deadline it is.
    pub plan: String,
    /// Which deadline.
    pub deadline: Deadline,
    /// The threshold in days before the deadline; negative for days after it.
    pub threshold: i64,
    /// How the license continues afterwards.
    pub renewal: Renewal,
    /// What stops then; `None` in reminders of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<StopKind>,
}

/// A deadline that is due, with every threshold that it has passed by now.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// The deadline, and the tightest threshold.
    pub tightest: DueDeadline,
    /// Every threshold as wide as that, or wider.
    pub passed: Vec<i64>,
}

/// The deadlines of a workspace that can be due at a given now: what has stopped, then what will, in that order.
pub fn deadlines(snapshot: &Snapshot, now: Timestamp) -> impl Iterator<Item = Stop<'_>> {
    let observation = snapshot.observation();
    observation.passed_stops(now).into_iter().chain(observation.stops(now))
}

/// Every deadline of a workspace that is inside of a threshold at a given now; none of an answer that was not reported.
pub fn due_deadlines(snapshot: &Snapshot, lead: &LeadTimes, now: Timestamp) -> Vec<Due> {
    if snapshot.is_unreported() {
        return Vec::new();
    }
    let due = deadlines(snapshot, now).filter_map(|stop| {
        let (deadline, renewal) = (stop.deadline, stop.renewal());
        let inside = threshold(deadline, renewal, lead, now)?;
        let passed = thresholds(deadline.kind, renewal, lead).filter(|days| *days >= inside).collect();
        let plan = stop.plan().to_string();
        let stop = Some(stop.kind);
        Some(Due {
            tightest: DueDeadline { plan, deadline: deadline.clone(), threshold: inside, renewal, stop },
            passed,
        })
    });
    due.collect()
}

impl ReminderCause for DueDeadline {
    fn condition(&self) -> Option<ConditionKind> {
        None
    }

    fn deadline(&self) -> Option<&DueDeadline> {
        Some(self)
    }

    fn urgency(&self) -> Urgency {
        match self.renewal {
            Renewal::Automatic => Urgency::Low,
            // An update of the server is planned weeks ahead, and a newer version appears until then.
            Renewal::Manual if self.stop_kind() == Some(StopKind::SupportEnd) && self.threshold > 30 => Urgency::Low,
            Renewal::Manual if self.threshold <= 3 => Urgency::Critical,
            Renewal::Manual => Urgency::Normal,
        }
    }

    fn is_renewable(&self) -> bool {
        self.renewal == Renewal::Manual
            && match self.stop_kind() {
                Some(StopKind::Expiry | StopKind::TrialEnd | StopKind::ModulesDisabled | StopKind::ReadOnly) => true,
                Some(StopKind::SupportEnd) | None => false,
            }
    }

    fn title(&self, audience: &Audience<'_>) -> String {
        match self.stop_kind() {
            Some(kind) => title(&self.plan, &self.deadline, kind, self.renewal, audience),
            None => audience.words.event(&self.deadline, self.renewal, audience.now),
        }
    }

    fn body(&self, audience: &Audience<'_>) -> String {
        let values = values!["names" => self.names(audience), "at" => audience.instant_in_zone(self.deadline.at)];
        let id = match self.stop_kind() {
            Some(kind) => {
                format!("{}-body", stop_text_id(kind, self.renewal, self.deadline.has_come(audience.now)))
            }
            None => "deadline-notice-body".to_owned(),
        };
        audience.words.format(&id, &values)
    }
}

/// What stops, in a few words: "Enterprise ends in 3 days".
pub fn stop_title(stop: Stop<'_>, audience: &Audience<'_>) -> String {
    title(stop.plan().as_str(), stop.deadline, stop.kind, stop.renewal(), audience)
}

fn title(plan: &str, deadline: &Deadline, kind: StopKind, renewal: Renewal, audience: &Audience<'_>) -> String {
    let words = audience.words;
    let mut values = values!["plan" => plan_name(plan, audience), "count" => deadline.modules.len()];
    if let Some(module) = deadline.modules.first() {
        values.set("module", words.module(module));
    }
    match audience.countdown(deadline.at) {
        Countdown::Left(left) => values.set("in", audience.time(left, DurationStyle::In)),
        Countdown::Gone(_) => {}
    }
    words.format(&stop_text_id(kind, renewal, deadline.has_come(audience.now)), &values)
}

/// The id of the title of what stops, or has stopped; its body's has `-body` at its end.
pub(crate) fn stop_text_id(kind: StopKind, renewal: Renewal, has_stopped: bool) -> String {
    let is_renewal = kind == StopKind::Expiry && renewal == Renewal::Automatic;
    let code = if is_renewal { "renewal" } else { kind.code() };
    format!("deadline-{code}{}", if has_stopped { "-passed" } else { "" })
}

fn plan_name(plan: &str, audience: &Audience<'_>) -> String {
    if plan.is_empty() { audience.words.text("unnamed-plan") } else { plan.to_owned() }
}

impl DueDeadline {
    /// What stops; `None` for a notice, of which there are reminders in stores of earlier versions only.
    fn stop_kind(&self) -> Option<StopKind> {
        self.stop.or(match self.deadline.kind.effect() {
            Effect::Stops(kind) => Some(kind),
            Effect::Notice => None,
        })
    }

    /// The modules that stop, as many as fit a line; the plan if none is named.
    fn names(&self, audience: &Audience<'_>) -> String {
        let modules = &self.deadline.modules;
        if modules.is_empty() { plan_name(&self.plan, audience) } else { audience.words.modules(modules) }
    }
}

#[cfg(test)]
mod tests {
    use license::{DeadlineKind, ModuleId};

    use super::*;
    use crate::reminders::{
        Cause,
        tests::{day, texts},
    };

    fn due(kind: DeadlineKind, days: i64, renewal: Renewal, modules: &[&str]) -> DueDeadline {
        let mut deadline = Deadline::new(day(days), kind);
        deadline.modules = modules.iter().map(|name| ModuleId::new(name)).collect();
        DueDeadline { plan: "Pro".to_owned(), deadline, threshold: days, renewal, stop: None }
    }

    #[test]
    fn texts_in_every_language() {
        use DeadlineKind::{Expiry, ModulesDisabled, VersionSupportEnd};
        use Renewal::{Automatic, Manual};
        let unnamed = DueDeadline { plan: String::new(), ..due(Expiry, 3, Manual, &[]) };
        let five = ["livechat-enterprise", "auditing", "message-read-receipt", "acme.unknown", "abac"];
        let causes = [
            due(Expiry, 3, Manual, &[]),
            due(Expiry, -1, Manual, &[]),
            unnamed,
            due(Expiry, 7, Automatic, &[]),
            due(Expiry, -1, Automatic, &[]),
            DueDeadline { stop: Some(StopKind::TrialEnd), ..due(Expiry, 1, Manual, &[]) },
            DueDeadline { stop: Some(StopKind::TrialEnd), ..due(Expiry, -1, Manual, &[]) },
            due(ModulesDisabled, 14, Manual, &[]),
            due(ModulesDisabled, 14, Manual, &five[..1]),
            due(ModulesDisabled, 11, Manual, &five[..3]),
            due(ModulesDisabled, 1, Manual, &five),
            due(ModulesDisabled, -1, Manual, &[]),
            due(ModulesDisabled, -1, Manual, &five[..1]),
            due(ModulesDisabled, -1, Manual, &five),
            due(VersionSupportEnd, 7, Manual, &[]),
            due(VersionSupportEnd, -7, Manual, &[]),
        ];
        insta::assert_snapshot!(texts(&causes.map(Cause::Deadline)));
    }

    #[test]
    fn a_module_that_a_server_made_up_is_shown_as_it_is_and_bounded() {
        let long = "x".repeat(5_000);
        let hostile = due(DeadlineKind::ModulesDisabled, 14, Renewal::Manual, &["{ $count }", "constructor", &long]);
        let audience = crate::reminders::tests::audience(crate::i18n::language::Language::English);
        let body = hostile.body(&audience);
        assert!(
            body.starts_with("On Mar 15, 2026, 10:00 AM UTC: { $count }, constructor, xxx")
                && body.chars().count() < 300,
            "{body}"
        );
    }
}
