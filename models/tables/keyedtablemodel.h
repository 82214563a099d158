// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/json.h"

#include <QAbstractTableModel>

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <vector>

namespace objecta::tables {

/// What all list models here share: paging driven by a store. data() never fetches.
class PagedTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override
    {
        return !parent.isValid() && m_more && !m_fetching;
    }
    /// Views call it near the end of the list; the store answers fetchMoreWanted() with append().
    void fetchMore(const QModelIndex &parent) override
    {
        if (canFetchMore(parent)) {
            m_fetching = true;
            emit fetchMoreWanted();
        }
    }
    /// Called by the store: whether there are rows beyond the loaded ones. Ends a running fetch.
    void setMore(bool more)
    {
        m_more = more;
        m_fetching = false;
    }
    [[nodiscard]] bool hasMore() const { return m_more; }

signals:
    void fetchMoreWanted();

private:
    bool m_more = false;
    bool m_fetching = false;
};

/// Rows of a DTO, each with a key that stays the same while its values change. All updates are by key, so indexes,
/// selection and scroll position survive them. `Row` must have a member `id` and be a DTO of the contract.
template <class Row>
class KeyedTableModel : public PagedTableModel {
public:
    using Key = decltype(Row::id);
    using PagedTableModel::PagedTableModel;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    [[nodiscard]] const Row &at(int row) const { return *m_rows[static_cast<size_t>(row)]; }
    /// -1 where the key is not loaded.
    [[nodiscard]] int rowOf(const Key &key) const;
    [[nodiscard]] const Row *find(const Key &key) const
    {
        const int row = rowOf(key);
        return row < 0 ? nullptr : &at(row);
    }

    /// Makes the rows exactly these, in this order: rows that stay keep their indexes.
    void setRows(std::vector<Row> rows);
    /// Adds a page at the end; rows that are loaded already are updated in place.
    void append(std::vector<Row> rows);
    /// Updates the row of the same key in place. False where it is not loaded.
    bool update(const Row &row);
    /// Puts a row in front, or updates it in place.
    void prepend(const Row &row);
    bool remove(const Key &key);
    void clear() { setRows({}); }

private:
    void reindex(size_t from);
    void changed(int row) { emit dataChanged(index(row, 0), index(row, columnCount() - 1)); }

    std::vector<std::unique_ptr<Row>> m_rows;
    std::unordered_map<Key, int> m_index;
};

} // namespace objecta::tables

#include "models/tables/keyedtablemodel_impl.h"
