// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The template's bodies; included by keyedtablemodel.h only.

namespace objecta::tables {

template <class Row>
int KeyedTableModel<Row>::rowOf(const Key &key) const
{
    const auto found = m_index.find(key);
    return found == m_index.end() ? -1 : found->second;
}

template <class Row>
void KeyedTableModel<Row>::reindex(size_t from)
{
    for (size_t i = from; i < m_rows.size(); ++i) {
        m_index[m_rows[i]->id] = static_cast<int>(i);
    }
}

template <class Row>
void KeyedTableModel<Row>::setRows(std::vector<Row> rows)
{
    // The order of steps keeps every intermediate state a valid model: rows that vanish go in runs from the end, the
    // rest is sorted into the new order in one layout change, new rows come in runs, then values are compared.
    std::unordered_map<Key, size_t> wanted;
    wanted.reserve(rows.size());
    size_t kept = 0;
    for (size_t i = 0; i < rows.size(); ++i) {
        if (wanted.emplace(rows[i].id, kept).second) {
            if (kept != i) {
                rows[kept] = std::move(rows[i]);
            }
            ++kept;
        }
    }
    rows.resize(kept);

    for (size_t end = m_rows.size(); end > 0;) {
        if (wanted.contains(m_rows[end - 1]->id)) {
            --end;
            continue;
        }
        size_t begin = end - 1;
        while (begin > 0 && !wanted.contains(m_rows[begin - 1]->id)) {
            --begin;
        }
        beginRemoveRows({}, static_cast<int>(begin), static_cast<int>(end - 1));
        for (size_t i = begin; i < end; ++i) {
            m_index.erase(m_rows[i]->id);
        }
        m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(begin),
                     m_rows.begin() + static_cast<std::ptrdiff_t>(end));
        reindex(begin);
        endRemoveRows();
        end = begin;
    }

    const auto inOrder = [&](const std::unique_ptr<Row> &a, const std::unique_ptr<Row> &b) {
        return wanted.at(a->id) < wanted.at(b->id);
    };
    if (!std::is_sorted(m_rows.begin(), m_rows.end(), inOrder)) {
        emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
        const QModelIndexList before = persistentIndexList();
        std::vector<Key> keys;
        keys.reserve(static_cast<size_t>(before.size()));
        for (const QModelIndex &persistent : before) {
            keys.push_back(at(persistent.row()).id);
        }
        std::sort(m_rows.begin(), m_rows.end(), inOrder);
        reindex(0);
        QModelIndexList after;
        after.reserve(before.size());
        for (qsizetype i = 0; i < before.size(); ++i) {
            after.append(index(rowOf(keys[static_cast<size_t>(i)]), before.at(i).column()));
        }
        changePersistentIndexList(before, after);
        emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
    }

    std::vector<bool> fresh(rows.size(), false);
    for (size_t i = 0; i < rows.size(); ++i) {
        if (i < m_rows.size() && m_rows[i]->id == rows[i].id) {
            continue;
        }
        size_t end = i + 1;
        while (end < rows.size() && !m_index.contains(rows[end].id)) {
            ++end;
        }
        beginInsertRows({}, static_cast<int>(i), static_cast<int>(end - 1));
        std::vector<std::unique_ptr<Row>> run;
        run.reserve(end - i);
        for (size_t j = i; j < end; ++j) {
            run.push_back(std::make_unique<Row>(std::move(rows[j])));
            fresh[j] = true;
        }
        m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(i), std::make_move_iterator(run.begin()),
                      std::make_move_iterator(run.end()));
        reindex(i);
        endInsertRows();
        i = end - 1;
    }

    for (size_t i = 0; i < rows.size(); ++i) {
        if (!fresh[i] && writeJson(*m_rows[i]) != writeJson(rows[i])) {
            *m_rows[i] = std::move(rows[i]);
            changed(static_cast<int>(i));
        }
    }
}

template <class Row>
void KeyedTableModel<Row>::append(std::vector<Row> rows)
{
    std::vector<std::unique_ptr<Row>> fresh;
    std::unordered_map<Key, size_t> own;
    for (Row &row : rows) {
        if (update(row)) {
            continue;
        }
        if (own.emplace(row.id, fresh.size()).second) {
            fresh.push_back(std::make_unique<Row>(std::move(row)));
        }
    }
    if (fresh.empty()) {
        return;
    }
    const size_t from = m_rows.size();
    beginInsertRows({}, static_cast<int>(from), static_cast<int>(from + fresh.size() - 1));
    std::move(fresh.begin(), fresh.end(), std::back_inserter(m_rows));
    reindex(from);
    endInsertRows();
}

template <class Row>
bool KeyedTableModel<Row>::update(const Row &row)
{
    const int at = rowOf(row.id);
    if (at < 0) {
        return false;
    }
    Row &mine = *m_rows[static_cast<size_t>(at)];
    if (writeJson(mine) != writeJson(row)) {
        mine = row;
        changed(at);
    }
    return true;
}

template <class Row>
void KeyedTableModel<Row>::prepend(const Row &row)
{
    if (update(row)) {
        return;
    }
    beginInsertRows({}, 0, 0);
    m_rows.insert(m_rows.begin(), std::make_unique<Row>(row));
    reindex(0);
    endInsertRows();
}

template <class Row>
bool KeyedTableModel<Row>::remove(const Key &key)
{
    const int at = rowOf(key);
    if (at < 0) {
        return false;
    }
    beginRemoveRows({}, at, at);
    m_index.erase(key);
    m_rows.erase(m_rows.begin() + at);
    reindex(static_cast<size_t>(at));
    endRemoveRows();
    return true;
}

} // namespace objecta::tables
