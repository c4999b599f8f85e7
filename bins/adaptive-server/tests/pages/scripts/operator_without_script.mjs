// The operator pages without script: they load themselves again, and every act works.
import { api, assert, examType, logIn, person, server } from "./lib.mjs";

export default async function () {
  await examType("plain", { time_limit_seconds: 3600 });
  const { exam_session_id: session } = await api("/api/adaptive/start", { exam_type: "plain", examinee_id: "Ada" });
  const page = await logIn(await person({ javaScriptEnabled: false }), process.env.KEY, "/operator/sessions");
  assert.equal(await page.locator('meta[http-equiv="refresh"]').count(), 1);
  await page.getByRole("link", { name: "Stop that" }).click();
  assert.equal(await page.locator('meta[http-equiv="refresh"]').count(), 0);
  await page.getByLabel("Examinee").fill("Ada");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("rowheader").getByRole("link").click();
  await page.locator("details.act summary", { hasText: "Pause" }).click();
  await page.locator("details.act[open]").getByLabel("Reason").fill("fire alarm");
  await page.locator("details.act[open]").getByRole("button").click();
  await page.getByText("fire alarm").waitFor();
  assert.equal((await api(`/api/adaptive/sessions/${session}`)).status, "paused");
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByLabel("API key").waitFor();
}
