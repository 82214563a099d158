// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/page.h"

namespace objecta {

/// A person of an organization.
struct User {
    UserId id;
    std::string email;
    std::string name;
    /// owner, admin or member.
    std::string role;
    /// active, invited or deactivated.
    std::string status;
    int64_t version = 0;
    Timestamp createdAt;
    Timestamp updatedAt;
};

template <>
struct Fields<User> {
    static constexpr auto table = std::tuple{field("id", &User::id),
                                             field("email", &User::email),
                                             field("name", &User::name),
                                             field("role", &User::role),
                                             field("status", &User::status),
                                             field("version", &User::version),
                                             field("created_at", &User::createdAt),
                                             field("updated_at", &User::updatedAt)};
};

/// POST /v1/users. Without a password the user is invited.
struct CreateUser {
    std::string email;
    std::string name;
    std::string role = "member";
    Patch<std::string> password;
};

template <>
struct Fields<CreateUser> {
    static constexpr auto table = std::tuple{field("email", &CreateUser::email, emailFormat),
                                             field("name", &CreateUser::name, lineBetween(1, 255)),
                                             field("role", &CreateUser::role, mayBeMissing(oneOf("admin|member"))),
                                             field("password", &CreateUser::password, textBetween(12, 1024))};
};

/// PATCH /v1/users/{id}.
struct UpdateUser {
    Patch<std::string> name;
    Patch<std::string> role;
    Patch<std::string> status;
};

template <>
struct Fields<UpdateUser> {
    static constexpr auto table = std::tuple{field("name", &UpdateUser::name, lineBetween(1, 255)),
                                             field("role", &UpdateUser::role, oneOf("owner|admin|member")),
                                             field("status", &UpdateUser::status, oneOf("active|deactivated"))};
};

/// An AI agent of an organization.
struct Agent {
    AgentId id;
    /// Who made it.
    UserId userId;
    std::string name;
    std::string description;
    std::string model;
    /// active, paused or archived.
    std::string status;
    int64_t version = 0;
    Timestamp createdAt;
    Timestamp updatedAt;
};

template <>
struct Fields<Agent> {
    static constexpr auto table = std::tuple{field("id", &Agent::id),
                                             field("user_id", &Agent::userId),
                                             field("name", &Agent::name),
                                             field("description", &Agent::description),
                                             field("model", &Agent::model),
                                             field("status", &Agent::status),
                                             field("version", &Agent::version),
                                             field("created_at", &Agent::createdAt),
                                             field("updated_at", &Agent::updatedAt)};
};

/// POST /v1/agents.
struct CreateAgent {
    std::string name;
    std::string description;
    std::string model = "objecta-standard";
};

template <>
struct Fields<CreateAgent> {
    static constexpr auto table =
        std::tuple{field("name", &CreateAgent::name, lineBetween(1, 255)),
                   field("description", &CreateAgent::description, mayBeMissing(textBetween(0, 4000))),
                   field("model", &CreateAgent::model, mayBeMissing(lineBetween(1, 100)))};
};

/// PATCH /v1/agents/{id}.
struct UpdateAgent {
    Patch<std::string> name;
    Patch<std::string> description;
    Patch<std::string> model;
    Patch<std::string> status;
};

template <>
struct Fields<UpdateAgent> {
    static constexpr auto table = std::tuple{field("name", &UpdateAgent::name, lineBetween(1, 255)),
                                             field("description", &UpdateAgent::description, textBetween(0, 4000)),
                                             field("model", &UpdateAgent::model, lineBetween(1, 100)),
                                             field("status", &UpdateAgent::status, oneOf("active|paused|archived"))};
};

/// A file of an organization, or of one of its agents.
struct Document {
    DocumentId id;
    std::optional<AgentId> agentId;
    /// Who uploaded it.
    UserId userId;
    std::string name;
    std::string contentType;
    int64_t bytes = 0;
    /// Of the content, in hexadecimal.
    std::string sha256;
    int64_t version = 0;
    Timestamp createdAt;
    Timestamp updatedAt;
};

template <>
struct Fields<Document> {
    static constexpr auto table = std::tuple{field("id", &Document::id),
                                             field("agent_id", &Document::agentId),
                                             field("user_id", &Document::userId),
                                             field("name", &Document::name),
                                             field("content_type", &Document::contentType),
                                             field("bytes", &Document::bytes),
                                             field("sha256", &Document::sha256),
                                             field("version", &Document::version),
                                             field("created_at", &Document::createdAt),
                                             field("updated_at", &Document::updatedAt)};
};

/// PATCH /v1/documents/{id}. agent_id null: the organization's own.
struct UpdateDocument {
    Patch<std::string> name;
    Patch<std::optional<AgentId>> agentId;
};

template <>
struct Fields<UpdateDocument> {
    static constexpr auto table = std::tuple{field("name", &UpdateDocument::name, lineBetween(1, 255)),
                                             field("agent_id", &UpdateDocument::agentId)};
};

/// A message in a conversation with an agent.
struct Message {
    MessageId id;
    ConversationId conversationId;
    AgentId agentId;
    UserId userId;
    /// user or agent.
    std::string role;
    std::string content;
    int64_t version = 0;
    Timestamp createdAt;
    Timestamp updatedAt;
};

template <>
struct Fields<Message> {
    static constexpr auto table = std::tuple{field("id", &Message::id),
                                             field("conversation_id", &Message::conversationId),
                                             field("agent_id", &Message::agentId),
                                             field("user_id", &Message::userId),
                                             field("role", &Message::role),
                                             field("content", &Message::content),
                                             field("version", &Message::version),
                                             field("created_at", &Message::createdAt),
                                             field("updated_at", &Message::updatedAt)};
};

/// POST /v1/messages. Without conversation_id a conversation is begun.
struct CreateMessage {
    AgentId agentId;
    Patch<ConversationId> conversationId;
    std::string content;
};

template <>
struct Fields<CreateMessage> {
    static constexpr auto table =
        std::tuple{field("agent_id", &CreateMessage::agentId), field("conversation_id", &CreateMessage::conversationId),
                   field("content", &CreateMessage::content, textBetween(1, 32000))};
};

} // namespace objecta
