// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore>
#include <QtGui>
#include <QtNetwork>
#include <QtWidgets>

#include <functional>
#include <memory>
#include <optional>
#include <vector>
