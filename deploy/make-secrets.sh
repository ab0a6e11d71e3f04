#!/bin/sh
# Makes the secrets of docker-compose.yml that can be made, in deploy/secrets/; one that is there stays as it is.
set -eu

command -v openssl > /dev/null || {
  echo "make-secrets.sh needs openssl: install it and call this again." >&2
  exit 1
}
folder=$(cd "$(dirname "$0")" && pwd)/secrets
# Nobody else on this host comes past the folder. What is in it can be read by all, since each container is somebody else.
umask 022
mkdir -p "$folder" "$folder/worker" "$folder/gateway"
chmod 700 "$folder"

make() {
  file=$folder/$1
  shift
  if [ -s "$file" ]; then
    echo "kept  $file"
    return
  fi
  "$@" > "$file.partial"
  [ -s "$file.partial" ]
  mv "$file.partial" "$file"
  echo "made  $file"
}

random() { openssl rand -hex 24; }
private_key() { openssl genpkey -algorithm ed25519; }
public_half() { openssl pkey -in "$folder/$1" -pubout -outform DER | openssl base64 -A; }
first_key() { printf 'k1:%s\n' "$(openssl rand -base64 32)"; }

make temporal-store-password random
make hook-token random
make gateway-key private_key
make gateway-public-key public_half gateway-key
make audit-key private_key
make audit-public-key public_half audit-key
make encryption-keys first_key
make codec-token random
make grafana-password random
