#!/bin/sh
# Makes or updates Temporal's two databases; on those that are up to date it changes nothing.
set -eu

SQL_PASSWORD=$(cat /run/secrets/temporal-store-password)
export SQL_PASSWORD
for database in temporal temporal_visibility; do
  schema=${database#temporal_}
  sql() {
    temporal-sql-tool --plugin postgres12 --endpoint temporal-store --port 5432 --user temporal --database "$database" "$@"
  }
  sql create-database
  sql setup-schema --version 0.0
  sql update-schema --schema-dir "/etc/temporal/schema/postgresql/v12/$schema/versioned"
done
