// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

#include <tl/expected.hpp>

#include <array>
#include <utility>

namespace objecta::ui {

/// Every colour of the program by its role. Values stand in resources/themes, nowhere else.
struct Tokens {
    QColor chrome, surface, canvas, raised, hover, pressed, selected, navHover, navSelected;
    QColor border, divider, outline, buttonOutline;
    QColor text, textMuted, textSubtle, textDisabled;
    QColor accent, accentText, accentHover, accentPressed, onAccent;
    QColor success, successSoft, warning, warningFill, warningSoft;
    QColor danger, dangerFill, dangerHover, dangerSoft, onDanger;
    QColor neutralSoft, infoSoft;
    QColor violet, violetFill, violetHover, violetSoft, onViolet;
    QColor envProduction, envStaging, envDevelopment, onEnvironment;
    QColor gridline, track, scrollHandle, scrollHover;
    QColor tooltip, onTooltip, shadow, scrim;
    QColor series1, series2, series3, series4;
    QColor avatarA, onAvatarA, avatarB, onAvatarB, avatarC, onAvatarC;
    QColor avatarD, onAvatarD, avatarE, onAvatarE, avatarF, onAvatarF;

    [[nodiscard]] bool isDark() const { return surface.lightness() < 128; }
    /// Background and text of an avatar; the same key always gets the same pair (FNV-1a).
    [[nodiscard]] std::pair<QColor, QColor> avatar(const QString &key) const;
    [[nodiscard]] QPalette palette() const;

    /// Reads {"name": "#rrggbb" or "#aarrggbb"}; fails with a sentence on a missing, unknown or bad entry.
    static tl::expected<Tokens, QString> load(const QString &path);
};

using TokenEntry = std::pair<const char *, QColor Tokens::*>;

/// All tokens with their names in the theme files.
extern const std::array<TokenEntry, 67> tokenTable;

/// WCAG 2 contrast of two opaque colours, 1 to 21.
double contrast(const QColor &a, const QColor &b);

/// Spacing in device-independent pixels.
namespace space {
inline constexpr int xs = 4;
inline constexpr int s = 8;
inline constexpr int m = 12;
inline constexpr int l = 16;
inline constexpr int xl = 24;
} // namespace space

inline constexpr int radius = 6;
inline constexpr int cardRadius = 10;
inline constexpr int controlHeight = 32;
inline constexpr int rowHeight = 36;

} // namespace objecta::ui
