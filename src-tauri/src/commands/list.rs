//! The one list of the window's commands. From it come Tauri's handler, what the window's capability permits, and the
//! window's interface to the engine in TypeScript: `docs/architecture.md` says how to add a command.

/// Calls a macro with every command: its documentation, how it runs, its module and name, its arguments, and what it
/// answers.
///
/// No command runs on the main thread, which must not wait for disk, bus or network. `blocking` ones run on a thread that
/// may block, `async` ones are polled by the runtime.
macro_rules! with_commands {
    ($then:ident) => {
        $then! {
            /// The application's version, the engine's clock, where secrets are kept.
            blocking app::app_info() -> AppInfo;
            /// What the desktop offers: a tray, notifications, starting with the computer.
            async app::shell_state() -> ShellState;
            /// Whether the application starts with the computer, hidden.
            blocking app::set_autostart(on: bool) -> ();
            /// The text to attach to a bug report: versions, settings, states, the end of the log. It holds no secret.
            async app::diagnostics() -> String;
            /// The libraries in the application, with their licenses.
            blocking app::dependencies() -> Vec<Dependency>;
            /// Asks where to save a text as a file, and saves it; `false` if the user cancels.
            async app::save_text(name: String, text: String) -> bool;
            /// Quits the application.
            blocking app::quit() -> ();

            /// Every workspace from the cache, the most urgent first: immediate, and without a network.
            blocking workspaces::workspaces() -> Vec<WorkspaceView>;
            /// Resolves when the refresh has ended, successfully or not.
            async workspaces::refresh_workspace(id: WorkspaceId) -> ();
            /// Resolves when every refresh has ended.
            async workspaces::refresh_all() -> ();
            /// Deletes the workspace, its cache and its secret.
            async workspaces::remove_workspace(id: WorkspaceId, token: TokenFate) -> ();
            /// Deletes the secret, and keeps what is known of the workspace.
            async workspaces::sign_out(id: WorkspaceId, token: TokenFate) -> ();

            /// What answers at an address, without credentials: the first step of adding a workspace.
            async sign_in::probe(input: ProbeInput) -> Probe;
            /// Checks the workspace live, then saves it and its secret. Up to 30 seconds. If the server wants a second
            /// factor, that comes first.
            async sign_in::add_workspace(input: NewWorkspace) -> SignInStep;
            /// Changes how a workspace is reached or signed in to, after a live check.
            async sign_in::reconnect_workspace(id: WorkspaceId, input: Reconnection) -> SignInStep;
            /// Continues a sign-in that waits for a second factor; for the factor `password` the code is the password.
            async sign_in::answer_second_factor(challenge: ChallengeId, factor: Factor, code: SecretText) -> SignInStep;
            /// Has the code sent again by e-mail.
            async sign_in::resend_code(challenge: ChallengeId) -> ();
            /// Continues with the session's token, where no permanent one can be created.
            async sign_in::finish_with_session(challenge: ChallengeId) -> SignInStep;
            /// Cancels a sign-in.
            async sign_in::cancel_sign_in(challenge: ChallengeId) -> ();

            /// Asks the server whether it would accept a license key. Changes nothing.
            async license_key::check_license_key(id: WorkspaceId, key: SecretText) -> KeyVerdict;
            /// Applies a license key to the workspace; answers what that changed.
            async license_key::apply_license_key(id: WorkspaceId, key: SecretText) -> KeyApplied;

            /// What changed at this workspace, newest first.
            blocking history::history(id: WorkspaceId) -> Vec<ChangeRecord>;
            /// The use of each limit of this workspace over time.
            blocking history::usage(id: WorkspaceId) -> Vec<UsageHistory>;
            /// The revisions of this workspace's license, newest first.
            blocking history::revisions(id: WorkspaceId) -> Vec<Revision>;
            /// This workspace at one of them.
            blocking history::revision(id: WorkspaceId, revision: RevisionId) -> WorkspaceView;
            /// The server's newest answer as it was sent, its secrets cut; `null` before the first.
            blocking history::raw_answer(id: WorkspaceId) -> Option<KeptAnswer>;

            /// The groups of workspaces, and the user's order.
            blocking groups::arrangement() -> Arrangement;
            /// Replaces the groups, in their order. The workspaces of one that is not among them are in none afterwards.
            blocking groups::set_groups(groups: Vec<Group>) -> ();
            /// Moves workspaces into a group, or into none, before another workspace or to the end.
            blocking groups::move_workspaces(
                ids: Vec<WorkspaceId>,
                group: Option<GroupId>,
                before: Option<WorkspaceId>
            ) -> ();

            /// The reminders, newest first.
            blocking reminders::reminders() -> Vec<ReminderRecord>;
            /// Has a reminder shown again later.
            blocking reminders::snooze_reminder(id: ReminderId, snooze: Snooze) -> ();
            /// Ends the snooze of a reminder without showing it again. The next threshold still notifies.
            blocking reminders::dismiss_reminder(id: ReminderId) -> ();
            /// Changes how the reminders of one workspace differ from those of the others.
            blocking reminders::set_workspace_reminders(
                id: WorkspaceId,
                reminders: WorkspaceReminderSettings
            ) -> ();
            /// Snoozes all reminders.
            blocking reminders::pause_reminders(snooze: Snooze) -> ();
            /// Ends that.
            blocking reminders::resume_reminders() -> ();

            /// Every setting.
            blocking settings::settings() -> Settings;
            /// Changes the settings that the patch names; answers every setting after that.
            blocking settings::update_settings(patch: SettingsPatch) -> Settings;
            /// Everything the user entered and chose but for secrets, as the text of a file.
            blocking settings::export_settings() -> String;
            /// What importing such a text would bring.
            blocking settings::plan_import(text: String) -> ImportPlan;
            /// Imports it: what is there already stays, new workspaces wait for the user to sign in.
            blocking settings::import_settings(text: String) -> ImportPlan;
            /// Deletes everything: workspaces, secrets, history, settings.
            async settings::reset() -> ();
        }
    };
}
