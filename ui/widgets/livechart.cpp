// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/livechart.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/format.h"
#include "ui/widgets/livechart_view.h"

#include <QEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace objecta::ui {

LiveChart::LiveChart(QWidget *parent)
    : QWidget(parent)
    , m_view(new View(this))
    , m_legend(new Legend(this))
{
    m_legend->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    setFormat([](double v) { return rate(v); }, [](double v) { return rate(v); });
    connect(m_view, &View::hovered, this, [this](qint64 ms) {
        setHover(ms);
        emit hovered(ms);
    });
    connect(m_view, &View::zoomWanted, this, &LiveChart::zoomWanted);
    connect(m_view, &View::panWanted, this, &LiveChart::panWanted);
    connect(m_view, &View::liveWanted, this, &LiveChart::liveWanted);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

LiveChart::~LiveChart() = default;

void LiveChart::setSeries(const QList<ChartSeries> &series)
{
    m_view->setSeries(series);
    m_legend->setSeries(series);
}

void LiveChart::setFormat(Format axis, Format value)
{
    m_view->axisFormat = std::move(axis);
    m_view->valueFormat = std::move(value);
}

void LiveChart::setTitle(const QString &accessible)
{
    m_title = accessible;
    setAccessibleName(accessible);
}

int LiveChart::plotWidth() const
{
    return std::max(120, static_cast<int>(m_view->plot().width() * devicePixelRatioF()));
}

void LiveChart::setData(const QList<QList<QPointF>> &points, const QList<double> &newest, qint64 endMs, int seconds)
{
    if (!isVisible()) {
        return; // a hidden chart costs nothing; its page feeds it again when it is shown
    }
    m_view->setData(points, endMs, seconds);
    QStringList values;
    for (const double value : newest) {
        values.append(m_view->valueFormat(value));
    }
    m_legend->setValues(values);
    setAccessibleDescription(m_legend->spoken());
}

void LiveChart::setCeiling(double ceiling)
{
    m_view->ceiling = ceiling;
}

void LiveChart::clear()
{
    m_view->gaps.clear();
    m_view->partial.clear();
    m_view->setData({}, 0, 3600);
    m_view->forgetPicture();
    m_legend->setValues({});
    setAccessibleDescription({});
}

QList<QPointF> LiveChart::points(qsizetype line) const
{
    return m_view->points(line);
}

void LiveChart::setThresholds(const QList<ChartThreshold> &thresholds)
{
    if (m_view->thresholds != thresholds) {
        m_view->thresholds = thresholds;
        m_view->rescale();
        m_legend->setThresholds(thresholds);
        setAccessibleDescription(m_legend->spoken());
    }
}

const QList<ChartThreshold> &LiveChart::thresholds() const
{
    return m_view->thresholds;
}

void LiveChart::setGaps(const QList<std::pair<qint64, qint64>> &gaps)
{
    if (m_view->gaps != gaps) {
        m_view->gaps = gaps;
        m_view->drawSoon();
    }
}

void LiveChart::setPartial(const QList<std::pair<qint64, qint64>> &partial, Lacks lacks)
{
    if (m_view->partial != partial || m_view->lacks != lacks) {
        m_view->partial = partial;
        m_view->lacks = lacks;
        m_view->drawSoon();
    }
}

void LiveChart::setNavigable(bool navigable)
{
    m_view->navigable = navigable;
}

bool LiveChart::isDimmed() const
{
    return m_view->isDimmed();
}

void LiveChart::setDimmed(bool dimmed)
{
    m_view->setDimmed(dimmed);
}

bool LiveChart::isDrawn() const
{
    return m_view->isDrawn();
}

void LiveChart::drawNow()
{
    m_view->drawNow();
}

QWidget *LiveChart::legend() const
{
    return m_legend;
}

void LiveChart::setHover(qint64 ms)
{
    m_view->setHover(ms);
}

void LiveChart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_view->recolor();
    }
}

void LiveChart::Legend::setSeries(const QList<ChartSeries> &series)
{
    m_series = series;
    m_values.clear();
    show();
    updateGeometry();
    update();
}

void LiveChart::Legend::setValues(const QStringList &values)
{
    const int before = sizeHint().width();
    m_values = values;
    if (sizeHint().width() != before) {
        updateGeometry();
    }
    setAccessibleName(spoken());
    update();
}

void LiveChart::Legend::setThresholds(const QList<ChartThreshold> &thresholds)
{
    m_thresholds = thresholds;
    setAccessibleName(spoken());
    updateGeometry();
    update();
}

QString LiveChart::Legend::spoken() const
{
    QStringList parts;
    for (qsizetype i = 0; i < m_series.size(); ++i) {
        parts.append(m_series.at(i).name + QLatin1Char(' ') + m_values.value(i));
    }
    for (const ChartThreshold &threshold : m_thresholds) {
        parts.append(threshold.label);
    }
    return parts.join(QStringLiteral(", "));
}

int LiveChart::Legend::widthOf(qsizetype i) const
{
    const QFontMetrics name(textFont(TextSize::Small));
    const QFontMetrics value(textFont(TextSize::Small, QFont::DemiBold));
    return 18 + name.horizontalAdvance(m_series.at(i).name)
        + (m_values.value(i).isEmpty() ? 0 : 7 + value.horizontalAdvance(m_values.value(i)));
}

int LiveChart::Legend::widthOf(const ChartThreshold &threshold)
{
    return 16 + 18 + QFontMetrics(textFont(TextSize::Small)).horizontalAdvance(threshold.label);
}

QSize LiveChart::Legend::sizeHint() const
{
    int width = 0;
    for (qsizetype i = 0; i < m_series.size(); ++i) {
        width += widthOf(i) + (i ? 16 : 0);
    }
    for (const ChartThreshold &threshold : m_thresholds) {
        width += widthOf(threshold);
    }
    return {width, 18};
}

void LiveChart::Legend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = currentTokens();
    // Without room for all of them none of the levels is named here: they have their names beside their lines.
    int wanted = sizeHint().width();
    QList<ChartThreshold> levels = m_thresholds;
    if (wanted > width()) {
        for (const ChartThreshold &threshold : std::exchange(levels, {})) {
            wanted -= widthOf(threshold);
        }
    }
    int x = std::max(0, width() - wanted);
    const auto visual = [&](const QRect &r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
    const auto dashes = [&](const QColor &color) {
        roundRect(painter, visual({x, height() / 2 - 1, 5, 3}), 1.5, color);
        roundRect(painter, visual({x + 7, height() / 2 - 1, 5, 3}), 1.5, color);
    };
    for (qsizetype i = 0; i < m_series.size(); ++i) {
        QColor color = t.*m_series.at(i).color;
        if (m_series.at(i).compared) {
            color.setAlphaF(comparedAlpha);
            roundRect(painter, visual({x, height() / 2, 12, 1}), 0.5, color);
        } else {
            roundRect(painter, visual({x, height() / 2 - 1, 12, 3}), 1.5, color);
        }
        const int name = elidedText(painter, visual({x + 18, 0, 200, height()}), m_series.at(i).name,
                                    textFont(TextSize::Small), t.textMuted);
        elidedText(painter, visual({x + 18 + name + 7, 0, 200, height()}), m_values.value(i),
                   textFont(TextSize::Small, QFont::DemiBold), t.text);
        x += widthOf(i) + 16;
    }
    for (const ChartThreshold &threshold : std::as_const(levels)) {
        dashes(t.*threshold.color);
        x += 18 + 16
            + elidedText(painter, visual({x + 18, 0, 260, height()}), threshold.label, textFont(TextSize::Small),
                         t.textMuted);
    }
}

} // namespace objecta::ui
