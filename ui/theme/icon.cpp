// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icon.h"

#include "ui/theme/style.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace objecta::ui {

namespace {

QByteArray svgOf(const QString &role)
{
    static QHash<QString, QByteArray> sources;
    auto found = sources.constFind(role);
    if (found == sources.constEnd()) {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(role));
        if (!file.open(QIODevice::ReadOnly)) {
            qWarning("no icon has the role \"%s\"", qPrintable(role));
        }
        found = sources.insert(role, file.readAll());
    }
    return *found;
}

/// The icon in one colour at a size in device pixels, kept in the pixmap cache.
QPixmap render(const QString &role, const QSize &size, const QColor &color)
{
    const QString key =
        QStringLiteral("objecta/%1/%2x%3/%4").arg(role).arg(size.width()).arg(size.height()).arg(color.rgba(), 8, 16);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) {
        return pixmap;
    }
    QByteArray svg = svgOf(role);
    svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    QSvgRenderer renderer(svg);
    pixmap = QPixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const double side = std::min(size.width(), size.height());
    renderer.render(&painter, QRectF((size.width() - side) / 2, (size.height() - side) / 2, side, side));
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

class RoleIconEngine final : public QIconEngine {
public:
    RoleIconEngine(QString role, Tone tone)
        : m_role(std::move(role))
        , m_tone(tone)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        paintIcon(*painter, m_role, rect, colorFor(mode));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return render(m_role, size, colorFor(mode));
    }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal) override
    {
        return render(m_role, size, colorFor(mode));
    }
    QIconEngine *clone() const override { return new RoleIconEngine(m_role, m_tone); }
    QString iconName() override { return m_role; }

private:
    [[nodiscard]] QColor colorFor(QIcon::Mode mode) const
    {
        return toneColor(currentTokens(), mode == QIcon::Disabled ? Tone::Disabled : m_tone);
    }

    QString m_role;
    Tone m_tone;
};

} // namespace

QColor toneColor(const Tokens &tokens, Tone tone)
{
    switch (tone) {
    case Tone::Text:
        return tokens.text;
    case Tone::Muted:
        return tokens.textMuted;
    case Tone::Subtle:
        return tokens.textSubtle;
    case Tone::Disabled:
        return tokens.textDisabled;
    case Tone::Accent:
        return tokens.accentText;
    case Tone::OnAccent:
        return tokens.onAccent;
    case Tone::Success:
        return tokens.success;
    case Tone::Warning:
        return tokens.warning;
    case Tone::Danger:
        return tokens.danger;
    case Tone::OnDanger:
        return tokens.onDanger;
    case Tone::Violet:
        return tokens.violet;
    case Tone::OnViolet:
        return tokens.onViolet;
    case Tone::OnFill:
        return tokens.onEnvironment;
    }
    return tokens.text;
}

QIcon icon(const QString &role, Tone tone)
{
    return QIcon(new RoleIconEngine(role, tone));
}

void paintIcon(QPainter &painter, const QString &role, const QRectF &rect, const QColor &color)
{
    const double ratio = painter.device()->devicePixelRatioF();
    const QPixmap pixmap = render(role, (rect.size() * ratio).toSize(), color);
    painter.drawPixmap(rect, pixmap, QRectF(pixmap.rect()));
}

} // namespace objecta::ui
