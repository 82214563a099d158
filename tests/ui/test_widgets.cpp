// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Widgets on their own: texts, numbers, tables, charts.
#include "ui/shell/commandpalette.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/field.h"
#include "ui/widgets/format.h"
#include "ui/widgets/gauge.h"
#include "ui/widgets/livechart.h"
#include "ui/widgets/segments.h"
#include "ui/widgets/words.h"

#include <QAccessible>
#include <QApplication>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

#include <cmath>

using namespace objecta::ui;
using objecta::api::ApiError;

class TestWidgets : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        m_theme = std::make_unique<Theme>(*qApp);
    }
    void cleanupTestCase() { m_theme.reset(); }

    void numbers()
    {
        QCOMPARE(count(10'000), QStringLiteral("10,000"));
        QCOMPARE(compactCount(9'999), QStringLiteral("9,999"));
        QCOMPARE(compactCount(12'400), QStringLiteral("12.4\u00a0K"));
        QCOMPARE(compactCount(6'400'000), QStringLiteral("6.4\u00a0M"));
        QCOMPARE(bytes(0), QStringLiteral("0\u00a0B"));
        QCOMPARE(bytes(10'737'418'240), QStringLiteral("10\u00a0GiB"));
        QCOMPARE(percent(0.824), QStringLiteral("82%"));
        QCOMPARE(percent(0.999), QStringLiteral("99%")); // only a full thing reads 100
        QCOMPARE(percent(1.2), QStringLiteral("120%"));
        QCOMPARE(rate(std::nan("")), QStringLiteral("\u2013"));
        QCOMPARE(countdown(27 * 60 + 14), QStringLiteral("27:14"));
        QCOMPARE(countdown(3729), QStringLiteral("1:02:09"));
    }

    /// The lines of a scale stand at its quarters, and are labelled with what they stand at.
    void levelsInPercent()
    {
        const auto quarters = [](double scale) {
            QStringList out;
            for (int i = 0; i <= 4; ++i) {
                out.append(percentLevel(scale * i / 4));
            }
            return out.join(QLatin1Char(' '));
        };
        QCOMPARE(quarters(100), QStringLiteral("0% 25% 50% 75% 100%"));
        QCOMPARE(quarters(30), QStringLiteral("0% 7.5% 15% 22.5% 30%"));
        QCOMPARE(quarters(3), QStringLiteral("0% 0.75% 1.5% 2.25% 3%"));
        QCOMPARE(quarters(0.3), QStringLiteral("0% 0.075% 0.15% 0.225% 0.3%"));
        QCOMPARE(quarters(0.1), QStringLiteral("0% 0.025% 0.05% 0.075% 0.1%"));
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        const QString german = percentLevel(22.5);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QCOMPARE(german, QStringLiteral("22,5%"));
    }

    void times()
    {
        const QDateTime now(QDate(2026, 11, 23), QTime(12, 0), Qt::UTC);
        QCOMPARE(ago(now.addSecs(-10), now), QStringLiteral("just now"));
        QCOMPARE(ago(now.addSecs(-720), now), QStringLiteral("12 min ago"));
        QCOMPARE(ago(now.addSecs(-7300), now), QStringLiteral("2 h ago"));
        QVERIFY(ago(now.addDays(-1), now).startsWith(QStringLiteral("Yesterday")));
        QCOMPARE(utcTime(now), QStringLiteral("2026-11-23T12:00:00Z"));
    }

    void everyErrorHasWords()
    {
        for (const char *code : {"forbidden", "not_found", "conflict", "precondition_failed", "quota_exceeded",
                                 "rate_limited", "overloaded", "database_unavailable", "something_new"}) {
            ApiError error;
            error.kind = ApiError::Kind::Problem;
            error.code = QString::fromLatin1(code);
            error.detail = QStringLiteral("the server's own prose");
            const ErrorText words = errorText(error);
            QVERIFY2(!words.title.isEmpty() && !words.text.isEmpty(), code);
            QVERIFY(!words.text.contains(error.detail));
        }
        QVERIFY(!errorText(ApiError::network(QStringLiteral("x"))).title.isEmpty());
        QVERIFY(!fieldErrorText(QStringLiteral("slug_taken")).isEmpty());
    }

    void axisMaximaReadWell()
    {
        QCOMPARE(niceMaximum(0), 4.0);
        for (const double value : {0.3, 3.0, 17.0, 99.0, 412.0, 5'123.0, 1e6}) {
            const double top = niceMaximum(value);
            QVERIFY(top >= value);
            QVERIFY(top <= value * 2.2);
        }
        QCOMPARE(timeStep(3600, 600), 600);
        QVERIFY(timeStep(300, 600) <= 60);
    }

    void chartTakesBreaks()
    {
        LiveChart chart;
        chart.resize(500, 200);
        chart.setTitle(QStringLiteral("Requests per second"));
        chart.setSeries({{QStringLiteral("2xx"), &Tokens::series1}});
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        QList<QPointF> points;
        for (int i = 0; i < 60; ++i) {
            points.append({1'700'000'000'000.0 + i * 1000, i > 20 && i < 30 ? std::nan("") : 5.0 + i % 3});
        }
        chart.setData({points}, {5.0}, 1'700'000'059'000, 60);
        const QImage picture = chart.grab().toImage();
        QVERIFY(!picture.isNull());
        QCOMPARE(chart.accessibleDescription(), QStringLiteral("2xx 5.0"));
        chart.setData({{}}, {std::nan("")}, 1'700'000'060'000, 60);
        chart.grab();
    }

    void tableKeepsACurrentRow()
    {
        QStandardItemModel model(0, 3);
        DataTable table;
        table.setModel(&model);
        table.setColumnWidths({100, 80, 80}, 0);
        table.resize(500, 300);
        table.show();
        QVERIFY(!table.currentIndex().isValid());
        model.insertRows(0, 10'000);
        QVERIFY(table.currentIndex().isValid());
        QVERIFY(table.selectionModel()->selectedRows().isEmpty()); // current, not chosen
        QVERIFY(table.visibleRows().second < 40);
        QCOMPARE(table.columnWidth(0), table.viewport()->width() - 160);
        QElapsedTimer clock;
        clock.start();
        table.grab();
        QVERIFY(clock.elapsed() < 1000);
    }

    void whatNobodyChoseIsNotSelected()
    {
        QStandardItemModel model(5, 1);
        DataTable table;
        table.setModel(&model);
        table.show();
        table.selectRow(2);
        model.removeRow(2); // a filter that it does not match
        QVERIFY(table.selectionModel()->selectedRows().isEmpty());
        QCOMPARE(table.currentIndex().row(), 2);
        table.selectRow(3);
        model.removeRow(3); // the last one
        QVERIFY(table.selectionModel()->selectedRows().isEmpty());
        QCOMPARE(table.currentIndex().row(), 2);
        table.selectRow(0);
        model.removeRow(2); // another one
        QCOMPARE(table.selectionModel()->selectedRows().size(), 1);
        model.removeRows(0, 2);
        QVERIFY(!table.currentIndex().isValid());
    }

    void gaugeSpeaks()
    {
        GaugeCard gauge(QStringLiteral("Storage"));
        gauge.set(0.82, QStringLiteral("4.1 TiB"), QStringLiteral("of 5 TiB"));
        QCOMPARE(gauge.accessibleName(), QStringLiteral("Storage: 4.1 TiB of 5 TiB, 82%"));
        gauge.resize(180, 112);
        gauge.grab();
    }

    void chipShowsItsChoice()
    {
        ChipButton chip(QStringLiteral("Status"));
        chip.setChoices({{QStringLiteral("active"), QStringLiteral("Active")}});
        QCOMPARE(chip.text(), QStringLiteral("Status: Any"));
        QSignalSpy changed(&chip, &ChipButton::valueChanged);
        chip.menu()->actions().last()->trigger();
        QCOMPARE(chip.text(), QStringLiteral("Status: Active"));
        QCOMPARE(changed.count(), 1);
        chip.setValue({});
        QCOMPARE(chip.text(), QStringLiteral("Status: Any"));
        // A name may have 255 letters, and an ampersand, which is no shortcut.
        const QString name = QStringLiteral("R&D ") + QString(251, QLatin1Char('W'));
        const int narrow = chip.sizeHint().width();
        chip.setChoices({{QStringLiteral("long"), name}});
        chip.setValue(QStringLiteral("long"));
        QVERIFY(chip.text().startsWith(QStringLiteral("Status: R&&D WWW")));
        QVERIFY(chip.sizeHint().width() < narrow + 600);
        QCOMPARE(chip.accessibleName(), QStringLiteral("Status: ") + name);
        QCOMPARE(chip.toolTip(), chip.accessibleName());
    }

    void fieldSaysWhatIsWrong()
    {
        auto *input = new QLineEdit;
        Field field(QStringLiteral("&Slug"), input, QStringLiteral("A hint."));
        QCOMPARE(input->accessibleName(), QStringLiteral("Slug"));
        QCOMPARE(input->accessibleDescription(), QStringLiteral("A hint."));
        field.setError(QStringLiteral("Taken."));
        QCOMPARE(input->accessibleDescription(), QStringLiteral("Taken."));
        QVERIFY(isInvalid(input));
        field.setError({});
        QVERIFY(!isInvalid(input));
    }

    void paletteFindsLetters()
    {
        QVERIFY(fuzzyScore(QStringLiteral("new"), QStringLiteral("New Organization\u2026"))
                > fuzzyScore(QStringLiteral("no"), QStringLiteral("Sign Out")));
        QVERIFY(fuzzyScore(QStringLiteral("nworg"), QStringLiteral("New Organization\u2026")) >= 0);
        QCOMPARE(fuzzyScore(QStringLiteral("xyz"), QStringLiteral("New Organization")), -1);
    }

    void longNamesAndForeignWritingFit()
    {
        TenantButton button;
        button.setTenant(QString(300, QLatin1Char('W')), QStringLiteral("w"));
        QCOMPARE(button.sizeHint().width(), 236);
        button.resize(button.sizeHint());
        button.grab();
        button.setTenant(QStringLiteral("\u0645\u0624\u0633\u0633\u0629 \u0634\u0645\u0627\u0644"),
                         QStringLiteral("x"));
        button.grab();
    }

private:
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(TestWidgets)
#include "test_widgets.moc"
