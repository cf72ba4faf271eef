#!/bin/sh
# Silero VAD for the comparison in bench/hearing/table.ts: about 300 MB, in this folder only. The runtime's install script
# would fetch CUDA libraries from another server; the CPU ones are in the package, so no script is run.
set -eu
cd "$(dirname "$0")"
ONNXRUNTIME_NODE_INSTALL=skip npm install --ignore-scripts --no-audit --no-fund --no-package-lock
