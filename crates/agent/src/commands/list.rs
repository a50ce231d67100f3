//! The lists of commands. What calls them (the dispatch of the agent, the TypeScript interface of the pages) is generated
//! from them. `docs/architecture.md` explains how to add a command.
//!
//! Each list calls a macro with its commands: the documentation, how it runs, its module and name, its arguments, and its
//! answer. A `blocking` command runs on a thread that may block, an `async` one on the runtime.

/// The pages' commands that are one call of the engine each.
macro_rules! with_engine_commands {
    ($then:ident $($more:tt)*) => {
        $then! {
            $($more)*
            /// Every workspace from the cache, the most urgent first. Uses no network.
            blocking workspaces::workspaces() -> List;
            /// One workspace from the cache, with everything that its page shows.
            blocking workspaces::workspace(id: WorkspaceId) -> FullWorkspaceView;
            /// The ids of every workspace, in the order of `workspaces`, without a thousand views for a new order.
            blocking workspaces::workspace_order() -> Vec<WorkspaceId>;
            /// The line that the overview begins with, and which workspaces were set aside.
            blocking workspaces::fleet_summary() -> FleetSummary;
            /// Resolves when the refresh has ended, successfully or not.
            async workspaces::refresh_workspace(id: WorkspaceId) -> ();
            /// Resolves when every refresh has ended.
            async workspaces::refresh_all() -> ();
            /// Acknowledges the state of workspaces: they do not count as needing attention until something changes.
            blocking workspaces::acknowledge_workspaces(ids: Vec<WorkspaceId>) -> ();
            /// Snoozes workspaces: until then, they do not count, and there are no reminders of them.
            blocking workspaces::snooze_workspaces(ids: Vec<WorkspaceId>, snooze: Snooze) -> ();
            /// Archives workspaces: they are kept, but not refreshed by themselves, and do not count.
            blocking workspaces::archive_workspaces(ids: Vec<WorkspaceId>) -> ();
            /// Takes back that workspaces were acknowledged, snoozed or archived.
            blocking workspaces::reactivate_workspaces(ids: Vec<WorkspaceId>) -> ();
            /// Undoes the last decision about workspaces: what was decided before holds again.
            blocking workspaces::undo_handling(ids: Vec<WorkspaceId>) -> ();
            /// Resolves when the refresh of each has ended.
            async workspaces::refresh_workspaces(ids: Vec<WorkspaceId>) -> ();
            /// Changes the name and the details of a workspace, as far as the edit names them.
            blocking workspaces::edit_workspace(id: WorkspaceId, edit: WorkspaceEdit) -> WorkspaceView;
            /// Looks up, without credentials, whether a workspace has moved to an address.
            async workspaces::check_workspace_address(id: WorkspaceId, target: AddressTarget) -> AddressCheck;
            /// Moves a workspace to another address after a live check, and keeps everything known about it.
            async workspaces::move_workspace_address(id: WorkspaceId, input: AddressMove) -> SignInStep;
            /// What renewing costs soon, one total for each currency; empty if no cost is known.
            blocking workspaces::renewal_totals() -> Vec<RenewalTotal>;
            /// Mutes the reminders of workspaces, or has those that are muted reminded of as by default again.
            blocking workspaces::mute_workspaces(ids: Vec<WorkspaceId>, muted: bool) -> ();
            /// Deletes workspaces, their tokens and everything known about them. Returns those that are still there.
            async workspaces::remove_workspaces(ids: Vec<WorkspaceId>, token: TokenFate) -> Vec<NotRemoved>;
            /// Deletes the workspace, its token and everything known about it.
            async workspaces::remove_workspace(id: WorkspaceId, token: TokenFate) -> ();
            /// Deletes the token, and keeps everything known about the workspace.
            async workspaces::sign_out(id: WorkspaceId, token: TokenFate) -> ();

            /// The same link, to copy it.
            blocking links::link(id: WorkspaceId, target: LinkTarget) -> Link;

            /// Looks up which server is at an address, without credentials: the first step of adding a workspace.
            async sign_in::probe(input: ProbeInput) -> Probe;
            /// Checks the workspace live, then saves it and its token. Takes up to 30 seconds. If the server requires a
            /// second factor, that is the next step.
            async sign_in::add_workspace(input: NewWorkspace) -> SignInStep;
            /// Changes the connection or the sign-in of a workspace, after a live check.
            async sign_in::reconnect_workspace(id: WorkspaceId, input: Reconnection) -> SignInStep;
            /// Continues a sign-in that waits for a second factor. For the factor `password`, the code is the password.
            async sign_in::answer_second_factor(challenge: ChallengeId, factor: Factor, code: SecretText) -> SignInStep;
            /// Has the server send the code by e-mail again.
            async sign_in::resend_code(challenge: ChallengeId) -> ();
            /// Continues with the session's token, if no personal access token can be created.
            async sign_in::finish_with_session(challenge: ChallengeId) -> SignInStep;
            /// Cancels a sign-in.
            async sign_in::cancel_sign_in(challenge: ChallengeId) -> ();

            /// Reads a list of workspaces to add: CSV, TOML, or one address per line. Sends nothing anywhere.
            async batch::read_batch(text: SecretText) -> BatchView;
            /// Checks rows of it live. Resolves when all are checked; meanwhile, events tell how far that has got.
            async batch::check_batch(id: BatchId, rows: Vec<usize>) -> BatchView;
            /// Stops the checks that are running.
            blocking batch::stop_batch(id: BatchId) -> ();
            /// Changes a row, which waits for a check then.
            blocking batch::edit_batch_row(id: BatchId, row: usize, edit: BatchRowEdit) -> BatchView;
            /// Adds those of the rows that can be added.
            async batch::add_batch(id: BatchId, rows: Vec<usize>) -> BatchView;
            /// Forgets the list, with its tokens.
            blocking batch::close_batch(id: BatchId) -> ();

            /// What a license key would change, and whether it fits the workspace. Changes nothing.
            async license_key::preview_license_key(id: WorkspaceId, key: SecretText) -> KeyPreview;
            /// The workspaces that a license key may be for. Uses no network.
            blocking license_key::match_license_key(key: SecretText) -> KeyMatch;
            /// Applies a license key, and resolves when the server has validated it, within about 20 seconds. Meanwhile,
            /// events tell how far that has got.
            async license_key::apply_license_key(
                id: WorkspaceId,
                key: SecretText,
                consent: KeyConsent
            ) -> KeyApplied;
            /// Puts back the license key that the server had before the last one was applied.
            async license_key::restore_license_key(id: WorkspaceId, consent: KeyConsent) -> KeyApplied;
            /// What is known of the license key that can be put back; `null` if there is none.
            blocking license_key::previous_license_key(id: WorkspaceId) -> Option<PreviousKeyView>;
            /// Has the workspace's server sync with the vendor's cloud. Returns what that changed about its license.
            async license_key::sync_with_cloud(id: WorkspaceId) -> CloudSynced;

            /// The changes of this workspace, newest first.
            blocking history::history(id: WorkspaceId) -> Vec<ChangeRecord>;
            /// The use of each limit of this workspace over time.
            blocking history::usage(id: WorkspaceId) -> Vec<UsageHistory>;
            /// The revisions of this workspace's license, newest first.
            blocking history::revisions(id: WorkspaceId) -> Vec<Revision>;
            /// This workspace as it was at a revision.
            blocking history::revision(id: WorkspaceId, revision: RevisionId) -> FullWorkspaceView;
            /// The server's latest answer as it was sent, without secrets; `null` before the first.
            blocking history::raw_answer(id: WorkspaceId) -> Option<KeptAnswer>;
            /// What changed at this workspace from one revision to another; `null` is now.
            blocking history::changes_between(
                id: WorkspaceId,
                from: Option<RevisionId>,
                to: Option<RevisionId>
            ) -> Vec<ChangeView>;

            /// The text of a report, to copy it.
            blocking reports::report_text(report: ReportRequest) -> String;

            /// The icon of this workspace, as a `data:` URL of a small PNG; `null` if it has none.
            blocking history::workspace_icon(id: WorkspaceId) -> Option<String>;

            /// The groups of workspaces, and the user's order.
            blocking groups::arrangement() -> Arrangement;
            /// Replaces the groups and their order. The workspaces of a removed group are in no group afterwards.
            blocking groups::set_groups(groups: Vec<Group>) -> ();
            /// Moves workspaces to a group (`null` for no group), before another workspace (`null` for the end).
            blocking groups::move_workspaces(
                ids: Vec<WorkspaceId>,
                group: Option<GroupId>,
                before: Option<WorkspaceId>
            ) -> ();

            /// The reminders: the inbox, the nearest first; then those that are snoozed, the first to return first; then
            /// those that are done, the newest first.
            blocking reminders::reminders() -> Vec<ReminderRecord>;
            /// Moves reminders to those that are done. They are not shown again; the next threshold is a new reminder.
            blocking reminders::complete_reminders(ids: Vec<ReminderId>) -> ();
            /// Undoes that reminders were completed, or else snoozed.
            blocking reminders::reopen_reminders(ids: Vec<ReminderId>) -> ();
            /// Snoozes reminders: they are shown again later.
            blocking reminders::snooze_reminders(ids: Vec<ReminderId>, snooze: Snooze) -> ();
            /// Shows a notification that says that notifications work. Resolves when it is known whether it was shown.
            async reminders::send_test_notification() -> TestNotification;
            /// Changes the reminder settings of one workspace.
            blocking reminders::set_workspace_reminders(
                id: WorkspaceId,
                reminders: WorkspaceReminderSettings
            ) -> ();
            /// The reminder settings of each group that has its own, by the group's id.
            blocking reminders::group_reminders() -> BTreeMap<GroupId, WorkspaceReminderSettings>;
            /// Changes the reminder settings of one group.
            blocking reminders::set_group_reminders(
                id: GroupId,
                reminders: WorkspaceReminderSettings
            ) -> ();
            /// Pauses all reminders.
            blocking reminders::pause_reminders(snooze: Snooze) -> ();
            /// Resumes all reminders.
            blocking reminders::resume_reminders() -> ();

            /// Every setting.
            blocking settings::settings() -> Settings;
            /// Changes the settings that the patch names. Returns every setting.
            blocking settings::update_settings(patch: SettingsPatch) -> Settings;
            /// Exports workspaces, groups, channels and settings, without secrets. Returns the text of the file.
            blocking settings::export_settings() -> String;
            /// Returns what importing an exported file would add.
            blocking settings::plan_import(text: String) -> ImportPlan;
            /// Imports an exported file. Existing workspaces and channels stay as they are, new workspaces wait for the user to sign in, and new channels are off.
            blocking settings::import_settings(text: String) -> ImportPlan;
            /// Deletes everything: workspaces, tokens, history, groups, channels and settings.
            async settings::reset() -> ();
        }
    };
}

/// The pages' commands for the application itself and the desktop.
macro_rules! with_agent_commands {
    ($then:ident $($more:tt)*) => {
        $then! {
            $($more)*
            /// The application's version, the engine's clock, and where data and secrets are stored.
            blocking app::app_info() -> AppInfo;
            /// What the desktop supports (tray, notifications), and whether the application starts with it.
            async app::shell_state() -> ShellState;
            /// Sets whether the application starts with the computer, hidden.
            blocking app::set_autostart(on: bool) -> ();
            /// The text to attach to a bug report: versions, settings, states, the end of the log. It contains no
            /// secrets.
            async app::diagnostics() -> String;
            /// The libraries in the application, with their licenses.
            blocking app::dependencies() -> Vec<Dependency>;
            /// Takes the screen that the tray, a notification or a link requested; `null` if there is none.
            blocking app::take_requested_screen() -> Option<Screen>;
            /// Quits the application.
            blocking app::quit() -> ();

            /// The channels, by which reminders reach other people, with how their messages fare.
            blocking channels::channels() -> Vec<ChannelView>;
            /// Adds a channel with its secrets, which nothing brings out again. Returns its id.
            async channels::add_channel(input: ChannelInput) -> ChannelId;
            /// Changes a channel. Secrets that are `null` are as before, unless they were for another server or user.
            async channels::edit_channel(id: ChannelId, input: ChannelInput) -> ();
            /// Removes a channel, with its secrets and what waits for it.
            async channels::remove_channel(id: ChannelId) -> ();
            /// Sets whether reminders go to a channel.
            blocking channels::enable_channel(id: ChannelId, enabled: bool) -> ();
            /// Sends a test to a channel. Resolves when it was accepted, and fails with why it was not.
            async channels::test_channel(id: ChannelId) -> ();
            /// Tries at once what waits for a channel, and again what was given up.
            blocking channels::retry_channel(id: ChannelId) -> ();
        }
    };
}

/// The pages' commands that the window answers itself, because they need a dialog or another application. The agent does
/// not know them.
#[cfg(test)]
macro_rules! with_window_commands {
    ($then:ident $($more:tt)*) => {
        $then! {
            $($more)*
            /// Starts the agent again after it has ended.
            async window::start_agent() -> ();
            /// Saves a text to a file that the user picks; `false` if the user cancels.
            async window::save_text(name: String, text: String) -> bool;
            /// Opens the folder in which everything but tokens is stored, in the system's file manager.
            async window::open_data_folder() -> ();

            /// Opens a link from the workspace to a known target, in the system's browser or mail program.
            async window::open_link(id: WorkspaceId, target: LinkTarget) -> ();

            /// Saves a table of these workspaces, in this order, as CSV to a file that the user picks; `null` if the user
            /// cancels.
            async window::export_table(ids: Vec<WorkspaceId>, table: ExportedTable) -> Option<SavedFile>;
            /// Saves a report to a file that the user picks; `null` if the user cancels.
            async window::save_report(report: ReportRequest, format: ReportFormat) -> Option<SavedFile>;
            /// Saves a report as HTML to a file that the user picks, and opens it in the browser to print it; `null` if
            /// the user cancels.
            async window::print_report(report: ReportRequest) -> Option<SavedFile>;
            /// Shows the file that was saved last in the file manager.
            async window::show_saved_file() -> ();
        }
    };
}

/// The commands that the window's program calls itself, and not for its pages.
macro_rules! with_program_commands {
    ($then:ident $($more:tt)*) => {
        $then! {
            $($more)*
            /// Whether a window that is about to be closed is closed, or minimized because nothing could open it again.
            async programs::close_window() -> Closing;
            /// A table of these workspaces, in this order, as CSV.
            blocking programs::table(ids: Vec<WorkspaceId>, table: ExportedTable) -> Document;
            /// A report.
            blocking programs::report(report: ReportRequest, format: ReportFormat) -> Document;
        }
    };
}

/// The commands that only the headless program calls, beside those of the engine.
macro_rules! with_command_line_commands {
    ($then:ident $($more:tt)*) => {
        $then! {
            $($more)*
            /// Imports those of these workspaces that can be read and are not there yet, all or none.
            async command_line::import_new(workspaces: Vec<ToImport>, try_out: TryOut) -> Imported;
            /// Moves workspaces to the end of the group with this name, which is added if there is none.
            blocking command_line::move_to_group_called(ids: Vec<WorkspaceId>, group: GroupName) -> ();
            /// Reads again, soon, what the latest refreshes have not confirmed.
            async command_line::confirm() -> ();
        }
    };
}
