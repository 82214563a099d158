// SPDX-FileCopyrightText: 2026 The Objecta Console authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contract/page.h"

namespace objecta {

/// What a user and an agent say to each other.
struct Conversation {
    ConversationId id;
    AgentId agentId;
    /// Who began it.
    UserId userId;
    std::string title;
    /// open or closed.
    std::string status;
    int64_t version = 0;
    Timestamp createdAt;
    /// Also when something was said last; the version counts the conversation's own changes only.
    Timestamp updatedAt;
};

template <>
struct Fields<Conversation> {
    static constexpr auto table = std::tuple{field("id", &Conversation::id),
                                             field("agent_id", &Conversation::agentId),
                                             field("user_id", &Conversation::userId),
                                             field("title", &Conversation::title),
                                             field("status", &Conversation::status),
                                             field("version", &Conversation::version),
                                             field("created_at", &Conversation::createdAt),
                                             field("updated_at", &Conversation::updatedAt)};
};

/// POST /v1/conversations.
struct CreateConversation {
    AgentId agentId;
    std::string title;
};

template <>
struct Fields<CreateConversation> {
    static constexpr auto table =
        std::tuple{field("agent_id", &CreateConversation::agentId),
                   field("title", &CreateConversation::title, mayBeMissing(lineBetween(0, 255)))};
};

/// PATCH /v1/conversations/{id}. Nothing is said in a closed one.
struct UpdateConversation {
    Patch<std::string> title;
    Patch<std::string> status;
};

template <>
struct Fields<UpdateConversation> {
    static constexpr auto table = std::tuple{field("title", &UpdateConversation::title, lineBetween(0, 255)),
                                             field("status", &UpdateConversation::status, oneOf("open|closed"))};
};

/// POST /v1/conversations/{id}/messages.
struct SayMessage {
    std::string content;
};

template <>
struct Fields<SayMessage> {
    static constexpr auto table = std::tuple{field("content", &SayMessage::content, textBetween(1, 32000))};
};

/// PATCH /v1/messages/{id}, by whoever wrote it.
struct UpdateMessage {
    Patch<std::string> content;
};

template <>
struct Fields<UpdateMessage> {
    static constexpr auto table = std::tuple{field("content", &UpdateMessage::content, textBetween(1, 32000))};
};

} // namespace objecta
