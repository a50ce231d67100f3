//! An engine and its servers. Everything is real except the clock.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result, anyhow};
use jiff::tz::TimeZone;
use rocketchat::{Bounds, Token};
use sandbox::{Certificate, Host, KeyTiming, Proxy, Sandbox};
use serde_json::{Map, Value, json};
use watch::{
    Engine, Store, TokenId, Vault, WorkspaceId,
    deliver::{BoxFuture, NotShown, Notification, Notifier, ReminderId},
    engine::{Changed, EventBatches, Parts},
    i18n::language::Language,
    vault::{SessionMemory, VaultError, VaultState, VaultStatus},
};

use crate::{
    commands::{self, PAGE, READS, READS_OF_EACH},
    member::{Arrival, Member},
    stable::Names,
    time::{SetClock, at},
};

/// When everything was last read, in days before the recording: four minutes.
const LAST: f64 = 4.0 / 1_440.0;

/// How long events are collected into a batch, and how long no event must come after the last.
const BATCH: Duration = Duration::from_millis(20);
const SETTLED: Duration = Duration::from_millis(60);

/// The contents of one recording.
#[derive(Clone)]
pub(crate) struct Scene {
    pub(crate) name: &'static str,
    pub(crate) members: Vec<Member>,
    /// Id, name, color, members.
    pub(crate) groups: &'static [(&'static str, &'static str, &'static str, &'static [&'static str])],
    /// The workspace whose newest reminder is snoozed until tomorrow, and when, in days before the recording.
    pub(crate) snoozed: Option<(&'static str, f64)>,
    /// Servers of workspaces that are not in the scene yet.
    pub(crate) others: Vec<Member>,
}

/// The connection between the engine and the servers of a scene.
pub(crate) struct Network {
    pub(crate) proxy: Proxy,
    /// The file of trusted authorities.
    pub(crate) authorities: PathBuf,
}

/// A vault that several engines use in turn.
#[derive(Clone, Default)]
pub(crate) struct SharedVault(Arc<SessionMemory>);

impl Vault for SharedVault {
    fn token(&self, id: TokenId) -> Result<Option<Token>, VaultError> {
        self.0.token(id)
    }

    fn keep(&self, id: TokenId, token: &Token) -> Result<(), VaultError> {
        self.0.keep(id, token)
    }

    fn forget(&self, id: TokenId) -> Result<(), VaultError> {
        self.0.forget(id)
    }

    fn status(&self) -> VaultStatus {
        VaultState::Keyring.into()
    }
}

/// A scene with an engine in it.
pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) clock: SetClock,
    pub(crate) names: Names,
    pub(crate) sandbox: Sandbox,
    screen: Screen,
    events: EventBatches,
    folder: PathBuf,
    vault: SharedVault,
}

/// A notifier that shows every notification at once, or none while it is off.
#[derive(Clone, Default)]
pub(crate) struct Screen {
    is_on: Arc<AtomicBool>,
}

impl Notifier for Screen {
    fn show(&self, _: Notification) -> BoxFuture<'static, Result<(), NotShown>> {
        let shown = match self.is_on.load(Ordering::Relaxed) {
            true => Ok(()),
            false => Err(NotShown { reason: "the screen is off".to_owned() }),
        };
        Box::pin(async { shown })
    }

    fn withdraw(&self, _: &[ReminderId]) {}
}

/// Lets pending tasks finish.
async fn settle() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

impl World {
    /// Starts the servers of a scene, and an engine with an empty store.
    pub(crate) async fn start(scene: &Scene, network: &Network, folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let mut names = Names::default();
        for (number, (id, ..)) in scene.groups.iter().enumerate() {
            names.name(&group_id(number), id);
        }
        let (clock, vault) = (SetClock::new(), SharedVault::default());
        let sandbox = servers(scene, network).await?;
        let screen = Screen::default();
        let engine = engine(folder, &clock, &vault, &screen)?;
        let events = engine.subscribe_in_batches(BATCH);
        Ok(Self { engine, clock, names, sandbox, screen, events, folder: folder.to_owned(), vault })
    }

    /// Forks the current state: an engine on a copy of the store, with fresh servers that answer as at the end.
    pub(crate) async fn again(&self, scene: &Scene, network: &Network, folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        self.engine.stop().await;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            fs::copy(entry.path(), folder.join(entry.file_name()))?;
        }
        let sandbox = servers(scene, network).await?;
        for member in scene.members.iter().chain(&scene.others) {
            member.answer_as_at_the_end(&sandbox);
        }
        let (clock, vault) = (SetClock::new(), SharedVault::default());
        for (workspace, _) in self.engine.snapshots() {
            if let Some(token) = self.vault.token(workspace.token)? {
                vault.keep(workspace.token, &token)?;
            }
        }
        let (names, screen) = (self.names.clone(), Screen::default());
        let engine = engine(folder, &clock, &vault, &screen)?;
        let events = engine.subscribe_in_batches(BATCH);
        Ok(Self { engine, clock, names, sandbox, screen, events, folder: folder.to_owned(), vault })
    }

    /// Plays the scene up to the time of the recording.
    pub(crate) async fn play(&mut self, scene: &Scene) -> Result<()> {
        let mut instants = BTreeSet::new();
        let key = |days: f64| at(days);
        let weeks = (13..26).map(|week| f64::from(week) * 7.0);
        let days = (1..91).map(f64::from);
        let own = scene.members.iter().flat_map(|member| member.refreshes.iter().copied().chain([member.since]));
        for days in weeks.chain(days).chain(own).chain([LAST, 0.0]) {
            instants.insert((key(days), (days * 1e6) as i64));
        }
        for (_, micro_days) in instants {
            let days = micro_days as f64 / 1e6;
            self.clock.set(days);
            // Reminders of the last hour are recorded as not shown yet.
            self.screen.is_on.store(days > 0.05, Ordering::Relaxed);
            for member in &scene.members {
                let is_now = |at: &f64| (at - days).abs() < 1e-5;
                if is_now(&member.since) {
                    member.answer(&self.sandbox, days);
                    if member.slug == "acme" {
                        self.sandbox.set_icon("acme", include_bytes!("../../sandbox/payloads/icon.png"));
                    }
                    self.arrive(member).await.with_context(|| format!("{} arrives", member.slug))?;
                } else if member.since > days
                    && ((member.is_regular && days > 0.0) || member.refreshes.iter().any(is_now))
                {
                    member.answer(&self.sandbox, days);
                    self.engine.refresh(self.workspace(&member.slug)?).await.map_err(failed)?;
                    // What happens at the time of the recording is not confirmed yet.
                    if days > 0.0 {
                        self.engine.confirm(Duration::ZERO).await.map_err(failed)?;
                    }
                }
            }
            settle().await;
            if let Some((slug, _)) = scene.snoozed.filter(|(_, at)| (at - days).abs() < 1e-5) {
                self.snooze_newest(slug)?;
            }
        }
        self.group(scene)
    }

    /// The events since the last call, as the window receives them: see `window_events.rs` of the agent.
    pub(crate) async fn window_events(&mut self) -> Vec<Value> {
        let mut events = Vec::new();
        while let Ok(Some(batch)) = tokio::time::timeout(SETTLED, self.events.next()).await {
            let workspaces = match batch.changed {
                Changed::All => self.engine.views(),
                Changed::These(ids) => self.engine.views_of(&ids),
            };
            if !batch.refresh_started.is_empty() {
                events.push(json!({"type": "refresh_started", "ids": batch.refresh_started}));
            }
            if !workspaces.is_empty() {
                events.push(json!({"type": "workspaces_changed", "workspaces": workspaces}));
            }
            let progress = batch.key_progress.into_iter();
            events
                .extend(progress.map(|(id, stage)| json!({"type": "license_key_progress", "id": id, "stage": stage})));
            events.extend(batch.removed.into_iter().map(|id| json!({"type": "workspace_removed", "id": id})));
            let others = [
                ("arrangement_changed", batch.groups_changed),
                ("settings_changed", batch.settings_changed),
                ("reminders_changed", batch.reminders_changed),
            ];
            events.extend(others.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| json!({"type": name})));
        }
        events
    }

    fn snooze_newest(&self, slug: &str) -> Result<()> {
        let id = self.workspace(slug)?;
        let all = self.engine.reminders().map_err(failed)?;
        let newest = all.iter().find(|reminder| reminder.workspace == id).context("nothing to snooze")?;
        self.engine.snooze_reminders(&[newest.id], watch::Snooze::Tomorrow).map_err(failed)
    }

    async fn arrive(&mut self, member: &Member) -> Result<()> {
        let url = format!("https://{}", member.address);
        match member.arrival {
            Arrival::Added => {
                let token = self.sandbox.credentials(&member.slug).token;
                let input = json!({
                    "address": url,
                    "name": member.name,
                    "connection": {"allow_http": false, "route": {"via": "system"}, "ca_pem": null},
                    "sign_in": {"with": "token", "user_id": member.user_id, "token": token},
                });
                commands::call(&self.engine, "add_workspace", &json!({"input": input})).await?.map_err(failed)?;
            }
            Arrival::Imported => {
                let file = json!({
                    "license_watch": 1,
                    "exported_at": at(7.0),
                    "groups": [],
                    "workspaces": [{"name": member.name, "address": url, "user_id": member.user_id, "group": null}],
                });
                let args = json!({"text": file.to_string()});
                commands::call(&self.engine, "import_settings", &args).await?.map_err(failed)?;
            }
        }
        let views = self.engine.snapshots();
        let found = views.iter().find(|(workspace, _)| workspace.address.to_string() == url);
        let (workspace, _) = found.with_context(|| format!("nothing was added at {url}"))?;
        self.names.name(&workspace.id.to_string(), &member.slug);
        Ok(())
    }

    fn group(&mut self, scene: &Scene) -> Result<()> {
        let group = |(number, (_, name, color, _)): (usize, &(&str, &str, &str, &[&str]))| json!({"id": group_id(number), "name": name, "color": color});
        let groups: Vec<_> = scene.groups.iter().enumerate().map(group).collect();
        self.engine.set_groups(&serde_json::from_value::<Vec<_>>(json!(groups))?).map_err(failed)?;
        let inhabited = scene.groups.iter().enumerate().filter(|(_, (.., members))| !members.is_empty());
        for (number, (.., members)) in inhabited {
            let ids = members.iter().map(|slug| self.workspace(slug)).collect::<Result<Vec<_>>>()?;
            let id = serde_json::from_value(json!(group_id(number)))?;
            self.engine.move_workspaces(&ids, Some(id), None).map_err(failed)?;
        }
        Ok(())
    }

    fn workspace(&self, slug: &str) -> Result<WorkspaceId> {
        let id = self.names.id(slug).with_context(|| format!("there is no {slug}"))?;
        Ok(id.parse()?)
    }

    /// The answers of all reading commands, by command, or by command and workspace.
    pub(crate) async fn reads(&self) -> Result<Map<String, Value>> {
        self.reads_after(&Map::new()).await
    }

    /// As [`Self::reads`], with earlier reads at hand: the differences between two past moments stay the same, and there
    /// are so many pairs of moments that comparing all of them after each step would take much of the recording's time.
    pub(crate) async fn reads_after(&self, earlier: &Map<String, Value>) -> Result<Map<String, Value>> {
        let mut reads = Map::new();
        for command in READS {
            reads.insert(command.to_owned(), self.read(command, &json!({})).await?);
        }
        reads.insert(PAGE.to_owned(), self.pages().await?);
        let mut ids: Vec<_> = self.engine.snapshots().iter().map(|(workspace, _)| workspace.id).collect();
        ids.sort_by_key(|id| self.names.named(json!(id)).to_string());
        for id in ids {
            let key = |command: &str| self.names.named_text(format!("{command} {id}"));
            for command in READS_OF_EACH {
                let answer = self.read(command, &json!({"id": id})).await?;
                reads.insert(key(command), answer);
            }
            let revisions = self.engine.revisions(id).map_err(failed)?;
            // The newest revision is the present state.
            let states = || std::iter::once(Value::Null).chain(revisions.iter().skip(1).map(|one| json!(one.id)));
            for (from, to) in states().flat_map(|from| states().map(move |to| (from.clone(), to))) {
                if from != to {
                    let key = format!("{} {from} {to}", key("changes_between"));
                    let past = earlier.get(&key).filter(|_| !from.is_null() && !to.is_null());
                    let answer = match past {
                        Some(answer) => answer.clone(),
                        None => self.read("changes_between", &json!({"id": id, "from": from, "to": to})).await?,
                    };
                    reads.insert(key, answer);
                }
            }
            for revision in revisions {
                let revision = json!(revision.id);
                let key = format!("{} {revision}", key("revision"));
                reads.insert(key, self.read("revision", &json!({"id": id, "revision": revision})).await?);
            }
        }
        Ok(reads)
    }

    /// What the page of each workspace has beyond its row. A new order of the rows is no change of it.
    async fn pages(&self) -> Result<Value> {
        let mut pages = Vec::new();
        for row in self.engine.views() {
            let mut page = self.read(PAGE, &json!({"id": row.id})).await?;
            let row = serde_json::to_value(row)?;
            let fields = page.as_object_mut().context("a page has fields")?;
            fields.retain(|name, _| name == "id" || row.get(name).is_none());
            pages.push(page);
        }
        pages.sort_by_key(|page| page["id"].to_string());
        Ok(Value::Array(pages))
    }

    async fn read(&self, command: &str, args: &Value) -> Result<Value> {
        let answer = commands::call(&self.engine, command, args).await?.map_err(failed)?;
        Ok(self.names.named(answer))
    }
}

fn engine(folder: &Path, clock: &SetClock, vault: &SharedVault, screen: &Screen) -> Result<Engine> {
    Ok(Engine::new(Parts {
        store: Store::open(folder, at(0.0))?,
        vault: Box::new(vault.clone()),
        clock: Arc::new(clock.clone()),
        zone: TimeZone::UTC,
        system_language: Language::English,
        bounds: Bounds { total: Duration::from_secs(10), ..Bounds::default() },
        notifier: Some(Arc::new(screen.clone())),
        channels: Default::default(),
    })?)
}

async fn servers(scene: &Scene, network: &Network) -> Result<Sandbox> {
    let mut builder = Sandbox::builder().now(at(0.0)).encrypted(Certificate::Good).key_timing(AT_ONCE);
    for member in scene.members.iter().chain(&scene.others) {
        builder = builder.host(Host {
            slug: member.slug.clone(),
            host: member.host().to_owned(),
            path: member.path().to_owned(),
            server_version: member.server_version,
            user_id: member.user_id.to_owned(),
        });
    }
    let sandbox = builder.start().await?;
    fs::write(&network.authorities, sandbox.ca_pem())?;
    network.proxy.redirect_to(sandbox.port());
    Ok(sandbox)
}

/// License keys take effect at once: what an engine sees in between would be another thing in each recording.
const AT_ONCE: KeyTiming = KeyTiming { delay: Duration::ZERO, gap: Duration::ZERO };

/// The id of a group, the same in every recording.
fn group_id(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

fn failed(failure: watch::Failure) -> anyhow::Error {
    anyhow!("{failure:?}")
}
