#!/bin/sh
# Checks for the two things that nothing here can install by itself: Node.js with npm, and cargo.
# Everything else is looked after by tools/setup.mjs, which needs Node to run.

fail() {
    echo "error: $1" >&2
    exit 1
}

node="${NODE:-node}"
node_remedy='Install it (Debian 13: `apt-get install nodejs npm`; macOS: `brew install node`), or name it: `make NODE=/path/to/node`.'

command -v "$node" >/dev/null 2>&1 || fail "Node.js 20.19 or newer is needed. $node_remedy"
"$node" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    fail "Node.js 20.19 or newer is needed, this is $("$node" --version). $node_remedy"
command -v npm >/dev/null 2>&1 || fail "npm is needed; it comes with Node.js. Debian: \`apt-get install npm\`."
command -v cargo >/dev/null 2>&1 ||
    fail 'cargo (Rust 1.95 or newer) is needed. Install rustup (Debian 13: `apt-get install rustup`; macOS: `brew install rustup`), then run `rustup default stable`.'
