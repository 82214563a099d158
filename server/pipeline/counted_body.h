// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/pipeline/body.h"

#include <functional>
#include <memory>
#include <utility>

namespace objecta::pipeline {

/// An answer's body that tells of each piece when it is given away.
class CountedBody final : public BodySource {
public:
    CountedBody(std::shared_ptr<BodySource> body, std::function<void(size_t)> given)
        : m_body(std::move(body))
        , m_given(std::move(given))
    {
    }
    [[nodiscard]] std::optional<uint64_t> size() const override { return m_body->size(); }
    db::Awaitable<Result<size_t>> read(std::span<char> into) override
    {
        auto got = co_await m_body->read(into);
        if (got && *got > 0) {
            m_given(*got);
        }
        co_return got;
    }

private:
    std::shared_ptr<BodySource> m_body;
    std::function<void(size_t)> m_given;
};

} // namespace objecta::pipeline
