// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pch.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
