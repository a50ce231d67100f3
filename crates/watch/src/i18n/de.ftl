## What limits count

kind-active_users = Plätze
kind-guest_users = Gastbenutzer
kind-rooms_per_guest = Räume pro Gast
kind-private_apps = Private Apps
kind-marketplace_apps = Marketplace-Apps
kind-monthly_active_contacts = Monatlich aktive Kontakte

## Modules

module-auditing = Nachrichtenprüfung
module-canned-responses = Textbausteine
module-ldap-enterprise = Erweitertes LDAP
module-livechat-enterprise = Omnichannel
module-voip-enterprise = Telefonie für Omnichannel
module-omnichannel-mobile-enterprise = Omnichannel mobil
module-engagement-dashboard = Engagement-Dashboard
module-push-privacy = Private Push-Nachrichten
module-scalability = Skalierbarkeit
module-teams-mention = Team-Erwähnungen
module-saml-enterprise = Erweitertes SAML
module-oauth-enterprise = Erweitertes OAuth
module-device-management = Geräteverwaltung
module-federation = Föderation
module-videoconference-enterprise = Videokonferenzen
module-message-read-receipt = Lesebestätigungen
module-outlook-calendar = Outlook-Kalender
module-hide-watermark = Entfernen des Wasserzeichens
module-custom-roles = Eigene Rollen
module-accessibility-certification = Zertifikat für Barrierefreiheit
module-unlimited-presence = Unbegrenzte Präsenz
module-contact-id-verification = Kontaktverifizierung
module-teams-voip = Telefonie im Team
module-outbound-messaging = Ausgehende Nachrichten
module-abac = Attributbasierter Zugriff
module-fips = FIPS-Kryptografie
module-everything = Alle Module
module-everything-enterprise = Alle Enterprise-Module

## Dates and times

date = { day-of-year } { $year }
day-of-year = { $day }. { $month ->
    [1] Jan.
    [2] Feb.
    [3] März
    [4] Apr.
    [5] Mai
    [6] Juni
    [7] Juli
    [8] Aug.
    [9] Sept.
    [10] Okt.
    [11] Nov.
   *[12] Dez.
}
instant = { $date }, { $time }
time-of-day = %H:%M Uhr
number = { $number }

time-days = { $days ->
    [one] 1 Tag
   *[other] { $days } Tage
}
in-years = in { $years ->
    [one] 1 Jahr
   *[other] { $years } Jahren
}
in-days = in { $days ->
    [one] 1 Tag
   *[other] { $days } Tagen
}
in-hours = in { $hours ->
    [one] 1 Stunde
   *[other] { $hours } Stunden
}
in-minutes = in weniger als einer Stunde
ago-years = vor { $years ->
    [one] 1 Jahr
   *[other] { $years } Jahren
}
ago-days = vor { $days ->
    [one] 1 Tag
   *[other] { $days } Tagen
}
ago-hours = vor { $hours ->
    [one] 1 Stunde
   *[other] { $hours } Stunden
}
ago-minutes = vor weniger als einer Stunde

## The state of a workspace: its headline

state-ends = läuft { $in } ab
state-renews = verlängert sich { $in }
state-trial-ends = Testphase endet { $in }
state-modules-stop = { $count ->
    [0] Module entfallen { $in }
    [one] { $module } entfällt { $in }
   *[other] { $count } Module entfallen { $in }
}
state-read-only-in = { $in } schreibgeschützt
state-support-ends = Versions-Support endet { $in }
state-support-ended = Versions-Support ist beendet
state-begins = wird { $in } gültig
state-no-end = ohne Enddatum
state-end-unknown = Enddatum unbekannt
state-expired = { $ago } abgelaufen
state-renewal-missed = Verlängerung war { $ago } fällig
state-trial-ended = Testphase endete { $ago }
state-lapsed = { $ago } abgelaufen, jetzt Community
state-invalid = Lizenz abgelehnt
state-community = keine Lizenz
state-not-permitted = kein Zugriff auf die Lizenz
state-unread = Prüfung fehlgeschlagen
counted-sign-in-refused = Anmeldung abgelehnt
counted-signed-out = abgemeldet
counted-no-keyring = Schlüsselbund nicht verfügbar
counted-unreachable = nicht erreichbar
counted-server-error = Serverfehler
counted-rate-limited = zu viele Anfragen
counted-not-secure = Verbindung nicht sicher
counted-not-rocketchat = kein Rocket.Chat
counted-blocked = Zugriff vor Rocket.Chat blockiert
counted-redirected = Umleitung zu einem anderen Host
counted-invalid-response = ungültige Antwort
counted-limit = { $kind }: { $used } von { $max } genutzt
counted-differing-answers = Antworten des Servers weichen voneinander ab
differing-answers = Antworten des Servers weichen voneinander ab
differing-answers-why = Nicht alle Knoten des Servers melden dieselbe Lizenz, oder die neueste Antwort ist noch nicht bestätigt. Angezeigt wird die zuletzt bestätigte Antwort.
state-never-read = noch nicht geprüft

## Deadlines

unnamed-plan = Lizenz
deadline-modules_disabled = { $count ->
    [0] { $plan }: Module entfallen { $in }
    [one] { $module } entfällt { $in }
   *[other] { $count } Module entfallen { $in }
}
deadline-modules_disabled-body = Am { $at }: { $names }
deadline-modules_disabled-passed = { $count ->
    [0] { $plan }: Module sind deaktiviert
    [one] { $module } ist deaktiviert
   *[other] { $count } Module sind deaktiviert
}
deadline-modules_disabled-passed-body = Seit { $at }: { $names }
deadline-read_only = Workspace wird { $in } schreibgeschützt
deadline-read_only-body = Ab { $at } kann niemand mehr Nachrichten senden, sofern nicht eine gültige Lizenz eingespielt wird oder der Workspace seine Nutzung an Rocket.Chat Cloud meldet.
deadline-read_only-passed = Workspace ist schreibgeschützt
deadline-read_only-passed-body = Seit { $at } kann niemand mehr Nachrichten senden.
deadline-support_end = Support für diese Serverversion endet { $in }
deadline-support_end-body = Ab { $at } verbinden sich die Desktop- und Mobil-Apps von Rocket.Chat nicht mehr. Den Server vorher aktualisieren.
deadline-support_end-passed = Support für diese Serverversion ist beendet
deadline-support_end-passed-body = Er endete am { $at }. Die Desktop- und Mobil-Apps von Rocket.Chat verbinden sich erst nach einem Update des Servers wieder.
deadline-trial_end = Testphase endet { $in }
deadline-trial_end-body = Die Testphase endet am { $at }.
deadline-trial_end-passed = Testphase ist beendet
deadline-trial_end-passed-body = Die Testphase endete am { $at }.
deadline-renewal = { $plan } verlängert sich { $in }
deadline-renewal-body = Die Lizenz verlängert sich automatisch am { $at }.
deadline-renewal-passed = { $plan }: Verlängerung war fällig
deadline-renewal-passed-body = Sie war am { $at } fällig.
deadline-expiry = { $plan } läuft { $in } ab
deadline-expiry-body = Die Lizenz läuft am { $at } ab.
deadline-expiry-passed = { $plan } ist abgelaufen
deadline-expiry-passed-body = Die Lizenz ist am { $at } abgelaufen.
deadline-notice-body = Am { $at }.
event-expiry = Lizenz läuft ab
event-expiry-passed = Lizenz abgelaufen
event-renewal = Lizenz verlängert sich
event-renewal-passed = Verlängerung der Lizenz war fällig
event-trial_end = Testphase endet
event-trial_end-passed = Testphase beendet
event-modules_disabled = Module entfallen
event-modules_disabled-passed = Module deaktiviert
event-fair_use = Kulanzphase beginnt
event-fair_use-passed = Kulanzphase hat begonnen
event-admins_notified = Admins benachrichtigt
event-admins_notified-passed = Admins benachrichtigt
event-users_notified = Benutzer benachrichtigt
event-users_notified-passed = Benutzer benachrichtigt
event-version_support_end = Support für diese Serverversion endet
event-version_support_end-passed = Support für diese Serverversion beendet
event-not_yet_valid = Lizenz wird gültig
event-not_yet_valid-passed = Lizenz wurde gültig
event-actions_prevented = keine weiteren Benutzer, Gäste oder Apps möglich
event-actions_prevented-passed = keine weiteren Benutzer, Gäste oder Apps möglich
event-installation_prevented = Schlüssel kann nicht mehr eingespielt werden
event-installation_prevented-passed = Schlüssel kann nicht mehr eingespielt werden
event-modules_begin = Module werden aktiv
event-modules_begin-passed = Module wurden aktiv
event-read_only = Workspace wird schreibgeschützt
event-read_only-passed = Workspace wurde schreibgeschützt
names-and-more = { $more ->
    [one] { $names } und 1 weiteres
   *[other] { $names } und { $more } weitere
}

## Limits

limit-full = { $over ->
    [0] { $kind }: alle genutzt
   *[other] { $kind }: { $over } über dem Limit
}
limit-filling = { $kind }: { $percent } % genutzt
limit-used = { $used } von { $max } genutzt.
forecast = { $kind }: aufgebraucht um den { $day }
forecast-before-end = { $days ->
    [0] Bei diesem Tempo am Tag des Lizenzablaufs.
   *[other] Bei diesem Tempo { time-days } vor Ablauf der Lizenz am { $end }.
}
forecast-rate = Aus der bisherigen Nutzung geschätzt.

## Changes

changed-lost = Lizenz entfernt
changed-sooner = Lizenz läuft früher ab
changed-modules-lost = Module entfernt
changed-lowered = Limits gesenkt
changed-gained = Lizenz hinzugekommen
changed-later = Lizenz verlängert
changed-modules-gained = Module hinzugekommen
changed-raised = Limits erhöht
changed = Lizenz geändert
change-license_gained = Lizenz hinzugekommen: { $after }
change-license_lost = Lizenz entfernt: { $before }
change-plan_changed = Tarif: { $before } → { $after }
change-expiry_changed = Ende: { $before } → { $after }
change-module_gained = Modul hinzugekommen: { $subject }
change-module_lost = Modul entfernt: { $subject }
change-limit_raised = { $subject }: { $before } → { $after }
change-limit_lowered = { $subject }: { $before } → { $after }
change-trial_started = Testphase begonnen
change-trial_ended = Testphase beendet
change-renewal_changed = Verlängerung: { $before } → { $after }
change-server_version_changed = Server: { $before } → { $after }
change-address_changed = Adresse: { $before } → { $after }
renewal-automatic = automatisch
renewal-manual = manuell
unlimited = unbegrenzt
no-end = ohne Enddatum

## Workspaces that cannot be read

forbidden = kein Zugriff auf die Lizenz
forbidden-why = Dem Konto fehlt die Berechtigung view-privileged-setting. Änderungen bleiben unbemerkt.
refused = Anmeldung abgelehnt
refused-why = Erneut anmelden. Bis dahin bleiben Änderungen unbemerkt.
unread = { $why } seit { $days ->
    [one] 1 Tag
   *[other] { $days } Tagen
}
unread-why = Seit dem { $date }. Die Lizenz kann sich geändert haben.
outdated = zuletzt vor { $days ->
    [one] 1 Tag
   *[other] { $days } Tagen
} geprüft
outdated-why = Die Daten sind vom { $date } und möglicherweise veraltet.

## Findings

finding-read_only = Workspace ist schreibgeschützt
finding-read_only-body = Seit dem { $date } kann niemand mehr Nachrichten senden. Eine gültige Lizenz einspielen oder den Workspace seine Nutzung an Rocket.Chat Cloud melden lassen.
finding-not_honored = Lizenz vom Server abgelehnt
finding-not_honored-body = Premium-Funktionen sind aus, bis eine gültige Lizenz eingespielt wird.
finding-not_honored-not_begun = Premium-Funktionen sind aus, bis sie gültig wird.
finding-not_honored-unexplained = Der Server hat eine Lizenz, lehnt sie aber ohne Angabe von Gründen ab. Premium-Funktionen sind aus.
finding-modules_stopped = { $count ->
    [one] { $module } ist deaktiviert
   *[other] { $count } Module sind deaktiviert
}
finding-modules_stopped-body = In der Lizenz enthalten, aber vom Server abgeschaltet: { $names }
finding-actions_prevented = keine weiteren Benutzer, Gäste oder Apps möglich
finding-actions_prevented-body = Das gilt seit dem { $date }, unabhängig von der Nutzung. Die Lizenz erneuern.
finding-support_ended = Support für diese Serverversion ist beendet
finding-support_ended-body = Er endete am { $date }. Die Desktop- und Mobil-Apps von Rocket.Chat verbinden sich erst nach einem Update des Servers wieder.
finding-version_not_listed = Serverversion wird nicht mehr unterstützt
finding-version_not_listed-body = Sie fehlt in Rocket.Chats Liste der unterstützten Versionen. Die Desktop- und Mobil-Apps von Rocket.Chat verbinden sich erst nach einem Update des Servers wieder.
finding-fips_not_licensed = Server startet ohne das FIPS-Modul nicht mehr
finding-fips_not_licensed-body = Der Server läuft im FIPS-Modus, aber seine Lizenz enthält das Modul nicht. Vor dem nächsten Neustart eine Lizenz einspielen, die es enthält.
finding-address_differs = Lizenz nicht für { $what } ausgestellt
finding-address_differs-body = Der Server lehnt sie bei der nächsten Prüfung ab, etwa nach einem Neustart. Eine Lizenz für die neue Adresse anfordern.
finding-workspace_differs = Lizenz nennt eine andere Workspace-ID
finding-workspace_differs-body = Ihre Workspace-ID ist nicht die des Servers. Er akzeptiert sie trotzdem; bei Rocket.Chat nachfragen, ob es die richtige Lizenz ist.
finding-renewal_blocked = automatische Verlängerung nicht möglich
finding-renewal_blocked-offline = Die Lizenz verlängert sich über Rocket.Chat Cloud, ist aber für Workspaces ohne Cloud ausgestellt. Die neue Lizenz manuell einspielen.
finding-renewal_blocked-not_registered = Die Lizenz verlängert sich über Rocket.Chat Cloud, aber der Workspace ist dort nicht registriert. Ihn registrieren oder die neue Lizenz manuell einspielen.
finding-presence_capped = { $used } von { $max } Online-Verbindungen
finding-presence_capped-body = Beim Maximum schaltet der Server die Anzeige, wer online ist, für alle ab.
finding-presence_off = Server zeigt nicht mehr an, wer online ist
finding-presence_off-body = Für einen Workspace ohne das Modul „Unbegrenzte Präsenz“ waren zu viele Benutzer gleichzeitig verbunden. Ein Admin kann die Anzeige im Workspace wieder einschalten.
finding-offline = keine Push-Nachrichten mit dieser Lizenz
finding-offline-body = Sie ist für Workspaces ohne Rocket.Chat Cloud ausgestellt: ohne Push-Gateway, Marketplace und Cloud-Synchronisierung.
finding-announcement = Mitteilung von Rocket.Chat
refusal-address = Sie wurde nicht für die Adresse dieses Workspace ausgestellt.
refusal-ended = Sie ist abgelaufen.
refusal-not_begun = Sie gilt noch nicht.
refusal-period = Sie ist abgelaufen oder gilt noch nicht.
refusal-limit = Der Workspace überschreitet ein Limit: { $kind }.
refusal-other = Der Server nennt einen unbekannten Grund.

## Several together

also = Außerdem: { $what }
and-more = { $more ->
    [one] und 1 weiteres
   *[other] und { $more } weitere
}
gathered = { $count ->
    [one] 1 Lizenzerinnerung
   *[other] { $count } Lizenzerinnerungen
}
fleet-attention = { $count ->
    [one] 1 erfordert Handeln
   *[other] { $count } erfordern Handeln
}
fleet-ok = { $count ->
    [one] 1 Workspace in Ordnung
   *[other] { $count } Workspaces in Ordnung
}
fleet-none = Nichts erfordert Handeln
fleet-unreachable = { $count } nicht erreichbar
fleet-checked = { $count } { $day ->
    [today] um
   *[earlier] am
} { $time } geprüft
fleet-changed = { $count } seit gestern geändert
fleet-acknowledged = { $count } zur Kenntnis genommen
fleet-snoozed = { $count } aufgeschoben
fleet-muted = { $count } stummgeschaltet
fleet-archived = { $count } archiviert
added = { $count } Workspaces hinzugefügt
added-one = { $name } hinzugefügt
added-ended = { $count ->
    [one] 1 hat keine gültige Lizenz
   *[other] { $count } haben keine gültige Lizenz
}
added-ending = { $count ->
    [one] 1 läuft innerhalb von 60 Tagen ab
   *[other] { $count } laufen innerhalb von 60 Tagen ab
}
added-full = { $count ->
    [one] 1 hat keine freien Plätze
   *[other] { $count } haben keine freien Plätze
}
added-unseen = { $count } ohne Zugriff auf die Lizenz

## Reports and tables

report-of = Lizenzbericht: { $name }
report-overview = Lizenzübersicht
report-changes = Lizenzänderungen
report-changes-of = Lizenzänderungen: { $name }
report-comparison = Lizenzvergleich
report-reminders = Lizenzerinnerungen
report-made = Erstellt mit { $app } am { $at }
report-as-of = Stand der Daten: { $at }
report-data-from = Die neuesten Daten sind vom { $at }.
report-never-checked = Es gibt noch keine Daten.
report-unreachable = Prüfung fehlgeschlagen
report-not-checked-yet = Noch nicht geprüft
report-outdated = Daten möglicherweise veraltet
report-not-checked = Nicht auf dem neuesten Stand
report-period = { $from } – { $until }
report-no-workspaces = Es sind keine Workspaces vorhanden.
aside-acknowledged = zur Kenntnis genommen
aside-snoozed = aufgeschoben bis { $at }
aside-muted = stummgeschaltet
aside-archived = archiviert
report-need-attention = { $some ->
    [one] 1 von { $count } erfordert Handeln
   *[other] { $some } von { $count } erfordern Handeln
}
report-license = Lizenz
report-deadlines = Fristen
report-no-deadlines = Es sind keine Fristen bekannt.
report-limits = Limits
report-no-limits = Es sind keine Limits bekannt.
report-seats-plot = Genutzte Plätze
report-workspaces = Workspaces
report-modules = Module
report-modules-on = Aktiv
report-modules-off = Nicht aktiv
report-no-modules = Es sind keine Module bekannt.
report-changes-title = Änderungen
report-no-changes = In diesem Zeitraum wurden keine Änderungen gefunden.
report-changes-may-be-missing = Spätere Änderungen können fehlen.
report-no-reminders = Es gibt keine Erinnerungen.
report-used-of = { $used } von { $max }
table-module-on = ja
table-module-off = aus
table-module-none = nein
table-module-unknown = unbekannt
column-workspace = Workspace
column-address = Adresse
column-state = Status
column-attention = Handlungsbedarf
column-aside = Zurückgestellt
column-plan = Tarif
column-ends = Ende
column-renewal = Verlängerung
column-granted-to = Lizenznehmer
column-next-deadline = Nächste Frist
column-what-stops = Was geschieht
column-seats = Genutzte Plätze
column-seats-used = Genutzte Plätze
column-seats-max = Plätze, Maximum
column-seats-left = Freie Plätze
column-seats-full = Plätze reichen etwa bis
column-server = Rocket.Chat-Version
column-supported-until = Version unterstützt bis
column-owner = Verantwortlich
column-contract = Vertragsnummer
column-cost = Kosten
column-currency = Währung
column-note = Notiz
column-checked = Zuletzt geprüft
column-problem = Problem
column-date = Datum
column-found = Gefunden
column-change = Änderung
column-since = Seit
column-reminder = Erinnerung
column-details = Details
column-limit = Limit
column-used = Genutzt
column-max = Maximum
column-left = Frei
column-full = Reicht etwa bis

## The tray and the notifications

tray-more = { $more } weitere …
tray-refresh-all = Alle aktualisieren
tray-snooze-all = Erinnerungen bis morgen aufschieben
tray-resume = Erinnerungen fortsetzen
tray-open = License Watch öffnen
tray-settings = Einstellungen
tray-quit = Beenden
tray-snoozed = { $state } (Erinnerungen aufgeschoben)
notice-show = Anzeigen
notice-snooze = Bis morgen aufschieben
notice-done = Erledigt
test-notification = Benachrichtigungen funktionieren
test-notification-body = So erscheinen Lizenzerinnerungen.
keyring-absent = Der Schlüsselbund läuft nicht
keyring-locked = Der Schlüsselbund ist gesperrt
keyring-not-responding = Der Schlüsselbund antwortet nicht
keyring-away-why = Workspaces werden erst wieder aktualisiert, wenn er verfügbar ist. Der letzte bekannte Stand wird weiter angezeigt, und Erinnerungen kommen weiterhin.
goes-on = License Watch läuft weiter
goes-on-why = Diese Arbeitsumgebung hat keinen Infobereich, deshalb wird das Fenster minimiert statt geschlossen. Strg+Q beendet License Watch.

## Channels

channel-test = Meldungen funktionieren
channel-test-body = Dies ist ein Test. So sehen Lizenz-Meldungen aus.
channel-footer = Von License Watch gesendet
channel-failing = Meldungen kommen nicht an: { $name }
channel-failing-why = Erinnerungen bleiben erhalten; das Senden wird wiederholt versucht. Siehe Einstellungen → Meldungen.

## Eine Nachricht zur Verlängerung

mail-subject = Verlängerung der Rocket.Chat-Lizenz von { $name }
mail-greeting = Guten Tag,
mail-request = bitte senden Sie uns ein Angebot für die Verlängerung der Lizenz dieses Workspace:
mail-workspace = Workspace: { $name }
mail-address = Adresse: { $address }
mail-workspace-id = Workspace-ID: { $id }
mail-plan = Tarif: { $plan }
mail-seats = Plätze: { $used } von { $max } genutzt
mail-seats-unlimited = Plätze: { $used } genutzt, unbegrenzt
mail-end = Lizenz läuft ab: { $date }
