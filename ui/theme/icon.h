// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QString>

namespace objecta::ui {

struct Tokens;

/// The colour an icon is drawn in. It is looked up at paint time, so a switch of theme needs no new icons.
enum class Tone {
    Text,
    Muted,
    Subtle,
    Disabled,
    Accent,
    OnAccent,
    Success,
    Warning,
    Danger,
    OnDanger,
    Violet,
    OnViolet,
    /// On the environment pill and other full colours.
    OnFill,
};

QColor toneColor(const Tokens &tokens, Tone tone);

/// The icon of a role ("search" -> :/icons/search.svg) with its strokes in the tone's colour. Disabled states
/// are drawn in the disabled text colour.
QIcon icon(const QString &role, Tone tone = Tone::Muted);
inline QIcon icon(const char *role, Tone tone = Tone::Muted)
{
    return icon(QString::fromLatin1(role), tone);
}

/// Draws the icon of a role at once, in any colour. `rect` is in the painter's coordinates.
void paintIcon(QPainter &painter, const QString &role, const QRectF &rect, const QColor &color);

} // namespace objecta::ui
