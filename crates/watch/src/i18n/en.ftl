## What limits count

kind-active_users = seats
kind-guest_users = guests
kind-rooms_per_guest = rooms per guest
kind-private_apps = private apps
kind-marketplace_apps = marketplace apps
kind-monthly_active_contacts = monthly contacts

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
time-hours = { $hours } h { $minutes } m
time-minutes = { $minutes } m { $seconds } s
left-days = { time-days } left
left-hours = { time-hours } left
left-minutes = { time-minutes } left
in-days = in { time-days }
in-hours = in { time-hours }
in-minutes = in { time-minutes }
ago-days = { time-days } ago
ago-hours = { time-hours } ago
ago-minutes = { time-minutes } ago

## How a workspace stands

state-renews = renews { $in }
state-no-end = no end
state-expired = expired { $ago }
state-expired-once = expired
state-lapsed = lapsed { $ago }
state-lapsed-once = lapsed
state-begins = begins { $in }
state-invalid = license not honored
state-community = community
state-not-permitted = no permission
state-unread = cannot be read
state-end-unknown = end unknown
state-never-read = not read yet

## What is told of a deadline

modules-stopped = modules have stopped
trial-ended = the trial has ended
renewal-was-due = the renewal was due
license-ended = the license has ended
trial-of = The trial of { $plan }
modules-stop-on = { $what }: modules stop on { $at }.
trial-ends-on = { $what } ends on { $at }.
renews-on = { $what }: the license renews itself on { $at }.
ends-on = { $what }: the license ends on { $at }.
was-on = { $what }: { $at }.
names-and-more = { $names } and { $more } more

## What is told of a limit

limit-full = all { $kind } are taken
limit-filling = { $percent } % of the { $kind } are taken
limit-used = { $used } of { $max } { $kind } are in use.
forecast = { $kind } run out about { $day }
forecast-before-end = At the present rate, { time-days } before the license ends on { $end }.
forecast-rate = At the present rate.

## What is told of a change

changed-lost = the license is gone
changed-sooner = the license ends sooner
changed-modules-lost = modules are gone
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
change-module_lost = Module gone: { $subject }
change-limit_raised = Most { $subject }: { $before } → { $after }
change-limit_lowered = Most { $subject }: { $before } → { $after }
change-trial_started = A trial began
change-trial_ended = The trial is over
change-renewal_changed = Renewal: { $before } → { $after }
change-server_version_changed = Server: { $before } → { $after }
renewal-automatic = automatic
renewal-manual = manual
unlimited = unlimited
no-end = no end

## What is told of reading it

withdrawn = the license is not honored
withdrawn-why = The server does not honor it, though its end has not come.
forbidden = the license may no longer be seen
forbidden-why = The account lacks a permission that it had. Until it has it again, changes are not seen.
refused = the sign-in is refused
refused-why = Sign in again: until then, changes are not seen.
unread = cannot be read for { time-days }
unread-why = Since { $date }. What is known may have changed.
outdated = nothing new for { time-days }
outdated-why = What is known is of { $date }, and may have changed since.

## Several together

also = Also: { $what }
and-more = and { $more } more
fleet = { $count } workspaces need you

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
goes-on = License Watch goes on watching
goes-on-why = This desktop shows no tray, so that its window is minimized instead of closed. Ctrl+Q quits.
