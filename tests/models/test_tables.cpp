// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/tables/agenttablemodel.h"
#include "models/tables/auditlistmodel.h"
#include "models/tables/impersonationlistmodel.h"
#include "models/tables/organizationtablemodel.h"
#include "models/tables/planlistmodel.h"
#include "models/tables/tenantchoicemodel.h"
#include "models/tables/usertablemodel.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <random>

using namespace objecta;
using namespace objecta::tables;

namespace {

template <class Row>
struct Maker {
    static Row make(int64_t number, int64_t)
    {
        Row row;
        row.id = idOf(number);
        return row;
    }
    static decltype(Row::id) idOf(int64_t number)
    {
        const std::string text =
            QStringLiteral("00000000-0000-4000-8000-%1").arg(number, 12, 16, QLatin1Char('0')).toStdString();
        if constexpr (std::same_as<decltype(Row::id), std::string>) {
            return text;
        } else {
            return *decltype(Row::id)::parse(text);
        }
    }
};

template <class Row>
Row makeRow(int64_t number, int64_t value)
{
    Row row = Maker<Row>::make(number, value);
    if constexpr (std::same_as<Row, AuditEntry>) {
        row.actor = std::to_string(value);
    } else if constexpr (std::same_as<Row, Impersonation>) {
        row.reason = std::to_string(value);
    } else {
        row.name = std::to_string(value);
    }
    return row;
}

/// Holds a keyed model against a plain vector while rows come, go, move and change.
template <class Model, class Row>
void hammer(unsigned seed)
{
    Model model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QItemSelectionModel selection(&model);
    std::mt19937 random(seed);
    std::vector<std::pair<int64_t, int64_t>> oracle;
    int64_t nextNumber = 1;

    const auto check = [&] {
        QCOMPARE(model.rowCount(), static_cast<int>(oracle.size()));
        for (size_t i = 0; i < oracle.size(); ++i) {
            const auto wanted = makeRow<Row>(oracle[i].first, oracle[i].second);
            QCOMPARE(writeJson(model.at(static_cast<int>(i))), writeJson(wanted));
            QCOMPARE(model.rowOf(wanted.id), static_cast<int>(i));
        }
    };
    for (int step = 0; step < 300; ++step) {
        // A persistent index and the selection follow their row, or go with it.
        QPersistentModelIndex kept;
        int64_t keptNumber = 0;
        if (!oracle.empty()) {
            const auto at = random() % oracle.size();
            kept = model.index(static_cast<int>(at), 0);
            keptNumber = oracle[at].first;
            selection.select(kept, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        }
        switch (random() % 6) {
        case 0: {
            // A new page in any order: some rows go, some stay, some move, some change, some come.
            std::vector<std::pair<int64_t, int64_t>> next;
            for (const auto &row : oracle) {
                if (random() % 4 != 0) {
                    next.emplace_back(row.first, random() % 3 == 0 ? row.second + 1 : row.second);
                }
            }
            for (auto count = random() % 6; count > 0; --count) {
                next.emplace_back(nextNumber++, 0);
            }
            if (random() % 2 == 0) {
                std::shuffle(next.begin(), next.end(), random);
            }
            std::vector<Row> rows;
            for (const auto &row : next) {
                rows.push_back(makeRow<Row>(row.first, row.second));
            }
            if (!rows.empty()) {
                // A key twice in one page counts once.
                rows.push_back(rows.front());
            }
            model.setRows(std::move(rows));
            oracle = std::move(next);
            break;
        }
        case 1: {
            std::vector<Row> rows;
            for (auto count = random() % 5; count > 0; --count) {
                oracle.emplace_back(nextNumber, 0);
                rows.push_back(makeRow<Row>(nextNumber++, 0));
            }
            if (!oracle.empty()) {
                rows.push_back(makeRow<Row>(oracle.front().first, oracle.front().second));
            }
            model.append(std::move(rows));
            break;
        }
        case 2:
            if (!oracle.empty()) {
                auto &row = oracle[random() % oracle.size()];
                ++row.second;
                QVERIFY(model.update(makeRow<Row>(row.first, row.second)));
            }
            QVERIFY(!model.update(makeRow<Row>(999'999, 0)));
            break;
        case 3:
            if (!oracle.empty()) {
                const auto at = static_cast<std::ptrdiff_t>(random() % oracle.size());
                QVERIFY(model.remove(Maker<Row>::idOf(oracle[static_cast<size_t>(at)].first)));
                oracle.erase(oracle.begin() + at);
            }
            QVERIFY(!model.remove(Maker<Row>::idOf(999'999)));
            break;
        case 4:
            oracle.insert(oracle.begin(), {nextNumber, 0});
            model.prepend(makeRow<Row>(nextNumber++, 0));
            break;
        default:
            if (random() % 10 == 0) {
                model.clear();
                oracle.clear();
            }
            break;
        }
        check();
        if (keptNumber != 0) {
            const int row = model.rowOf(Maker<Row>::idOf(keptNumber));
            QCOMPARE(kept.isValid(), row >= 0);
            if (row >= 0) {
                QCOMPARE(kept.row(), row);
                QVERIFY(selection.isRowSelected(row));
                QCOMPARE(selection.selectedRows().size(), 1);
            } else {
                QVERIFY(!selection.hasSelection());
            }
        }
        for (int row = 0; row < std::min(model.rowCount(), 3); ++row) {
            for (int column = 0; column < model.columnCount(); ++column) {
                for (int role = Qt::UserRole; role < Qt::UserRole + 20; ++role) {
                    (void)model.data(model.index(row, column), role);
                }
            }
        }
    }
}

StreamMessage frame(std::initializer_list<std::pair<int64_t, int64_t>> rows)
{
    static int64_t second = 1'700'000'000;
    StreamMessage message;
    message.type = "frame";
    message.at = Timestamp::fromSeconds(++second);
    for (const auto &[number, requests] : rows) {
        OrganizationFigures row;
        row.id = Maker<Organization>::idOf(number);
        row.figures.requests = requests;
        message.organizations.push_back(row);
    }
    return message;
}

} // namespace

class TestTables : public QObject {
    Q_OBJECT

private slots:
    void keyedModelsAgainstAVector()
    {
        for (unsigned seed = 1; seed <= 3; ++seed) {
            hammer<OrganizationTableModel, Organization>(seed);
            hammer<AgentTableModel, Agent>(seed + 10);
            hammer<UserTableModel, User>(seed + 20);
            hammer<AuditListModel, AuditEntry>(seed + 30);
            hammer<PlanListModel, Plan>(seed + 40);
            hammer<ImpersonationListModel, Impersonation>(seed + 50);
        }
    }

    void tenantChoices()
    {
        TenantChoiceModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setRows({{Maker<Organization>::idOf(1), QStringLiteral("acme"), QStringLiteral("Acme"), {}, {}, true}});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0).data(TenantChoiceModel::RecentRole).toBool(), true);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setRows({{Maker<Organization>::idOf(1), QStringLiteral("acme"), QStringLiteral("Acme"), {}, {}, true}});
        QCOMPARE(reset.size(), 0);
        model.setRows({});
        QCOMPARE(reset.size(), 1);
    }

    void pagesAreFetchedByTheStoreOnly()
    {
        OrganizationTableModel model;
        QSignalSpy wanted(&model, &PagedTableModel::fetchMoreWanted);
        QVERIFY(!model.canFetchMore({}));
        model.setMore(true);
        QVERIFY(model.canFetchMore({}));
        model.fetchMore({});
        model.fetchMore({});
        QCOMPARE(wanted.size(), 1);
        QVERIFY(!model.canFetchMore({}));
        model.append({makeRow<Organization>(1, 0)});
        model.setMore(true);
        QVERIFY(model.canFetchMore({}));
        QVERIFY(!model.canFetchMore(model.index(0, 0)));
        model.setMore(false);
        model.fetchMore({});
        QCOMPARE(wanted.size(), 1);
    }

    void quotaRoles()
    {
        OrganizationTableModel model;
        Organization row = makeRow<Organization>(1, 0);
        row.usage.agents = {7, 10, "plan"};
        row.usage.messages = {5, std::nullopt, "plan"};
        row.usage.storage = {3, 0, "override"};
        model.setRows({row});
        const auto cell = [&](int column, int role) { return model.index(0, column).data(role); };
        QCOMPARE(cell(OrganizationTableModel::AgentsColumn, Qt::DisplayRole).toLongLong(), 7);
        QCOMPARE(cell(OrganizationTableModel::AgentsColumn, OrganizationTableModel::ShareRole).toDouble(), 0.7);
        QCOMPARE(cell(OrganizationTableModel::AgentsColumn, OrganizationTableModel::SourceRole).toString(),
                 QStringLiteral("plan"));
        QVERIFY(!cell(OrganizationTableModel::MessagesColumn, OrganizationTableModel::LimitRole).isValid());
        QCOMPARE(cell(OrganizationTableModel::MessagesColumn, OrganizationTableModel::ShareRole).toDouble(), -1.0);
        QCOMPARE(cell(OrganizationTableModel::StorageColumn, OrganizationTableModel::ShareRole).toDouble(), 1.0);
        QVERIFY(!cell(OrganizationTableModel::NameColumn, OrganizationTableModel::ShareRole).isValid());
        QVERIFY(cell(OrganizationTableModel::StorageColumn, Qt::AccessibleTextRole)
                    .toString()
                    .contains(QStringLiteral("limit reached")));
        for (int column = 0; column < model.columnCount(); ++column) {
            QVERIFY(!cell(column, Qt::AccessibleTextRole).toString().isEmpty());
            QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
        }
    }

    void framesTouchOnlyTheirCells()
    {
        OrganizationTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        std::vector<Organization> rows;
        for (int64_t i = 1; i <= 10; ++i) {
            rows.push_back(makeRow<Organization>(i, 0));
        }
        model.setRows(rows);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.applyFrame(frame({{2, 5}, {3, 6}, {7, 8}, {99, 1}}));
        QCOMPARE(changed.size(), 2);
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
        QCOMPARE(changed[0][1].toModelIndex().row(), 2);
        QCOMPARE(changed[0][0].toModelIndex().column(), int(OrganizationTableModel::RequestsColumn));
        QCOMPARE(changed[1][0].toModelIndex().row(), 6);
        const auto cell = [&](int row, int role) {
            return model.index(row, OrganizationTableModel::RequestsColumn).data(role);
        };
        QVERIFY(!cell(0, OrganizationTableModel::RateRole).isValid());
        QCOMPARE(cell(1, OrganizationTableModel::RateRole).toDouble(), 5.0);
        for (int64_t i = 0; i < 100; ++i) {
            model.applyFrame(frame({{2, i}}));
        }
        const auto line = cell(1, OrganizationTableModel::SparklineRole).value<QList<double>>();
        QCOMPARE(line.size(), 60);
        QCOMPARE(line.first(), 40.0);
        QCOMPARE(line.last(), 99.0);
        // What nobody measured, and what nobody looked at, is a break, and a frame of several seconds fills them.
        StreamMessage unknown = frame({{2, 0}});
        unknown.measured = false;
        model.applyFrame(unknown);
        QVERIFY(std::isnan(cell(1, OrganizationTableModel::RateRole).toDouble()));
        frame({});
        frame({});
        StreamMessage three = frame({{2, 12}});
        three.at.micros += 2'000'000;
        three.seconds = 3;
        model.applyFrame(three);
        const auto gaps = cell(1, OrganizationTableModel::SparklineRole).value<QList<double>>();
        QCOMPARE(gaps.mid(57), (QList<double>{4, 4, 4}));
        QVERIFY(std::isnan(gaps.at(56)) && std::isnan(gaps.at(55)) && std::isnan(gaps.at(54)));
        QCOMPARE(gaps.at(53), 99.0);
        frame({});
        frame({});
        model.applyFrame(frame({{2, 99}}));
        // The line belongs to the organization, not to its place.
        std::reverse(rows.begin(), rows.end());
        model.setRows(rows);
        QCOMPARE(cell(8, OrganizationTableModel::RateRole).toDouble(), 99.0);
        model.clearRates();
        QVERIFY(!cell(8, OrganizationTableModel::RateRole).isValid());
    }

    void planNamesAreShown()
    {
        OrganizationTableModel model;
        Organization row = makeRow<Organization>(1, 0);
        row.plan = "team";
        model.setRows({row});
        const QModelIndex cell = model.index(0, OrganizationTableModel::PlanColumn);
        QCOMPARE(cell.data().toString(), QStringLiteral("team"));
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setPlanNames({{QStringLiteral("team"), QStringLiteral("Team")}});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(cell.data().toString(), QStringLiteral("Team"));
        QCOMPARE(cell.data(OrganizationTableModel::PlanRole).toString(), QStringLiteral("team"));
    }

    void sortKeysAreTheContracts()
    {
        const OrganizationTableModel model;
        QCOMPARE(OrganizationTableModel::sortKey(OrganizationTableModel::StorageColumn), QStringLiteral("storage"));
        QVERIFY(OrganizationTableModel::sortKey(OrganizationTableModel::RequestsColumn).isEmpty());
        QCOMPARE(model.headerData(0, Qt::Horizontal, OrganizationTableModel::SortKeyHeaderRole).toString(),
                 QStringLiteral("name"));
    }

    void auditChangesAreCompared()
    {
        AuditEntry entry;
        entry.before = boost::json::parse(R"({"maxAgents":10,"name":"Old","same":1,"gone":true})");
        entry.after = boost::json::parse(R"({"maxAgents":null,"name":"Neu ü","same":1,"new":[1,2]})");
        const auto changes = auditChanges(entry);
        QCOMPARE(changes.size(), 4);
        QCOMPARE(changes[0].field, QStringLiteral("gone"));
        QVERIFY(changes[0].after.isNull());
        QCOMPARE(changes[1].field, QStringLiteral("maxAgents"));
        QCOMPARE(changes[1].before, QStringLiteral("10"));
        QVERIFY(changes[1].after.isNull());
        QCOMPARE(changes[2].after, QStringLiteral("Neu ü"));
        QCOMPARE(changes[3].after, QStringLiteral("[1,2]"));
        entry.before = nullptr;
        entry.after = boost::json::parse("[1]");
        QVERIFY(auditChanges(entry).isEmpty());
    }

    void impersonationsExpireByTheClock()
    {
        ImpersonationListModel model;
        Impersonation row = makeRow<Impersonation>(1, 0);
        const QDateTime now = QDateTime::fromSecsSinceEpoch(1'000'000, Qt::UTC);
        row.startedAt = Timestamp::fromSeconds(999'000);
        row.expiresAt = Timestamp::fromSeconds(1'000'010);
        Impersonation ended = makeRow<Impersonation>(2, 0);
        ended.endedAt = Timestamp::fromSeconds(999'500);
        model.setNow(now);
        model.setRows({row, ended});
        const auto state = [&](int at) {
            return model.index(at, 0).data(ImpersonationListModel::StateRole).toString();
        };
        QCOMPARE(state(0), QStringLiteral("active"));
        QCOMPARE(state(1), QStringLiteral("ended"));
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setNow(now.addSecs(5));
        QCOMPARE(changed.size(), 0);
        model.setNow(now.addSecs(10));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(state(0), QStringLiteral("expired"));
    }

    void tenThousandRowsStayCheap()
    {
        std::vector<Organization> rows;
        for (int64_t i = 1; i <= 10'000; ++i) {
            rows.push_back(makeRow<Organization>(i, i));
        }
        OrganizationTableModel model;
        model.setRows(rows);
        std::mt19937 random(3);
        QBENCHMARK_ONCE
        {
            std::shuffle(rows.begin(), rows.end(), random);
            model.setRows(rows);
        }
        QCOMPARE(model.rowCount(), 10'000);
    }
};

QTEST_GUILESS_MAIN(TestTables)
#include "test_tables.moc"
