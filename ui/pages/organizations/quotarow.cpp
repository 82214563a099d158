// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/organizations/quotarow.h"

#include "app/core/text.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/format.h"
#include "ui/widgets/text.h"
#include "ui/widgets/words.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>

#include <cmath>

namespace objecta::ui {

using stores::QuotaLine;
using stores::Resource;

namespace {
constexpr double gib = 1024.0 * 1024 * 1024;
constexpr int barTop = 46;
} // namespace

ResourceLook resourceLook(Resource resource)
{
    switch (resource) {
    case Resource::Agents:
        return {QuotaRow::tr("Agents"), QStringLiteral("agents"), QuotaRow::tr("agents", "unit")};
    case Resource::Messages:
        return {QuotaRow::tr("Messages"), QStringLiteral("messages"), QuotaRow::tr("per month", "unit")};
    case Resource::Users:
        return {QuotaRow::tr("Users"), QStringLiteral("members"), QuotaRow::tr("users", "unit")};
    case Resource::Storage:
        return {QuotaRow::tr("Storage"), QStringLiteral("storage"), QStringLiteral("GiB")};
    }
    return {};
}

QString limitText(Resource resource, const std::optional<qint64> &limit)
{
    if (!limit) {
        //: no limit on a quota
        return QuotaRow::tr("No limit");
    }
    return resource == Resource::Storage ? bytes(*limit) : count(*limit);
}

QString usedText(Resource resource, qint64 used, const std::optional<qint64> &limit)
{
    return limit ? QuotaRow::tr("%1 of %2 used").arg(limitText(resource, used), limitText(resource, limit))
                 : QuotaRow::tr("%1 used").arg(limitText(resource, used));
}

QuotaRow::QuotaRow(stores::QuotaStore &store, Resource resource, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_resource(resource)
    , m_look(resourceLook(resource))
    , m_source(new QComboBox)
    , m_input(new QLineEdit)
    , m_reset(makeIconButton(QStringLiteral("reset"), tr("%1: use the plan's limit").arg(m_look.name)))
    , m_used(new Text({}, TextSize::Small, QFont::Normal, Tone::Muted))
    , m_message(new Text({}, TextSize::Small, QFont::Normal, Tone::Warning))
{
    auto *name = new Text(m_look.name, TextSize::Body, QFont::DemiBold);
    m_source->addItem({});
    //: where a limit comes from: set for this organization
    m_source->addItem(tr("Own limit"));
    m_source->setAccessibleName(tr("%1: where the limit comes from").arg(m_look.name));
    m_source->setMinimumWidth(120);
    m_source->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_input->setObjectName(stores::resourceField(resource));
    m_input->setAlignment(Qt::AlignRight);
    m_input->setFixedWidth(118);
    m_input->setInputMethodHints(Qt::ImhFormattedNumbersOnly);
    m_input->setAccessibleName(tr("%1: limit in %2").arg(m_look.name, m_look.unit));
    auto *unit = new Text(m_look.unit, TextSize::Body, QFont::Normal, Tone::Muted);
    unit->setMinimumWidth(64);
    m_message->setWordWrap(true);

    auto *controls = new QHBoxLayout;
    controls->setSpacing(space::s);
    controls->addSpacing(28);
    controls->addWidget(name);
    controls->addStretch(1);
    controls->addWidget(m_source);
    controls->addWidget(m_input);
    controls->addWidget(unit);
    controls->addWidget(m_reset);
    auto *usage = new QHBoxLayout;
    usage->setContentsMargins(28, 0, 0, 0);
    usage->addSpacing(132);
    usage->addWidget(m_used, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::l, space::m, space::m, space::m);
    layout->setSpacing(6);
    layout->addLayout(controls);
    layout->addLayout(usage);
    auto *below = new QHBoxLayout;
    below->setContentsMargins(28, 0, 0, 0);
    below->addWidget(m_message);
    layout->addLayout(below);

    connect(m_source, &QComboBox::activated, this, [this](int index) {
        m_unreadable = false;
        m_store.setOverridden(m_resource, index == 1);
        if (index == 1) {
            m_input->setFocus();
            m_input->selectAll();
        }
    });
    connect(m_input, &QLineEdit::textEdited, this, &QuotaRow::edited);
    connect(m_input, &QLineEdit::editingFinished, this, &QuotaRow::refresh);
    connect(m_reset, &QToolButton::clicked, this, [this] {
        m_unreadable = false;
        m_store.setOverridden(m_resource, false);
    });
    refresh();
}

QString QuotaRow::inputText(const std::optional<qint64> &value) const
{
    if (!value) {
        return {};
    }
    if (m_resource != Resource::Storage) {
        return count(*value);
    }
    // As few digits as give the same number of bytes back.
    const double amount = static_cast<double>(*value) / gib;
    for (int digits = 0; digits <= 10; ++digits) {
        const double scale = std::pow(10.0, digits);
        if (std::llround(std::round(amount * scale) / scale * gib) == *value) {
            return QLocale().toString(amount, 'f', digits);
        }
    }
    return QLocale().toString(amount, 'f', 10);
}

void QuotaRow::edited(const QString &text)
{
    m_typing = true;
    m_unreadable = false;
    m_typed.reset();
    const QString trimmed = text.trimmed();
    if (!trimmed.isEmpty()) {
        bool ok = false;
        double number = QLocale().toDouble(trimmed, &ok);
        if (!ok) {
            number = QLocale::c().toDouble(trimmed, &ok);
        }
        if (m_resource == Resource::Storage) {
            number *= gib;
        }
        const bool whole = m_resource == Resource::Storage || number == std::floor(number);
        if (ok && whole && std::abs(number) <= 9.0e15) {
            m_typed = static_cast<qint64>(std::llround(number));
        } else {
            m_unreadable = true;
        }
    }
    m_store.setValue(m_resource, m_typed);
    m_typing = false;
    refresh();
}

QString QuotaRow::message(bool *bad) const
{
    const QuotaLine &line = m_store.line(m_resource);
    const QString fault = m_store.serverFault(m_resource);
    *bad = true;
    if (m_unreadable) {
        return m_resource == Resource::Storage ? tr("This is no number.") : tr("A whole number is needed.");
    }
    switch (line.fault()) {
    case QuotaLine::Fault::Missing:
        return tr("Type a limit, or use the plan's.");
    case QuotaLine::Fault::Negative:
        return tr("A limit can't be negative.");
    case QuotaLine::Fault::TooLarge:
        return tr("This is more than can be counted.");
    case QuotaLine::Fault::None:
        break;
    }
    if (!fault.isEmpty()) {
        return fieldErrorText(fault);
    }
    *bad = false;
    if (line.exceeds()) {
        const QString over = limitText(m_resource, line.used - *line.effective());
        return tr("%1 more than this limit are used already. Nothing is deleted, but nothing new can be added.")
            .arg(over);
    }
    return {};
}

void QuotaRow::refresh()
{
    const QuotaLine &line = m_store.line(m_resource);
    m_dirty = line.isDirty();
    m_source->setItemText(0, tr("Plan: %1").arg(limitText(m_resource, line.planLimit)));
    m_source->setCurrentIndex(line.overridden ? 1 : 0);
    // Else it was discarded, or another limit was read: the text gives way to it.
    const bool asTyped = line.overridden && line.value == m_typed;
    m_unreadable = m_unreadable && asTyped;
    const bool inHand = m_input->hasFocus() && asTyped && (m_input->isModified() || !line.value);
    if (!m_typing && !m_unreadable && !inHand) {
        m_input->setText(inputText(line.effective()));
    }
    m_reset->setVisible(line.overridden);
    auto policy = m_reset->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_reset->setSizePolicy(policy);
    const auto limit = line.effective();
    m_share = limit ? (*limit > 0          ? static_cast<double>(line.used) / static_cast<double>(*limit)
                           : line.used > 0 ? 1.0
                                           : 0.0)
                    : -1;
    QString used = usedText(m_resource, line.used, limit);
    if (m_share >= 0) {
        used += QStringLiteral(" \u00b7 ") + percent(m_share);
    }
    if (m_dirty) {
        const auto before = line.savedOverride ? line.savedOverride : line.planLimit;
        //: what a limit was before the edit
        used += QStringLiteral(" \u00b7 ") + tr("was %1").arg(limitText(m_resource, before));
    }
    m_used->setText(used);
    bool bad = false;
    const QString text = message(&bad);
    m_message->setText(text);
    m_message->setTone(bad ? Tone::Danger : Tone::Warning);
    m_message->setVisible(!text.isEmpty());
    m_input->setAccessibleDescription(QStringList{used, text}.join(QStringLiteral(". ")));
    setInvalid(m_input, bad);
    update();
}

void QuotaRow::setEditable(bool editable)
{
    m_source->setEnabled(editable);
    m_input->setReadOnly(!editable);
    m_reset->setEnabled(editable);
}

void QuotaRow::focusInput()
{
    m_input->setFocus(Qt::OtherFocusReason);
    m_input->selectAll();
}

void QuotaRow::type(const QString &text)
{
    m_input->setText(text);
    edited(text);
}

void QuotaRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = currentTokens();
    roundRect(painter, rect(), cardRadius, t.raised, t.border);
    const auto visual = [&](const QRect &r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
    if (m_dirty) {
        // The mark of an unsaved line.
        roundRect(painter, visual({0, 12, 3, height() - 24}), 1.5, t.accentText);
    }
    paintIcon(painter, m_look.icon, visual({16, space::m + 8, 17, 17}), t.textMuted);
    const int y = m_used->mapTo(this, QPoint()).y() + m_used->height() / 2 - 3;
    paintUsageBar(painter, QRectF(visual({44, std::max(barTop, y), 118, 6})), m_share);
}

} // namespace objecta::ui
