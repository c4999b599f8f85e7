// axe-core on the pages of banks and exam types.
export { catalogue as default } from "./operator_accessibility.mjs";
