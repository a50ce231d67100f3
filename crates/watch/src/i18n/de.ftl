## What limits count

kind-active_users = Plätze
kind-guest_users = Gäste
kind-rooms_per_guest = Räume je Gast
kind-private_apps = Private Apps
kind-marketplace_apps = Marketplace-Apps
kind-monthly_active_contacts = Aktive Kontakte im Monat

## Modules

module-auditing = Nachrichtenprüfung
module-canned-responses = Textbausteine
module-ldap-enterprise = LDAP, erweitert
module-livechat-enterprise = Omnichannel
module-voip-enterprise = Telefonie für Omnichannel
module-omnichannel-mobile-enterprise = Omnichannel mobil
module-engagement-dashboard = Nutzungsübersicht
module-push-privacy = Private Push-Nachrichten
module-scalability = Skalierbarkeit
module-teams-mention = Teams erwähnen
module-saml-enterprise = SAML, erweitert
module-oauth-enterprise = OAuth, erweitert
module-device-management = Geräteverwaltung
module-federation = Föderation
module-videoconference-enterprise = Videokonferenz
module-message-read-receipt = Lesebestätigungen
module-outlook-calendar = Outlook-Kalender
module-hide-watermark = Ohne Wasserzeichen
module-custom-roles = Eigene Rollen
module-accessibility-certification = Zertifikat für Barrierefreiheit
module-unlimited-presence = Unbegrenzte Präsenz
module-contact-id-verification = Kontaktverifizierung
module-teams-voip = Telefonie im Team
module-outbound-messaging = Ausgehende Nachrichten
module-abac = Attributbasierter Zugriff
module-fips = FIPS-Kryptografie
module-everything = Alles
module-everything-enterprise = Alles aus Enterprise

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

## The state of a workspace: its headline

state-ends = läuft { $in } ab
state-renews = verlängert sich { $in }
state-trial-ends = Test endet { $in }
state-modules-stop = { $count ->
    [0] Module enden { $in }
    [one] { $module } endet { $in }
   *[other] { $count } Module enden { $in }
}
state-begins = beginnt { $in }
state-no-end = ohne Enddatum
state-end-unknown = Ende unbekannt
state-expired = abgelaufen { $ago }
state-expired-now = abgelaufen
state-renewal-missed = Verlängerung war { $ago } fällig
state-renewal-missed-now = Verlängerung ist fällig
state-trial-ended = Test endete { $ago }
state-trial-ended-now = Test beendet
state-lapsed = erloschen { $ago }
state-lapsed-now = erloschen
state-invalid = Lizenz nicht anerkannt
state-community = Community
state-not-permitted = keine Berechtigung
state-unread = nicht lesbar
state-never-read = noch nicht gelesen

## Deadlines

unnamed-plan = die Lizenz
deadline-modules-stop = { $count ->
    [0] Module von { $plan } enden { $in }
    [one] { $module } endet { $in }
   *[other] { $count } Module enden { $in }
}
deadline-modules-stop-body = { $names }: bis zum { $at }.
deadline-modules-stopped = { $count ->
    [0] Module von { $plan } sind ausgefallen
    [one] { $module } ist ausgefallen
   *[other] { $count } Module sind ausgefallen
}
deadline-modules-stopped-body = { $names }: ausgefallen am { $at }.
deadline-trial-ends = der Test von { $plan } endet { $in }
deadline-trial-ends-body = Der Test endet am { $at }.
deadline-trial-ended = der Test von { $plan } ist beendet
deadline-trial-ended-body = Der Test endete am { $at }.
deadline-renews = { $plan } verlängert sich { $in }
deadline-renews-body = Die Lizenz verlängert sich am { $at }.
deadline-renewal-missed = die Verlängerung von { $plan } war fällig
deadline-renewal-missed-body = Sie war am { $at } fällig.
deadline-ends = { $plan } endet { $in }
deadline-ends-body = Die Lizenz endet am { $at }.
deadline-ended = { $plan } ist abgelaufen
deadline-ended-body = Die Lizenz endete am { $at }.
deadline-other = bei { $plan } ändert sich { $in } etwas
deadline-other-passed = bei { $plan } hat sich etwas geändert
deadline-other-body = Am { $at }.
names-and-more = { $more ->
    [one] { $names } und 1 weiteres
   *[other] { $names } und { $more } weitere
}

## Limits

limit-full = { $kind }: alle belegt
limit-filling = { $kind }: { $percent } % belegt
limit-used = { $kind }: { $used } von { $max } in Gebrauch.
forecast = { $kind }: aufgebraucht etwa am { $day }
forecast-before-end = Wenn es so weitergeht, { time-days } vor dem Ende der Lizenz am { $end }.
forecast-rate = Wenn es so weitergeht.

## Changes

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

## Workspaces that cannot be read

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
