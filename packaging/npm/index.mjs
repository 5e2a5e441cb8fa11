// index.mjs - index.cjs as a module.
import cjs from "./index.cjs";

export const { getLoadablePath, load } = cjs;
