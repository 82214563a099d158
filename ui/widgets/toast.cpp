// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/toast.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/widgets/controls.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace objecta::ui {

namespace {

/// On the dark ground of a toast in both themes.
class ToastButton final : public QAbstractButton {
public:
    ToastButton(const QString &text, QWidget *parent)
        : QAbstractButton(parent)
    {
        setText(text);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
    }
    [[nodiscard]] QSize sizeHint() const override
    {
        return {text().isEmpty() ? 30 : QFontMetrics(toastFont()).size(Qt::TextShowMnemonic, text()).width() + 22, 30};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &t = currentTokens();
        QColor wash = t.onTooltip;
        wash.setAlphaF(underMouse() ? 0.18F : text().isEmpty() ? 0.0F : 0.1F);
        roundRect(painter, rect(), radius, wash);
        if (hasFocus()) {
            roundRect(painter, rect(), radius, {}, t.onTooltip, 2);
        }
        if (text().isEmpty()) {
            paintIcon(painter, QStringLiteral("close"), rect().adjusted(8, 8, -8, -8), t.onTooltip);
        } else {
            painter.setFont(toastFont());
            painter.setPen(t.onTooltip);
            painter.drawText(rect(), Qt::AlignCenter | Qt::TextShowMnemonic, text());
        }
    }

private:
    static QFont toastFont() { return textFont(TextSize::Body, QFont::DemiBold); }
};

class Toast final : public QWidget {
public:
    Toast(const QString &iconRole, const QString &text, const ToastHost::Action &action, QWidget *parent)
        : QWidget(parent)
        , m_icon(iconRole)
        , m_text(text)
    {
        auto *row = new QHBoxLayout(this);
        const int width =
            std::min(QFontMetrics(textFont(TextSize::Body, QFont::Medium)).horizontalAdvance(text) + 4, 520);
        row->setContentsMargins(44 + width + space::l, 6, 8, 6);
        row->setSpacing(space::xs);
        if (action.run) {
            auto *button = new ToastButton(action.text, this);
            button->setObjectName(QStringLiteral("toastAction"));
            connect(button, &QAbstractButton::clicked, this, [this, run = action.run] {
                run();
                deleteLater();
            });
            row->addWidget(button);
        }
        auto *close = new ToastButton({}, this);
        close->setAccessibleName(ToastHost::tr("Dismiss"));
        connect(close, &QAbstractButton::clicked, this, &QObject::deleteLater);
        row->addWidget(close);
        setFixedHeight(46);
        setAccessibleName(text);
        m_life.setSingleShot(true);
        m_life.setInterval(10'000);
        connect(&m_life, &QTimer::timeout, this, &QObject::deleteLater);
        m_life.start();
    }

protected:
    void enterEvent(QEnterEvent *) override { m_life.stop(); }
    void leaveEvent(QEvent *) override { m_life.start(); }
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &t = currentTokens();
        roundRect(painter, rect(), 8, t.tooltip);
        const auto visual = [&](const QRect &r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
        paintIcon(painter, m_icon, visual({16, 15, 16, 16}), t.onTooltip);
        elidedText(painter, visual({44, 0, layout()->contentsMargins().left() - 44 - 8, height()}), m_text,
                   textFont(TextSize::Body, QFont::Medium), t.onTooltip);
    }

private:
    QString m_icon;
    QString m_text;
    QTimer m_life;
};

} // namespace

ToastHost::ToastHost(QWidget *window)
    : QWidget(window)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(space::s);
    m_layout->setSizeConstraint(QLayout::SetFixedSize);
    setAttribute(Qt::WA_NoSystemBackground);
    window->installEventFilter(this);
    QWidget::hide();
}

void ToastHost::show(const QString &iconRole, const QString &text, const Action &action)
{
    auto *toast = new Toast(iconRole, text, action, this);
    m_layout->addWidget(toast, 0, Qt::AlignHCenter);
    connect(toast, &QObject::destroyed, this, [this] {
        QMetaObject::invokeMethod(
            this,
            [this] {
                setVisible(m_layout->count() > 0);
                place();
            },
            Qt::QueuedConnection);
    });
    QWidget::show();
    place();
    QAccessibleEvent event(toast, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

bool ToastHost::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize) {
        place();
    }
    return QWidget::eventFilter(watched, event);
}

void ToastHost::place()
{
    m_layout->activate();
    adjustSize();
    const QWidget *window = parentWidget();
    move((window->width() - width()) / 2, window->height() - height() - 44);
    raise();
}

} // namespace objecta::ui
