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
    [0] Module enden { $in }
    [one] Modul { $module } endet { $in }
   *[other] { $count } Module enden { $in }
}
state-read-only-in = { $in } schreibgeschützt
state-support-ends = Support des Herstellers endet { $in }
state-support-ended = Support des Herstellers ist beendet
state-begins = beginnt { $in }
state-no-end = ohne Enddatum
state-end-unknown = Ende unbekannt
state-expired = { $ago } abgelaufen
state-renewal-missed = Verlängerung war { $ago } fällig
state-trial-ended = Testphase endete { $ago }
state-lapsed = { $ago } erloschen
state-invalid = Lizenz nicht anerkannt
state-community = keine Lizenz
state-not-permitted = keine Berechtigung
state-unread = nicht lesbar
differing-answers = Der Server antwortet unterschiedlich
differing-answers-why = Nicht alle seine Knoten melden dieselbe Lizenz, oder die neueste Antwort ist noch nicht bestätigt. Angezeigt wird die zuletzt bestätigte Antwort.
state-never-read = noch nicht gelesen

## Deadlines

unnamed-plan = die Lizenz
deadline-modules_disabled = { $count ->
    [0] Module von { $plan } enden { $in }
    [one] Modul { $module } endet { $in }
   *[other] { $count } Module enden { $in }
}
deadline-modules_disabled-body = { $names }: bis zum { $at }.
deadline-modules_disabled-passed = { $count ->
    [0] Module von { $plan } sind ausgefallen
    [one] Modul { $module } ist ausgefallen
   *[other] { $count } Module sind ausgefallen
}
deadline-modules_disabled-passed-body = { $names }: ausgefallen am { $at }.
deadline-read_only = Workspace wird { $in } schreibgeschützt
deadline-read_only-body = Ab { $at } kann niemand mehr Nachrichten senden, es sei denn, der Workspace bekommt vorher eine gültige Lizenz oder meldet seine Nutzung an den Hersteller.
deadline-read_only-passed = Workspace ist schreibgeschützt
deadline-read_only-passed-body = Seit { $at } kann niemand mehr Nachrichten senden.
deadline-support_end = Support des Herstellers für diese Server-Version endet { $in }
deadline-support_end-body = Ab { $at } verbinden sich die Desktop- und Mobil-Apps des Herstellers nicht mehr. Aktualisieren Sie den Server vorher.
deadline-support_end-passed = Support des Herstellers für diese Server-Version ist beendet
deadline-support_end-passed-body = Er endete am { $at }. Die Desktop- und Mobil-Apps des Herstellers verbinden sich erst nach einem Update des Servers wieder.
deadline-trial_end = die Testphase endet { $in }
deadline-trial_end-body = Die Testphase endet am { $at }.
deadline-trial_end-passed = die Testphase ist beendet
deadline-trial_end-passed-body = Die Testphase endete am { $at }.
deadline-renewal = { $plan } verlängert sich { $in }
deadline-renewal-body = Die Lizenz verlängert sich am { $at }.
deadline-renewal-passed = die Verlängerung von { $plan } war fällig
deadline-renewal-passed-body = Sie war am { $at } fällig.
deadline-expiry = { $plan } endet { $in }
deadline-expiry-body = Die Lizenz endet am { $at }.
deadline-expiry-passed = { $plan } ist abgelaufen
deadline-expiry-passed-body = Die Lizenz endete am { $at }.
deadline-notice-body = Am { $at }.
event-expiry = die Lizenz endet
event-expiry-passed = die Lizenz endete
event-renewal = die Lizenz verlängert sich
event-renewal-passed = die Lizenz sollte sich verlängern
event-trial_end = die Testphase endet
event-trial_end-passed = die Testphase endete
event-modules_disabled = Module enden
event-modules_disabled-passed = Module endeten
event-fair_use = eine Kulanzfrist beginnt
event-fair_use-passed = eine Kulanzfrist begann
event-admins_notified = der Server beginnt, Administratoren zu warnen
event-admins_notified-passed = der Server begann, Administratoren zu warnen
event-users_notified = der Server beginnt, Benutzer zu warnen
event-users_notified-passed = der Server begann, Benutzer zu warnen
event-version_support_end = der Herstellersupport für diese Serverversion endet
event-version_support_end-passed = der Herstellersupport für diese Serverversion endete
event-not_yet_valid = die Lizenz beginnt
event-not_yet_valid-passed = die Lizenz begann
event-actions_prevented = ab dann können keine Benutzer, Gäste oder Apps hinzugefügt werden
event-actions_prevented-passed = seitdem können keine Benutzer, Gäste oder Apps hinzugefügt werden
event-installation_prevented = danach kann dieselbe Lizenz nicht mehr installiert werden
event-installation_prevented-passed = bis dahin konnte dieselbe Lizenz installiert werden
event-modules_begin = Module werden aktiv
event-modules_begin-passed = Module wurden aktiv
event-read_only = Workspace wird schreibgeschützt
event-read_only-passed = Workspace wurde schreibgeschützt
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

changed-lost = die Lizenz ist entfallen
changed-sooner = die Lizenz endet früher
changed-modules-lost = Module sind entfallen
changed-lowered = Begrenzungen wurden gesenkt
changed-gained = es gibt jetzt eine Lizenz
changed-later = die Lizenz gilt länger
changed-modules-gained = Module sind dazugekommen
changed-raised = Begrenzungen wurden angehoben
changed = die Lizenz hat sich geändert
change-license_gained = Neue Lizenz: { $after }
change-license_lost = Lizenz entfallen: { $before }
change-plan_changed = Tarif: { $before } → { $after }
change-expiry_changed = Ende: { $before } → { $after }
change-module_gained = Neues Modul: { $subject }
change-module_lost = Modul entfallen: { $subject }
change-limit_raised = { $subject }, höchstens: { $before } → { $after }
change-limit_lowered = { $subject }, höchstens: { $before } → { $after }
change-trial_started = Eine Testphase hat begonnen
change-trial_ended = Die Testphase ist vorbei
change-renewal_changed = Verlängerung: { $before } → { $after }
change-server_version_changed = Server: { $before } → { $after }
renewal-automatic = automatisch
renewal-manual = von Hand
unlimited = unbegrenzt
no-end = ohne Ende

## Workspaces that cannot be read

forbidden = die Lizenz ist nicht mehr sichtbar
forbidden-why = Dem Konto fehlt eine Berechtigung. Bis es sie hat, bleiben Änderungen unbemerkt.
refused = die Anmeldung wurde abgelehnt
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

## Findings

finding-read_only = Workspace ist schreibgeschützt
finding-read_only-body = Seit dem { $date } kann niemand mehr Nachrichten senden. Spielen Sie eine gültige Lizenz ein, oder lassen Sie den Workspace seine Nutzung an die Cloud des Herstellers melden.
finding-not_honored = Lizenz wird nicht anerkannt
finding-not_honored-body = Premium-Funktionen sind aus, bis eine passende Lizenz eingespielt ist.
finding-not_honored-not_begun = Premium-Funktionen sind aus, bis sie beginnt.
finding-not_honored-unexplained = Der Server hat eine Lizenz, erkennt sie nicht an und sagt nicht, warum. Premium-Funktionen sind aus.
finding-modules_stopped = { $count ->
    [one] Modul { $module } ist ausgefallen
   *[other] { $count } Module sind ausgefallen
}
finding-modules_stopped-body = Die Lizenz umfasst { $names }, aber der Server hat sie abgeschaltet.
finding-actions_prevented = keine weiteren Benutzer, Gäste oder Apps möglich
finding-actions_prevented-body = Seit dem { $date } lässt der Server nichts mehr hinzufügen, egal wie viel belegt ist. Verlängern Sie die Lizenz.
finding-support_ended = Support des Herstellers für diese Server-Version ist beendet
finding-support_ended-body = Er endete am { $date }. Die Desktop- und Mobil-Apps des Herstellers verbinden sich erst nach einem Update des Servers wieder.
finding-version_not_listed = der Hersteller unterstützt diese Server-Version nicht mehr
finding-version_not_listed-body = Sie fehlt in der Liste der unterstützten Versionen. Die Desktop- und Mobil-Apps des Herstellers verbinden sich erst nach einem Update des Servers wieder.
finding-fips_not_licensed = der Server startet ohne das FIPS-Modul nicht mehr
finding-fips_not_licensed-body = Er läuft im FIPS-Modus, und seine Lizenz enthält das Modul nicht. Spielen Sie vor dem nächsten Neustart eine Lizenz ein, die es enthält.
finding-address_differs = Lizenz ist nicht auf { $what } ausgestellt
finding-address_differs-body = Der Server erkennt sie bei der nächsten Prüfung nicht mehr an, etwa nach einem Neustart. Lassen Sie sie auf die neue Adresse ausstellen.
finding-workspace_differs = Lizenz nennt eine andere Workspace-ID
finding-workspace_differs-body = Ihre Workspace-ID ist nicht die des Servers. Er erkennt sie trotzdem an; fragen Sie den Hersteller, ob es die richtige Lizenz ist.
finding-renewal_blocked = die Verlängerung kann nicht ankommen
finding-renewal_blocked-offline = Die Lizenz verlängert sich über die Cloud des Herstellers, ist aber für einen Workspace ohne sie gemacht. Spielen Sie die neue Lizenz von Hand ein.
finding-renewal_blocked-not_registered = Die Lizenz verlängert sich über die Cloud des Herstellers, aber der Workspace ist dort nicht registriert. Registrieren Sie ihn, oder spielen Sie die neue Lizenz von Hand ein.
finding-presence_capped = { $used } von { $max } Verbindungen mit Online-Status
finding-presence_capped-body = Beim Höchstwert schaltet der Server die Anzeige, wer online ist, für alle ab.
finding-presence_off = der Server zeigt nicht mehr, wer online ist
finding-presence_off-body = Zu viele Benutzer waren gleichzeitig verbunden für einen Workspace ohne das Modul für unbegrenzte Präsenz. Ein Administrator kann die Anzeige im Workspace wieder einschalten.
finding-offline = mit dieser Lizenz keine Push-Nachrichten
finding-offline-body = Sie ist für einen Workspace ohne die Cloud des Herstellers gemacht: ohne Push-Gateway, Marketplace und Cloud-Sync.
finding-announcement = Mitteilung des Herstellers
refusal-address = Sie ist nicht auf die Adresse dieses Workspace ausgestellt.
refusal-ended = Sie ist abgelaufen.
refusal-not_begun = Sie hat noch nicht begonnen.
refusal-period = Sie ist abgelaufen oder hat noch nicht begonnen.
refusal-limit = Es sind mehr { $kind } belegt, als sie erlaubt.
refusal-other = Der Server nennt einen Grund, den License Watch nicht kennt.

## Several together

also = Außerdem: { $what }
and-more = { $more ->
    [one] und 1 weiteres
   *[other] und { $more } weitere
}
fleet = { $count } Workspaces brauchen Aufmerksamkeit

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
report-all-ok = { $count ->
    [one] 1 Workspace, kein Handlungsbedarf
   *[other] { $count } Workspaces, kein Handlungsbedarf
}
report-need-attention = { $some ->
    [one] 1 von { $count } erfordert Handeln
   *[other] { $some } von { $count } erfordern Handeln
}
report-license = Lizenz
report-deadlines = Fristen
report-no-deadlines = Es sind keine Fristen bekannt.
report-limits = Limits
report-no-limits = Es sind keine Limits bekannt.
report-seats-plot = Belegte Plätze
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
column-state = Zustand
column-plan = Plan
column-ends = Ende
column-renewal = Verlängerung
column-granted-to = Ausgestellt für
column-next-deadline = Nächste Frist
column-what-stops = Was geschieht
column-seats = Belegte Plätze
column-seats-used = Belegte Plätze
column-seats-max = Plätze, Maximum
column-seats-left = Freie Plätze
column-seats-full = Plätze reichen etwa bis
column-server = Rocket.Chat-Version
column-supported-until = Version unterstützt bis
column-checked = Zuletzt geprüft
column-problem = Problem
column-date = Datum
column-found = Gefunden
column-change = Änderung
column-since = Seit
column-reminder = Erinnerung
column-details = Details
column-limit = Limit
column-used = Belegt
column-max = Maximum
column-left = Frei
column-full = Reicht etwa bis

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
keyring-absent = Der Schlüsselbund läuft nicht
keyring-locked = Der Schlüsselbund ist gesperrt
keyring-not-responding = Der Schlüsselbund antwortet nicht
keyring-away-why = Ihre Workspaces werden erst wieder aktualisiert, wenn er nutzbar ist. Der letzte bekannte Stand wird weiter angezeigt, und an ihn wird weiter erinnert.
goes-on = License Watch läuft weiter
goes-on-why = Diese Arbeitsumgebung hat keinen Infobereich, deshalb wird das Fenster minimiert statt geschlossen. Beenden mit Strg+Q.
