// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shortcutsheet.h"

#include "ui/pages/commands.h"
#include "ui/theme/paint.h"
#include "ui/widgets/text.h"

#include <QGridLayout>
#include <QPainter>

namespace objecta::ui {

namespace {

/// A command and its keys.
class KeyRow final : public QWidget {
public:
    KeyRow(const QString &text, const QString &keys)
        : m_text(text)
        , m_keys(keys)
    {
        setFixedHeight(26);
        setMinimumWidth(270);
        setAccessibleName(text + QStringLiteral(": ") + keys);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &t = currentTokens();
        const QFont keyFont = textFont(TextSize::Tiny, QFont::Medium);
        const int width_ = QFontMetrics(keyFont).horizontalAdvance(m_keys) + 14;
        const auto visual = [&](const QRect &r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
        const QRect key(width() - width_, 3, width_, 20);
        roundRect(painter, visual(key), 4, t.canvas, t.border);
        elidedText(painter, visual(key), m_keys, keyFont, t.textMuted, Qt::AlignCenter);
        elidedText(painter, visual({0, 0, key.left() - 8, height()}), m_text, textFont(), t.text);
    }

private:
    QString m_text;
    QString m_keys;
};

} // namespace

ShortcutSheet::ShortcutSheet(const Commands &commands, QWidget *parent)
    : FormDialog(tr("Keyboard shortcuts"), {}, parent)
{
    setObjectName(QStringLiteral("shortcutSheet"));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(space::xl * 2);
    grid->setVerticalSpacing(space::xl);
    int cell = 0;
    const auto addGroup = [&](const QString &title, const QList<std::pair<QString, QString>> &rows) {
        auto *column = new QVBoxLayout;
        column->setSpacing(2);
        auto *head = sectionLabel(title);
        head->setContentsMargins(0, 0, 0, 4);
        column->addWidget(head);
        for (const auto &[text, keys] : rows) {
            column->addWidget(new KeyRow(text, keys));
        }
        column->addStretch(1);
        grid->addLayout(column, cell / 2, cell % 2);
        ++cell;
    };
    for (const auto &[menu, actions] : commands.menus()) {
        QList<std::pair<QString, QString>> rows;
        for (const QAction *action : actions) {
            if (action && !action->shortcut().isEmpty()) {
                QString text = action->text();
                rows.append({text.remove(QLatin1Char('&')), action->shortcut().toString(QKeySequence::NativeText)});
            }
        }
        QString title = menu;
        if (!rows.isEmpty()) {
            addGroup(title.remove(QLatin1Char('&')), rows);
        }
    }
    const auto native = [](int key) { return QKeySequence(key).toString(QKeySequence::NativeText); };
    addGroup(tr("Everywhere"),
             {{tr("Next or previous control"), native(Qt::Key_Tab)},
              {tr("Move in a list"), QStringLiteral("\u2191 \u2193")},
              {tr("Open the chosen row"), native(Qt::Key_Return)},
              {tr("Pause live charts"), native(Qt::Key_Space)},
              {tr("Close or cancel"), native(Qt::Key_Escape)}});
    body()->addLayout(grid);
    addCancel(tr("Close"))->setDefault(true);
}

} // namespace objecta::ui
