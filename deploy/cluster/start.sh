#!/bin/sh
# Starts the image's cluster, and gives it nodes as soon as it answers.
set -eu

(
  until kwokctl scale node --replicas "$NODES"; do
    sleep 2
  done
) &
exec /entrypoint.sh
