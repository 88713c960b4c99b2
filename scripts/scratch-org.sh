#!/usr/bin/env bash
# A scratch org with the package's source in it: created, deployed, permission sets assigned, sample data, Apex tests,
# opened. Needs a Dev Hub. Not run by CI, which has none.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
scripts/scratch-org.sh [options]

  --alias NAME        the org's alias (default: bothways)
  --dev-hub NAME      the Dev Hub's alias (default: the CLI's own)
  --namespace         with the package's namespace, which the Dev Hub must know; without one otherwise
  --person-accounts   with Person Accounts
  --days N            how long it lives (default: 7)
  --no-tests          leave the Apex tests out
  --no-open           do not open it
  --dry-run           print the commands
TEXT
}

alias=bothways hub='' namespace='' definition=scripts/org-setup/scratch.json days=7 tests=1 open=1 dry=''
while [ $# -gt 0 ]; do
  case $1 in
    --alias) alias=${2:?--alias needs a name}; shift 2 ;;
    --dev-hub) hub=${2:?--dev-hub needs a name}; shift 2 ;;
    --namespace) namespace=bothways; shift ;;
    --person-accounts) definition=scripts/org-setup/scratch-person-accounts.json; shift ;;
    --days) days=${2:?--days needs a number}; shift 2 ;;
    --no-tests) tests=''; shift ;;
    --no-open) open=''; shift ;;
    --dry-run) dry=1; shift ;;
    --help) usage; exit 0 ;;
    *) printf 'There is no option %s.\n\n' "$1" >&2; usage >&2; exit 2 ;;
  esac
done

run() {
  printf '+ %s\n' "$*"
  if [ -z "$dry" ]; then "$@"; fi
}

# A project of its own: the checkout's has no namespace, and a scratch org takes the one of its project.
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$root/force-app" "$work/force-app"
printf '{"packageDirectories":[{"path":"force-app","default":true}],"namespace":"%s","sourceApiVersion":"65.0"}\n' "$namespace" > "$work/sfdx-project.json"
cp .forceignore "$work/"
cd "$work"

create=(sf org create scratch --definition-file "$root/$definition" --alias "$alias" --duration-days "$days" --wait 20)
if [ -n "$hub" ]; then create+=(--target-dev-hub "$hub"); fi
if [ -z "$namespace" ]; then create+=(--no-namespace); fi
run "${create[@]}"
run sf project deploy start --target-org "$alias" --source-dir force-app --wait 30
prefix=${namespace:+${namespace}__}
run sf org assign permset --target-org "$alias" --name "${prefix}Bothways_Admin" --name "${prefix}Bothways_Integration"
run sf data import tree --target-org "$alias" --plan "$root/scripts/org-setup/sample/plan.json"
if [ -n "$tests" ]; then
  run sf apex run test --target-org "$alias" --test-level RunLocalTests --code-coverage --result-format human --wait 30
fi
if [ -n "$open" ]; then run sf org open --target-org "$alias" --path "/lightning/n/${prefix}Synchronization"; fi
