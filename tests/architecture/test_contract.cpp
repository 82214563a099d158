// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The DTOs' field tables, the YAML and the server's route table say the same, in both directions.

#include "models/contract/alert.h"
#include "models/contract/api_key.h"
#include "models/contract/audit.h"
#include "models/contract/auth.h"
#include "models/contract/conversation.h"
#include "models/contract/impersonation.h"
#include "models/contract/invitation.h"
#include "models/contract/job.h"
#include "models/contract/metrics.h"
#include "models/contract/openapi.h"
#include "models/contract/password.h"
#include "models/contract/provisioning.h"
#include "models/contract/organization.h"
#include "models/contract/problem.h"
#include "models/contract/rate_limits.h"
#include "models/contract/sign_in_choices.h"
#include "models/contract/session.h"
#include "models/contract/bulk.h"
#include "models/contract/staff.h"
#include "models/contract/tenant.h"
#include "models/contract/throttle.h"
#include "models/contract/usage.h"

#include <QProcess>
#include <QSet>
#include <QStringList>
#include <QTest>

using namespace objecta;
namespace json = boost::json;

namespace {

json::value document()
{
    return json::parse(json::string_view(contract::openApiJson().data(), contract::openApiJson().size()));
}

QStringList wrong;
QSet<QString> checked;

void note(const char *schema, std::string_view member, const char *what)
{
    wrong << QStringLiteral("%1.%2 %3")
                 .arg(QString::fromLatin1(schema), QString::fromUtf8(member.data(), qsizetype(member.size())),
                      QString::fromLatin1(what));
}

template <class T>
std::string_view jsonType()
{
    namespace d = json_detail;
    if constexpr (d::isPatch<T>) {
        return jsonType<decltype(T::value)>();
    } else if constexpr (d::isOptional<T>) {
        return jsonType<typename T::value_type>();
    } else if constexpr (std::same_as<T, bool>) {
        return "boolean";
    } else if constexpr (std::integral<T>) {
        return "integer";
    } else if constexpr (std::floating_point<T>) {
        return "number";
    } else if constexpr (std::same_as<T, std::string> || d::isId<T> || std::same_as<T, Timestamp>) {
        return "string";
    } else if constexpr (d::isVector<T>) {
        return "array";
    } else {
        return "";
    }
}

/// Whether a text is said to be one line, and not blank where it must not be empty.
bool isLine(const json::value &schema, bool filled)
{
    const auto *pattern = schema.as_object().if_contains("pattern");
    const std::string_view wanted =
        filled ? R"(^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$)" : R"(^[^\x00-\x1f\x7f]*$)";
    return pattern != nullptr && std::string_view(pattern->as_string().c_str()) == wanted;
}

bool hasType(const json::value &schema, std::string_view type)
{
    const auto *declared = schema.as_object().if_contains("type");
    if (declared == nullptr) {
        return type.empty();
    }
    if (declared->is_string()) {
        return std::string_view(declared->get_string().c_str()) == type;
    }
    return std::ranges::any_of(declared->as_array(), [&](const json::value &one) {
        return std::string_view(one.as_string().c_str()) == type;
    });
}

template <class T>
void check(const char *name)
{
    checked.insert(QString::fromLatin1(name));
    const auto doc = document();
    const auto *schema = doc.at("components").at("schemas").as_object().if_contains(name);
    if (schema == nullptr) {
        wrong << QStringLiteral("%1 is not in openapi.yaml").arg(QString::fromLatin1(name));
        return;
    }
    const auto &properties = schema->at("properties").as_object();
    size_t found = 0;
    const auto checkField = [&](const auto &f) {
        using Member = std::remove_cvref_t<decltype(std::declval<T &>().*(f.member))>;
        const json::value *property = properties.if_contains(json::string_view(f.name.data(), f.name.size()));
        if (property == nullptr) {
            note(name, f.name, "is missing in openapi.yaml");
            return;
        }
        ++found;
        const std::string_view wanted = jsonType<Member>();
        if (!hasType(*property, wanted)) {
            note(name, f.name, "has another type in openapi.yaml");
        }
        const json::value *maximum =
            property->as_object().if_contains(json::string_view(wanted == "string" ? "maxLength" : "maximum"));
        const bool bounded = f.constraint.max != Constraint{}.max;
        if (bounded != (maximum != nullptr) || (bounded && maximum->as_int64() != f.constraint.max)) {
            note(name, f.name, "has another maximum in openapi.yaml");
        }
        if (f.constraint.format == Constraint::Format::OneLine && !isLine(*property, f.constraint.min > 0)) {
            note(name, f.name, "is one line, but not in openapi.yaml");
        }
    };
    std::apply([&](const auto &...f) { (checkField(f), ...); }, Fields<T>::table);
    if (found != properties.size()) {
        wrong << QStringLiteral("openapi.yaml knows more members of %1 than the DTO").arg(QString::fromLatin1(name));
    }
}

} // namespace

class TestContract : public QObject {
    Q_OBJECT
private slots:
    void dtosAndYamlAgree()
    {
#define CHECK(type) check<type>(#type)
        CHECK(SignInRequest);
        CHECK(RefreshRequest);
        CHECK(SignInChoice);
        CHECK(SignInChoices);
        CHECK(ExchangeRequest);
        CHECK(TokenResponse);
        CHECK(StaffProfile);
        CHECK(Limits);
        CHECK(Quota);
        CHECK(Usage);
        CHECK(UsageDay);
        CHECK(UsageForecast);
        CHECK(ResourceUsage);
        CHECK(DailyUsage);
        CHECK(Organization);
        CHECK(CreateOrganization);
        CHECK(ProvisionedOrganization);
        CHECK(ProvisioningStep);
        CHECK(Provisioning);
        CHECK(UpdateOrganization);
        CHECK(ChangePassword);
        CHECK(OrganizationLimits);
        CHECK(UpdateLimits);
        CHECK(TemporaryLimit);
        CHECK(LimitExcess);
        CHECK(Plan);
        CHECK(SetThrottle);
        CHECK(Throttle);
        CHECK(Throttles);
        CHECK(User);
        CHECK(CreateUser);
        CHECK(UpdateUser);
        CHECK(CreatedUser);
        CHECK(Invitation);
        CHECK(AcceptInvitation);
        CHECK(ApiKey);
        CHECK(CreateApiKey);
        CHECK(CreatedApiKey);
        CHECK(UpdateApiKey);
        CHECK(UserSession);
        CHECK(StaffMember);
        CHECK(CreateStaff);
        CHECK(NewStaff);
        CHECK(UpdateStaff);
        CHECK(StaffSession);
        CHECK(OrganizationSession);
        CHECK(Agent);
        CHECK(Document);
        CHECK(UpdateDocument);
        CHECK(CreateAgent);
        CHECK(UpdateAgent);
        CHECK(Conversation);
        CHECK(CreateConversation);
        CHECK(UpdateConversation);
        CHECK(SayMessage);
        CHECK(UpdateMessage);
        CHECK(Message);
        CHECK(CreateMessage);
        CHECK(CreateImpersonation);
        CHECK(Impersonation);
        CHECK(ImpersonationToken);
        CHECK(AuditEntry);
        CHECK(Job);
        CHECK(Alert);
        CHECK(OrganizationFilter);
        CHECK(CreateBulkOperation);
        CHECK(BulkOperation);
        CHECK(BulkItem);
        CHECK(Figures);
        CHECK(RateLimiterState);
        CHECK(MetricSeries);
        CHECK(OrganizationFigures);
        CHECK(ServerState);
        CHECK(MissingServer);
        CHECK(StreamSubscribe);
        CHECK(StreamMessage);
        CHECK(ProblemDocument);
        CHECK(FieldError);
        CHECK(QuotaRefusal);
#undef CHECK
        check<Page<Organization>>("OrganizationPage");
        check<Page<Plan>>("PlanPage");
        check<Page<Agent>>("AgentPage");
        check<Page<Document>>("DocumentPage");
        check<Page<User>>("UserPage");
        check<Page<Conversation>>("ConversationPage");
        check<Page<Message>>("MessagePage");
        check<Page<ApiKey>>("ApiKeyPage");
        check<Page<UserSession>>("UserSessionPage");
        check<Page<StaffMember>>("StaffMemberPage");
        check<Page<StaffSession>>("StaffSessionPage");
        check<Page<OrganizationSession>>("OrganizationSessionPage");
        check<Page<Impersonation>>("ImpersonationPage");
        check<Page<AuditEntry>>("AuditEntryPage");
        check<Page<Job>>("JobPage");
        check<Page<Alert>>("AlertPage");
        check<Page<BulkOperation>>("BulkOperationPage");
        check<Page<BulkItem>>("BulkItemPage");
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));

        const auto doc = document();
        for (const auto &schema : doc.at("components").at("schemas").as_object()) {
            const QString name = QString::fromUtf8(schema.key().data(), qsizetype(schema.key().size()));
            if (name != QLatin1String("AnyObject") && name != QLatin1String("Health")) {
                QVERIFY2(checked.contains(name), qPrintable(name + QStringLiteral(" has no DTO")));
            }
        }
    }

    void routesAndYamlAgree()
    {
        QProcess server;
        server.start(QStringLiteral(OBJECTA_BIN_DIR "/objecta-server"), {QStringLiteral("routes")});
        QVERIFY(server.waitForFinished());
        QCOMPARE(server.exitCode(), 0);
        QSet<QString> routes;
        for (const auto &line :
             QString::fromUtf8(server.readAllStandardOutput()).split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
            routes.insert(line.section(QLatin1Char(' '), 0, 1));
        }
        QSet<QString> described;
        const auto doc = document();
        for (const auto &path : doc.at("paths").as_object()) {
            for (const auto &operation : path.value().as_object()) {
                described.insert(QString::fromUtf8(operation.key().data(), qsizetype(operation.key().size())).toUpper()
                                 + QLatin1Char(' ')
                                 + QString::fromUtf8(path.key().data(), qsizetype(path.key().size())));
            }
        }
        QVERIFY(routes.size() > 20);
        const auto list = [](const QSet<QString> &set) {
            return QStringList(set.values()).join(QLatin1Char('\n')).toUtf8();
        };
        QVERIFY2((routes - described).isEmpty(), list(routes - described).constData());
        QVERIFY2((described - routes).isEmpty(), list(described - routes).constData());
    }

    void everyProblemCodeHasAStatusAndComesBack()
    {
        for (int i = 0; i <= static_cast<int>(ProblemCode::Internal); ++i) {
            const auto code = static_cast<ProblemCode>(i);
            QVERIFY(problemStatus(code) >= 300 && problemStatus(code) < 600);
            QVERIFY(problemFromCode(problemCode(code)) == code);
        }
        QVERIFY(!problemFromCode("no_such_code"));
    }

    void timesGoThereAndBack()
    {
        for (const char *text :
             {"1970-01-01T00:00:00.000000Z", "2024-02-29T23:59:59.999999Z", "2026-11-23T06:26:30.123456Z",
              "0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z"}) {
            const auto parsed = Timestamp::parse(text);
            QVERIFY(parsed);
            QCOMPARE(parsed->text(), std::string(text));
        }
        QCOMPARE(Timestamp::parse("2026-11-23T06:26:30.5+01:00")->text(), std::string("2026-11-23T05:26:30.500000Z"));
        for (const char *text :
             {"", "2026-13-01T00:00:00Z", "2025-02-29T00:00:00Z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00",
              "2026-01-01T24:00:00Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Zx", "0000-12-31T23:59:59Z",
              "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"}) {
            QVERIFY2(!Timestamp::parse(text), text);
        }
    }

    void slugsAreDnsLabels()
    {
        for (const char *good : {"a1", "acme-corp", "x2-y3", "9lives"}) {
            QVERIFY2(isSlug(good), good);
        }
        for (const char *bad : {"", "a", "-ab", "ab-", "Acme", "a_b", "a.b", "ä1", "xn--e1afmkfd", "a b"}) {
            QVERIFY2(!isSlug(bad), bad);
        }
        QVERIFY(!isSlug(std::string(64, 'a')));
        QVERIFY(isSlug(std::string(63, 'a')));
        QVERIFY(isReservedSlug("admin") && isReservedSlug("app") && !isReservedSlug("acme-corp"));
    }

    void badBodiesNameEveryMember()
    {
        const auto refused =
            parseJson<CreateOrganization>(R"({"slug":"A B","name":"","plan":7,"x":1})", Unknown::Refuse);
        QVERIFY(!refused);
        QStringList codes;
        for (const auto &error : refused.error()) {
            codes << QString::fromStdString(error.field + ':' + error.code);
        }
        codes.sort();
        QCOMPARE(
            codes,
            (QStringList{QStringLiteral("admin_email:required"), QStringLiteral("name:required"),
                         QStringLiteral("plan:type"), QStringLiteral("slug:format"), QStringLiteral("x:unknown")}));
        QCOMPARE(parseJson<SignInRequest>("{\"email\":\"\xff\",\"password\":\"x\"}").error()[0].code,
                 std::string("utf8"));
        QVERIFY(!parseJson<SignInRequest>("{"));
        QVERIFY(!parseJson<SignInRequest>(std::string(200, '[')));
    }
};

QTEST_APPLESS_MAIN(TestContract)
#include "test_contract.moc"
