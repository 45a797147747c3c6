#!/bin/sh
# Runs once, on an empty volume: a role of its own for Temporal and one for Makegood.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" \
    -v temporal="$TEMPORAL_DATABASE_PASSWORD" -v makegood="$MAKEGOOD_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE temporal LOGIN PASSWORD :'temporal';
CREATE ROLE makegood LOGIN PASSWORD :'makegood';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
CREATE DATABASE makegood OWNER makegood;
SQL
