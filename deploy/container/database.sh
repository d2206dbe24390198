#!/bin/sh
# PostgreSQL 17 of Debian, as its user `postgres`; the cluster is made at the first start.
# Others come over TCP with a password; the administrator's is the file /run/secrets/admin.
set -eu
data=/var/lib/postgresql/17/vethanam
bin=/usr/lib/postgresql/17/bin
if [ ! -s "$data/PG_VERSION" ]; then
    mkdir -p -m 700 "$data"
    "$bin/initdb" -D "$data" -U postgres -E UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C \
        --auth-local=peer --auth-host=scram-sha-256 --pwfile=/run/secrets/admin --data-checksums >/dev/null
    echo 'host all all samenet scram-sha-256' >>"$data/pg_hba.conf"
fi
exec "$bin/postgres" -D "$data" -c listen_addresses="${LISTEN_ADDRESSES:-*}" -c unix_socket_directories=/tmp \
    -c max_connections=200 -c shared_buffers=256MB -c jit=off -c max_locks_per_transaction=256 \
    -c log_statement=none -c log_min_error_statement=panic -c log_min_duration_statement=-1 \
    -c log_parameter_max_length=0 -c log_parameter_max_length_on_error=0 -c log_error_verbosity=terse
