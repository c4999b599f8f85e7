//! Charts of ordinary and of very little content.

use irt_core::Ability;
use reporting::ability_charts::{WrightRow, ability_course, item_information, test_information, wright_map};
use reporting::use_charts::{HistogramBar, TargetBar, exposure, histogram, targets};
use reporting::{Axis, Chart, Page, Series, SeriesStyle, Svg};

const ALL_STYLES: [SeriesStyle; 14] = [
    SeriesStyle::Solid,
    SeriesStyle::Dashed,
    SeriesStyle::SolidCircles,
    SeriesStyle::DashedOpenCircles,
    SeriesStyle::DottedTriangles,
    SeriesStyle::LongDashedSquares,
    SeriesStyle::SolidCrosses,
    SeriesStyle::DottedOpenSquares,
    SeriesStyle::Dots,
    SeriesStyle::Circles,
    SeriesStyle::OpenSquares,
    SeriesStyle::Bars,
    SeriesStyle::OpenBars,
    SeriesStyle::Whiskers,
];

fn chart(series: Vec<Series>) -> Svg {
    let axes = [Axis::between(0.0, 3.0), Axis::between(0.0, 3.0)];
    Chart::new("A chart", ["x", "y"], axes, series).svg().unwrap()
}

#[track_caller]
fn assert_sound(svg: &Svg) {
    let text = svg.as_str();
    assert!(text.starts_with("<svg") && text.trim_end().ends_with("</svg>"), "{text}");
    assert!(["NaN", ",inf", "inf,", "\"inf"].iter().all(|number| !text.contains(number)), "{text}");
}

#[test]
fn charts_of_next_to_nothing_are_drawn() {
    let ability = Ability { theta: 0.0, se: 1.0 };
    let row = WrightRow { lower: 0.0, upper: 0.5, examinees: 0.0, locations: 0.0 };
    for svg in [
        test_information(&[]),
        test_information(&[(0.0, 0.0)]),
        item_information(&[]),
        item_information(&[("q", vec![(0.0, 0.0)])]),
        item_information(&[("q", Vec::new())]),
        wright_map(&[]),
        wright_map(&[row]),
        ability_course("Examinee 1", &[], Some(0.0)),
        ability_course("Examinee 1", &[ability], None),
    ] {
        assert_sound(&svg.unwrap());
    }
    assert_sound(&chart(Vec::new()));
}

#[test]
fn no_two_styles_look_alike_without_colour() {
    let body = |style| {
        let svg = chart(vec![Series::new("s", style, vec![(0.5, 1.0), (1.5, 2.0), (2.5, 1.0)])]);
        svg.as_str().to_owned()
    };
    for (place, style) in ALL_STYLES.into_iter().enumerate() {
        for other in &ALL_STYLES[..place] {
            assert_ne!(body(style), body(*other), "{style:?} and {other:?}");
        }
    }
}

#[test]
fn a_legend_names_each_of_several_series() {
    let series = |name| Series::new(name, SeriesStyle::Dots, vec![(1.0, 1.0)]);
    let one = chart(vec![series("first")]);
    assert!(!one.as_str().contains("first"));
    let two = chart(vec![series("first"), series("second")]);
    assert!(two.as_str().contains("first") && two.as_str().contains("second"));
}

#[test]
fn names_and_titles_are_escaped() {
    let series = ["<script>", "b"].map(|name| Series::new(name, SeriesStyle::Solid, vec![(0.0, 0.0), (1.0, 1.0)]));
    let axes = [Axis::between(0.0, 1.0), Axis::between(0.0, 1.0)];
    let svg = Chart::new("<b>&", ["<i>", "<u>"], axes, series.to_vec()).svg().unwrap();
    for raw in ["<script", "<b>", "<i>", "<u>"] {
        assert!(!svg.as_str().contains(raw), "{raw}");
    }
}

#[test]
fn markers_stand_at_every_so_many_points() {
    let points: Vec<_> = (0..10).map(|x| (f64::from(x) * 0.3, 1.0)).collect();
    let circles = |spacing| {
        let series = Series::new("s", SeriesStyle::Circles, points.clone()).with_markers_every(spacing);
        chart(vec![series]).as_str().matches("<circle").count()
    };
    assert_eq!([circles(1), circles(3), circles(0)], [10, 4, 10]);
}

#[test]
fn a_dark_page_has_a_colour_for_each_of_a_chart() {
    let row = WrightRow { lower: 0.0, upper: 0.5, examinees: 0.5, locations: 0.5 };
    let points = || vec![(0.5, 1.0), (1.5, 2.0), (2.5, 1.0), (2.8, 1.0)];
    let all = ALL_STYLES.into_iter().map(|style| Series::new("s", style, points())).collect();
    let charts = [chart(all), wright_map(&[row]).unwrap()];
    let page = Page::new("p").html();
    let dark = page.split("(prefers-color-scheme: dark)").nth(1).unwrap().split("@media").next().unwrap();
    for svg in &charts {
        for attribute in ["fill=\"#", "stroke=\"#"] {
            for rest in svg.as_str().split(attribute).skip(1) {
                let colour = &rest[..6];
                let selector = format!("[{attribute}{colour}\"]");
                assert!(dark.contains(&selector), "{selector} has no rule");
            }
        }
    }
}

#[test]
fn charts_of_use_are_drawn_of_nothing_and_of_much() {
    let bar = |share| HistogramBar { lower: -0.5, upper: 0.0, share };
    let part = |name: &str, target| TargetBar { name: name.to_owned(), target, actual: 0.4 };
    for svg in [
        exposure(&[], None),
        exposure(&[0.2, f64::NAN, 0.5], Some(0.25)),
        histogram("Length", "items", &[], None),
        histogram("Length", "items", &[bar(0.0), bar(1.0)], Some(3.0)),
        targets("Content", &[]),
        targets("Content", &[part("algebra", Some(0.5)), part("geometry", None)]),
    ] {
        assert_sound(&svg.unwrap());
    }
    let rates: Vec<f64> = (0..100_000).map(|place| f64::from(place) / 1e5).collect();
    let svg = exposure(&rates, None).unwrap();
    assert!(svg.as_str().len() < 60_000, "the picture of a large bank stays small: {}", svg.as_str().len());
}

#[test]
fn names_at_bars_are_text() {
    let part = TargetBar { name: "<script>&\"".to_owned(), target: Some(0.5), actual: 0.4 };
    let svg = targets("<b>", &[part]).unwrap();
    assert!(!svg.as_str().contains("<script") && !svg.as_str().contains("<b>"), "{svg}");
    assert!(svg.as_str().contains("&lt;script&gt;"), "{svg}");
}
