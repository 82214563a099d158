// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/httpclient.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace objecta::test {

/// A place of an operation where an id goes.
struct IdPlace {
    enum class In { Path, Query, Body } in;
    std::string name;
    std::string kind; ///< the collection that it is an id of: "agents"; empty: of any of them
};

/// One route, as the router and the document know it.
struct Operation {
    std::string method;
    std::string pattern;
    std::string scope; ///< tenant, staff or public, as the document says
    std::string permission;
    boost::json::value described; ///< null when the document does not have it
    std::vector<IdPlace> places;
    std::string routed; ///< the scope that the router has it in

    [[nodiscard]] std::string name() const { return method + ' ' + pattern; }
    [[nodiscard]] bool writes() const { return method != "GET"; }
};

/// Ids by their places' names.
using Values = std::map<std::string, std::string>;

/// The served OpenAPI document.
class Document {
public:
    Document() = default;
    explicit Document(boost::json::value text)
        : m_text(std::move(text))
    {
    }
    [[nodiscard]] const boost::json::object &paths() const { return m_text.at("paths").as_object(); }
    /// null when there is none.
    [[nodiscard]] boost::json::value operation(const std::string &method, const std::string &pattern) const;
    [[nodiscard]] std::vector<IdPlace> places(const Operation &operation) const;
    /// Path and query, with `values` where they have one.
    [[nodiscard]] std::string target(const Operation &operation, const Values &values) const;
    /// A body that the schema allows, with `word` in its texts and `values` where ids, and texts of these names, go;
    /// empty when it takes none.
    [[nodiscard]] std::string body(const Operation &operation, const Values &values, const std::string &word) const;
    [[nodiscard]] bool takesJson(const Operation &operation) const;
    [[nodiscard]] bool takesHeader(const Operation &operation, const std::string &name) const;
    /// Whose it is, by its security and its path; what the router says where it is not described.
    [[nodiscard]] std::string scope(const Operation &operation) const;
    /// What its parameters and its body call an id.
    [[nodiscard]] std::vector<std::string> idNames(const Operation &operation) const;
    /// What of an answer the operation is not said to have (status, header, type of the content), or lacks of what
    /// stands in each; empty when all is as described.
    [[nodiscard]] std::string undeclared(const Operation &operation, const Reply &reply) const;

    /// The schema of its JSON body; null when it takes none.
    [[nodiscard]] const boost::json::object *bodySchema(const Operation &operation) const;

private:
    [[nodiscard]] const boost::json::object &resolved(const boost::json::value &part) const;
    [[nodiscard]] boost::json::value sample(const std::string &name, const boost::json::value &schema,
                                            const Values &values, const std::string &word) const;
    boost::json::value m_text;
};

/// Real objects of one organization, made over its API: by POST on the kind's collection with a body after the
/// document, else the newest of its list.
class Specimens {
public:
    Specimens(const Document &document, const std::vector<Operation> &operations, HttpClient &client, std::string word,
              std::string password)
        : m_document(document)
        , m_operations(operations)
        , m_client(client)
        , m_word(std::move(word))
        , m_password(std::move(password))
    {
    }
    /// The id of one that stays. Throws with the missing factory's name.
    const std::string &one(const std::string &kind);
    /// The id of one that may be changed and deleted.
    std::string another(const std::string &kind);
    /// One of each kind that the operation names, the path's own freshly made; and the client's own password where it
    /// is asked for, which stays what it is.
    Values valuesFor(const Operation &operation);

private:
    const Document &m_document;
    const std::vector<Operation> &m_operations;
    HttpClient &m_client;
    std::string m_word;
    std::string m_password; ///< the client's own
    std::map<std::string, std::string> m_made;
};

/// A text that is in use nowhere.
std::string unique();

} // namespace objecta::test
