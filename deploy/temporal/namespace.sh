#!/bin/sh
# Makes the namespace of the claims, which keeps closed ones for a month; safe to run again.
set -eu
temporal operator namespace describe -n "$MAKEGOOD_TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
    temporal operator namespace create -n "$MAKEGOOD_TEMPORAL_NAMESPACE" --retention 30d
