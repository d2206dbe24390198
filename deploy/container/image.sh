#!/bin/sh
# make image: a Debian root by mmdebstrap, then the image by podman or docker. Where no engine is, the same steps are done and
# tried in that root by chroot, so that they are known to work. As root on Debian; needs mmdebstrap.
set -eu
project=$(cd "$(dirname "$0")/../.." && pwd)
here="$project/deploy/container"
out="$project/dist/image"
if [ "$(id -u)" != 0 ] || ! command -v mmdebstrap >/dev/null; then
    echo "No image was made: that needs root and mmdebstrap (on Debian: apt-get install mmdebstrap). Counted as not run." >&2
    exit 0
fi
rm -rf "$out"
mkdir -p "$out"
cp "$project"/dist/vethanam-*.whl "$project/dist/constraints.txt" "$here"/*.sh "$here/Containerfile" "$out"
version=$(basename "$out"/vethanam-*.whl | cut -d- -f2)
packages=$(paste -sd, "$here/packages")
TMPDIR=${TMPDIR:-/var/tmp} mmdebstrap --quiet --variant=minbase --aptopt='APT::Install-Recommends "false"' \
    --aptopt='APT::Sandbox::User "root"' --include="$packages" \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
    --essential-hook='mkdir -p "$1/etc/postgresql-common" && echo "create_main_cluster = false" >"$1/etc/postgresql-common/createcluster.conf"' \
    --essential-hook='echo "postfix postfix/main_mailer_type select No configuration" | chroot "$1" debconf-set-selections' \
    trixie "$out/root.tar"
for engine in podman docker; do
    if command -v "$engine" >/dev/null; then
        "$engine" build --tag "vethanam:$version" "$out"
        echo "vethanam:$version"
        exit 0
    fi
done
echo "No container engine (podman, docker) is here: the steps of the image are tried in a clean root." >&2
exec sh "$here/try.sh" "$out"
