#!/bin/sh
# The Containerfile and compose.yaml by hand: the steps of the image in a clean root, then its services, each as its user.
set -eu
out=$1
root=$(mktemp -d -p "${TMPDIR:-/var/tmp}" vethanam-root-XXXXXX)
chmod 755 "$root"
proxy=
end() {
    if [ -n "$proxy" ]; then kill "$proxy" 2>/dev/null || true; fi
    # Every process that lives in this root, and no other.
    for signal in INT KILL; do
        for process in /proc/[0-9]*; do
            if [ "$(readlink "$process/root")" = "$root" ]; then kill -s "$signal" "${process#/proc/}" 2>/dev/null || true; fi
        done
        sleep 2
    done
    for place in proc dev; do umount -l "$root/$place" 2>/dev/null || true; done
    rm -rf --one-file-system "$root"
}
trap end EXIT
tar -xf "$out/root.tar" -C "$root"
mount -t proc proc "$root/proc"
# Devices of its own: this machine's /dev stays as it is.
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
mkdir -m 1777 "$root/dev/shm"
for device in "null 3" "zero 5" "random 8" "urandom 9"; do
    mknod -m 666 "$root/dev/${device% *}" c 1 "${device#* }"
done
ln -s /proc/self/fd "$root/dev/fd"
mkdir -p "$root/tmp/vethanam" "$root/run/secrets"
chmod 1777 "$root/tmp"
cp "$out"/vethanam-*.whl "$out/constraints.txt" "$out/install.sh" "$root/tmp/vethanam"
cp "$out/database.sh" "$out/mail.sh" "$root/usr/local/bin"
cp /etc/resolv.conf "$root/etc/resolv.conf"
# The builder's own certificates and settings of pip, as an engine would be given them.
for file in /etc/ssl/certs/ca-certificates.crt /etc/pip.conf; do
    if [ -f "$file" ]; then mkdir -p "$root$(dirname "$file")" && cp "$file" "$root$file"; fi
done
inside() { chroot "$root" env -i PATH=/opt/vethanam/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/ VETHANAM_STATE=/var/lib/vethanam/main "$@"; }
inside sh /tmp/vethanam/install.sh
free() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free)
database=$(free)
openssl rand -hex 24 >"$root/run/secrets/admin"
chmod 444 "$root/run/secrets/admin"
as() { user=$1; shift; inside VETHANAM_DATABASE_URL="postgresql://127.0.0.1:$database/vethanam" LISTEN_ADDRESSES=127.0.0.1 \
    VETHANAM_HTTPS=1 VETHANAM_HOSTS=pay.example.gov.in VETHANAM_PAYMASTER_ORIGIN=https://sign.example.gov.in \
    PGPORT="$database" setpriv --reuid "$user" --regid "$user" --init-groups "$@"; }
as postgres sh /usr/local/bin/database.sh >"$out/database.log" 2>&1 &
tries=0
until inside /usr/lib/postgresql/17/bin/pg_isready -q -h 127.0.0.1 -p "$database"; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { cat "$out/database.log" >&2; exit 1; }
    sleep 0.5
done
url="postgresql://postgres:$(cat "$root/run/secrets/admin")@127.0.0.1:$database/postgres"
as root env VETHANAM_ADMIN_URL="$url" vethanam install
as vethanam-sequencer vethanam sequencer >"$out/sequencer.log" 2>&1 &
as vethanam-worker vethanam worker >"$out/worker.log" 2>&1 &
as vethanam-paymaster vethanam paymaster --port 0 >"$out/paymaster.log" 2>&1 &
as vethanam-web vethanam serve --port "$port" >"$out/web.log" 2>&1 &
python3 - "$port" <<'PYTHON' || { cat "$out"/*.log >&2; exit 1; }
import sys, time, urllib.request

for _ in range(240):
    try:
        ready = urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/ready", timeout=5).read().decode()
        page = urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/sign-in/", timeout=5).read().decode()
        sys.exit(0 if '"is_ready": true' in ready and "csrfmiddlewaretoken" in page else 1)
    except OSError:
        time.sleep(0.5)
sys.exit("The pages do not answer.")
PYTHON
as root vethanam check | grep -v -e '^bank.pub: ' -e '^sequencer: ' >"$out/check.txt" || true
if [ -s "$out/check.txt" ]; then cat "$out/check.txt" >&2; exit 1; fi
if command -v nginx >/dev/null; then
    # The printed proxy before it, with a certificate of its own: the first administrator sees her page over HTTPS.
    mkdir -p "$out/proxy"
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=pay.example.gov.in -addext subjectAltName=DNS:pay.example.gov.in \
        -keyout "$out/proxy/key.pem" -out "$out/proxy/fullchain.pem" 2>/dev/null
    secure=$(free)
    {
        echo "daemon off; pid $out/proxy/pid; events { } http { access_log off; client_body_temp_path $out/proxy/body; proxy_temp_path $out/proxy/sent;"
        sed "s|/etc/ssl/vethanam|$out/proxy|; s|/var/log/nginx|$out/proxy|; s|listen 443|listen $secure|; s|listen 80;|listen $(free);|; s|:8000|:$port|" \
            "$(dirname "$0")/../nginx/vethanam.conf"
        echo "}"
    } >"$out/proxy/nginx.conf"
    nginx -c "$out/proxy/nginx.conf" -e "$out/proxy/error.log" &
    proxy=$!
    code=$(as root vethanam account create anitha --role administrator --person Anitha --born 1975-04-03 | sed -n 's/.*First code: *//p')
    python3 "$(dirname "$0")/signed_in.py" "$secure" "$out/proxy/fullchain.pem" anitha "$code" || { cat "$out/proxy/error.log" >&2; exit 1; }
    echo "A signed-in page was served over HTTPS through the printed proxy."
else
    echo "No nginx is here: a signed-in page over HTTPS was not tried. Counted as not run." >&2
fi
echo "The image's steps work in a clean root: installed, ready, checked ($(du -shx "$root" | cut -f1))."
