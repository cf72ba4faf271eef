#!/bin/sh
# Installs what the end-to-end tests need besides npm packages: a Chromium for the editor. Root, Debian.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y --no-install-recommends chromium
