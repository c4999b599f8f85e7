// A cut network, a reply that is lost, an error of a proxy.
import { aside, assert, atQuestion, choose, confirm, itemOf, person, recorded, sessionOf, startSample } from "./lib.mjs";

export default async function () {
  const context = await person();
  const page = await startSample(context);
  const session = await sessionOf(context);
  const meant = [];
  const answer = async (place) => {
    await aside(page);
    meant.push([await itemOf(page), await choose(page, place)]);
    await confirm(page).click();
  };

  await context.setOffline(true);
  await answer(1);
  await page.getByRole("alert").filter({ hasText: "You are offline." }).waitFor();
  assert.deepEqual(await recorded(session), []);
  await context.setOffline(false);
  await atQuestion(page, 2);
  assert.deepEqual(await recorded(session), meant);

  // The proxy fails twice, with a page of its own.
  let failures = 0;
  await page.route("**/exam/answer", async (route) => {
    failures += 1;
    if (failures > 2) { await route.continue(); } else {
      await route.fulfill({ status: 502, contentType: "text/html", body: "<h1>502 Bad Gateway</h1>" });
    }
  });
  await answer(0);
  await page.getByRole("alert").filter({ hasText: "The exam does not answer." }).waitFor();
  await atQuestion(page, 3);
  assert.equal(failures, 3);
  assert.deepEqual(await recorded(session), meant);
  await page.unroute("**/exam/answer");

  // The answer arrives, and its reply does not.
  let lost = 0;
  await page.route("**/exam/answer", async (route) => {
    lost += 1;
    if (lost > 1) { await route.continue(); } else { await route.fetch(); await route.abort(); }
  });
  await answer(2);
  await atQuestion(page, 4);
  assert.deepEqual(await recorded(session), meant);
  await page.unroute("**/exam/answer");

  // A network that wants a login answers with a page of its own.
  let portal = 0;
  await page.route("**/exam/answer", async (route) => {
    portal += 1;
    if (portal > 1) { await route.continue(); } else {
      await route.fulfill({ status: 200, contentType: "text/html", body: "<main id=main>Log in</main>" });
    }
  });
  await answer(1);
  await atQuestion(page, 5);
  assert.deepEqual(await recorded(session), meant);

  // A slow reply: nothing else can be answered meanwhile, and the page says what it does.
  await page.unroute("**/exam/answer");
  await page.route("**/exam/answer", async (route) => { await new Promise((done) => setTimeout(done, 1500)); await route.continue(); });
  await answer(0);
  await page.getByText("Saving your answer").waitFor();
  await confirm(page).click({ force: true });
  await page.keyboard.press("2");
  await page.keyboard.press("Enter");
  await atQuestion(page, 6);
  assert.deepEqual(await recorded(session), meant);
  assert.deepEqual(context.faults, []);
}
