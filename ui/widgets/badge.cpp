// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/badge.h"

#include "ui/theme/paint.h"
#include "ui/theme/style.h"

#include <QPainter>
#include <QStyle>

namespace objecta::ui {

namespace {

QFont badgeFont()
{
    return textFont(TextSize::Small, QFont::DemiBold);
}

QFont pillFont()
{
    QFont result = textFont(TextSize::Tiny, QFont::Bold);
    result.setLetterSpacing(QFont::AbsoluteSpacing, 0.3);
    return result;
}

} // namespace

std::pair<QColor, QColor> badgeColors(const Tokens &t, BadgeTone tone)
{
    switch (tone) {
    case BadgeTone::Neutral:
        return {t.neutralSoft, t.textMuted};
    case BadgeTone::Success:
        return {t.successSoft, t.success};
    case BadgeTone::Warning:
        return {t.warningSoft, t.warning};
    case BadgeTone::Danger:
        return {t.dangerSoft, t.danger};
    case BadgeTone::Info:
        return {t.infoSoft, t.accentText};
    case BadgeTone::Violet:
        return {t.violetSoft, t.violet};
    case BadgeTone::VioletFull:
        return {t.violetFill, t.onViolet};
    }
    return {t.neutralSoft, t.textMuted};
}

BadgeTone organizationBadgeTone(const QString &status)
{
    return status == QLatin1String("active")                                          ? BadgeTone::Success
        : status == QLatin1String("suspended") || status == QLatin1String("deleting") ? BadgeTone::Danger
        : status == QLatin1String("provisioning")                                     ? BadgeTone::Info
                                                                                      : BadgeTone::Neutral;
}

Badge::Badge(const QString &text, BadgeTone tone, QWidget *parent)
    : QWidget(parent)
    , m_text(text)
    , m_tone(tone)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(text);
}

void Badge::setText(const QString &text)
{
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void Badge::setTone(BadgeTone tone)
{
    m_tone = tone;
    update();
}

QSize Badge::sizeHint() const
{
    return {QFontMetrics(badgeFont()).horizontalAdvance(m_text) + 16, 21};
}

void Badge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const auto [fill, text] = badgeColors(currentTokens(), m_tone);
    roundRect(painter, rect(), 4, fill);
    painter.setFont(badgeFont());
    painter.setPen(text);
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextSingleLine, m_text);
}

void paintBadge(QPainter &painter, const QRect &rect, Qt::LayoutDirection direction, const QString &text,
                BadgeTone tone)
{
    const auto [fill, color] = badgeColors(currentTokens(), tone);
    const int wide = std::min(rect.width(), QFontMetrics(badgeFont()).horizontalAdvance(text) + 16);
    const QRect place = QStyle::visualRect(direction, rect, QRect(rect.left(), rect.center().y() - 10, wide, 21));
    roundRect(painter, place, 4, fill);
    elidedText(painter, place.adjusted(8, 0, -7, 0), text, badgeFont(), color, Qt::AlignCenter);
}

QString environmentName(EnvironmentKind kind)
{
    switch (kind) {
    case EnvironmentKind::Development:
        return EnvironmentPill::tr("Development");
    case EnvironmentKind::Staging:
        return EnvironmentPill::tr("Staging");
    case EnvironmentKind::Production:
        return EnvironmentPill::tr("Production");
    }
    return {};
}

QColor environmentColor(const Tokens &tokens, EnvironmentKind kind)
{
    return kind == EnvironmentKind::Production ? tokens.envProduction
        : kind == EnvironmentKind::Staging     ? tokens.envStaging
                                               : tokens.envDevelopment;
}

EnvironmentPill::EnvironmentPill(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setKind(m_kind);
}

void EnvironmentPill::setKind(EnvironmentKind kind)
{
    m_kind = kind;
    setAccessibleName(tr("Environment: %1").arg(environmentName(kind)));
    setToolTip(accessibleName());
    updateGeometry();
    update();
}

QSize EnvironmentPill::sizeHint() const
{
    return {QFontMetrics(pillFont()).horizontalAdvance(environmentName(m_kind).toUpper()) + 18, 21};
}

void EnvironmentPill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = currentTokens();
    roundRect(painter, rect(), 5, environmentColor(tokens, m_kind));
    painter.setFont(pillFont());
    painter.setPen(tokens.onEnvironment);
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextSingleLine, environmentName(m_kind).toUpper());
}

} // namespace objecta::ui
