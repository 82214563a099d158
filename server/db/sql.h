// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"
#include "models/contract/timestamp.h"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace objecta::db {

/// SQL text that stands in the source: made from a literal at compile time only, so no input can reach it.
/// Parameters are $1, $2, ... The text's address names the prepared statement.
class Sql {
public:
    consteval Sql(const char *text)
        : m_text(text)
    {
    }
    [[nodiscard]] constexpr const char *text() const { return m_text; }

private:
    const char *m_text;
};

/// A bytea parameter. Refers to the caller's bytes, which live until Params is made.
struct Bytes {
    std::string_view data;
};

/// Parameters in PostgreSQL's text format; nullopt is NULL; a vector is an array (uuid[], text[], bigint[], ...).
class Params {
public:
    template <class... T>
    explicit Params(const T &...values)
    {
        m_values.reserve(sizeof...(values));
        (add(values), ...);
    }

    void add(std::nullopt_t) { m_values.emplace_back(std::nullopt); }
    void add(std::string_view v) { m_values.emplace_back(std::string(v)); }
    void add(const std::string &v) { m_values.emplace_back(v); }
    void add(const char *v) { m_values.emplace_back(std::string(v)); }
    void add(bool v) { m_values.emplace_back(v ? "t" : "f"); }
    void add(std::integral auto v) { m_values.emplace_back(std::to_string(v)); }
    void add(double v);
    void add(const Bytes &v);
    template <class Tag>
    void add(const Id<Tag> &v)
    {
        m_values.emplace_back(v.text());
    }
    void add(const Timestamp &v) { m_values.emplace_back(v.text()); }
    template <class T>
    void add(const std::optional<T> &v)
    {
        if (v) {
            add(*v);
        } else {
            m_values.emplace_back(std::nullopt);
        }
    }

    template <class T>
    void add(const std::vector<T> &v)
    {
        Params items;
        for (const T &item : v) {
            items.add(item);
        }
        addArray(items);
    }

    [[nodiscard]] const std::vector<std::optional<std::string>> &values() const { return m_values; }

private:
    void addArray(const Params &items);

    std::vector<std::optional<std::string>> m_values;
};

} // namespace objecta::db
