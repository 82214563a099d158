// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QProxyStyle>

class QAbstractButton;

namespace objecta::ui {

/// How a button presents itself. Default is outlined, Ghost shows no frame until it is hovered.
enum class ButtonKind { Default, Primary, Ghost, Danger, Violet, VioletOutline, Link };

void setKind(QAbstractButton *button, ButtonKind kind);
ButtonKind kindOf(const QWidget *button);

/// Marks an input whose value is refused: its outline turns red.
void setInvalid(QWidget *input, bool invalid);
bool isInvalid(const QWidget *input);

/// Draws every control from the tokens, over Fusion. No style sheets anywhere: they cost twice the time and hide
/// colours from the theme.
class Style final : public QProxyStyle {
    Q_OBJECT
public:
    explicit Style(Tokens tokens);

    [[nodiscard]] const Tokens &tokens() const { return m_tokens; }
    /// The caller sets the palette afterwards, which repaints everything.
    void setTokens(const Tokens &tokens) { m_tokens = tokens; }

    /// Keeps the wheel from changing a field that has no focus; the page scrolls instead.
    bool eventFilter(QObject *watched, QEvent *event) override;

    void polish(QWidget *widget) override;
    void unpolish(QWidget *widget) override;
    using QProxyStyle::polish;
    using QProxyStyle::unpolish;
    [[nodiscard]] QPalette standardPalette() const override { return m_tokens.palette(); }
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl sub,
                         const QWidget *widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
    QIcon standardIcon(StandardPixmap pixmap, const QStyleOption *option, const QWidget *widget) const override;

private:
    void drawButtonBevel(const QStyleOption &option, QPainter &painter, const QWidget *widget) const;
    void drawButtonLabel(const class QStyleOptionButton &option, QPainter &painter, const QWidget *widget) const;
    void drawField(const QStyleOption &option, QPainter &painter, const QWidget *widget) const;
    void drawIndicator(const QStyleOption &option, QPainter &painter, bool round) const;
    void drawHeaderSection(const QStyleOption &option, QPainter &painter) const;
    void drawHeaderLabel(const class QStyleOptionHeader &option, QPainter &painter, const QWidget *widget) const;
    void drawTab(const class QStyleOptionTab &option, QPainter &painter, const QWidget *widget) const;
    void drawMenuItem(const class QStyleOptionMenuItem &option, QPainter &painter, const QWidget *widget) const;
    void drawMenuBarItem(const class QStyleOptionMenuItem &option, QPainter &painter) const;
    void drawProgress(const class QStyleOptionProgressBar &option, QPainter &painter) const;
    void drawScrollBar(const class QStyleOptionSlider &option, QPainter &painter, const QWidget *widget) const;
    void drawComboBox(const class QStyleOptionComboBox &option, QPainter &painter, const QWidget *widget) const;
    void drawSpinBox(const class QStyleOptionSpinBox &option, QPainter &painter, const QWidget *widget) const;
    void drawToolButton(const class QStyleOptionToolButton &option, QPainter &painter, const QWidget *widget) const;
    void focusRing(QPainter &painter, const QRectF &rect, double radius) const;
    struct ButtonColors {
        QColor fill, border, text;
    };
    [[nodiscard]] ButtonColors buttonColors(const QStyleOption &option, const QWidget *widget) const;

    Tokens m_tokens;
};

/// The tokens of the style that the application runs with. Only while a QApplication with a Style lives.
const Tokens &currentTokens();

} // namespace objecta::ui
