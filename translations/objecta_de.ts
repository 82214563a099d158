<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_US">
<context>
    <name>Format</name>
    <message>
        <source>%1 B</source>
        <extracomment>billions (10^9): 2.1 B</extracomment>
        <translation>%1 Mrd.</translation>
    </message>
    <message>
        <source>%1 K</source>
        <extracomment>thousands: 12.4 K</extracomment>
        <translation>%1 Tsd.</translation>
    </message>
    <message>
        <source>%1 M</source>
        <extracomment>millions: 6.4 M</extracomment>
        <translation>%1 Mio.</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <extracomment>hours</extracomment>
        <translation>vor %1 h</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>vor %1 min</translation>
    </message>
    <message>
        <source>%1%</source>
        <extracomment>share of a limit: 82%</extracomment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Yesterday %1</source>
        <translation>Gestern %1</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Active</source>
        <extracomment>status of an organization</extracomment>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Active</source>
        <comment>impersonation</comment>
        <extracomment>status of an impersonation</extracomment>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Active</source>
        <comment>member</comment>
        <extracomment>status of a user or an agent</extracomment>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Admin</source>
        <translation>Administrator</translation>
    </message>
    <message>
        <source>Agent changed</source>
        <translation>Agent geändert</translation>
    </message>
    <message>
        <source>Agent created</source>
        <translation>Agent angelegt</translation>
    </message>
    <message>
        <source>Agent deleted</source>
        <translation>Agent gelöscht</translation>
    </message>
    <message>
        <source>Agent limit</source>
        <translation>Agentenlimit</translation>
    </message>
    <message>
        <source>Alert seen</source>
        <translation>Hinweis gesehen</translation>
    </message>
    <message>
        <source>Another organization has this slug.</source>
        <translation>Eine andere Organisation hat dieses Kürzel.</translation>
    </message>
    <message>
        <source>Another program, or another version of the server, answered at this address.</source>
        <translation>An dieser Adresse antwortete ein anderes Programm oder eine andere Version des Servers.</translation>
    </message>
    <message>
        <source>Archived</source>
        <extracomment>status of an organization</extracomment>
        <translation>Archiviert</translation>
    </message>
    <message>
        <source>Archived</source>
        <comment>member</comment>
        <extracomment>status of an agent</extracomment>
        <translation>Archiviert</translation>
    </message>
    <message>
        <source>Ask an administrator for more rights.</source>
        <translation>Bitten Sie einen Administrator um mehr Rechte.</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Check both and try again.</source>
        <translation>Prüfen Sie beides und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>Choose another one.</source>
        <translation>Wählen Sie ein anderes.</translation>
    </message>
    <message>
        <source>Copy the details and send them to whoever runs the server.</source>
        <translation>Kopieren Sie die Details und schicken Sie sie an den Betreiber des Servers.</translation>
    </message>
    <message>
        <source>Correct the marked fields.</source>
        <translation>Berichtigen Sie die markierten Felder.</translation>
    </message>
    <message>
        <source>Deactivated</source>
        <extracomment>status of a user</extracomment>
        <translation>Deaktiviert</translation>
    </message>
    <message>
        <source>Deleting</source>
        <extracomment>status of an organization</extracomment>
        <translation>Wird gelöscht</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Ended</source>
        <extracomment>status of an impersonation</extracomment>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Erased</source>
        <extracomment>status of an organization</extracomment>
        <translation>Gelöscht</translation>
    </message>
    <message>
        <source>Expired</source>
        <extracomment>status of an impersonation</extracomment>
        <translation>Abgelaufen</translation>
    </message>
    <message>
        <source>Invited</source>
        <extracomment>status of a user</extracomment>
        <translation>Eingeladen</translation>
    </message>
    <message>
        <source>It does not exist any more</source>
        <translation>Das gibt es nicht mehr</translation>
    </message>
    <message>
        <source>It may have been deleted meanwhile.</source>
        <translation>Vielleicht wurde es inzwischen gelöscht.</translation>
    </message>
    <message>
        <source>It was stopped, or its time ran out.</source>
        <translation>Sie wurde beendet, oder ihre Zeit war um.</translation>
    </message>
    <message>
        <source>Limits changed</source>
        <translation>Limits geändert</translation>
    </message>
    <message>
        <source>Member</source>
        <extracomment>role of a user</extracomment>
        <translation>Mitglied</translation>
    </message>
    <message>
        <source>Message limit</source>
        <translation>Nachrichtenlimit</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>No answer came in time. Try again in a moment.</source>
        <translation>Es kam keine Antwort zur rechten Zeit. Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>Nothing can be changed while you view as a tenant.</source>
        <translation>Solange Sie als Tenant sehen, lässt sich nichts ändern.</translation>
    </message>
    <message>
        <source>Operator</source>
        <extracomment>role of a member of staff</extracomment>
        <translation>Betrieb</translation>
    </message>
    <message>
        <source>Organization changed</source>
        <translation>Organisation geändert</translation>
    </message>
    <message>
        <source>Organization created</source>
        <translation>Organisation angelegt</translation>
    </message>
    <message>
        <source>Organization provisioned</source>
        <translation>Organisation eingerichtet</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Inhaber</translation>
    </message>
    <message>
        <source>Paused</source>
        <extracomment>status of an agent</extracomment>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Tarif</translation>
    </message>
    <message>
        <source>Provisioning</source>
        <extracomment>status of an organization</extracomment>
        <translation>Wird angelegt</translation>
    </message>
    <message>
        <source>Raise the limit or free something.</source>
        <translation>Heben Sie das Limit an, oder geben Sie etwas frei.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Reload to see what changed.</source>
        <translation>Laden Sie neu, um zu sehen, was sich geändert hat.</translation>
    </message>
    <message>
        <source>Resume it first.</source>
        <translation>Entsperren Sie sie zuerst.</translation>
    </message>
    <message>
        <source>Resumed</source>
        <translation>Entsperrt</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Sign in again to go on.</source>
        <translation>Melden Sie sich an, um weiterzumachen.</translation>
    </message>
    <message>
        <source>Some values were not accepted</source>
        <translation>Einige Werte wurden nicht angenommen</translation>
    </message>
    <message>
        <source>Somebody changed it meanwhile</source>
        <translation>Jemand hat es inzwischen geändert</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Storage limit</source>
        <translation>Speicherlimit</translation>
    </message>
    <message>
        <source>Support</source>
        <extracomment>role of a member of staff</extracomment>
        <translation>Support</translation>
    </message>
    <message>
        <source>Suspended</source>
        <extracomment>status of an organization</extracomment>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Suspended</source>
        <comment>audit</comment>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>That does not fit its present state</source>
        <translation>Das passt nicht zum jetzigen Zustand</translation>
    </message>
    <message>
        <source>That e-mail address and password don't match</source>
        <translation>E-Mail-Adresse und Passwort passen nicht zusammen</translation>
    </message>
    <message>
        <source>The connection failed or was lost. The console keeps trying.</source>
        <translation>Die Verbindung kam nicht zustande oder ging verloren. Die Konsole versucht es weiter.</translation>
    </message>
    <message>
        <source>The console keeps trying.</source>
        <translation>Die Konsole versucht es weiter.</translation>
    </message>
    <message>
        <source>The limit is reached</source>
        <translation>Das Limit ist erreicht</translation>
    </message>
    <message>
        <source>The new values have been loaded; try again.</source>
        <translation>Die neuen Werte sind geladen; versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The organization is suspended</source>
        <translation>Die Organisation ist gesperrt</translation>
    </message>
    <message>
        <source>The server can't be reached</source>
        <translation>Der Server ist nicht erreichbar</translation>
    </message>
    <message>
        <source>The server can't reach its database</source>
        <translation>Der Server erreicht seine Datenbank nicht</translation>
    </message>
    <message>
        <source>The server does not know this value.</source>
        <translation>Diesen Wert kennt der Server nicht.</translation>
    </message>
    <message>
        <source>The server is busy</source>
        <translation>Der Server ist ausgelastet</translation>
    </message>
    <message>
        <source>The server is shutting down</source>
        <translation>Der Server fährt herunter</translation>
    </message>
    <message>
        <source>The server reported an error</source>
        <translation>Der Server meldet einen Fehler</translation>
    </message>
    <message>
        <source>The server takes too long</source>
        <translation>Der Server braucht zu lange</translation>
    </message>
    <message>
        <source>The view has ended</source>
        <translation>Die Ansicht ist beendet</translation>
    </message>
    <message>
        <source>This address is in use.</source>
        <translation>Diese Adresse ist in Gebrauch.</translation>
    </message>
    <message>
        <source>This answer makes no sense here</source>
        <translation>Diese Antwort ergibt hier keinen Sinn</translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation>Das wird gebraucht.</translation>
    </message>
    <message>
        <source>This is not in the right form.</source>
        <translation>Das hat nicht die richtige Form.</translation>
    </message>
    <message>
        <source>This is too large.</source>
        <translation>Das ist zu groß.</translation>
    </message>
    <message>
        <source>This is too long.</source>
        <translation>Das ist zu lang.</translation>
    </message>
    <message>
        <source>This is too short.</source>
        <translation>Das ist zu kurz.</translation>
    </message>
    <message>
        <source>This is too small.</source>
        <translation>Das ist zu klein.</translation>
    </message>
    <message>
        <source>This slug is reserved</source>
        <translation>Dieses Kürzel ist reserviert</translation>
    </message>
    <message>
        <source>This slug is reserved.</source>
        <translation>Dieses Kürzel ist reserviert.</translation>
    </message>
    <message>
        <source>This slug is taken</source>
        <translation>Dieses Kürzel ist vergeben</translation>
    </message>
    <message>
        <source>This view is read-only</source>
        <translation>Diese Ansicht ist nur lesend</translation>
    </message>
    <message>
        <source>This was not accepted.</source>
        <translation>Das wurde nicht angenommen.</translation>
    </message>
    <message>
        <source>Throttle ended</source>
        <translation>Drosselung beendet</translation>
    </message>
    <message>
        <source>Throttle lifted</source>
        <translation>Drosselung aufgehoben</translation>
    </message>
    <message>
        <source>Throttled</source>
        <translation>Gedrosselt</translation>
    </message>
    <message>
        <source>Too many requests</source>
        <translation>Zu viele Anfragen</translation>
    </message>
    <message>
        <source>User added</source>
        <translation>Benutzer hinzugefügt</translation>
    </message>
    <message>
        <source>User changed</source>
        <translation>Benutzer geändert</translation>
    </message>
    <message>
        <source>User limit</source>
        <translation>Benutzerlimit</translation>
    </message>
    <message>
        <source>User removed</source>
        <translation>Benutzer entfernt</translation>
    </message>
    <message>
        <source>View ended</source>
        <translation>Ansicht beendet</translation>
    </message>
    <message>
        <source>Viewed as, read-only</source>
        <translation>Angesehen, nur lesend</translation>
    </message>
    <message>
        <source>Viewed before erasure</source>
        <translation>Vor der Löschung angesehen</translation>
    </message>
    <message>
        <source>Viewer</source>
        <extracomment>role of a member of staff</extracomment>
        <translation>Betrachter</translation>
    </message>
    <message>
        <source>Wait a moment, then try again.</source>
        <translation>Warten Sie kurz und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>You stopped this before it was done.</source>
        <translation>Sie haben das abgebrochen, bevor es fertig war.</translation>
    </message>
    <message>
        <source>Your role does not allow this</source>
        <translation>Ihre Rolle erlaubt das nicht</translation>
    </message>
    <message>
        <source>Your session has ended</source>
        <translation>Ihre Sitzung ist zu Ende</translation>
    </message>
    <message>
        <source>held to %1/s until %2</source>
        <extracomment>a rate that an organization is held to, and until when: "held to 50/s until 14:30"</extracomment>
        <translation>auf %1/s gedrosselt bis %2</translation>
    </message>
</context>
<context>
    <name>objecta::api::SecretStore</name>
    <message>
        <source>This machine has no keychain service. Your sign-in is kept in an encrypted file that other programs of your user account can read.</source>
        <translation>Dieser Rechner hat keinen Schlüsselbund. Ihre Anmeldung liegt in einer verschlüsselten Datei, die andere Programme Ihres Benutzerkontos lesen können.</translation>
    </message>
</context>
<context>
    <name>objecta::tables::AgentTableModel</name>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Updated</source>
        <translation>Geändert</translation>
    </message>
</context>
<context>
    <name>objecta::tables::AuditListModel</name>
    <message>
        <source>Action</source>
        <translation>Vorgang</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
</context>
<context>
    <name>objecta::tables::ImpersonationListModel</name>
    <message>
        <source>Ends</source>
        <translation>Endet</translation>
    </message>
    <message>
        <source>Organization</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Staff</source>
        <translation>Mitarbeiter</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
</context>
<context>
    <name>objecta::tables::OrganizationTableModel</name>
    <message>
        <source>%1 %2% of limit</source>
        <translation>%1 %2 % des Limits</translation>
    </message>
    <message>
        <source>%1 %2% of limit, limit reached</source>
        <extracomment>Read by screen readers: a resource's name and how much of its limit is used.</extracomment>
        <translation>%1 %2 % des Limits, Limit erreicht</translation>
    </message>
    <message>
        <source>%1 %2% of limit, near limit</source>
        <translation>%1 %2 % des Limits, nahe am Limit</translation>
    </message>
    <message>
        <source>%1 %2, no limit</source>
        <extracomment>Read by screen readers: what is counted, and how many.</extracomment>
        <translation>%1 %2, kein Limit</translation>
    </message>
    <message>
        <source>%1 requests per second</source>
        <translation>%1 Anfragen je Sekunde</translation>
    </message>
    <message>
        <source>%1, address %2</source>
        <extracomment>Read by screen readers: an organization's name and its address.</extracomment>
        <translation>%1, Adresse %2</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Agenten</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>Organization</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Tarif</translation>
    </message>
    <message>
        <source>Plan %1</source>
        <translation>Tarif %1</translation>
    </message>
    <message>
        <source>Req/s</source>
        <extracomment>Column heading: requests per second.</extracomment>
        <translation>Anfr./s</translation>
    </message>
    <message>
        <source>Requests per second not measured</source>
        <translation>Anfragen je Sekunde nicht gemessen</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Status %1</source>
        <translation>Status %1</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>Benutzer</translation>
    </message>
</context>
<context>
    <name>objecta::tables::PlanListModel</name>
    <message>
        <source>Agents</source>
        <translation>Agenten</translation>
    </message>
    <message>
        <source>Messages a month</source>
        <translation>Nachrichten im Monat</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Tarif</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>Benutzer</translation>
    </message>
</context>
<context>
    <name>objecta::tables::UserTableModel</name>
    <message>
        <source>Created</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
</context>
<context>
    <name>objecta::ui::AboutDialog</name>
    <message>
        <source>&amp;About</source>
        <translation>Ü&amp;ber</translation>
    </message>
    <message>
        <source>&amp;Copy version</source>
        <translation>Version &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Font licence</source>
        <translation>&amp;Schriftlizenz</translation>
    </message>
    <message>
        <source>&amp;Licence</source>
        <translation>&amp;Lizenz</translation>
    </message>
    <message>
        <source>&amp;Notices</source>
        <translation>&amp;Hinweise</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Font licence</source>
        <translation>Schriftlizenz</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later. It comes without any warranty.</source>
        <translation>Freie Software unter der GNU General Public License, Version 3 oder später. Ohne jede Gewährleistung.</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Looks after the tenants of a multi-tenant server: organizations, quotas, live metrics, and what a tenant sees.</source>
        <translation>Betreut die Tenants eines mandantenfähigen Servers: Organisationen, Kontingente, Live-Metriken und was ein Tenant sieht.</translation>
    </message>
    <message>
        <source>Lucide icons: ISC, some of them from Feather: MIT</source>
        <translation>Lucide-Symbole: ISC, einige davon aus Feather: MIT</translation>
    </message>
    <message>
        <source>Made with:</source>
        <translation>Entstanden mit:</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Objecta Console</source>
        <translation>Objecta Console</translation>
    </message>
    <message>
        <source>Objecta Sans, made from Inter: SIL Open Font License 1.1</source>
        <translation>Objecta Sans, abgeleitet von Inter: SIL Open Font License 1.1</translation>
    </message>
    <message>
        <source>Version %1 with Qt %2</source>
        <translation>Version %1 mit Qt %2</translation>
    </message>
</context>
<context>
    <name>objecta::ui::AlertList</name>
    <message>
        <source>%1 will be reached on %2</source>
        <extracomment>a limit and the day on which it is going to be reached</extracomment>
        <translation>%1 wird am %2 erreicht</translation>
    </message>
    <message>
        <source>%1: %2 of %3 used</source>
        <extracomment>a limit and how much of it is used: "Agent limit: 8 of 10 used"</extracomment>
        <translation>%1: %2 von %3 belegt</translation>
    </message>
    <message>
        <source>%1: counted %2, there were %3</source>
        <translation>%1: gezählt %2, da waren %3</translation>
    </message>
    <message numerus="yes">
        <source>%n document(s) lost their content</source>
        <translation>
            <numerusform>%n Dokument hat seinen Inhalt verloren</numerusform>
            <numerusform>%n Dokumente haben ihren Inhalt verloren</numerusform>
        </translation>
    </message>
    <message>
        <source>A job failed for good: %1</source>
        <translation>Ein Auftrag ist endgültig gescheitert: %1</translation>
    </message>
    <message>
        <source>Note that you have seen it</source>
        <translation>Als gesehen vermerken</translation>
    </message>
    <message>
        <source>Nothing to look at.</source>
        <translation>Nichts zu beachten.</translation>
    </message>
    <message>
        <source>Platform</source>
        <translation>Plattform</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Seen by %1</source>
        <translation>Gesehen von %1</translation>
    </message>
    <message numerus="yes">
        <source>The isolation check found %n fault(s)</source>
        <translation>
            <numerusform>Die Prüfung der Trennung fand %n Fehler</numerusform>
            <numerusform>Die Prüfung der Trennung fand %n Fehler</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n further one(s)</source>
        <translation>
            <numerusform>und %n weiterer</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and more than %n further one(s)</source>
        <translation>
            <numerusform>und mehr als %n weiterer</numerusform>
            <numerusform>und mehr als %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>objecta::ui::Banner</name>
    <message>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
    <message>
        <source>Request %1</source>
        <translation>Anfrage %1</translation>
    </message>
</context>
<context>
    <name>objecta::ui::ChartBoard</name>
    <message>
        <source>%1 could not be written: %2. Choose another folder, or make room there.</source>
        <extracomment>a file, and what the system says about it</extracomment>
        <translation>%1 ließ sich nicht schreiben: %2. Wählen Sie einen anderen Ordner oder schaffen Sie dort Platz.</translation>
    </message>
    <message>
        <source>%1%</source>
        <extracomment>share of all requests: 0.4%</extracomment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>&amp;From</source>
        <translation>&amp;Von</translation>
    </message>
    <message>
        <source>&amp;To</source>
        <translation>&amp;Bis</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 h</translation>
    </message>
    <message>
        <source>15 min</source>
        <translation>15 min</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 h</translation>
    </message>
    <message>
        <source>2xx</source>
        <translation>2xx</translation>
    </message>
    <message>
        <source>30 d</source>
        <translation>30 T</translation>
    </message>
    <message>
        <source>3xx</source>
        <translation>3xx</translation>
    </message>
    <message>
        <source>4xx</source>
        <translation>4xx</translation>
    </message>
    <message>
        <source>5 min</source>
        <translation>5 min</translation>
    </message>
    <message>
        <source>5xx</source>
        <translation>5xx</translation>
    </message>
    <message>
        <source>6 h</source>
        <translation>6 h</translation>
    </message>
    <message>
        <source>7 d</source>
        <translation>7 T</translation>
    </message>
    <message>
        <source>90 d</source>
        <translation>90 T</translation>
    </message>
    <message>
        <source>A file of charts was not saved</source>
        <translation>Eine Datei mit Diagrammen wurde nicht gespeichert</translation>
    </message>
    <message>
        <source>Another organization…</source>
        <translation>Andere Organisation …</translation>
    </message>
    <message>
        <source>As a &amp;picture (PNG)…</source>
        <translation>Als &amp;Bild (PNG) …</translation>
    </message>
    <message>
        <source>As a &amp;table (CSV)…</source>
        <translation>Als &amp;Tabelle (CSV) …</translation>
    </message>
    <message>
        <source>At least a minute after the beginning.</source>
        <translation>Mindestens eine Minute nach dem Anfang.</translation>
    </message>
    <message>
        <source>Bytes per second</source>
        <translation>Bytes je Sekunde</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Diagramme</translation>
    </message>
    <message>
        <source>Choose a time range…</source>
        <translation>Zeitraum wählen …</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Database time per second</source>
        <extracomment>milliseconds that the database worked for all requests of a second together</extracomment>
        <translation>Datenbankzeit je Sekunde</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Error share</source>
        <extracomment>how many percent of all requests failed or were turned away</extracomment>
        <translation>Fehleranteil</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message numerus="yes">
        <source>Live – without %n server(s)</source>
        <translation>
            <numerusform>Live – ohne %n Server</numerusform>
            <numerusform>Live – ohne %n Server</numerusform>
        </translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>Messages per second</source>
        <translation>Nachrichten je Sekunde</translation>
    </message>
    <message>
        <source>Missing: %1</source>
        <extracomment>servers of which nothing is heard</extracomment>
        <translation>Es fehlt: %1</translation>
    </message>
    <message>
        <source>Not read</source>
        <extracomment>a time range that could not be read</extracomment>
        <translation>Nicht gelesen</translation>
    </message>
    <message>
        <source>Nothing</source>
        <extracomment>nothing to compare with</extracomment>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>Of the requests of the five minutes before each moment, as the alerts take it; of a step where that is longer. None where less than that is known.</source>
        <translation>An den Anfragen der fünf Minuten vor jedem Zeitpunkt, wie die Alarme es rechnen; bei längeren Schritten an denen des Schritts. Keiner, wo weniger davon bekannt ist.</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message numerus="yes">
        <source>Paused – %n s behind</source>
        <translation>
            <numerusform>Angehalten – %n s zurück</numerusform>
            <numerusform>Angehalten – %n s zurück</numerusform>
        </translation>
    </message>
    <message>
        <source>Platform</source>
        <translation>Plattform</translation>
    </message>
    <message>
        <source>Plus and minus zoom, the arrow keys move, Home goes back to now.</source>
        <translation>Plus und Minus zoomen, die Pfeiltasten verschieben, Pos1 kehrt zum Jetzt zurück.</translation>
    </message>
    <message>
        <source>PostgreSQL</source>
        <translation>PostgreSQL</translation>
    </message>
    <message>
        <source>Quota</source>
        <translation>Kontingent</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>Rate limit</source>
        <translation>Ratenlimit</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>Refusals per second</source>
        <extracomment>requests that were turned away</extracomment>
        <translation>Abweisungen je Sekunde</translation>
    </message>
    <message>
        <source>Requests per second</source>
        <extracomment>classes of HTTP answers</extracomment>
        <translation>Anfragen je Sekunde</translation>
    </message>
    <message>
        <source>Resume</source>
        <extracomment>goes on after a pause</extracomment>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Save elsewhere…</source>
        <translation>Anderswo speichern …</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>Bild speichern</translation>
    </message>
    <message>
        <source>Save the table</source>
        <translation>Tabelle speichern</translation>
    </message>
    <message>
        <source>Save what is shown</source>
        <translation>Angezeigtes speichern</translation>
    </message>
    <message>
        <source>Sent and received</source>
        <translation>Gesendet und empfangen</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message numerus="yes">
        <source>Slow connection – told every %n s</source>
        <extracomment>the connection to the server takes less than what happens each second</extracomment>
        <translation>
            <numerusform>Langsame Verbindung – Meldung alle %n s</numerusform>
            <numerusform>Langsame Verbindung – Meldung alle %n s</numerusform>
        </translation>
    </message>
    <message>
        <source>The period before</source>
        <translation>Zeitraum davor</translation>
    </message>
    <message>
        <source>The picture was not saved</source>
        <translation>Das Bild wurde nicht gespeichert</translation>
    </message>
    <message>
        <source>The table was not saved</source>
        <translation>Die Tabelle wurde nicht gespeichert</translation>
    </message>
    <message>
        <source>This range could not be read</source>
        <translation>Dieser Zeitraum ließ sich nicht lesen</translation>
    </message>
    <message>
        <source>Time range</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>Time window</source>
        <translation>Zeitfenster</translation>
    </message>
    <message>
        <source>Times are those of this computer (%1).</source>
        <translation>Zeiten gelten für diesen Rechner (%1).</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>What is compared could not be read</source>
        <translation>Das Verglichene ließ sich nicht lesen</translation>
    </message>
    <message>
        <source>as of %1</source>
        <translation>Stand %1</translation>
    </message>
    <message>
        <source>before</source>
        <translation>zuvor</translation>
    </message>
</context>
<context>
    <name>objecta::ui::ChipButton</name>
    <message>
        <source>%1: %2</source>
        <extracomment>a filter and its value: "Status: Any"</extracomment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Alle</translation>
    </message>
</context>
<context>
    <name>objecta::ui::CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Nothing matches “%1”.</source>
        <translation>Nichts passt zu „%1“.</translation>
    </message>
    <message>
        <source>Organizations</source>
        <translation>Organisationen</translation>
    </message>
    <message>
        <source>Recent organizations</source>
        <translation>Zuletzt besucht</translation>
    </message>
    <message>
        <source>Search or run a command…</source>
        <translation>Suchen oder Befehl ausführen…</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Suche läuft…</translation>
    </message>
    <message>
        <source>↑↓ move   ↵ run   &gt; commands only   # organizations only   Esc close</source>
        <translation>↑↓ wählen   ↵ ausführen   &gt; nur Befehle   # nur Organisationen   Esc schließen</translation>
    </message>
</context>
<context>
    <name>objecta::ui::Commands</name>
    <message>
        <source>&amp;About Objecta Console</source>
        <translation>&amp;Über Objecta Console</translation>
    </message>
    <message>
        <source>&amp;Command Palette…</source>
        <translation>&amp;Befehlspalette…</translation>
    </message>
    <message>
        <source>&amp;Copy Organization Id</source>
        <translation>&amp;Id kopieren</translation>
    </message>
    <message>
        <source>&amp;Discard Quota Edits</source>
        <translation>Kontingente &amp;verwerfen</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Edit Quotas</source>
        <translation>&amp;Kontingente bearbeiten</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Find in List</source>
        <translation>In der Liste &amp;suchen</translation>
    </message>
    <message>
        <source>&amp;Full Screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>&amp;Gehe zu</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Impersonation</source>
        <translation>&amp;Tenant-Ansichten</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;Lift the Throttle</source>
        <translation>Drosselung au&amp;fheben</translation>
    </message>
    <message>
        <source>&amp;New Organization…</source>
        <translation>&amp;Neue Organisation…</translation>
    </message>
    <message>
        <source>&amp;Noisy Neighbours</source>
        <translation>&amp;Laute Nachbarn</translation>
    </message>
    <message>
        <source>&amp;Organization</source>
        <translation>&amp;Organisation</translation>
    </message>
    <message>
        <source>&amp;Organizations</source>
        <translation>&amp;Organisationen</translation>
    </message>
    <message>
        <source>&amp;Pause Charts</source>
        <translation>Diagramme an&amp;halten</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Reload</source>
        <translation>&amp;Neu laden</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>&amp;Entsperren</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>&amp;Switch Organization…</source>
        <translation>Organisation &amp;wechseln…</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;View as…</source>
        <translation>&amp;Ansehen als…</translation>
    </message>
    <message>
        <source>Live &amp;Metrics</source>
        <translation>&amp;Live-Metriken</translation>
    </message>
    <message>
        <source>O&amp;verview</source>
        <translation>Über&amp;sicht</translation>
    </message>
    <message>
        <source>S&amp;top Viewing</source>
        <translation>Ansicht been&amp;den</translation>
    </message>
    <message>
        <source>S&amp;uspend…</source>
        <translation>S&amp;perren…</translation>
    </message>
    <message>
        <source>Save &amp;Quotas</source>
        <translation>Kontingente &amp;speichern</translation>
    </message>
    <message>
        <source>Sign &amp;Out</source>
        <translation>&amp;Abmelden</translation>
    </message>
    <message>
        <source>T&amp;hrottle…</source>
        <translation>D&amp;rosseln…</translation>
    </message>
    <message>
        <source>Theme: &amp;Dark</source>
        <translation>Farben: &amp;dunkel</translation>
    </message>
    <message>
        <source>Theme: &amp;Light</source>
        <translation>Farben: &amp;hell</translation>
    </message>
    <message>
        <source>Theme: as the &amp;System</source>
        <translation>Farben: wie das &amp;System</translation>
    </message>
</context>
<context>
    <name>objecta::ui::ConnectionIndicator</name>
    <message>
        <source>%1 · %2 ms</source>
        <translation>%1 · %2 ms</translation>
    </message>
    <message>
        <source>%1 · &lt; 1 ms</source>
        <translation>%1 · &lt; 1 ms</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbinde…</translation>
    </message>
    <message>
        <source>Connection to the server</source>
        <translation>Verbindung zum Server</translation>
    </message>
    <message>
        <source>Connection: %1</source>
        <translation>Verbindung: %1</translation>
    </message>
    <message>
        <source>Delayed</source>
        <extracomment>the connection stands but no data came for some seconds</extracomment>
        <translation>Verzögert</translation>
    </message>
    <message>
        <source>Live</source>
        <extracomment>the connection works and data flows</extracomment>
        <translation>Live</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Offline · retry in %1 s</source>
        <translation>Offline · Versuch in %1 s</translation>
    </message>
    <message>
        <source>Reconnecting in %1 s</source>
        <translation>Neuer Versuch in %1 s</translation>
    </message>
    <message>
        <source>Reconnecting…</source>
        <translation>Verbinde neu…</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>Abgemeldet</translation>
    </message>
    <message>
        <source>The server can't be reached. Click to try now.</source>
        <translation>Der Server ist nicht erreichbar. Klicken, um es jetzt zu versuchen.</translation>
    </message>
</context>
<context>
    <name>objecta::ui::CountdownLabel</name>
    <message>
        <source>%1 left</source>
        <extracomment>time that remains: "27:14 left"</extracomment>
        <translation>noch %1</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) left</source>
        <translation>
            <numerusform>noch %n Minute</numerusform>
            <numerusform>noch %n Minuten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>objecta::ui::DayBars</name>
    <message>
        <source>The arrow keys tell of each day.</source>
        <translation>Die Pfeiltasten nennen jeden Tag.</translation>
    </message>
</context>
<context>
    <name>objecta::ui::EnvironmentPill</name>
    <message>
        <source>Development</source>
        <translation>Entwicklung</translation>
    </message>
    <message>
        <source>Environment: %1</source>
        <translation>Umgebung: %1</translation>
    </message>
    <message>
        <source>Production</source>
        <translation>Produktion</translation>
    </message>
    <message>
        <source>Staging</source>
        <translation>Staging</translation>
    </message>
</context>
<context>
    <name>objecta::ui::FilterLineEdit</name>
    <message>
        <source>Clear the text</source>
        <translation>Text löschen</translation>
    </message>
</context>
<context>
    <name>objecta::ui::FormDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>objecta::ui::GaugeCard</name>
    <message>
        <source>%1: %2 %3</source>
        <translation>%1: %2 %3</translation>
    </message>
</context>
<context>
    <name>objecta::ui::ImpersonateDialog</name>
    <message>
        <source>&amp;Reason</source>
        <translation>&amp;Grund</translation>
    </message>
    <message>
        <source>15 min</source>
        <translation>15 min</translation>
    </message>
    <message>
        <source>30 min</source>
        <translation>30 min</translation>
    </message>
    <message>
        <source>60 min</source>
        <translation>60 min</translation>
    </message>
    <message>
        <source>It ends by itself when the time is up.</source>
        <translation>Sie endet von selbst, wenn die Zeit um ist.</translation>
    </message>
    <message>
        <source>Read-only: nothing of the tenant can be changed.</source>
        <translation>Nur lesend: am Tenant lässt sich nichts ändern.</translation>
    </message>
    <message>
        <source>Start viewing</source>
        <translation>Ansicht beginnen</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Beginne…</translation>
    </message>
    <message>
        <source>The running view of %1 is stopped.</source>
        <translation>Die laufende Ansicht von %1 wird beendet.</translation>
    </message>
    <message>
        <source>The tenant can see this session and its reason.</source>
        <translation>Der Tenant kann diese Sitzung und ihren Grund sehen.</translation>
    </message>
    <message>
        <source>Ticket and what you look for</source>
        <translation>Ticket und was Sie suchen</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>View as tenant</source>
        <translation>Ansehen als Tenant</translation>
    </message>
    <message>
        <source>You see what this organization sees, in a window of its own.</source>
        <translation>Sie sehen in einem eigenen Fenster, was diese Organisation sieht.</translation>
    </message>
</context>
<context>
    <name>objecta::ui::ImpersonationPage</name>
    <message>
        <source>%1 left</source>
        <extracomment>time that remains: "27:14 left"</extracomment>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>Active</source>
        <comment>impersonations</comment>
        <translation>Laufend</translation>
    </message>
    <message>
        <source>All</source>
        <comment>impersonations</comment>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Choose an active view first.</source>
        <translation>Wählen Sie zuerst eine laufende Ansicht.</translation>
    </message>
    <message>
        <source>Impersonation</source>
        <translation>Tenant-Ansichten</translation>
    </message>
    <message>
        <source>Impersonations</source>
        <translation>Tenant-Ansichten</translation>
    </message>
    <message>
        <source>Nobody has viewed as a tenant yet</source>
        <translation>Noch nie hat jemand als Tenant gesehen</translation>
    </message>
    <message>
        <source>Nobody views as a tenant now</source>
        <translation>Gerade sieht niemand als Tenant</translation>
    </message>
    <message>
        <source>Show past views</source>
        <translation>Frühere zeigen</translation>
    </message>
    <message>
        <source>Staff see a tenant's content only this way: read-only, for a stated reason, for an hour at most, and the tenant can see that it happened.</source>
        <translation>Nur so sieht unser Personal Inhalte eines Tenants: lesend, mit genanntem Grund, höchstens eine Stunde, und der Tenant kann es nachlesen.</translation>
    </message>
    <message>
        <source>Stop view</source>
        <translation>Ansicht beenden</translation>
    </message>
    <message>
        <source>To begin, choose an organization and press Ctrl+Shift+V.</source>
        <translation>Wählen Sie eine Organisation und drücken Sie Strg+Umschalt+V.</translation>
    </message>
</context>
<context>
    <name>objecta::ui::LiveChart</name>
    <message>
        <source>a server is missing</source>
        <extracomment>the figures of this time are those of some servers only</extracomment>
        <translation>ein Server fehlt</translation>
    </message>
    <message>
        <source>measured in part</source>
        <extracomment>in a part of this minute, hour, ... no server measured anything; the figures are of the rest</extracomment>
        <translation>teilweise gemessen</translation>
    </message>
    <message>
        <source>not measured</source>
        <extracomment>no server measured anything at this time</extracomment>
        <translation>nicht gemessen</translation>
    </message>
</context>
<context>
    <name>objecta::ui::MainWindow</name>
    <message>
        <source>%1 (%2) – Objecta Console</source>
        <translation>%1 (%2) – Objecta Console</translation>
    </message>
    <message>
        <source>%1 is active again</source>
        <translation>%1 ist wieder aktiv</translation>
    </message>
    <message>
        <source>%1 is free again</source>
        <translation>%1 ist wieder frei</translation>
    </message>
    <message>
        <source>%1 is suspended</source>
        <translation>%1 ist gesperrt</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>Another act is still running.</source>
        <translation>Ein anderer Vorgang läuft noch.</translation>
    </message>
    <message>
        <source>Choose an organization first.</source>
        <translation>Wählen Sie zuerst eine Organisation.</translation>
    </message>
    <message>
        <source>It is not throttled.</source>
        <translation>Sie ist nicht gedrosselt.</translation>
    </message>
    <message>
        <source>Limits saved; they hold from the next request on</source>
        <translation>Limits gespeichert; sie gelten ab der nächsten Anfrage</translation>
    </message>
    <message>
        <source>No view is running.</source>
        <translation>Es läuft keine Ansicht.</translation>
    </message>
    <message>
        <source>Nothing was undone: the limits are being loaded or saved</source>
        <translation>Nicht zurückgenommen: Die Limits werden geladen oder gespeichert</translation>
    </message>
    <message>
        <source>Nothing was undone: the limits were changed again since</source>
        <translation>Nicht zurückgenommen: Die Limits wurden seither geändert</translation>
    </message>
    <message>
        <source>Nothing was undone: there are changes that are not saved yet</source>
        <translation>Nicht zurückgenommen: Es gibt ungespeicherte Änderungen</translation>
    </message>
    <message>
        <source>Nothing was undone: those limits are no longer open</source>
        <translation>Nicht zurückgenommen: Diese Limits sind nicht mehr geöffnet</translation>
    </message>
    <message>
        <source>Objecta Console</source>
        <translation>Objecta Console</translation>
    </message>
    <message>
        <source>Organization id copied</source>
        <translation>Id der Organisation kopiert</translation>
    </message>
    <message>
        <source>Sign in first.</source>
        <translation>Melden Sie sich zuerst an.</translation>
    </message>
    <message>
        <source>The limits are as before</source>
        <translation>Die Limits sind wie zuvor</translation>
    </message>
    <message>
        <source>The limits are as before, but for what was changed again since</source>
        <translation>Die Limits sind wie zuvor, außer was seither wieder geändert wurde</translation>
    </message>
    <message>
        <source>The view has ended</source>
        <translation>Die Ansicht ist beendet</translation>
    </message>
</context>
<context>
    <name>objecta::ui::MetricCharts</name>
    <message>
        <source>2xx</source>
        <extracomment>classes of HTTP answers</extracomment>
        <translation>2xx</translation>
    </message>
    <message>
        <source>4xx</source>
        <translation>4xx</translation>
    </message>
    <message>
        <source>5xx</source>
        <translation>5xx</translation>
    </message>
    <message>
        <source>Alert 5xx %1</source>
        <translation>Alarm 5xx %1</translation>
    </message>
    <message>
        <source>Alert p99 %1</source>
        <translation>Alarm p99 %1</translation>
    </message>
    <message>
        <source>Alert rate limit %1</source>
        <translation>Alarm Ratenlimit %1</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>Platform alert 5xx %1</source>
        <extracomment>a bound of an alert, in a chart: "Alert 5xx 1%", and beside an organization's figures "Platform alert ..."</extracomment>
        <translation>Plattform-Alarm 5xx %1</translation>
    </message>
    <message>
        <source>Platform alert p99 %1</source>
        <extracomment>a bound of an alert, in a chart: "Alert p99 500 ms", and beside an organization's figures "Platform alert ..."</extracomment>
        <translation>Plattform-Alarm p99 %1</translation>
    </message>
    <message>
        <source>Platform alert rate limit %1</source>
        <extracomment>a bound of an alert, in a chart: requests over a rate limit</extracomment>
        <translation>Plattform-Alarm Ratenlimit %1</translation>
    </message>
    <message>
        <source>Rate limit %1/s</source>
        <extracomment>what each organization may ask for, in a chart: "Rate limit 2,000/s", and "... a server" where servers count by themselves</extracomment>
        <translation>Ratenlimit %1/s</translation>
    </message>
    <message>
        <source>Rate limit %1/s a server</source>
        <translation>Ratenlimit %1/s je Server</translation>
    </message>
    <message>
        <source>Requests per second</source>
        <translation>Anfragen je Sekunde</translation>
    </message>
    <message>
        <source>The lines are of all requests of each second, or of a longer step. The alert takes five minutes of the whole platform, without the routes that take files or hash passwords.</source>
        <translation>Die Linien sind von allen Anfragen jeder Sekunde oder eines längeren Schritts. Der Alarm nimmt fünf Minuten der ganzen Plattform, ohne die Routen, die Dateien annehmen oder Passwörter hashen.</translation>
    </message>
    <message>
        <source>Throttle %1/s</source>
        <extracomment>a rate that an organization is held to, in a chart: "Throttle 50/s"</extracomment>
        <translation>Drosselung %1/s</translation>
    </message>
</context>
<context>
    <name>objecta::ui::MetricsPage</name>
    <message>
        <source>%1 requests per second now</source>
        <translation>derzeit %1 Anfragen je Sekunde</translation>
    </message>
    <message>
        <source>All quiet</source>
        <translation>Alles ruhig</translation>
    </message>
    <message>
        <source>Busiest organizations</source>
        <translation>Aktivste Organisationen</translation>
    </message>
    <message>
        <source>Figures appear with the first requests.</source>
        <translation>Zahlen erscheinen mit den ersten Anfragen.</translation>
    </message>
    <message>
        <source>Live metrics</source>
        <translation>Live-Metriken</translation>
    </message>
    <message>
        <source>No organization made a request in the last minute.</source>
        <translation>In der letzten Minute kam von keiner Organisation eine Anfrage.</translation>
    </message>
    <message>
        <source>Nothing measured yet</source>
        <translation>Noch nichts gemessen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>paused – figures are still collected</source>
        <translation>angehalten – Zahlen werden weiter gesammelt</translation>
    </message>
</context>
<context>
    <name>objecta::ui::MetricsTab</name>
    <message>
        <source>Figures appear with the first requests.</source>
        <translation>Zahlen erscheinen mit den ersten Anfragen.</translation>
    </message>
    <message>
        <source>Nothing measured yet</source>
        <translation>Noch nichts gemessen</translation>
    </message>
</context>
<context>
    <name>objecta::ui::Navigation</name>
    <message>
        <source>Navigation</source>
        <translation>Navigation</translation>
    </message>
</context>
<context>
    <name>objecta::ui::NewOrganizationDialog</name>
    <message>
        <source>%1 is ready</source>
        <translation>%1 ist bereit</translation>
    </message>
    <message>
        <source>&amp;Administrator</source>
        <translation>&amp;Administrator</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Plan</source>
        <translation>&amp;Tarif</translation>
    </message>
    <message>
        <source>&amp;Slug</source>
        <translation>&amp;Kürzel</translation>
    </message>
    <message>
        <source>Acme Corporation</source>
        <translation>Muster GmbH</translation>
    </message>
    <message>
        <source>Address: %1</source>
        <translation>Adresse: %1</translation>
    </message>
    <message>
        <source>Administrator's &amp;e-mail</source>
        <translation>&amp;E-Mail des Administrators</translation>
    </message>
    <message>
        <source>Agents %1</source>
        <extracomment>limits of a plan, %1 is a number</extracomment>
        <translation>Agenten %1</translation>
    </message>
    <message>
        <source>Becomes the owner of the organization.</source>
        <translation>Wird Inhaber der Organisation.</translation>
    </message>
    <message>
        <source>Choose a plan; the list is being loaded.</source>
        <translation>Wählen Sie einen Tarif; die Liste wird geladen.</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Copy it, or press Done to close without it.</source>
        <translation>Kopieren Sie es, oder schließen Sie mit „Fertig“ ohne es.</translation>
    </message>
    <message>
        <source>Create organization</source>
        <translation>Organisation anlegen</translation>
    </message>
    <message>
        <source>Creating…</source>
        <translation>Lege an…</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Give it to the administrator by a safe way; it can't be read again.</source>
        <translation>Übergeben Sie es dem Administrator auf sicherem Weg; es lässt sich nicht wieder anzeigen.</translation>
    </message>
    <message>
        <source>Initial &amp;password</source>
        <translation>Anfangs&amp;passwort</translation>
    </message>
    <message>
        <source>Loading the plans…</source>
        <translation>Lade die Tarife…</translation>
    </message>
    <message>
        <source>Lower-case letters, digits and single hyphens, beginning with a letter.</source>
        <translation>Kleinbuchstaben, Ziffern und einzelne Bindestriche, beginnend mit einem Buchstaben.</translation>
    </message>
    <message>
        <source>Messages a month %1</source>
        <extracomment>limits of a plan, %1 is a number</extracomment>
        <translation>Nachrichten im Monat %1</translation>
    </message>
    <message>
        <source>New organization</source>
        <translation>Neue Organisation</translation>
    </message>
    <message>
        <source>No answer came, so %1 may have been created all the same. Look for it in the list before you try again.</source>
        <translation>Es kam keine Antwort; %1 wurde vielleicht trotzdem angelegt. Suchen Sie in der Liste danach, bevor Sie es erneut versuchen.</translation>
    </message>
    <message>
        <source>Sets up the tenant with its administrator, limits and first audit entry, all or nothing.</source>
        <translation>Richtet den Tenant mit Administrator, Limits und erstem Protokolleintrag ein, ganz oder gar nicht.</translation>
    </message>
    <message>
        <source>Storage %1</source>
        <extracomment>limits of a plan, %1 is a size: "10 GiB"</extracomment>
        <translation>Speicher %1</translation>
    </message>
    <message>
        <source>The password is shown this once</source>
        <translation>Das Passwort wird nur dieses eine Mal gezeigt</translation>
    </message>
    <message>
        <source>The password was not copied yet</source>
        <translation>Das Passwort wurde noch nicht kopiert</translation>
    </message>
    <message>
        <source>The plans could not be loaded: %1. Create tries again.</source>
        <translation>Die Tarife ließen sich nicht laden: %1. „Anlegen“ versucht es erneut.</translation>
    </message>
    <message>
        <source>The tenant's address begins with it. It can't be changed.</source>
        <translation>Damit beginnt die Adresse des Tenants. Es lässt sich nicht mehr ändern.</translation>
    </message>
    <message>
        <source>This is no e-mail address.</source>
        <translation>Das ist keine E-Mail-Adresse.</translation>
    </message>
    <message>
        <source>Two characters at least.</source>
        <translation>Mindestens zwei Zeichen.</translation>
    </message>
    <message>
        <source>Users %1</source>
        <extracomment>limits of a plan, %1 is a number</extracomment>
        <translation>Benutzer %1</translation>
    </message>
    <message>
        <source>owner@example.com</source>
        <translation>inhaber@example.com</translation>
    </message>
    <message>
        <source>unlimited</source>
        <extracomment>no limit on a quota, after its name: "Agents unlimited"</extracomment>
        <translation>unbegrenzt</translation>
    </message>
</context>
<context>
    <name>objecta::ui::NoisyPage</name>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>&amp;View as…</source>
        <translation>&amp;Ansehen als …</translation>
    </message>
    <message>
        <source>Database time</source>
        <translation>Datenbankzeit</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Lift</source>
        <translation>Aufheben</translation>
    </message>
    <message>
        <source>Noisy neighbours</source>
        <translation>Laute Nachbarn</translation>
    </message>
    <message>
        <source>Order held</source>
        <translation>Reihenfolge gehalten</translation>
    </message>
    <message>
        <source>Organizations by their share</source>
        <translation>Organisationen nach ihrem Anteil</translation>
    </message>
    <message>
        <source>Ranked by</source>
        <translation>Gereiht nach</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Rows stay where they are while the mouse is over them; figures go on.</source>
        <translation>Zeilen bleiben stehen, solange die Maus darüber ist; die Zahlen laufen weiter.</translation>
    </message>
    <message>
        <source>Show &amp;Metrics</source>
        <translation>&amp;Metriken zeigen</translation>
    </message>
    <message>
        <source>Throttle…</source>
        <translation>Drosseln …</translation>
    </message>
    <message>
        <source>share of the last ten seconds</source>
        <translation>Anteil der letzten zehn Sekunden</translation>
    </message>
</context>
<context>
    <name>objecta::ui::OrganizationDetail</name>
    <message>
        <source>Choose one in the list, or press Ctrl+O to search for it.</source>
        <translation>Wählen Sie eine in der Liste, oder suchen Sie mit Strg+O.</translation>
    </message>
    <message>
        <source>Edit quotas</source>
        <translation>Kontingente</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>Metriken</translation>
    </message>
    <message>
        <source>More acts</source>
        <translation>Weitere Befehle</translation>
    </message>
    <message>
        <source>No organization chosen</source>
        <translation>Keine Organisation gewählt</translation>
    </message>
    <message>
        <source>Organization</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Quotas</source>
        <translation>Kontingente</translation>
    </message>
    <message>
        <source>Usage</source>
        <extracomment>a tab: what is used of the limits, day by day</extracomment>
        <translation>Nutzung</translation>
    </message>
    <message>
        <source>View as…</source>
        <translation>Ansehen als…</translation>
    </message>
    <message>
        <source>since %1</source>
        <translation>seit %1</translation>
    </message>
</context>
<context>
    <name>objecta::ui::OrganizationList</name>
    <message>
        <source>%1 of %2 shown</source>
        <translation>%1 von %2 gezeigt</translation>
    </message>
    <message numerus="yes">
        <source>%n new – show</source>
        <translation>
            <numerusform>%n neue – zeigen</numerusform>
            <numerusform>%n neue – zeigen</numerusform>
        </translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>Filter löschen</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Filter by name, slug or ID…</source>
        <translation>Nach Name, Kürzel oder Id filtern…</translation>
    </message>
    <message>
        <source>New organization</source>
        <translation>Neue Organisation</translation>
    </message>
    <message>
        <source>No organization matches</source>
        <translation>Keine Organisation passt</translation>
    </message>
    <message>
        <source>Nothing has this name, slug or id with these filters.</source>
        <translation>Nichts hat mit diesen Filtern diesen Namen, dieses Kürzel oder diese Id.</translation>
    </message>
    <message>
        <source>Organizations</source>
        <translation>Organisationen</translation>
    </message>
    <message>
        <source>Plan</source>
        <extracomment>filter chip</extracomment>
        <translation>Tarif</translation>
    </message>
    <message>
        <source>Read at %1</source>
        <translation>Stand %1</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Status</source>
        <extracomment>filter chip</extracomment>
        <translation>Status</translation>
    </message>
    <message>
        <source>filtered</source>
        <translation>gefiltert</translation>
    </message>
</context>
<context>
    <name>objecta::ui::OrganizationsPage</name>
    <message>
        <source>Another act is still running.</source>
        <translation>Ein anderer Vorgang läuft noch.</translation>
    </message>
    <message>
        <source>Choose an organization first.</source>
        <translation>Wählen Sie zuerst eine Organisation.</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Discard the quota edits?</source>
        <translation>Änderungen an den Kontingenten verwerfen?</translation>
    </message>
    <message>
        <source>Only a suspended organization can be resumed.</source>
        <translation>Nur eine gesperrte Organisation kann entsperrt werden.</translation>
    </message>
    <message>
        <source>Only an active organization can be suspended.</source>
        <translation>Nur eine aktive Organisation kann gesperrt werden.</translation>
    </message>
    <message>
        <source>Stop the running view first.</source>
        <translation>Beenden Sie zuerst die laufende Ansicht.</translation>
    </message>
    <message>
        <source>The limits of %1 were edited but not saved.</source>
        <translation>Die Limits von %1 wurden geändert, aber nicht gespeichert.</translation>
    </message>
    <message>
        <source>The server can't be reached.</source>
        <translation>Der Server ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Your role does not allow to view as a tenant.</source>
        <translation>Ihre Rolle erlaubt keine Tenant-Ansicht.</translation>
    </message>
    <message>
        <source>Your role, or this server profile, does not allow changes.</source>
        <translation>Ihre Rolle oder dieses Serverprofil erlaubt keine Änderungen.</translation>
    </message>
</context>
<context>
    <name>objecta::ui::OverviewPage</name>
    <message>
        <source>%1 behind</source>
        <extracomment>how much later than its end a second of that server's figures comes</extracomment>
        <translation>%1 Rückstand</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Busiest organizations</source>
        <translation>Aktivste Organisationen</translation>
    </message>
    <message>
        <source>Database per second</source>
        <translation>Datenbank/s</translation>
    </message>
    <message>
        <source>Errors per second</source>
        <translation>Fehler/s</translation>
    </message>
    <message>
        <source>Figures appear with the first requests.</source>
        <translation>Zahlen erscheinen mit den ersten Anfragen.</translation>
    </message>
    <message>
        <source>Latency p50</source>
        <translation>Latenz p50</translation>
    </message>
    <message>
        <source>Latency p95</source>
        <translation>Latenz p95</translation>
    </message>
    <message>
        <source>Latency p99</source>
        <translation>Latenz p99</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Looked at last</source>
        <translation>Zuletzt angesehen</translation>
    </message>
    <message>
        <source>Messages per second</source>
        <translation>Nachrichten/s</translation>
    </message>
    <message>
        <source>No server has been heard yet.</source>
        <translation>Noch hat sich kein Server gemeldet.</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>Nothing measured yet</source>
        <translation>Noch nichts gemessen</translation>
    </message>
    <message>
        <source>Organizations that you open appear here.</source>
        <translation>Hier erscheinen Organisationen, die Sie öffnen.</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Rank all</source>
        <translation>Alle nach Rang</translation>
    </message>
    <message>
        <source>Requests per second</source>
        <translation>Anfragen/s</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Throttles that hold</source>
        <translation>Geltende Drosselungen</translation>
    </message>
    <message>
        <source>all organizations, the last five minutes</source>
        <translation>alle Organisationen, die letzten fünf Minuten</translation>
    </message>
    <message>
        <source>as of %1</source>
        <translation>Stand %1</translation>
    </message>
    <message>
        <source>clock %1 ahead</source>
        <extracomment>a server whose clock is ahead of the others' by so much</extracomment>
        <translation>Uhr geht %1 vor</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>silent for %1</source>
        <extracomment>a server of which nothing was heard for so long</extracomment>
        <translation>seit %1 stumm</translation>
    </message>
</context>
<context>
    <name>objecta::ui::OverviewTab</name>
    <message>
        <source>Nothing was changed yet.</source>
        <translation>Noch wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Recent changes</source>
        <translation>Letzte Änderungen</translation>
    </message>
</context>
<context>
    <name>objecta::ui::ProfileDialog</name>
    <message>
        <source>&amp;Address</source>
        <translation>&amp;Adresse</translation>
    </message>
    <message>
        <source>&amp;Kind</source>
        <translation>A&amp;rt</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Read-only: offer nothing that changes data</source>
        <translation>&amp;Nur lesen: nichts anbieten, was Daten ändert</translation>
    </message>
    <message>
        <source>Add server</source>
        <translation>Server hinzufügen</translation>
    </message>
    <message>
        <source>An address like https://admin.example.com is needed, without a path.</source>
        <translation>Nötig ist eine Adresse wie https://admin.example.com, ohne Pfad.</translation>
    </message>
    <message>
        <source>Development (green)</source>
        <extracomment>kind of server</extracomment>
        <translation>Entwicklung (grün)</translation>
    </message>
    <message>
        <source>Edit server</source>
        <translation>Server bearbeiten</translation>
    </message>
    <message>
        <source>Give the server a name.</source>
        <translation>Geben Sie dem Server einen Namen.</translation>
    </message>
    <message>
        <source>Only https is safe to another machine; http would send passwords in the clear.</source>
        <translation>Zu einem anderen Rechner ist nur https sicher; http schickte Passwörter im Klartext.</translation>
    </message>
    <message>
        <source>Production (red)</source>
        <extracomment>kind of server</extracomment>
        <translation>Produktion (rot)</translation>
    </message>
    <message>
        <source>Remove server</source>
        <translation>Server entfernen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Staging (amber)</source>
        <extracomment>kind of server</extracomment>
        <translation>Staging (gelb)</translation>
    </message>
    <message>
        <source>The colour of its kind stays visible while you work, so that nobody mistakes one for another.</source>
        <translation>Die Farbe seiner Art bleibt beim Arbeiten sichtbar, damit niemand einen mit dem anderen verwechselt.</translation>
    </message>
    <message>
        <source>The server list could not be saved</source>
        <translation>Die Serverliste ließ sich nicht speichern</translation>
    </message>
    <message>
        <source>The staff host, for example https://admin.example.com</source>
        <translation>Die Adresse für das Personal, zum Beispiel https://admin.example.com</translation>
    </message>
</context>
<context>
    <name>objecta::ui::QuotaEditor</name>
    <message>
        <source>%1 saved these limits %2, while you were editing.</source>
        <translation>%1 hat diese Limits gespeichert (%2), während Sie sie bearbeiteten.</translation>
    </message>
    <message>
        <source>%1: theirs, %2</source>
        <translation>%1: gespeichert, %2</translation>
    </message>
    <message>
        <source>%1: yours, %2</source>
        <translation>%1: Ihre, %2</translation>
    </message>
    <message numerus="yes">
        <source>%n limit(s) below what is used</source>
        <translation>
            <numerusform>%n Limit liegt unter dem Verbrauch</numerusform>
            <numerusform>%n Limits liegen unter dem Verbrauch</numerusform>
        </translation>
    </message>
    <message>
        <source>A new limit holds from the very next request on. Messages are counted per calendar month (UTC).</source>
        <translation>Ein neues Limit gilt ab der nächsten Anfrage. Nachrichten zählen je Kalendermonat (UTC).</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>Choose an organization.</source>
        <translation>Wählen Sie eine Organisation.</translation>
    </message>
    <message>
        <source>Correct the marked limits first.</source>
        <translation>Berichtigen Sie zuerst die markierten Limits.</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Drop my edits</source>
        <translation>Meine Änderungen verwerfen</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>No limits loaded</source>
        <translation>Keine Limits geladen</translation>
    </message>
    <message>
        <source>No unsaved changes</source>
        <translation>Keine ungespeicherten Änderungen</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Plan's limit</source>
        <extracomment>the limit of the plan holds</extracomment>
        <translation>Wie im Tarif</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save this choice</source>
        <translation>Auswahl speichern</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Speichere…</translation>
    </message>
    <message>
        <source>Somebody changed these limits meanwhile: saving asks what to keep.</source>
        <translation>Jemand hat diese Limits inzwischen geändert: Beim Speichern wählen Sie, was bleibt.</translation>
    </message>
    <message>
        <source>Somebody saved these limits while you were editing.</source>
        <translation>Jemand hat diese Limits gespeichert, während Sie sie bearbeiteten.</translation>
    </message>
    <message>
        <source>The server can't be reached.</source>
        <translation>Der Server ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Theirs</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>These limits changed meanwhile</source>
        <translation>Diese Limits haben sich inzwischen geändert</translation>
    </message>
    <message>
        <source>What to keep</source>
        <translation>Was bleiben soll</translation>
    </message>
    <message>
        <source>Your role, or this server profile, does not allow changes.</source>
        <translation>Ihre Rolle oder dieses Serverprofil erlaubt keine Änderungen.</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Ihre</translation>
    </message>
</context>
<context>
    <name>objecta::ui::QuotaRow</name>
    <message>
        <source>%1 more than this limit are used already. Nothing is deleted, but nothing new can be added.</source>
        <translation>%1 mehr als dieses Limit sind schon in Gebrauch. Gelöscht wird nichts, aber Neues lässt sich nicht hinzufügen.</translation>
    </message>
    <message>
        <source>%1 of %2 used</source>
        <translation>%1 von %2 in Gebrauch</translation>
    </message>
    <message>
        <source>%1 used</source>
        <translation>%1 in Gebrauch</translation>
    </message>
    <message>
        <source>%1: limit in %2</source>
        <translation>%1: Limit in %2</translation>
    </message>
    <message>
        <source>%1: use the plan's limit</source>
        <translation>%1: Limit des Tarifs verwenden</translation>
    </message>
    <message>
        <source>%1: where the limit comes from</source>
        <translation>%1: woher das Limit kommt</translation>
    </message>
    <message>
        <source>A limit can't be negative.</source>
        <translation>Ein Limit kann nicht negativ sein.</translation>
    </message>
    <message>
        <source>A whole number is needed.</source>
        <translation>Nötig ist eine ganze Zahl.</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Agenten</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>No limit</source>
        <extracomment>no limit on a quota</extracomment>
        <translation>Kein Limit</translation>
    </message>
    <message>
        <source>Own limit</source>
        <extracomment>where a limit comes from: set for this organization</extracomment>
        <translation>Eigenes Limit</translation>
    </message>
    <message>
        <source>Plan: %1</source>
        <translation>Tarif: %1</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>This is more than can be counted.</source>
        <translation>Das ist mehr, als sich zählen lässt.</translation>
    </message>
    <message>
        <source>This is no number.</source>
        <translation>Das ist keine Zahl.</translation>
    </message>
    <message>
        <source>Type a limit, or use the plan's.</source>
        <translation>Geben Sie ein Limit ein, oder verwenden Sie das des Tarifs.</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>agents</source>
        <comment>unit</comment>
        <translation>Agenten</translation>
    </message>
    <message>
        <source>per month</source>
        <comment>unit</comment>
        <translation>im Monat</translation>
    </message>
    <message>
        <source>users</source>
        <comment>unit</comment>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>was %1</source>
        <extracomment>what a limit was before the edit</extracomment>
        <translation>war %1</translation>
    </message>
</context>
<context>
    <name>objecta::ui::ReasonField</name>
    <message>
        <source>Goes into the audit log together with your name.</source>
        <translation>Kommt mit Ihrem Namen in das Protokoll.</translation>
    </message>
    <message>
        <source>Say why, in 3 characters at least.</source>
        <translation>Nennen Sie einen Grund mit mindestens 3 Zeichen.</translation>
    </message>
    <message>
        <source>The reason needs 3 to 500 characters, in one line.</source>
        <translation>Der Grund braucht 3 bis 500 Zeichen, in einer Zeile.</translation>
    </message>
</context>
<context>
    <name>objecta::ui::ReauthDialog</name>
    <message>
        <source>&amp;E-mail</source>
        <translation>&amp;E-Mail</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>&amp;Passwort</translation>
    </message>
    <message>
        <source>Drops what is not saved yet</source>
        <translation>Verwirft, was noch nicht gespeichert ist</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Sign in again to go on; what you were doing is still here.</source>
        <translation>Melden Sie sich an, um weiterzumachen; Ihre Arbeit ist noch da.</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Melde an…</translation>
    </message>
    <message>
        <source>The password is needed.</source>
        <translation>Das Passwort wird gebraucht.</translation>
    </message>
    <message>
        <source>Your session has ended</source>
        <translation>Ihre Sitzung ist zu Ende</translation>
    </message>
</context>
<context>
    <name>objecta::ui::SettingsDialog</name>
    <message>
        <source>&amp;Density</source>
        <translation>&amp;Dichte</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Changes apply at once and stay on this machine.</source>
        <translation>Änderungen gelten sofort und bleiben auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Comfortable</source>
        <extracomment>height of table rows</extracomment>
        <translation>Bequem</translation>
    </message>
    <message>
        <source>Compact</source>
        <extracomment>height of table rows</extracomment>
        <translation>Kompakt</translation>
    </message>
    <message>
        <source>Dark</source>
        <extracomment>a colour theme</extracomment>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <extracomment>a colour theme</extracomment>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Objecta Console, version %1</source>
        <translation>Objecta Console, Version %1</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Words, numbers and dates; applies at once.</source>
        <translation>Wörter, Zahlen und Daten; gilt sofort.</translation>
    </message>
</context>
<context>
    <name>objecta::ui::ShortcutSheet</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close or cancel</source>
        <translation>Schließen oder abbrechen</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Move in a list</source>
        <translation>In einer Liste bewegen</translation>
    </message>
    <message>
        <source>Next or previous control</source>
        <translation>Nächstes oder voriges Element</translation>
    </message>
    <message>
        <source>Open the chosen row</source>
        <translation>Gewählte Zeile öffnen</translation>
    </message>
    <message>
        <source>Pause live charts</source>
        <translation>Live-Diagramme anhalten</translation>
    </message>
</context>
<context>
    <name>objecta::ui::SignInPage</name>
    <message>
        <source>&amp;E-mail</source>
        <translation>&amp;E-Mail</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>&amp;Passwort</translation>
    </message>
    <message>
        <source>Add a server</source>
        <translation>Server hinzufügen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Connect to your first server to begin.</source>
        <translation>Verbinden Sie sich zuerst mit einem Server.</translation>
    </message>
    <message>
        <source>Continuing your session…</source>
        <translation>Setze Ihre Sitzung fort…</translation>
    </message>
    <message>
        <source>Edit this server</source>
        <translation>Diesen Server bearbeiten</translation>
    </message>
    <message>
        <source>Enter your e-mail address.</source>
        <translation>Geben Sie Ihre E-Mail-Adresse ein.</translation>
    </message>
    <message>
        <source>Enter your password.</source>
        <translation>Geben Sie Ihr Passwort ein.</translation>
    </message>
    <message>
        <source>No keychain on this machine</source>
        <translation>Kein Schlüsselbund auf diesem Rechner</translation>
    </message>
    <message>
        <source>Objecta Console, for staff only.</source>
        <translation>Objecta Console, nur für das Personal.</translation>
    </message>
    <message>
        <source>Ser&amp;ver</source>
        <translation>Ser&amp;ver</translation>
    </message>
    <message>
        <source>Server &amp;address</source>
        <translation>Server&amp;adresse</translation>
    </message>
    <message>
        <source>Show the password</source>
        <translation>Passwort zeigen</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Signing in</source>
        <translation>Anmeldung läuft</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Melde an…</translation>
    </message>
    <message>
        <source>The server list could not be saved</source>
        <translation>Die Serverliste ließ sich nicht speichern</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>Version %1</translation>
    </message>
    <message>
        <source>Welcome to Objecta Console</source>
        <translation>Willkommen bei Objecta Console</translation>
    </message>
    <message>
        <source>Whoever runs the server tells you the address of its staff host.</source>
        <translation>Wer den Server betreibt, nennt Ihnen die Adresse für das Personal.</translation>
    </message>
</context>
<context>
    <name>objecta::ui::Skeleton</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Lädt</translation>
    </message>
</context>
<context>
    <name>objecta::ui::StateView</name>
    <message>
        <source>As of %1: %2</source>
        <translation>Stand %1: %2</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
    <message>
        <source>It is loaded as soon as there is something to ask for.</source>
        <translation>Es wird geladen, sobald es etwas zu fragen gibt.</translation>
    </message>
    <message>
        <source>Nothing to show yet</source>
        <translation>Noch nichts zu zeigen</translation>
    </message>
    <message>
        <source>Request %1</source>
        <translation>Anfrage %1</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Erneut versuchen</translation>
    </message>
</context>
<context>
    <name>objecta::ui::SuspendDialog</name>
    <message numerus="yes">
        <source>%n agent(s)</source>
        <translation>
            <numerusform>%n Agent</numerusform>
            <numerusform>%n Agenten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s)</source>
        <translation>
            <numerusform>%n Benutzer</numerusform>
            <numerusform>%n Benutzer</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Type %1 to confirm</source>
        <translation>Zum &amp;Bestätigen %1 eingeben</translation>
    </message>
    <message>
        <source>Another change is on its way</source>
        <translation>Eine andere Änderung ist unterwegs</translation>
    </message>
    <message>
        <source>From its very next request on:</source>
        <translation>Ab der nächsten Anfrage:</translation>
    </message>
    <message>
        <source>Suspend %1?</source>
        <translation>%1 sperren?</translation>
    </message>
    <message>
        <source>Suspend organization</source>
        <translation>Organisation sperren</translation>
    </message>
    <message>
        <source>Suspending…</source>
        <translation>Sperre…</translation>
    </message>
    <message>
        <source>Wait a moment, then try again.</source>
        <translation>Warten Sie kurz und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>• %1 and %2 are locked out; nobody can sign in
• no API call and no message gets through
Nothing is deleted. Resume brings everything back as it is.</source>
        <translation>• %1 und %2 sind ausgesperrt; niemand kann sich anmelden
• kein API-Aufruf und keine Nachricht kommt durch
Gelöscht wird nichts. Entsperren stellt alles wieder her.</translation>
    </message>
</context>
<context>
    <name>objecta::ui::TenantButton</name>
    <message>
        <source>%1 – switch with Ctrl+O</source>
        <translation>%1 – wechseln mit Strg+O</translation>
    </message>
    <message>
        <source>Choose an organization</source>
        <translation>Organisation wählen</translation>
    </message>
    <message>
        <source>Choose an organization (Ctrl+O)</source>
        <translation>Organisation wählen (Strg+O)</translation>
    </message>
    <message>
        <source>Organization: %1</source>
        <translation>Organisation: %1</translation>
    </message>
</context>
<context>
    <name>objecta::ui::TenantSwitcher</name>
    <message>
        <source>%1 of %2 shown; type to narrow   %3</source>
        <translation>%1 von %2; tippen grenzt ein   %3</translation>
    </message>
    <message>
        <source>No organization matches “%1”.</source>
        <translation>Keine Organisation passt zu „%1“.</translation>
    </message>
    <message>
        <source>Search organizations by name, slug or ID…</source>
        <translation>Organisation nach Name, Kürzel oder Id suchen…</translation>
    </message>
    <message>
        <source>↑↓ move   ↵ open   Esc close</source>
        <translation>↑↓ wählen   ↵ öffnen   Esc schließen</translation>
    </message>
</context>
<context>
    <name>objecta::ui::TenantUsagePage</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1, no limit</source>
        <translation>%1, kein Limit</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Agenten</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>Mitglieder</translation>
    </message>
    <message>
        <source>Messages are counted per calendar month (UTC).</source>
        <translation>Nachrichten zählen je Kalendermonat (UTC).</translation>
    </message>
    <message>
        <source>No agents</source>
        <translation>Keine Agenten</translation>
    </message>
    <message>
        <source>No members</source>
        <translation>Keine Mitglieder</translation>
    </message>
    <message>
        <source>Nobody belongs to this organization.</source>
        <translation>Zu dieser Organisation gehört niemand.</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>This organization has not made any agent yet.</source>
        <translation>Diese Organisation hat noch keinen Agenten angelegt.</translation>
    </message>
    <message>
        <source>Usage and limits</source>
        <translation>Verbrauch und Limits</translation>
    </message>
</context>
<context>
    <name>objecta::ui::ThrottleDialog</name>
    <message>
        <source> requests/s</source>
        <extracomment>unit of a rate, behind its number</extracomment>
        <translation> Anfragen/s</translation>
    </message>
    <message>
        <source>&amp;Rate</source>
        <translation>&amp;Rate</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 h</translation>
    </message>
    <message>
        <source>15 min</source>
        <translation>15 min</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 h</translation>
    </message>
    <message>
        <source>4 h</source>
        <translation>4 h</translation>
    </message>
    <message>
        <source>7 d</source>
        <translation>7 T</translation>
    </message>
    <message>
        <source>Change the throttle</source>
        <translation>Drosselung ändern</translation>
    </message>
    <message>
        <source>It asks for %1 a second now.</source>
        <translation>Zurzeit stellt sie %1 je Sekunde.</translation>
    </message>
    <message>
        <source>It asks for nothing at the moment.</source>
        <translation>Zurzeit stellt sie keine Anfragen.</translation>
    </message>
    <message>
        <source>Its requests are held to a rate on every server, from the next second on. That ends by itself.</source>
        <translation>Ab der nächsten Sekunde hält jeder Server ihre Anfragen auf einer Rate. Das endet von selbst.</translation>
    </message>
    <message>
        <source>Of the %1 requests a second that it makes now, about %2 are going to be refused (429).</source>
        <translation>Von den %1 Anfragen je Sekunde, die sie jetzt stellt, werden etwa %2 abgewiesen (429).</translation>
    </message>
    <message>
        <source>R&amp;eason</source>
        <translation>&amp;Grund</translation>
    </message>
    <message>
        <source>Throttle</source>
        <translation>Drosseln</translation>
    </message>
    <message>
        <source>Throttle %1</source>
        <translation>%1 drosseln</translation>
    </message>
    <message>
        <source>Throttling…</source>
        <translation>Wird gedrosselt …</translation>
    </message>
    <message>
        <source>Ticket and what it did to others</source>
        <translation>Ticket und was sie anderen antat</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Until %1</source>
        <translation>Bis %1</translation>
    </message>
    <message>
        <source>Up to %1 at once get through. Nobody else is touched.</source>
        <translation>Bis zu %1 auf einmal kommen durch. Niemand sonst ist betroffen.</translation>
    </message>
    <message>
        <source>What it does now stays possible; more is going to be refused (429).</source>
        <translation>Was sie jetzt tut, bleibt möglich; was darüber liegt, wird abgewiesen (429).</translation>
    </message>
</context>
<context>
    <name>objecta::ui::ThrottleList</name>
    <message>
        <source>Lift</source>
        <translation>Aufheben</translation>
    </message>
    <message>
        <source>Lift the throttle of %1</source>
        <translation>Drosselung von %1 aufheben</translation>
    </message>
    <message>
        <source>Nobody is held to a lower rate.</source>
        <translation>Niemand ist gedrosselt.</translation>
    </message>
    <message>
        <source>The server can't be reached.</source>
        <translation>Der Server ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Your role, or this server profile, does not allow changes.</source>
        <translation>Ihre Rolle oder dieses Serverprofil erlaubt keine Änderungen.</translation>
    </message>
</context>
<context>
    <name>objecta::ui::ThrottlePanel</name>
    <message>
        <source>%1, before it began, beside %2</source>
        <translation>%1, vor dem Beginn, neben %2</translation>
    </message>
    <message>
        <source>%1, before it began; the first seconds since are being measured</source>
        <translation>%1, vor dem Beginn; die ersten Sekunden seither werden noch gemessen</translation>
    </message>
    <message>
        <source>Latency of the others</source>
        <translation>Latenz der anderen</translation>
    </message>
    <message>
        <source>Organization</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>Throttles that hold</source>
        <translation>Geltende Drosselungen</translation>
    </message>
    <message>
        <source>Whole platform</source>
        <translation>Ganze Plattform</translation>
    </message>
    <message>
        <source>p50 before → since</source>
        <extracomment>a median of latency, before a moment and since</extracomment>
        <translation>p50 vorher → seither</translation>
    </message>
    <message>
        <source>p99 before → since</source>
        <extracomment>the 99th percentile of latency, before a moment and since</extracomment>
        <translation>p99 vorher → seither</translation>
    </message>
</context>
<context>
    <name>objecta::ui::ToastHost</name>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>objecta::ui::TopBar</name>
    <message>
        <source>Account: %1</source>
        <translation>Konto: %1</translation>
    </message>
    <message>
        <source>Change the theme</source>
        <translation>Farben wechseln</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>Dunkle Farben</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>Helle Farben</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>Suchen oder Befehl ausführen</translation>
    </message>
</context>
<context>
    <name>objecta::ui::TopTenantsModel</name>
    <message>
        <source>Database</source>
        <extracomment>time in the database, each second</extracomment>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Errors</source>
        <extracomment>share of answers that were errors</extracomment>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Organization</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>Req/s</source>
        <extracomment>requests per second</extracomment>
        <translation>Anfr./s</translation>
    </message>
    <message>
        <source>Share</source>
        <extracomment>part of the platform's total</extracomment>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>Throttle</source>
        <extracomment>whether the organization is held to a lower rate</extracomment>
        <translation>Drosselung</translation>
    </message>
    <message>
        <source>p95</source>
        <extracomment>the 95th percentile of latency</extracomment>
        <translation>p95</translation>
    </message>
</context>
<context>
    <name>objecta::ui::UsageDelegate</name>
    <message>
        <source>No limit</source>
        <extracomment>no limit on a quota</extracomment>
        <translation>Kein Limit</translation>
    </message>
</context>
<context>
    <name>objecta::ui::UsageGauges</name>
    <message numerus="yes">
        <source> and %n more</source>
        <translation>
            <numerusform> und %n weitere</numerusform>
            <numerusform> und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Agenten</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>kein Limit</translation>
    </message>
    <message>
        <source>of %1</source>
        <extracomment>how much of a limit: "7 / of 10"</extracomment>
        <translation>von %1</translation>
    </message>
    <message>
        <source>plan</source>
        <extracomment>the limit of the plan, where none of its own is set</extracomment>
        <translation>Tarif</translation>
    </message>
</context>
<context>
    <name>objecta::ui::UsageTab</name>
    <message>
        <source>%1 against the day before</source>
        <translation>%1 gegenüber dem Vortag</translation>
    </message>
    <message>
        <source>%1 of them on that day</source>
        <translation>%1 davon an diesem Tag</translation>
    </message>
    <message>
        <source>A bar is what was used at the end of a day (UTC), paler above it the most of that day; of a day without a bar nothing is known. The dashed line is the limit as it was, where it is near. Messages are counted per calendar month.</source>
        <translation>Ein Balken zeigt, was am Ende eines Tages (UTC) in Gebrauch war, blasser darüber das Höchste des Tages; über einen Tag ohne Balken ist nichts bekannt. Die gestrichelte Linie ist das damalige Limit, wo es nahe ist. Nachrichten zählen je Kalendermonat.</translation>
    </message>
    <message numerus="yes">
        <source>At %1 a day the limit will be reached on %2, in %n day(s).</source>
        <translation>
            <numerusform>Bei %1 am Tag wird das Limit am %2 erreicht, in einem Tag.</numerusform>
            <numerusform>Bei %1 am Tag wird das Limit am %2 erreicht, in %n Tagen.</numerusform>
        </translation>
    </message>
    <message>
        <source>At %1 a day the limit will be reached today.</source>
        <extracomment>how much more each day: "+3.2 a day"</extracomment>
        <translation>Bei %1 am Tag wird das Limit heute erreicht.</translation>
    </message>
    <message>
        <source>At %1 a day the limit will not be reached this month.</source>
        <translation>Bei %1 am Tag wird das Limit in diesem Monat nicht erreicht.</translation>
    </message>
    <message>
        <source>At %1 a day the limit will not be reached within a year.</source>
        <translation>Bei %1 am Tag wird das Limit binnen eines Jahres nicht erreicht.</translation>
    </message>
    <message>
        <source>At most %1 on that day</source>
        <translation>Höchstens %1 an diesem Tag</translation>
    </message>
    <message>
        <source>Choose an organization.</source>
        <translation>Wählen Sie eine Organisation.</translation>
    </message>
    <message>
        <source>It stays as it is: the limit is not in sight.</source>
        <translation>Es bleibt, wie es ist: Das Limit ist nicht in Sicht.</translation>
    </message>
    <message>
        <source>Not known</source>
        <extracomment>a day of which nothing is known</extracomment>
        <translation>Nicht bekannt</translation>
    </message>
    <message>
        <source>Nothing read yet</source>
        <translation>Noch nichts gelesen</translation>
    </message>
    <message>
        <source>The limit is reached.</source>
        <translation>Das Limit ist erreicht.</translation>
    </message>
    <message>
        <source>There is no limit.</source>
        <translation>Es gibt kein Limit.</translation>
    </message>
    <message>
        <source>Too little is known yet to tell when the limit will be reached.</source>
        <translation>Noch ist zu wenig bekannt, um zu sagen, wann das Limit erreicht wird.</translation>
    </message>
</context>
<context>
    <name>objecta::ui::ViewAsWindow</name>
    <message>
        <source>Agents</source>
        <translation>Agenten</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>Mitglieder</translation>
    </message>
    <message>
        <source>Nothing of the tenant is shown any more. Start another view with a reason to look again.</source>
        <translation>Vom Tenant ist nichts mehr zu sehen. Beginnen Sie eine neue Ansicht mit einem Grund, um wieder hineinzusehen.</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>READ-ONLY</source>
        <extracomment>on a badge: nothing can be changed</extracomment>
        <translation>NUR LESEN</translation>
    </message>
    <message>
        <source>Reason: %1</source>
        <translation>Grund: %1</translation>
    </message>
    <message>
        <source>Stop viewing</source>
        <translation>Ansicht beenden</translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation>Tenant</translation>
    </message>
    <message>
        <source>The connection to the server is lost</source>
        <translation>Die Verbindung zum Server ist unterbrochen</translation>
    </message>
    <message>
        <source>The time of this view is up</source>
        <translation>Die Zeit dieser Ansicht ist um</translation>
    </message>
    <message>
        <source>The view ended with it. Sign in again, then start another view with a reason.</source>
        <translation>Damit endete auch die Ansicht. Melden Sie sich an und beginnen Sie mit einem Grund eine neue.</translation>
    </message>
    <message>
        <source>This view was stopped</source>
        <translation>Diese Ansicht wurde beendet</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message>
        <source>Viewing as %1</source>
        <translation>Sie sehen als %1</translation>
    </message>
    <message>
        <source>Viewing as %1, read-only – Objecta Console</source>
        <translation>Ansicht als %1, nur lesend – Objecta Console</translation>
    </message>
    <message>
        <source>You see the last data; the time of the view runs on.</source>
        <translation>Sie sehen den letzten Stand; die Zeit der Ansicht läuft weiter.</translation>
    </message>
    <message>
        <source>You stopped it, or somebody of the staff did. Nothing of the tenant is shown any more.</source>
        <translation>Von Ihnen oder von jemandem aus dem Personal. Vom Tenant ist nichts mehr zu sehen.</translation>
    </message>
    <message>
        <source>Your session has ended</source>
        <translation>Ihre Sitzung ist zu Ende</translation>
    </message>
    <message>
        <source>the tenant can see this session</source>
        <translation>der Tenant kann diese Sitzung sehen</translation>
    </message>
</context>
<context>
    <name>objecta::ui::Workspace</name>
    <message>
        <source>Impersonation</source>
        <translation>Tenant-Ansichten</translation>
    </message>
    <message>
        <source>Live metrics</source>
        <translation>Live-Metriken</translation>
    </message>
    <message>
        <source>Next attempt in %1 s.</source>
        <translation>Nächster Versuch in %1 s.</translation>
    </message>
    <message>
        <source>Noisy neighbours</source>
        <translation>Laute Nachbarn</translation>
    </message>
    <message>
        <source>Only live charts can be paused.</source>
        <translation>Nur Live-Diagramme lassen sich anhalten.</translation>
    </message>
    <message>
        <source>Operations</source>
        <extracomment>group in the navigation: day-to-day operation</extracomment>
        <translation>Betrieb</translation>
    </message>
    <message>
        <source>Organizations</source>
        <translation>Organisationen</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Tenants</source>
        <translation>Tenants</translation>
    </message>
    <message>
        <source>The connection to the server is lost</source>
        <translation>Die Verbindung zum Server ist unterbrochen</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message>
        <source>Trying again…</source>
        <translation>Neuer Versuch…</translation>
    </message>
    <message>
        <source>You see the last data; changes wait until the server is back.</source>
        <translation>Sie sehen den letzten Stand; Änderungen warten, bis der Server wieder da ist.</translation>
    </message>
</context>
</TS>
