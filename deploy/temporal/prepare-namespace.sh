#!/bin/sh
# Makes the namespace where it is missing; one that is there keeps its settings.
set -eu

# The server answers a moment before it takes namespaces.
for _ in 1 2 3 4 5 6 7 8 9 10; do
  if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" > /dev/null 2>&1; then
    echo "The namespace $TEMPORAL_NAMESPACE is there."
    exit 0
  fi
  if temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"; then
    exit 0
  fi
  sleep 3
done
echo "The namespace $TEMPORAL_NAMESPACE could not be made." >&2
exit 1
