## What limits count

kind-active_users = seats
kind-guest_users = guests
kind-rooms_per_guest = rooms per guest
kind-private_apps = private apps
kind-marketplace_apps = marketplace apps
kind-monthly_active_contacts = monthly contacts

## Modules

module-auditing = Message auditing
module-canned-responses = Canned responses
module-ldap-enterprise = Advanced LDAP
module-livechat-enterprise = Omnichannel
module-voip-enterprise = Voice for Omnichannel
module-omnichannel-mobile-enterprise = Omnichannel on mobile
module-engagement-dashboard = Engagement dashboard
module-push-privacy = Private push notifications
module-scalability = Scalability
module-teams-mention = Team mentions
module-saml-enterprise = Advanced SAML
module-oauth-enterprise = Advanced OAuth
module-device-management = Device management
module-federation = Federation
module-videoconference-enterprise = Video conferencing
module-message-read-receipt = Read receipts
module-outlook-calendar = Outlook Calendar
module-hide-watermark = Watermark removal
module-custom-roles = Custom roles
module-accessibility-certification = Accessibility certification
module-unlimited-presence = Unlimited presence
module-contact-id-verification = Contact verification
module-teams-voip = Team voice calls
module-outbound-messaging = Outbound messaging
module-abac = Attribute-based access
module-fips = FIPS cryptography
module-everything = Everything
module-everything-enterprise = All of Enterprise

## Dates and times

date = { day-of-year } { $year }
day-of-year = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
instant = { $date }, { $time }

time-days = { $days ->
    [one] 1 day
   *[other] { $days } days
}
in-years = in { $years ->
    [one] 1 year
   *[other] { $years } years
}
in-days = in { time-days }
in-hours = in { $hours ->
    [one] 1 hour
   *[other] { $hours } hours
}
in-minutes = in less than an hour
ago-years = { $years ->
    [one] 1 year ago
   *[other] { $years } years ago
}
ago-days = { time-days } ago
ago-hours = { $hours ->
    [one] 1 hour ago
   *[other] { $hours } hours ago
}
ago-minutes = less than an hour ago

## The state of a workspace: its headline

state-ends = expires { $in }
state-renews = renews { $in }
state-trial-ends = trial ends { $in }
state-modules-stop = { $count ->
    [0] modules stop { $in }
    [one] { $module } module stops { $in }
   *[other] { $count } modules stop { $in }
}
state-read-only-in = read-only { $in }
state-support-ends = vendor’s support ends { $in }
state-support-ended = vendor’s support has ended
state-begins = begins { $in }
state-no-end = no end
state-end-unknown = end unknown
state-expired = expired { $ago }
state-renewal-missed = renewal was due { $ago }
state-trial-ended = trial ended { $ago }
state-lapsed = lapsed { $ago }
state-invalid = license not honored
state-community = no license
state-not-permitted = no permission
state-unread = cannot be read
differing-answers = The server gives differing answers
differing-answers-why = Not all of its nodes report the same license, or the latest answer has not been confirmed yet. The answer that was confirmed last is shown.
state-never-read = not read yet

## Deadlines

unnamed-plan = the license
deadline-modules_disabled = { $count ->
    [0] modules of { $plan } stop { $in }
    [one] { $module } module stops { $in }
   *[other] { $count } modules stop { $in }
}
deadline-modules_disabled-body = { $names }: until { $at }.
deadline-modules_disabled-passed = { $count ->
    [0] modules of { $plan } have stopped
    [one] { $module } module has stopped
   *[other] { $count } modules have stopped
}
deadline-modules_disabled-passed-body = { $names }: stopped on { $at }.
deadline-read_only = the workspace becomes read-only { $in }
deadline-read_only-body = From { $at } on, nobody can send messages, unless a valid license is applied or the workspace reports its usage to the vendor before then.
deadline-read_only-passed = the workspace is read-only
deadline-read_only-passed-body = Nobody has been able to send messages since { $at }.
deadline-support_end = the vendor’s support for this server version ends { $in }
deadline-support_end-body = From { $at } on, the vendor’s desktop and mobile apps refuse to connect. Update the server before that.
deadline-support_end-passed = the vendor’s support for this server version has ended
deadline-support_end-passed-body = It ended on { $at }. The vendor’s desktop and mobile apps refuse to connect until the server is updated.
deadline-trial_end = the trial ends { $in }
deadline-trial_end-body = The trial ends on { $at }.
deadline-trial_end-passed = the trial has ended
deadline-trial_end-passed-body = The trial ended on { $at }.
deadline-renewal = { $plan } renews { $in }
deadline-renewal-body = The license renews itself on { $at }.
deadline-renewal-passed = the renewal of { $plan } was due
deadline-renewal-passed-body = It was due on { $at }.
deadline-expiry = { $plan } ends { $in }
deadline-expiry-body = The license ends on { $at }.
deadline-expiry-passed = { $plan } has ended
deadline-expiry-passed-body = The license ended on { $at }.
deadline-notice-body = On { $at }.
event-expiry = the license ends
event-expiry-passed = the license ended
event-renewal = the license renews itself
event-renewal-passed = the license was to renew itself
event-trial_end = the trial ends
event-trial_end-passed = the trial ended
event-modules_disabled = modules stop
event-modules_disabled-passed = modules stopped
event-fair_use = a period of grace begins
event-fair_use-passed = a period of grace began
event-admins_notified = the server begins to warn its administrators
event-admins_notified-passed = the server began to warn its administrators
event-users_notified = the server begins to warn its users
event-users_notified-passed = the server began to warn its users
event-version_support_end = the vendor's support for this server version ends
event-version_support_end-passed = the vendor's support for this server version ended
event-not_yet_valid = the license begins
event-not_yet_valid-passed = the license began
event-actions_prevented = adding users, guests or apps is refused from then on
event-actions_prevented-passed = adding users, guests or apps has been refused since then
event-installation_prevented = the same license cannot be reinstalled after that
event-installation_prevented-passed = the same license could be reinstalled until then
event-modules_begin = modules begin to work
event-modules_begin-passed = modules began to work
event-read_only = the workspace becomes read-only
event-read_only-passed = the workspace became read-only
names-and-more = { $names } and { $more } more

## Limits

limit-full = all { $kind } are taken
limit-filling = { $percent } % of the { $kind } are taken
limit-used = { $used } of { $max } { $kind } are in use.
forecast = { $kind } will run out around { $day }
forecast-before-end = At the present rate, { time-days } before the license ends on { $end }.
forecast-rate = At the present rate.

## Changes

changed-lost = the license was removed
changed-sooner = the license ends sooner
changed-modules-lost = modules were removed
changed-lowered = limits were lowered
changed-gained = there is a license now
changed-later = the license lasts longer
changed-modules-gained = there are more modules
changed-raised = limits were raised
changed = the license has changed
change-license_gained = New license: { $after }
change-license_lost = No longer there: { $before }
change-plan_changed = Plan: { $before } → { $after }
change-expiry_changed = End: { $before } → { $after }
change-module_gained = New module: { $subject }
change-module_lost = Module removed: { $subject }
change-limit_raised = Maximum { $subject }: { $before } → { $after }
change-limit_lowered = Maximum { $subject }: { $before } → { $after }
change-trial_started = A trial began
change-trial_ended = The trial is over
change-renewal_changed = Renewal: { $before } → { $after }
change-server_version_changed = Server: { $before } → { $after }
renewal-automatic = automatic
renewal-manual = manual
unlimited = unlimited
no-end = no end

## Workspaces that cannot be read

forbidden = the license may no longer be seen
forbidden-why = The account lacks a permission. Until it is granted, changes go unnoticed.
refused = the sign-in was refused
refused-why = Sign in again: until then, changes go unnoticed.
unread = has not been readable for { time-days }
unread-why = Since { $date }. The license may have changed.
outdated = nothing new for { time-days }
outdated-why = The latest data is from { $date } and may be out of date.

## Findings

finding-read_only = the workspace is read-only
finding-read_only-body = Nobody has been able to send messages since { $date }. Apply a valid license, or let the workspace report its usage to the vendor’s cloud.
finding-not_honored = the license is not honored
finding-not_honored-body = Premium features are off until a license that fits is applied.
finding-not_honored-not_begun = Premium features are off until it begins.
finding-not_honored-unexplained = The server has a license and does not honor it, and does not say why. Premium features are off.
finding-modules_stopped = { $count ->
    [one] { $module } module has stopped
   *[other] { $count } modules have stopped
}
finding-modules_stopped-body = The license grants { $names }, but the server has turned them off.
finding-actions_prevented = adding users, guests or apps is refused
finding-actions_prevented-body = Since { $date }, the server has refused to add any more, however many are in use. Renew the license.
finding-support_ended = the vendor’s support for this server version has ended
finding-support_ended-body = It ended on { $date }. The vendor’s desktop and mobile apps refuse to connect until the server is updated.
finding-version_not_listed = the vendor no longer supports this server version
finding-version_not_listed-body = The vendor’s list of supported versions does not name it. The vendor’s desktop and mobile apps refuse to connect until the server is updated.
finding-fips_not_licensed = the server will not start again without the FIPS module
finding-fips_not_licensed-body = It runs in FIPS mode, and its license does not include the module. Apply a license that does before the next restart.
finding-address_differs = the license is not issued for { $what }
finding-address_differs-body = The server stops honoring it once it checks again, such as after a restart. Have the license issued for the new address.
finding-workspace_differs = the license names another workspace id
finding-workspace_differs-body = Its workspace id is not the server’s. The server honors it all the same; ask the vendor whether it is the right license.
finding-renewal_blocked = the renewal cannot arrive
finding-renewal_blocked-offline = The license renews itself through the vendor’s cloud, but is made for a workspace without it. Apply the new license by hand.
finding-renewal_blocked-not_registered = The license renews itself through the vendor’s cloud, but the workspace is not registered there. Register it, or apply the new license by hand.
finding-presence_capped = { $used } of { $max } connections before the server stops showing who is online
finding-presence_capped-body = At the maximum, the server turns off the display of who is online, for everybody.
finding-presence_off = the server no longer shows who is online
finding-presence_off-body = Too many users were connected at once for a workspace without the module for unlimited presence. An administrator can turn it on again in the workspace.
finding-offline = no push notifications with this license
finding-offline-body = It is made for a workspace without the vendor’s cloud: there is no push gateway, no marketplace and no cloud sync.
finding-announcement = announcement from the vendor
refusal-address = It is not issued for this workspace’s address.
refusal-ended = It has ended.
refusal-not_begun = It has not begun.
refusal-period = It has ended or has not begun.
refusal-limit = More { $kind } are in use than it allows.
refusal-other = The server gives a reason that License Watch does not know.

## Several together

also = Also: { $what }
and-more = and { $more } more
fleet = { $count } workspaces need attention

## Reports and tables

report-of = License report: { $name }
report-overview = License overview
report-changes = License changes
report-changes-of = License changes: { $name }
report-comparison = License comparison
report-reminders = License reminders
report-made = Made with { $app } on { $at }
report-as-of = Data as of { $at }
report-data-from = The latest data is from { $at }.
report-never-checked = There is no data yet.
report-unreachable = Could not be checked
report-not-checked-yet = Not checked yet
report-outdated = Data may be out of date
report-not-checked = Not up to date
report-period = { $from } – { $until }
report-all-ok = { $count ->
    [one] 1 workspace, which needs no attention
   *[other] { $count } workspaces, none of which needs attention
}
report-need-attention = { $some ->
    [one] 1 of { $count } needs attention
   *[other] { $some } of { $count } need attention
}
report-license = License
report-deadlines = Deadlines
report-no-deadlines = No deadlines are known.
report-limits = Limits
report-no-limits = No limits are known.
report-seats-plot = Seats in use
report-workspaces = Workspaces
report-modules = Modules
report-modules-on = Active
report-modules-off = Not active
report-no-modules = No modules are known.
report-changes-title = Changes
report-no-changes = No changes were found in this period.
report-changes-may-be-missing = Later changes may be missing.
report-no-reminders = There are no reminders.
report-used-of = { $used } of { $max }
table-module-on = yes
table-module-off = off
table-module-none = no
table-module-unknown = unknown
column-workspace = Workspace
column-address = Address
column-state = State
column-plan = Plan
column-ends = Ends
column-renewal = Renewal
column-granted-to = Issued to
column-next-deadline = Next deadline
column-what-stops = What happens
column-seats = Seats in use
column-seats-used = Seats in use
column-seats-max = Seats, maximum
column-seats-left = Seats left
column-seats-full = Seats run out around
column-server = Rocket.Chat version
column-supported-until = Version supported until
column-checked = Last checked
column-problem = Problem
column-date = Date
column-found = Found
column-change = Change
column-since = Since
column-reminder = Reminder
column-details = Details
column-limit = Limit
column-used = In use
column-max = Maximum
column-left = Left
column-full = Runs out around

## The tray and the notifications

tray-more = { $more } more…
tray-refresh-all = Refresh all
tray-snooze-all = Snooze reminders until tomorrow
tray-resume = Resume reminders
tray-open = Open License Watch
tray-settings = Settings
tray-quit = Quit
tray-snoozed = { $state } (reminders snoozed)
notice-open = Open
notice-tomorrow = Remind me tomorrow
keyring-absent = The keyring is not running
keyring-locked = The keyring is locked
keyring-not-responding = The keyring does not answer
keyring-away-why = Your workspaces are not refreshed until it can be used. What was last known is still shown, and reminders of it still come.
goes-on = License Watch goes on watching
goes-on-why = This desktop has no tray, so the window is minimized instead of closed. Press Ctrl+Q to quit.
