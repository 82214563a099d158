// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tokens.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

namespace objecta::ui {

const std::array<TokenEntry, 67> tokenTable{{{"chrome", &Tokens::chrome},
                                             {"surface", &Tokens::surface},
                                             {"canvas", &Tokens::canvas},
                                             {"raised", &Tokens::raised},
                                             {"hover", &Tokens::hover},
                                             {"pressed", &Tokens::pressed},
                                             {"selected", &Tokens::selected},
                                             {"navHover", &Tokens::navHover},
                                             {"navSelected", &Tokens::navSelected},
                                             {"border", &Tokens::border},
                                             {"divider", &Tokens::divider},
                                             {"outline", &Tokens::outline},
                                             {"buttonOutline", &Tokens::buttonOutline},
                                             {"text", &Tokens::text},
                                             {"textMuted", &Tokens::textMuted},
                                             {"textSubtle", &Tokens::textSubtle},
                                             {"textDisabled", &Tokens::textDisabled},
                                             {"accent", &Tokens::accent},
                                             {"accentText", &Tokens::accentText},
                                             {"accentHover", &Tokens::accentHover},
                                             {"accentPressed", &Tokens::accentPressed},
                                             {"onAccent", &Tokens::onAccent},
                                             {"success", &Tokens::success},
                                             {"successSoft", &Tokens::successSoft},
                                             {"warning", &Tokens::warning},
                                             {"warningFill", &Tokens::warningFill},
                                             {"warningSoft", &Tokens::warningSoft},
                                             {"danger", &Tokens::danger},
                                             {"dangerFill", &Tokens::dangerFill},
                                             {"dangerHover", &Tokens::dangerHover},
                                             {"dangerSoft", &Tokens::dangerSoft},
                                             {"onDanger", &Tokens::onDanger},
                                             {"neutralSoft", &Tokens::neutralSoft},
                                             {"infoSoft", &Tokens::infoSoft},
                                             {"violet", &Tokens::violet},
                                             {"violetFill", &Tokens::violetFill},
                                             {"violetHover", &Tokens::violetHover},
                                             {"violetSoft", &Tokens::violetSoft},
                                             {"onViolet", &Tokens::onViolet},
                                             {"envProduction", &Tokens::envProduction},
                                             {"envStaging", &Tokens::envStaging},
                                             {"envDevelopment", &Tokens::envDevelopment},
                                             {"onEnvironment", &Tokens::onEnvironment},
                                             {"gridline", &Tokens::gridline},
                                             {"track", &Tokens::track},
                                             {"scrollHandle", &Tokens::scrollHandle},
                                             {"scrollHover", &Tokens::scrollHover},
                                             {"tooltip", &Tokens::tooltip},
                                             {"onTooltip", &Tokens::onTooltip},
                                             {"shadow", &Tokens::shadow},
                                             {"scrim", &Tokens::scrim},
                                             {"series1", &Tokens::series1},
                                             {"series2", &Tokens::series2},
                                             {"series3", &Tokens::series3},
                                             {"series4", &Tokens::series4},
                                             {"avatarA", &Tokens::avatarA},
                                             {"onAvatarA", &Tokens::onAvatarA},
                                             {"avatarB", &Tokens::avatarB},
                                             {"onAvatarB", &Tokens::onAvatarB},
                                             {"avatarC", &Tokens::avatarC},
                                             {"onAvatarC", &Tokens::onAvatarC},
                                             {"avatarD", &Tokens::avatarD},
                                             {"onAvatarD", &Tokens::onAvatarD},
                                             {"avatarE", &Tokens::avatarE},
                                             {"onAvatarE", &Tokens::onAvatarE},
                                             {"avatarF", &Tokens::avatarF},
                                             {"onAvatarF", &Tokens::onAvatarF}}};

std::pair<QColor, QColor> Tokens::avatar(const QString &key) const
{
    // qHash differs from run to run; FNV-1a does not.
    quint32 hash = 2166136261U;
    for (const char byte : key.toUtf8()) {
        hash = (hash ^ static_cast<quint8>(byte)) * 16777619U;
    }
    const std::array<std::pair<QColor, QColor>, 6> pairs{{{avatarA, onAvatarA},
                                                          {avatarB, onAvatarB},
                                                          {avatarC, onAvatarC},
                                                          {avatarD, onAvatarD},
                                                          {avatarE, onAvatarE},
                                                          {avatarF, onAvatarF}}};
    return pairs[(hash ^ (hash >> 15)) % pairs.size()];
}

QPalette Tokens::palette() const
{
    QPalette result;
    const auto both = [&](QPalette::ColorRole role, const QColor &colour) {
        // Never QPalette::All: it would take the Disabled group along and disabled would look enabled.
        result.setColor(QPalette::Active, role, colour);
        result.setColor(QPalette::Inactive, role, colour);
    };
    const auto all = [&](QPalette::ColorRole role, const QColor &colour, const QColor &disabled) {
        both(role, colour);
        result.setColor(QPalette::Disabled, role, disabled);
    };
    all(QPalette::Window, surface, surface);
    all(QPalette::WindowText, text, textDisabled);
    all(QPalette::Base, surface, surface);
    all(QPalette::AlternateBase, canvas, canvas);
    all(QPalette::Text, text, textDisabled);
    all(QPalette::Button, raised, raised);
    all(QPalette::ButtonText, text, textDisabled);
    all(QPalette::BrightText, danger, textDisabled);
    all(QPalette::PlaceholderText, textSubtle, textDisabled);
    all(QPalette::Highlight, accent, track);
    all(QPalette::HighlightedText, onAccent, textMuted);
    all(QPalette::Link, accentText, textDisabled);
    all(QPalette::LinkVisited, accentText, textDisabled);
    all(QPalette::ToolTipBase, tooltip, tooltip);
    all(QPalette::ToolTipText, onTooltip, onTooltip);
    all(QPalette::Light, raised, raised);
    all(QPalette::Midlight, hover, hover);
    all(QPalette::Mid, border, border);
    all(QPalette::Dark, outline, border);
    all(QPalette::Shadow, shadow, shadow);
    return result;
}

tl::expected<Tokens, QString> Tokens::load(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return tl::unexpected(QStringLiteral("cannot open %1").arg(path));
    }
    QJsonParseError error;
    QJsonObject object = QJsonDocument::fromJson(file.readAll(), &error).object();
    if (error.error != QJsonParseError::NoError) {
        return tl::unexpected(QStringLiteral("%1: %2").arg(path, error.errorString()));
    }
    Tokens tokens;
    for (const auto &[name, member] : tokenTable) {
        const QColor colour(object.take(QLatin1String(name)).toString());
        if (!colour.isValid()) {
            return tl::unexpected(QStringLiteral("%1: %2 is missing or no colour").arg(path, QLatin1String(name)));
        }
        tokens.*member = colour;
    }
    if (!object.isEmpty()) {
        return tl::unexpected(QStringLiteral("%1: nobody reads %2").arg(path, object.keys().join(QLatin1String(", "))));
    }
    return tokens;
}

double contrast(const QColor &a, const QColor &b)
{
    const auto luminance = [](const QColor &colour) {
        const auto channel = [](double value) {
            return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF()) + 0.0722 * channel(colour.blueF());
    };
    const double one = luminance(a);
    const double two = luminance(b);
    return (std::max(one, two) + 0.05) / (std::min(one, two) + 0.05);
}

} // namespace objecta::ui
