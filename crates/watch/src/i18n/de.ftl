## What limits count

kind-active_users = Plätze
kind-guest_users = Gäste
kind-rooms_per_guest = Räume je Gast
kind-private_apps = Private Apps
kind-marketplace_apps = Marketplace-Apps
kind-monthly_active_contacts = Aktive Kontakte im Monat

## Dates and times

date = { day-of-year } { $year }
day-of-year = { $day }. { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
}
instant = { $date }, { $time } Uhr

time-days = { $days ->
    [one] 1 Tag
   *[other] { $days } Tage
}
time-hours = { $hours } Std. { $minutes } Min.
time-minutes = { $minutes } Min. { $seconds } Sek.
left-days = noch { time-days }
left-hours = noch { time-hours }
left-minutes = noch { time-minutes }
in-days = in { $days ->
    [one] 1 Tag
   *[other] { $days } Tagen
}
in-hours = in { time-hours }
in-minutes = in { time-minutes }
ago-days = vor { $days ->
    [one] 1 Tag
   *[other] { $days } Tagen
}
ago-hours = vor { time-hours }
ago-minutes = vor { time-minutes }

## How a workspace stands

state-renews = verlängert sich { $in }
state-no-end = ohne Enddatum
state-expired = abgelaufen { $ago }
state-expired-once = abgelaufen
state-lapsed = erloschen { $ago }
state-lapsed-once = erloschen
state-begins = beginnt { $in }
state-invalid = Lizenz nicht anerkannt
state-community = Community
state-not-permitted = keine Berechtigung
state-unread = nicht lesbar
state-end-unknown = Ende unbekannt
state-never-read = noch nicht gelesen

## What is told of a deadline

modules-stopped = Module sind ausgefallen
trial-ended = der Test ist beendet
renewal-was-due = die Verlängerung war fällig
license-ended = die Lizenz ist abgelaufen
trial-of = Der Test von { $plan }
modules-stop-on = { $what }: Module enden am { $at }.
trial-ends-on = { $what } endet am { $at }.
renews-on = { $what }: Die Lizenz verlängert sich am { $at }.
ends-on = { $what }: Die Lizenz endet am { $at }.
was-on = { $what }: { $at }.
names-and-more = { $more ->
    [one] { $names } und 1 weiteres
   *[other] { $names } und { $more } weitere
}

## What is told of a limit

limit-full = { $kind }: alle belegt
limit-filling = { $kind }: { $percent } % belegt
limit-used = { $kind }: { $used } von { $max } in Gebrauch.
forecast = { $kind }: aufgebraucht etwa am { $day }
forecast-before-end = Wenn es so weitergeht, { time-days } vor dem Ende der Lizenz am { $end }.
forecast-rate = Wenn es so weitergeht.

## What is told of a change

changed-lost = die Lizenz ist weg
changed-sooner = die Lizenz endet früher
changed-modules-lost = Module sind weggefallen
changed-lowered = Begrenzungen wurden gesenkt
changed-gained = es gibt jetzt eine Lizenz
changed-later = die Lizenz gilt länger
changed-modules-gained = Module sind dazugekommen
changed-raised = Begrenzungen wurden angehoben
changed = die Lizenz hat sich geändert
change-license_gained = Neue Lizenz: { $after }
change-license_lost = Nicht mehr da: { $before }
change-plan_changed = Tarif: { $before } → { $after }
change-expiry_changed = Ende: { $before } → { $after }
change-module_gained = Neues Modul: { $subject }
change-module_lost = Modul weggefallen: { $subject }
change-limit_raised = { $subject }, höchstens: { $before } → { $after }
change-limit_lowered = { $subject }, höchstens: { $before } → { $after }
change-trial_started = Ein Test hat begonnen
change-trial_ended = Der Test ist vorbei
change-renewal_changed = Verlängerung: { $before } → { $after }
change-server_version_changed = Server: { $before } → { $after }
renewal-automatic = automatisch
renewal-manual = von Hand
unlimited = unbegrenzt
no-end = ohne Ende

## What is told of reading it

withdrawn = die Lizenz wird nicht anerkannt
withdrawn-why = Der Server erkennt sie nicht an, obwohl ihr Ende noch nicht gekommen ist.
forbidden = die Lizenz ist nicht mehr sichtbar
forbidden-why = Dem Konto fehlt eine Berechtigung, die es hatte. Bis es sie wieder hat, bleiben Änderungen unbemerkt.
refused = die Anmeldung wird abgelehnt
refused-why = Melden Sie sich neu an: Bis dahin bleiben Änderungen unbemerkt.
unread = seit { $days ->
    [one] 1 Tag
   *[other] { $days } Tagen
} nicht lesbar
unread-why = Seit dem { $date }. Was bekannt ist, kann sich geändert haben.
outdated = seit { $days ->
    [one] 1 Tag
   *[other] { $days } Tagen
} nichts Neues
outdated-why = Was bekannt ist, stammt vom { $date } und kann sich seither geändert haben.

## Several together

also = Außerdem: { $what }
and-more = { $more ->
    [one] und 1 weiteres
   *[other] und { $more } weitere
}
fleet = { $count } Workspaces brauchen Sie

## The tray and the notifications

tray-more = { $more } weitere …
tray-refresh-all = Alle aktualisieren
tray-snooze-all = Erinnerungen bis morgen aufschieben
tray-resume = Wieder erinnern
tray-open = License Watch öffnen
tray-settings = Einstellungen
tray-quit = Beenden
tray-snoozed = { $state } (Erinnerungen aufgeschoben)
notice-open = Öffnen
notice-tomorrow = Morgen erinnern
goes-on = License Watch wacht weiter
goes-on-why = Dieser Desktop zeigt kein Tray. Das Fenster wird deshalb minimiert statt geschlossen. Strg+Q beendet.
