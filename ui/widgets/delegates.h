// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/badge.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/words.h"

#include <functional>

namespace objecta::ui {

/// Avatar, name, and the slug in a quieter tone.
class NameDelegate final : public RowDelegate {
    Q_OBJECT
public:
    /// Roles that give the name and the slug (the key of the colour).
    NameDelegate(int nameRole, int slugRole, QObject *parent)
        : RowDelegate(parent)
        , m_name(nameRole)
        , m_slug(slugRole)
    {
    }

protected:
    void content(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                 const QModelIndex &index) const override;

private:
    int m_name;
    int m_slug;
};

/// Icon and word.
class StatusDelegate final : public RowDelegate {
    Q_OBJECT
public:
    using Look = StatusLook (*)(const QString &);
    StatusDelegate(int role, Look look, QObject *parent)
        : RowDelegate(parent)
        , m_role(role)
        , m_look(look)
    {
    }

protected:
    void content(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                 const QModelIndex &index) const override;

private:
    int m_role;
    Look m_look;
};

/// A bar with a mark at the warning level, and the percentage.
class UsageDelegate final : public RowDelegate {
    Q_OBJECT
public:
    UsageDelegate(int shareRole, QObject *parent)
        : RowDelegate(parent)
        , m_share(shareRole)
    {
    }

protected:
    void content(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                 const QModelIndex &index) const override;

private:
    int m_share;
};

/// A sparkline of the last minute and the newest value.
class RateDelegate final : public RowDelegate {
    Q_OBJECT
public:
    RateDelegate(int rateRole, int sparklineRole, QObject *parent)
        : RowDelegate(parent)
        , m_rate(rateRole)
        , m_sparkline(sparklineRole)
    {
    }

protected:
    void content(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                 const QModelIndex &index) const override;

private:
    int m_rate;
    int m_sparkline;
};

/// A badge with a role's text; nothing where that is empty.
class BadgeDelegate final : public RowDelegate {
    Q_OBJECT
public:
    BadgeDelegate(int role, BadgeTone tone, QObject *parent)
        : RowDelegate(parent)
        , m_role(role)
        , m_tone(tone)
    {
    }

protected:
    void content(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                 const QModelIndex &index) const override;

private:
    int m_role;
    BadgeTone m_tone;
};

/// Text made from a role's value: dates, roles, numbers.
class ValueDelegate final : public RowDelegate {
    Q_OBJECT
public:
    using Format = std::function<QString(const QVariant &)>;
    ValueDelegate(int role, Format format, QObject *parent, bool right = false)
        : RowDelegate(parent)
        , m_role(role)
        , m_format(std::move(format))
        , m_right(right)
    {
    }

protected:
    void content(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                 const QModelIndex &index) const override;

private:
    int m_role;
    Format m_format;
    bool m_right;
};

/// Draws values oldest first, scaled to their own largest value; NaN breaks the line. `span` of them fill the width; a
/// younger line grows in from the right.
void paintSparkline(QPainter &painter, const QRectF &rect, const QList<double> &values, const QColor &color,
                    qsizetype span = 60);
void paintUsageBar(QPainter &painter, const QRectF &rect, double share);

} // namespace objecta::ui
