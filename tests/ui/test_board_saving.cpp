// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is saved of an organization's charts, in the real window through the dialog that asks where to: the picture, the
// table, and what is said where neither can be.

#include "tests/ui/boardtest.h"

#include "app/api/session.h"
#include "ui/widgets/banner.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QTemporaryDir>
#include <QToolButton>

using namespace objecta;
using namespace objecta::test;
using namespace objecta::ui;

class TestBoardSaving : public BoardTest {
    Q_OBJECT

    /// Whether what was saved last was still being written when the window went on.
    bool m_besideTheWindow = false;

    /// Chooses what to save in the board's menu; the dialog that asks where to, nullptr where none does.
    QFileDialog *ask(int what)
    {
        board().findChild<QToolButton *>(QStringLiteral("save"))->menu()->actions().at(what)->trigger();
        return dialog();
    }
    QFileDialog *dialog()
    {
        QFileDialog *out = nullptr;
        const bool opened = until([&] {
            out = board().findChild<QFileDialog *>();
            return out && out->isVisible();
        });
        return opened ? out : nullptr;
    }
    /// Enters a name and takes it.
    static void enter(QFileDialog *dialog, const QString &path)
    {
        dialog->findChild<QLineEdit *>(QStringLiteral("fileNameEdit"))->setText(path);
        dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->click();
    }
    /// The same, and waits until it is written; false where no dialog asked for it.
    bool saveAs(QFileDialog *dialog, const QString &path)
    {
        if (!dialog) {
            return false;
        }
        enter(dialog, path);
        m_besideTheWindow = board().isWriting();
        return until([this] { return !board().findChild<QFileDialog *>() && !board().isWriting(); });
    }
    Banner *unsaved() { return board().findChild<Banner *>(QStringLiteral("unsaved")); }
    /// Presses a button of what is said of the unsaved.
    bool act(const QString &text)
    {
        for (QPushButton *button : unsaved()->findChildren<QPushButton *>()) {
            if (button->text() == text && button->isVisible()) {
                button->click();
                return true;
            }
        }
        return false;
    }
    void showOrganization(std::string_view slug)
    {
        m_window->workspace().openOrganization(organizationId(m_server, slug));
        m_window->workspace().organizations()->detail()->showTab(OrganizationDetail::Metrics);
    }
    /// A range that stands still: what is saved of it is the same whenever it is asked for.
    bool showPast()
    {
        const qint64 end = (m_hour - 10) * hour;
        board().setRange(end - 20 * day, end);
        return drawn() && badge() == QStringLiteral("Range");
    }
    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private slots:
    void initTestCase() { begin(); }
    void cleanupTestCase() { close(); }

    void thePictureIsThatOfTheCharts()
    {
        const QTemporaryDir folder;
        QVERIFY(show(30));
        QFileDialog *where = ask(0);
        QVERIFY(where);
        QVERIFY(saveAs(where, folder.filePath(QStringLiteral("charts")))); // the ending comes by itself
        QVERIFY(m_besideTheWindow);
        const QImage image(folder.filePath(QStringLiteral("charts.png")));
        QVERIFY(!image.isNull());
        const QWidget *area = requests();
        while (!area->findChild<LiveChart *>(QStringLiteral("chart6"))) {
            area = area->parentWidget();
        }
        QCOMPARE(image.size(), QSize(area->width(), area->height() + 56) * 2);
        // Each chart's line is in its place.
        for (LiveChart *chart : {requests(), board().charts().last()}) {
            const QPoint corner = chart->mapTo(area, QPoint()) + QPoint(0, 56);
            int marked = 0;
            for (int x = left(chart); x < right(chart); ++x) {
                for (int y = 10; y < chart->height() - 30; ++y) {
                    marked += distance(image.pixelColor(2 * (corner + QPoint(x, y))), currentTokens().series1) < 60;
                }
            }
            QVERIFY2(marked > chart->plotWidth() / 2, qPrintable(chart->objectName()));
        }
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{QStringLiteral("charts.png")});
    }

    void theTableIsThatOfTheSeries()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("figures.csv"));
        const qint64 end = (m_hour - 10) * hour;
        const auto isRead = [&] {
            board().setRange(end - 20 * day, end);
            return drawn() && until([this] {
                       return badge() == QStringLiteral("Range") && rowsOf(board().csv()).size() == 1 + 20 * 24;
                   });
        };
        QVERIFY(isRead());
        QFileDialog *where = ask(1);
        QVERIFY(where);
        board().setWindow(300); // what was shown when it was asked for is saved
        QVERIFY(saveAs(where, path));
        QVERIFY(isRead());
        QCOMPARE(contentOf(path), board().csv());
        const auto rows = rowsOf(contentOf(path));
        QVERIFY(rows.first().startsWith("time") && rows.first().contains("messages_per_second"));
        const auto column = rows.first().indexOf("2xx_per_second");
        QHash<qint64, double> table;
        for (const QByteArrayList &row : rows.mid(1)) {
            QCOMPARE(row.size(), rows.first().size());
            table.insert(timeOf(row.first()), row.at(column).toDouble());
        }
        QCOMPARE(table.size(), 20 * 24);
        int drawnOf = 0;
        for (const QPointF &point : requests()->points(0)) {
            if (const auto at = static_cast<qint64>(point.x()) / 1000; at >= end - 20 * day && at < end) {
                QCOMPARE(table.value(at, -1), point.y());
                ++drawnOf;
            }
        }
        QVERIFY(drawnOf > 50);
    }

    void aCancelledDialogWritesNothing()
    {
        const QTemporaryDir folder;
        for (const int what : {0, 1}) {
            QFileDialog *where = ask(what);
            QVERIFY(where);
            where->setDirectory(folder.path());
            where->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Cancel)->click();
            QVERIFY(until([this] { return !board().findChild<QFileDialog *>(); }));
        }
        QVERIFY(QDir(folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).isEmpty());
        QVERIFY(!board().findChild<Banner *>(QStringLiteral("unsaved"))->isVisible());
    }

    /// What could not be saved is kept until it is, and why stays to be read.
    void whatCannotBeSavedIsSaidAndSavedElsewhere()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        QVERIFY(showPast());
        const QString bad = folder.filePath(QStringLiteral("file/figures.csv"));
        QVERIFY(saveAs(ask(1), bad));
        const Banner *unsaved = this->unsaved();
        QVERIFY(unsaved->isVisible());
        QCOMPARE(unsaved->accessibleName(), QStringLiteral("The table was not saved"));
        QVERIFY2(unsaved->accessibleDescription().contains(bad), qPrintable(unsaved->accessibleDescription()));
        const QByteArray wanted = board().csv();
        board().setWindow(300);
        QVERIFY(drawn()); // figures go on, the message stays
        QVERIFY(unsaved->isVisible());
        QVERIFY(act(QStringLiteral("Save elsewhere\u2026")));
        QVERIFY(saveAs(dialog(), folder.filePath(QStringLiteral("good.csv"))));
        QCOMPARE(contentOf(folder.filePath(QStringLiteral("good.csv"))), wanted);
        QVERIFY(!unsaved->isVisible());

        QVERIFY(saveAs(ask(0), folder.filePath(QStringLiteral("file/charts.png"))));
        QCOMPARE(unsaved->accessibleName(), QStringLiteral("The picture was not saved"));
        QVERIFY(act(QStringLiteral("Discard")));
        QVERIFY(!unsaved->isVisible());
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 2);
    }

    /// One of each kind is kept, whatever else is saved or fails meanwhile; they are told in turn.
    void aKeptPictureStaysWhileATableIsSaved()
    {
        const QTemporaryDir folder;
        const QString bad = folder.filePath(QStringLiteral("nowhere/file"));
        const QString picture = QStringLiteral("The picture was not saved");
        QVERIFY(showPast());
        QVERIFY(saveAs(ask(0), bad));
        QCOMPARE(unsaved()->accessibleName(), picture);
        QVERIFY(saveAs(ask(1), folder.filePath(QStringLiteral("first.csv"))));
        QVERIFY(QFile::exists(folder.filePath(QStringLiteral("first.csv"))));
        QVERIFY(unsaved()->isVisible());
        QCOMPARE(unsaved()->accessibleName(), picture);
        QVERIFY(saveAs(ask(1), bad));
        QCOMPARE(unsaved()->accessibleName(), QStringLiteral("The table was not saved"));
        QVERIFY(act(QStringLiteral("Discard")));
        QVERIFY(unsaved()->isVisible());
        QCOMPARE(unsaved()->accessibleName(), picture);
        QVERIFY(act(QStringLiteral("Save elsewhere\u2026")));
        QVERIFY(saveAs(dialog(), folder.filePath(QStringLiteral("kept.png"))));
        QVERIFY(!QImage(folder.filePath(QStringLiteral("kept.png"))).isNull());
        QVERIFY(!unsaved()->isVisible());
    }

    /// What is kept of one organization is not offered beside another's charts, nor later beside its own.
    void whatIsKeptEndsWithItsOrganization()
    {
        const QTemporaryDir folder;
        QVERIFY(showPast());
        for (const int what : {0, 1}) {
            QVERIFY(saveAs(ask(what), folder.filePath(QStringLiteral("nowhere/file"))));
        }
        QVERIFY(unsaved()->isVisible());
        const QByteArray figures = board().csv();
        QVERIFY(figures.contains("Acme"));
        showOrganization("xyz-inc");
        QVERIFY(!unsaved()->isVisible());
        QVERIFY(drawn());
        QVERIFY(!unsaved()->isVisible());
        QVERIFY(board().csv() != figures && !board().csv().contains("Acme"));
        showOrganization("acme-corp");
        QVERIFY(showPast());
        QVERIFY(!unsaved()->isVisible());
        QCOMPARE(board().csv(), figures);
        QVERIFY(saveAs(ask(1), folder.filePath(QStringLiteral("nowhere/file"))));
        QVERIFY(act(QStringLiteral("Discard"))); // there is one, and nothing behind it
        QVERIFY(!unsaved()->isVisible());
    }

    /// Nobody saves the figures of one organization while another's are shown, or once the session is over.
    void whatAsksWhereToEndsWithItsOrganizationAndWithTheSession()
    {
        const auto ended = [this] { return until([this] { return !board().findChild<QFileDialog *>(); }); };
        const QTemporaryDir folder;
        QVERIFY(showPast());
        for (const int what : {0, 1}) {
            QFileDialog *where = ask(what);
            QVERIFY(where);
            where->setDirectory(folder.path());
            showOrganization(what == 0 ? "xyz-inc" : "acme-corp");
            QVERIFY(!where->isVisible());
            QVERIFY(ended());
            QVERIFY(drawn());
        }
        QFileDialog *where = ask(1);
        QVERIFY(where);
        where->setDirectory(folder.path());
        ctx().session.signOut();
        QVERIFY(until([this] { return ctx().session.state() == api::Session::State::SignedOut; }));
        QVERIFY(ended());
        QVERIFY(QDir(folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).isEmpty());
    }

    /// Nothing is offered of what is not shown any more, but what became of it is told.
    void whatFailsBesideAnotherOrganizationIsToldAllTheSame()
    {
        QVERIFY(open());
        showOrganization("acme-corp");
        QVERIFY(showPast());
        const QTemporaryDir folder;
        const QString bad = folder.filePath(QStringLiteral("nowhere/charts.png"));
        QFileDialog *where = ask(0);
        QVERIFY(where);
        enter(where, bad);
        QVERIFY(board().isWriting());
        showOrganization("xyz-inc");
        QVERIFY(!board().isWriting());
        QVERIFY(until([this] { return unsaved()->isVisible(); }));
        QVERIFY(unsaved()->accessibleDescription().contains(QDir::toNativeSeparators(bad)));
        QVERIFY(!act(QStringLiteral("Save elsewhere\u2026")));
        QVERIFY(act(QStringLiteral("Discard")));
        QVERIFY(!unsaved()->isVisible());
    }

    void aWindowThatIsClosedMeanwhileLosesNothing()
    {
        showOrganization("acme-corp");
        QVERIFY(showPast());
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("charts.png"));
        QFileDialog *where = ask(0);
        QVERIFY(where);
        enter(where, path);
        QVERIFY(board().isWriting());
        close();
        QVERIFY(until([&] { return QFile::exists(path); }));
        QVERIFY(!QImage(path).isNull());
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    TestBoardSaving test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_board_saving.moc"
