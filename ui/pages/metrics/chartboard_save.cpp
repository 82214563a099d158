// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is saved of the charts: a picture or a table, and what is said where that cannot be.
#include "ui/pages/metrics/chartboard.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"

#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QFutureWatcher>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QSaveFile>
#include <QTimeZone>
#include <QtConcurrentRun>

namespace objecta::ui {

namespace {

/// Writes the picture, or the table where there is none; all of it or nothing. Empty, or what the system says. Any
/// thread.
QString writtenTo(const QString &path, const QImage &picture, const QByteArray &table)
{
    QSaveFile file(path);
    const bool good = file.open(QIODevice::WriteOnly)
        && (picture.isNull() ? file.write(table) == table.size() : picture.save(&file, "PNG")) && file.commit();
    return good ? QString() : file.errorString();
}

} // namespace

QByteArray ChartBoard::csv() const
{
    const auto [from, to] = range();
    std::optional<stores::ComparedColumns> compared;
    if (!m_compared.isEmpty()) {
        const bool before = m_compared == QLatin1String("previous");
        compared = {m_other.columns(), before ? subject() : m_comparedName, before ? m_seconds : 0};
    }
    return stores::metricCsv(isPast() ? m_history.columns().between(from, to) : liveBetween(from, to), subject(),
                             compared);
}

QImage ChartBoard::picture()
{
    constexpr int head = 56;
    constexpr int scale = 2;
    // Those whose turn has not come yet, too.
    while (m_fed.left > 0) {
        feed();
    }
    for (const Chart &chart : std::as_const(m_charts)) {
        chart.view->drawNow();
    }
    const Tokens &t = currentTokens();
    QImage image(QSize(m_area->width(), m_area->height() + head) * scale, QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    image.fill(t.surface);
    QPainter painter(&image);
    const auto [from, to] = range();
    // Of the range: it may be another one than today's, or change within.
    QStringList zone{QString::fromLatin1(QTimeZone::systemTimeZone().id())};
    for (const qint64 at : {from, to}) {
        zone.append(QDateTime::fromSecsSinceEpoch(at).timeZoneAbbreviation());
    }
    zone.removeDuplicates();
    const auto text = [](qint64 at) {
        return QLocale().toString(QDateTime::fromSecsSinceEpoch(at), QLocale::ShortFormat);
    };
    elidedText(painter, QRect(16, 8, m_area->width() - 32, 22), subject(), textFont(TextSize::Large, QFont::DemiBold),
               t.text);
    elidedText(painter, QRect(16, 30, m_area->width() - 32, 18),
               QStringLiteral("%1 \u2013 %2 (%3)").arg(text(from), text(to), zone.join(QLatin1Char(' '))),
               textFont(TextSize::Small), t.textMuted);
    m_area->render(&painter, QPoint(0, head));
    return image;
}

void ChartBoard::makeUnsaved()
{
    m_unsaved = new Banner(BannerTone::Danger);
    m_unsaved->setObjectName(QStringLiteral("unsaved"));
    m_unsaved->setRoom({space::l, space::s, space::l, space::s});
    m_unsaved->hide();
    m_elsewhere = m_unsaved->addAction(tr("Save elsewhere\u2026"));
    connect(m_elsewhere, &QPushButton::clicked, this, [this] { save(Saved(m_kept.last())); });
    connect(m_unsaved->addAction(tr("Discard")), &QPushButton::clicked, this,
            [this] { dropUnsaved(m_kept.last().number); });
}

void ChartBoard::keep(const Saved &what)
{
    m_kept.removeIf(
        [&](const Saved &kept) { return kept.isEmpty() == what.isEmpty() && kept.isPicture() == what.isPicture(); });
    m_kept.append(what);
    showUnsaved();
}

void ChartBoard::dropUnsaved(int number)
{
    m_kept.removeIf([number](const Saved &kept) { return kept.number == number; });
    showUnsaved();
}

void ChartBoard::dropAllSaved()
{
    m_kept.removeIf([](const Saved &kept) { return !kept.isEmpty(); });
    m_writing.clear();
    showUnsaved();
    if (m_saving) {
        m_saving->reject();
    }
}

void ChartBoard::showUnsaved()
{
    m_unsaved->setVisible(!m_kept.isEmpty());
    if (!m_kept.isEmpty()) {
        const Saved &last = m_kept.last();
        m_elsewhere->setVisible(!last.isEmpty());
        m_unsaved->setMessage(last.isEmpty()         ? tr("A file of charts was not saved")
                                  : last.isPicture() ? tr("The picture was not saved")
                                                     : tr("The table was not saved"),
                              last.failure);
    }
}

void ChartBoard::save(const Saved &what)
{
    const bool asPicture = what.isPicture();
    auto *dialog = new QFileDialog(this, asPicture ? tr("Save the picture") : tr("Save the table"));
    m_saving = dialog;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(asPicture ? QStringLiteral("png") : QStringLiteral("csv"));
    dialog->selectFile(
        QStringLiteral("metrics-%1").arg(QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss"))));
    // What was shown when it was asked for, not what is shown when the name is chosen.
    connect(dialog, &QFileDialog::fileSelected, this, [this, what](const QString &path) { write(path, what); });
    dialog->open();
}

void ChartBoard::write(const QString &path, const Saved &what)
{
    dropUnsaved(what.number); // it is kept again if this fails, too
    m_writing.append(what.number);
    // Neither the packing of a picture nor a slow disk holds up the window. Who waits for it may go before it ends.
    auto *waits = new QFutureWatcher<QString>(this);
    connect(waits, &QFutureWatcherBase::finished, this, [this, waits, path, what] {
        waits->deleteLater();
        const bool wanted = m_writing.removeOne(what.number);
        const QString failure = waits->result();
        if (failure.isEmpty()) {
            return;
        }
        // What it was of may not be shown any more: then it is not offered again, but told all the same.
        Saved kept = wanted ? what : Saved{{}, {}, what.number, {}};
        //: a file, and what the system says about it
        const QString text = tr("%1 could not be written: %2. Choose another folder, or make room there.");
        kept.failure = text.arg(QDir::toNativeSeparators(path), failure);
        keep(kept);
    });
    waits->setFuture(QtConcurrent::run(writtenTo, path, what.picture, what.table));
}

} // namespace objecta::ui
