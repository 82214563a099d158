// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/ids.h"
#include "models/contract/timestamp.h"

#include <charconv>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace objecta::db {

class Rows;

/// One row of an answer. Lives no longer than its Rows. Columns count from 0, in the order of the SELECT list.
/// Timestamps are selected as they are: the connections run in UTC with ISO dates.
class Row {
public:
    [[nodiscard]] bool isNull(int column) const;
    /// The text form; empty for NULL.
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] std::string string(int column) const { return std::string(text(column)); }
    [[nodiscard]] int64_t integer(int column) const;
    [[nodiscard]] std::optional<int64_t> maybeInteger(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] bool boolean(int column) const { return text(column) == "t"; }
    /// A bytea column's bytes.
    [[nodiscard]] std::string bytes(int column) const;
    [[nodiscard]] Timestamp timestamp(int column) const;
    [[nodiscard]] std::optional<Timestamp> maybeTimestamp(int column) const;
    template <class IdType>
    [[nodiscard]] IdType id(int column) const
    {
        const auto value = IdType::parse(text(column));
        if (!value) {
            throw std::logic_error("column is not a uuid");
        }
        return *value;
    }
    template <class IdType>
    [[nodiscard]] std::optional<IdType> maybeId(int column) const
    {
        return isNull(column) ? std::nullopt : std::optional(id<IdType>(column));
    }

private:
    friend class Rows;
    Row(const Rows *rows, int index)
        : m_rows(rows)
        , m_index(index)
    {
    }
    const Rows *m_rows;
    int m_index;
};

/// The answer to one statement, the same type whichever library fetched it. Cheap to copy.
class Rows {
public:
    /// How a library's result is read; db/ only.
    struct Access {
        int (*count)(const void *);
        int (*affected)(const void *);
        bool (*isNull)(const void *, int row, int column);
        std::string_view (*text)(const void *, int row, int column);
    };

    Rows() = default;
    Rows(std::shared_ptr<const void> result, const Access *access)
        : m_result(std::move(result))
        , m_access(access)
    {
    }

    [[nodiscard]] int size() const { return m_access != nullptr ? m_access->count(m_result.get()) : 0; }
    [[nodiscard]] bool empty() const { return size() == 0; }
    /// Rows that an INSERT, UPDATE or DELETE changed.
    [[nodiscard]] int affected() const { return m_access != nullptr ? m_access->affected(m_result.get()) : 0; }
    [[nodiscard]] Row operator[](int index) const { return {this, index}; }

    class Iterator {
    public:
        Iterator(const Rows *rows, int index)
            : m_rows(rows)
            , m_index(index)
        {
        }
        Row operator*() const { return (*m_rows)[m_index]; }
        Iterator &operator++()
        {
            ++m_index;
            return *this;
        }
        bool operator!=(const Iterator &other) const { return m_index != other.m_index; }

    private:
        const Rows *m_rows;
        int m_index;
    };
    [[nodiscard]] Iterator begin() const { return {this, 0}; }
    [[nodiscard]] Iterator end() const { return {this, size()}; }

private:
    friend class Row;
    std::shared_ptr<const void> m_result;
    const Access *m_access = nullptr;
};

} // namespace objecta::db
