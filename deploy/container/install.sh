#!/bin/sh
# Puts the product into the root it is run in: accounts with fixed ids, one a process, and Python packages at the tested versions.
set -eu
here=$(dirname "$0")
id=990
for name in vethanam vethanam-web vethanam-worker vethanam-dispatcher vethanam-sequencer vethanam-outside vethanam-paymaster; do
    if ! getent passwd "$name" >/dev/null; then
        groupadd --system --gid "$id" "$name"
        useradd --system --uid "$id" --gid "$id" --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$name"
    fi
    case "$name" in vethanam | vethanam-outside) ;; *) usermod --append --groups vethanam "$name" ;; esac
    id=$((id + 1))
done
python3 -m venv /opt/vethanam
/opt/vethanam/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check ${VETHANAM_PIP:-} \
    --constraint "$here/constraints.txt" "$here"/vethanam-*.whl
mkdir -p /var/lib/vethanam
