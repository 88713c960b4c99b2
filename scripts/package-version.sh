#!/usr/bin/env bash
# Builds a version of the managed package: a beta, or with --promote a released one. Names of what is in a released
# version are permanent. Needs a Dev Hub that is linked to the namespace. Not run by CI.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
scripts/package-version.sh --version 0.1.0 --package 0Ho… [options]

  --version N.N.N   the version; its build number is counted by Salesforce
  --package 0Ho…    the package's id, as --create told it
  --dev-hub NAME    the Dev Hub's alias (default: the CLI's own)
  --create          create the package itself first, once ever
  --promote         release the version; without it a beta is made
  --dry-run         print the commands
TEXT
}

version='' package='' hub='' create='' promote='' dry=''
while [ $# -gt 0 ]; do
  case $1 in
    --version) version=${2-}; shift 2 ;;
    --package) package=${2:?--package needs an id}; shift 2 ;;
    --dev-hub) hub=${2:?--dev-hub needs a name}; shift 2 ;;
    --create) create=1; shift ;;
    --promote) promote=1; shift ;;
    --dry-run) dry=1; shift ;;
    --help) usage; exit 0 ;;
    *) printf 'There is no option %s.\n\n' "$1" >&2; usage >&2; exit 2 ;;
  esac
done
if ! [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
  printf 'Give --version as three numbers, such as 0.1.0.\n\n' >&2
  usage >&2
  exit 2
fi

if [ -z "$package" ] && [ -z "$create" ]; then
  printf 'Give --package with its id (0Ho…), or --create for the first version ever.\n\n' >&2
  usage >&2
  exit 2
fi
# The alias that "sf package create" leaves in its project.
package=${package:-Bothways}

run() {
  printf '+ %s\n' "$*"
  if [ -z "$dry" ]; then "$@"; fi
}
hub_option=()
if [ -n "$hub" ]; then hub_option=(--target-dev-hub "$hub"); fi

root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$root/force-app" "$work/force-app"
cp .forceignore "$work/"
cp scripts/org-setup/package-build.json "$work/"
cat > "$work/sfdx-project.json" <<JSON
{
  "namespace": "bothways",
  "sourceApiVersion": "65.0",
  "packageDirectories": [
    {
      "path": "force-app",
      "default": true,
      "package": "Bothways",
      "versionName": "Bothways $version",
      "versionNumber": "$version.NEXT",
      "definitionFile": "package-build.json"
    }
  ]
}
JSON
cd "$work"

if [ -n "$create" ]; then
  run sf package create --name Bothways --package-type Managed --path force-app ${hub_option[@]+"${hub_option[@]}"} \
    --description 'Keeps Salesforce and other systems in step, both ways.'
fi
run sf package version create --package "$package" --installation-key-bypass --code-coverage --wait 120 \
  --post-install-script InstallHandler ${hub_option[@]+"${hub_option[@]}"}
if [ -n "$promote" ]; then
  newest=04t…
  if [ -z "$dry" ]; then
    newest=$(sf package version list --packages "$package" --order-by CreatedDate --json ${hub_option[@]+"${hub_option[@]}"} |
      node -e 'let t="";process.stdin.on("data",d=>t+=d).on("end",()=>console.log(JSON.parse(t).result.at(-1).SubscriberPackageVersionId))')
  fi
  run sf package version promote --package "$newest" --no-prompt ${hub_option[@]+"${hub_option[@]}"}
fi
