//! Every screen of the real application in WebKit in one look, and in one of the others: light and dark, small and large,
//! in three languages. Axe checks all that is shown. Pictures of each screen in one look, and of a few in the others, are written to `target/screens`, where
//! `ui/e2e/window.spec.ts` compares them with those in `tests/desktop/screens`. What differs between runs in a screen, such
//! as versions, is only hidden in a second picture in `target/screens/masked`, which is then the one to compare.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, ensure};
use desktop_tests::{
    driver::WebDriver,
    wait::{TIMEOUT, until, until_true},
};
use fantoccini::{Locator, error::CmdError};
use jiff::Timestamp;
use sandbox::Sandbox;
use serde_json::{Value, json};

use crate::application::{Application, TITLE};

/// A combination of theme, language and size of the window.
struct Look {
    theme: &'static str,
    language: &'static str,
    size: (u32, u32),
    pictured: Pictured,
}

/// The screens of which pictures are taken in a look.
enum Pictured {
    All,
    Only(&'static [&'static str]),
}

/// Small windows and long words challenge the layout, and dark colors all of it. Pictures are kept of what shows that
/// best.
const LOOKS: [Look; 4] = [
    Look { theme: "light", language: "en", size: (1120, 760), pictured: Pictured::All },
    Look {
        theme: "dark",
        language: "en",
        size: (1120, 760),
        pictured: Pictured::Only(&["overview", "workspace", "settings-alerts"]),
    },
    Look {
        theme: "dark",
        language: "de",
        size: (720, 480),
        pictured: Pictured::Only(&["overview", "workspace", "settings-notifications"]),
    },
    Look { theme: "light", language: "pt-BR", size: (720, 480), pictured: Pictured::Only(&["add", "reminders"]) },
];

impl Pictured {
    fn includes(&self, screen: &str) -> bool {
        match self {
            // The scroll bar of its list fades out at its own time.
            Self::All => screen != "palette",
            Self::Only(names) => names.contains(&screen),
        }
    }
}

/// The screen with channels. One of them fails, which would be told above every other screen.
const ALERTS: &str = "settings-alerts";

/// The id of the channel that fails.
const FAILING: &str = "00000000-0000-4000-9000-000000000002";

/// The slugs of the workspaces, and the names that they have in the pictures.
const WORKSPACES: [(&str, &str); 5] = [
    ("modern", "Acme Industries"),
    ("lapsed", "Old Mill Brewery"),
    ("trial", "Lindqvist Studio"),
    ("five", "Harbor Logistics"),
    ("noperm", "Contoso Research"),
];

fn name_of(slug: &str) -> &'static str {
    WORKSPACES.iter().find(|(known, _)| *known == slug).map_or("", |(_, name)| name)
}

/// The addresses of the sandbox and a private folder, and what a user would see in their place.
fn published(sandbox: &Sandbox, folder: &Path) -> Vec<[String; 2]> {
    let addresses = WORKSPACES.iter().flat_map(|(slug, name)| {
        let host = format!("chat.{}.example", name.to_lowercase().replace(' ', "-"));
        let real = sandbox.url(slug);
        let bare = real.trim_start_matches("http://").to_owned();
        [[real, format!("https://{host}")], [bare, host]]
    });
    let folder = [folder.join("data").display().to_string(), "~/.local/share".to_owned()];
    let server = [format!("127.0.0.1:{}", sandbox.port()), "chat.example".to_owned()];
    addresses.chain([folder, server]).collect()
}

/// A screen: the query with which the page is opened, the key to press, the elements to click, and an element that it
/// shows.
struct Screen {
    name: &'static str,
    query: String,
    key: Option<&'static str>,
    clicks: &'static [&'static str],
    shows: &'static str,
}

fn screens(modern: &str, lapsed: &str, noperm: &str) -> Vec<Screen> {
    let screen = |name, query: &str, clicks, shows| Screen { name, query: query.to_owned(), key: None, clicks, shows };
    let of = |id: &str| format!("workspace={id}");
    let settings = "screen=settings";
    vec![
        screen("overview", "", &["place-overview"], "overview"),
        screen("narrowed", "", &["place-overview", "filter-module", "facet-module-auditing"], "filter-chip"),
        screen("palette", "", &["place-overview", "palette-open"], "palette-option"),
        screen("groups", "", &["place-overview", "groups-open"], "new-group"),
        screen("workspace", &of(modern), &[], "plan"),
        screen("without-license", &of(lapsed), &[], "workspace-title"),
        screen("not-permitted", &of(noperm), &[], "workspace-title"),
        screen("menu", &of(modern), &["workspace-menu"], "remove"),
        screen("compare", &of(modern), &["workspace-menu", "compare"], "compare-left"),
        screen("raw-answer", &of(modern), &["workspace-menu", "raw"], "raw-text"),
        screen("renew", &of(modern), &["workspace-menu", "renew"], "license-key"),
        screen("remove", &of(modern), &["workspace-menu", "remove"], "remove-confirm"),
        screen("add", "screen=add", &[], "add-address"),
        screen("move", &of(modern), &["workspace-menu", "move"], "new-group"),
        // In a small window only the key opens it: there is no room for its button.
        Screen { key: Some("?"), ..screen("keys", &of(modern), &[], "keys") },
        screen("reminders", "screen=reminders", &[], "notice-snooze"),
        screen("settings-general", settings, &["section-general"], "appearance"),
        screen("settings-notifications", settings, &["section-notifications"], "lead-add"),
        screen(ALERTS, settings, &["section-alerts"], "channel-failing"),
        screen("settings-workspaces", settings, &["section-workspaces"], "asking-often"),
        screen("settings-network", settings, &["section-network"], "asking-network"),
        screen("settings-data", settings, &["section-data"], "carry"),
        screen("reset", settings, &["section-data", "reset-open"], "reset-word"),
        screen("settings-about", settings, &["section-about"], "about"),
        screen("libraries", settings, &["section-about", "libraries-open"], "libraries"),
        screen("report", settings, &["section-about", "report-open"], "raw-text"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_shown_and_accessible() -> Result<()> {
    let now: Timestamp = "2026-06-10T10:00:00Z".parse()?;
    let sandbox = Sandbox::builder().now(now).start().await?;
    let application = Application::at(now).await?;
    application.watch_named(&sandbox, &WORKSPACES)?;
    add_channels(&application)?;
    application.desktop.pause_notifications()?;
    let started = SystemTime::now();
    let window = application.open().await?;
    let [modern, lapsed, noperm] = ["modern", "lapsed", "noperm"].map(|slug| id_of(&window, name_of(slug)));
    let (modern, lapsed, noperm) = (modern.await?, lapsed.await?, noperm.await?);
    let frame = until("its window", async || Ok(application.desktop.windows(TITLE)?.into_iter().next())).await?;
    let base = window.client().current_url().await?.join("index.html")?;

    // The page's clock is fixed at ten minutes after the start, so that times in the pictures do not vary by seconds.
    let ten_minutes_in = (started + Duration::from_mins(10)).duration_since(UNIX_EPOCH)?.as_millis();
    let folder = folder()?;
    let published = published(&sandbox, application.desktop.folder());
    let mut problems = Vec::new();
    for (look, Look { theme, language, size, pictured }) in LOOKS.into_iter().enumerate() {
        application.desktop.resize(&frame, size.0, size.1)?;
        let set_look = "const [theme, language, done] = arguments;
            localStorage.setItem('license-watch.theme', JSON.stringify(theme));
            window.__TAURI_INTERNALS__.invoke('call', { command: 'update_settings', arguments: JSON.stringify({ patch: { language } }) }).then(() => done(), done);";
        let refused = window.client().execute_async(set_look, vec![json!(theme), json!(language)]).await?;
        ensure!(refused.is_null(), "{language}: {refused}");
        for (index, screen) in screens(&modern, &lapsed, &noperm).into_iter().enumerate() {
            if !pictured.includes(screen.name) && !takes_turn(index, look) {
                continue;
            }
            let name = format!("{}.{theme}-{language}-{}", screen.name, size.0);
            if screen.name == ALERTS {
                enable_failing_channel(&window, true).await?;
            }
            let mut page = base.clone();
            page.set_query(Some(&screen.query));
            // The page would not be reloaded if the address were the same.
            page.query_pairs_mut().append_pair("look", &name);
            within(window.client().goto(page.as_str())).await.with_context(|| name.clone())?;
            within(window.client().execute(LISTEN, Vec::new())).await?;
            if let Some(key) = screen.key {
                // Shortcuts work as soon as the page of the workspace is there.
                window.find("workspace-title").await.with_context(|| name.clone())?;
                within(window.client().find(Locator::Css("body"))).await?.send_keys(key).await?;
            }
            for click in screen.clicks {
                window.click(click).await.with_context(|| name.clone())?;
            }
            window.find(screen.shows).await.with_context(|| name.clone())?;
            loaded(&window).await.with_context(|| name.clone())?;
            within(window.client().execute(FREEZE, vec![json!(ten_minutes_in)])).await?;
            animations_ended(&window).await.with_context(|| name.clone())?;
            if pictured.includes(screen.name) {
                within(window.client().execute(PUBLISH, vec![json!(published)])).await?;
                drawn(&window).await.with_context(|| name.clone())?;
                application.desktop.stable_picture(&frame, &folder.join(format!("{name}.png"))).await?;
                if within(window.client().execute(MASK, Vec::new())).await? == json!(true) {
                    drawn(&window).await.with_context(|| name.clone())?;
                    let masked = folder.join("masked").join(format!("{name}.png"));
                    application.desktop.stable_picture(&frame, &masked).await?;
                }
            }
            problems.extend(page_errors(&window).await?.into_iter().map(|problem| format!("{name}: {problem}")));
            problems.extend(axe_violations(&window).await?.into_iter().map(|problem| format!("{name}: {problem}")));
            if screen.name == ALERTS {
                enable_failing_channel(&window, false).await?;
            }
        }
        println!("  passed: {theme} {language} {} × {}", size.0, size.1);
    }
    ensure!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    window.end().await
}

/// Whether a screen without a picture is shown in a look after the first one. Each is shown in one of them, because all
/// screens in all looks take minutes; neighbors in the list, which have much in common, are shown in different ones.
fn takes_turn(screen: usize, look: usize) -> bool {
    look > 0 && screen % (LOOKS.len() - 1) == look - 1
}

/// Adds a channel that works, and one that fails once it is on. Neither is about any workspace, so nothing is sent.
fn add_channels(application: &Application) -> Result<()> {
    let definition = |name: &str, enabled: bool, target: Value| {
        let filter = json!({"scope": {"is": "some", "groups": [], "workspaces": []}});
        json!({"name": name, "enabled": enabled, "target": target, "filter": filter}).to_string()
    };
    let room = definition(
        "Operations",
        true,
        json!({"kind": "room", "host": "chat.acme-industries.example", "connection": {}}),
    );
    let pager = definition(
        "On-call",
        false,
        json!({"kind": "webhook", "host": "pager.example", "signed": true, "connection": {}}),
    );
    let failure = json!({
        "code": "channel_unavailable",
        "message": "the webhook cannot accept messages now (status 503)",
        "hint": "Check whether the webhook is enabled, and the server's log. It is retried automatically.",
        "server_said": "Service temporarily unavailable",
    });
    let sent_at: Timestamp = "2026-06-09T08:12:00Z".parse()?;
    let failing_since: Timestamp = "2026-06-09T20:00:00Z".parse()?;
    let sql = "insert into channels (id, position, definition, secret_id, sent_at, failing_since, failure)
               values (?1, ?2, ?3, ?1, ?4, ?5, ?6)";
    let store = application.store()?;
    let first = "00000000-0000-4000-9000-000000000001";
    store.execute(sql, (first, 1, room, sent_at.as_second(), None::<i64>, None::<String>))?;
    let failing = (FAILING, 2, pager, sent_at.as_second(), Some(failing_since.as_second()), Some(failure.to_string()));
    store.execute(sql, failing)?;
    Ok(())
}

async fn enable_failing_channel(window: &WebDriver, enabled: bool) -> Result<()> {
    let call = "const [id, enabled, done] = arguments;
        window.__TAURI_INTERNALS__.invoke('call', { command: 'enable_channel', arguments: JSON.stringify({ id, enabled }) }).then(() => done(), done);";
    let refused = within(window.client().execute_async(call, vec![json!(FAILING), json!(enabled)])).await?;
    ensure!(refused.is_null(), "{refused}");
    Ok(())
}

async fn id_of(window: &WebDriver, name: &str) -> Result<String> {
    window.attribute("overview-row", name, "data-id").await
}

/// Creates an empty folder for the pictures.
fn folder() -> Result<PathBuf> {
    let folder = std::env::current_exe()?.ancestors().nth(3).context("no target folder")?.join("screens");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(folder.join("masked"))?;
    Ok(folder)
}

/// Waits for an answer of the driver, with a timeout.
async fn within<T>(answer: impl Future<Output = Result<T, CmdError>>) -> Result<T> {
    Ok(tokio::time::timeout(TIMEOUT, answer).await.context("the driver does not answer")??)
}

/// Makes the page collect its errors and warnings from now on.
const LISTEN: &str = "globalThis.pageErrors = [];
    const keep = (what) => globalThis.pageErrors.push(String(what));
    for (const name of ['error', 'warn']) console[name] = (...said) => keep(said.join(' '));
    addEventListener('error', ({ message }) => keep(message));
    addEventListener('unhandledrejection', ({ reason }) => keep(reason));
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        keep(`${violatedDirective} refuses ${blockedURI}`));";

/// Stops the page's clock at the given time, and hides blinking cursors.
const FREEZE: &str = "const [now] = arguments;
    Date.now = () => now;
    document.dispatchEvent(new Event('visibilitychange'));
    document.documentElement.style.caretColor = 'transparent';
    for (const field of document.querySelectorAll('input, textarea')) field.style.caretColor = 'transparent';";

/// Replaces what differs between runs and machines by what a user would see: addresses, and a private folder.
const PUBLISH: &str = "const [pairs] = arguments;
    const publish = (text) => pairs.reduce((left, [real, shown]) => left.replaceAll(real, shown), text);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { nodeValue } = walker.currentNode;
        const published = publish(nodeValue);
        if (published !== nodeValue) walker.currentNode.nodeValue = published;
    }
    for (const field of document.querySelectorAll('input'))
        if (publish(field.value) !== field.value) field.value = publish(field.value);";

/// Hides what no picture can be compared with: the bug report, and the number and versions of libraries. Answers
/// whether there was any of that.
const MASK: &str = "const raw = document.querySelector('[data-testid=raw-text]');
    const isReport = raw?.textContent.startsWith('License Watch:') ?? false;
    if (isReport) raw.textContent = '·'.repeat(2000);
    const libraries = document.querySelector('[data-testid=libraries]')?.closest('dialog');
    if (libraries) {
        libraries.querySelector('[data-testid=libraries]').replaceChildren();
        const walker = document.createTreeWalker(libraries, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) walker.currentNode.nodeValue = walker.currentNode.nodeValue.replace(/\\d/g, '0');
    }
    return isReport || libraries !== undefined;";

/// The errors and warnings of the page since [`LISTEN`].
async fn page_errors(window: &WebDriver) -> Result<Vec<String>> {
    texts(within(window.client().execute("return globalThis.pageErrors;", Vec::new())).await?)
}

fn texts(list: Value) -> Result<Vec<String>> {
    let Value::Array(list) = list else { anyhow::bail!("a list was expected, and not {list}") };
    Ok(list.into_iter().filter_map(|text| text.as_str().map(str::to_owned)).collect())
}

/// Waits until the page has loaded the engine's time and the workspaces. Its clock must not be stopped before that,
/// because loading sets it.
async fn loaded(window: &WebDriver) -> Result<()> {
    let is_loaded = "return document.querySelector('main')?.getAttribute('aria-busy') === 'false';";
    until_true("the workspaces in the window", async || {
        Ok(within(window.client().execute(is_loaded, Vec::new())).await? == json!(true))
    })
    .await
}

/// Waits until all animations have ended.
async fn animations_ended(window: &WebDriver) -> Result<()> {
    let still = "return document.getAnimations().every((animation) => animation.playState !== 'running'
        || animation.effect?.getComputedTiming().iterations === Infinity);";
    until_true("the end of all animations", async || {
        Ok(within(window.client().execute(still, Vec::new())).await? == json!(true))
    })
    .await
}

/// Waits until the page has been drawn.
async fn drawn(window: &WebDriver) -> Result<()> {
    let ask = "globalThis.drawn = false;
        requestAnimationFrame(() => requestAnimationFrame(() => { globalThis.drawn = true; }));";
    within(window.client().execute(ask, Vec::new())).await?;
    until_true("the page to be drawn", async || {
        Ok(within(window.client().execute("return globalThis.drawn;", Vec::new())).await? == json!(true))
    })
    .await
}

/// The violations that axe finds in the page.
async fn axe_violations(window: &WebDriver) -> Result<Vec<String>> {
    let axe = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/node_modules/axe-core/axe.min.js");
    let axe = fs::read_to_string(axe).context("axe is not installed: cargo xtask setup")?;
    within(window.client().execute(&axe, Vec::new())).await.context("axe itself")?;
    let run = "globalThis.axeViolations = null;
        axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
           .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
               nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`)),
               (error) => [String(error)])
           .then((found) => { globalThis.axeViolations = found; });";
    within(window.client().execute(run, Vec::new())).await.context("axe")?;
    until("the result of axe", async || {
        let found = within(window.client().execute("return globalThis.axeViolations;", Vec::new())).await?;
        if found.is_null() { Ok(None) } else { texts(found).map(Some) }
    })
    .await
}
