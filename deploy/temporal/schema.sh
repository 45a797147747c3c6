#!/bin/sh
# Brings Temporal's two databases to the version of this image; safe to run again.
set -eu
for part in temporal:temporal visibility:temporal_visibility; do
    tool() {
        temporal-sql-tool --plugin postgres12 --ep postgres -p 5432 -u temporal --db "${part#*:}" "$@"
    }
    tool setup-schema -v 0.0
    tool update-schema -d "/etc/temporal/schema/postgresql/v12/${part%%:*}/versioned"
done
