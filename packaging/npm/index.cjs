// index.cjs - where the extension is, and how it is loaded.
"use strict";

const platform = `sqlite-idp-${process.platform}-${process.arch}`;

function getLoadablePath() {
  try {
    return require.resolve(`${platform}/idp.so`);
  } catch (cause) {
    throw new Error(
      `sqlite-idp: the package ${platform} is not installed. There is one for ` +
        "linux-@NODE_CPU@; on that, install with optional dependencies: " +
        "npm install --include=optional sqlite-idp",
      { cause },
    );
  }
}

function load(db, ...callback) {
  return db.loadExtension(getLoadablePath(), ...callback);
}

module.exports = { getLoadablePath, load };
