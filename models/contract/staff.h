// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/page.h"

namespace objecta {

inline constexpr std::string_view staffRoles = "viewer|support|operator|admin|owner";

/// An account of ObjectaLabs' staff. The version is also its ETag, in quotes.
struct StaffMember {
    StaffId id;
    std::string email;
    std::string name;
    /// viewer, support, operator, admin or owner.
    std::string role;
    /// active or disabled.
    std::string status;
    int64_t version = 0;
    Timestamp createdAt;
    Timestamp updatedAt;
};

template <>
struct Fields<StaffMember> {
    static constexpr auto table = std::tuple{field("id", &StaffMember::id),
                                             field("email", &StaffMember::email),
                                             field("name", &StaffMember::name),
                                             field("role", &StaffMember::role),
                                             field("status", &StaffMember::status),
                                             field("version", &StaffMember::version),
                                             field("created_at", &StaffMember::createdAt),
                                             field("updated_at", &StaffMember::updatedAt)};
};

/// POST /v1/admin/staff.
struct CreateStaff {
    std::string email;
    std::string name;
    std::string role;
};

template <>
struct Fields<CreateStaff> {
    static constexpr auto table = std::tuple{field("email", &CreateStaff::email, emailFormat),
                                             field("name", &CreateStaff::name, lineBetween(1, 255)),
                                             field("role", &CreateStaff::role, oneOf(staffRoles))};
};

/// The answer to CreateStaff. The password is random and shown this once.
struct NewStaff {
    StaffId id;
    std::string email;
    std::string name;
    std::string role;
    std::string password;
};

template <>
struct Fields<NewStaff> {
    static constexpr auto table =
        std::tuple{field("id", &NewStaff::id), field("email", &NewStaff::email), field("name", &NewStaff::name),
                   field("role", &NewStaff::role), field("password", &NewStaff::password)};
};

/// PATCH /v1/admin/staff/{id}. disabled ends every session and impersonation of the account.
struct UpdateStaff {
    Patch<std::string> name;
    Patch<std::string> role;
    Patch<std::string> status;
};

template <>
struct Fields<UpdateStaff> {
    static constexpr auto table = std::tuple{field("name", &UpdateStaff::name, lineBetween(1, 255)),
                                             field("role", &UpdateStaff::role, oneOf(staffRoles)),
                                             field("status", &UpdateStaff::status, oneOf("active|disabled"))};
};

/// A sign-in of a member of staff that stands.
struct StaffSession {
    SessionId id;
    StaffId staffId;
    std::string staffEmail;
    /// Whether it is the one that asks.
    bool current = false;
    Timestamp createdAt;
    Timestamp lastUsedAt;
    Timestamp expiresAt;
};

template <>
struct Fields<StaffSession> {
    static constexpr auto table = std::tuple{field("id", &StaffSession::id),
                                             field("staff_id", &StaffSession::staffId),
                                             field("staff_email", &StaffSession::staffEmail),
                                             field("current", &StaffSession::current),
                                             field("created_at", &StaffSession::createdAt),
                                             field("last_used_at", &StaffSession::lastUsedAt),
                                             field("expires_at", &StaffSession::expiresAt)};
};

/// A sign-in of an organization's user that stands, as staff see it.
struct OrganizationSession {
    SessionId id;
    UserId userId;
    std::string userEmail;
    Timestamp createdAt;
    Timestamp lastUsedAt;
    Timestamp expiresAt;
    /// The address and the program that it was begun from.
    std::string peer;
    std::string userAgent;
};

template <>
struct Fields<OrganizationSession> {
    static constexpr auto table = std::tuple{field("id", &OrganizationSession::id),
                                             field("user_id", &OrganizationSession::userId),
                                             field("user_email", &OrganizationSession::userEmail),
                                             field("created_at", &OrganizationSession::createdAt),
                                             field("last_used_at", &OrganizationSession::lastUsedAt),
                                             field("expires_at", &OrganizationSession::expiresAt),
                                             field("peer", &OrganizationSession::peer),
                                             field("user_agent", &OrganizationSession::userAgent)};
};

} // namespace objecta
