// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The theme's promises: every colour is there, text is readable, every icon exists, figures are of equal width.
#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QDirIterator>
#include <QFontInfo>
#include <QFontMetrics>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QWheelEvent>

using namespace objecta::ui;

class TestTheme : public QObject {
    Q_OBJECT

private slots:
    void textIsReadable_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("light") << QStringLiteral(":/themes/light.json");
        QTest::newRow("dark") << QStringLiteral(":/themes/dark.json");
    }

    void textIsReadable()
    {
        QFETCH(QString, file);
        const auto loaded = Tokens::load(file);
        QVERIFY2(loaded.has_value(), loaded ? "" : qPrintable(loaded.error()));
        const Tokens &t = *loaded;
        const auto check = [](const QColor &one, const QColor &two, double least, const char *what) {
            const double ratio = contrast(one, two);
            if (ratio < least) {
                qWarning("%s: %s on %s is only %.2f", what, qPrintable(one.name()), qPrintable(two.name()), ratio);
            }
            return ratio >= least;
        };
        bool good = true;
        for (const QColor &text : {t.text, t.textMuted, t.textSubtle, t.accentText}) {
            for (const QColor &ground : {t.chrome, t.surface, t.canvas, t.raised, t.hover, t.selected, t.navSelected}) {
                good &= check(text, ground, 4.5, "text");
            }
        }
        for (const QColor &text : {t.success, t.warning, t.danger, t.violet}) {
            for (const QColor &ground : {t.surface, t.raised, t.canvas, t.hover, t.selected}) {
                good &= check(text, ground, 4.5, "state");
            }
        }
        const std::initializer_list<std::pair<QColor, QColor>> pairs{{t.success, t.successSoft},
                                                                     {t.warning, t.warningSoft},
                                                                     {t.danger, t.dangerSoft},
                                                                     {t.textMuted, t.neutralSoft},
                                                                     {t.accentText, t.infoSoft},
                                                                     {t.violet, t.violetSoft},
                                                                     {t.text, t.violetSoft},
                                                                     {t.textMuted, t.violetSoft},
                                                                     {t.onViolet, t.violetFill},
                                                                     {t.onAccent, t.accent},
                                                                     {t.onAccent, t.accentHover},
                                                                     {t.onDanger, t.dangerFill},
                                                                     {t.onEnvironment, t.envProduction},
                                                                     {t.onEnvironment, t.envStaging},
                                                                     {t.onEnvironment, t.envDevelopment},
                                                                     {t.onTooltip, t.tooltip},
                                                                     {t.onAvatarA, t.avatarA},
                                                                     {t.onAvatarB, t.avatarB},
                                                                     {t.onAvatarC, t.avatarC},
                                                                     {t.onAvatarD, t.avatarD},
                                                                     {t.onAvatarE, t.avatarE},
                                                                     {t.onAvatarF, t.avatarF}};
        for (const auto &[text, ground] : pairs) {
            good &= check(text, ground, 4.5, "pair");
        }
        for (const QColor &shape :
             {t.outline, t.accentText, t.warningFill, t.series1, t.series2, t.series3, t.series4}) {
            for (const QColor &ground : {t.surface, t.raised, t.canvas}) {
                good &= check(shape, ground, 3.0, "shape");
            }
        }
        QVERIFY(good);
    }

    void everyIconExists()
    {
        // Roles are written as literals in calls whose names end in icon, or that take an icon first.
        static const QRegularExpression call(QStringLiteral(
            R"((?:icon|paintIcon|makeIconButton|makeButton)\([^;]*?(?:QStringLiteral\()?"([a-z]+(?:-[a-z]+)*)\")"));
        QDirIterator files(QStringLiteral(OBJECTA_SOURCE_DIR "/ui"), {QStringLiteral("*.cpp")}, QDir::Files,
                           QDirIterator::Subdirectories);
        int seen = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            auto found = call.globalMatch(QString::fromUtf8(file.readAll()));
            while (found.hasNext()) {
                const QString role = found.next().captured(1);
                QVERIFY2(QFile::exists(QStringLiteral(":/icons/%1.svg").arg(role)),
                         qPrintable(role + QStringLiteral(" in ") + file.fileName()));
                ++seen;
            }
        }
        QVERIFY(seen > 30);
    }

    void iconsTakeTheirColourAndSize()
    {
        const QPixmap small = icon("search", Tone::Danger).pixmap(QSize(16, 16), 2.0);
        QCOMPARE(small.size(), QSize(32, 32));
        const QImage image = small.toImage();
        bool coloured = false;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                coloured = coloured || (pixel.alpha() > 250 && pixel.rgb() == currentTokens().danger.rgb());
            }
        }
        QVERIFY(coloured);
    }

    void figuresAreOfEqualWidth()
    {
        const QFont body = textFont();
        QCOMPARE(QFontInfo(body).family(), QStringLiteral("Objecta Sans"));
        const QFontMetricsF metrics(body);
        for (char digit = '1'; digit <= '9'; ++digit) {
            QCOMPARE(metrics.horizontalAdvance(QLatin1Char(digit)), metrics.horizontalAdvance(QLatin1Char('0')));
        }
    }

    /// Texts are kept as they were laid out: whatever was drawn before, each stands where it belongs.
    void aTextFillsItsRoomWhereverAndHoweverOftenItIsDrawn()
    {
        const QFont font = textFont(TextSize::Body, QFont::DemiBold);
        const QFontMetrics metrics(font);
        const QString text = QStringLiteral("Northwind Traders\nand Sons");
        const auto draw = [&](int room, Qt::Alignment alignment, const QColor &color, int *used) {
            QImage image(300, 40, QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            *used = elidedText(painter, QRect(20, 0, room, 40), text, font, color, alignment | Qt::AlignVCenter);
            return image;
        };
        /// The first and the last column that has a pixel which is not white.
        const auto inked = [](const QImage &image) {
            std::pair<int, int> out{image.width(), -1};
            for (int x = 0; x < image.width(); ++x) {
                for (int y = 0; y < image.height(); ++y) {
                    if (image.pixel(x, y) != qRgb(255, 255, 255)) {
                        out = {std::min(out.first, x), x};
                    }
                }
            }
            return out;
        };
        for (int round = 0; round < 2; ++round) {
            int used = 0;
            const auto whole = inked(draw(260, Qt::AlignLeft, Qt::black, &used));
            QCOMPARE(used, metrics.horizontalAdvance(QStringLiteral("Northwind Traders and Sons")));
            QVERIFY(whole.first >= 19 && whole.first <= 23 && std::abs(whole.second - (20 + used)) <= 3);
            const auto right = inked(draw(260, Qt::AlignRight, Qt::black, &used));
            QVERIFY(std::abs(right.second - 280) <= 3 && right.second - right.first == whole.second - whole.first);
            const auto cut = inked(draw(90, Qt::AlignLeft, Qt::black, &used));
            QVERIFY(used <= 90 && used > 60 && cut.second <= 20 + 90);
            QImage paper(300, 40, QImage::Format_RGB32);
            QPainter painter(&paper);
            QCOMPARE(elidedText(painter, paper.rect(), QStringLiteral("a\tb\u2028c\rd"), font, Qt::black),
                     metrics.horizontalAdvance(QStringLiteral("a b c d")));
            // The colour is the painter's, not that of the time before.
            const QImage red = draw(260, Qt::AlignLeft, Qt::red, &used);
            QVERIFY(red != draw(260, Qt::AlignLeft, Qt::black, &used));
            QCOMPARE(red, draw(260, Qt::AlignLeft, Qt::red, &used));
        }
    }

    void switchesWhileItRuns()
    {
        QSignalSpy changed(m_theme.get(), &Theme::changed);
        m_theme->setMode(ThemeMode::Dark);
        QVERIFY(currentTokens().isDark());
        QVERIFY(QApplication::palette().color(QPalette::Window).lightness() < 64);
        m_theme->setMode(ThemeMode::Light);
        QVERIFY(!currentTokens().isDark());
        QCOMPARE(changed.count(), 2);
        // Disabled text must not look enabled.
        QVERIFY(QApplication::palette().color(QPalette::Disabled, QPalette::Text)
                != QApplication::palette().color(QPalette::Active, QPalette::Text));
    }

    void avatarsKeepTheirColour()
    {
        // FNV-1a, not qHash: the same at every start and on every machine.
        const Tokens &t = currentTokens();
        QCOMPARE(t.avatar(QStringLiteral("acme-corp")).first, t.avatar(QStringLiteral("acme-corp")).first);
        QSet<QRgb> colours;
        for (int i = 0; i < 60; ++i) {
            colours.insert(t.avatar(QStringLiteral("tenant-%1").arg(i)).first.rgb());
        }
        QCOMPARE(colours.size(), 6);
    }

    void wheelLeavesUnfocusedFieldsAlone()
    {
        QWidget window;
        auto *spin = new QSpinBox(&window);
        spin->setValue(5);
        window.show();
        spin->clearFocus();
        QWheelEvent wheel(QPointF(5, 5), spin->mapToGlobal(QPointF(5, 5)), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(spin, &wheel);
        QCOMPARE(spin->value(), 5);
    }

    void controlsHaveTheirHeights()
    {
        QPushButton button(QStringLiteral("Save"));
        QComboBox combo;
        QCOMPARE(button.sizeHint().height(), controlHeight);
        QCOMPARE(combo.sizeHint().height(), controlHeight);
    }

    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void cleanupTestCase() { m_theme.reset(); }

private:
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(TestTheme)
#include "test_theme.moc"
