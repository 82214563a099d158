// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/words.h"

#include "app/core/text.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>

namespace objecta::ui {

namespace {
struct Words {
    Q_DECLARE_TR_FUNCTIONS(Words)
};
} // namespace

StatusLook organizationStatus(const QString &status)
{
    if (status == QLatin1String("active")) {
        //: status of an organization
        return {Words::tr("Active"), QStringLiteral("status-active"), Tone::Success};
    }
    if (status == QLatin1String("suspended")) {
        //: status of an organization
        return {Words::tr("Suspended"), QStringLiteral("status-suspended"), Tone::Danger};
    }
    if (status == QLatin1String("archived")) {
        //: status of an organization
        return {Words::tr("Archived"), QStringLiteral("status-archived"), Tone::Muted};
    }
    if (status == QLatin1String("deleting")) {
        //: status of an organization
        return {Words::tr("Deleting"), QStringLiteral("status-deleting"), Tone::Danger};
    }
    if (status == QLatin1String("provisioning")) {
        //: status of an organization
        return {Words::tr("Provisioning"), QStringLiteral("status-provisioning"), Tone::Accent};
    }
    if (status == QLatin1String("erased")) {
        //: status of an organization
        return {Words::tr("Erased"), QStringLiteral("status-erased"), Tone::Muted};
    }
    return {status, QStringLiteral("status-unknown"), Tone::Muted};
}

StatusLook memberStatus(const QString &status)
{
    if (status == QLatin1String("active")) {
        //: status of a user or an agent
        return {Words::tr("Active", "member"), QStringLiteral("status-active"), Tone::Success};
    }
    if (status == QLatin1String("paused")) {
        //: status of an agent
        return {Words::tr("Paused"), QStringLiteral("suspend"), Tone::Warning};
    }
    if (status == QLatin1String("archived")) {
        //: status of an agent
        return {Words::tr("Archived", "member"), QStringLiteral("status-archived"), Tone::Muted};
    }
    if (status == QLatin1String("invited")) {
        //: status of a user
        return {Words::tr("Invited"), QStringLiteral("mail"), Tone::Accent};
    }
    if (status == QLatin1String("deactivated")) {
        //: status of a user
        return {Words::tr("Deactivated"), QStringLiteral("status-erased"), Tone::Muted};
    }
    return {status, QStringLiteral("status-unknown"), Tone::Muted};
}

StatusLook impersonationStatus(const QString &status)
{
    if (status == QLatin1String("active")) {
        //: status of an impersonation
        return {Words::tr("Active", "impersonation"), QStringLiteral("impersonation"), Tone::Violet};
    }
    if (status == QLatin1String("expired")) {
        //: status of an impersonation
        return {Words::tr("Expired"), QStringLiteral("clock"), Tone::Muted};
    }
    //: status of an impersonation
    return {Words::tr("Ended"), QStringLiteral("impersonation-off"), Tone::Muted};
}

QString roleName(const QString &role)
{
    if (role == QLatin1String("owner")) {
        return Words::tr("Owner");
    }
    if (role == QLatin1String("admin")) {
        return Words::tr("Admin");
    }
    if (role == QLatin1String("member")) {
        //: role of a user
        return Words::tr("Member");
    }
    if (role == QLatin1String("operator")) {
        //: role of a member of staff
        return Words::tr("Operator");
    }
    if (role == QLatin1String("support")) {
        //: role of a member of staff
        return Words::tr("Support");
    }
    if (role == QLatin1String("viewer")) {
        //: role of a member of staff
        return Words::tr("Viewer");
    }
    return role;
}

QString auditAction(const QString &action)
{
    const QHash<QString, QString> names{
        {QStringLiteral("organization.created"), Words::tr("Organization created")},
        {QStringLiteral("organization.provisioned"), Words::tr("Organization provisioned")},
        {QStringLiteral("organization.updated"), Words::tr("Organization changed")},
        {QStringLiteral("organization.suspended"), Words::tr("Suspended", "audit")},
        {QStringLiteral("organization.resumed"), Words::tr("Resumed")},
        {QStringLiteral("limits.changed"), Words::tr("Limits changed")},
        {QStringLiteral("throttle.set"), Words::tr("Throttled")},
        {QStringLiteral("throttle.lifted"), Words::tr("Throttle lifted")},
        {QStringLiteral("throttle.ended"), Words::tr("Throttle ended")},
        {QStringLiteral("alert.acknowledged"), Words::tr("Alert seen")},
        {QStringLiteral("impersonation.started"), Words::tr("Viewed as, read-only")},
        {QStringLiteral("impersonation.ended"), Words::tr("View ended")},
        {QStringLiteral("impersonation.kept"), Words::tr("Viewed before erasure")},
        {QStringLiteral("impersonation.stopped"), Words::tr("View ended")},
        {QStringLiteral("agent.created"), Words::tr("Agent created")},
        {QStringLiteral("agent.updated"), Words::tr("Agent changed")},
        {QStringLiteral("agent.deleted"), Words::tr("Agent deleted")},
        {QStringLiteral("user.created"), Words::tr("User added")},
        {QStringLiteral("user.updated"), Words::tr("User changed")},
        {QStringLiteral("user.deleted"), Words::tr("User removed")},
    };
    return names.value(action, action);
}

QString auditIcon(const QString &action)
{
    if (action.startsWith(QLatin1String("limits."))) {
        return QStringLiteral("edit");
    }
    if (action.startsWith(QLatin1String("impersonation."))) {
        return QStringLiteral("impersonation");
    }
    if (action.startsWith(QLatin1String("agent."))) {
        return QStringLiteral("agents");
    }
    if (action.startsWith(QLatin1String("user."))) {
        return QStringLiteral("members");
    }
    if (action == QLatin1String("organization.suspended")) {
        return QStringLiteral("suspend");
    }
    if (action == QLatin1String("organization.resumed")) {
        return QStringLiteral("resume");
    }
    if (action.startsWith(QLatin1String("organization."))) {
        return QStringLiteral("organizations");
    }
    return QStringLiteral("audit");
}

QString memberName(const QString &member)
{
    const QHash<QString, QString> names{
        {QStringLiteral("maxAgents"), Words::tr("Agent limit")},
        {QStringLiteral("maxUsers"), Words::tr("User limit")},
        {QStringLiteral("maxMessages"), Words::tr("Message limit")},
        {QStringLiteral("maxStorage"), Words::tr("Storage limit")},
        {QStringLiteral("name"), Words::tr("Name")},
        {QStringLiteral("plan"), Words::tr("Plan")},
        {QStringLiteral("status"), Words::tr("Status")},
        {QStringLiteral("model"), Words::tr("Model")},
        {QStringLiteral("description"), Words::tr("Description")},
        {QStringLiteral("role"), Words::tr("Role")},
        {QStringLiteral("email"), Words::tr("E-mail")},
        {QStringLiteral("reason"), Words::tr("Reason")},
    };
    return names.value(member, member);
}

QString throttleText(const Throttle &throttle)
{
    const QDateTime until = core::dateTime(throttle.until).toLocalTime();
    const QLocale locale;
    const QString time = until.date() == QDate::currentDate() ? locale.toString(until.time(), QLocale::ShortFormat)
                                                              : locale.toString(until.date(), QStringLiteral("ddd"))
            + QLatin1Char(' ') + locale.toString(until.time(), QLocale::ShortFormat);
    //: a rate that an organization is held to, and until when: "held to 50/s until 14:30"
    return Words::tr("held to %1/s until %2").arg(count(throttle.perSecond), time);
}

ErrorText errorText(const api::ApiError &error)
{
    using Kind = api::ApiError::Kind;
    switch (error.kind) {
    case Kind::Network:
        return {Words::tr("The server can't be reached"),
                Words::tr("The connection failed or was lost. The console keeps trying.")};
    case Kind::Timeout:
        return {Words::tr("The server takes too long"), Words::tr("No answer came in time. Try again in a moment.")};
    case Kind::Cancelled:
        return {Words::tr("Cancelled"), Words::tr("You stopped this before it was done.")};
    case Kind::Protocol:
        return {Words::tr("This answer makes no sense here"),
                Words::tr("Another program, or another version of the server, answered at this address.")};
    case Kind::Unauthorized:
        if (error.code == QLatin1String("invalid_credentials")) {
            return {Words::tr("That e-mail address and password don't match"), Words::tr("Check both and try again.")};
        }
        if (error.code == QLatin1String("impersonation_ended")) {
            return {Words::tr("The view has ended"), Words::tr("It was stopped, or its time ran out.")};
        }
        return {Words::tr("Your session has ended"), Words::tr("Sign in again to go on.")};
    case Kind::Problem:
        break;
    }
    const QHash<QString, ErrorText> texts{
        {QStringLiteral("invalid_credentials"),
         {Words::tr("That e-mail address and password don't match"), Words::tr("Check both and try again.")}},
        {QStringLiteral("validation_failed"),
         {Words::tr("Some values were not accepted"), Words::tr("Correct the marked fields.")}},
        {QStringLiteral("forbidden"),
         {Words::tr("Your role does not allow this"), Words::tr("Ask an administrator for more rights.")}},
        {QStringLiteral("read_only"),
         {Words::tr("This view is read-only"), Words::tr("Nothing can be changed while you view as a tenant.")}},
        {QStringLiteral("organization_suspended"),
         {Words::tr("The organization is suspended"), Words::tr("Resume it first.")}},
        {QStringLiteral("not_found"),
         {Words::tr("It does not exist any more"), Words::tr("It may have been deleted meanwhile.")}},
        {QStringLiteral("conflict"),
         {Words::tr("That does not fit its present state"), Words::tr("Reload to see what changed.")}},
        {QStringLiteral("slug_taken"), {Words::tr("This slug is taken"), Words::tr("Choose another one.")}},
        {QStringLiteral("slug_reserved"), {Words::tr("This slug is reserved"), Words::tr("Choose another one.")}},
        {QStringLiteral("precondition_failed"),
         {Words::tr("Somebody changed it meanwhile"), Words::tr("The new values have been loaded; try again.")}},
        {QStringLiteral("quota_exceeded"),
         {Words::tr("The limit is reached"), Words::tr("Raise the limit or free something.")}},
        {QStringLiteral("rate_limited"), {Words::tr("Too many requests"), Words::tr("Wait a moment, then try again.")}},
        {QStringLiteral("overloaded"), {Words::tr("The server is busy"), Words::tr("Wait a moment, then try again.")}},
        {QStringLiteral("database_unavailable"),
         {Words::tr("The server can't reach its database"), Words::tr("The console keeps trying.")}},
        {QStringLiteral("shutting_down"),
         {Words::tr("The server is shutting down"), Words::tr("The console keeps trying.")}},
    };
    return texts.value(error.code,
                       {Words::tr("The server reported an error"),
                        Words::tr("Copy the details and send them to whoever runs the server.")});
}

QString fieldErrorText(const QString &code)
{
    const QHash<QString, QString> texts{
        {QStringLiteral("required"), Words::tr("This is needed.")},
        {QStringLiteral("too_short"), Words::tr("This is too short.")},
        {QStringLiteral("too_long"), Words::tr("This is too long.")},
        {QStringLiteral("too_small"), Words::tr("This is too small.")},
        {QStringLiteral("too_large"), Words::tr("This is too large.")},
        {QStringLiteral("format"), Words::tr("This is not in the right form.")},
        {QStringLiteral("type"), Words::tr("This is not in the right form.")},
        {QStringLiteral("unknown"), Words::tr("The server does not know this value.")},
        {QStringLiteral("slug_taken"), Words::tr("Another organization has this slug.")},
        {QStringLiteral("slug_reserved"), Words::tr("This slug is reserved.")},
        {QStringLiteral("email_taken"), Words::tr("This address is in use.")},
    };
    return texts.value(code, Words::tr("This was not accepted."));
}

} // namespace objecta::ui
