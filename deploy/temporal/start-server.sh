#!/bin/sh
# The server takes its store's password from its environment only; here it comes from a file.
set -eu

POSTGRES_PWD=$(cat /run/secrets/temporal-store-password)
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
