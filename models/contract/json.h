// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One constexpr field table a DTO drives parsing, validation and writing. A DTO is a plain struct with
//   template <> struct Fields<Agent> { static constexpr auto table = std::tuple{field("id", &Agent::id), ...}; };
// Expected failures come back as FieldError lists; nothing here throws on bad input.

#include "models/contract/ids.h"
#include "models/contract/timestamp.h"

#include <boost/json.hpp>
#include <tl/expected.hpp>

#include <cmath>
#include <concepts>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace objecta {

/// One member of an input that cannot be taken. `code` is stable and translated by the console:
/// required, type, too_short, too_long, too_small, too_large, format, unknown, utf8.
struct FieldError {
    std::string field;
    std::string code;
    std::string message;
};

/// A member of a PATCH document: absent (left alone, not written) or present with a value.
/// Patch<std::optional<T>> also takes null.
template <class T>
struct Patch {
    bool present = false;
    T value{};

    Patch() = default;
    Patch(T v)
        : present(true)
        , value(std::move(v))
    {
    }
    explicit operator bool() const { return present; }
    bool operator==(const Patch &) const = default;
};

/// What a member may be. Text lengths count Unicode code points; numbers are inclusive.
struct Constraint {
    int64_t min = std::numeric_limits<int64_t>::min();
    int64_t max = std::numeric_limits<int64_t>::max();
    enum class Format { None, Slug, Email, OneLine } format = Format::None;
    /// '|'-separated list of the values allowed, empty for any.
    std::string_view oneOf = {};
    /// Whether the member may be missing from an input (it then keeps its default).
    bool optional = false;
};

constexpr Constraint textBetween(int64_t min, int64_t max)
{
    return {.min = min, .max = max};
}
constexpr Constraint lineBetween(int64_t min, int64_t max)
{
    return {.min = min, .max = max, .format = Constraint::Format::OneLine};
}
constexpr Constraint numberBetween(int64_t min, int64_t max)
{
    return {.min = min, .max = max};
}
constexpr Constraint oneOf(std::string_view values)
{
    return {.oneOf = values};
}
constexpr Constraint mayBeMissing(Constraint c = {})
{
    c.optional = true;
    return c;
}
inline constexpr Constraint slugFormat{.min = 2, .max = 63, .format = Constraint::Format::Slug};
inline constexpr Constraint emailFormat{.min = 3, .max = 254, .format = Constraint::Format::Email};

template <class Struct, class Member>
struct Field {
    std::string_view name;
    Member Struct::*member;
    Constraint constraint;
};

template <class Struct, class Member>
constexpr Field<Struct, Member> field(std::string_view name, Member Struct::*member, Constraint constraint = {})
{
    return {name, member, constraint};
}

template <class T>
struct Fields;

template <class T>
concept Dto = requires { Fields<T>::table; };

/// Whether members that no field names are refused (requests) or passed over (answers, so that an older
/// console reads a newer server).
enum class Unknown { Refuse, Ignore };

namespace json_detail {

template <class T>
inline constexpr bool isOptional = false;
template <class T>
inline constexpr bool isOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool isPatch = false;
template <class T>
inline constexpr bool isPatch<Patch<T>> = true;
template <class T>
inline constexpr bool isVector = false;
template <class T>
inline constexpr bool isVector<std::vector<T>> = true;
template <class T>
inline constexpr bool isId = false;
template <class Tag>
inline constexpr bool isId<Id<Tag>> = true;

/// Appends text as a JSON string, quotes included. The text is valid UTF-8.
void writeString(std::string &out, std::string_view text);
void checkText(std::string_view value, const Constraint &constraint, const std::string &path,
               std::vector<FieldError> &errors);
void checkNumber(int64_t value, const Constraint &constraint, const std::string &path, std::vector<FieldError> &errors);
void typeError(const std::string &path, std::string_view wanted, std::vector<FieldError> &errors);
std::optional<int64_t> wholeNumber(const boost::json::value &value);

template <class T>
void write(std::string &out, const T &value);

template <class T>
void writeMember(std::string &out, bool &first, std::string_view name, const T &value)
{
    if constexpr (isPatch<T>) {
        if (value.present) {
            writeMember(out, first, name, value.value);
        }
    } else {
        if (!first) {
            out += ',';
        }
        first = false;
        // A member's name, in a table of ours, has nothing to escape.
        out += '"';
        out += name;
        out += "\":";
        write(out, value);
    }
}

template <class T>
void write(std::string &out, const T &value)
{
    if constexpr (std::same_as<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::integral<T>) {
        out += std::to_string(value);
    } else if constexpr (std::floating_point<T>) {
        if (std::isfinite(value)) {
            char buffer[32];
            out.append(buffer, static_cast<size_t>(std::snprintf(buffer, sizeof buffer, "%.6g", value)));
        } else {
            out += "null";
        }
    } else if constexpr (std::same_as<T, std::string>) {
        writeString(out, value);
    } else if constexpr (isId<T> || std::same_as<T, Timestamp>) {
        out += '"';
        out += value.text();
        out += '"';
    } else if constexpr (std::same_as<T, boost::json::value>) {
        out += boost::json::serialize(value);
    } else if constexpr (isOptional<T>) {
        if (value) {
            write(out, *value);
        } else {
            out += "null";
        }
    } else if constexpr (isVector<T>) {
        out += '[';
        for (size_t i = 0; i < value.size(); ++i) {
            if (i > 0) {
                out += ',';
            }
            write(out, value[i]);
        }
        out += ']';
    } else {
        static_assert(Dto<T>, "give the type a Fields<> table");
        out += '{';
        bool first = true;
        std::apply([&](const auto &...f) { (writeMember(out, first, f.name, value.*(f.member)), ...); },
                   Fields<T>::table);
        out += '}';
    }
}

template <class T>
void read(const boost::json::value &json, T &out, const Constraint &constraint, const std::string &path,
          Unknown unknown, std::vector<FieldError> &errors)
{
    if constexpr (isPatch<T>) {
        out.present = true;
        read(json, out.value, constraint, path, unknown, errors);
    } else if constexpr (isOptional<T>) {
        if (json.is_null()) {
            out.reset();
        } else {
            read(json, out.emplace(), constraint, path, unknown, errors);
        }
    } else if constexpr (std::same_as<T, bool>) {
        if (json.is_bool()) {
            out = json.get_bool();
        } else {
            typeError(path, "true or false", errors);
        }
    } else if constexpr (std::integral<T>) {
        if (const auto number = wholeNumber(json)) {
            out = static_cast<T>(*number);
            checkNumber(*number, constraint, path, errors);
        } else {
            typeError(path, "a whole number", errors);
        }
    } else if constexpr (std::floating_point<T>) {
        if (json.is_number()) {
            out = json.to_number<double>();
        } else {
            typeError(path, "a number", errors);
        }
    } else if constexpr (std::same_as<T, std::string>) {
        if (json.is_string()) {
            out.assign(json.get_string().data(), json.get_string().size());
            checkText(out, constraint, path, errors);
        } else {
            typeError(path, "a string", errors);
        }
    } else if constexpr (isId<T> || std::same_as<T, Timestamp>) {
        const auto parsed = json.is_string()
            ? T::parse(std::string_view(json.get_string().data(), json.get_string().size()))
            : std::nullopt;
        if (parsed) {
            out = *parsed;
        } else {
            typeError(path, isId<T> ? "a UUID" : "an RFC 3339 time", errors);
        }
    } else if constexpr (std::same_as<T, boost::json::value>) {
        out = json;
    } else if constexpr (isVector<T>) {
        if (!json.is_array()) {
            typeError(path, "an array", errors);
            return;
        }
        out.clear();
        out.reserve(json.get_array().size());
        for (size_t i = 0; i < json.get_array().size(); ++i) {
            read(json.get_array()[i], out.emplace_back(), constraint, path + '[' + std::to_string(i) + ']', unknown,
                 errors);
        }
    } else {
        static_assert(Dto<T>, "give the type a Fields<> table");
        if (!json.is_object()) {
            typeError(path, "an object", errors);
            return;
        }
        const auto &object = json.get_object();
        const std::string prefix = path.empty() ? std::string() : path + '.';
        size_t known = 0;
        const auto readField = [&](const auto &f) {
            using Member = std::remove_cvref_t<decltype(out.*(f.member))>;
            const auto *value = object.if_contains(boost::json::string_view(f.name.data(), f.name.size()));
            if (value != nullptr) {
                ++known;
                read(*value, out.*(f.member), f.constraint, prefix + std::string(f.name), unknown, errors);
            } else if constexpr (!isPatch<Member> && !isOptional<Member>) {
                if (!f.constraint.optional) {
                    errors.push_back({prefix + std::string(f.name), "required", "is required"});
                }
            }
        };
        std::apply([&](const auto &...f) { (readField(f), ...); }, Fields<T>::table);
        if (unknown == Unknown::Refuse && known < object.size()) {
            for (const auto &member : object) {
                const std::string_view name(member.key().data(), member.key().size());
                const bool named =
                    std::apply([&](const auto &...f) { return ((f.name == name) || ...); }, Fields<T>::table);
                if (!named) {
                    errors.push_back({prefix + std::string(name), "unknown", "is not known here"});
                }
            }
        }
    }
}

/// Parses strictly (RFC 8259, valid UTF-8, at most 32 levels deep).
tl::expected<boost::json::value, FieldError> parseText(std::string_view text);

} // namespace json_detail

/// The DTO as compact JSON.
template <class T>
std::string writeJson(const T &value)
{
    std::string out;
    json_detail::write(out, value);
    return out;
}

/// Reads a DTO from a parsed value; the list of everything wrong with it otherwise.
template <class T>
tl::expected<T, std::vector<FieldError>> readJson(const boost::json::value &json, Unknown unknown = Unknown::Ignore)
{
    T value{};
    std::vector<FieldError> errors;
    json_detail::read(json, value, Constraint{}, {}, unknown, errors);
    if (!errors.empty()) {
        return tl::unexpected(std::move(errors));
    }
    return value;
}

/// Reads a DTO from text. A text that is no JSON at all gives one error with an empty field.
template <class T>
tl::expected<T, std::vector<FieldError>> parseJson(std::string_view text, Unknown unknown = Unknown::Ignore)
{
    const auto json = json_detail::parseText(text);
    if (!json) {
        return tl::unexpected(std::vector<FieldError>{json.error()});
    }
    return readJson<T>(*json, unknown);
}

template <>
struct Fields<FieldError> {
    static constexpr auto table = std::tuple{field("field", &FieldError::field), field("code", &FieldError::code),
                                             field("message", &FieldError::message)};
};

/// Whether the text may be an organization's slug: a DNS label (RFC 1035) of 2 to 63 of a-z, 0-9 and inner '-'.
bool isSlug(std::string_view text);
/// Whether the slug is kept for the platform itself (admin, app, api, www, ...).
bool isReservedSlug(std::string_view text);
bool isEmail(std::string_view text);
bool isValidUtf8(std::string_view text);

} // namespace objecta
