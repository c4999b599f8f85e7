// axe-core on a page, in both schemes and at several widths; nothing is cut off at 320 points, which is 400 % of 1280.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { assert, axePath } from "./lib.mjs";

const shots = process.env.SCREENSHOTS;

/// Checks a page of a context without a policy: axe is added to the page, which its policy forbids.
export async function check(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.addScriptTag({ path: axePath }).catch(() => {});
    for (const width of [320, 390, 1280]) {
      await page.setViewportSize({ width, height: width === 1280 ? 800 : 844 });
      await page.waitForTimeout(250);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${name} is ${wide} points too wide at ${width}`);
      if (shots && width !== 320) {
        mkdirSync(shots, { recursive: true });
        await page.screenshot({ path: join(shots, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
    }
    const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    assert.deepEqual(found, [], `${name} (${colorScheme})`);
  }
}
