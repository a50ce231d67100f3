//! The settings of the application.
//!
//! [`Settings`] is the one list of settings: its default is what a reset returns to, it is stored and exported as it
//! is, and the window changes it by a [`SettingsPatch`]. `docs/architecture.md` explains how to add a setting.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use crate::{
    failure::{Failure, FailureCode},
    i18n::language::Language,
    reminders::settings::ReminderSettings,
    workspace::{connection::RouteEntry, interval::Interval},
};

/// Every setting of the application.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Settings {
    /// How workspaces are refreshed.
    pub refresh: RefreshSettings,
    /// How far ahead reminders are due, and when they are held back.
    pub reminders: ReminderSettings,
    /// The language of the application; `None` for the system's.
    pub language: Option<Language>,
    /// Until when all reminders are paused; `None` if they are not.
    #[ts(type = "string | null")]
    pub paused_until: Option<Timestamp>,
    /// Whether the user has seen the note that the application keeps running on a desktop without a tray.
    pub no_tray_explained: bool,
}

/// How often, and through which proxy, workspaces are refreshed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct RefreshSettings {
    /// How long after a successful refresh a workspace is refreshed again, in hours: 1 to 24.
    pub interval_hours: Interval,
    /// The proxy for workspaces whose own connection does not set one.
    pub route: RouteEntry,
}

impl Settings {
    /// Reads stored or imported settings. A setting that cannot be parsed has its default and does not affect the
    /// others: the file may come from a newer version, or may have been edited.
    pub(crate) fn from_json(stored: &Value) -> Self {
        let mut read = Self::default();
        if !stored.is_null() {
            read.take_readable(&mut Vec::new(), stored);
        }
        read
    }

    /// Sets the value at a path. If it cannot be parsed as a whole, sets those of its parts that can.
    fn take_readable<'a>(&mut self, path: &mut Vec<&'a str>, stored: &'a Value) {
        if let Ok(read) = self.with(path, stored) {
            *self = read;
        } else if let (Value::Object(parts), true) = (stored, self.is_object(path)) {
            for (name, part) in parts {
                path.push(name);
                self.take_readable(path, part);
                path.pop();
            }
        } else {
            // The value is not logged, because it could contain anything.
            tracing::warn!(setting = path.join("."), "failed to parse a stored setting; using the default");
        }
    }

    /// These settings with another value at a path.
    fn with(&self, path: &[&str], value: &Value) -> Result<Self, serde_json::Error> {
        let mut all = serde_json::to_value(self)?;
        match path.iter().try_fold(&mut all, |inner, name| inner.get_mut(name)) {
            Some(place) => *place = value.clone(),
            // A setting that this version does not know.
            None => return Ok(self.clone()),
        }
        serde_json::from_value(all)
    }

    fn is_object(&self, path: &[&str]) -> bool {
        let all = serde_json::to_value(self).unwrap_or_default();
        path.iter().try_fold(&all, |inner, name| inner.get(name)).is_some_and(Value::is_object)
    }

    /// These settings after a change by the window.
    ///
    /// # Errors
    /// [`FailureCode::Internal`] if the patch names an unknown setting or a value that is not allowed.
    pub(crate) fn patched(&self, patch: &SettingsPatch) -> Result<Self, Failure> {
        let unusable = |reason: String| Failure::new(FailureCode::Internal, format!("not a setting: {reason}"), "");
        let mut all = serde_json::to_value(self).map_err(|error| unusable(error.to_string()))?;
        let mut set = |path: &[&str], value: &Value| {
            let place = path.iter().try_fold(&mut all, |inner, name| inner.get_mut(name));
            place.map(|place| *place = value.clone()).ok_or_else(|| unusable(path.join(".")))
        };
        for (name, new) in &patch.0 {
            match new {
                Value::Object(section) => {
                    section.iter().try_for_each(|(setting, value)| set(&[name, setting], value))?;
                }
                value => set(&[name], value)?,
            }
        }
        serde_json::from_value(all).map_err(|error| unusable(error.to_string()))
    }

    /// Takes settings from an imported file, but only those that have their default here.
    ///
    /// Lists every setting, so that for a new one, it has to be decided whether it is imported. The proxy never is,
    /// because tokens go through it, nor is what concerns only this machine or the current time.
    pub(crate) fn with_imported(self, file: Self) -> Self {
        let Self { refresh, reminders, language, paused_until: _, no_tray_explained: _ } = file;
        let RefreshSettings { interval_hours, route: _ } = refresh;
        let ReminderSettings { lead, steps, off, quiet, exception } = reminders;
        Self {
            refresh: RefreshSettings {
                interval_hours: unless_default(self.refresh.interval_hours, interval_hours),
                route: self.refresh.route,
            },
            reminders: ReminderSettings {
                lead: unless_default(self.reminders.lead, lead),
                steps: unless_default(self.reminders.steps, steps),
                off: unless_default(self.reminders.off, off),
                quiet: unless_default(self.reminders.quiet, quiet),
                exception: unless_default(self.reminders.exception, exception),
            },
            language: unless_default(self.language, language),
            paused_until: self.paused_until,
            no_tray_explained: self.no_tray_explained,
        }
    }
}

fn unless_default<T: Default + PartialEq>(here: T, imported: T) -> T {
    if here == T::default() { imported } else { here }
}

/// A change of settings by the window. Only what it names changes, so that two changes at the same time do not undo
/// each other. A section such as `refresh` is changed setting by setting, and each of those as a whole.
#[derive(Debug, Clone, Deserialize)]
pub struct SettingsPatch(Map<String, Value>);

impl TS for SettingsPatch {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(_: &ts_rs::Config) -> String {
        "SettingsPatch".to_owned()
    }

    fn inline(_: &ts_rs::Config) -> String {
        "{ [Section in keyof Settings]?: Partial<Settings[Section]> }".to_owned()
    }

    fn decl(config: &ts_rs::Config) -> String {
        format!("type SettingsPatch = {};", Self::inline(config))
    }

    fn decl_concrete(config: &ts_rs::Config) -> String {
        Self::decl(config)
    }

    fn docs() -> Option<String> {
        Some("/**\n * A change of settings: only what it names changes.\n */\n".to_owned())
    }

    fn visit_dependencies(visitor: &mut impl ts_rs::TypeVisitor)
    where
        Self: 'static,
    {
        visitor.visit::<Settings>();
    }

    fn output_path() -> Option<std::path::PathBuf> {
        Some("SettingsPatch.ts".into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::reminders::{CauseKind, settings::QuietHoursException};

    fn chosen() -> Settings {
        Settings {
            refresh: RefreshSettings { interval_hours: 12.try_into().unwrap(), route: RouteEntry::Direct },
            reminders: ReminderSettings {
                lead: vec![60, 5].try_into().unwrap(),
                steps: vec![70, 95].try_into().unwrap(),
                off: [CauseKind::Outdated].into_iter().collect(),
                quiet: None,
                exception: QuietHoursException::Critical,
            },
            language: Some(Language::German),
            paused_until: Some("2026-03-01T00:00:00Z".parse().unwrap()),
            no_tray_explained: true,
        }
    }

    #[test]
    fn settings_round_trip() {
        assert_eq!(Settings::from_json(&serde_json::to_value(chosen()).unwrap()), chosen());
        assert_eq!(Settings::from_json(&json!({})), Settings::default());
        for broken in [json!(null), json!(5), json!([1]), json!("text")] {
            assert_eq!(Settings::from_json(&broken), Settings::default(), "{broken}");
        }
    }

    #[test]
    fn unreadable_setting_does_not_affect_the_others() {
        let whole = serde_json::to_value(chosen()).unwrap();
        let broken = |path: &str, value: Value| {
            let mut stored = whole.clone();
            *stored.pointer_mut(path).unwrap() = value;
            Settings::from_json(&stored)
        };
        let refresh = |refresh| Settings { refresh, ..chosen() };
        let default = RefreshSettings::default();
        assert_eq!(broken("/language", json!("fr")), Settings { language: None, ..chosen() }, "from a newer version");
        assert_eq!(
            broken("/refresh/interval_hours", json!(99)),
            refresh(RefreshSettings { interval_hours: default.interval_hours, ..chosen().refresh })
        );
        assert_eq!(
            broken("/refresh/route", json!({ "via": "carrier_pigeon" })),
            refresh(RefreshSettings { route: default.route, ..chosen().refresh })
        );
        assert_eq!(broken("/refresh", json!(7)), refresh(RefreshSettings::default()));
        assert_eq!(broken("/paused_until", json!("soon")), Settings { paused_until: None, ..chosen() });
        let reminders = ReminderSettings { lead: Default::default(), ..chosen().reminders };
        assert_eq!(broken("/reminders/lead", json!([-1])), Settings { reminders, ..chosen() });
        let mut newer = whole;
        newer["sound"] = json!(true);
        newer["refresh"]["jitter"] = json!(3);
        assert_eq!(Settings::from_json(&newer), chosen(), "unknown settings are ignored");
    }

    #[test]
    fn patch_changes_only_what_it_names() {
        let patch = |patch: Value| chosen().patched(&serde_json::from_value(patch).unwrap());
        assert_eq!(patch(json!({})).unwrap(), chosen());
        let refresh = RefreshSettings { interval_hours: 3.try_into().unwrap(), ..chosen().refresh };
        assert_eq!(
            patch(json!({ "refresh": { "interval_hours": 3 }, "language": null })).unwrap(),
            Settings { refresh, language: None, ..chosen() }
        );
        // The route is replaced as a whole: the old `url` must not remain.
        let proxy = RouteEntry::Proxy { url: "http://proxy.example:3128".to_owned() };
        let by_proxy = patch(json!({ "refresh": { "route": proxy } })).unwrap();
        assert_eq!(by_proxy.refresh.route, proxy);
        let direct = serde_json::from_value(json!({ "refresh": { "route": { "via": "direct" } } })).unwrap();
        assert_eq!(by_proxy.patched(&direct).unwrap().refresh.route, RouteEntry::Direct);
        for bad in [
            json!({ "sound": true }),
            json!({ "refresh": { "jitter": 3 } }),
            json!({ "refresh": { "interval_hours": 0 } }),
            json!({ "refresh": null }),
            json!({ "language": "fr" }),
            json!({ "language": { "code": "de" } }),
        ] {
            assert!(patch(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn import_replaces_default_settings_but_never_the_proxy() {
        let imported = Settings::default().with_imported(chosen());
        let expected = Settings {
            refresh: RefreshSettings { route: RouteEntry::System, ..chosen().refresh },
            paused_until: None,
            no_tray_explained: false,
            ..chosen()
        };
        assert_eq!(imported, expected);
        let other = Settings { language: Some(Language::English), ..Settings::default() };
        assert_eq!(chosen().with_imported(other), chosen());
    }

    /// The pages need the defaults to offer resetting a setting.
    #[test]
    fn export_bindings_default_settings() {
        let settings = serde_json::to_string_pretty(&Settings::default()).unwrap();
        let text = format!(
            "// This file was generated from crates/watch/src/settings.rs. Do not edit this file manually.\n\
             import type {{ Settings }} from \"./Settings\";\n\n\
             /** The settings of an application in which none was changed. */\n\
             export const defaultSettings: Settings = {settings};\n"
        );
        let folder = ts_rs::Config::from_env().out_dir().to_owned();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("defaultSettings.ts"), text).unwrap();
    }
}
