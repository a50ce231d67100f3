## What limits count

kind-active_users = seats
kind-guest_users = guest users
kind-rooms_per_guest = rooms per guest
kind-private_apps = private apps
kind-marketplace_apps = Marketplace apps
kind-monthly_active_contacts = monthly active contacts

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
module-everything = All modules
module-everything-enterprise = All Enterprise modules

## Dates and times

date = { day-of-year }, { $year }
day-of-year = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
} { $day }
instant = { $date }, { $time }
time-of-day = %-I:%M %p
number = { $number }

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
    [one] { $module } stops { $in }
   *[other] { $count } modules stop { $in }
}
state-read-only-in = read-only { $in }
state-support-ends = version support ends { $in }
state-support-ended = version support has ended
state-begins = becomes valid { $in }
state-no-end = no end date
state-end-unknown = end date unknown
state-expired = expired { $ago }
state-renewal-missed = renewal was due { $ago }
state-trial-ended = trial ended { $ago }
state-lapsed = expired { $ago }, now Community
state-invalid = license rejected
state-community = no license
state-not-permitted = no access to license
state-unread = check failed
counted-sign-in-refused = sign-in refused
counted-signed-out = signed out
counted-no-keyring = keyring unavailable
counted-unreachable = unreachable
counted-server-error = server error
counted-rate-limited = rate limited
counted-not-secure = connection not secure
counted-not-rocketchat = not Rocket.Chat
counted-blocked = blocked before reaching Rocket.Chat
counted-redirected = redirected to another host
counted-invalid-response = invalid response
counted-limit = { $used } of { $max } { $kind } in use
counted-differing-answers = server responses differ
differing-answers = Server responses differ
differing-answers-why = Not all nodes of the server report the same license, or the latest response is not confirmed yet. The last confirmed response is shown.
state-never-read = not checked yet

## Deadlines

unnamed-plan = license
deadline-modules_disabled = { $count ->
    [0] { $plan } modules stop { $in }
    [one] { $module } stops { $in }
   *[other] { $count } modules stop { $in }
}
deadline-modules_disabled-body = On { $at }: { $names }
deadline-modules_disabled-passed = { $count ->
    [0] { $plan } modules have stopped
    [one] { $module } has stopped
   *[other] { $count } modules have stopped
}
deadline-modules_disabled-passed-body = Since { $at }: { $names }
deadline-read_only = workspace becomes read-only { $in }
deadline-read_only-body = From { $at }, nobody can send messages unless a valid license is applied or the workspace reports its usage to Rocket.Chat Cloud.
deadline-read_only-passed = workspace is read-only
deadline-read_only-passed-body = Nobody has been able to send messages since { $at }.
deadline-support_end = support for this server version ends { $in }
deadline-support_end-body = From { $at }, Rocket.Chat’s desktop and mobile apps refuse to connect. Update the server before then.
deadline-support_end-passed = support for this server version has ended
deadline-support_end-passed-body = It ended on { $at }. Rocket.Chat’s desktop and mobile apps refuse to connect until the server is updated.
deadline-trial_end = trial ends { $in }
deadline-trial_end-body = The trial ends on { $at }.
deadline-trial_end-passed = trial has ended
deadline-trial_end-passed-body = The trial ended on { $at }.
deadline-renewal = { $plan } renews { $in }
deadline-renewal-body = The license renews automatically on { $at }.
deadline-renewal-passed = { $plan } renewal was due
deadline-renewal-passed-body = It was due on { $at }.
deadline-expiry = { $plan } expires { $in }
deadline-expiry-body = The license expires on { $at }.
deadline-expiry-passed = { $plan } has expired
deadline-expiry-passed-body = The license expired on { $at }.
deadline-notice-body = On { $at }.
event-expiry = license expires
event-expiry-passed = license expired
event-renewal = license renews
event-renewal-passed = license renewal was due
event-trial_end = trial ends
event-trial_end-passed = trial ended
event-modules_disabled = modules stop
event-modules_disabled-passed = modules stopped
event-fair_use = fair-use period starts
event-fair_use-passed = fair-use period started
event-admins_notified = admins notified
event-admins_notified-passed = admins notified
event-users_notified = users notified
event-users_notified-passed = users notified
event-version_support_end = support for this server version ends
event-version_support_end-passed = support for this server version ended
event-not_yet_valid = license becomes valid
event-not_yet_valid-passed = license became valid
event-actions_prevented = no more users, guests or apps can be added
event-actions_prevented-passed = no more users, guests or apps can be added
event-installation_prevented = key can no longer be applied
event-installation_prevented-passed = key can no longer be applied
event-modules_begin = modules start
event-modules_begin-passed = modules started
event-read_only = workspace becomes read-only
event-read_only-passed = workspace became read-only
names-and-more = { $names } and { $more } more

## Limits

limit-full = { $over ->
    [0] all { $kind } in use
   *[other] { $kind } exceeded by { $over }
}
limit-filling = { $percent }% of { $kind } in use
limit-used = { $used } of { $max } in use.
forecast = { $kind } run out around { $day }
forecast-before-end = { $days ->
    [0] At this rate, on the day the license expires.
   *[other] At this rate, { time-days } before the license expires on { $end }.
}
forecast-rate = Estimated from recent usage.

## Changes

changed-lost = license removed
changed-sooner = license expires sooner
changed-modules-lost = modules removed
changed-lowered = limits lowered
changed-gained = license added
changed-later = license extended
changed-modules-gained = modules added
changed-raised = limits raised
changed = license changed
change-license_gained = License added: { $after }
change-license_lost = License removed: { $before }
change-plan_changed = Plan: { $before } → { $after }
change-expiry_changed = End: { $before } → { $after }
change-module_gained = Module added: { $subject }
change-module_lost = Module removed: { $subject }
change-limit_raised = Maximum of { $subject }: { $before } → { $after }
change-limit_lowered = Maximum of { $subject }: { $before } → { $after }
change-trial_started = Trial started
change-trial_ended = Trial ended
change-renewal_changed = Renewal: { $before } → { $after }
change-server_version_changed = Server: { $before } → { $after }
change-address_changed = Address: { $before } → { $after }
renewal-automatic = automatic
renewal-manual = manual
unlimited = unlimited
no-end = no end date

## Workspaces that cannot be read

forbidden = no access to license
forbidden-why = The account lacks the permission view-privileged-setting. Changes go unnoticed.
refused = sign-in refused
refused-why = Sign in again. Changes go unnoticed until then.
unread = { $why } for { time-days }
unread-why = Since { $date }. The license may have changed.
outdated = last checked { time-days } ago
outdated-why = The data is from { $date } and may be outdated.

## Findings

finding-read_only = workspace is read-only
finding-read_only-body = Nobody has been able to send messages since { $date }. Apply a valid license, or let the workspace report its usage to Rocket.Chat Cloud.
finding-not_honored = license rejected by the server
finding-not_honored-body = Premium features are off until a valid license is applied.
finding-not_honored-not_begun = Premium features are off until it becomes valid.
finding-not_honored-unexplained = The server has a license, but rejects it without giving a reason. Premium features are off.
finding-modules_stopped = { $count ->
    [one] { $module } has stopped
   *[other] { $count } modules have stopped
}
finding-modules_stopped-body = Included in the license, but turned off by the server: { $names }
finding-actions_prevented = no more users, guests or apps can be added
finding-actions_prevented-body = In effect since { $date }, however many are in use. Renew the license.
finding-support_ended = support for this server version has ended
finding-support_ended-body = It ended on { $date }. Rocket.Chat’s desktop and mobile apps refuse to connect until the server is updated.
finding-version_not_listed = server version no longer supported
finding-version_not_listed-body = It is missing from Rocket.Chat’s list of supported versions. Rocket.Chat’s desktop and mobile apps refuse to connect until the server is updated.
finding-fips_not_licensed = server will not restart without the FIPS module
finding-fips_not_licensed-body = The server runs in FIPS mode, but its license does not include the module. Apply a license that does before the next restart.
finding-address_differs = license not issued for { $what }
finding-address_differs-body = The server rejects it at the next check, such as after a restart. Request a license for the new address.
finding-workspace_differs = license names another workspace ID
finding-workspace_differs-body = Its workspace ID is not the server’s. The server accepts it anyway; ask Rocket.Chat whether it is the right license.
finding-renewal_blocked = automatic renewal not possible
finding-renewal_blocked-offline = The license renews through Rocket.Chat Cloud, but is made for workspaces without it. Apply the new license manually.
finding-renewal_blocked-not_registered = The license renews through Rocket.Chat Cloud, but the workspace is not registered there. Register it, or apply the new license manually.
finding-presence_capped = { $used } of { $max } online connections
finding-presence_capped-body = At the maximum, the server stops showing who is online, for everybody.
finding-presence_off = server no longer shows who is online
finding-presence_off-body = Too many users were connected at once for a workspace without the module Unlimited presence. An admin can turn online status on again in the workspace.
finding-offline = no push notifications with this license
finding-offline-body = It is made for workspaces without Rocket.Chat Cloud: no push gateway, no Marketplace and no cloud sync.
finding-announcement = announcement from Rocket.Chat
refusal-address = It was not issued for the address of this workspace.
refusal-ended = It has expired.
refusal-not_begun = It is not valid yet.
refusal-period = It has expired or is not valid yet.
refusal-limit = The workspace exceeds a limit: { $kind }.
refusal-other = The server gave an unknown reason.

## Several together

also = Also: { $what }
and-more = and { $more } more
gathered = { $count ->
    [one] 1 license reminder
   *[other] { $count } license reminders
}
fleet-attention = { $count ->
    [one] 1 needs attention
   *[other] { $count } need attention
}
fleet-ok = { $count ->
    [one] 1 workspace OK
   *[other] { $count } workspaces OK
}
fleet-none = Nothing needs attention
fleet-unreachable = { $count } unreachable
fleet-checked = { $count } checked { $day ->
    [today] at
   *[earlier] on
} { $time }
fleet-changed = { $count } changed since yesterday
fleet-acknowledged = { $count } acknowledged
fleet-snoozed = { $count } snoozed
fleet-muted = { $count } muted
fleet-archived = { $count } archived
added = { $count } workspaces added
added-one = { $name } added
added-ended = { $count ->
    [one] 1 has no valid license
   *[other] { $count } have no valid license
}
added-ending = { $count ->
    [one] 1 expires within 60 days
   *[other] { $count } expire within 60 days
}
added-full = { $count ->
    [one] 1 has no seats left
   *[other] { $count } have no seats left
}
added-unseen = { $count } without access to the license

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
report-no-workspaces = There are no workspaces.
aside-acknowledged = acknowledged
aside-snoozed = snoozed until { $at }
aside-muted = muted
aside-archived = archived
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
column-attention = Needs attention
column-aside = Set aside
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
column-owner = Owner
column-contract = Contract number
column-cost = Cost
column-currency = Currency
column-note = Note
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
notice-show = Show
notice-snooze = Snooze until tomorrow
notice-done = Done
test-notification = Notifications work
test-notification-body = License reminders appear like this.
keyring-absent = The keyring is not running
keyring-locked = The keyring is locked
keyring-not-responding = The keyring is not responding
keyring-away-why = Workspaces are not refreshed until it is available. The last known data is still shown, and reminders still come.
goes-on = License Watch keeps running
goes-on-why = This desktop has no tray, so the window is minimized instead of closed. Press Ctrl+Q to quit.

## Channels

channel-test = Alerts work
channel-test-body = This is a test. License alerts appear like this.
channel-footer = Sent by License Watch
channel-failing = Alerts are not arriving: { $name }
channel-failing-why = Reminders are kept, and sending them is retried. See Settings → Alerts.

## A message about a renewal

mail-subject = Renewal of the Rocket.Chat license of { $name }
mail-greeting = Hello,
mail-request = Please send a quote for renewing the license of this workspace:
mail-workspace = Workspace: { $name }
mail-address = Address: { $address }
mail-workspace-id = Workspace ID: { $id }
mail-plan = Plan: { $plan }
mail-seats = Seats: { $used } of { $max } in use
mail-seats-unlimited = Seats: { $used } in use, unlimited
mail-end = License expires: { $date }
