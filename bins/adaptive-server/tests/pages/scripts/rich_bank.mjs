// A bank whose texts have everything that a text may have.
export const header = "item_id,model,a,b,format,lang,direction,stem,key,option_A,option_B,option_C";
export const rows = [
  `table,2pl,1,0,markdown,en,,"The table shows $f(x) = \\frac{x^2}{2}$.\n\n| $x$ | $f(x)$ |\n|---|---|\n| 1 | 0.5 |\n| 2 | ? |\n\n$$\\int_0^2 f(x)\\,dx = \\sum_{i=1}^{n} a_i$$\n\nWhat is missing?",B,$\\sqrt{2}$,2,*three*`,
  `graph,2pl,1,0.1,markdown,en,,"What does ![a falling line](asset:graph.png) show?",A,a fall,a rise,nothing`,
  `arabic,2pl,1,0.2,plain,ar,rtl,كم يساوي ٣ × ٤؟,B,٧,١٢,٣٤`,
  `hostile,2pl,1,0.3,markdown,en,,"<script>window.hacked = 1</script> <img src=x onerror=""window.hacked=1""> [link](javascript:alert(1)) ![spy](https://other.example/x.png) What is 1 < 2?",A,true,<b>false</b>,neither`,
];
// A red square of 40 by 24 points.
import { deflateSync } from "node:zlib";
function chunk(kind, content) {
  const body = Buffer.concat([Buffer.from(kind), content]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(content.length, 0);
  body.copy(out, 4);
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) { crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1; }
  }
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
  return out;
}
const [width, height] = [240, 140];
const head = Buffer.alloc(13);
head.writeUInt32BE(width, 0);
head.writeUInt32BE(height, 4);
head.set([8, 2, 0, 0, 0], 8);
const line = (y) => Buffer.concat([Buffer.from([0]), ...Array.from({ length: width }, (_, x) =>
  Buffer.from(Math.abs(y - (x * height) / width) < 2 ? [29, 78, 216] : x < 2 || y > height - 3 ? [60, 60, 60] : [255, 255, 255]))]);
export const picture = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk("IHDR", head),
  chunk("IDAT", deflateSync(Buffer.concat(Array.from({ length: height }, (_, y) => line(y))))),
  chunk("IEND", Buffer.alloc(0)),
]);
