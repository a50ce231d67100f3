//! What people open License Watch for, each job done in the real window, with the clicks and keys that it takes.

use std::fmt::Write;

use anyhow::{Result, ensure};
use desktop_tests::{
    driver::{Effort, User, WebDriver},
    wait::until_true,
};
use fantoccini::key::Key;
use jiff::SignedDuration;
use sandbox::{Endpoint, Fault, Sandbox};
use serde_json::json;

use crate::application::Application;

/// Prints that a job is done, so that a failure shows how far the test got.
fn done(job: &str) {
    println!("  done: {job}");
}

/// Nothing but reading what the window shows.
const READING: Effort = clicks(0);

const fn clicks(clicks: u32) -> Effort {
    Effort { clicks, keys: 0, fields: 0 }
}

const fn keys(keys: u32) -> Effort {
    Effort { clicks: 0, keys, fields: 0 }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_day() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    let ended = json!({"license": {
        "license": {
            "information": {"autoRenew": false},
            "validation": {"validPeriods": [{
                "validUntil": (sandbox.now() - SignedDuration::from_hours(3 * 24)).to_string(),
                "invalidBehavior": "invalidate_license",
            }]},
        },
        "activeModules": [],
    }});
    sandbox.set_fault_at("renewing", Endpoint::LicensesInfo, Fault::Patch(ended));
    application.watch(&sandbox, &["six", "four", "modern", "renewing", "trial", "five"])?;
    grow_seats(&application, "modern")?;
    let window = application.open().await?;
    let mut user = User::new(&window);
    let tray = application.tray().await?;
    sandbox.set_fault("five", Fault::Status(401));
    tray.click_label("Refresh all").await?;
    window.find_with("overview-row", "Sign-in refused").await?;

    // What stops next, across all workspaces?
    let expected = [
        ["renewing", "Expired 3 days ago"],
        ["trial", "6 days"],
        ["modern", "11 days · 3 modules"],
        ["five", "Sign-in refused"],
        ["four", "Expired"],
        ["six", "days · "],
    ];
    wait_for_rows(&window, &expected).await?;
    let next = window.text("overview-first").await?;
    ensure!(next.starts_with("Next: trial – 6 days · "), "{next}");
    assert_eq!(user.take_effort(), READING);
    done("what stops next is at the top");

    // How many seats are left in a workspace, and when do they run out?
    let row = window.text_with("overview-row", "modern").await?;
    for part in ["41 / 50", "9 left", "full ~"] {
        ensure!(row.contains(part), "no {part:?} in {row}");
    }
    assert_eq!(user.take_effort(), READING);
    done("seats that are left, and when they run out");

    // Who has a module?
    user.press_with_ctrl('f').await?;
    user.type_keys("audit").await?;
    window.wait_for_text("named-modules", |text| text.contains("Message auditing")).await?;
    wait_for_names(&window, &["trial", "modern", "five", "six"]).await?;
    assert_eq!(user.take_effort(), keys(6));
    done("who has a module");

    // Who does not?
    window.click("clear-filters").await?;
    user.click("filter-module").await?;
    user.click("facet-without-auditing").await?;
    wait_for_names(&window, &["renewing", "four"]).await?;
    assert_eq!(user.take_effort(), clicks(2));
    user.press(Key::Escape).await?;
    window.click("clear-filters").await?;
    user.take_effort();
    done("who does not have a module");

    // Switch to a workspace by keys, and to another one by mouse.
    user.press_with_ctrl('k').await?;
    user.type_keys("mod").await?;
    window.find_with("palette-option", "modern").await?;
    user.press(Key::Enter).await?;
    window.wait_for_text("workspace-title", |text| text == "modern").await?;
    assert_eq!(user.take_effort(), keys(5));
    user.click_with("workspace-item", "trial").await?;
    window.wait_for_text("workspace-title", |text| text == "trial").await?;
    assert_eq!(user.take_effort(), clicks(1));
    done("another workspace is opened");

    // Be done with a reminder in the inbox.
    window.click("place-reminders").await?;
    window.find("notice").await?;
    let before = window.count("notice").await?;
    user.click("notice-done").await?;
    until_true("one reminder less", async || Ok(window.count("notice").await? == before - 1)).await?;
    assert_eq!(user.take_effort(), clicks(1));
    user.press('e').await?;
    until_true("two reminders less", async || Ok(window.count("notice").await? == before - 2)).await?;
    assert_eq!(user.take_effort(), keys(1));
    done("reminders are done");

    // Quiet a workspace.
    window.click("place-overview").await?;
    for (action, name, left) in
        [("action-acknowledge", "trial", "4 need attention"), ("action-mute", "modern", "3 need attention")]
    {
        user.click_part("overview-row", name, "row-menu").await?;
        user.click(action).await?;
        window.wait_for_text("overview-title", |text| text == left).await?;
        until_true("the line of the tray", async || {
            Ok(tray.menu().await?.first().is_some_and(|entry| entry.label.contains(left)))
        })
        .await?;
        assert_eq!(user.take_effort(), clicks(2));
    }
    done("a workspace no longer needs attention, in the window and in the tray");

    // Prove what changed.
    let more_seats = json!({"license": {"limits": {"activeUsers": {"max": 99}}}});
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Patch(more_seats));
    window.click("refresh-all").await?;
    until_true("the change", async || changes(&application).map(|changes| changes > 0)).await?;
    let file = application.desktop.folder().join("changes.html");
    user.click("export").await?;
    user.click("export-changes-30").await?;
    application.save_as(&file).await?;
    let message = window.wait_for_text("export-message", |text| text.contains("changes.html")).await?;
    assert_eq!(user.take_effort(), clicks(2));
    let page = std::fs::read_to_string(&file)?;
    for part in ["<!DOCTYPE html>", "License changes", "modern", "99"] {
        ensure!(page.contains(part), "no {part:?} in {page}; {message}");
    }
    for slug in ["modern", "trial"] {
        ensure!(!page.contains(&sandbox.credentials(slug).token), "the token of {slug} is in the report");
    }
    done("a report of what changed is saved");
    window.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn adding_one_and_then_forty() -> Result<()> {
    let sandbox = Sandbox::builder().copies(40).start().await?;
    let login = sandbox.credentials("modern");
    let application = Application::new().await?;
    let window = application.open().await?;
    let mut user = User::new(&window);

    // One workspace.
    user.click("first-add").await?;
    user.fill("add-address", &sandbox.url("modern")).await?;
    // Not counted: a real workspace has HTTPS.
    window.click("add-allow-http").await?;
    window.find("probe").await?;
    user.click("add-continue").await?;
    user.fill("add-user-id", &login.user_id).await?;
    user.fill("add-token", &login.token).await?;
    user.click("add-submit").await?;
    user.click("add-open-it").await?;
    window.wait_for_text("plan", |text| text.contains("Enterprise")).await?;
    assert_eq!(user.take_effort(), Effort { clicks: 4, keys: 0, fields: 3 });
    done("a workspace is added");

    // Forty of them from one list, one of which has a wrong token.
    let mut list = "name,address,user id,token,allow http\n".to_owned();
    for number in 1..=40 {
        let slug = format!("modern-{number:03}");
        let login = sandbox.credentials(&slug);
        let token = if number == 7 { "a-token-that-was-revoked" } else { &login.token };
        writeln!(list, "Workspace {number},{},{},{token},yes", sandbox.url(&slug), login.user_id)?;
    }
    user.click("add-menu").await?;
    user.click("add-many-open").await?;
    user.paste("add-many-text", &list).await?;
    user.click("add-many-submit").await?;
    window.wait_for_text("add-many-progress", |text| text.starts_with("40 of 40")).await?;
    window.wait_for_text("add-many-submit", |text| text == "Add 39 workspaces").await?;
    user.click("add-many-submit").await?;
    window.wait_for_text("add-many-submit", |text| text == "Done").await?;
    assert_eq!(user.take_effort(), Effort { clicks: 4, keys: 0, fields: 1 });
    done("39 workspaces are added from a list");

    // The one that was refused is still there, and can be corrected.
    let refused = window.text_with("batch-row", "Workspace 7").await?;
    ensure!(refused.contains(&sandbox.url("modern-007")), "{refused}");
    user.click("batch-edit-6").await?;
    user.fill("batch-token-6", &sandbox.credentials("modern-007").token).await?;
    user.click("batch-edit-save-6").await?;
    window.wait_for_text("add-many-submit", |text| text == "Add 1 workspace").await?;
    user.click("add-many-submit").await?;
    window.wait_for_text("add-many-submit", |text| text == "Done").await?;
    user.click("add-many-submit").await?;
    assert_eq!(user.take_effort(), Effort { clicks: 4, keys: 0, fields: 1 });
    window.click("place-overview").await?;
    window.wait_for_text("overview-count", |text| text.starts_with("41 ")).await?;
    done("the one with a wrong token is corrected and added");
    window.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn workspace_that_is_renamed_and_moved_keeps_its_history() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["modern", "six"])?;
    let window = application.open().await?;
    let mut user = User::new(&window);
    let id = window.attribute("overview-row", "modern", "data-id").await?;
    let more_seats = json!({"license": {"limits": {"activeUsers": {"max": 60}}}});
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Patch(more_seats.clone()));
    window.click("refresh-all").await?;
    until_true("the change", async || changes(&application).map(|changes| changes > 0)).await?;
    window.click("overview-first").await?;
    window.find_with("changes", "60").await?;

    user.double_click("title-rename").await?;
    user.type_keys("Acme").await?;
    user.press(Key::Enter).await?;
    window.wait_for_text("workspace-title", |text| text == "Acme").await?;
    assert_eq!(user.take_effort(), Effort { clicks: 2, keys: 5, fields: 0 });
    window.find_with("workspace-item", "Acme").await?;
    done("a workspace is renamed");

    let moved = Sandbox::start().await?;
    moved.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Patch(more_seats));
    user.click("workspace-menu").await?;
    user.click("move-address").await?;
    user.fill("move-address-field", &moved.url("six")).await?;
    user.click("move-address-submit").await?;
    window.find("move-address-other").await?;
    ensure!(moved.requests().iter().all(|request| !request.carries_credentials()), "another workspace got the token");
    user.take_effort();
    done("another workspace is refused, and does not get the token");

    user.fill("move-address-field", &moved.url("modern")).await?;
    user.click("move-address-submit").await?;
    window.find("move-address-same").await?;
    sandbox.stop().await;
    user.click("move-address-submit").await?;
    window.wait_for_text("address", |text| text.contains(&moved.port().to_string())).await?;
    assert_eq!(user.take_effort(), Effort { clicks: 2, keys: 0, fields: 1 });
    window.find_with("changes", "60").await?;
    assert_eq!(window.attribute("workspace-item", "Acme", "data-id").await?, id);
    window.click("refresh").await?;
    until_true("a reading at the new address", async || {
        Ok(moved.requests_to("modern").iter().any(|request| request.endpoint == Some(Endpoint::LicensesInfo)))
    })
    .await?;
    ensure!(!window.has("stale").await?, "it is still read at the old address");
    done("a workspace is moved to another address, with its history");
    window.end().await
}

/// Lets more and more seats of a workspace have been in use for a month.
fn grow_seats(application: &Application, name: &str) -> Result<()> {
    let sql = "insert into usage_samples (series_id, at, used, max)
        select series_id, at - 86400 * days.value, used - days.value / 3, max
        from usage_samples join usage_series on usage_series.id = series_id
            join workspaces on workspaces.id = workspace_id, json_each('[3,6,9,12,15,18,21,24,27,30]') as days
        where workspaces.name = ?1 and kind like '%active_users%'";
    let added = application.store()?.execute(sql, [name])?;
    ensure!(added == 10, "{added} samples of {name}");
    Ok(())
}

/// How many changes of licenses there are in the store.
fn changes(application: &Application) -> Result<i64> {
    Ok(application.store()?.query_row("select count(*) from changes", [], |row| row.get(0))?)
}

/// A row of the overview.
#[derive(Debug, serde::Deserialize)]
struct Row {
    name: String,
    text: String,
}

/// The rows of the overview, from the top.
async fn rows(window: &WebDriver) -> Result<Vec<Row>> {
    let script = "return [...document.querySelectorAll('[data-testid=overview-row]')].map((row) => ({
        name: row.querySelector('[data-reach]').textContent.trim(),
        text: row.textContent,
    }));";
    Ok(serde_json::from_value(window.client().execute(script, Vec::new()).await?)?)
}

/// Waits until the rows of the overview are these, each with its name and a part of its text.
async fn wait_for_rows(window: &WebDriver, expected: &[[&str; 2]]) -> Result<()> {
    until_true("the rows of the overview", async || {
        let shown = rows(window).await?;
        let agrees = |(row, [name, part]): (&Row, &[&str; 2])| row.name == *name && row.text.contains(part);
        ensure!(shown.len() == expected.len() && shown.iter().zip(expected).all(agrees), "{shown:#?}");
        Ok(true)
    })
    .await
}

/// Waits until the rows of the overview have these names.
async fn wait_for_names(window: &WebDriver, expected: &[&str]) -> Result<()> {
    wait_for_rows(window, &expected.iter().map(|name| [*name, ""]).collect::<Vec<_>>()).await
}
