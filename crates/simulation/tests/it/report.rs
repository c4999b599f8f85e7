//! The report for people.

use std::sync::Arc;

use irt_core::{AdaptiveTest, CatDesign, CatSpec, FourPl, GeneralizedPartialCredit, Item, ItemBank, Metric, Nominal};
use simulation::report::{Report, ReportedDesign};
use simulation::{Comparison, Examinees, Measures};

fn bank(items: Vec<Item>) -> Arc<ItemBank> {
    Arc::new(ItemBank::new(Metric::LOGISTIC, items).unwrap())
}

fn two_pl(count: u32) -> Vec<Item> {
    let span = f64::from(count.max(2) - 1);
    let b = |i: u32| f64::from(i) / span * 6.0 - 3.0;
    (0..count).map(|i| Item::new(&format!("q{i}"), FourPl::two_pl(1.5, b(i)).unwrap()).unwrap()).collect()
}

/// The report on designs given by name and greatest number of items.
fn report(bank: &Arc<ItemBank>, designs: &[(&str, u32)], examinees: &Examinees, measures: Measures) -> String {
    let test = |(name, max_items): &(&str, u32)| {
        let mut spec = CatSpec::default();
        spec.stopping.max_items = Some(*max_items);
        let test = AdaptiveTest::new(Arc::clone(bank), CatDesign::new(spec).unwrap()).unwrap();
        ((*name).to_owned(), Arc::new(test))
    };
    let tests: Vec<_> = designs.iter().map(test).collect();
    let comparison = Comparison::new(tests.clone(), examinees.clone(), 3).unwrap().with_measures(measures);
    let compared = comparison.run().unwrap();
    let reported: Vec<ReportedDesign<'_>> = tests
        .iter()
        .zip(&compared.designs)
        .map(|((name, test), design)| ReportedDesign {
            name,
            test,
            summary: &design.summary,
            difference: design.difference.as_ref(),
            abilities: &[[0.0, 0.1]],
        })
        .collect();
    Report { program: "test 1.0", bank_name: "bank.csv", examinees, given_answers: None, designs: &reported }
        .html()
        .unwrap()
}

/// What has to be true of every report.
#[track_caller]
fn assert_sound(html: &str) {
    assert!(html.starts_with("<!DOCTYPE html>") && html.ends_with("</html>"), "{html}");
    for forbidden in [
        "<script",
        "http-equiv",
        "src=",
        "<link",
        "@import",
        "url(",
        "NaN",
        ">inf<",
        ">-inf<",
        "\"inf\"",
        "\"-inf\"",
        ",inf",
    ] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    for (open, close) in [("<table", "</table>"), ("<figure", "</figure>"), ("<svg", "</svg>"), ("<tr>", "</tr>")] {
        assert_eq!(html.matches(open).count(), html.matches(close).count(), "{open}");
    }
}

#[test]
fn a_report_begins_with_the_verdict_and_ends_with_the_settings_and_has_tables_in_all_sections() {
    let examinees = Examinees::normal(300, 0.0, 1.0).unwrap();
    let measures = Measures::default().with_cuts(vec![0.0]).unwrap().with_traces(1);
    let items = two_pl(40).into_iter().map(|item| item.with_content("algebra")).collect();
    let html = report(&bank(items), &[("fixed", 10)], &examinees, measures);
    assert_sound(&html);
    let mut before = 0;
    for id in [
        "verdict",
        "recovery",
        "conditional",
        "classification",
        "length",
        "exposure",
        "content",
        "example",
        "information",
        "wright",
        "simulated",
    ] {
        let place = html.find(&format!("<section id=\"{id}\">")).unwrap_or_else(|| panic!("{id}"));
        assert!(place > before, "{id}");
        before = place;
        let section = html[place..].split("</section>").next().unwrap();
        assert!(section.contains("<table"), "{id}");
        assert!(html.contains(&format!("href=\"#{id}\"")), "{id}");
    }
    assert!(html.contains("mean 0, standard deviation 1") && html.contains(">10 items<"), "{html}");
}

#[test]
fn what_comes_from_files_is_text_and_nothing_else() {
    let hostile = "<script>alert('x')</script>&\"";
    let items = vec![
        Item::new(hostile, FourPl::two_pl(1.0, 0.0).unwrap()).unwrap().with_content("<b>area</b>"),
        Item::new("q2", FourPl::two_pl(1.0, 1.0).unwrap()).unwrap(),
    ];
    let examinees = Examinees::normal(20, 0.0, 1.0).unwrap();
    let html = report(&bank(items), &[("<i>one</i>", 2), ("two", 1)], &examinees, Measures::default().with_traces(1));
    assert_sound(&html);
    for raw in ["<i>one", "<b>area", "alert('x')</"] {
        assert!(!html.contains(raw), "{raw}");
    }
    assert!(html.contains("&lt;i&gt;one") && html.contains("&lt;b&gt;area") && html.contains("&lt;script&gt;"));
}

#[test]
fn several_designs_stand_side_by_side() {
    let designs = [("ten", 10), ("five", 5), ("three", 3)];
    let examinees = Examinees::normal(200, 0.0, 1.0).unwrap();
    let html = report(&bank(two_pl(40)), &designs, &examinees, Measures::default());
    assert_sound(&html);
    let comparison = html.split("<section id=\"comparison\">").nth(1).unwrap().split("</section>").next().unwrap();
    for (name, _) in designs {
        assert!(comparison.contains(&format!("scope=\"col\">{name}</th>")), "{name}");
        assert!(html.contains(&format!("Exposure of the items: {name}")), "{name}");
    }
    assert!(comparison.contains("Differences from ten") && !html.contains("id=\"example"));
}

#[test]
fn next_to_nothing_can_be_reported() {
    let one = Examinees::given(vec![0.5]).unwrap();
    let same = Examinees::in_turn(vec![-2.0], 50).unwrap();
    let far = Examinees::given(vec![-100.0, 100.0]).unwrap();
    let traces = Measures::default().with_traces(5).with_cuts(vec![-1.0, 1.0]).unwrap();
    for examinees in [one, same, far] {
        for items in [1, 2, 30] {
            assert_sound(&report(&bank(two_pl(items)), &[("d", 1)], &examinees, traces.clone()));
            assert_sound(&report(&bank(two_pl(items)), &[("d", items), ("e", 1)], &examinees, traces.clone()));
        }
    }
}

#[test]
fn items_of_all_models_have_a_place_on_the_map() {
    let items = vec![
        Item::new("d", FourPl::one_pl(0.2).unwrap()).unwrap(),
        Item::new("p", GeneralizedPartialCredit::new(1.0, &[-1.2, 0.7]).unwrap()).unwrap(),
        Item::new("n", Nominal::new(&[(0.8, 0.3), (1.5, -0.4)]).unwrap()).unwrap(),
    ];
    let html = report(&bank(items), &[("d", 3)], &Examinees::normal(30, 0.0, 1.0).unwrap(), Measures::default());
    assert_sound(&html);
    // Four locations, one of them between 0 and 0.5.
    assert!(html.contains("<th class=\"text\" scope=\"row\">0.50 to 1.00</th>"), "{html}");
}

#[test]
fn a_large_bank_makes_no_large_report() {
    let html =
        report(&bank(two_pl(5_000)), &[("d", 20)], &Examinees::normal(200, 0.0, 1.0).unwrap(), Measures::default());
    assert_sound(&html);
    assert!(html.len() < 1_000_000, "{}", html.len());
}

#[test]
fn the_verdict_says_what_the_design_does_and_what_is_alarming() {
    let examinees = Examinees::normal(300, 0.0, 1.0).unwrap();
    let html = report(&bank(two_pl(200)), &[("d", 10)], &examinees, Measures::default());
    let verdict = html.split("<section id=\"verdict\">").nth(1).unwrap().split("</section>").next().unwrap();
    for text in [
        "Every test has 10 items.",
        "the tests report a standard error of",
        "of 200 items",
        "goes to every examinee, and two examinees share",
        "Alarming",
    ] {
        assert!(verdict.contains(text), "{text}: {verdict}");
    }
    assert!(verdict.contains("of 200 items were never used</li>"), "{verdict}");
}

#[test]
fn a_sound_design_raises_no_alarm() {
    let examinees = Examinees::normal(300, 0.0, 1.0).unwrap();
    let measures = Measures::default().with_exposure_limit(1.0).unwrap();
    let html = report(&bank(two_pl(20)), &[("d", 20)], &examinees, measures);
    let verdict = html.split("<section id=\"verdict\">").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(verdict.contains("Nothing is alarming.") && !verdict.contains("<ul>"), "{verdict}");
}

#[test]
fn many_designs_stand_in_tables_of_six_and_are_counted_in_the_title() {
    let designs: Vec<(String, u32)> = (1..=8).map(|items| (format!("d{items}"), items)).collect();
    let designs: Vec<(&str, u32)> = designs.iter().map(|(name, items)| (name.as_str(), *items)).collect();
    let examinees = Examinees::normal(50, 0.0, 1.0).unwrap();
    let html = report(&bank(two_pl(20)), &designs, &examinees, Measures::default());
    assert_sound(&html);
    assert!(html.contains("<h1>Simulation report: 8 designs</h1>"), "{html}");
    for caption in ["The designs side by side", "Precision and length by true ability"] {
        assert_eq!(html.matches(&format!("<caption>{caption}")).count(), 2, "{caption}");
        assert!(html.contains(&format!("<caption>{caption}, part 2</caption>")), "{caption}");
    }
}
