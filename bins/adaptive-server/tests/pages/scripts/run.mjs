// Runs the script that is named.
import { end, stopListening } from "./lib.mjs";

const script = await import(`./${process.argv[2]}.mjs`);
try {
  await script.default();
  await end();
  stopListening();
} catch (error) {
  console.error(error);
  process.exit(1);
}
