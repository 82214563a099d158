-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Roles, before any migration; run once by a superuser inside the database "objecta". Repeating it does no harm.
-- The roles log in and are members of nothing. How they prove who they are (peer map, password, certificate)
-- is up to pg_hba.conf; none has a password here.

DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['objecta_owner', 'objecta_app', 'objecta_app_ro', 'objecta_platform'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION '
                           'NOBYPASSRLS', role_name);
        END IF;
        EXECUTE format('ALTER ROLE %I SET search_path = public', role_name);
        EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), role_name);
    END LOOP;
    EXECUTE format('ALTER DATABASE %I OWNER TO objecta_owner', current_database());
    EXECUTE format('ALTER DATABASE %I SET timezone = ''UTC''', current_database());
END
$$;

-- Owns the few functions that must look past row-level security (each names the tenant itself); signs in nowhere.
-- The owner's membership is what lets a migration give a function away.
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'objecta_definer') THEN
        CREATE ROLE objecta_definer NOLOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
    END IF;
END
$$;
GRANT objecta_definer TO objecta_owner;

-- So that owning a database gives it that database's schema (the implicit role pg_database_owner).
ALTER ROLE objecta_owner INHERIT;
ALTER SCHEMA public OWNER TO objecta_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- Large objects have no row-level security and can be written even in a read-only transaction.
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea), lo_put(oid, bigint, bytea),
    lo_open(oid, integer), lowrite(integer, bytea), lo_truncate(integer, integer), lo_truncate64(integer, bigint),
    lo_unlink(oid), lo_get(oid), lo_get(oid, bigint, integer), loread(integer, integer) FROM PUBLIC;
