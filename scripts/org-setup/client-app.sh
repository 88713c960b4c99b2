#!/usr/bin/env bash
# Creates the org's own external client app for its middleware: local, never packaged. Makes a key pair, fills the
# templates in client-app/ and deploys them. Not tried in a real org yet.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat <<'TEXT'
client-app.sh --org ALIAS --middleware https://HOST --email ADDRESS [--key FILE] [--dry-run]

  --org         the org, as "sf org login web" named it
  --middleware  where the middleware is reached; its path /connect/callback takes the admin's login
  --email       who is written to about the app
  --key         where the private key goes (default: bothways.key, readable by you alone)
  --dry-run     fills the templates, prints them and what would run, and keeps nothing
TEXT
}

org= middleware= email= key=bothways.key dry=
while [ $# -gt 0 ]; do
  case $1 in
    --org) org=${2-}; shift 2 ;;
    --middleware) middleware=${2-}; shift 2 ;;
    --email) email=${2-}; shift 2 ;;
    --key) key=${2-}; shift 2 ;;
    --dry-run) dry=1; shift ;;
    --help) usage; exit 0 ;;
    *) printf 'There is no option %s.\n\n' "$1" >&2; usage >&2; exit 2 ;;
  esac
done
for needed in org middleware email; do
  if [ -z "${!needed}" ]; then printf 'Give --%s.\n\n' "$needed" >&2; usage >&2; exit 2; fi
done
case $middleware in https://*) ;; *) printf -- '--middleware must begin with https://, and is %s.\n' "$middleware" >&2; exit 2 ;; esac
case $key in /*) ;; *) key=$OLDPWD/$key ;; esac
if [ -e "$key" ]; then printf 'There is a file %s already; name another with --key.\n' "$key" >&2; exit 2; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R client-app "$work/app"
umask 077
openssl req -x509 -newkey rsa:2048 -sha256 -days 730 -nodes -subj '/CN=Bothways' -keyout "$work/key" -out "$work/cert" 2>/dev/null
certificate=$(grep -v CERTIFICATE "$work/cert" | tr -d '\n')
escape() { printf '%s' "$1" | sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/[\\|&]/\\&/g'; }
for file in "$work"/app/*/*-meta.xml; do
  sed -i.bak -e "s|@CERTIFICATE@|$certificate|" -e "s|@EMAIL@|$(escape "$email")|" \
    -e "s|@CALLBACK@|$(escape "${middleware%/}/connect/callback")|" "$file"
  rm "$file.bak"
done
printf '{"packageDirectories":[{"path":"app","default":true}],"sourceApiVersion":"65.0"}\n' > "$work/sfdx-project.json"
if [ -n "$dry" ]; then
  find "$work/app" -name '*-meta.xml' | sort | xargs cat
  cat <<TEXT

Nothing was deployed. Without --dry-run these files are deployed, with a key pair made anew, by
  sf project deploy start --source-dir app --target-org $org
in a folder that is removed afterwards; the private key goes to $key.
TEXT
  exit 0
fi
(cd "$work" && sf project deploy start --source-dir app --target-org "$org")
mv "$work/key" "$key"
cat <<TEXT
Deployed. The private key is in $key.
Next, in Setup › External Client App Manager › Bothways Middleware › Settings: copy the consumer key (and the secret, for
Connect) into the middleware's console when you register this org. Then assign the permission set Bothways Connected to
the integration user and to the admins who connect the org:
  sf org assign permset --name Bothways_Connected --target-org $org --on-behalf-of USERNAME
TEXT
