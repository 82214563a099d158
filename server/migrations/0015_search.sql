-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Text search. The operator @@ is not leakproof, so under row-level security it may not drive an index: PostgreSQL would
-- read all of a tenant's rows and look at each. Two functions that run as objecta_definer, for whom the policy is a
-- constant, name the tenant themselves and give ids only; the rows are read under row-level security as ever.

-- A uuid beside a text vector in one GIN index: a word that every tenant uses costs each only its own rows.
CREATE EXTENSION btree_gin;

-- Small pending lists: every search reads them, whosever they are.
CREATE INDEX agents_text_idx ON agents
    USING gin (organization_id, to_tsvector('simple', name || ' ' || description)) WITH (gin_pending_list_limit = 256);
CREATE INDEX conversations_text_idx ON conversations
    USING gin (organization_id, to_tsvector('simple', title)) WITH (gin_pending_list_limit = 256);

-- All words of a text that somebody typed, each as the beginning of one. What has a meaning in a tsquery is no word and
-- goes. Null when no word is left.
CREATE FUNCTION search_words(text) RETURNS tsquery
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT string_agg('''' || replace(replace(word, '\', '\\'), '''', '''''') || ''':*', ' & ')::tsquery
    FROM (SELECT lexeme AS word FROM unnest(to_tsvector('simple', left($1, 1000))) LIMIT 20) words
$$;
REVOKE ALL ON FUNCTION search_words(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_words(text) TO objecta_definer;

CREATE POLICY definer_search ON agents FOR SELECT TO objecta_definer USING (true);
GRANT SELECT (organization_id, id, user_id, name, description, model, status, created_at) ON agents TO objecta_definer;
CREATE POLICY definer_search ON conversations FOR SELECT TO objecta_definer USING (true);
GRANT SELECT (organization_id, id, agent_id, user_id, title, status, created_at) ON conversations TO objecta_definer;

-- Text, number of rows, where the page before ended (time, id; null for the first), user, status, model, from, to.
-- What matches is found first: else the planner might walk along the order and look at every row. PL/pgSQL keeps the
-- plan from call to call, which SQL functions do not.
CREATE FUNCTION search_agents(text, bigint, timestamptz, uuid, uuid, text, text, timestamptz, timestamptz)
    RETURNS TABLE (id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE ROWS 20
    SET search_path = pg_catalog, public
AS $$
BEGIN
    RETURN QUERY WITH found AS MATERIALIZED (
        SELECT a.id, a.user_id, a.status, a.model, a.created_at FROM agents a
        WHERE a.organization_id = nullif(current_setting('app.current_tenant', true), '')::uuid
          AND to_tsvector('simple', a.name || ' ' || a.description) @@ (SELECT search_words($1)))
    SELECT f.id FROM found f
    WHERE ($3 IS NULL OR f.created_at <= $3 AND (f.created_at < $3 OR f.id > $4))
      AND ($5 IS NULL OR f.user_id = $5) AND ($6 IS NULL OR f.status = $6) AND ($7 IS NULL OR f.model = $7)
      AND ($8 IS NULL OR f.created_at >= $8) AND ($9 IS NULL OR f.created_at < $9)
    ORDER BY f.created_at DESC, f.id LIMIT $2;
END
$$;
REVOKE ALL ON FUNCTION search_agents(text, bigint, timestamptz, uuid, uuid, text, text, timestamptz, timestamptz)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_agents(text, bigint, timestamptz, uuid, uuid, text, text, timestamptz, timestamptz)
    TO objecta_app, objecta_app_ro;

-- The same by title; the filters are agent, user, status, from, to.
CREATE FUNCTION search_conversations(text, bigint, timestamptz, uuid, uuid, uuid, text, timestamptz, timestamptz)
    RETURNS TABLE (id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE ROWS 20
    SET search_path = pg_catalog, public
AS $$
BEGIN
    RETURN QUERY WITH found AS MATERIALIZED (
        SELECT c.id, c.agent_id, c.user_id, c.status, c.created_at FROM conversations c
        WHERE c.organization_id = nullif(current_setting('app.current_tenant', true), '')::uuid
          AND to_tsvector('simple', c.title) @@ (SELECT search_words($1)))
    SELECT f.id FROM found f
    WHERE ($3 IS NULL OR f.created_at <= $3 AND (f.created_at < $3 OR f.id > $4))
      AND ($5 IS NULL OR f.agent_id = $5) AND ($6 IS NULL OR f.user_id = $6) AND ($7 IS NULL OR f.status = $7)
      AND ($8 IS NULL OR f.created_at >= $8) AND ($9 IS NULL OR f.created_at < $9)
    ORDER BY f.created_at DESC, f.id LIMIT $2;
END
$$;
REVOKE ALL ON FUNCTION search_conversations(text, bigint, timestamptz, uuid, uuid, uuid, text, timestamptz, timestamptz)
    FROM PUBLIC;
GRANT EXECUTE
    ON FUNCTION search_conversations(text, bigint, timestamptz, uuid, uuid, uuid, text, timestamptz, timestamptz)
    TO objecta_app, objecta_app_ro;

GRANT CREATE ON SCHEMA public TO objecta_definer;
ALTER FUNCTION search_agents(text, bigint, timestamptz, uuid, uuid, text, text, timestamptz, timestamptz)
    OWNER TO objecta_definer;
ALTER FUNCTION search_conversations(text, bigint, timestamptz, uuid, uuid, uuid, text, timestamptz, timestamptz)
    OWNER TO objecta_definer;
REVOKE CREATE ON SCHEMA public FROM objecta_definer;
