//! The report in a browser: nothing is cut off on a phone or on paper. `CHROMIUM` names the browser if it is not `chromium`.

use std::fs;
use std::process::Command;

use crate::command::Desk;

/// The widths that the text of a page has in CSS pixels: the paper without its margins, and a small phone.
const A4: u32 = 688;
const LETTER: u32 = 710;
const PHONE: u32 = 375;

/// A desk with the reports of one design and of three, `one/report.html` and `three/report.html`. All names begin like
/// this.
fn desk(name: &str) -> Desk {
    let items = (0..150).map(|i| {
        let (a, b) = (0.8 + 0.2 * f64::from(i % 6), f64::from(i) * 0.04 - 3.0);
        format!("{name}{i},3pl,{a:.1},{b:.2},0.2,{name} {}\n", i % 4)
    });
    let bank = format!("item_id,model,a,b,c,content\n{}", items.collect::<String>());
    let names = ["a", "b", "c"].map(|letter| format!("{name}{letter}"));
    let desk = names.iter().zip(10..).fold(Desk::new().with("b.csv", &bank), |desk, (name, items)| {
        desk.with(&format!("{name}.toml"), &format!("[stopping]\nmax_items = {items}\n"))
    });
    let designs = |count: usize| names[..count].iter().map(|name| format!(" --design {name}.toml")).collect::<String>();
    let run = "simulate --bank b.csv --examinees 200 --seed 1 --cuts=-1,0,1 --traces 1";
    desk.run(&format!("{run}{} --out one", designs(1))).ok();
    desk.run(&format!("{run}{} --out three", designs(3))).ok();
    desk
}

/// Runs the browser with these arguments.
fn chromium(desk: &Desk, arguments: &[&str]) -> String {
    let browser = std::env::var("CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
    let mut command = Command::new(browser);
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=profile"]);
    let output = command.args(arguments).current_dir(desk.path(".")).output();
    let output = output.unwrap_or_else(|error| panic!("{error}: these tests need chromium"));
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What juts out at the right of a page in a frame of this width, each element with its text; elements that scroll are
/// not looked into unless they do not scroll on paper.
fn jutting(desk: &Desk, html: &str, width: u32) -> String {
    let escaped = html.replace('&', "&amp;").replace('"', "&quot;");
    let script = "onload = () => {
        const page = document.querySelector('iframe').contentDocument, right = page.documentElement.clientWidth;
        const scrolls = e => getComputedStyle(e).overflowX !== 'visible';
        const found = [...page.querySelectorAll('body *')].filter(e => e.tagName === 'svg' || !e.closest('svg'))
            .filter(e => ![...page.querySelectorAll('.scrolling')].some(box => scrolls(box) && box !== e && box.contains(e)))
            .filter(e => e.getBoundingClientRect().right > right + 1)
            .map(e => `${e.tagName} ${e.textContent.slice(0, 40)}`);
        document.body.innerHTML = '';
        document.body.append(`wide: ${page.documentElement.scrollWidth > right}; [${found.join('; ')}]`);
    };";
    let frame = format!("<iframe style=\"width:{width}px;height:900px;border:0\" srcdoc=\"{escaped}\"></iframe>");
    fs::write(desk.path("frame.html"), format!("<!DOCTYPE html><script>{script}</script><body>{frame}</body>"))
        .unwrap();
    let file = format!("file://{}", desk.path("frame.html").display());
    let dom = chromium(desk, &["--virtual-time-budget=20000", "--dump-dom", &file]);
    dom.split("<body>").nth(1).unwrap().split("</body>").next().unwrap().trim().to_owned()
}

/// The number of pages of a report on paper of this size.
fn pages(desk: &Desk, html: &str, size: &str) -> usize {
    fs::write(desk.path("sized.html"), html.replace("@page {", &format!("@page {{ size: {size};"))).unwrap();
    let file = format!("file://{}", desk.path("sized.html").display());
    chromium(desk, &["--print-to-pdf=paper.pdf", &file]);
    let pdf = String::from_utf8_lossy(&fs::read(desk.path("paper.pdf")).unwrap()).into_owned();
    let counts = pdf.split("/Count ").skip(1).filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
    counts.filter_map(|count| count.parse().ok()).max().unwrap()
}

#[test]
#[ignore = "needs chromium"]
fn nothing_is_cut_off_on_a_phone_and_on_paper() {
    let desk = desk("a_rather_long_name_without_spaces_");
    for report in ["one", "three"] {
        let html = fs::read_to_string(desk.path(&format!("{report}/report.html"))).unwrap();
        assert!(html.contains("@media print") && html.contains("@page {"));
        // The rules for paper, on a screen as wide as the paper.
        let printed = html.replace("@media print", "@media all").replace("@media screen", "@media not all");
        for (what, html, width) in [("phone", &html, PHONE), ("A4", &printed, A4), ("Letter", &printed, LETTER)] {
            assert_eq!(jutting(&desk, html, width), "wide: false; []", "{report} {what}");
        }
    }
}

#[test]
#[ignore = "needs chromium"]
fn a_printed_report_has_less_than_15_pages() {
    let desk = desk("item");
    for report in ["one", "three"] {
        let html = fs::read_to_string(desk.path(&format!("{report}/report.html"))).unwrap();
        for size in ["A4", "letter"] {
            let pages = pages(&desk, &html, size);
            assert!((3..15).contains(&pages), "{report} {size}: {pages} pages");
        }
    }
}
